"""Learners, sessions and quizzes made straight in the database. Django is set up already."""

from __future__ import annotations

import io
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from accounts.models import User
from lessons.models import Course
from quizzes.kinds import get_kind, parse_body
from quizzes.models import AttemptItem, Question, Quiz, QuizItem

from bench.serving import COURSE  # isort: skip


def load() -> Course:
    """The course, in a database that was empty."""
    call_command("migrate", verbosity=0)
    call_command("load_course", COURSE, stdout=io.StringIO())
    return Course.objects.get()


def make_learner(name: str) -> User:
    return User.objects.create_user(name, password=None, language="en")


def sign_in(learner: User) -> str:
    """The key of a new session of theirs."""
    session = SessionStore()
    session[SESSION_KEY] = str(learner.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = learner.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


def make_typed_quiz(course: Course, number: int = 10) -> Quiz:
    """A quiz of typed answers, so that every answer sent can be told from every other."""
    quiz = Quiz.objects.create(course=course, slug="bench-typed", title="Bench", pass_fraction=0.7)
    questions = Question.objects.filter(course=course, published__kind="short_text")[:number]
    QuizItem.objects.bulk_create(
        QuizItem(quiz=quiz, question=question, position=position)
        for position, question in enumerate(questions, 1)
    )
    return quiz


def key_of(item: AttemptItem) -> dict[str, Any]:
    """An answer that is worth everything."""
    return get_kind(item.version.kind).key(parse_body(item.version.kind, item.version.body))
