"""Time on the pages: told beforehand, counted down, up at the server's word; what is late is kept as late."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from quizzes.management.commands import finish_overdue
from quizzes.models import Allowance, Attempt, AttemptItem, Quiz, Response
from quizzes.taking import finish, record_answer, start
from tests.factories import NOON, key_of, make_attempt, make_course, make_question, make_quiz, make_user
from tests.quizzes.answering import HTMX, right

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
END = NOON + 10 * MINUTE
NOVEMBER = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # half an hour after New York has put its clocks back


@pytest.fixture
def learner():
    return make_user("dana", time_zone="Asia/Almaty")


@pytest.fixture
def at() -> Iterator[Any]:
    """Travels to an instant; what is done there takes no time."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def client(at, learner):
    """Signed in at noon, where the clocks stand until `at` is called."""
    client = Client()
    client.force_login(learner)
    return client


def quiz_of(number: int = 2, **settings: Any) -> Quiz:
    course = make_course()
    return make_quiz([make_question(course) for _ in range(number)], **settings)


@pytest.fixture
def attempt(client, learner) -> Attempt:
    """Begun at noon, of two questions in ten minutes."""
    return start(learner, quiz_of(time_limit=600))


def item_of(attempt: Attempt, position: int = 1) -> AttemptItem:
    return attempt.items.select_related("version", "attempt__user").get(position=position)


def post(client: Client, item: AttemptItem, data: Any, **headers: str) -> Any:
    address = reverse("attempt_answer", args=[item.attempt_id, item.position])
    return client.post(address, data, headers=headers or None)


def take(client: Client, attempt: Attempt, **headers: str) -> Any:
    return client.get(reverse("attempt", args=[attempt.pk]), {"at": 1}, headers=headers or None)


def hand_in(client: Client, attempt: Attempt, data: Any = None, **headers: str) -> Any:
    return client.post(reverse("attempt_finish", args=[attempt.pk]), data, headers=headers or None)


def about(client: Client, quiz: Quiz) -> Any:
    return client.get(reverse("quiz", args=[quiz.slug]))


def rows() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Attempt, AttemptItem, Response)]


# --- told beforehand ----------------------------------------------------------------------------------------


def test_a_time_limit_is_told_with_what_happens_at_its_end(client):
    page = about(client, quiz_of(time_limit=5400))
    assertContains(page, "1 h 30 min for an attempt, by our clock.")
    assertContains(page, "what you have saved is handed in")


def test_extra_time_is_told_to_whom_it_is_given(client, learner):
    quiz = quiz_of(time_limit=600)
    Allowance.objects.create(user=learner, quiz=quiz, extra_time=150)
    assertContains(about(client, quiz), "You have 2 min 30 s more.")
    assertNotContains(about(Client(), quiz), "more.")


@pytest.mark.parametrize(
    ("zone", "closes", "words"),
    [
        ("Asia/Almaty", NOON + 5 * HOUR, "22:00 UTC+5</time>, in 5 h"),
        ("America/New_York", NOON + 5 * HOUR, "13:00 UTC−4</time>, in 5 h"),
        ("", NOON + 5 * HOUR, "17:00 UTC</time>, in 5 h"),
        ("America/New_York", NOVEMBER, "Nov. 1, 2026, 01:30 UTC−5</time>, in 224 days"),
        ("Asia/Almaty", NOON + 20 * HOUR, "March 22, 2026, 13:00 UTC+5</time>, in 20 h"),
    ],
)  # fmt: skip
def test_a_closing_is_told_by_the_learners_clocks_and_how_far_off_it_is(client, learner, zone, closes, words):
    learner.time_zone = zone
    learner.save()
    assertContains(about(client, quiz_of(closes_at=closes)), words)


def test_a_quiz_that_is_closed_says_when_it_did(client):
    page = about(client, quiz_of(closes_at=NOON - HOUR))
    assertContains(page, "<dt>Closed</dt>")
    assertContains(page, "16:00 UTC+5</time>, 1 h ago")


def test_who_has_to_wait_is_told_until_when_and_has_no_button(client, learner):
    quiz = quiz_of(wait_between=1800)
    make_attempt(learner, quiz, at=NOON - 10 * MINUTE)
    page = about(client, quiz)
    assertContains(page, "30 min to wait after an attempt before the next")
    assertContains(page, "17:20 UTC+5</time>, in 20 min")
    assertNotContains(page, "Start again")


def test_who_has_waited_may_begin(client, learner):
    quiz = quiz_of(wait_between=600)
    make_attempt(learner, quiz, at=NOON - 10 * MINUTE)
    assertContains(about(client, quiz), "Start again")


@pytest.mark.parametrize(
    ("grading", "words", "counted"),
    [
        ("highest", "Your best attempt counts:", "100%"),
        ("last", "Your last attempt counts:", "50%"),
        ("first", "Your first attempt counts:", "0%"),
        ("average", "The mean of your attempts counts:", "50%"),
    ],
)
def test_the_page_says_by_which_rule_which_grade_counts(client, learner, grading, words, counted):
    quiz = quiz_of(grading=grading)
    for number in (0, 2, 1):
        make_attempt(learner, quiz, right=number)
    assertContains(about(client, quiz), f"<p>{words} <strong>{counted}</strong></p>", html=True)


def test_it_says_how_many_attempts_are_left(client, learner):
    quiz = quiz_of(attempts_allowed=3)
    make_attempt(learner, quiz)
    assertContains(about(client, quiz), "3 attempts (2 left)")


# --- while it runs ------------------------------------------------------------------------------------------


def test_a_question_says_when_time_ends_in_words(client, attempt):
    page = take(client, attempt)
    assertContains(page, "Time ends at")
    assertContains(page, "17:10 UTC+5</time>")
    assertContains(page, "in 10 min")


def test_the_countdown_is_given_the_servers_clock(client, attempt):
    page = take(client, attempt)
    assertContains(page, f'data-now="{NOON.isoformat()}" data-deadline="{END.isoformat()}"')


def test_a_quiz_without_a_limit_shows_no_time(client, learner):
    page = take(client, start(learner, quiz_of()))
    assertNotContains(page, "data-timer")
    assertNotContains(page, "timer.js")
    assert "Kzlearn-Now" not in page.headers


@pytest.mark.parametrize("go", ["", "next", "stay"])
def test_every_reply_to_an_answer_carries_the_clock_and_the_deadline(client, at, attempt, go):
    at(NOON + MINUTE)
    item = item_of(attempt)
    headers = post(client, item, right(item, go=go), **HTMX).headers
    assert (headers["Kzlearn-Now"], headers["Kzlearn-Deadline"]) == (
        (NOON + MINUTE).isoformat(),
        END.isoformat(),
    )


def test_so_does_a_question_that_is_turned_to(client, attempt):
    assert take(client, attempt, **HTMX).headers["Kzlearn-Now"] == NOON.isoformat()


def test_time_costs_the_question_no_query(client, learner):
    costs = []
    for limit in (None, 600):
        attempt = start(learner, quiz_of(time_limit=limit))
        with CaptureQueriesContext(connection) as captured:
            take(client, attempt)
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 5


# --- when it is up ------------------------------------------------------------------------------------------


def test_at_the_deadline_itself_the_question_is_still_there(client, at, attempt):
    at(END)
    assertContains(take(client, attempt), "Question 1 of 2")


def test_a_second_later_the_page_says_what_counts_and_writes_nothing(client, at, attempt):
    item = item_of(attempt)
    post(client, item, right(item))
    at(END + SECOND)
    before = rows()
    page = take(client, attempt)
    assertContains(page, "Time is up")
    assertContains(page, "17:10 UTC+5</time> counts.")
    assertContains(page, "1 of 2 questions was answered in time")
    assertContains(page, f'action="{reverse("attempt_finish", args=[attempt.pk])}"')
    assert rows() == before


def test_a_link_of_the_outline_leads_to_that_page_whole(client, at, attempt):
    at(END + SECOND)
    assert take(client, attempt, **HTMX).headers["HX-Redirect"] == reverse("attempt", args=[attempt.pk])


@pytest.mark.parametrize("name", ["attempt_finish", "attempt_review"])
def test_so_does_every_other_page_of_the_attempt(client, at, attempt, name):
    at(END + SECOND)
    response = client.get(reverse(name, args=[attempt.pk]), follow=True)
    assertContains(response, "What was saved until")
    assertNotContains(response, "once you have finished")


def test_the_page_of_the_quiz_leads_there_too(client, at, attempt):
    at(END + SECOND)
    page = about(client, attempt.quiz)
    assertContains(page, "Hand in")
    assertContains(page, "Time was up at")


def test_what_is_handed_in_an_hour_later_ended_at_its_deadline(client, at, attempt):
    at(END + HOUR)
    assertRedirects(hand_in(client, attempt), reverse("attempt_review", args=[attempt.pk]))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at) == ("finished", END)


def test_the_review_says_that_the_clock_handed_it_in(client, at, attempt):
    at(END + HOUR)
    page = client.get(hand_in(client, attempt).headers["Location"])
    assertContains(page, "Time was up at")
    assertContains(page, "17:10 UTC+5</time>: what had been saved until then was handed in.")


def test_and_not_of_one_that_was_finished_in_time(client, attempt):
    page = client.get(hand_in(client, attempt).headers["Location"])
    assertNotContains(page, "Time was up at")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_late_answer_is_told_as_late_and_kept(client, at, attempt, headers):
    at(END + SECOND)
    item = item_of(attempt)
    reply = post(client, item, right(item, go="next"), **headers)
    assertContains(reply, "Your answer is kept as late, and does not count.", status_code=409)
    assertContains(reply, "You gave: Tengiz.", status_code=409)
    assertContains(reply, f'href="{reverse("attempt", args=[attempt.pk])}"', status_code=409)
    assert item.responses.get().is_late


def test_a_late_answer_changes_no_mark(client, at, attempt):
    at(END + SECOND)
    item = item_of(attempt)
    post(client, item, right(item))
    hand_in(client, attempt)
    attempt.refresh_from_db()
    assert attempt.mark == 0


def test_a_late_answer_is_named_as_such_in_the_learners_file(client, at, attempt):
    at(END + SECOND)
    item = item_of(attempt)
    post(client, item, right(item))
    export = client.get(reverse("progress_json")).json()
    assert [answer["late"] for answer in export["attempts"][0]["answers"]] == [True]


# --- the page that hands in by itself -----------------------------------------------------------------------


def test_a_page_whose_clock_runs_fast_ends_nothing(client, at, attempt):
    at(END)
    assertRedirects(
        hand_in(client, attempt, {"because": "time"}),
        reverse("attempt", args=[attempt.pk]),
        fetch_redirect_response=False,
    )
    attempt.refresh_from_db()
    assert attempt.is_open


def test_nor_does_one_that_has_not_heard_of_more_time(client, at, attempt):
    Attempt.objects.filter(pk=attempt.pk).update(deadline=END + HOUR)
    at(END + SECOND)
    response = hand_in(client, attempt, {"because": "time"}, **HTMX)
    assert response.headers["HX-Redirect"] == reverse("attempt", args=[attempt.pk])
    attempt.refresh_from_db()
    assert attempt.is_open


def test_at_the_end_it_is_led_to_the_review(client, at, attempt):
    at(END + SECOND)
    response = hand_in(client, attempt, {"because": "time"}, **HTMX)
    assert response.headers["HX-Redirect"] == reverse("attempt_review", args=[attempt.pk])


def test_handing_in_twice_is_once(client, at, attempt):
    at(END + SECOND)
    first, second = (hand_in(client, attempt, {"because": "time"}, **HTMX) for _ in range(2))
    assert first.headers["HX-Redirect"] == second.headers["HX-Redirect"]
    assert Attempt.objects.finished().count() == 1


def test_nobody_hands_in_for_somebody_else(at, attempt):
    other = Client()
    other.force_login(make_user("bob"))
    at(END + SECOND)
    assert hand_in(other, attempt, {"because": "time"}).status_code == 404


def test_finishing_late_by_the_domain_is_finishing_at_the_deadline(learner):
    attempt = start(learner, quiz_of(time_limit=600), at=NOON)
    record_answer(item_of(attempt), key_of(item_of(attempt)), sequence=1, by=learner, at=NOON)
    assert finish(attempt, at=END + HOUR).finished_at == END


# --- nobody comes back --------------------------------------------------------------------------------------


def swept(**options: Any) -> str:
    out = StringIO()
    call_command("finish_overdue", stdout=out, **options)
    return out.getvalue()


def test_the_command_hands_in_what_is_overdue_once(client, at, attempt):
    at(END + SECOND)
    assert swept() == "handed in: 1\n"
    assert swept() == ""
    attempt.refresh_from_db()
    assert attempt.finished_at == END


def test_the_command_leaves_alone_what_has_time(client, attempt):
    assert swept() == ""


@pytest.fixture
def stop_at_the_next_wait(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Sends the signal that a service manager sends, as soon as the command would wait; returns the waits."""
    waits: list[float] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def wait(seconds: float) -> None:
        waits.append(seconds)
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("quizzes.management.commands.finish_overdue.time.sleep", wait)
    monkeypatch.setattr(finish_overdue, "close_old_connections", lambda: None)  # the test lives in one
    yield waits
    for number, handler in before.items():
        signal.signal(number, handler)


def test_run_on_it_sweeps_waits_and_ends_cleanly_when_it_is_told_to(
    client, at, attempt, stop_at_the_next_wait
):
    at(END + SECOND)
    with pytest.raises(SystemExit) as end:
        swept(every=30)
    attempt.refresh_from_db()
    assert (end.value.code, stop_at_the_next_wait, attempt.state) == (0, [30], "finished")


def test_a_database_that_is_away_does_not_end_it(monkeypatch, client, stop_at_the_next_wait):
    def away() -> int:
        raise DatabaseError("no database")

    monkeypatch.setattr(finish_overdue, "sweep", away)
    complaints = StringIO()
    with pytest.raises(SystemExit):
        call_command("finish_overdue", every=30, stderr=complaints)
    assert "no database" in complaints.getvalue()


@pytest.mark.parametrize("every", [0, -1, 0.001, 10**6])
def test_it_neither_spins_nor_sleeps_for_ever(every):
    with pytest.raises(CommandError):
        swept(every=every)
