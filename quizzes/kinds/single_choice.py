"""One right option among several."""

from __future__ import annotations

from typing import Any, Self

from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from quizzes.kinds.base import Answer, FormData, Kind, Marking
from quizzes.kinds.options import OptionsBody, shown_options
from quizzes.kinds.parts import advice
from quizzes.kinds.reading import FIELD, choice_of, given, refuse_strays


class SingleChoiceBody(OptionsBody):
    @model_validator(mode="after")
    def _has_one_key(self) -> Self:
        if len(self.right_ids) != 1:
            raise advice(
                "Mark exactly one option `correct: true`, not {number}; for more use multiple_choice",
                number=len(self.right_ids),
            )
        return self


class SingleChoice(Kind[SingleChoiceBody]):
    name = "single_choice"
    label = _("One right answer")
    rule = "single-choice/1"
    body_class = SingleChoiceBody
    can_accept = True

    def read(self, form: FormData, body: SingleChoiceBody) -> Answer:
        refuse_strays(form)
        chosen = choice_of(form, FIELD, body.ids)
        return {FIELD: chosen} if chosen else {}

    def mark(self, body: SingleChoiceBody, answer: Answer) -> Marking:
        chosen = _chosen(body, answer)
        is_right = bool(chosen) and chosen <= body.right_ids | body.accepted_ids
        return Marking(float(is_right), self.rule, dict.fromkeys(chosen, is_right))

    def key(self, body: SingleChoiceBody) -> Answer:
        return {FIELD: next(iter(body.right_ids))}

    def accepting(self, body: SingleChoiceBody, answer: Answer) -> SingleChoiceBody:
        return body.accepting(answer)

    def shown(
        self, body: SingleChoiceBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        return shown_options(body, _chosen(body, answer), seed=seed, language=language, reveal=reveal)

    def describe(self, body: SingleChoiceBody, answer: Answer, language: str) -> str:
        return body.in_words(_chosen(body, answer), language)


def _chosen(body: SingleChoiceBody, answer: Answer) -> set[str]:
    """The chosen option's id alone; nothing when this version does not have the option."""
    return {one for one in body.ids if one == given(answer)}
