"""The gaps of a cloze: typed as a short text, typed as a number, or chosen from a list.

Each has a number, which stands for it in the text and on the page; what fills it is a string throughout,
the id of an option where it is chosen.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from quizzes.kinds import number
from quizzes.kinds.base import FormData, InvalidAnswer, in_language
from quizzes.kinds.options import Option
from quizzes.kinds.parts import Part, advice, one_line, refuse_equal_ids, refuse_twins, shuffled
from quizzes.kinds.reading import FIELD, choice_of, line_of
from quizzes.kinds.short_text import MAX_LENGTH, TypedText


class Numbered(Part):
    gap: Annotated[int, Field(ge=1, le=99)]


class TextGap(TypedText, Numbered):
    """Filled as a short text is, by the same rules."""

    def read(self, form: FormData, field: str) -> str:
        return line_of(form, field, MAX_LENGTH)

    def choices(self, seed: int, language: str) -> list[dict[str, str]] | None:
        return None

    def is_right(self, filled: str) -> bool:
        return self.accepts(filled)

    def said_to(self, filled: str, language: str) -> str | None:
        feedback = self.feedback_on(filled)
        return in_language(feedback, language) if feedback else None

    def key(self) -> str:
        return one_line(self.accepted[0])

    def key_in_words(self, language: str) -> str:
        return self.key()

    def words_for(self, filled: str, language: str) -> str:
        return filled


class NumberGap(number.TypedNumber, Numbered):
    """Filled as a number is, by the same rules; its unit, if it has one, stands in the text."""

    @model_validator(mode="after")
    def _asks_for_no_unit(self) -> Self:
        if self.unit and self.unit.required:
            raise advice("A gap cannot require a unit: write the unit behind the gap")
        return self

    def read(self, form: FormData, field: str) -> str:
        """Raises InvalidAnswer for what is no number."""
        typed = line_of(form, field, MAX_LENGTH)
        amiss = number.what_is_amiss(self, {FIELD: typed}) if typed else None
        if amiss:
            raise InvalidAnswer(amiss, typed={FIELD: typed})
        return typed

    def choices(self, seed: int, language: str) -> list[dict[str, str]] | None:
        return None

    def is_right(self, filled: str) -> bool:
        return number.is_right(self, filled)

    def said_to(self, filled: str, language: str) -> str | None:
        return number.feedback_on(self, filled, language)

    def key(self) -> str:
        return f"{self.value:f}"

    def key_in_words(self, language: str) -> str:
        return self.in_words(language)

    def words_for(self, filled: str, language: str) -> str:
        return filled


class ChoiceGap(Numbered):
    """Filled from a list, of which one is right."""

    options: list[Option]

    @model_validator(mode="after")
    def _has_one_key(self) -> Self:
        if len(self.options) < 2 or sum(option.correct for option in self.options) != 1:
            raise advice("Give two options or more and mark exactly one of them `correct: true`")
        refuse_twins("options", [option.text for option in self.options])
        refuse_equal_ids(option.id for option in self.options)
        return self

    def read(self, form: FormData, field: str) -> str:
        return choice_of(form, field, {option.id for option in self.options})

    def choices(self, seed: int, language: str) -> list[dict[str, str]] | None:
        """The options in a shuffled order, pinned ones last."""
        options = {option.id: option for option in self.options}
        order = shuffled((one for one in options if not options[one].pin), seed)
        order += [one for one in options if options[one].pin]
        return [{"id": one, "text": in_language(options[one].text, language)} for one in order]

    def is_right(self, filled: str) -> bool:
        return filled == self.key()

    def said_to(self, filled: str, language: str) -> str | None:
        chosen = self._option(filled)
        is_wrong = chosen is not None and not chosen.correct
        return in_language(chosen.feedback, language) if chosen and is_wrong and chosen.feedback else None

    def key(self) -> str:
        return next(option.id for option in self.options if option.correct)

    def key_in_words(self, language: str) -> str:
        return self.words_for(self.key(), language)

    def words_for(self, filled: str, language: str) -> str:
        chosen = self._option(filled)
        return one_line(in_language(chosen.text, language)) if chosen else ""

    def _option(self, one: str) -> Option | None:
        return next((option for option in self.options if option.id == one), None)


def _sort_of(data: Any) -> str | None:
    """Which sort of gap this is, by the field that only this sort has."""
    fields = data if isinstance(data, dict) else vars(data) if isinstance(data, Part) else {}
    return next((sort for field, sort in SORTS.items() if field in fields), None)


SORTS = {"accepted": "typed text", "value": "typed number", "options": "chosen"}
Gap = Annotated[
    Annotated[TextGap, Tag("typed text")]
    | Annotated[NumberGap, Tag("typed number")]
    | Annotated[ChoiceGap, Tag("chosen")],
    Discriminator(
        _sort_of,
        custom_error_type="advice",
        custom_error_message="Give a gap `accepted` (typed), `value` (a typed number) or `options` (chosen)",
    ),
]
