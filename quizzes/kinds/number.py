"""A number, typed, with its unit where one is asked for; right within a tolerance."""

from __future__ import annotations

import operator
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Self

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from quizzes.kinds import numerals
from quizzes.kinds.base import (
    Answer,
    Body,
    CannotAccept,
    FormData,
    InvalidAnswer,
    Kind,
    Marking,
    Text,
    in_language,
)
from quizzes.kinds.parts import Part, advice, one_line
from quizzes.kinds.reading import FIELD, choice_of, given, given_line, line_of, refuse_strays

UNIT = "unit"
UNTIL = "until"  # in an answer that is to be accepted: the end of a range
MAX_LENGTH = 100
LARGEST = Decimal(10) ** 15
MOST_DECIMALS = 10


def _exact(value: Any) -> Decimal:
    """A number of a course file, or of stored JSON, as it was written: 17.7 is not 17.699999999999999."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise advice("Give a number such as 1993 or 17.7")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise advice("Give a number such as 1993 or 17.7") from None
    if not number.is_finite() or abs(number) > LARGEST or _decimals(number) > MOST_DECIMALS:
        raise advice("Give a number of at most fifteen digits, with at most ten decimals")
    return number


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _as_written(value: Decimal) -> int | float | str:
    """For JSON: a number where that says exactly the same, else a string."""
    if not _decimals(value):
        return int(value)
    return float(value) if str(float(value)) == str(value) else str(value)


Exact = Annotated[Decimal, BeforeValidator(_exact), PlainSerializer(_as_written, when_used="json")]


class WrongValue(Part):
    """A likely wrong number and what to say to it."""

    value: Exact
    feedback: Text


class Unit(Part):
    """`name` is shown; `accepted` are further spellings; when it is `required`, the learner must give it."""

    name: Text
    accepted: list[Annotated[str, Field(min_length=1, max_length=50)]] = []
    required: bool = False

    @model_validator(mode="after")
    def _can_follow_a_number(self) -> Self:
        if any(not spelling or spelling[0] in "0123456789.,+-" for spelling in self.spellings):
            raise advice("A unit begins with a letter or a sign such as %, not with a digit")
        return self

    @property
    def spellings(self) -> set[str]:
        names = [self.name] if isinstance(self.name, str) else list(self.name.values())
        return {_folded(spelling) for spelling in (*names, *self.accepted)}

    @property
    def choices(self) -> list[str]:
        """What the field `unit` offers, where several are accepted."""
        return self.accepted if len(self.accepted) > 1 else []


class Range(Part):
    """Numbers that turned out to be right, too, after the question had been asked; both ends are in it."""

    low: Exact
    high: Exact

    @model_validator(mode="after")
    def _is_the_right_way_round(self) -> Self:
        if self.low > self.high:
            raise advice("`low` is not above `high`")
        return self


class TypedNumber(Part):
    """What a typed number is compared with, in a question of its own or in a gap of a cloze."""

    value: Exact
    tolerance: Exact = Decimal(0)
    unit: Unit | None = None
    also: list[Range] = Field(default=[], exclude_if=operator.not_)
    wrong: list[WrongValue] = []
    feedback: Text | None = None

    @model_validator(mode="after")
    def _can_be_marked(self) -> Self:
        if self.tolerance < 0:
            raise advice("`tolerance` is 0 or more")
        seen: set[Decimal] = set()
        for one in self.wrong:
            if self.accepts(one.value):
                raise advice("{value} is within the tolerance: remove it from `wrong`", value=str(one.value))
            if one.value in seen:
                raise advice("{value} stands twice in `wrong`: remove one", value=str(one.value))
            seen.add(one.value)
        return self

    def accepts(self, number: Decimal) -> bool:
        """Whether it is within the tolerance, both ends included, or in a range that is accepted, too."""
        if self.value - self.tolerance <= number <= self.value + self.tolerance:
            return True
        return any(one.low <= number <= one.high for one in self.also)

    def in_words(self, language: str) -> str:
        ranges = [f"{one.low}–{one.high}" if one.low < one.high else f"{one.low}" for one in self.also]
        number = "; ".join([numerals.in_words(self.value, language), *ranges])
        return f"{number} {in_language(self.unit.name, language)}" if self.unit else number


class NumberBody(TypedNumber, Body):
    pass


class Number(Kind[NumberBody]):
    name = "number"
    label = _("Number")
    rule = "number/1"
    body_class = NumberBody
    can_accept = True

    def read(self, form: FormData, body: NumberBody) -> Answer:
        refuse_strays(form)
        chosen = choice_of(form, UNIT, body.unit.choices) if body.unit and body.unit.choices else ""
        typed = line_of(form, FIELD, MAX_LENGTH)
        if not typed:
            return {}
        answer = {FIELD: typed, UNIT: chosen} if chosen else {FIELD: typed}
        amiss = what_is_amiss(body, answer)
        if amiss:
            raise InvalidAnswer(amiss, typed=answer)
        return answer

    def mark(self, body: NumberBody, answer: Answer) -> Marking:
        return Marking(float(is_right(body, given_line(answer))), self.rule)

    def key(self, body: NumberBody) -> Answer:
        if body.unit is None or not body.unit.required:
            return {FIELD: f"{body.value:f}"}
        if body.unit.choices:
            return {FIELD: f"{body.value:f}", UNIT: body.unit.choices[0]}
        return {FIELD: f"{body.value:f} {in_language(body.unit.name, 'en')}"}

    def accepting(self, body: NumberBody, answer: Answer) -> NumberBody:
        """With this number accepted, or with all from it to the one in `until`. Raises CannotAccept."""
        low = _value(given_line(answer))
        high = _value(given_line(answer, UNTIL)) if given_line(answer, UNTIL) else low
        if low is None or high is None or low > high:
            raise CannotAccept(gettext("Write a number, or the lowest and the highest."))
        if low == high and body.accepts(low):
            raise CannotAccept(gettext("%(number)s is accepted already.") % {"number": low})
        wrong = [one.model_dump() for one in body.wrong if not low <= one.value <= high]
        also = [*(one.model_dump() for one in body.also), {"low": low, "high": high}]
        return NumberBody.model_validate(body.model_dump() | {"also": also, "wrong": wrong})

    def shown(
        self, body: NumberBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        typed = given_line(answer)
        verdict = "right" if is_right(body, typed) else "wrong"
        return {
            "value": typed,
            "unit": in_language(body.unit.name, language) if body.unit else None,
            "units": body.unit.choices if body.unit and body.unit.required else [],
            "unit_is_required": body.unit is not None and body.unit.required,
            "unit_chosen": given(answer, UNIT) or "",
            "verdict": verdict if reveal and typed else None,
            "feedback": feedback_on(body, typed, language) if reveal and typed else None,
            "key": body.in_words(language) if reveal else None,
        }

    def describe(self, body: NumberBody, answer: Answer, language: str) -> str:
        return one_line(f"{given_line(answer)} {given(answer, UNIT) or ''}")


def _value(text: str) -> Decimal | None:
    """What a number on its own says; None for anything else."""
    number, rest = numerals.split(text)
    value = None if rest else numerals.value_of(number)
    return value if value is None or (abs(value) <= LARGEST and _decimals(value) <= MOST_DECIMALS) else None


def is_right(body: TypedNumber, typed: str) -> bool:
    """Read as `numerals` says; or with a decimal comma, where the right number itself has three decimals.

    Nobody types three decimals unless they were asked for, so 17,123 for 17.7 means seventeen thousand.
    """
    number, rest = numerals.split(typed)
    value = numerals.value_of(number)
    if value is None or not _may_follow(body, rest):
        return False
    if body.accepts(value):
        return True
    may_be_decimal = numerals.is_ambiguous(number) and _decimals(body.value) >= 3
    return may_be_decimal and body.accepts(numerals.with_decimal_comma(number))


def feedback_on(body: TypedNumber, typed: str, language: str) -> str | None:
    if is_right(body, typed):
        return None
    value = numerals.value_of(numerals.split(typed)[0])
    feedback = next((one.feedback for one in body.wrong if one.value == value), body.feedback)
    return in_language(feedback, language) if feedback else None


def what_is_amiss(body: TypedNumber, answer: Answer) -> str | None:
    """For the learner: why this is no number, or that its unit is unknown or missing."""
    number, rest = numerals.split(answer[FIELD])
    if numerals.value_of(number) is None:
        return gettext("Write a number in figures, such as 1993 or 17.7.")
    units = {"units": ", ".join(_offered(body.unit)) if body.unit else ""}
    if not _may_follow(body, rest):
        if body.unit is None:
            return gettext("Write the number alone, without “%(rest)s”.") % {"rest": rest}
        return gettext("After the number only the unit may stand: %(units)s.") % units
    if body.unit and body.unit.required and not (rest or answer.get(UNIT)):
        return gettext("Give the unit, too: %(units)s.") % units
    return None


def _may_follow(body: TypedNumber, rest: str) -> bool:
    """Whether this may stand behind the number: the unit, if there is one, or nothing."""
    return not rest or (body.unit is not None and _folded(rest) in body.unit.spellings)


def _offered(unit: Unit) -> list[str]:
    names = [unit.name] if isinstance(unit.name, str) else list(unit.name.values())
    return list(dict.fromkeys([*names, *unit.accepted]))


def _folded(unit: str) -> str:
    return one_line(unicodedata.normalize("NFKC", unit).casefold()).rstrip(".")
