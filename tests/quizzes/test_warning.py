"""What the admin warns of on a question's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from quizzes.models import QuestionVersion
from quizzes.warning import warnings_on
from tests.factories import NOON, make_course, make_question, make_user, publish

pytestmark = pytest.mark.django_db

SOUND = {"cites": ["claim:1.1"], "explanation": "The contract was signed in April 1993."}


@pytest.fixture
def course() -> Any:
    return make_course()


def rules(question: Any) -> list[str]:
    return [finding.rule for finding in warnings_on(question)]


def test_a_sound_question_has_none(course: Any) -> None:
    assert rules(make_question(course, body=SOUND)) == []


def test_a_question_is_warned_of_for_itself(course: Any) -> None:
    assert rules(make_question(course, body=SOUND | {"cites": ["P1"]})) == ["support"]


def test_only_the_published_version_counts(course: Any) -> None:
    question = make_question(course, "number", body=SOUND | {"cites": ["P1"]})
    publish(question, "number", SOUND | {"prompt": "When?", "value": 1993, "feedback": "Count again."})
    assert rules(question) == []


def test_a_question_that_is_asked_already_names_the_other(course: Any) -> None:
    first, second = (make_question(course, body=SOUND) for _ in range(2))
    assert rules(second) == ["duplicate"]
    assert first.slug in warnings_on(second)[0].message


def test_questions_of_other_courses_and_retired_ones_do_not_count(course: Any) -> None:
    make_question(make_course(), body=SOUND)
    make_question(course, body=SOUND, retired_at="2026-01-01T00:00Z")
    assert rules(make_question(course, body=SOUND)) == []


def test_what_cannot_be_read_is_passed_over(course: Any) -> None:
    broken, sound = make_question(course, body=SOUND), make_question(course, "number", body=SOUND)
    broken.published = QuestionVersion.objects.create(
        question=broken, number=2, kind="charade", body={}, created_at=NOON
    )
    broken.save()
    assert rules(broken) == rules(sound) == []


def test_the_warnings_are_on_the_questions_page(client: Client, course: Any) -> None:
    client.force_login(make_user(is_staff=True, is_superuser=True))
    doubtful = make_question(course, "true_false", body=SOUND | {"cites": ["P1"]})
    sound = make_question(course, "number", body=SOUND)
    page = client.get(reverse("admin:quizzes_question_change", args=[doubtful.pk]))
    assertContains(page, "only paragraphs support the key")
    page = client.get(reverse("admin:quizzes_question_change", args=[sound.pk]))
    assertNotContains(page, "only paragraphs support the key")
