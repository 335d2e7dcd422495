"""Answers as the forms of the pages send them."""

from __future__ import annotations

from typing import Any

from quizzes.kinds.base import Answer
from quizzes.models import AttemptItem, QuestionVersion
from tests.factories import key_of

HTMX = {"HX-Request": "true"}
KINDS = (
    "single_choice",
    "multiple_choice",
    "true_false",
    "matching",
    "ordering",
    "short_text",
    "number",
    "cloze",
    "categorise",
    "timeline",
)


def fields(kind: str, answer: Answer) -> dict[str, Any]:
    """The form fields that say this answer."""
    given = answer.get("answer", {})
    if isinstance(given, dict):
        return {f"answer-{part}": one for part, one in given.items()}
    if kind == "ordering":
        return {f"answer-{one}": str(place) for place, one in enumerate(given, 1)}
    return dict(answer)


def right(item: AttemptItem, **extra: Any) -> dict[str, Any]:
    """A form with the right answer, to be sent next."""
    return sent(item, key_of(item), **extra)


def sent(item: AttemptItem, answer: Answer, **extra: Any) -> dict[str, Any]:
    return {"sequence": item.last_sequence + 1} | fields(item.version.kind, answer) | extra


def other_option(version: QuestionVersion) -> Answer:
    """The first wrong option of a single choice."""
    return {"answer": next(one["id"] for one in version.body["options"] if not one["correct"])}
