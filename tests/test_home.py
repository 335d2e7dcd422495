"""The front door: for a stranger what this is, for a learner the next step."""

import pytest

from quizzes.progress import mark_section_done
from quizzes.route import next_step, percent
from quizzes.taking import start
from tests.factories import (
    NOON,
    make_attempt,
    make_course,
    make_guest,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
    record_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    """Two lessons of two sections with a quiz each, and a final quiz."""
    course = make_course()
    for _ in range(2):
        lesson = make_lesson(course)
        make_quiz([make_question(course)], lesson=lesson)
    make_quiz([make_question(course)], is_final=True, slug="final")
    return course


@pytest.fixture
def saule():
    return make_user("saule")


def step(user, course):
    return next_step(user, record_of(user, course), "en")


def read(user, lesson):
    for section in lesson.sections.all():
        mark_section_done(user, section, at=NOON)


def test_without_a_course_the_page_says_so(client):
    assert "No course has been loaded yet" in client.get("/").content.decode()


def test_a_stranger_is_told_what_this_is_and_where_to_begin(client, course):
    page = client.get("/").content.decode()
    assert f'href="/lessons/{course.lessons.first().slug}/"' in page
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("make", [make_user, make_guest])
def test_a_learner_is_shown_the_next_step_and_the_route(client, course, make):
    client.force_login(make())
    response = client.get("/")
    assert "home/home.html" in [template.name for template in response.templates]
    assert f"/lessons/{course.lessons.first().slug}/#part-1" in response.content.decode()


def test_the_next_step_is_the_first_section_not_done(saule, course):
    first = course.lessons.first()
    mark_section_done(saule, first.sections.first(), at=NOON)
    found = step(saule, course)
    assert (found.kind, found.address, found.is_begun) == ("read", f"/lessons/{first.slug}/#part-2", True)


def test_after_the_sections_comes_the_quiz(saule, course):
    first = course.lessons.first()
    read(saule, first)
    assert step(saule, course).address == f"/quizzes/{first.quizzes.get().slug}/"


def test_an_open_quiz_is_something_to_go_on_with(saule, course):
    first = course.lessons.first()
    read(saule, first)
    start(saule, first.quizzes.get())
    assert step(saule, course).is_begun


def test_after_a_passed_quiz_comes_the_next_lesson(saule, course):
    first, second = course.lessons.all()
    read(saule, first)
    make_attempt(saule, first.quizzes.get())
    assert step(saule, course).address.startswith(f"/lessons/{second.slug}/")


def test_after_the_lessons_comes_the_final_quiz_and_after_it_nothing(saule, course):
    for lesson in course.lessons.all():
        read(saule, lesson)
        make_attempt(saule, lesson.quizzes.get())
    assert step(saule, course).kind == "final"
    make_attempt(saule, course.quizzes.get(is_final=True))
    assert step(saule, course).kind == "done"


def test_the_page_of_a_finished_course_says_so(client, saule, course):
    client.force_login(saule)
    for lesson in course.lessons.all():
        read(saule, lesson)
        make_attempt(saule, lesson.quizzes.get())
    make_attempt(saule, course.quizzes.get(is_final=True))
    assert "100 % of the course is done" in client.get("/").content.decode()


def test_home_costs_the_same_for_one_lesson_or_nine(client, saule, django_assert_max_num_queries):
    client.force_login(saule)
    for size in (1, 9):
        course = make_course()
        for _ in range(size):
            make_quiz([make_question(course)], lesson=make_lesson(course))
        with django_assert_max_num_queries(10):
            client.get("/")


@pytest.mark.parametrize(
    ("share", "shown"), [(None, None), (0.0, 0), (1 / 3 + 1 / 3 + 1 / 3, 100), (0.699, 69), (0.7, 70)]
)
def test_a_grade_is_shown_in_whole_percent_that_never_flatters(share, shown):
    assert percent(share) == shown
