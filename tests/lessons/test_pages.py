"""The pages one reads, for somebody who has only just arrived."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from pytest_django.asserts import assertContains

from accounts.models import User
from lessons.models import Lesson, Paragraph, SectionText

COURSE = Path(__file__).parents[2] / "courses" / "mutual-education"
pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    call_command("load_course", str(COURSE))


@pytest.mark.parametrize("name", ["home", "outline", "people", "milestones", "terms", "claims", "sources"])
def test_every_page_opens_before_and_after_a_course_is_loaded(client, name):
    assert client.get(reverse(name)).status_code == 200
    call_command("load_course", str(COURSE))
    assert client.get(reverse(name)).status_code == 200


def test_every_lesson_opens_and_reading_writes_nothing(client, course):
    for lesson in Lesson.objects.all():
        response = client.get(reverse("lesson", args=[lesson.slug]))
        assertContains(response, "<h1>", count=1)
    assert not User.objects.exists()


def test_a_lesson_that_does_not_exist_is_not_found(client, course):
    assert client.get(reverse("lesson", args=["nothing"])).status_code == 404


def test_reading_is_not_posting(client, course):
    assert client.post(reverse("outline")).status_code == 405


def test_every_paragraph_of_the_chapter_has_its_home(course):
    assert not Paragraph.objects.filter(lesson=None).exists()


def test_loading_twice_leaves_every_section_as_it_was(course):
    before = list(SectionText.objects.order_by("pk").values())
    call_command("load_course", str(COURSE))
    assert list(SectionText.objects.order_by("pk").values()) == before


def test_a_page_costs_the_same_however_many_rows_it_shows(client, course, django_assert_max_num_queries):
    slug = Lesson.objects.values_list("slug", flat=True)[0]
    with django_assert_max_num_queries(6):
        client.get(reverse("lesson", args=[slug]))
    with django_assert_max_num_queries(3):
        client.get(reverse("claims"))
