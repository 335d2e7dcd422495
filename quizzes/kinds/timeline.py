"""Events to put in their years: a field for a year stands beside each, and a near miss may count in part."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Self

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from quizzes.kinds.base import Answer, Body, FormData, InvalidAnswer, Kind, Marking, Text, in_language
from quizzes.kinds.blanks import as_answer, given_lines, lines_of
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
from quizzes.kinds.reading import part_field, refuse_strays

MAX_LENGTH = 20
# A year, and the word for it that Russian and Kazakh put behind: 1993 г., 1993 жылы.
YEAR = re.compile(r"(?P<year>[0-9]{3,4})(?: ?(?:г|год|году|ж|жыл|жылы)?\.?)")
Year = Annotated[int, Field(ge=100, le=9999)]


class Event(Part):
    """Something that happened, and its year; `feedback` is for who gives another."""

    id: PartId = ""
    text: Text
    year: Year
    feedback: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _has_an_id(cls, data: Any) -> Any:
        return with_ids(data, {"id": "text"})


class Credit(Part):
    """What a year is worth that is not the right one, but no further from it than this."""

    within: int = Field(ge=1, le=1000)
    fraction: float = Field(gt=0, lt=1)


class TimelineBody(Body):
    events: list[Event]
    credit: list[Credit] = []

    @model_validator(mode="after")
    def _can_be_marked(self) -> Self:
        if len(self.events) < 2:
            raise advice("Give two events or more; for one year there is the kind number")
        refuse_twins("events", [event.text for event in self.events])
        refuse_equal_ids(event.id for event in self.events)
        steps = self.steps
        for near, far in itertools.pairwise(steps):
            if near.within == far.within:
                raise advice("`within: {within}` stands twice in `credit`", within=far.within)
            if near.fraction <= far.fraction:
                raise advice(
                    "Within {far} years cannot be worth as much as within {near}: let `fraction` fall",
                    far=far.within,
                    near=near.within,
                )
        return self

    @property
    def ids(self) -> list[str]:
        return [event.id for event in self.events]

    @property
    def steps(self) -> list[Credit]:
        """The credit for near misses, the nearest first, however it was written."""
        return sorted(self.credit, key=lambda credit: credit.within)

    def worth(self, event: Event, year: int) -> float:
        """1 for the right year, else what the nearest step gives that reaches it."""
        miss = abs(year - event.year)
        if not miss:
            return 1.0
        return next((step.fraction for step in self.steps if miss <= step.within), 0.0)


class Timeline(Kind[TimelineBody]):
    name = "timeline"
    label = _("Timeline")
    rule = "timeline/1"
    body_class = TimelineBody

    def read(self, form: FormData, body: TimelineBody) -> Answer:
        refuse_strays(form, {part_field(one) for one in body.ids})
        lines = lines_of(form, body.ids, MAX_LENGTH)
        years = {one: year_in(line) for one, line in lines.items()}
        for one, year in sorted(years.items()):
            if year is None:
                message = gettext("“%(typed)s” is no year. Write it in figures and in full, such as 1993.")
                raise InvalidAnswer(message % {"typed": lines[one]}, typed=as_answer(lines))
        return as_answer({one: str(year) for one, year in years.items()})

    def mark(self, body: TimelineBody, answer: Answer) -> Marking:
        """The mean over the events, one left out being worth 0; a part is right only to the year."""
        years = _years(body, answer)
        worth = {one.id: body.worth(one, years[one.id]) if one.id in years else 0.0 for one in body.events}
        fraction = math.fsum(worth.values()) / len(worth)
        return Marking(min(fraction, 1.0), self.rule, {one: of == 1 for one, of in worth.items()})

    def key(self, body: TimelineBody) -> Answer:
        return as_answer({event.id: str(event.year) for event in body.events})

    def shown(
        self, body: TimelineBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        """`value` is what was typed, `key` the right year; with the key, the events come in order of time."""
        events = {event.id: event for event in body.events}
        order = shuffled(events, seed)
        if reveal:
            order.sort(key=lambda one: events[one].year)
        lines = given_lines(answer, body.ids)
        return {
            "events": [_shown(body, events[one], lines, language, reveal) for one in order],
            "credit": [step.model_dump() for step in body.steps],
            "key": self.describe(body, self.key(body), language) if reveal else None,
        }

    def describe(self, body: TimelineBody, answer: Answer, language: str) -> str:
        """In order of time: `1993: Tengiz; 1994: Sapphire`."""
        texts = {event.id: in_language(event.text, language) for event in body.events}
        in_time = sorted((year, one) for one, year in _years(body, answer).items())
        return one_line("; ".join(f"{year}: {texts[one]}" for year, one in in_time))


def year_in(line: str) -> int | None:
    """The year that was typed; None where it is none, or is not written in full."""
    found = YEAR.fullmatch(unicodedata.normalize("NFKC", line).casefold())
    year = int(found["year"]) if found else 0
    return year if year >= 100 else None


def _years(body: TimelineBody, answer: Answer) -> dict[str, int]:
    """The years by event, of those that this version has, without what is no year."""
    read = {one: year_in(line) for one, line in given_lines(answer, body.ids).items()}
    return {one: year for one, year in read.items() if year is not None}


def _shown(
    body: TimelineBody, event: Event, lines: Mapping[str, str], language: str, reveal: bool
) -> dict[str, Any]:
    line = lines.get(event.id, "")
    worth = body.worth(event, year_in(line) or 0) if line else 0.0
    verdict = "right" if worth == 1 else "partly" if worth else "wrong"
    feedback = event.feedback if reveal and line and worth < 1 else None
    return {
        "id": event.id,
        "text": in_language(event.text, language),
        "value": line,
        "verdict": verdict if reveal and line else None,
        "feedback": in_language(feedback, language) if feedback else None,
        "key": str(event.year) if reveal else None,
    }
