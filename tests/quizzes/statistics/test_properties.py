"""What may not depend on how the matrix is written down, and what must follow when it changes."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics import ScoredItem, Scores, measure

MARKS = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 0.9, 1.0, None])
WEIGHTS = st.sampled_from([0.5, 1.0, 3.0])


@st.composite
def matrices(draw: st.DrawFn) -> Scores:
    width = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(MARKS, min_size=width, max_size=width), min_size=1, max_size=25))
    weights = draw(st.lists(WEIGHTS, min_size=width, max_size=width))
    return Scores([ScoredItem(f"Q{n}", weight) for n, weight in enumerate(weights)], rows)


def values(figures: Any) -> list[Any]:
    """Every number of some figures, in one list that pytest.approx can compare."""
    found = []
    for value in asdict(figures).values():
        found += list(value) if isinstance(value, tuple) else [value]
    return found


@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_the_learners_changes_not_one_digit(scores: Scores, random: Any) -> None:
    rows = list(scores.fractions)
    random.shuffle(rows)
    assert measure(replace(scores, fractions=rows)) == measure(scores)


@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_the_items_changes_only_their_order(scores: Scores, random: Any) -> None:
    order = list(range(len(scores.items)))
    random.shuffle(order)
    moved = Scores(
        [scores.items[place] for place in order],
        [[row[place] for place in order] for row in scores.fractions],
    )
    found, expected = measure(moved), measure(scores)
    assert values(found.quiz) == pytest.approx(values(expected.quiz), abs=1e-9)
    assert list(found.items) == [expected.items[place] for place in order]


@given(matrices(), st.sampled_from([0.1, 2.0, 7.0]))
def test_what_the_whole_quiz_is_worth_changes_no_figure(scores: Scores, factor: float) -> None:
    items = [replace(item, max_mark=factor * item.max_mark) for item in scores.items]
    found, expected = measure(replace(scores, items=items)), measure(scores)
    assert values(found.quiz) == pytest.approx(values(expected.quiz), abs=1e-7)
    for one, other in zip(found.items, expected.items, strict=True):
        assert values(one) == pytest.approx(values(other), abs=1e-7)


@given(matrices())
def test_figures_stay_within_their_bounds(scores: Scores) -> None:
    for item in measure(scores).items:
        assert item.facility is not None and 0 <= item.facility <= 100
        low, high = item.facility_interval or (0, 100)
        assert 0 <= low <= item.facility + 1e-9 and item.facility - 1e-9 <= high <= 100
        assert item.discrimination_index is None or -100 <= item.discrimination_index <= 100
        assert item.discriminative_efficiency is None or item.discriminative_efficiency <= 100 + 1e-9


@given(matrices())
def test_effective_weights_of_the_items_that_have_one_sum_to_100(scores: Scores) -> None:
    weights = [each.effective_weight for each in measure(scores).items]
    known = [weight for weight in weights if weight is not None]
    assert not known or sum(known) == pytest.approx(100)


@given(matrices())
def test_intended_weights_sum_to_100(scores: Scores) -> None:
    assert sum(each.intended_weight for each in measure(scores).items) == pytest.approx(100)


@given(matrices())
def test_asking_everybody_twice_changes_means_not_at_all_and_spreads_by_the_lost_degree(
    scores: Scores,
) -> None:
    n = scores.attempts
    once, twice = measure(scores), measure(replace(scores, fractions=[*scores.fractions] * 2))
    assert twice.quiz.mean == pytest.approx(once.quiz.mean)
    if n > 1:
        assert twice.quiz.sd == pytest.approx(once.quiz.sd * ((2 * n - 2) / (2 * n - 1)) ** 0.5)
        for one, other in zip(once.items, twice.items, strict=True):
            assert other.item_rest_correlation == pytest.approx(one.item_rest_correlation, abs=1e-9)


@given(matrices(), st.sampled_from([0.0, 1.0]))
def test_a_learner_who_earns_the_same_everywhere_moves_each_facility_by_a_known_step(
    scores: Scores, mark: float
) -> None:
    n = scores.attempts
    before, after = (
        measure(scores),
        measure(replace(scores, fractions=[*scores.fractions, [mark] * len(scores.items)])),
    )
    for one, other in zip(before.items, after.items, strict=True):
        assert other.facility == pytest.approx((n * one.facility + 100 * mark) / (n + 1))
    assert after.quiz.mean == pytest.approx((n * before.quiz.mean + 100 * mark) / (n + 1))


@given(matrices())
def test_turning_right_into_wrong_turns_the_quiz_over(scores: Scores) -> None:
    rows = [[1 - (mark or 0.0) for mark in row] for row in scores.fractions]
    found, expected = measure(replace(scores, fractions=rows)), measure(scores)
    assert found.quiz.mean == pytest.approx(100 - expected.quiz.mean, abs=1e-9)
    assert found.quiz.alpha == pytest.approx(expected.quiz.alpha, abs=1e-9)
    if expected.quiz.skewness is not None:
        assert found.quiz.skewness == pytest.approx(-expected.quiz.skewness, abs=1e-9)
    for one, other in zip(found.items, expected.items, strict=True):
        assert one.item_rest_correlation == pytest.approx(other.item_rest_correlation, abs=1e-9)
