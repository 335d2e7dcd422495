"""What changed in the course since a learner last worked on it."""

from datetime import timedelta

import pytest

from lessons.models import SectionText
from quizzes.changes import changes_for
from quizzes.progress import mark_section_done
from tests.factories import (
    NOON,
    make_attempt,
    make_course,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
    publish,
)

LATER = NOON + timedelta(days=3)
pytestmark = pytest.mark.django_db


@pytest.fixture
def timur():
    return make_user("timur")


@pytest.fixture
def section():
    return make_lesson(make_course()).sections.first()


def revise(section, at):
    SectionText.objects.filter(section=section).update(changed_at=at)


def test_who_has_done_nothing_is_told_of_nothing(timur, section):
    revise(section, LATER)
    assert not changes_for(timur, "en")


def test_a_section_revised_after_it_was_read_is_named(timur, section):
    mark_section_done(timur, section, at=NOON)
    revise(section, LATER)
    assert [text.section for text in changes_for(timur, "en").texts] == [section]


def test_a_section_revised_before_it_was_read_is_not(timur, section):
    revise(section, NOON - timedelta(days=1))
    mark_section_done(timur, section, at=NOON)
    assert not changes_for(timur, "en")


def test_a_section_they_have_not_read_is_not(timur, section):
    mark_section_done(timur, section, at=NOON)
    revise(section.lesson.sections.last(), LATER)
    assert not changes_for(timur, "en")


def test_a_question_worded_anew_after_they_answered_it_is_named_once(timur):
    question = make_question(make_course())
    make_attempt(timur, make_quiz([question]), at=NOON)
    body = question.published.body
    publish(question, "single_choice", {**body, "prompt": "Second?"}, at=LATER)
    publish(question, "single_choice", {**body, "prompt": "Third?"}, at=LATER)
    assert [version.number for version in changes_for(timur, "en").questions] == [3]


def test_working_again_takes_the_news_away(timur, section):
    mark_section_done(timur, section, at=NOON)
    revise(section, LATER)
    mark_section_done(timur, section.lesson.sections.last(), at=LATER + timedelta(hours=1))
    assert not changes_for(timur, "en")


def test_the_last_work_is_the_later_of_reading_and_answering(timur, section):
    mark_section_done(timur, section, at=NOON)
    make_attempt(timur, make_quiz([make_question(section.lesson.course)]), at=LATER)
    assert changes_for(timur, "en").since == LATER


def test_where_nothing_has_changed_it_costs_one_query(timur, section, django_assert_num_queries):
    mark_section_done(timur, section, at=NOON)
    with django_assert_num_queries(1):
        changes_for(timur, "en")
