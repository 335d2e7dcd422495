"""What somebody above the quizzes lays down for a learner: the engine honours it, and moves with it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes import limits
from quizzes.limits import CannotStart, Closed, NotYet, Terms, retime
from quizzes.models import Allowance, Attempt
from quizzes.taking import finish, start
from tests.factories import NOON, make_attempt, make_course, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def asel():
    return make_user("asel")


@pytest.fixture
def quiz():
    return make_quiz([make_question(make_course())], time_limit=600)


@pytest.fixture
def lay_down(monkeypatch, asel):
    """Makes these terms Asel's, and nobody else's."""

    def lay_down(**what):
        monkeypatch.setattr(limits, "PROVIDERS", [lambda quiz, users, at: {asel.pk: Terms(**what)}])

    return lay_down


def test_nothing_begins_before_the_opening(asel, quiz, lay_down):
    lay_down(opens_at=NOON)
    with pytest.raises(NotYet) as refusal:
        start(asel, quiz, at=NOON - MINUTE)
    assert refusal.value.at == NOON
    assert start(asel, quiz, at=NOON).is_open


def test_terms_bind_only_whom_they_are_for(quiz, lay_down):
    lay_down(opens_at=NOON + HOUR)
    assert start(make_user(), quiz, at=NOON).is_open


@pytest.mark.parametrize(
    ("terms", "minutes"),
    [
        ({"time": 20 * MINUTE}, 20),
        ({"time": 20 * MINUTE, "extra_time": 5 * MINUTE}, 25),
        ({"closes_at": NOON + 5 * MINUTE}, 5),
        ({"closes_at": NOON + 5 * MINUTE, "extra_time": 5 * MINUTE}, 10),  # extra time beats the closing
        ({"closes_at": NOON + HOUR}, 10),
    ],
)
def test_terms_set_the_deadline(asel, quiz, lay_down, terms, minutes):
    lay_down(**terms)
    assert start(asel, quiz, at=NOON).deadline == NOON + minutes * MINUTE


def test_of_two_extra_times_the_longer_counts(asel, quiz, lay_down):
    lay_down(extra_time=5 * MINUTE)
    Allowance.objects.create(user=asel, quiz=quiz, extra_time=120)
    assert start(asel, quiz, at=NOON).deadline == NOON + 15 * MINUTE


def test_nothing_begins_once_it_is_closed(asel, quiz, lay_down):
    lay_down(closes_at=NOON)
    with pytest.raises(Closed):
        start(asel, quiz, at=NOON)


def test_attempts_are_those_of_the_terms(asel, quiz, lay_down):
    lay_down(attempts=1)
    make_attempt(asel, quiz)
    with pytest.raises(CannotStart):
        start(asel, quiz)


def test_certainty_is_asked_where_the_terms_ask_it(asel, quiz, lay_down):
    lay_down(certainty="ask")
    assert start(asel, quiz).certainty == "ask"


def test_an_extension_moves_the_deadline_of_an_attempt_that_is_open(asel, quiz, lay_down):
    attempt = start(asel, quiz, at=NOON)
    lay_down(extra_time=5 * MINUTE)
    retime(quiz, [asel.pk], at=NOON + MINUTE)
    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 15 * MINUTE


def test_no_deadline_is_set_back_behind_answers_that_came_in_time(asel, quiz, lay_down):
    attempt = start(asel, quiz, at=NOON)
    lay_down(closes_at=NOON + MINUTE)
    retime(quiz, [asel.pk], at=NOON + 5 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 5 * MINUTE


def test_a_deadline_that_has_gone_by_stays_where_it_was(asel, quiz, lay_down):
    attempt = start(asel, quiz, at=NOON)
    lay_down(closes_at=NOON + MINUTE)
    retime(quiz, [asel.pk], at=NOON + HOUR)
    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 10 * MINUTE


def test_retiming_leaves_other_learners_alone(asel, quiz, lay_down):
    other = start(make_user(), quiz, at=NOON)
    lay_down(extra_time=HOUR)
    retime(quiz, [asel.pk], at=NOON)
    other.refresh_from_db()
    assert other.deadline == NOON + 10 * MINUTE


def test_retiming_costs_the_same_for_two_learners_or_twenty(quiz):
    costs = []
    for size in (2, 20):
        users = [make_user() for _ in range(size)]
        for user in users:
            start(user, quiz, at=NOON)
        with CaptureQueriesContext(connection) as queries:
            retime(quiz, [user.pk for user in users], at=NOON)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 7


@pytest.fixture
def held(asel, quiz, lay_down):
    """A finished attempt whose key waits for another hour."""
    lay_down(key_from=NOON + HOUR)
    return make_attempt(asel, quiz)


def test_the_key_waits_for_its_time(held):
    with time_machine.travel(NOON + MINUTE):
        assert not held.may_see_key
    with time_machine.travel(NOON + HOUR + MINUTE):
        assert held.may_see_key


def test_a_page_whose_key_waits_tells_the_mark_and_no_more(client, held):
    client.force_login(held.user)
    with time_machine.travel(NOON + MINUTE):
        page = client.get(f"/attempts/{held.pk}/review/").content.decode()
    assert "You have finished, with one of one." in page
    assert "CANARY" not in page and "state-right" not in page


def test_a_record_whose_key_waits_tells_no_fraction(client, held):
    client.force_login(held.user)
    with time_machine.travel(NOON + MINUTE):
        record = client.get("/progress/export.json").json()
    assert record["attempts"][0]["answers"][0]["fraction"] is None


def test_the_time_of_a_key_that_waits_moves(held, quiz, lay_down):
    lay_down(key_from=NOON + 2 * HOUR)
    retime(quiz, [held.user_id], at=NOON)
    held.refresh_from_db()
    assert held.key_from == NOON + 2 * HOUR


def test_a_key_that_was_shown_stays_shown(asel, quiz, lay_down):
    attempt = finish(start(asel, quiz, at=NOON), at=NOON)
    lay_down(key_from=NOON + HOUR)
    retime(quiz, [asel.pk], at=NOON)
    attempt.refresh_from_db()
    assert attempt.key_from is None


def test_a_learner_is_told_from_when_on_they_can_begin(client, asel, quiz, lay_down):
    lay_down(opens_at=NOON + HOUR)
    client.force_login(asel)
    with time_machine.travel(NOON):
        client.post(f"/quizzes/{quiz.slug}/start/")
        page = client.get(f"/quizzes/{quiz.slug}/").content.decode()
    assert "You cannot begin an attempt yet" in page
    assert (NOON + HOUR).isoformat() in page
    assert not Attempt.objects.exists()


def test_a_learner_is_told_that_a_quiz_is_closed(client, asel, quiz, lay_down):
    lay_down(closes_at=NOON)
    client.force_login(asel)
    with time_machine.travel(NOON + MINUTE):
        assert "This quiz is closed" in client.get(f"/quizzes/{quiz.slug}/").content.decode()
