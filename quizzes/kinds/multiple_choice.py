"""Some right options among several: each right one counts, each wrong one counts against it."""

from __future__ import annotations

from typing import Any, Self

from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from quizzes.kinds.base import Answer, ForeignAnswer, FormData, Kind, Marking
from quizzes.kinds.options import OptionsBody, shown_options
from quizzes.kinds.parts import advice
from quizzes.kinds.reading import FIELD, given, refuse_strays, values_of


class MultipleChoiceBody(OptionsBody):
    @model_validator(mode="after")
    def _has_right_and_wrong(self) -> Self:
        if not self.right_ids:
            raise advice("Mark at least one option `correct: true`")
        if self.right_ids == self.ids:
            raise advice("Add an option that is wrong: with all of them right there is nothing to choose")
        return self


class MultipleChoice(Kind[MultipleChoiceBody]):
    name = "multiple_choice"
    label = _("Several right answers")
    rule = "multiple-choice/1"
    body_class = MultipleChoiceBody
    can_accept = True

    def read(self, form: FormData, body: MultipleChoiceBody) -> Answer:
        refuse_strays(form)
        chosen = values_of(form, FIELD)
        if len(set(chosen)) < len(chosen) or not body.ids.issuperset(chosen):
            raise ForeignAnswer("choices that were not offered")
        return {FIELD: sorted(chosen)} if chosen else {}

    def mark(self, body: MultipleChoiceBody, answer: Answer) -> Marking:
        """Right ones less wrong ones over all right ones, never below 0: ticking everything does not pay.

        What is accepted beside the key counts neither for nor against.
        """
        chosen = _chosen(body, answer) - body.accepted_ids
        right = len(chosen & body.right_ids)
        wrong = len(chosen) - right
        fraction = max((right - wrong) / len(body.right_ids), 0.0)
        return Marking(fraction, self.rule, {one: one in body.right_ids for one in chosen})

    def key(self, body: MultipleChoiceBody) -> Answer:
        return {FIELD: sorted(body.right_ids)}

    def accepting(self, body: MultipleChoiceBody, answer: Answer) -> MultipleChoiceBody:
        return body.accepting(answer)

    def shown(
        self, body: MultipleChoiceBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        return shown_options(body, _chosen(body, answer), seed=seed, language=language, reveal=reveal)

    def describe(self, body: MultipleChoiceBody, answer: Answer, language: str) -> str:
        return body.in_words(_chosen(body, answer), language)


def _chosen(body: MultipleChoiceBody, answer: Answer) -> set[str]:
    """The chosen options that this version has."""
    chosen = given(answer)
    return {one for one in body.ids if one in chosen} if isinstance(chosen, list) else set()
