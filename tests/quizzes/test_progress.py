"""Progress: its rule, and that no edit of the course takes it back."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.models import CourseProgress, LessonProgress, SectionProgress
from quizzes.progress import ChecksUnanswered, mark_section_done, settle
from quizzes.taking import item_for_check, record_answer
from tests.factories import (
    NOON,
    answer_items,
    make_attempt,
    make_checks,
    make_course,
    make_lesson,
    make_question,
    make_quiz,
    make_section,
    make_user,
    record_of,
)

LATER = NOON + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    """A lesson of two sections, the first with a check, and a quiz of three questions."""
    lesson = make_lesson(make_course())
    make_checks(lesson.sections.first())
    make_quiz([make_question(lesson.course) for _ in range(3)], lesson=lesson)
    return lesson


@pytest.fixture
def daulet():
    return make_user("daulet")


def graded(lesson):
    return lesson.quizzes.get(behaviour="graded")


def finish_reading(user, lesson):
    for section in lesson.sections.filter(retired_at=None):
        for question in section.questions.all():
            answer_items([item_for_check(user, question)])
        mark_section_done(user, section, at=NOON)


def record(user, lesson):
    return record_of(user, lesson.course)


def test_a_section_is_not_done_before_its_checks_are_answered(daulet, lesson):
    section = lesson.sections.first()
    with pytest.raises(ChecksUnanswered) as refusal:
        mark_section_done(daulet, section)
    assert refusal.value.questions == list(section.questions.all())
    assert not SectionProgress.objects.exists()


def test_a_wrong_answer_to_a_check_is_an_answer(daulet, lesson):
    section = lesson.sections.first()
    question = section.questions.get()
    item = item_for_check(daulet, question)
    wrong = next(option["id"] for option in question.published.body["options"] if not option["correct"])
    record_answer(item, {"answer": wrong}, sequence=1, by=daulet)
    assert mark_section_done(daulet, section, at=NOON).done_at == NOON


def test_a_section_is_done_once(daulet, lesson):
    section = lesson.sections.last()
    first = mark_section_done(daulet, section, at=NOON)
    assert mark_section_done(daulet, section, at=LATER).done_at == first.done_at


def test_reading_alone_does_not_finish_a_lesson(daulet, lesson):
    finish_reading(daulet, lesson)
    one = record(daulet, lesson).lessons[0]
    assert (one.sections_done, one.state, one.is_done) == (2, "begun", False)


def test_a_failed_quiz_does_not_finish_a_lesson(daulet, lesson):
    finish_reading(daulet, lesson)
    make_attempt(daulet, graded(lesson), right=2)
    assert record(daulet, lesson).lessons[0].state == "begun"


@pytest.mark.parametrize("quiz_first", [True, False])
def test_a_lesson_is_done_when_it_is_read_and_its_quiz_passed_in_either_order(daulet, lesson, quiz_first):
    steps = [lambda: make_attempt(daulet, graded(lesson), at=NOON), lambda: finish_reading(daulet, lesson)]
    for step in steps if quiz_first else reversed(steps):
        step()
    assert record(daulet, lesson).lessons[0].state == "done"
    assert LessonProgress.objects.get().user == daulet


def test_the_course_is_done_when_its_lessons_are_and_its_final_quiz_is_passed(daulet, lesson):
    final = make_quiz([make_question(lesson.course)], is_final=True)
    finish_reading(daulet, lesson)
    make_attempt(daulet, graded(lesson))
    assert record(daulet, lesson).percent < 100
    make_attempt(daulet, final, at=LATER)
    assert record(daulet, lesson).percent == 100
    assert CourseProgress.objects.get().done_at == LATER


def test_a_quiz_that_is_neither_a_lessons_nor_the_final_one_is_not_asked_for(daulet, lesson):
    make_quiz([make_question(lesson.course)], slug="key-actors")
    finish_reading(daulet, lesson)
    make_attempt(daulet, graded(lesson))
    assert record(daulet, lesson).is_done


def test_what_is_added_to_a_finished_lesson_leaves_it_finished(daulet, lesson):
    finish_reading(daulet, lesson)
    make_attempt(daulet, graded(lesson))
    make_section(lesson, position=3)
    make_checks(lesson.sections.first())
    after = record(daulet, lesson)
    assert (after.percent, after.lessons[0].state, after.lessons[0].parts_done) == (100, "done", 4)


def test_a_higher_pass_mark_later_takes_no_pass_back(daulet, lesson):
    finish_reading(daulet, lesson)
    make_attempt(daulet, graded(lesson), right=3)
    lesson.quizzes.update(pass_fraction=1.0)
    assert record(daulet, lesson).lessons[0].quiz.is_passed


def test_a_retired_section_is_not_asked_for(daulet, lesson):
    lesson.sections.filter(position=2).update(retired_at=NOON)
    finish_reading(daulet, lesson)
    make_attempt(daulet, graded(lesson))
    assert record(daulet, lesson).percent == 100


def test_the_best_attempt_is_the_one_shown(daulet, lesson):
    for right in (1, 3, 2):
        make_attempt(daulet, graded(lesson), right=right)
    assert record(daulet, lesson).lessons[0].quiz.grade == 1.0


def test_one_learners_progress_is_not_anothers(daulet, lesson):
    finish_reading(daulet, lesson)
    make_attempt(daulet, graded(lesson))
    other = record(make_user(), lesson)
    assert (other.percent, other.lessons[0].state) == (0, "new")


def test_a_stranger_has_done_nothing(daulet, lesson):
    finish_reading(daulet, lesson)
    make_attempt(daulet, graded(lesson))
    nobody = record(AnonymousUser(), lesson)
    assert (nobody.percent, nobody.lessons[0].state, nobody.lessons[0].sections_done) == (0, "new", 0)


def test_settling_twice_writes_once(daulet, lesson):
    finish_reading(daulet, lesson)
    make_attempt(daulet, graded(lesson))
    settle(daulet, lesson.course_id, at=LATER)
    assert (LessonProgress.objects.count(), CourseProgress.objects.count()) == (1, 1)


def test_the_record_costs_the_same_for_one_lesson_or_nine(daulet, django_assert_num_queries):
    for size in (1, 9):
        course = make_course()
        for _ in range(size):
            lesson = make_lesson(course)
            make_quiz([make_question(course)], lesson=lesson)
        with django_assert_num_queries(4):
            assert len(record_of(daulet, course).lessons) == size


steps = st.lists(
    st.sampled_from(["section 1", "section 2", "check", "pass", "fail", "add section", "retire", "harder"]),
    max_size=14,
)


@given(steps=steps)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_progress_stays_between_0_and_100_and_what_is_done_stays_done(steps):
    learner, lesson = make_user(), make_lesson(make_course())
    make_checks(lesson.sections.first())
    make_quiz([make_question(lesson.course) for _ in range(2)], lesson=lesson)
    was_done = False
    for step in steps:
        take(step, learner, lesson)
        now = record_of(learner, lesson.course)
        assert 0 <= now.percent <= 100
        assert now.lessons[0].parts_done <= now.lessons[0].parts
        assert now.is_done >= was_done
        assert now.percent == 100 if now.is_done else True
        was_done = now.is_done


@given(steps=st.lists(st.sampled_from(["section 1", "section 2", "check", "pass", "fail"]), max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_a_learner_does_lowers_their_progress(steps):
    learner, lesson = make_user(), make_lesson(make_course())
    make_checks(lesson.sections.first())
    make_quiz([make_question(lesson.course) for _ in range(2)], lesson=lesson)
    before = 0
    for step in steps:
        take(step, learner, lesson)
        now = record_of(learner, lesson.course).percent
        assert now >= before
        before = now


def take(step, learner, lesson):
    match step.split():
        case ["section", number]:
            section = lesson.sections.get(position=int(number))
            try:
                mark_section_done(learner, section, at=NOON)
            except ChecksUnanswered:
                assert not SectionProgress.objects.filter(user=learner, section=section).exists()
        case ["check"]:
            check = lesson.sections.get(position=1).questions.first()
            answer_items([item_for_check(learner, check)])
        case ["pass"]:
            make_attempt(learner, graded(lesson))
        case ["fail"]:
            make_attempt(learner, graded(lesson), right=0)
        case ["add", _]:
            make_section(lesson, position=10 + lesson.sections.count())
        case ["retire"]:
            lesson.sections.filter(position=2).update(retired_at=NOON)
        case ["harder"]:
            lesson.quizzes.update(pass_fraction=1.0)
