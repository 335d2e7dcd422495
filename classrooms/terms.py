"""What assignments lay down for those who take a quiz: handed to `quizzes.limits`, which knows no classes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Subquery

from classrooms.models import Assignment, Extension, Feedback
from classrooms.timing import Timing, timing_of
from quizzes.limits import Terms
from quizzes.models import Certainty, Quiz

STRICTNESS = ["", Certainty.OFF, Certainty.ASK, Certainty.COUNT]


def terms_at(quiz: Quiz, users: Collection[int], at: datetime) -> Mapping[int, Terms]:
    """The terms of each of these users who has been given the quiz; one query."""
    latest = Extension.objects.filter(assignment=OuterRef("pk")).order_by().values("assignment")
    given = Assignment.objects.filter(quiz=quiz).given_to(users).annotate(
        last_due=Subquery(latest.annotate(last=Max("due_at")).values("last")),
        most_extra=Subquery(latest.annotate(most=Max("extra_time")).values("most")),
    )  # fmt: skip
    rows: dict[int, list[Any]] = {}
    for row in given:
        rows.setdefault(row.learner, []).append(row)
    return {user: _terms_of_all(theirs, at) for user, theirs in rows.items()}


def _terms_of_all(rows: list[Any], at: datetime) -> Terms:
    """One assignment's terms as they are. Where several classes gave the quiz and more than one is open, each
    class's terms hold, so the strictest in each point; where none is, those of the next to open, else of the
    last that closed."""
    timed = [(row, timing_of(row)) for row in rows]
    is_open = [_terms(row, timing) for row, timing in timed if timing.is_open(at)]
    if is_open:
        return Terms(
            closes_at=_least(one.closes_at for one in is_open),
            attempts=_least(one.attempts for one in is_open),
            time=_least(one.time for one in is_open),
            extra_time=min(one.extra_time for one in is_open),
            certainty=max((one.certainty for one in is_open), key=STRICTNESS.index),
            key_from=max(filter(None, (one.key_from for one in is_open)), default=None),
        )
    coming = [(timing.opens_at, row, timing) for row, timing in timed if not timing.has_opened(at)]
    if coming:
        _opens, row, timing = min(coming, key=lambda one: one[0] or at)
    else:
        row, timing = max(timed, key=lambda one: one[1].closes_at or at)
    return _terms(row, timing)


def _terms(row: Any, timing: Timing) -> Terms:
    return Terms(
        opens_at=timing.opens_at,
        closes_at=timing.due_at if timing.closes else None,
        attempts=row.attempts_allowed,
        time=timedelta(seconds=row.time_limit) if row.time_limit else None,
        extra_time=timing.extra_time,
        certainty=row.certainty,
        key_from=_key_from(row),
    )


def _key_from(row: Any) -> datetime | None:
    """When the last pupil's time is up, if the key waits for that: no classmate tells it before."""
    if row.feedback != Feedback.DUE:
        return None
    last: datetime = max(filter(None, (row.due_at, row.last_due)))
    return last + timedelta(seconds=row.most_extra or 0) if row.closes else last


def _least(values: Iterable[Any]) -> Any:
    return min((one for one in values if one is not None), default=None)
