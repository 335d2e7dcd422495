"""A name, a place, a term, typed: matched by its words, with small slips of the fingers forgiven."""

from __future__ import annotations

from typing import Annotated, Any, Self

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from quizzes.kinds.base import Answer, Body, CannotAccept, FormData, Kind, Marking, Text, in_language
from quizzes.kinds.parts import Part, advice, one_line
from quizzes.kinds.reading import FIELD, given_line, line_of, refuse_strays
from quizzes.kinds.typos import same_words
from quizzes.kinds.words import Words, readings

MAX_LENGTH = 500
Line = Annotated[str, Field(min_length=1, max_length=MAX_LENGTH)]


class WrongText(Part):
    """A likely wrong answer and what to say to it."""

    text: Line
    feedback: Text


class TypedText(Part):
    """What a typed text is matched with, in a question of its own or in a gap of a cloze."""

    accepted: list[Line]
    wrong: list[WrongText] = []
    typos: bool = True

    @model_validator(mode="after")
    def _can_be_matched(self) -> Self:
        if not self.accepted:
            raise advice("Give at least one text in `accepted`")
        for text in (*self.accepted, *(one.text for one in self.wrong)):
            if not all(readings(text)):
                raise advice('"{text}" has no letter or digit to compare', text=text)
        seen = {words for text in self.accepted for words in readings(text)}
        for one in self.wrong:
            if seen & readings(one.text):
                raise advice('"{text}" reads the same as another text: remove it from `wrong`', text=one.text)
            seen |= readings(one.text)
        return self

    def accepts(self, typed: str) -> bool:
        """Whether this is an accepted text: to the letter, or with a slip that makes no wrong one of it."""
        of_typed = readings(typed)
        accepted = [words for text in self.accepted for words in readings(text)]
        if not of_typed.isdisjoint(accepted):
            return True
        if self._wrong_text(of_typed):
            return False
        others = self._words_of_wrong_texts()
        return any(same_words(a, b, others, typos=self.typos) for a in accepted for b in of_typed)

    def feedback_on(self, typed: str) -> Text | None:
        """What is to be said to a foreseen wrong answer."""
        wrong = None if self.accepts(typed) else self._wrong_text(readings(typed))
        return wrong.feedback if wrong else None

    def _wrong_text(self, of_typed: set[Words]) -> WrongText | None:
        """The foreseen wrong answer that this is; slips are not forgiven."""
        for one in self.wrong:
            if any(same_words(a, b, (), typos=False) for a in readings(one.text) for b in of_typed):
                return one
        return None

    def _words_of_wrong_texts(self) -> set[str]:
        """Words that only wrong texts have: who types one of them meant it."""
        wrong = {word.text for one in self.wrong for words in readings(one.text) for word in words}
        return wrong - {word.text for text in self.accepted for words in readings(text) for word in words}


class ShortTextBody(TypedText, Body):
    pass


class ShortText(Kind[ShortTextBody]):
    name = "short_text"
    label = _("Short text")
    rule = "short-text/1"
    body_class = ShortTextBody
    can_accept = True

    def read(self, form: FormData, body: ShortTextBody) -> Answer:
        refuse_strays(form)
        typed = line_of(form, FIELD, MAX_LENGTH)
        return {FIELD: typed} if typed else {}

    def mark(self, body: ShortTextBody, answer: Answer) -> Marking:
        typed = given_line(answer)
        return Marking(float(bool(typed) and body.accepts(typed)), self.rule)

    def key(self, body: ShortTextBody) -> Answer:
        return {FIELD: one_line(body.accepted[0])}

    def accepting(self, body: ShortTextBody, answer: Answer) -> ShortTextBody:
        """With this text accepted, and no longer foreseen as a wrong one. Raises CannotAccept."""
        typed = given_line(answer)
        if not typed or not all(readings(typed)):
            raise CannotAccept(gettext("Write the text that is to be accepted."))
        if body.accepts(typed):
            raise CannotAccept(gettext("“%(text)s” is accepted already.") % {"text": typed})
        wrong = [one for one in body.wrong if not readings(one.text) & readings(typed)]
        data = body.model_dump() | {
            "accepted": [*body.accepted, typed],
            "wrong": [one.model_dump() for one in wrong],
        }
        return ShortTextBody.model_validate(data)

    def shown(
        self, body: ShortTextBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        typed = given_line(answer)
        feedback = body.feedback_on(typed) if reveal else None
        verdict = "right" if self.mark(body, answer).fraction else "wrong"
        return {
            "value": typed,
            "verdict": verdict if reveal and typed else None,
            "feedback": in_language(feedback, language) if feedback else None,
            "key": one_line(body.accepted[0]) if reveal else None,
        }

    def describe(self, body: ShortTextBody, answer: Answer, language: str) -> str:
        return given_line(answer)
