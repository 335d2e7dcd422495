"""What a template needs to put a question on a page. Pure: row, answer and names are handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import Answer, Kind, Text, in_language

FALLBACK = "en"  # the language in which a text is read that has no translation


@dataclass(frozen=True)
class Support:
    """One thing the key of a question rests on: its name, and where it can be read."""

    label: str
    url: str


@dataclass(frozen=True)
class Shown:
    """A question as a page shows it. Nothing here depends on the key unless `is_revealed`.

    `name` begins the ids of its fields, `language` is that of its words, `verdict` is right, partly, wrong,
    empty (not answered), waiting (for a teacher's mark) or noted (it carries no marks).
    """

    name: str
    kind: str
    template: str
    language: str
    prompt: str
    parts: Mapping[str, Any]
    is_revealed: bool = False
    verdict: str = ""
    carries_marks: bool = True
    explanation: str = ""
    support: list[Support] = field(default_factory=list)

    @property
    def is_missed(self) -> bool:
        """Whether it is worth another look: what waits for a teacher, or carries no marks, is not."""
        return self.carries_marks and self.verdict in ("partly", "wrong", "empty")


def show(
    kind_name: str,
    body: Mapping[str, Any],
    answer: Answer,
    *,
    name: str,
    seed: int,
    language: str,
) -> Shown:
    """The question with this answer in its fields, and not a word on what is right."""
    kind, parsed = get_kind(kind_name), parse_body(kind_name, body)
    spoken = language_of(parsed.prompt, language)
    return Shown(
        name=name,
        kind=kind_name,
        template=kind.template,
        language=spoken,
        prompt=in_language(parsed.prompt, spoken),
        parts=kind.shown(parsed, answer, seed=seed, language=spoken, reveal=False),
    )


def reveal(
    kind_name: str,
    body: Mapping[str, Any],
    answer: Answer,
    *,
    name: str,
    seed: int,
    language: str,
    fraction: float | None,
    names: Mapping[str, str] | None = None,
) -> Shown:
    """The question with its key, and what there is to say to this answer. Only for who may see it.

    `fraction` is what the answer was recorded to be worth, `names` those of sources and milestones by cite.
    """
    kind, parsed = get_kind(kind_name), parse_body(kind_name, body)
    spoken = language_of(parsed.prompt, language)
    return Shown(
        name=name,
        kind=kind_name,
        template=kind.template,
        language=spoken,
        prompt=in_language(parsed.prompt, spoken),
        parts=kind.shown(parsed, answer, seed=seed, language=spoken, reveal=True),
        is_revealed=True,
        verdict=verdict_on(kind, answer, fraction),
        carries_marks=kind.carries_marks,
        explanation=in_language(parsed.explanation, spoken),
        support=supports(parsed.cites, names or {}),
    )


def describe(kind_name: str, body: Mapping[str, Any], answer: Answer, language: str) -> str:
    """The answer in words, in the language of its question."""
    parsed = parse_body(kind_name, body)
    return get_kind(kind_name).describe(parsed, answer, language_of(parsed.prompt, language))


def language_of(text: Text, wanted: str) -> str:
    """The language in which a reader of `wanted` finds the text."""
    if isinstance(text, str):
        return FALLBACK
    return next((one for one in (wanted, FALLBACK) if one in text), next(iter(text)))


def verdict_on(kind: Kind[Any], answer: Answer, fraction: float | None) -> str:
    if not answer:
        return "empty"
    if not kind.carries_marks:
        return "noted"
    if fraction is None and kind.is_marked_by_hand:
        return "waiting"
    if fraction is not None and fraction >= 1:
        return "right"
    return "partly" if fraction else "wrong"


def supports(cites: Iterable[str], names: Mapping[str, str]) -> list[Support]:
    """The cites as links in the order they were given; one that is nothing we know is left out."""
    return [found for cite in cites if (found := _support(cite, names))]


def _support(cite: str, names: Mapping[str, str]) -> Support | None:
    """`P6`, `S20`, `claim:2.4` or `milestone:tengiz` as a link to its place on a shelf."""
    sort, _colon, key = cite.partition(":")
    if sort == "claim":
        return Support(_("claim %(key)s") % {"key": key}, f"{reverse('claims')}#c{key}")
    if sort == "milestone":
        label = names.get(cite) or _("milestone: %(name)s") % {"name": key.replace("-", " ")}
        return Support(label, f"{reverse('milestones')}#{key}")
    if cite[1:].isdigit() and cite[0] == "P":
        return Support(_("paragraph %(number)s") % {"number": cite[1:]}, f"{reverse('claims')}#p{cite[1:]}")
    if cite[1:].isdigit() and cite[0] == "S":
        return Support(names.get(cite) or _("source %(key)s") % {"key": cite}, f"{reverse('sources')}#{cite}")
    return None
