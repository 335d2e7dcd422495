"""Answers sent again, late or out of order, as by a browser that was cut off, and what is made of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.models import AttemptItem, Response
from quizzes.taking import finish, start
from tests.factories import make_checks, make_course, make_lesson, make_question, make_quiz, make_user
from tests.quizzes.answering import HTMX

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def learner(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def item(learner) -> AttemptItem:
    return start(learner, make_quiz([make_question(make_course(), "number")])).items.get()


@pytest.fixture
def send(client, item):
    def send(answer: str, sequence: int) -> Any:
        address = reverse("attempt_answer", args=[item.attempt_id, item.position])
        return client.post(address, {"sequence": sequence, "answer": answer}, headers=HTMX)

    return send


def said(response: Any) -> tuple[str, str]:
    return response.headers["Kzlearn-Answer"], response.headers["Kzlearn-Sequence"]


def recorded() -> list[str]:
    return [row.answer["answer"] for row in Response.objects.order_by("item__position", "sequence")]


def test_a_repeated_request_makes_no_row_and_gets_the_same_reply(send):
    first, again = send("1991", 1), send("1991", 1)
    assert said(first) == said(again) == ("saved", "2")
    assert first.content == again.content
    assert recorded() == ["1991"]


def test_the_number_of_the_reply_carries_the_next_answer(send):
    _, number = said(send("1991", 1))
    assert said(send("1993", int(number))) == ("saved", "3")
    assert recorded() == ["1991", "1993"]


def test_an_older_answer_that_comes_later_overwrites_nothing(send):
    send("1991", 1)
    send("1993", 2)
    response = send("1991", 1)
    assert (response.status_code, said(response)) == (409, ("stale", "3"))
    assert "1993" in response.content.decode()
    assert recorded() == ["1991", "1993"]


def test_an_empty_answer_that_comes_later_overwrites_nothing(send):
    send("1993", 1)
    assert said(send("", 2)) == ("empty", "2")
    assert recorded() == ["1993"]


def test_what_was_no_number_is_said_to_be_unsaved(send):
    assert said(send("long ago", 1)) == ("slip", "1")


def test_an_answer_that_was_cut_off_until_after_the_deadline_is_kept_as_late(learner, send, item):
    attempt = item.attempt
    attempt.deadline = timezone.now() - HOUR
    attempt.save(update_fields=["deadline"])
    assert [said(send("1993", 1))[0] for _ in range(2)] == ["late", "late"]
    assert [row.is_late for row in Response.objects.all()] == [True]


def test_an_answer_to_an_attempt_that_was_finished_meanwhile_is_refused(send, item):
    finish(item.attempt)
    assert said(send("1993", 1))[0] == "closed"
    assert recorded() == []


def test_a_repeated_check_makes_one_row_and_says_saved_twice(client, learner):
    check = make_checks(make_lesson(make_course()).sections.get(position=1))[0]
    option = check.published.body["options"][0]["id"]
    form = {"sequence": 1, "version": check.published.number, "answer": option}
    replies = [client.post(reverse("check", args=[check.slug]), form, headers=HTMX) for _ in range(2)]
    assert [said(one) for one in replies] == [("saved", "2")] * 2
    assert recorded() == [option]


@pytest.mark.parametrize(
    ("form", "word"),
    [({"answer": ""}, "blank"), ({"answer": "x", "sequence": 7}, "stale"), ({"version": 9}, "changed")],
)
def test_a_check_says_why_it_was_not_saved(client, learner, form, word):
    check = make_checks(make_lesson(make_course()).sections.get(position=1))[0]
    whole = {"sequence": 1, "version": check.published.number} | form
    if whole.get("answer"):
        whole["answer"] = check.published.body["options"][0]["id"]
    response = client.post(reverse("check", args=[check.slug]), whole, headers=HTMX)
    assert response.headers["Kzlearn-Answer"] == word
    assert recorded() == []
