"""The database refuses what must never be true of attempts and responses."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from lessons.models import Course
from quizzes.models import (
    AppendOnlyError,
    Attempt,
    AttemptItem,
    Question,
    QuestionVersion,
    Quiz,
    Response,
)

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    return Quiz.objects.create(course=Course.objects.create(slug="c", title="C"), slug="q", title="Q")


@pytest.fixture
def version(quiz):
    question = Question.objects.create(course=quiz.course, slug="one")
    return QuestionVersion.objects.create(
        question=question, number=1, kind="true_false", body={}, created_at=AT
    )


def make_attempt(quiz, number=1, **fields):
    learner, _made = User.objects.get_or_create(username="aigerim")
    fields = {"behaviour": "graded", "started_at": AT, "max_mark": 1, **fields}
    return Attempt.objects.create(user=learner, quiz=quiz, number=number, **fields)


@pytest.fixture
def item(quiz, version):
    return AttemptItem.objects.create(
        attempt=make_attempt(quiz), position=1, version=version, seed=7, max_mark=1
    )


def make_response(item, sequence=1, **fields):
    fields = {"state": "answered", "rule": "r", "created_at": AT, **fields}
    return Response.objects.create(item=item, sequence=sequence, **fields)


def refused(name):
    return pytest.raises(IntegrityError, match=name)


def test_one_open_attempt_a_learner_and_quiz(quiz):
    make_attempt(quiz)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_attempt(quiz, number=2)
    assert Attempt.objects.count() == 1


def test_a_finished_attempt_leaves_room_for_the_next(quiz):
    make_attempt(quiz, state="finished", finished_at=AT, mark=1)
    make_attempt(quiz, number=2)
    assert Attempt.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("attempt_finished_has_time_and_mark", {"state": "finished"}),
        ("attempt_mark_in_range", {"mark": 1.5}),
        ("attempt_mark_in_range", {"mark": -0.5}),
        ("attempt_state_known", {"state": "lost"}),
    ],
)
def test_an_attempt_is_whole(quiz, name, fields):
    with refused(name), transaction.atomic():
        make_attempt(quiz, **fields)


def test_one_response_a_sequence_number(item):
    make_response(item)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_response(item)
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("response_fraction_0_to_1", {"fraction": 1.01}),
        ("response_fraction_0_to_1", {"fraction": -0.01}),
        ("response_certainty_1_to_3", {"certainty": 4}),
        ("response_sequence_from_1", {"sequence": 0}),
    ],
)
def test_a_response_is_whole(item, name, fields):
    with refused(name), transaction.atomic():
        make_response(item, **fields)


def test_a_response_is_never_changed_nor_deleted(item):
    response = make_response(item)
    for deed in (
        response.save,
        response.delete,
        Response.objects.all().delete,
        lambda: Response.objects.update(fraction=1),
    ):
        with pytest.raises(AppendOnlyError):
            deed()


def test_a_version_is_never_changed_nor_deleted(version):
    for deed in (version.save, version.delete, QuestionVersion.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            deed()


def test_a_version_number_stands_once_a_question(version):
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionVersion.objects.create(
            question=version.question, number=1, kind="true_false", body={}, created_at=AT
        )
