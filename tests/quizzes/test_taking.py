"""Starting, answering and finishing an attempt: twice does no more than once, and nothing is lost."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes import folding
from quizzes.limits import CannotStart
from quizzes.models import Attempt, AttemptItem, QuizItem, Response
from quizzes.taking import (
    AttemptClosed,
    StaleAnswer,
    finish,
    get_attempt_for,
    get_item_for,
    item_for_check,
    record_answer,
    start,
)
from tests.factories import (
    NOON,
    answer_items,
    key_of,
    make_attempt,
    make_checks,
    make_course,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
    publish,
)

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def quiz(db):
    course = make_course()
    return make_quiz([make_question(course, kind) for kind in ("single_choice", "short_text", "number")])


@pytest.fixture
def aigerim(db):
    return make_user("aigerim")


def test_an_attempt_pins_the_published_version_of_each_question(quiz, aigerim):
    attempt = start(aigerim, quiz, at=NOON)
    asked = [item.version.question_id for item in attempt.items.all()]
    assert asked == [item.question_id for item in quiz.items.all()]
    question = quiz.items.get(position=2).question
    publish(question, "short_text", {**question.published.body, "prompt": "Another wording?"})
    assert "Another wording?" not in {item.version.body["prompt"] for item in attempt.items.all()}


def test_starting_again_gives_the_open_attempt(quiz, aigerim):
    assert start(aigerim, quiz, at=NOON) == start(aigerim, quiz, at=LATER)


def test_a_new_attempt_is_numbered_after_the_last(quiz, aigerim):
    make_attempt(aigerim, quiz)
    assert start(aigerim, quiz).number == 2


def test_no_attempt_is_started_beyond_those_allowed(quiz, aigerim):
    quiz.attempts_allowed = 1
    quiz.save()
    make_attempt(aigerim, quiz)
    with pytest.raises(CannotStart):
        start(aigerim, quiz)


def test_a_quiz_without_questions_cannot_be_started(quiz, aigerim):
    quiz.items.all().delete()
    with pytest.raises(CannotStart):
        start(aigerim, quiz)


def test_retired_questions_are_not_asked(quiz, aigerim):
    question = quiz.items.first().question
    question.retired_at = NOON
    question.save()
    assert question.pk not in start(aigerim, quiz).items.values_list("version__question", flat=True)


def test_as_many_are_drawn_from_each_pool_as_the_quiz_says(aigerim):
    course = make_course()
    quiz = make_quiz([make_question(course)], draw=2)
    for place in range(8):
        QuizItem.objects.create(
            quiz=quiz, question=make_question(course), position=place + 2, pool="ab"[place % 2]
        )
    attempt = start(aigerim, quiz, dice=random.Random(1))
    pools = dict(quiz.items.values_list("question", "pool"))
    drawn = [pools[item.version.question_id] for item in attempt.items.select_related("version")]
    assert drawn == ["", "a", "a", "b", "b"]
    assert attempt.max_mark == 5


def test_an_answer_is_a_row_with_its_time_and_its_fraction(quiz, aigerim):
    item = start(aigerim, quiz).items.first()
    response = record_answer(item, key_of(item), sequence=1, by=aigerim, at=NOON)
    item.refresh_from_db()
    assert (response.created_at, response.fraction, response.by) == (NOON, 1.0, aigerim)
    assert (item.state, item.fraction, item.last_sequence) == ("answered", 1.0, 1)


def test_an_answer_may_be_changed_and_the_last_one_counts(quiz, aigerim):
    item = start(aigerim, quiz).items.get(position=3)
    record_answer(item, {"answer": "1992"}, sequence=1, by=aigerim)
    record_answer(item, {"answer": "1993"}, sequence=2, by=aigerim)
    item.refresh_from_db()
    assert (item.fraction, item.responses.count()) == (1.0, 2)


def test_the_same_answer_sent_again_is_the_same_row(quiz, aigerim):
    item = start(aigerim, quiz).items.first()
    first = record_answer(item, key_of(item), sequence=1, by=aigerim)
    assert record_answer(item, key_of(item), sequence=1, by=aigerim) == first
    assert item.responses.count() == 1


def test_an_answer_from_a_page_that_did_not_know_the_latest_is_refused(quiz, aigerim):
    item = start(aigerim, quiz).items.get(position=3)
    kept = record_answer(item, {"answer": "1993"}, sequence=1, by=aigerim)
    with pytest.raises(StaleAnswer) as refusal:
        record_answer(item, {"answer": "1991"}, sequence=1, by=aigerim)
    assert refusal.value.latest == kept
    assert item.responses.count() == 1


@pytest.mark.parametrize("sequence", [0, 3, 10**9, -1])
def test_a_sequence_number_out_of_turn_is_refused(quiz, aigerim, sequence):
    item = start(aigerim, quiz).items.get(position=3)
    record_answer(item, {"answer": "1993"}, sequence=1, by=aigerim)
    with pytest.raises(StaleAnswer):
        record_answer(item, {"answer": "1991"}, sequence=sequence, by=aigerim)


def test_an_empty_answer_never_replaces_one(quiz, aigerim):
    item = start(aigerim, quiz).items.get(position=3)
    kept = record_answer(item, {"answer": "1993"}, sequence=1, by=aigerim)
    assert record_answer(item, {}, sequence=2, by=aigerim) == kept
    item.refresh_from_db()
    assert (item.fraction, item.responses.count()) == (1.0, 1)


def test_nothing_given_is_no_row(quiz, aigerim):
    item = start(aigerim, quiz).items.first()
    assert record_answer(item, {}, sequence=1, by=aigerim) is None
    assert not Response.objects.exists()


def test_finishing_adds_up_the_marks(quiz, aigerim):
    attempt = make_attempt(aigerim, quiz, right=2, at=NOON)
    assert (attempt.state, attempt.mark, attempt.max_mark, attempt.finished_at) == ("finished", 2, 3, NOON)
    assert not attempt.is_passed


def test_finishing_twice_changes_nothing(quiz, aigerim):
    attempt = make_attempt(aigerim, quiz, at=NOON)
    assert finish(attempt, at=LATER).finished_at == NOON


def test_an_answer_after_the_finish_is_refused_and_not_written(quiz, aigerim):
    attempt = make_attempt(aigerim, quiz, right=0)
    item = attempt.items.first()
    with pytest.raises(AttemptClosed):
        record_answer(item, key_of(item), sequence=1, by=aigerim)
    assert not Response.objects.exists()


def test_a_repeated_answer_after_the_finish_gets_its_first_reply(quiz, aigerim):
    attempt = start(aigerim, quiz)
    item = attempt.items.first()
    first = record_answer(item, key_of(item), sequence=1, by=aigerim)
    finish(attempt)
    assert record_answer(item, key_of(item), sequence=1, by=aigerim) == first


def test_keys_may_be_seen_once_the_attempt_is_finished_and_not_before(quiz, aigerim):
    attempt = start(aigerim, quiz)
    assert not attempt.may_see_key
    assert finish(attempt).may_see_key


def test_a_pass_is_judged_by_the_share_that_held_when_the_attempt_began(quiz, aigerim):
    attempt = make_attempt(aigerim, quiz, right=3)
    quiz.pass_fraction = 1.0
    quiz.save()
    attempt.refresh_from_db()
    assert attempt.is_passed


def test_somebody_elses_attempt_does_not_exist(quiz, aigerim):
    attempt = start(aigerim, quiz)
    for stranger in (make_user("bob"), make_user("teacher", is_staff=True)):
        with pytest.raises(Http404):
            get_attempt_for(stranger, attempt.pk)
        with pytest.raises(Http404):
            get_item_for(stranger, attempt.pk, 1)


@pytest.fixture
def check(db):
    lesson = make_lesson(make_course())
    return make_checks(lesson.sections.first())[0]


def test_a_check_is_answered_on_the_learners_one_practice_attempt(check, aigerim):
    item = item_for_check(aigerim, check)
    assert item_for_check(aigerim, check) == item
    assert (item.attempt.behaviour, item.attempt.is_open) == ("practice", True)


def test_a_check_may_be_tried_again_and_shows_its_key_at_once(check, aigerim):
    item = item_for_check(aigerim, check)
    wrong = next(option["id"] for option in check.published.body["options"] if not option["correct"])
    record_answer(item, {"answer": wrong}, sequence=1, by=aigerim)
    record_answer(item, key_of(item), sequence=2, by=aigerim)
    assert item.attempt.may_see_key
    assert [response.fraction for response in item.responses.all()] == [0.0, 1.0]


def test_a_reworded_check_is_asked_anew_and_the_old_answer_keeps_its_wording(check, aigerim):
    old = item_for_check(aigerim, check)
    answer_items([old])
    publish(check, "single_choice", {**check.published.body, "prompt": "Reworded?"})
    new = item_for_check(aigerim, check)
    assert (new.attempt, new.last_sequence) == (old.attempt, 0)
    assert old.version.body["prompt"] != new.version.body["prompt"]


def test_practice_is_never_finished(check, aigerim):
    attempt = item_for_check(aigerim, check).attempt
    assert finish(attempt).is_open


# --- at once


def at_once(number: int, call: Callable[[], Any]) -> list[Any]:
    def work() -> Any:
        try:
            return call()
        except Exception as error:  # what each thread met is what the test looks at
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return [task.result() for task in [pool.submit(work) for _ in range(number)]]


@pytest.mark.django_db(transaction=True)
def test_fifty_identical_answers_at_once_are_one_row_and_one_reply():
    quiz, learner = make_quiz([make_question(make_course())]), make_user()
    item = start(learner, quiz).items.first()
    key = key_of(item)
    replies = at_once(50, lambda: record_answer(item, key, sequence=1, by=learner).pk)
    assert len(set(replies)) == 1
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_starts_at_once_are_one_attempt():
    quiz, learner = make_quiz([make_question(make_course())]), make_user()
    assert len(set(at_once(10, lambda: start(learner, quiz).pk))) == 1
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_first_answers_to_a_check_at_once_are_one_row():
    check, learner = make_checks(make_lesson(make_course()).sections.first())[0], make_user()
    at_once(10, lambda: record_answer(
        item := item_for_check(learner, check), key_of(item), sequence=1, by=learner
    ))  # fmt: skip
    assert (AttemptItem.objects.count(), Response.objects.count()) == (1, 1)


# --- what is kept is what is replayed

moves = st.lists(
    st.tuples(
        st.sampled_from(["answer", "empty", "again", "stale", "finish"]),
        st.integers(0, 2),
        st.sampled_from(["1991", "1993", "Almaty", "Alma-Ata"]),
    ),
    max_size=25,
)


@pytest.mark.django_db
@given(moves=moves)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cached_columns_are_the_replay_of_their_rows_whatever_happens(moves):
    learner = make_user()
    quiz = make_quiz([make_question(make_course(), "number") for _ in range(3)])
    attempt = start(learner, quiz)
    items = list(attempt.items.all())
    for move, which, text in moves:
        item = AttemptItem.objects.get(pk=items[which].pk)
        with suppress(StaleAnswer, AttemptClosed):
            play(move, attempt, item, text)
    assert list(folding.mismatches()) == []


def play(move: str, attempt: Attempt, item: AttemptItem, text: str) -> None:
    if move == "finish":
        finish(attempt)
        return
    sequence = {"again": item.last_sequence or 1, "stale": 1}.get(move, item.last_sequence + 1)
    record_answer(item, {} if move == "empty" else {"answer": text}, sequence=sequence, by=attempt.user)


def test_a_cached_column_that_lies_is_found_and_rebuilt(quiz, aigerim):
    attempt = make_attempt(aigerim, quiz)
    AttemptItem.objects.filter(attempt=attempt, position=1).update(fraction=0.25)
    Attempt.objects.filter(pk=attempt.pk).update(mark=0.5)
    assert len(list(folding.mismatches())) == 2
    assert folding.rebuild() == 2
    assert list(folding.mismatches()) == []


def test_recording_an_answer_costs_the_same_in_a_long_quiz(aigerim, django_assert_max_num_queries):
    course = make_course()
    for size in (3, 30):
        quiz = make_quiz([make_question(course) for _ in range(size)])
        item = start(aigerim, quiz).items.select_related("version").last()
        # Savepoint and release count here, as begin and commit do outside a test.
        with django_assert_max_num_queries(5):
            record_answer(item, key_of(item), sequence=1, by=aigerim)
