"""A statement that holds or does not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from quizzes.kinds.base import Answer, Body, FormData, Kind, Marking, Text, in_language
from quizzes.kinds.reading import FIELD, choice_of, given, refuse_strays

CHOICES = ("true", "false")


class TrueFalseBody(Body):
    answer: bool
    feedback: Text

    @property
    def right(self) -> str:
        return "true" if self.answer else "false"


class TrueFalse(Kind[TrueFalseBody]):
    name = "true_false"
    label = _("True or false")
    rule = "true-false/1"
    body_class = TrueFalseBody

    def read(self, form: FormData, body: TrueFalseBody) -> Answer:
        refuse_strays(form)
        chosen = choice_of(form, FIELD, CHOICES)
        return {FIELD: chosen} if chosen else {}

    def mark(self, body: TrueFalseBody, answer: Answer) -> Marking:
        return Marking(float(given(answer) == body.right), self.rule)

    def key(self, body: TrueFalseBody) -> Answer:
        return {FIELD: body.right}

    def shown(
        self, body: TrueFalseBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        """As for options, except that *true* always stands before *false*."""
        return {
            "options": [_shown(body, one, given(answer) == one, language, reveal) for one in CHOICES],
            "key": _word(body.right, language) if reveal else None,
        }

    def describe(self, body: TrueFalseBody, answer: Answer, language: str) -> str:
        chosen = given(answer)
        return _word(chosen, language) if chosen in CHOICES else ""


def _shown(body: TrueFalseBody, choice: str, chosen: bool, language: str, reveal: bool) -> dict[str, Any]:
    is_right = choice == body.right
    verdict = "right" if is_right else "wrong" if chosen else None
    return {
        "id": choice,
        "text": _word(choice, language),
        "chosen": chosen,
        "verdict": verdict if reveal else None,
        "feedback": in_language(body.feedback, language) if reveal and verdict == "wrong" else None,
    }


def _word(choice: str, language: str) -> str:
    """*True* or *False* in the language of the question, whatever that of the interface is."""
    with override(language):
        return gettext("True") if choice == "true" else gettext("False")
