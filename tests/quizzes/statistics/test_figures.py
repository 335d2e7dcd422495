"""The figures against numpy and scipy, and against pencil and paper."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from quizzes.statistics import BadScores, ScoredItem, Scores, measure
from quizzes.statistics.intervals import fisher, wilson
from tests.quizzes.statistics import independent
from tests.quizzes.statistics.samples import BY_HAND, Matrix, part_marks, rasch, scores

ROOT = Path(__file__).resolve().parents[3]


def mis_keyed() -> Matrix:
    matrix = rasch(300, 12, seed=7)
    matrix[:, 4] = 1 - matrix[:, 4]
    return matrix


DATA = {
    "right and wrong": (rasch(400, 20), None),
    "a small class": (rasch(20, 5, seed=3), None),
    "part marks": (part_marks(150, 9), None),
    "unequal weights": (part_marks(80, 4), [1.0, 2.5, 0.5, 8.0]),
    "a mis-keyed item": (mis_keyed(), None),
    "nobody knows anything": (rasch(60, 10, seed=5, spread=0.0), None),
    "by hand": (np.asarray(BY_HAND), None),
    "by hand, weighted": (np.asarray(BY_HAND), [3.0, 1.0, 2.0]),
    "nearly perfect": (np.minimum(1, rasch(200, 6, seed=8) + (rasch(200, 6, seed=9) > 0)), None),
}
data = pytest.mark.parametrize(("matrix", "weights"), DATA.values(), ids=list(DATA))


@data
def test_an_items_figures_are_those_of_an_independent_computation(
    matrix: Matrix, weights: list[float] | None
) -> None:
    found = [asdict(each) for each in measure(scores(matrix, weights)).items]
    expected = independent.items(matrix, weights)
    names = list(expected[0])
    table = [[np.nan if row[name] is None else row[name] for name in names] for row in found]
    np.testing.assert_allclose(table, [list(row.values()) for row in expected], rtol=1e-9, atol=1e-9)


@data
def test_a_quizs_figures_are_those_of_an_independent_computation(
    matrix: Matrix, weights: list[float] | None
) -> None:
    found = asdict(measure(scores(matrix, weights)).quiz)
    assert found == pytest.approx(independent.quiz(matrix, weights), rel=1e-9, abs=1e-9)


def test_the_first_item_by_hand() -> None:
    """Marks 1 1 1 1 0 0, rests 2 1 1 0 1 0: S(dx dX) = 2/3, S(dx^2) = 4/3, S(dX^2) = 17/6."""
    first = measure(scores(BY_HAND)).items[0]
    assert first.facility == pytest.approx(100 * 4 / 6)
    assert first.sd == pytest.approx(100 * sqrt(4 / 15))
    assert first.item_rest_correlation == pytest.approx((2 / 3) / sqrt(4 / 3 * 17 / 6))
    # Sorted together, the rests 0 0 1 1 1 2 meet the marks 0 0 1 1 1 1: S = 5 - 6 * 2/3 * 5/6.
    assert first.discriminative_efficiency == pytest.approx(100 * (2 / 3) / (5 / 3))


def test_the_quiz_by_hand() -> None:
    """Totals 3 2 2 1 1 0: mean 1.5, S(d^2) = 5.5, V = 1.1; the items' variances are 4/15, 3/10 and 4/15."""
    quiz = measure(scores(BY_HAND)).quiz
    assert (quiz.mean, quiz.median) == pytest.approx((50, 50))
    assert quiz.sd == pytest.approx(100 * sqrt(1.1) / 3)
    assert quiz.skewness == pytest.approx(0, abs=1e-12)
    assert quiz.alpha == pytest.approx(1.5 * (1 - (4 / 15 + 3 / 10 + 4 / 15) / 1.1))


def test_an_empty_cell_earns_nothing_and_is_counted() -> None:
    matrix = rasch(50, 6)
    empty = np.random.default_rng(4).random(matrix.shape) < 0.2
    found = measure(scores(matrix, empty=empty))
    as_wrong = measure(scores(np.where(empty, 0.0, matrix)))
    assert found.quiz == as_wrong.quiz
    assert [each.left_empty for each in found.items] == empty.sum(axis=0).tolist()


def test_a_far_mean_costs_no_digits() -> None:
    """Marks that differ in the ninth digit alone still correlate as their differences do."""
    matrix = rasch(100, 5)
    near = measure(scores(0.5 + matrix * 2.0**-30)).items
    for one, other in zip(near, measure(scores(matrix)).items, strict=True):
        assert one.item_rest_correlation == pytest.approx(other.item_rest_correlation, abs=1e-6)


@pytest.mark.parametrize(("right", "of"), [(0, 20), (1, 20), (13, 20), (20, 20), (1500, 3000)])
def test_wilsons_interval_is_scipys(right: int, of: int) -> None:
    expected = stats.binomtest(right, of).proportion_ci(method="wilson")
    assert wilson(right / of, of) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_the_interval_of_a_correlation_is_scipys() -> None:
    one, other = part_marks(40, 2).T
    expected = stats.pearsonr(one, other)
    interval = expected.confidence_interval()
    assert fisher(float(expected.statistic), 40) == pytest.approx((interval.low, interval.high), abs=1e-9)


def test_the_random_guess_score_is_in_percent() -> None:
    items = [ScoredItem("Q1", guess=0.25), ScoredItem("Q2")]
    found = measure(Scores(items, [[1, 0], [0, 1]])).items
    assert [each.random_guess_score for each in found] == [25, None]


@pytest.mark.parametrize("mark", [float("nan"), float("inf"), -0.1, 1.1])
def test_a_mark_that_is_none_is_refused_with_its_place(mark: float) -> None:
    with pytest.raises(BadScores, match="Q2, row 3"):
        scores([[1, 1], [0, 1], [0, mark]])


def test_a_ragged_matrix_is_refused() -> None:
    with pytest.raises(BadScores, match="row 2"):
        Scores([ScoredItem("Q1"), ScoredItem("Q2")], [[1, 0], [1]])


def test_a_quiz_without_items_is_refused() -> None:
    with pytest.raises(BadScores):
        Scores([], [])


def test_an_item_worth_nothing_is_refused() -> None:
    with pytest.raises(BadScores, match="Q1"):
        Scores([ScoredItem("Q1", 0.0)], [[1]])


def test_statistics_know_neither_the_database_nor_the_request_nor_numpy() -> None:
    show = (
        "import sys, quizzes.statistics, quizzes.statistics.scorefile;"
        "print({'django.db', 'django.http', 'numpy', 'scipy'} & sys.modules.keys())"
    )
    run = subprocess.run([sys.executable, "-c", show], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout == "set()\n", run.stderr
