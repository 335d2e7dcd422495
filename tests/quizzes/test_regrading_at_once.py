"""Corrections while people answer and finish: nothing is lost or done twice, and all are marked alike."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connections

from quizzes import folding
from quizzes.models import AttemptItem, Correction, Question, QuestionVersion, Response
from quizzes.regrading import apply, override, propose, save_draft, undo
from quizzes.taking import finish, record_answer, start
from tests.factories import NOON, answer_items, make_course, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + timedelta(hours=1)


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    def work(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Exception as error:  # what each thread met is what the test looks at
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(work, calls))


@pytest.fixture
def question():
    return make_question(make_course())


@pytest.fixture
def quiz(question):
    return make_quiz([question, make_question(question.course, "number")])


@pytest.fixture
def teacher():
    return make_user(is_staff=True)


@pytest.fixture
def draft(question, teacher):
    """A draft that makes Kashagan right, and lowers who said Tengiz."""
    options = [
        {**one, "correct": one["text"] == "Kashagan", "feedback": one["feedback"] or "No."}
        for one in question.published.body["options"]
    ]
    body = {**question.published.body, "options": options}
    return save_draft(propose(question, "key", by=teacher, reason="A slip.", body=body, lowers=True, at=NOON))


def choosing(learner, item, text):
    chosen = next(one["id"] for one in item.version.body["options"] if one["text"] == text)
    return lambda: record_answer(
        item, {"answer": chosen}, sequence=item.last_sequence + 1, by=learner, at=LATER
    )


def sitting(quiz, number):
    """So many learners in an open attempt, each with its first item."""
    for _ in range(number):
        learner = make_user()
        attempt = start(learner, quiz, at=NOON)
        yield learner, attempt, attempt.items.select_related("version").get(position=1)


def test_answers_that_come_while_a_key_is_changed_are_kept_and_marked_by_it(quiz, draft, teacher):
    people = list(sitting(quiz, 12))
    calls = [
        choosing(learner, item, ("Tengiz", "Kashagan")[place % 2])
        for place, (learner, _attempt, item) in enumerate(people)
    ]
    calls.insert(6, lambda: apply(draft, by=teacher, at=LATER))
    assert not [one for one in at_once(calls) if isinstance(one, Exception)]
    assert Response.objects.filter(action="answer").count() == 12
    worth = AttemptItem.objects.filter(position=1).order_by("pk").values_list("fraction", flat=True)
    assert list(worth) == [0.0, 1.0] * 6
    assert list(folding.mismatches()) == []


def test_attempts_that_finish_while_a_key_is_changed_have_the_new_total(quiz, draft, teacher):
    people = list(sitting(quiz, 8))
    for learner, _attempt, item in people:
        choosing(learner, item, "Kashagan")()
    calls: list[Callable[[], Any]] = [
        partial(finish, attempt, at=LATER) for _learner, attempt, _item in people
    ]
    calls.insert(4, lambda: apply(draft, by=teacher, at=LATER))
    assert not [one for one in at_once(calls) if isinstance(one, Exception)]
    for _learner, attempt, _item in people:
        attempt.refresh_from_db()
        assert attempt.mark == 1.0
    assert list(folding.mismatches()) == []


def test_applying_ten_times_at_once_does_it_once(quiz, question, draft, teacher):
    [(learner, _attempt, item)] = sitting(quiz, 1)
    choosing(learner, item, "Kashagan")()
    at_once([lambda: apply(draft, by=teacher, at=LATER)] * 10)
    assert Response.objects.filter(action="regrade").count() == 1
    assert QuestionVersion.objects.filter(question=question).count() == 2


def test_undoing_ten_times_at_once_does_it_once(quiz, question, draft, teacher):
    [(learner, _attempt, item)] = sitting(quiz, 1)
    choosing(learner, item, "Kashagan")()
    applied = apply(draft, by=teacher, at=LATER)
    at_once([lambda: undo(applied, by=teacher, reason="No.", at=LATER)] * 10)
    assert Response.objects.filter(action="regrade").count() == 2
    assert Question.objects.get(pk=question.pk).published.number == 1


def test_two_drafts_applied_at_once_stand_in_some_order_and_both_add_up(quiz, question, draft, teacher):
    people = list(sitting(quiz, 4))
    for learner, attempt, item in people:
        choosing(learner, item, "Kashagan")()
        answer_items(attempt.items.select_related("version").filter(position=2))
        finish(attempt, at=NOON)
    credit = save_draft(propose(question, "full_credit", by=teacher, reason="So.", whom="answered", at=NOON))
    at_once([lambda: apply(draft, by=teacher, at=LATER), lambda: apply(credit, by=teacher, at=LATER)])
    assert Correction.objects.filter(applied_at__isnull=False).exists()
    assert list(folding.mismatches()) == []


def test_a_teachers_marks_and_a_correction_at_once_add_up(quiz, draft, teacher):
    people = list(sitting(quiz, 6))
    for learner, attempt, item in people:
        choosing(learner, item, "Tengiz")()
        finish(attempt, at=NOON)
    calls: list[Callable[[], Any]] = [
        partial(override, item, 0.5, reason="Half.", by=teacher, at=LATER)
        for _learner, _attempt, item in people
    ]
    calls.insert(3, lambda: apply(draft, by=teacher, at=LATER))
    assert not [one for one in at_once(calls) if isinstance(one, Exception)]
    assert set(AttemptItem.objects.filter(position=1).values_list("fraction", flat=True)) == {0.5}
    assert list(folding.mismatches()) == []
