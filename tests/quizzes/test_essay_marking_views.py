"""The pages for marking essays: who may, the queue, what is refused, what they cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from quizzes.models import Question, Quiz
from tests.factories import make_guest, make_question, make_quiz, make_user
from tests.quizzes.essays import (
    give,
    make_essay,
    make_teacher,
    queue,
    rows,
    send,
    sit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher() -> User:
    """May change questions; nothing else is asked of who marks."""
    return make_teacher()


@pytest.fixture
def question() -> Question:
    return make_essay()


@pytest.fixture
def quiz(question: Question) -> Quiz:
    return make_quiz([question])


@pytest.fixture
def site(client: Client, teacher: User) -> Client:
    client.force_login(teacher)
    return client


# --- who may


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(client: Client, question: Question, method: str) -> None:
    response = getattr(client, method)(queue(question))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


def test_a_stranger_is_asked_to_sign_in_before_the_list(client: Client) -> None:
    assert client.get(reverse("marking")).status_code == 302


@pytest.mark.parametrize("make", [make_user, make_guest])
def test_for_a_learner_there_are_no_such_pages(
    client: Client, quiz: Quiz, question: Question, make: Any
) -> None:
    item = sit(quiz)
    client.force_login(make())
    assert client.get(reverse("marking")).status_code == 404
    assert client.get(queue(question)).status_code == 404
    assert client.get(queue(question, f"?item={item.pk}")).status_code == 404
    assert send(client, question, item, 3, 2).status_code == 404
    assert rows(item) == []


def test_the_writer_does_not_mark_their_own(client: Client, quiz: Quiz, question: Question) -> None:
    item = sit(quiz)
    client.force_login(item.attempt.user)
    assert send(client, question, item, 3, 2).status_code == 404


def test_staff_who_may_not_change_questions_are_refused(
    client: Client, quiz: Quiz, question: Question
) -> None:
    item = sit(quiz)
    client.force_login(make_user("reader", is_staff=True))
    assert client.get(reverse("marking")).status_code == 403
    assert client.get(queue(question)).status_code == 403
    assert send(client, question, item, 3, 2).status_code == 403
    assert rows(item) == []


def test_an_essay_of_another_question_is_not_there(site: Client, quiz: Quiz, question: Question) -> None:
    item = sit(quiz)
    other = make_question(question.course, "essay")
    assert site.get(queue(other, f"?item={item.pk}")).status_code == 404
    assert send(site, other, item, 3).status_code == 404


@pytest.mark.parametrize("item", ["", "x", "-1", "0", "9" * 30, "٣", "1\x00"])
def test_what_names_no_essay_is_not_there(site: Client, question: Question, item: str) -> None:
    assert site.get(queue(question), {"item": item}).status_code == 404
    assert site.post(queue(question), {"item": item, "sequence": 1}).status_code == 404


def test_an_open_attempt_is_not_there(site: Client, quiz: Quiz, question: Question) -> None:
    item = sit(quiz, is_finished=False)
    assert site.get(queue(question, f"?item={item.pk}")).status_code == 404
    assert send(site, question, item, 3, 2).status_code == 404


# --- the pages


def test_the_list_names_each_question_with_what_waits(site: Client, quiz: Quiz, question: Question) -> None:
    sit(quiz)
    response = site.get(reverse("marking"))
    assertContains(response, "1 essay waits for its mark.")
    assertContains(response, f'href="{queue(question)}"')


def test_an_essay_stands_there_with_its_words_and_its_rubric(
    site: Client, quiz: Quiz, question: Question
) -> None:
    sit(quiz)
    response = site.get(queue(question))
    assertContains(response, "Both sides learned, and &lt;b&gt;late&lt;/b&gt;.")
    assertContains(response, "Words: 7")
    assertContains(response, "Evidence: 0 to 3")
    assertContains(response, "CANARY-DESCRIPTION")


def test_names_are_hidden_until_asked_for(site: Client, quiz: Quiz, question: Question) -> None:
    sit(quiz, learner=make_user("saule1", display_name="Saule Ospanova"))
    for query in ("", "?marked=1"):
        assertNotContains(site.get(queue(question, query)), "Saule")
    assertContains(site.get(queue(question, "?names=1")), "Saule Ospanova")


def test_names_that_are_shown_stay_shown(site: Client, quiz: Quiz, question: Question) -> None:
    response = send(site, question, sit(quiz), 3, 2, names="1")
    assert "names=1" in response.url


def test_saving_goes_on_to_the_next(site: Client, quiz: Quiz, question: Question) -> None:
    one, two = sit(quiz), sit(quiz, "The second essay.", minutes=1)
    response = send(site, question, one, "2.5", "1", comment="Good.")
    assert response.url == queue(question, f"?after={one.pk}")
    assert rows(one)[0].fraction == pytest.approx(0.7)
    assertContains(site.get(response.url), "The second essay.")
    assert rows(two) == []


def test_skipping_comes_to_an_end_that_says_what_still_waits(
    site: Client, quiz: Quiz, question: Question
) -> None:
    item = sit(quiz)
    assertContains(site.get(queue(question)), f"?after={item.pk}")
    assertContains(site.get(queue(question, f"?after={item.pk}")), "1 essay that you skipped still waits")


@pytest.mark.parametrize("mark", ["", " ", "-0.1", "3.01", "1e309", "nan", "inf", "two", "1;2", "\x00", "½"])
def test_what_is_no_mark_is_handed_back_and_nothing_is_recorded(
    site: Client, quiz: Quiz, question: Question, mark: str
) -> None:
    item = sit(quiz)
    response = send(site, question, item, mark, "1", comment="Kept as typed.")
    assertContains(response, "This needs another look")
    assertContains(response, "Kept as typed.")
    assert rows(item) == []


def test_a_comment_that_no_keyboard_types_is_no_error_of_ours(
    site: Client, quiz: Quiz, question: Question
) -> None:
    item = sit(quiz)
    assertContains(send(site, question, item, 1, 1, comment="\x00"), "This needs another look")


def test_what_was_recorded_meanwhile_is_said_and_what_was_typed_stays(
    site: Client, quiz: Quiz, question: Question
) -> None:
    item = sit(quiz)
    give(item, make_user("other", is_staff=True), 3, 2)
    response = send(site, question, item, "1", "0.5", comment="Mine.")
    assert response.status_code == 409
    html = response.content.decode()
    assert "Not saved." in html
    assert "Marked by other" in html
    assert "Mine." in html
    assert 'name="sequence" value="2"' in html
    item.refresh_from_db()
    assert send(site, question, item, "1", "0.5", comment="Mine.").status_code == 302
    assert len(rows(item)) == 2


@pytest.mark.parametrize("sequence", ["", "0", "7", "x", "-1"])
def test_a_sequence_that_was_not_shown_marks_nothing(
    site: Client, quiz: Quiz, question: Question, sequence: str
) -> None:
    item = sit(quiz)
    assert send(site, question, item, 1, 1, sequence=sequence).status_code == 409
    assert rows(item) == []


def test_a_double_click_is_answered_as_one(site: Client, quiz: Quiz, question: Question) -> None:
    item = sit(quiz)
    urls = {send(site, question, item, 1, 1).url for _ in range(2)}
    assert urls == {queue(question, f"?after={item.pk}")}
    assert len(rows(item)) == 1


def test_a_marked_essay_is_listed_and_opens_with_its_marks(
    site: Client, quiz: Quiz, question: Question, teacher: User
) -> None:
    item = sit(quiz)
    give(item, teacher, 2, 1, comment="Well argued.")
    assertContains(site.get(queue(question, "?marked=1")), f"?item={item.pk}")
    response = site.get(queue(question, f"?item={item.pk}"))
    assertContains(response, 'name="criterion-1" value="2"')
    assertContains(response, "Well argued.")


# --- what it costs


def queries(site: Client, address: str, counter: Any) -> int:
    with counter as counted:
        assert site.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("page", ["list", "essay", "marked"])
def test_a_page_costs_the_same_however_many_wait(
    site: Client, quiz: Quiz, question: Question, teacher: User, page: str
) -> None:
    address = {"list": reverse("marking"), "essay": queue(question), "marked": queue(question, "?marked=1")}[
        page
    ]
    costs = []
    for number in (1, 6):
        for _ in range(number):
            sit(quiz)
            give(sit(quiz), teacher, 1, 1)
            sit(make_quiz([make_question(question.course, "essay")]))
        site.get(address)
        costs.append(queries(site, address, CaptureQueriesContext(connection)))
    assert costs[0] == costs[1]


# --- the ways there


def test_staff_who_may_mark_find_the_list_in_their_menu(site: Client) -> None:
    assertContains(site.get(reverse("home")), f'href="{reverse("marking")}"')


@pytest.mark.parametrize("is_staff", [False, True])
def test_nobody_else_is_offered_it(client: Client, is_staff: bool) -> None:
    client.force_login(make_user(is_staff=is_staff))
    assertNotContains(client.get(reverse("home")), reverse("marking"))


def test_the_corrections_of_an_essay_lead_to_its_queue(site: Client, question: Question) -> None:
    assertContains(site.get(reverse("corrections", args=[question.pk])), f'href="{queue(question)}"')
