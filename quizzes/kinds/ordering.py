"""Items to put in order: a select with a position stands beside each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Self

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from quizzes.kinds.base import Answer, Body, FormData, InvalidAnswer, Kind, Marking, Text, in_language
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

POSITIONS = "positions"  # in what InvalidAnswer carries: item id -> position as chosen


class Item(Part):
    """One thing to put in its place; a course file gives its text alone."""

    id: PartId = ""
    text: Text

    @model_validator(mode="before")
    @classmethod
    def _has_an_id(cls, data: Any) -> Any:
        if isinstance(data, str) or (isinstance(data, dict) and "text" not in data):
            data = {"text": data}
        return with_ids(data, {"id": "text"})


class OrderingBody(Body):
    items: list[Item]
    feedback: Text

    @model_validator(mode="after")
    def _can_be_ordered(self) -> Self:
        if len(self.items) < 3:
            raise advice("Give three items or more: two are a question of true or false")
        refuse_twins("items", [item.text for item in self.items])
        refuse_equal_ids(item.id for item in self.items)
        return self

    @property
    def order(self) -> list[str]:
        """The ids in the right order."""
        return [item.id for item in self.items]


class Ordering(Kind[OrderingBody]):
    name = "ordering"
    label = _("Ordering")
    rule = "ordering/1"
    body_class = OrderingBody

    def read(self, form: FormData, body: OrderingBody) -> Answer:
        refuse_strays(form, {part_field(one) for one in body.order})
        positions = _positions(len(body.items))
        read = {one: choice_of(form, part_field(one), positions) for one in body.order}
        chosen = {one: position for one, position in sorted(read.items()) if position}
        if chosen and sorted(chosen.values(), key=int) != positions:
            raise InvalidAnswer(_what_is_amiss(list(chosen.values()), positions), typed={POSITIONS: chosen})
        return {FIELD: sorted(chosen, key=lambda one: int(chosen[one]))} if chosen else {}

    def mark(self, body: OrderingBody, answer: Answer) -> Marking:
        """Each item beyond the first in the longest run that stands in the right order earns its share."""
        run = _longest_run([body.order.index(one) for one in _chosen(body, answer)])
        parts = {one: len(run) > 1 and place in run for place, one in enumerate(body.order)}
        return Marking(max(len(run) - 1, 0) / (len(parts) - 1), self.rule, parts)

    def key(self, body: OrderingBody) -> Answer:
        return {FIELD: body.order}

    def shown(
        self, body: OrderingBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        texts = {item.id: in_language(item.text, language) for item in body.items}
        positions = {one: str(place) for place, one in enumerate(_chosen(body, answer), start=1)}
        marking = self.mark(body, answer)
        is_wrong = bool(positions) and marking.fraction != 1
        return {
            "items": [
                {
                    "id": one,
                    "text": texts[one],
                    "chosen": (positions or _typed(answer)).get(one, ""),
                    "verdict": _verdict(marking.parts[one]) if reveal and positions else None,
                    "place": body.order.index(one) + 1 if reveal else None,
                }
                for one in shuffled(body.order, seed)
            ],
            "positions": _positions(len(body.items)),
            "feedback": in_language(body.feedback, language) if reveal and is_wrong else None,
            "key": self.describe(body, self.key(body), language) if reveal else None,
        }

    def describe(self, body: OrderingBody, answer: Answer, language: str) -> str:
        texts = {item.id: in_language(item.text, language) for item in body.items}
        places = enumerate(_chosen(body, answer), start=1)
        return one_line("; ".join(f"{place}. {texts[one]}" for place, one in places))


def _positions(number: int) -> list[str]:
    return [str(place) for place in range(1, number + 1)]


def _chosen(body: OrderingBody, answer: Answer) -> list[str]:
    """The learner's order, without items that this version does not have."""
    chosen = given(answer)
    known = chosen if isinstance(chosen, list) else []
    return list(dict.fromkeys(one for one in known if one in body.order))


def _typed(answer: Answer) -> dict[str, str]:
    typed = given(answer, POSITIONS)
    return typed if isinstance(typed, dict) else {}


def _verdict(is_right: bool) -> str:
    return "right" if is_right else "wrong"


def _what_is_amiss(chosen: Sequence[str], positions: Sequence[str]) -> str:
    """For the learner: which place was given twice, else which is still to be given."""
    for position in positions:
        if chosen.count(position) > 1:
            return gettext("Place %(place)s was chosen more than once. Give each item its own place.") % {
                "place": position
            }
    free = [position for position in positions if position not in chosen]
    return gettext("Give every item a place. Still free: %(places)s.") % {"places": ", ".join(free)}


def _longest_run(places: Sequence[int]) -> set[int]:
    """The members of a longest increasing subsequence (Schensted 1961), of several the one ending lowest."""
    ends: list[int] = []  # ends[n]: the lowest end of a run of n + 1
    runs: list[list[int]] = []
    for place in places:
        length = bisect_left(ends, place)
        run = [*(runs[length - 1] if length else []), place]
        ends[length : length + 1] = [place]
        runs[length : length + 1] = [run]
    return set(runs[-1]) if runs else set()
