"""Answers that no machine marks: an essay waits for its teacher, an opinion carries no marks."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from quizzes.folding import mismatches
from quizzes.models import Attempt, AttemptItem
from quizzes.taking import finish, record_answer, start
from tests.factories import answer_items, make_course, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db

ESSAY = {"answer": "The authors call it mutual education."}
VIEW = {"words": "Both, I think."}


@pytest.fixture
def aigerim() -> User:
    return make_user("aigerim")


def taken(user: User, *kinds: str) -> Attempt:
    """An open attempt at a quiz of one question of each kind, each worth a mark in the quiz."""
    course = make_course()
    return start(user, make_quiz([make_question(course, kind) for kind in kinds]))


def answered(attempt: Attempt, answer: dict[str, Any]) -> AttemptItem:
    item = attempt.items.get()
    record_answer(item, answer, sequence=1, by=attempt.user)
    item.refresh_from_db()
    return item


def test_an_essay_waits_for_a_mark(aigerim: User) -> None:
    item = answered(taken(aigerim, "essay"), ESSAY)
    assert (item.state, item.fraction) == (AttemptItem.State.NEEDS_MARKING, None)


def test_an_essay_that_waits_is_answered(aigerim: User) -> None:
    assert answered(taken(aigerim, "essay"), ESSAY).is_answered


def test_an_opinion_waits_for_nobody(aigerim: User) -> None:
    item = answered(taken(aigerim, "opinion"), VIEW)
    assert (item.state, item.fraction) == (AttemptItem.State.ANSWERED, None)


def test_an_opinion_adds_nothing_to_what_can_be_reached(aigerim: User) -> None:
    attempt = taken(aigerim, "opinion", "number", "essay")
    assert attempt.max_mark == 2
    assert [item.max_mark for item in attempt.items.all()] == [0, 1, 1]


def test_an_opinion_costs_nobody_full_marks(aigerim: User) -> None:
    attempt = taken(aigerim, "opinion", "number")
    answer_items(attempt.items.filter(version__kind="number"))
    assert finish(attempt).grade == 1


def test_an_essay_counts_nothing_while_it_waits(aigerim: User) -> None:
    attempt = taken(aigerim, "number", "essay")
    answer_items(attempt.items.filter(version__kind="number"))
    essay = attempt.items.get(version__kind="essay")
    record_answer(essay, ESSAY, sequence=1, by=aigerim)
    assert finish(attempt).grade == 1 / 2


def test_what_waits_replays_as_it_was_kept(aigerim: User) -> None:
    attempt = taken(aigerim, "number", "essay", "opinion")
    for item, answer in zip(attempt.items.all(), ({"answer": "1993"}, ESSAY, VIEW), strict=True):
        record_answer(item, answer, sequence=1, by=aigerim)
    finish(attempt)
    assert list(mismatches()) == []


def test_a_later_draft_replaces_an_earlier_one(aigerim: User) -> None:
    item = answered(taken(aigerim, "essay"), ESSAY)
    record_answer(item, {"answer": "Another."}, sequence=2, by=aigerim)
    assert [response.answer for response in item.responses.all()] == [ESSAY, {"answer": "Another."}]
