"""Another check like the one that was answered: by tag, else by lesson, and never a graded question."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from accounts.models import User
from lessons.models import Course, Lesson
from quizzes.models import Behaviour, Question, QuizItem
from quizzes.taking import item_for_check
from tests.factories import (
    answer_items,
    key_of,
    make_course,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
)
from tests.quizzes.answering import HTMX, fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course()


@pytest.fixture
def learner(client):
    learner = make_user("dana")
    client.force_login(learner)
    return learner


def checks(lesson: Lesson, *tags: list[str]) -> list[Question]:
    section = lesson.sections.get(position=1)
    questions = [make_question(lesson.course, section=section, tags=one) for one in tags]
    make_quiz(questions, lesson=lesson, behaviour=Behaviour.PRACTICE)
    return questions


def answer(learner: User, *questions: Question) -> None:
    answer_items([item_for_check(learner, one) for one in questions])


def follow(client: Any, question: Question) -> str:
    """The slug of the check that the link leads to."""
    location = client.get(reverse("check_another", args=[question.slug])).headers["Location"]
    return location.strip("/").split("/")[-1]


def test_an_answered_check_offers_another(client, learner, course):
    (check,) = checks(make_lesson(course), [])
    item = item_for_check(learner, check)
    form = {"sequence": 1, "version": 1} | fields("single_choice", key_of(item))
    reply = client.post(reverse("check", args=[check.slug]), form, headers=HTMX)
    assertContains(reply, f'href="{reverse("check_another", args=[check.slug])}"')


def test_it_has_a_tag_in_common_in_whichever_lesson(client, course):
    check, _other = checks(make_lesson(course), ["dates", "views"], ["oil"])
    (like,) = checks(make_lesson(course), ["figures", "dates"])
    assert follow(client, check) == like.slug


def test_without_a_common_tag_it_is_of_the_same_lesson(client, course):
    check, next_one = checks(make_lesson(course), ["dates"], ["oil"])
    checks(make_lesson(course), ["figures"])
    assert follow(client, check) == next_one.slug


def test_one_not_answered_yet_comes_first(client, learner, course):
    check, second, third = checks(make_lesson(course), ["oil"], ["oil"], ["oil"])
    answer(learner, check, second)
    assert follow(client, check) == third.slug


def test_when_all_are_answered_they_come_in_turn(client, learner, course):
    questions = checks(make_lesson(course), ["oil"], ["oil"], ["oil"])
    answer(learner, *questions)
    assert [follow(client, one) for one in questions] == [questions[place].slug for place in (1, 2, 0)]


def test_others_answers_are_not_ones_own(client, learner, course):
    check, second, _third = checks(make_lesson(course), ["oil"], ["oil"], ["oil"])
    answer(make_user("bob"), second)
    assert follow(client, check) == second.slug


def test_a_graded_question_and_one_that_is_retired_are_never_shown(client, course):
    lesson = make_lesson(course)
    check, retired = checks(lesson, ["oil"], ["oil"])
    Question.objects.filter(pk=retired.pk).update(retired_at="2026-03-21T12:00Z")
    make_quiz([make_question(course, tags=["oil"])], lesson=lesson)
    back = client.get(reverse("check_another", args=[check.slug]), follow=True)
    assertRedirects(back, reverse("lesson", args=[lesson.slug]))
    assertContains(back, "no other check like this one")


def test_another_course_is_another_world(client, course):
    check, like = checks(make_lesson(course), ["oil"], [])
    checks(make_lesson(make_course()), ["oil"])
    assert follow(client, check) == like.slug


def test_a_stranger_may_follow_it_and_nothing_is_written(client, course):
    check, like = checks(make_lesson(course), [], [])
    assert follow(client, check) == like.slug
    assert not User.objects.exists()


def test_what_is_no_check_has_none(client, course):
    question = make_question(course)
    make_quiz([question])
    assert client.get(reverse("check_another", args=[question.slug])).status_code == 404


def test_it_costs_the_same_among_two_checks_or_forty(client, learner, course):
    costs = []
    for number in (2, 40):
        check = checks(make_lesson(course), *[["oil"]] * number)[0]
        with CaptureQueriesContext(connection) as captured:
            follow(client, check)
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert QuizItem.objects.count() == 42
