"""Which attempt counts is the quiz's choice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading import counted_grade
from quizzes.models import Quiz
from tests.factories import (
    make_attempt,
    make_course,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
    record_of,
)


@pytest.mark.parametrize(
    ("grading", "counted"), [("highest", 0.9), ("last", 0.6), ("first", 0.3), ("average", 0.6)]
)
def test_the_rule_picks_among_the_grades(grading, counted):
    assert counted_grade(grading, [0.3, 0.9, 0.6]) == pytest.approx(counted)


@pytest.mark.parametrize("grading", Quiz.Grading.values)
def test_without_a_finished_attempt_there_is_no_grade(grading):
    assert counted_grade(grading, []) is None


@given(grading=st.sampled_from(Quiz.Grading.values), grades=st.lists(st.floats(0, 1), min_size=1))
def test_a_grade_lies_among_those_it_is_made_of(grading, grades):
    assert min(grades) - 1e-12 <= counted_grade(grading, grades) <= max(grades) + 1e-12


@pytest.mark.django_db
def test_a_pass_stays_a_pass_when_a_later_attempt_counts_and_fails():
    lesson, learner = make_lesson(make_course()), make_user()
    quiz = make_quiz([make_question(lesson.course)], lesson=lesson, grading="last")
    make_attempt(learner, quiz)
    make_attempt(learner, quiz, right=0)
    record = record_of(learner, lesson.course).lessons[0].quiz
    assert (record.grade, record.is_passed) == (0.0, True)
