"""Whether an item that treats two groups differently is found, and one group's knowing more is not."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from quizzes.statistics import BadScores, TooFewAttempts, dif
from quizzes.statistics.dif import (
    Table,
    chi_square,
    classify,
    log_odds_error,
    odds_ratio,
    strata_of,
)
from tests.quizzes.statistics.samples import Matrix, rasch, scores

# Admissions to six departments of Berkeley, 1973: men admitted and rejected, then women (Bickel, Hammel and
# O'Connell, Science 187). R's manual computes the Mantel-Haenszel test of them.
BERKELEY: list[Table] = [
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
]


def test_the_odds_ratio_of_a_published_example() -> None:
    assert odds_ratio(BERKELEY) == pytest.approx(0.9046968, abs=5e-8)


def test_the_chi_square_of_a_published_example() -> None:
    assert chi_square(BERKELEY) == pytest.approx(1.4269, abs=5e-5)


def test_the_standard_error_of_a_published_example() -> None:
    ratio, error = odds_ratio(BERKELEY), log_odds_error(BERKELEY)
    interval = [ratio * np.exp(sign * stats.norm.ppf(0.975) * error) for sign in (-1, 1)]
    assert interval == pytest.approx([0.7719074, 1.0603298], abs=5e-8)


def test_one_stratum_has_the_odds_ratio_and_error_of_its_table() -> None:
    a, b, c, d = table = (30, 12, 17, 25)
    assert odds_ratio([table]) == pytest.approx(a * d / (b * c), abs=1e-9)
    assert log_odds_error([table]) == pytest.approx(sqrt(1 / a + 1 / b + 1 / c + 1 / d), abs=1e-9)


def test_one_stratum_has_the_corrected_chi_square_of_its_table() -> None:
    """Mantel and Haenszel divide by n - 1 where Pearson divides by n."""
    table = (30, 12, 17, 25)
    expected = stats.chi2_contingency(np.reshape(table, (2, 2)), correction=True).statistic
    assert chi_square([table]) == pytest.approx(expected * 83 / 84, abs=1e-9)


def two_groups(learners: int, harder: float, apart: float = 0.0, seed: int = 11) -> tuple[Matrix, list[str]]:
    """As many of either group; the ninth item is `harder` for the second, which is `apart` in ability."""
    random = np.random.default_rng(seed)
    focal = np.arange(2 * learners) % 2 == 1
    ability = random.normal(0, 1, 2 * learners) - apart * focal
    difficulty = np.tile(np.linspace(-1.5, 1.5, 20), (2 * learners, 1))
    difficulty[:, 8] += harder * focal
    right = random.random(difficulty.shape) < 1 / (1 + np.exp(difficulty - ability[:, None]))
    return right.astype(float), ["ru" if each else "kk" for each in focal]


def test_an_item_harder_for_one_group_is_of_class_c_and_favours_the_other() -> None:
    matrix, groups = two_groups(600, harder=1.2)
    found = dif(scores(matrix), groups, reference="kk", focal="ru")
    assert [each.item for each in found if each.ets_class == "C"] == ["Q9"]
    assert found[8].favours == "kk"
    assert found[8].delta < -1.5


def test_the_groups_change_sides_and_the_sign_with_them() -> None:
    matrix, groups = two_groups(600, harder=1.2)
    one = dif(scores(matrix), groups, reference="kk", focal="ru")[8]
    other = dif(scores(matrix), groups, reference="ru", focal="kk")[8]
    assert other.delta == pytest.approx(-one.delta, abs=1e-9)
    assert (other.ets_class, other.favours) == (one.ets_class, one.favours)


def test_a_group_that_knows_less_is_not_taken_for_an_unfair_item() -> None:
    matrix, groups = two_groups(600, harder=0.0, apart=1.0)
    found = dif(scores(matrix), groups, reference="kk", focal="ru")
    assert {each.ets_class for each in found} == {"A"}
    assert {each.favours for each in found} == {None}


def test_delta_error_and_probability_follow_from_the_strata() -> None:
    """With a stratum a total, an item's tables are counted again from the matrix, by numpy alone."""
    matrix, groups = two_groups(300, harder=0.8)
    found = dif(scores(matrix), groups, reference="kk", focal="ru", strata=21)[8]
    tables: list[Table] = []
    is_focal, total, right = np.asarray(groups) == "ru", matrix.sum(axis=1), matrix[:, 8] == 1
    for level in np.unique(total):
        here = total == level
        cells = [
            int((here & (is_focal == f) & (right == r)).sum()) for f in (False, True) for r in (True, False)
        ]
        if sum(cells[:2]) and sum(cells[2:]):
            tables.append((cells[0], cells[1], cells[2], cells[3]))
    t = np.asarray(tables, dtype=float)
    n = t.sum(axis=1)
    ratio = (t[:, 0] * t[:, 3] / n).sum() / (t[:, 1] * t[:, 2] / n).sum()
    assert found.delta == pytest.approx(-2.35 * log(ratio), abs=1e-9)
    mean = (t[:, 0] + t[:, 1]) * (t[:, 0] + t[:, 2]) / n
    spread = mean * (t[:, 2] + t[:, 3]) * (t[:, 1] + t[:, 3]) / (n * (n - 1))
    chi = (abs((t[:, 0] - mean).sum()) - 0.5) ** 2 / spread.sum()
    assert found.p_value == pytest.approx(stats.chi2.sf(chi, 1), abs=1e-9)


@pytest.mark.parametrize(
    ("delta", "error", "p_value", "expected"),
    [
        (0.99, 0.01, 0.0, "A"),
        (3.0, 2.0, 0.05, "A"),
        (-1.0, 0.1, 0.001, "B"),
        (1.49, 0.01, 0.0, "B"),
        (-1.5, 0.31, 0.001, "B"),
        (-1.5, 0.30, 0.001, "C"),
        (2.0, 0.5, 0.001, "C"),
    ],
)
def test_ets_classes_need_both_size_and_certainty(
    delta: float, error: float, p_value: float, expected: str
) -> None:
    assert classify(delta, error, p_value) == expected


def test_other_groups_and_unknown_ones_are_left_out() -> None:
    matrix, groups = two_groups(100, harder=1.0)
    more = np.vstack([matrix, rasch(50, 20)])
    strangers: list[str | None] = ["en", None] * 25
    found = dif(scores(more), [*groups, *strangers], reference="kk", focal="ru")
    assert found == dif(scores(matrix), groups, reference="kk", focal="ru")


def test_nineteen_in_a_group_are_too_few() -> None:
    with pytest.raises(TooFewAttempts, match="ru has 19"):
        dif(scores(rasch(60, 5)), ["kk"] * 41 + ["ru"] * 19, reference="kk", focal="ru")


def test_an_item_everyone_gets_right_has_no_class() -> None:
    matrix, groups = two_groups(50, harder=0.0)
    matrix[:, 0] = 1
    found = dif(scores(matrix), groups, reference="kk", focal="ru")[0]
    assert (found.delta, found.ets_class, found.favours) == (None, None, None)


def test_groups_that_never_meet_cannot_be_compared() -> None:
    found = dif(scores([[1.0]] * 20 + [[0.0]] * 20), ["kk"] * 20 + ["ru"] * 20, reference="kk", focal="ru")
    assert [each.ets_class for each in found] == [None]


def test_a_group_for_each_attempt_is_needed() -> None:
    with pytest.raises(BadScores):
        dif(scores(rasch(60, 5)), ["kk"] * 59, reference="kk", focal="ru")


def test_few_totals_are_a_stratum_each() -> None:
    assert strata_of([2, 0, 1, 2], 2, 5) == [2, 0, 1, 2]


def test_many_totals_are_pooled_into_strata_of_about_equal_size() -> None:
    strata = strata_of([float(total) for total in range(100)], 100, 5)
    assert strata == [total // 20 for total in range(100)]
