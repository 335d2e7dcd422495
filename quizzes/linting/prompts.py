"""Questions in which the key can be read before it is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _

from quizzes.kinds import numerals
from quizzes.kinds.base import Body, in_language
from quizzes.kinds.categorise import CategoriseBody
from quizzes.kinds.cloze import MARK, ClozeBody
from quizzes.kinds.gaps import TextGap
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.number import TypedNumber
from quizzes.kinds.options import OptionsBody
from quizzes.kinds.ordering import OrderingBody
from quizzes.kinds.short_text import TypedText
from quizzes.kinds.timeline import TimelineBody
from quizzes.linting.finding import Finding, Linted, Path
from quizzes.linting.stems import stems, tokens

NUMBER = re.compile(r"(?<!\w)\d+(?:[.,\u00a0\u202f ]\d+)*(?!\w)")
YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
SHORTEST = 3  # characters: `US` in a prompt may be anything
Told = Iterator[tuple[Path, str]]


def prompt_findings(question: Linted) -> Iterator[Finding]:
    """Each place from which the key can be read off, once, whatever the language."""
    seen: set[Path] = set()
    for language in question.languages:
        for rule in RULES:
            for path, message in rule(question.body, language):
                if path not in seen:
                    seen.add(path)
                    yield Finding(question.slug, path, "key-told", message)


def _options_told(body: Body, language: str) -> Told:
    """Every word of what is right stands in the prompt, and not every word of anything wrong."""
    if not isinstance(body, OptionsBody):
        return
    prompt = stems(in_language(body.prompt, language))
    told = {one.id for one in body.options if _is_within(in_language(one.text, language), prompt)}
    if told and told == body.right_ids:
        yield ("prompt",), _("the prompt has every word of the right option, and of no other")


def _is_within(text: str, others: set[str]) -> bool:
    own = stems(text)
    return bool(own) and own <= others


def _text_told(body: Body, language: str) -> Told:
    prompt = in_language(body.prompt, language)
    if isinstance(body, TypedText):
        yield from _typed_text_told(body, prompt, ("prompt",))
    elif isinstance(body, TypedNumber):
        yield from _typed_number_told(body, prompt, ("prompt",))
    elif isinstance(body, ClozeBody):
        around = f"{prompt} {MARK.sub(' … ', in_language(body.text, language))}"
        for place, gap in enumerate(body.gaps):
            if isinstance(gap, TextGap):
                yield from _typed_text_told(gap, around, ("gaps", place))
            elif isinstance(gap, TypedNumber):
                yield from _typed_number_told(gap, around, ("gaps", place))


def _typed_text_told(asked: TypedText, text: str, path: Path) -> Told:
    words = tokens(text)
    for accepted in asked.accepted:
        if len(accepted) >= SHORTEST and _stands_in(tokens(accepted), words):
            message = _("“%(key)s” is asked for and stands in the question") % {"key": accepted}
            yield path, message
            return


def _stands_in(words: Sequence[str], text: Sequence[str]) -> bool:
    return any(list(words) == list(text[at : at + len(words)]) for at in range(len(text) - len(words) + 1))


def _typed_number_told(asked: TypedNumber, text: str, path: Path) -> Told:
    values = (numerals.value_of(one.translate({0xA0: " ", 0x202F: " "})) for one in NUMBER.findall(text))
    if any(value is not None and asked.accepts(value) for value in values):
        yield path, _("the number that is asked for stands in the question")


def _sides_told(body: Body, language: str) -> Told:
    """A left side has every word of its right side, or an item every word of its group."""
    pairs: list[tuple[Path, str, str]] = []
    if isinstance(body, MatchingBody):
        pairs = [
            (("pairs", place), in_language(pair.left, language), in_language(pair.right, language))
            for place, pair in enumerate(body.pairs)
        ]
    elif isinstance(body, CategoriseBody):
        pairs = [
            (
                ("groups", place, "items", at),
                in_language(item.text, language),
                in_language(group.text, language),
            )
            for place, group in enumerate(body.groups)
            for at, item in enumerate(group.items)
        ]
    for path, side, key in pairs:
        if _is_within(key, stems(side)):
            yield path, _("“%(side)s” has every word of what belongs to it") % {"side": side}


def _years_told(body: Body, language: str) -> Told:
    """Items to be put in order that name their years, or an event that does."""
    if isinstance(body, OrderingBody):
        dated = [
            place for place, item in enumerate(body.items) if YEAR.search(in_language(item.text, language))
        ]
        if len(dated) > 1:
            yield (
                ("items", dated[0]),
                _("%(number)d of the items name a year, and so their order") % {"number": len(dated)},
            )
    elif isinstance(body, TimelineBody):
        prompt = in_language(body.prompt, language)
        for place, event in enumerate(body.events):
            if str(event.year) in tokens(f"{prompt} {in_language(event.text, language)}"):
                yield ("events", place), _("the year %(year)d stands in the question") % {"year": event.year}


RULES: tuple[Callable[[Body, str], Told], ...] = (_options_told, _text_told, _sides_told, _years_told)
