"""Small classes for tests, made as the site makes them."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from accounts.models import User
from classrooms import assigning, members
from classrooms.joining import join
from classrooms.models import Assignment, Classroom, Group, Membership
from lessons.models import Course, Lesson
from quizzes.models import Quiz
from tests.factories import NOON, make_course, make_lesson, make_question, make_quiz, make_user

_numbers = count(1)


def make_class(
    teacher: User | None = None,
    *,
    course: Course | None = None,
    name: str = "",
    time_zone: str = "Asia/Almaty",
    at: datetime = NOON,
) -> Classroom:
    teacher = teacher or make_user()
    name = name or f"Class {next(_numbers)}"
    return members.make_classroom(
        teacher, course or make_course(), name, language="en", time_zone=time_zone, at=at
    )


def make_pupil(classroom: Classroom, name: str = "", *, user: User | None = None) -> Membership:
    return join(classroom, user or make_user(), name or f"Pupil {next(_numbers)}", at=NOON)


def make_group(classroom: Classroom, *pupils: Membership, name: str = "") -> Group:
    group = classroom.groups.create(name=name or f"Group {next(_numbers)}")
    for pupil in pupils:
        members.change(pupil, nickname=pupil.nickname, role="pupil", group=group, at=NOON)
    return group


def make_assistant(group: Group) -> Membership:
    assistant = make_pupil(group.classroom)
    return members.change(assistant, nickname="", role="assistant", group=group, at=NOON)


def make_work(classroom: Classroom, **settings: Any) -> Quiz:
    """A quiz of one question in the class's course."""
    return make_quiz([make_question(classroom.course)], **settings)


def make_reading(classroom: Classroom, **settings: Any) -> Lesson:
    return make_lesson(classroom.course, **settings)


def give(classroom: Classroom, work: Quiz | Lesson, *, at: datetime = NOON, **settings: Any) -> Assignment:
    what = {"quiz": work} if isinstance(work, Quiz) else {"lesson": work}
    by = classroom.memberships.filter(role="teacher")[0].user
    return assigning.give(Assignment(classroom=classroom, **what, **settings), by=by, at=at)
