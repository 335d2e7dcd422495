"""How sure the learner was: asked where the quiz asks, and counted only where it says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import folding
from quizzes.folding import Part, certainty_score, totals
from quizzes.models import Certainty
from quizzes.taking import finish, record_answer, start
from tests.factories import key_of, make_course, make_question, make_quiz, make_user


@pytest.mark.parametrize(
    ("fraction", "certainty", "of_three"),
    [
        (1.0, 1, 1), (1.0, 2, 2), (1.0, 3, 3),
        (0.0, 1, 0), (0.0, 2, -2), (0.0, 3, -6),
        (0.5, 3, 1.5), (1.0, None, 1), (0.0, None, 0), (None, 3, 0),
    ],
)  # fmt: skip
def test_the_scale_is_the_documented_one(fraction, certainty, of_three):
    assert certainty_score(fraction, certainty) * 3 == pytest.approx(of_three)


@pytest.mark.parametrize("certainty", [Certainty.OFF, Certainty.ASK])
def test_certainty_moves_no_mark_where_it_is_not_counted(certainty):
    assert totals([Part(1.0, 1, 2.0), Part(0.0, 3, 1.0)], certainty=certainty) == (2.0, 3.0)


def test_a_mark_never_falls_below_nothing():
    assert totals([Part(0.0, 3, 5.0)], certainty=Certainty.COUNT) == (0.0, 5.0)


def test_a_voided_question_counts_on_neither_side():
    assert totals([Part(1.0, None, 1.0), Part(0.0, None, 4.0, "voided")], certainty=Certainty.OFF) == (
        1.0,
        1.0,
    )


parts = st.lists(
    st.builds(
        Part,
        st.none() | st.floats(0, 1),
        st.none() | st.integers(1, 3),
        st.floats(0.01, 100),
        st.sampled_from(["todo", "answered", "marking", "voided"]),
    )
)


@given(parts=parts, certainty=st.sampled_from(Certainty.values))
def test_a_mark_is_always_between_nothing_and_the_highest(parts, certainty):
    mark, max_mark = totals(parts, certainty=certainty)
    assert 0 <= mark <= max_mark


@given(certainty=st.integers(1, 3), low=st.floats(0, 1), high=st.floats(0, 1))
def test_knowing_more_never_earns_less(certainty, low, high):
    low, high = sorted((low, high))
    assert certainty_score(low, certainty) <= certainty_score(high, certainty)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "kept", "mark"),
    [(Certainty.OFF, None, 1), (Certainty.ASK, 2, 1), (Certainty.COUNT, 2, 2 / 3)],
)
def test_certainty_is_kept_with_the_answer_where_it_is_asked(setting, kept, mark):
    learner = make_user()
    attempt = start(learner, make_quiz([make_question(make_course())], certainty=setting))
    item = attempt.items.first()
    response = record_answer(item, key_of(item), sequence=1, by=learner, certainty=2)
    item.refresh_from_db()
    assert (response.certainty, item.certainty) == (kept, kept)
    assert finish(attempt).mark == pytest.approx(mark)
    assert list(folding.mismatches()) == []


@pytest.mark.django_db
def test_an_attempt_keeps_the_rule_it_began_with():
    learner = make_user()
    quiz = make_quiz([make_question(make_course())], certainty=Certainty.COUNT)
    attempt = start(learner, quiz)
    quiz.certainty = Certainty.OFF
    quiz.save()
    item = attempt.items.first()
    record_answer(item, key_of(item), sequence=1, by=learner, certainty=1)
    assert finish(attempt).mark == pytest.approx(1 / 3)
