"""The pages one reads, with the whole course and without any, for whoever comes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from pytest_django.asserts import assertContains

from accounts.models import User
from lessons.models import Lesson, Paragraph, SectionText
from tests.factories import make_guest, make_user

COURSE = Path(__file__).parents[2] / "courses" / "mutual-education"
PAGES = ["home", "outline", "people", "milestones", "terms", "claims", "sources"]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The whole course, loaded once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_course", str(COURSE))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def course(_loaded, db) -> None:
    """The whole course, and the database."""


@pytest.fixture(params=["stranger", "guest", "learner", "teacher"])
def reader(request, client, db) -> str:
    person = {
        "stranger": lambda: None,
        "guest": make_guest,
        "learner": make_user,
        "teacher": lambda: make_user(is_staff=True),
    }[request.param]()
    if person:
        client.force_login(person)
    return request.param


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_before_a_course_is_loaded(client, name):
    assert client.get(reverse(name)).status_code == 200


def test_every_page_opens_for_whoever_comes(client, course, reader):
    addresses = [reverse(name) for name in PAGES]
    addresses += [reverse("lesson", args=[lesson.slug]) for lesson in Lesson.objects.all()]
    people = User.objects.count()
    for address in addresses:
        assertContains(client.get(address), "<h1", count=1)
    assert User.objects.count() == people, "reading made a learner"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_titled_for_the_tab_and_for_those_who_share_it(client, course, name):
    html = client.get(reverse(name)).content.decode()
    title = html.partition("<title>")[2].partition("</title>")[0]
    shared = html.partition('<meta property="og:title" content="')[2].partition('">')[0]
    assert title.strip() == title and " · " in title
    assert "Learning Each Other" in shared


def test_reading_is_not_posting(client):
    assert client.post(reverse("outline")).status_code == 405


def test_every_paragraph_of_the_chapter_has_its_home(course):
    assert not Paragraph.objects.filter(lesson=None).exists()


def test_loading_twice_leaves_every_section_as_it_was(course):
    before = list(SectionText.objects.order_by("pk").values())
    call_command("load_course", str(COURSE))
    assert list(SectionText.objects.order_by("pk").values()) == before


def test_no_page_of_the_course_breaks_the_policy_with_an_inline_style_or_script(client, course):
    for address in [*map(reverse, PAGES), reverse("lesson", args=["oil-and-atoms"])]:
        html = client.get(address).content.decode()
        assert " style=" not in html and "<style" not in html
        assert "<script>" not in html and " onclick=" not in html
