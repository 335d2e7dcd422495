"""The pages of an essay, which waits for its teacher, and of an opinion, which carries no marks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from quizzes.models import Attempt
from quizzes.taking import finish, record_answer, start
from tests.factories import make_course, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db

KINDS = ("essay", "opinion")
TEXT = "Both sides learned.\n\nThe one by <i>trade</i>."
ANSWERS: dict[str, dict[str, Any]] = {"essay": {"answer": TEXT}, "opinion": {"words": TEXT}}


@pytest.fixture
def attempt(client: Client) -> Attempt:
    """An open attempt at a quiz of one essay and one opinion, in this order."""
    learner = make_user()
    client.force_login(learner)
    course = make_course()
    return start(learner, make_quiz([make_question(course, kind) for kind in KINDS]))


def page(client: Client, attempt: Attempt, kind: str) -> Any:
    return client.get(reverse("attempt", args=[attempt.pk]), {"at": KINDS.index(kind) + 1})


def send(client: Client, attempt: Attempt, kind: str, **fields: Any) -> Any:
    item = attempt.items.get(version__kind=kind)
    data = {"sequence": item.last_sequence + 1, "go": "stay"} | fields
    return client.post(reverse("attempt_answer", args=[attempt.pk, item.position]), data, follow=True)


def review(client: Client, attempt: Attempt, **answers: Any) -> Any:
    for kind, answer in answers.items():
        record_answer(attempt.items.get(version__kind=kind), answer, sequence=1, by=attempt.user)
    finish(attempt)
    return client.get(reverse("attempt_review", args=[attempt.pk]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_is_saved_as_it_was_typed_and_stands_there_again(
    client: Client, attempt: Attempt, kind: str
) -> None:
    send(client, attempt, kind, **ANSWERS[kind])
    assertContains(page(client, attempt, kind), TEXT.replace("<", "&lt;").replace(">", "&gt;"))


def test_a_draft_of_one_word_is_saved_where_more_are_asked_for(client: Client, attempt: Attempt) -> None:
    send(client, attempt, "essay", answer="Both")
    assertContains(page(client, attempt, "essay"), "1 of 2 answered")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_for_afterwards_is_not_on_the_page(client: Client, attempt: Attempt, kind: str) -> None:
    send(client, attempt, kind, **ANSWERS[kind])
    assertNotContains(page(client, attempt, kind), "CANARY")


def test_the_criteria_are_on_the_page_with_their_marks(client: Client, attempt: Attempt) -> None:
    assertContains(page(client, attempt, "essay"), "Evidence")
    assertContains(page(client, attempt, "essay"), "up to 3")


def test_the_page_counts_the_words_of_a_draft(client: Client, attempt: Attempt) -> None:
    send(client, attempt, "essay", answer="Both sides learned.")
    assertContains(page(client, attempt, "essay"), '<span id="q1-count">3</span>')


def test_a_text_that_is_too_long_comes_back_whole(client: Client, attempt: Attempt) -> None:
    response = send(client, attempt, "essay", answer="long " * 5000)
    assertContains(response, "Please write at most 20000 characters.")
    assertContains(response, ("long " * 5000).strip())


def test_an_essay_that_still_counts_is_named_by_its_beginning(client: Client, attempt: Attempt) -> None:
    send(client, attempt, "essay", answer="long " * 400)
    response = send(client, attempt, "essay", answer="")
    assertContains(response, "still counts: long long")
    assertContains(response, "…")


def test_an_essay_waits_for_its_mark_and_shows_what_is_looked_for(client: Client, attempt: Attempt) -> None:
    response = review(client, attempt, essay=ANSWERS["essay"])
    assertContains(response, "Question 1: not marked yet, of 1")
    assertContains(response, "Waits for a teacher's mark")
    assertContains(response, "CANARY-FEEDBACK Two facts.")
    assertContains(response, "CANARY-FEEDBACK Both did.")


def test_while_an_essay_waits_nobody_has_failed(client: Client, attempt: Attempt) -> None:
    response = review(client, attempt, essay=ANSWERS["essay"])
    assertContains(response, "You have 0 of 1 so far; one answer waits for a teacher&#x27;s mark.")
    assertNotContains(response, "not passed")


def test_an_essay_left_empty_waits_for_nobody(client: Client, attempt: Attempt) -> None:
    response = review(client, attempt)
    assertContains(response, "Question 1: 0 of 1")
    assertContains(response, "not passed")


@pytest.mark.parametrize("answers", [{}, {"opinion": ANSWERS["opinion"]}])
def test_an_opinion_has_no_marks_and_is_not_worth_another_look(
    client: Client, attempt: Attempt, answers: dict[str, Any]
) -> None:
    response = review(client, attempt, **answers)
    assertContains(response, "Question 2: no marks")
    assertContains(response, "one question is worth another look")


def test_a_text_in_the_review_keeps_its_paragraphs_and_no_markup(client: Client, attempt: Attempt) -> None:
    response = review(client, attempt, opinion=ANSWERS["opinion"])
    assertContains(response, "<p>Both sides learned.</p>", html=True)
    assertContains(response, "&lt;i&gt;trade&lt;/i&gt;")
