"""What a pupil has to do, by when, and how they stand; for their home, their classes and their calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from classrooms.assigning import title_of
from classrooms.models import Assignment, Classroom
from classrooms.models.assignments import lesson_title
from classrooms.timing import Timing, timing_of
from lessons.models import LessonProgress, SectionProgress
from quizzes.models import Attempt

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Due:
    """One thing to do. `state` is done, later (not open yet), closed, late, begun or todo."""

    assignment: Any
    title: str
    timing: Timing
    state: str

    @property
    def classroom(self) -> Classroom:
        found: Classroom = self.assignment.classroom
        return found

    @property
    def is_quiz(self) -> bool:
        return self.assignment.quiz_id is not None

    @property
    def address(self) -> str:
        work = self.assignment.work
        return reverse("quiz" if self.is_quiz else "lesson", args=[work.slug])

    @property
    def is_waiting(self) -> bool:
        """Whether the pupil has still something to do about it."""
        return self.state not in ("done", "closed")

    @property
    def extra_minutes(self) -> int:
        return int(self.timing.extra_time.total_seconds() // 60) if self.is_quiz else 0


def due_for(
    user: User, language: str, *, classroom: Classroom | None = None, at: datetime | None = None
) -> list[Due]:
    """What the user has been given as a pupil, the next due first; one query."""
    at = at or timezone.now()
    given = Assignment.objects.filter(classroom=classroom) if classroom else Assignment.objects.all()
    rows = _with_standing(given.given_to([user.pk])).annotate(lesson_title=lesson_title(language))
    found = [_due(row, language, at) for row in rows]
    return sorted(found, key=lambda one: (one.timing.due_at or NEVER, one.assignment.pk))


def _with_standing(given: QuerySet[Any]) -> QuerySet[Any]:
    """With whether the lesson is done or begun, and the quiz finished or begun, by the pupil of each row."""
    attempts = Attempt.objects.filter(user=OuterRef("learner"), quiz=OuterRef("quiz"))
    sections = SectionProgress.objects.filter(user=OuterRef("learner"), section__lesson=OuterRef("lesson"))
    lessons = LessonProgress.objects.filter(user=OuterRef("learner"), lesson=OuterRef("lesson"))
    rows: QuerySet[Any] = given.select_related("classroom", "lesson", "quiz").annotate(
        is_read=Exists(lessons),
        is_finished=Exists(attempts.finished()),
        is_begun=Exists(attempts) | Exists(sections),
    )
    return rows


def _due(row: Any, language: str, at: datetime) -> Due:
    timing = timing_of(row)
    return Due(row, title_of(row, language), timing, _state(row, timing, at))


def _state(row: Any, timing: Timing, at: datetime) -> str:
    if row.is_finished if row.quiz_id else row.is_read:
        return "done"
    if not timing.has_opened(at):
        return "later"
    if timing.has_closed(at):
        return "closed"
    if timing.is_past(at):
        return "late"
    return "begun" if row.is_begun else "todo"


def zone_of(user: User, classroom: Classroom) -> ZoneInfo:
    """The clock a pupil lives by: their own, else the class's."""
    try:
        return ZoneInfo(user.time_zone) if user.time_zone else classroom.zone
    except (KeyError, ValueError, OSError):
        return classroom.zone
