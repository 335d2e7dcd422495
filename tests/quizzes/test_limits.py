"""How often, how long and until when: the server's clock decides, and an allowance wins."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from quizzes import folding
from quizzes.limits import CannotStart, NotYet, limits_for
from quizzes.models import Allowance, Attempt
from quizzes.taking import AttemptClosed, finish, record_answer, start, sweep
from tests.factories import (
    NOON,
    answer_items,
    key_of,
    make_attempt,
    make_course,
    make_question,
    make_quiz,
    make_user,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def asel():
    return make_user("asel")


def quiz_of(number=2, **settings):
    course = make_course()
    return make_quiz([make_question(course) for _ in range(number)], **settings)


def allow(user, quiz, **what):
    return Allowance.objects.create(user=user, quiz=quiz, **what)


def test_an_attempt_without_limits_has_no_deadline(asel):
    assert start(asel, quiz_of(), at=NOON).deadline is None


@pytest.mark.parametrize(
    ("limit", "closes", "extra", "minutes"),
    [
        (600, None, 0, 10),
        (600, None, 300, 15),
        (None, 5, 0, 5),
        (600, 5, 0, 5),  # closing cuts the time short
        (600, 5, 300, 10),  # but extra time moves the closing, too
        (600, 60, 300, 15),
    ],
)
def test_an_attempt_ends_with_its_time_or_the_closing_and_extra_time_moves_both(
    asel, limit, closes, extra, minutes
):
    quiz = quiz_of(time_limit=limit, closes_at=NOON + closes * MINUTE if closes else None)
    allow(asel, quiz, extra_time=extra)
    assert start(asel, quiz, at=NOON).deadline == NOON + minutes * MINUTE


def test_a_closing_time_of_ones_own_beats_the_quizs(asel):
    quiz = quiz_of(closes_at=NOON - MINUTE)
    allow(asel, quiz, closes_at=NOON + MINUTE)
    assert start(asel, quiz, at=NOON).deadline == NOON + MINUTE


def test_a_closed_quiz_is_not_begun(asel):
    with pytest.raises(CannotStart):
        start(asel, quiz_of(closes_at=NOON), at=NOON)
    assert not Attempt.objects.exists()


def test_an_extra_attempt_is_one_more(asel):
    quiz = quiz_of(attempts_allowed=1)
    make_attempt(asel, quiz)
    allow(asel, quiz, extra_attempts=1)
    make_attempt(asel, quiz)
    with pytest.raises(CannotStart):
        start(asel, quiz)


def test_the_next_attempt_waits_for_its_time(asel):
    quiz = quiz_of(wait_between=600)
    make_attempt(asel, quiz, at=NOON)
    with pytest.raises(NotYet) as refusal:
        start(asel, quiz, at=NOON + 10 * MINUTE - SECOND)
    assert refusal.value.at == NOON + 10 * MINUTE
    assert start(asel, quiz, at=NOON + 10 * MINUTE).number == 2


def test_an_answer_at_the_deadline_counts(asel):
    attempt = start(asel, quiz_of(time_limit=60), at=NOON)
    item = attempt.items.first()
    response = record_answer(item, key_of(item), sequence=1, by=asel, at=NOON + MINUTE)
    item.refresh_from_db()
    assert (response.is_late, item.fraction) == (False, 1.0)


def test_an_answer_one_second_late_is_kept_and_counts_for_nothing(asel):
    attempt = start(asel, quiz_of(time_limit=60), at=NOON)
    item = attempt.items.first()
    response = record_answer(item, key_of(item), sequence=1, by=asel, at=NOON + MINUTE + SECOND)
    item.refresh_from_db()
    assert response.is_late
    assert (item.state, item.fraction, item.last_sequence) == ("todo", None, 1)
    assert finish(attempt, at=NOON + 2 * MINUTE).mark == 0


def test_a_late_answer_leaves_the_one_before_it_in_force(asel):
    attempt = start(asel, quiz_of(time_limit=60), at=NOON)
    item = attempt.items.first()
    record_answer(item, key_of(item), sequence=1, by=asel, at=NOON)
    wrong = next(one["id"] for one in item.version.body["options"] if not one["correct"])
    record_answer(item, {"answer": wrong}, sequence=2, by=asel, at=NOON + 2 * MINUTE)
    item.refresh_from_db()
    assert (item.fraction, item.last_sequence) == (1.0, 2)
    assert list(folding.mismatches()) == []


def test_a_late_answer_is_kept_even_when_the_attempt_was_closed_meanwhile(asel):
    attempt = start(asel, quiz_of(time_limit=60), at=NOON)
    sweep(at=NOON + 2 * MINUTE)
    item = attempt.items.first()
    assert record_answer(item, key_of(item), sequence=1, by=asel, at=NOON + 2 * MINUTE).is_late
    assert list(folding.mismatches()) == []


def test_an_answer_after_an_early_finish_is_refused(asel):
    attempt = start(asel, quiz_of(time_limit=600), at=NOON)
    finish(attempt, at=NOON + MINUTE)
    item = attempt.items.first()
    with pytest.raises(AttemptClosed):
        record_answer(item, key_of(item), sequence=1, by=asel, at=NOON + 2 * MINUTE)


def test_what_was_saved_is_handed_in_when_the_time_is_up_and_nobody_comes_back(asel):
    attempt = start(asel, quiz_of(time_limit=60), at=NOON)
    answer_items(attempt.items.select_related("version", "attempt__user")[:1])
    assert sweep(at=NOON + 2 * MINUTE) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.mark, attempt.finished_at) == ("finished", 1, NOON + MINUTE)


def test_the_sweep_leaves_alone_what_still_has_time(asel):
    attempt = start(asel, quiz_of(time_limit=60), at=NOON)
    assert sweep(at=NOON + MINUTE) == 0
    attempt.refresh_from_db()
    assert attempt.is_open


def test_starting_after_the_time_is_up_finishes_the_old_attempt_and_begins_another(asel):
    quiz = quiz_of(time_limit=60)
    old = start(asel, quiz, at=NOON)
    new = start(asel, quiz, at=NOON + 2 * MINUTE)
    old.refresh_from_db()
    assert (old.state, old.finished_at, new.number) == ("finished", NOON + MINUTE, 2)


@pytest.mark.parametrize(
    ("zone", "begun"),
    [
        ("America/New_York", datetime(2026, 3, 8, 1, 50)),  # clocks go forward at 2:00
        ("America/New_York", datetime(2026, 11, 1, 1, 50)),  # and back at 2:00
        ("Asia/Almaty", datetime(2024, 2, 29, 23, 50)),  # UTC+6 became UTC+5 at midnight
    ],
)
def test_twenty_minutes_are_twenty_minutes_when_the_clocks_change(asel, zone, begun):
    begun_at = begun.replace(tzinfo=ZoneInfo(zone))
    attempt = start(asel, quiz_of(time_limit=1200), at=begun_at)
    assert attempt.deadline.astimezone(UTC) - begun_at.astimezone(UTC) == 20 * MINUTE


def test_the_clock_is_the_servers(asel):
    with time_machine.travel(NOON, tick=False):
        attempt = start(asel, quiz_of(time_limit=60))
    assert attempt.deadline == NOON + MINUTE


def test_limits_cost_one_query_and_one_for_what_classes_lay_down(asel, django_assert_num_queries):
    quiz = quiz_of(time_limit=60)
    with django_assert_num_queries(2):
        limits_for(asel, quiz)
