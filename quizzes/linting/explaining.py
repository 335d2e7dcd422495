"""Questions that leave a learner without a reason, or an author without evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from quizzes.kinds.base import in_language
from quizzes.kinds.categorise import CategoriseBody
from quizzes.kinds.essay import count_words
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.number import TypedNumber
from quizzes.kinds.timeline import TimelineBody
from quizzes.linting.finding import Finding, Linted, Path, is_in

FEW_WORDS = 4


def explanation_findings(question: Linted) -> Iterator[Finding]:
    body = question.body
    for language in question.languages:
        if not is_in(body.explanation, language):
            message = _("the explanation is missing in the language %(language)s") % {"language": language}
            yield Finding(question.slug, ("explanation",), "explanation", message)
    if count_words(in_language(body.explanation, question.languages[0])) < FEW_WORDS:
        message = _("the explanation says next to nothing: say why the key is the key")
        yield Finding(question.slug, ("explanation",), "explanation", message)
    elif body.explanation == body.prompt:
        message = _("the explanation repeats the prompt: say why the key is the key")
        yield Finding(question.slug, ("explanation",), "explanation", message)
    silent = [path for path, one in _parts_with_feedback(body) if not one.feedback]
    if silent:
        message = _("whoever is wrong here is not told why: add `feedback`")
        yield Finding(question.slug, silent[0], "explanation", message)


def _parts_with_feedback(body: Any) -> Iterator[tuple[Path, Any]]:
    """What may go without feedback by the format, and had better not."""
    if isinstance(body, MatchingBody):
        yield from ((("pairs", place), pair) for place, pair in enumerate(body.pairs))
    elif isinstance(body, TimelineBody):
        yield from ((("events", place), event) for place, event in enumerate(body.events))
    elif isinstance(body, CategoriseBody):
        for place, group in enumerate(body.groups):
            yield from ((("groups", place, "items", at), item) for at, item in enumerate(group.items))
        yield from ((("nowhere", place), item) for place, item in enumerate(body.nowhere or []))
    elif isinstance(body, TypedNumber):
        yield ("value",), body
    elif gaps := getattr(body, "gaps", None):
        yield from ((("gaps", at), gap) for at, gap in enumerate(gaps) if isinstance(gap, TypedNumber))


def support_findings(question: Linted) -> Iterator[Finding]:
    """A paragraph alone shows that the chapter says something, not that it is so."""
    if question.has_key and not any(_is_evidence(cite) for cite in question.body.cites):
        message = _(
            "only paragraphs support the key, which shows what the chapter says, not what is so:"
            " cite a claim or a source"
        )
        yield Finding(question.slug, ("cites",), "support", message)


def _is_evidence(cite: str) -> bool:
    """Whether it is a claim, a source or a milestone: all but `P6`."""
    return not (cite[:1] == "P" and cite[1:].isdigit()) and not cite.startswith("paragraph:")
