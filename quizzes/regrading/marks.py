"""What a correction makes of one mark. Pure: rows and bodies are handed in, nothing is fetched or written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import Answer
from quizzes.models import ROUNDING, AttemptItem, Correction, QuestionVersion, Response

State = AttemptItem.State
JUDGED = (Response.Action.ANSWER, Response.Action.OVERRIDE)


@dataclass(frozen=True)
class Mark:
    """What stands in an item. `fraction` is None while nothing does, or where it does not count."""

    state: str = State.TODO
    fraction: float | None = None

    def is_below(self, other: Mark) -> bool:
        return (self.fraction or 0.0) < (other.fraction or 0.0) - ROUNDING

    def may_suffer(self, then: Mark) -> bool:
        """Whether `then` may be worse to have: it is less, or a full mark would not count any more.

        What is not fully right may gain by not counting; that shows in the total of a finished attempt.
        """
        if then.state == State.VOIDED:
            return (self.fraction or 0.0) >= 1 - ROUNDING
        return then.is_below(self)


class Marker:
    """Marks answers by one version's key, each different answer once."""

    def __init__(self, kind: str, body: Mapping[str, Any]) -> None:
        self._kind, self._body = get_kind(kind), parse_body(kind, body)
        self.ids = part_ids(body)
        self._known: dict[str, Mark] = {}

    def mark(self, answer: Answer) -> Mark:
        """What an answer comes to; one that only a teacher can mark waits for that."""
        words = json.dumps(answer, sort_keys=True)
        if words not in self._known:
            fraction = self._kind.mark(self._body, answer).fraction
            waits = self._kind.is_marked_by_hand and fraction is None
            self._known[words] = Mark(State.NEEDS_MARKING if waits else State.ANSWERED, fraction)
        return self._known[words]

    def has_room_for(self, answer: Answer, asked: Marker) -> bool:
        """Whether every part that the answer to `asked` names is here, too: ids come from texts, and stay."""
        return (set(_strings(answer)) & asked.ids) <= self.ids


class Markers:
    """A marker for each version, made when it is first asked for."""

    def __init__(self, versions: Mapping[int, QuestionVersion]) -> None:
        self._versions = versions
        self._made: dict[int, Marker] = {}

    def of(self, version: int) -> Marker:
        if version not in self._made:
            row = self._versions[version]
            self._made[version] = Marker(row.kind, row.body)
        return self._made[version]


def part_ids(body: Any) -> set[str]:
    """The ids of a question's parts: of options, sides of pairs, items, gaps and the like."""
    if isinstance(body, list):
        return {one for part in body for one in part_ids(part)}
    if not isinstance(body, dict):
        return set()
    own = {str(value) for name, value in body.items() if name in ("id", "gap") or name.endswith("_id")}
    return own.union(*map(part_ids, body.values())) if body else own


def _strings(answer: Any) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, list):
        for one in answer:
            yield from _strings(one)
    elif isinstance(answer, dict):
        yield from answer
        yield from _strings(list(answer.values()))


@dataclass(frozen=True)
class History:
    """An item's rows in order, without those that came too late: they count for nothing."""

    rows: tuple[Response, ...]

    @classmethod
    def of(cls, responses: Iterable[Response]) -> History:
        return cls(tuple(row for row in responses if not row.is_late))

    @property
    def judged(self) -> Response | None:
        """The latest answer or teacher's mark: what corrections start from."""
        return next((row for row in reversed(self.rows) if row.action in JUDGED), None)

    @property
    def given(self) -> Answer:
        """The latest answer; {} where there is none."""
        answers = (row for row in reversed(self.rows) if row.action == Response.Action.ANSWER)
        return next((row.answer for row in answers), {})

    @property
    def is_marked_by_hand(self) -> bool:
        return self.judged is not None and self.judged.action == Response.Action.OVERRIDE


def corrected(
    mark: Mark,
    answer: Answer,
    correction: Correction,
    new: Marker | None,
    asked: Marker,
    *,
    by_hand: bool = False,
) -> Mark:
    """What the correction makes of a mark, be it less or more. `new` marks by the version it publishes.

    A mark that a teacher gave by hand stands against a new key; so does one whose answer names parts that the
    new version does not have.
    """
    match correction.action:
        case Correction.Action.VOID:
            return Mark(State.VOIDED)
        case Correction.Action.FULL_CREDIT:
            return _full(mark, answer, correction)
        case Correction.Action.KEY | Correction.Action.ACCEPT if new and not by_hand:
            return _remarked(mark, answer, new, asked)
    return mark


def _full(mark: Mark, answer: Answer, correction: Correction) -> Mark:
    if not answer and correction.whom == Correction.Whom.ANSWERED:
        return mark
    return Mark(State.ANSWERED if answer else State.TODO, 1.0)


def _remarked(mark: Mark, answer: Answer, new: Marker, asked: Marker) -> Mark:
    if not answer or mark.state != State.ANSWERED or not new.has_room_for(answer, asked):
        return mark
    then = new.mark(answer)
    return mark if then.fraction is None else then


def standing_mark(
    mark: Mark, answer: Answer, corrections: Iterable[Correction], markers: Markers, asked: Marker
) -> Mark:
    """What an answer is worth under every correction that stands over it, in turn.

    One that may not lower what people had does not lower what anybody gets by the old wording afterwards.
    """
    for correction in corrections:
        new = markers.of(correction.version_after_id) if correction.version_after_id else None
        then = corrected(mark, answer, correction, new, asked)
        mark = mark if not correction.lowers and mark.may_suffer(then) else then
    return mark
