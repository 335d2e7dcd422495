"""What a correction would do to whom, without doing it: the same queries for three attempts or 3,000."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cached_property

from django.db.models import Max, QuerySet

from quizzes.folding import Part, totals
from quizzes.kinds.base import Answer
from quizzes.models import (
    ROUNDING,
    Attempt,
    AttemptItem,
    Correction,
    Question,
    QuestionVersion,
    Quiz,
    Response,
)
from quizzes.regrading.marks import History, Mark, Marker, Markers, corrected, standing_mark

Wanted = Callable[[AttemptItem, History], Mark]


@dataclass(frozen=True)
class Total:
    """What a finished attempt comes to."""

    mark: float
    max_mark: float
    pass_fraction: float

    @property
    def grade(self) -> float:
        return self.mark / self.max_mark if self.max_mark else 0.0

    @property
    def is_passed(self) -> bool:
        return self.grade >= self.pass_fraction - ROUNDING


@dataclass(frozen=True)
class Line:
    """One answer that a correction is about: what it is worth, what it would be, and what it will be.

    `after` differs from `wanted` where somebody would fall and may not. Totals are None while an attempt is
    not finished.
    """

    item: AttemptItem
    attempt: Attempt
    quiz: Quiz
    version: QuestionVersion
    answer: Answer
    before: Mark
    wanted: Mark
    after: Mark
    has_no_place: bool = False
    total_before: Total | None = None
    total_after: Total | None = None

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def is_kept(self) -> bool:
        """Whether the mark stays because it would fall."""
        return self.after != self.wanted

    @property
    def falls(self) -> bool:
        """Whether the learner has less afterwards: a lower grade, or less of a question that counts."""
        if self.total_before is None or self.total_after is None:
            return self.before.may_suffer(self.after)
        is_less = self.after.state != AttemptItem.State.VOIDED and self.after.is_below(self.before)
        return is_less or _falls(self.total_before, self.total_after)

    @property
    def rises(self) -> bool:
        """Whether the learner has more of it: a higher grade, or else more of the question."""
        if self.total_before and self.total_after:
            return self.total_after.grade > self.total_before.grade + ROUNDING
        return self.before.is_below(self.after)

    @property
    def passes_now(self) -> bool:
        return self._passed(self.total_after) and not self._passed(self.total_before)

    @property
    def fails_now(self) -> bool:
        return self._passed(self.total_before) and not self._passed(self.total_after)

    @staticmethod
    def _passed(total: Total | None) -> bool:
        return total is not None and total.is_passed


@dataclass(frozen=True)
class Plan:
    """Everything that a correction, or its undoing, comes to; `asked` counts all whom it reaches."""

    correction: Correction
    lines: Sequence[Line]
    asked: int

    @cached_property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.is_changed]

    @cached_property
    def kept(self) -> list[Line]:
        return [line for line in self.lines if line.is_kept]

    @property
    def falling(self) -> list[Line]:
        return [line for line in self.changed if line.falls]

    @property
    def rising(self) -> list[Line]:
        return [line for line in self.changed if line.rises]

    @property
    def homeless(self) -> list[Line]:
        """Answers that name parts which the new version does not have; they keep their marks."""
        return [line for line in self.lines if line.has_no_place]

    @property
    def newly_passed(self) -> list[Line]:
        return [line for line in self.changed if line.passes_now]

    @property
    def no_longer_passed(self) -> list[Line]:
        return [line for line in self.changed if line.fails_now]

    @cached_property
    def fingerprint(self) -> str:
        """The same as long as the plan says the same of the same people."""
        correction = self.correction
        about = [correction.pk, correction.action, correction.whom, correction.lowers, correction.body]
        lines = [
            [line.item.pk, *map(astuple, (line.before, line.wanted, line.after)), line.total_after]
            for line in self.lines
        ]
        said = json.dumps([about, lines], sort_keys=True, default=astuple)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def reached(correction: Correction) -> QuerySet[AttemptItem]:
    """The items that a correction reaches: all in versions older than the one it publishes.

    Where it publishes none, what is asked after it is no affair of its own.
    """
    found = AttemptItem.objects.filter(
        version__question=correction.question_id, version__number__lte=correction.reaches
    )
    if correction.body is not None or correction.applied_at is None:
        return found
    return found.filter(attempt__started_at__lte=correction.applied_at)


def reaches(correction: Correction, item: AttemptItem) -> bool:
    """The same of one item, whose attempt and version have been fetched."""
    at = correction.applied_at
    in_time = correction.body is not None or at is None or item.attempt.started_at <= at
    return in_time and item.version.number <= correction.reaches


def latest_number(question: Question) -> int:
    found: int | None = question.versions.aggregate(Max("number"))["number__max"]
    return found or 0


def plan(correction: Correction) -> Plan:
    """What a draft would do, saved or not. Writes nothing."""
    if correction.action == Correction.Action.WORDING:
        return Plan(correction, [], reached(correction).count())
    versions = _versions(correction.question_id)
    markers = Markers(versions)
    new = Marker(correction.version_before.kind, correction.body) if correction.body is not None else None

    def wanted(item: AttemptItem, history: History) -> Mark:
        asked = markers.of(item.version_id)
        by_hand = history.is_marked_by_hand
        return corrected(mark_of(item), history.given, correction, new, asked, by_hand=by_hand)

    def has_no_place(item: AttemptItem, history: History) -> bool:
        return new is not None and not new.has_room_for(history.given, markers.of(item.version_id))

    lines, asked = _lines(correction, versions, wanted, has_no_place)
    return Plan(correction, _with_totals(lines, correction, may_lower=correction.lowers), asked)


def plan_undo(correction: Correction) -> Plan:
    """What undoing an applied correction would do: everybody gets back what stood before, be it less."""
    versions = _versions(correction.question_id)
    markers = Markers(versions)
    others = [one for one in standing_on(correction.question_id) if one.pk != correction.pk]

    def wanted(item: AttemptItem, history: History) -> Mark:
        return _without(correction, item, history, others, markers)

    lines, asked = _lines(correction, versions, wanted, lambda _item, _history: False)
    return Plan(correction, _with_totals(lines, correction, may_lower=True), asked)


def _without(
    correction: Correction,
    item: AttemptItem,
    history: History,
    others: Sequence[Correction],
    markers: Markers,
) -> Mark:
    """What stands in the item without the correction.

    Where nothing was answered since, that is what stood before it, to the last digit. An answer given since
    is marked again, under the other corrections; a teacher's mark given since stands.
    """
    rows, judged = history.rows, history.judged
    own = next((place for place, row in enumerate(rows) if _is_regrade_by(row, correction)), None)
    if own is not None and (judged is None or judged.sequence < rows[own].sequence):
        return Mark(rows[own - 1].state, rows[own - 1].fraction) if own else Mark()
    known = {one.pk for one in others} | {None}
    if judged is None or judged.action == Response.Action.OVERRIDE or judged.correction_id in known:
        return mark_of(item)
    return mark_under(item, judged.answer, [one for one in others if reaches(one, item)], markers)


def _is_regrade_by(row: Response, correction: Correction) -> bool:
    return row.action == Response.Action.REGRADE and row.correction_id == correction.pk


def mark_under(
    item: AttemptItem, answer: Answer, corrections: Iterable[Correction], markers: Markers
) -> Mark:
    """What an answer is worth by the key of the version it was given to, and under these corrections."""
    asked = markers.of(item.version_id)
    return standing_mark(asked.mark(answer), answer, corrections, markers, asked)


def mark_of(item: AttemptItem) -> Mark:
    return Mark(item.state, item.fraction)


def standing_on(question_id: int) -> list[Correction]:
    return list(Correction.objects.filter(question=question_id).standing())


def _versions(question_id: int) -> dict[int, QuestionVersion]:
    return {version.pk: version for version in QuestionVersion.objects.filter(question=question_id)}


def _lines(
    correction: Correction,
    versions: Mapping[int, QuestionVersion],
    wanted: Wanted,
    has_no_place: Callable[[AttemptItem, History], bool],
) -> tuple[list[Line], int]:
    """A line for each item that would change or whose answer has no place, and how many were looked at."""
    scope = reached(correction)
    items = list(scope.select_related("attempt__user").order_by("attempt__quiz", "attempt", "position"))
    quizzes = Quiz.objects.in_bulk({item.attempt.quiz_id for item in items})
    rows: dict[int, list[Response]] = defaultdict(list)
    for row in Response.objects.filter(item__in=scope).order_by("item", "sequence"):
        rows[row.item_id].append(row)
    lines = []
    for item in items:
        item.version = versions[item.version_id]
        history = History.of(rows[item.pk])
        before, then = mark_of(item), wanted(item, history)
        stray = has_no_place(item, history)
        if then != before or stray:
            attempt = item.attempt
            quiz = quizzes[attempt.quiz_id]
            lines.append(Line(item, attempt, quiz, item.version, history.given, before, then, then, stray))
    return lines, len(items)


def _with_totals(lines: Sequence[Line], correction: Correction, *, may_lower: bool) -> list[Line]:
    """The lines with what their attempts come to; where somebody would fall and may not, nothing changes."""
    together: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        together[line.attempt.pk].append(line)
    parts = _parts(correction)
    done: list[Line] = []
    for of_attempt in together.values():
        counted = _totalled(of_attempt, parts)
        if not may_lower and any(line.falls for line in counted):
            counted = _totalled([_as_it_was(line) if line.falls else line for line in counted], parts)
        done += counted
    return done


def _as_it_was(line: Line) -> Line:
    return replace(line, after=line.before)


def _totalled(lines: Sequence[Line], parts: Mapping[int, Mapping[int, Part]]) -> list[Line]:
    """The lines of one attempt with its totals, before and after."""
    attempt = lines[0].attempt
    if attempt.state != Attempt.State.FINISHED or attempt.mark is None:
        return list(lines)
    before = Total(attempt.mark, attempt.max_mark, attempt.pass_fraction)
    changed = {
        line.item.pk: Part(line.after.fraction, line.item.certainty, line.item.max_mark, line.after.state)
        for line in lines
        if line.is_changed
    }
    after = before
    if changed:
        both = {**parts[attempt.pk], **changed}
        after = Total(*totals(both.values(), certainty=attempt.certainty), attempt.pass_fraction)
    return [replace(line, total_before=before, total_after=after) for line in lines]


def _parts(correction: Correction) -> dict[int, dict[int, Part]]:
    """Every item of the finished attempts that the correction reaches, by attempt, in one query."""
    attempts = reached(correction).filter(attempt__state=Attempt.State.FINISHED).values("attempt")
    found = AttemptItem.objects.filter(attempt__in=attempts)
    parts: dict[int, dict[int, Part]] = defaultdict(dict)
    rows = found.values_list("attempt", "pk", "fraction", "certainty", "max_mark", "state")
    for attempt, pk, fraction, certainty, max_mark, state in rows:
        parts[attempt][pk] = Part(fraction, certainty, max_mark, state)
    return parts


def _falls(before: Total, after: Total) -> bool:
    return after.grade < before.grade - ROUNDING
