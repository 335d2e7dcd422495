"""Reading what a browser, or somebody pretending to be one, has sent, and what was stored of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from quizzes.kinds.base import ForeignAnswer, FormData, InvalidAnswer
from quizzes.kinds.parts import one_line

FIELD = "answer"
PART = "answer-"


def part_field(part_id: str) -> str:
    """The name of the field that asks about one part of the question."""
    return PART + part_id


def refuse_strays(form: FormData, fields: Collection[str] = ()) -> None:
    """Raises ForeignAnswer for an `answer-...` field that belongs to no part of this question."""
    if any(name.startswith(PART) and name not in fields for name in form):
        raise ForeignAnswer("an answer to a part that this question does not have")


def values_of(form: FormData, field: str) -> list[str]:
    """What was sent under the field's name, without blanks."""
    values = form.getlist(field)
    if not all(isinstance(value, str) for value in values):
        raise ForeignAnswer("a field that holds no text")
    return [value for value in values if value]


def value_of(form: FormData, field: str) -> str:
    """The one value of a field, "" when it is blank or missing."""
    if len(form.getlist(field)) > 1:
        raise ForeignAnswer("a field that was sent twice")
    return next(iter(values_of(form, field)), "")


def choice_of(form: FormData, field: str, choices: Collection[str]) -> str:
    """The one value of a field, which must be among the choices; "" when it is blank or missing."""
    value = value_of(form, field)
    if value and value not in choices:
        raise ForeignAnswer("a choice that was not offered")
    return value


def line_of(form: FormData, field: str, limit: int) -> str:
    """One typed line, its white space folded; "" when it is blank or missing."""
    value = value_of(form, field)
    if len(value) > limit:
        message = _("Please write at most %(limit)d characters.") % {"limit": limit}
        raise InvalidAnswer(message, typed={FIELD: one_line(_printable(value[:limit]))})
    if _printable(value) != value:
        raise ForeignAnswer("characters that no keyboard types")
    return one_line(value)


def given(answer: Any, field: str = FIELD) -> Any:
    """What a stored answer holds; None where there is nothing, or where it is no answer at all."""
    return answer.get(field) if isinstance(answer, dict) else None


def given_line(answer: Any, field: str = FIELD) -> str:
    """The line that a stored answer holds; "" where it holds none."""
    line = given(answer, field)
    return one_line(line) if isinstance(line, str) else ""


def _printable(value: str) -> str:
    """Without control characters (tabs and line ends are white space) and lone surrogates."""
    return "".join(c for c in value if c in "\t\n\r" or unicodedata.category(c) not in ("Cc", "Cs"))
