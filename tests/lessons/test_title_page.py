"""What a stranger meets first: the title page and the outline."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from lessons.models import LessonText
from tests.factories import make_course, make_lesson, make_user
from tests.lessons.test_shelves import make_claim

pytestmark = pytest.mark.django_db

CITATION = {
    "title": "Achievements and Challenges",
    "book": "Strong and Unique",
    "authors": ["F. Starr", "S. Cornell"],
    "publisher": "An Institute",
    "date": "December 2021",
    "certainty": {"en": "Very likely."},
    "funding": {"en": "An embassy paid.", "ru": "Платило посольство."},
}


@pytest.fixture
def course():
    return make_course(title={"en": "Learning", "ru": "Узнавая"}, citation=CITATION)


def test_a_stranger_starts_reading_without_an_account(client, course):
    first, _second = make_lesson(course), make_lesson(course)
    response = client.get(reverse("home"))
    assertContains(response, f'href="{reverse("lesson", args=[first.slug])}">Start reading</a>')
    assertContains(response, "No account needed.")


def test_a_stranger_is_told_who_wrote_the_chapter_and_who_paid(client, course):
    make_lesson(course)
    response = client.get(reverse("home"))
    assertContains(response, "Achievements and Challenges")
    assertContains(response, "F. Starr, S. Cornell")
    assertContains(response, "An embassy paid.")


def test_a_stranger_is_told_in_their_own_language(client, course):
    make_lesson(course)
    response = client.get(reverse("home"), headers={"Accept-Language": "ru"})
    assertContains(response, "Платило посольство.")
    assertContains(response, "<h1>Узнавая</h1>", html=True)


def test_a_stranger_sees_a_note_of_the_margin(client, course):
    make_lesson(course)
    make_claim(course, "2.4", verdict="wrong", margin={"en": "245 years."})
    assertContains(client.get(reverse("home")), "245 years.")


def test_a_course_without_a_wrong_claim_has_a_title_page_too(client, course):
    make_lesson(course)
    assertNotContains(client.get(reverse("home")), "From the margin")


@pytest.mark.parametrize("name", ["home", "outline"])
def test_the_lessons_stand_as_a_route_in_their_order(client, course, name):
    make_lesson(course, position=2, slug="second")
    make_lesson(course, position=1, slug="first")
    html = client.get(reverse(name)).content.decode()
    assert html.index('href="/lessons/first/"') < html.index('href="/lessons/second/"')


def test_a_lesson_of_another_course_is_not_on_the_route(client, course):
    make_lesson(course, slug="ours")
    make_lesson(make_course(), slug="theirs")
    assertNotContains(client.get(reverse("outline")), "theirs")


def test_a_stranger_has_no_state_on_the_route(client, course):
    make_lesson(course)
    assertNotContains(client.get(reverse("home")), 'class="state')


def test_a_title_is_shown_and_not_run(client, course):
    make_lesson(course)
    LessonText.objects.update(title="<script>alert(1)</script>", question="<script>alert(1)</script>")
    assertNotContains(client.get(reverse("outline")), "<script>alert")


@pytest.mark.parametrize("name", ["home", "outline"])
def test_the_route_costs_the_same_however_long_it_is(client, course, name, django_assert_num_queries):
    make_lesson(course)
    with django_assert_num_queries(5):
        client.get(reverse(name))
    for _ in range(8):
        make_lesson(course)
    with django_assert_num_queries(5):
        client.get(reverse(name))


def test_the_rule_by_which_something_is_done_is_told(client, course):
    make_lesson(course)
    client.force_login(make_user())
    assertContains(client.get(reverse("outline")), "70 % or more")
