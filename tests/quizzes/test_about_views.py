"""What a quiz says of itself, and beginning it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from quizzes.models import Attempt, Behaviour, QuizItem
from quizzes.taking import start
from tests.factories import (
    make_attempt,
    make_course,
    make_guest,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    course = make_course()
    return make_quiz([make_question(course) for _ in range(10)], lesson=make_lesson(course))


@pytest.fixture
def learner(client):
    user = make_user()
    client.force_login(user)
    return user


def about(client, quiz):
    return client.get(reverse("quiz", args=[quiz.slug]))


def begin(client, quiz, **options):
    return client.post(reverse("quiz_start", args=[quiz.slug]), **options)


def test_a_stranger_reads_what_is_asked_what_passes_and_by_which_rule(client, quiz):
    page = about(client, quiz)
    assertContains(page, "<dd>10</dd>", html=True)
    assertContains(page, "70% of the marks")
    assertContains(page, "as many as you like; the best one counts")
    assertContains(page, "Start")
    assert not User.objects.exists()


def test_a_learner_sees_their_own_grades_and_nobody_elses(client, quiz, learner):
    make_attempt(learner, quiz, right=8)
    other = make_attempt(make_user(), quiz, right=3)
    page = about(client, quiz)
    assertContains(page, "80%")
    assertContains(page, "state-passed")
    assertNotContains(page, "30%")
    assertNotContains(page, reverse("attempt_review", args=[other.pk]))


def test_an_open_attempt_is_gone_on_with(client, quiz, learner):
    attempt = start(learner, quiz)
    page = about(client, quiz)
    assertContains(page, "Go on")
    assertContains(page, reverse("attempt", args=[attempt.pk]))


@pytest.mark.parametrize("make", [make_user, make_guest, lambda: make_user(is_staff=True)])
def test_anybody_begins_as_themselves(quiz, make):
    client, person = Client(), make()
    client.force_login(person)
    response = begin(client, quiz)
    attempt = Attempt.objects.get()
    assert attempt.user == person
    assertRedirects(response, reverse("attempt", args=[attempt.pk]), target_status_code=302)


def test_a_stranger_begins_as_a_guest(client, quiz):
    begin(client, quiz)
    assert Attempt.objects.get().user.is_guest


def test_beginning_twice_opens_one_attempt(client, quiz, learner):
    assert begin(client, quiz).headers["Location"] == begin(client, quiz).headers["Location"]
    assert Attempt.objects.count() == 1


def test_opening_the_address_of_the_button_begins_nothing(client, quiz):
    assertRedirects(client.get(reverse("quiz_start", args=[quiz.slug])), reverse("quiz", args=[quiz.slug]))
    assert not User.objects.exists()


def test_the_last_attempt_allowed_is_the_last(client, quiz, learner):
    quiz.attempts_allowed = 1
    quiz.save()
    make_attempt(learner, quiz, at=timezone.now())
    assertContains(about(client, quiz), "You have used every attempt")
    assertContains(begin(client, quiz, follow=True), "allow")
    assert Attempt.objects.count() == 1


def test_a_quiz_without_questions_begins_nothing_and_makes_no_guest(client, quiz):
    QuizItem.objects.filter(quiz=quiz).delete()
    assertContains(begin(client, quiz, follow=True), "no questions yet")
    assert not User.objects.exists()


def test_a_draw_counts_what_is_drawn(client, quiz):
    QuizItem.objects.filter(quiz=quiz, position__lte=6).update(pool="a")
    QuizItem.objects.filter(quiz=quiz, position__gt=9).update(pool="b")
    quiz.draw = 2
    quiz.save()
    page = about(client, quiz)
    assertContains(page, "6 drawn anew for each attempt")
    assert start(make_user(), quiz).items.count() == 6


@pytest.mark.parametrize("name", ["quiz", "quiz_start"])
def test_a_lessons_checks_and_what_is_not_there_have_no_page(client, quiz, name):
    quiz.behaviour = Behaviour.PRACTICE
    quiz.save()
    assert client.get(reverse(name, args=[quiz.slug])).status_code == 404
    assert client.post(reverse("quiz_start", args=["none"])).status_code == 404


def test_the_page_costs_the_same_after_many_attempts(client, quiz, learner):
    costs = set()
    for attempts in (1, 12):
        for _ in range(attempts):
            make_attempt(learner, quiz)
        with CaptureQueriesContext(connection) as captured:
            about(client, quiz)
        costs.add(len(captured))
    assert len(costs) == 1
    assert max(costs) <= 8
