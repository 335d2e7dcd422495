"""Essays in finished attempts, and a teacher's marks along their rubric."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from lessons.models import Course
from quizzes.essaymarking import mark_essay
from quizzes.models import AttemptItem, Question, Quiz, Response
from quizzes.taking import finish, record_answer, start
from tests.factories import NOON, make_course, make_question, make_user

RUBRIC = [
    {"text": "Evidence", "marks": 3, "description": "CANARY-DESCRIPTION Two facts."},
    {"text": "Argument", "marks": 2},
]
WORDS = "Both sides learned, and <b>late</b>."
LATER = NOON + timedelta(hours=1)


def make_teacher() -> User:
    teacher = make_user("teacher", is_staff=True)
    teacher.user_permissions.add(Permission.objects.get(codename="change_question"))
    return teacher


def make_essay(course: Course | None = None) -> Question:
    return make_question(course or make_course(), "essay", body={"rubric": RUBRIC})


def sit(
    quiz: Quiz, text: str = WORDS, *, learner: User | None = None, minutes: int = 0, is_finished: bool = True
) -> AttemptItem:
    """An essay in a finished attempt, that many minutes after noon."""
    learner, at = learner or make_user(), NOON + timedelta(minutes=minutes)
    attempt = start(learner, quiz, at=at)
    item = attempt.items.get(version__kind="essay")
    if text:
        record_answer(item, {"answer": text}, sequence=1, by=learner, at=at)
    if is_finished:
        finish(attempt, at=at)
    item.refresh_from_db()
    return item


def ids(item: AttemptItem) -> list[str]:
    return [one["id"] for one in item.version.body["rubric"]]


def give(
    item: AttemptItem, teacher: User, *marks: float, sequence: int | None = None, comment: str = ""
) -> Any:
    sequence = item.last_sequence if sequence is None else sequence
    given = dict(zip(ids(item), marks, strict=True))
    return mark_essay(item, given, comment=comment, sequence=sequence, by=teacher, at=LATER)


def queue(question: Question, query: str = "") -> str:
    return reverse("mark_essays", args=[question.pk]) + query


def send(site: Client, question: Question, item: AttemptItem, *marks: object, **more: Any) -> Any:
    typed = {f"criterion-{place}": mark for place, mark in enumerate(marks, 1)}
    data = {"item": item.pk, "sequence": item.last_sequence, "comment": ""} | typed | more
    return site.post(queue(question), data)


def rows(item: AttemptItem) -> list[Response]:
    return list(Response.objects.filter(item=item, action=Response.Action.OVERRIDE))
