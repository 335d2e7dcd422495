"""What cannot be computed is None, never a number made of rounding."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest

from quizzes.statistics import ScoredItem, Scores, measure
from tests.quizzes.statistics.samples import part_marks, rasch, scores


@pytest.mark.parametrize("mark", [0.0, 0.1, 1 / 3, 1.0])
def test_an_item_that_is_the_same_for_everyone_discriminates_not_at_all(mark: float) -> None:
    matrix = rasch(30, 4)
    matrix[:, 1] = mark
    item = measure(scores(matrix)).items[1]
    assert item.facility == pytest.approx(100 * mark)
    assert (item.sd, item.effective_weight) == (0, 0)
    assert (item.discrimination_index, item.discriminative_efficiency) == (None, None)
    assert (item.item_rest_correlation, item.discrimination_interval) == (None, None)


def test_a_constant_item_changes_nothing_in_what_the_others_weigh() -> None:
    matrix = rasch(30, 4)
    alone = measure(scores(matrix)).items
    beside = measure(scores(np.column_stack([matrix, np.ones(30)]))).items
    weights = [each.effective_weight for each in alone]
    assert [each.effective_weight for each in beside] == pytest.approx([*weights, 0])


def test_an_item_beside_constant_ones_has_no_rest_to_discriminate_by() -> None:
    matrix = np.full((30, 3), 0.1)
    matrix[:, 0] = rasch(30, 1)[:, 0]
    item = measure(scores(matrix)).items[0]
    assert (item.discrimination_index, item.discriminative_efficiency) == (None, None)
    assert item.effective_weight == pytest.approx(100)


def test_one_item_alone_has_no_rest_and_no_alpha() -> None:
    found = measure(scores(rasch(30, 1)))
    assert found.items[0].discrimination_index is None
    assert found.items[0].effective_weight == pytest.approx(100)
    assert (found.quiz.alpha, found.quiz.error_ratio, found.quiz.standard_error) == (None, None, None)
    assert found.quiz.sd is not None


def test_of_one_learner_there_is_a_mean_and_no_spread() -> None:
    found = measure(scores([[1.0, 0.0, 0.5]]))
    assert asdict(found.quiz) == {
        "mean": pytest.approx(50),
        "median": pytest.approx(50),
        **dict.fromkeys(("sd", "skewness", "kurtosis", "alpha", "error_ratio", "standard_error")),
    }
    assert [each.sd for each in found.items] == [None] * 3
    assert [each.effective_weight for each in found.items] == [None] * 3


@pytest.mark.parametrize(
    ("learners", "skewness", "kurtosis"), [(2, False, False), (3, True, False), (4, True, True)]
)
def test_the_higher_moments_need_three_and_four_learners(
    learners: int, skewness: bool, kurtosis: bool
) -> None:
    quiz = measure(scores([[1.0, 1.0], [0.0, 0.0], [1.0, 0.0], [0.0, 0.0]][:learners])).quiz
    assert (quiz.skewness is not None, quiz.kurtosis is not None) == (skewness, kurtosis)


def test_without_learners_only_the_intended_weights_are_known() -> None:
    found = measure(Scores([ScoredItem("Q1", 1), ScoredItem("Q2", 3)], []))
    assert set(asdict(found.quiz).values()) == {None}
    assert [each.intended_weight for each in found.items] == [25, 75]
    assert [each.facility for each in found.items] == [None, None]


def test_equal_totals_are_equal_however_they_were_added_up() -> None:
    """0.1 + 0.2 is not 0.3 in binary; nobody's total may differ by that."""
    rows = [[0.1, 0.2, 0.7], [0.3, 0.0, 0.7], [0.7, 0.3, 0.0], [0.2, 0.1, 0.7]]
    found = measure(scores(rows))
    assert found.quiz.sd == 0
    assert (found.quiz.alpha, found.quiz.skewness, found.quiz.kurtosis) == (None, None, None)
    assert [each.effective_weight for each in found.items] == [None] * 3


def test_with_equal_totals_every_item_runs_against_its_rest() -> None:
    first = rasch(30, 1)
    found = measure(scores(np.column_stack([first, 1 - first])))
    assert [each.discrimination_index for each in found.items] == pytest.approx([-100, -100])


def test_alpha_is_negative_when_items_work_against_each_other() -> None:
    rows = [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]]
    quiz = measure(scores([[float(mark) for mark in row] for row in rows])).quiz
    assert quiz.alpha is not None and quiz.alpha < 0
    assert quiz.error_ratio is not None and quiz.error_ratio > 100


def test_identical_items_have_alpha_1_and_no_error() -> None:
    column = part_marks(40, 1)
    quiz = measure(scores(np.repeat(column, 5, axis=1))).quiz
    assert quiz.alpha == pytest.approx(1)
    assert quiz.error_ratio == pytest.approx(0, abs=1e-5)


def test_an_item_against_the_total_has_no_effective_weight_and_takes_none_from_the_others() -> None:
    matrix = np.column_stack([rasch(200, 6), 1 - rasch(200, 6)[:, 3]])
    weights = [each.effective_weight for each in measure(scores(matrix)).items]
    assert weights[6] is None
    assert sum(weight for weight in weights if weight is not None) == pytest.approx(100)


def test_an_item_that_has_nothing_to_do_with_the_total_weighs_exactly_nothing() -> None:
    """Its covariance with the total is 0 but for rounding, whose root would be a weight of 1e-7 percent."""
    rows = [[a, b, 1 - b, 0.1 * a] for a in (0.0, 0.7) for b in (0.1, 0.4, 0.8)]
    weights = [each.effective_weight for each in measure(scores(rows)).items]
    assert weights[1:3] == [0, 0]
