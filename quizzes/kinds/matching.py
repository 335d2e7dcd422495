"""Pairs to put together: a select with every right side stands beside each left side."""

from __future__ import annotations

from typing import Any, Self

from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from quizzes.kinds.base import Answer, Body, FormData, Kind, Marking, Text, in_language
from quizzes.kinds.parts import (
    Part,
    PartId,
    advice,
    one_line,
    refuse_equal_ids,
    refuse_twins,
    shuffled,
    with_ids,
)
from quizzes.kinds.reading import FIELD, choice_of, given, part_field, refuse_strays


class Pair(Part):
    """A left side and the right side that belongs to it; `feedback` is for who matches it otherwise."""

    left: Text
    right: Text
    feedback: Text | None = None
    left_id: PartId = ""
    right_id: PartId = ""

    @model_validator(mode="before")
    @classmethod
    def _has_ids(cls, data: Any) -> Any:
        return with_ids(data, {"left_id": "left", "right_id": "right"})


class Distractor(Part):
    """A right side that belongs to nothing."""

    id: PartId = ""
    text: Text
    feedback: Text

    @model_validator(mode="before")
    @classmethod
    def _has_an_id(cls, data: Any) -> Any:
        return with_ids(data, {"id": "text"})


class MatchingBody(Body):
    pairs: list[Pair]
    distractors: list[Distractor] = []

    @model_validator(mode="after")
    def _can_be_matched(self) -> Self:
        if len(self.pairs) < 2:
            raise advice("Give two pairs or more")
        refuse_twins("left sides", [pair.left for pair in self.pairs])
        refuse_equal_ids(pair.left_id for pair in self.pairs)
        rights = {pair.right_id: pair.right for pair in self.pairs}
        if any(rights[pair.right_id] != pair.right for pair in self.pairs):
            raise advice("Right sides that mean the same choice are written alike, in every language")
        refuse_twins("right sides", [*rights.values(), *(one.text for one in self.distractors)])
        refuse_equal_ids([*rights, *(one.id for one in self.distractors)])
        if len(self.choices) < 2:
            raise advice("Every pair has the same right side: add another, or a distractor")
        return self

    @property
    def choices(self) -> dict[str, Text]:
        """Every right side by its id; equal ones are one choice."""
        choices = {pair.right_id: pair.right for pair in self.pairs}
        return choices | {one.id: one.text for one in self.distractors}

    def feedback_for(self, pair: Pair, chosen: str) -> Text | None:
        """What is to be said about a wrong choice: of a distractor its own misconception, else the pair's."""
        of_distractors = {one.id: one.feedback for one in self.distractors}
        return of_distractors.get(chosen) or pair.feedback


class Matching(Kind[MatchingBody]):
    name = "matching"
    label = _("Matching")
    rule = "matching/1"
    body_class = MatchingBody

    def read(self, form: FormData, body: MatchingBody) -> Answer:
        refuse_strays(form, {part_field(pair.left_id) for pair in body.pairs})
        read = {pair.left_id: choice_of(form, part_field(pair.left_id), body.choices) for pair in body.pairs}
        chosen = {left: right for left, right in sorted(read.items()) if right}
        return {FIELD: chosen} if chosen else {}

    def mark(self, body: MatchingBody, answer: Answer) -> Marking:
        chosen = _chosen(body, answer)
        parts = {pair.left_id: chosen.get(pair.left_id) == pair.right_id for pair in body.pairs}
        return Marking(sum(parts.values()) / len(parts), self.rule, parts)

    def key(self, body: MatchingBody) -> Answer:
        return {FIELD: {pair.left_id: pair.right_id for pair in body.pairs}}

    def shown(
        self, body: MatchingBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        pairs = {pair.left_id: pair for pair in body.pairs}
        chosen = _chosen(body, answer)
        order = shuffled(pairs, seed)
        return {
            "pairs": [_shown(body, pairs[one], chosen.get(one, ""), language, reveal) for one in order],
            "choices": [
                {"id": one, "text": in_language(body.choices[one], language)}
                for one in shuffled(body.choices, seed)
            ],
            "key": self.describe(body, self.key(body), language) if reveal else None,
        }

    def describe(self, body: MatchingBody, answer: Answer, language: str) -> str:
        chosen = _chosen(body, answer)
        lefts = {pair.left_id: pair.left for pair in body.pairs}
        words = [
            f"{in_language(lefts[one], language)} – {in_language(body.choices[chosen[one]], language)}"
            for one in sorted(chosen)
        ]
        return one_line("; ".join(words))


def _chosen(body: MatchingBody, answer: Answer) -> dict[str, str]:
    """The chosen right side by left side, of those that this version has."""
    chosen = given(answer)
    if not isinstance(chosen, dict):
        return {}
    lefts, rights = {pair.left_id for pair in body.pairs}, list(body.choices)
    return {left: right for left, right in chosen.items() if left in lefts and right in rights}


def _shown(body: MatchingBody, pair: Pair, chosen: str, language: str, reveal: bool) -> dict[str, Any]:
    is_wrong = bool(chosen) and chosen != pair.right_id
    verdict = "wrong" if is_wrong else "right" if chosen else None
    feedback = body.feedback_for(pair, chosen) if reveal and is_wrong else None
    return {
        "id": pair.left_id,
        "text": in_language(pair.left, language),
        "chosen": chosen,
        "verdict": verdict if reveal else None,
        "feedback": in_language(feedback, language) if feedback else None,
        "key": in_language(pair.right, language) if reveal else None,
    }
