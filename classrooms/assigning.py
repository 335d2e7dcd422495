"""Giving a class something to do, and longer to those who need it. Attempts that are open move along."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from classrooms.models import Assignment, Classroom, Extension, Group, Membership
from classrooms.models.assignments import lesson_title
from lessons.models import in_language
from quizzes import limits
from quizzes.models import Quiz


@transaction.atomic
def give(assignment: Assignment, *, by: User, at: datetime | None = None) -> Assignment:
    """Saves a new assignment; where the class was given the same already, returns that one as it is."""
    at = at or timezone.now()
    classroom = Classroom.objects.select_for_update().get(pk=assignment.classroom_id)
    same = classroom.assignments.filter(lesson=assignment.lesson, quiz=assignment.quiz).first()
    if same:
        return same
    assignment.by, assignment.created_at, assignment.changed_at = by, at, at
    assignment.save()
    _retime_quiz(assignment, at)
    return assignment


@transaction.atomic
def change(assignment: Assignment, *, at: datetime | None = None) -> None:
    """Saves an assignment whose times or settings were changed."""
    assignment.changed_at = at or timezone.now()
    assignment.save()
    _retime_quiz(assignment, assignment.changed_at)


@transaction.atomic
def withdraw(assignment: Assignment, *, at: datetime | None = None) -> None:
    """It is due no longer. What has been answered stays."""
    quiz, classroom = assignment.quiz, assignment.classroom
    assignment.delete()
    if quiz:
        limits.retime(quiz, _pupils(classroom), at=at)


@transaction.atomic
def extend(
    assignment: Assignment,
    whom: Membership | Group,
    *,
    due_at: datetime | None,
    extra_time: int = 0,
    at: datetime | None = None,
) -> Extension:
    """Gives a pupil or a group longer, in place of what they were given before; `extra_time` is in seconds.

    Raises ValueError for somebody of another class.
    """
    at = at or timezone.now()
    if whom.classroom_id != assignment.classroom_id:
        raise ValueError("an extension is for somebody in the class")
    part = {"group": whom} if isinstance(whom, Group) else {"member": whom}
    given: dict[str, Any] = {"due_at": due_at, "extra_time": extra_time}
    extension, _made = Extension.objects.update_or_create(assignment=assignment, **part, defaults=given)
    _touch(assignment, at)
    return extension


@transaction.atomic
def take_back(extension: Extension, *, at: datetime | None = None) -> None:
    assignment = extension.assignment
    extension.delete()
    _touch(assignment, at or timezone.now())


def retime(classroom: Classroom, users: Collection[int] | None = None, *, at: datetime | None = None) -> None:
    """Moves the times of attempts at the class's quizzes: those of these users, or of whoever was in it."""
    whom = _everybody(classroom) if users is None else users
    for quiz in Quiz.objects.filter(assignments__classroom=classroom):
        limits.retime(quiz, whom, at=at)


def _touch(assignment: Assignment, at: datetime) -> None:
    """Calendars ask when something was last changed."""
    Assignment.objects.filter(pk=assignment.pk).update(changed_at=at)
    _retime_quiz(assignment, at)


def _retime_quiz(assignment: Assignment, at: datetime) -> None:
    if assignment.quiz:
        limits.retime(assignment.quiz, _pupils(assignment.classroom), at=at)


def _pupils(classroom: Classroom) -> QuerySet[User]:
    return User.objects.filter(memberships__in=classroom.memberships.current().pupils())


def _everybody(classroom: Classroom) -> QuerySet[User]:
    return User.objects.filter(memberships__classroom=classroom)


# --- What is pointed out before something is given ----------------------------------------------------------


def doubts(assignment: Assignment, language: str, *, at: datetime | None = None) -> list[str]:
    """What a teacher may not have meant, in words: a due time that has gone by, too little time, clashes."""
    return list(_doubts(assignment, language, at or timezone.now()))


def _doubts(assignment: Assignment, language: str, at: datetime) -> Iterator[str]:
    due = assignment.due_at
    if due is None:
        return
    if due <= at:
        yield _("The due time has gone by already.")
    limit = assignment.time_limit or (assignment.quiz.time_limit if assignment.quiz else None)
    opens = max(assignment.opens_at or at, at)
    if assignment.closes and limit and opens < due and due - opens < timedelta(seconds=limit):
        yield _("There is less time between opening and closing than an attempt may take.")
    start, end = day_of(due, assignment.classroom)
    if titles := _due_between(assignment, start, end, language):
        yield _("Due on the same day in this class: %(titles)s.") % {"titles": "; ".join(titles)}
    if number := _busy_elsewhere(assignment, start, end):
        yield ngettext(
            "%(number)d pupil has something else due that day, in another class.",
            "%(number)d pupils have something else due that day, in another class.",
            number,
        ) % {"number": number}


def day_of(at: datetime, classroom: Classroom) -> tuple[datetime, datetime]:
    """The day around an instant by the class's clock, from midnight to midnight."""
    midnight = at.astimezone(classroom.zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return midnight, (midnight + timedelta(days=1))


def _due_between(assignment: Assignment, start: datetime, end: datetime, language: str) -> list[str]:
    same = Assignment.objects.filter(
        classroom=assignment.classroom_id, due_at__gte=start, due_at__lt=end
    ).exclude(pk=assignment.pk)
    found = same.select_related("quiz", "lesson").annotate(lesson_title=lesson_title(language))
    return [title_of(one, language) for one in found]


def _busy_elsewhere(assignment: Assignment, start: datetime, end: datetime) -> int:
    """How many pupils have other work that day. Which class it is for stays with that class."""
    here = assignment.classroom.memberships.current().pupils()
    others = Membership.objects.current().pupils().filter(user__in=here.values("user"))
    busy = others.exclude(classroom=assignment.classroom_id).filter(
        Q(classroom__assignments__due_at__gte=start, classroom__assignments__due_at__lt=end),
        classroom__archived_at=None,
    )
    return busy.values("user").distinct().count()


def title_of(row: Any, language: str) -> str:
    """The title of an assignment's lesson or quiz; the row brings `lesson_title`."""
    if row.quiz_id:
        return in_language(row.quiz.title, language)
    return row.lesson_title or str(row.lesson)
