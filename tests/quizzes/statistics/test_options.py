"""Who chooses what, how long they take, how sure they are."""

from __future__ import annotations

import numpy as np
import pytest

from quizzes.statistics import OptionFigures, OptionTable, ScoredItem, Scores, analyse
from quizzes.statistics.ranks import ranked
from tests.quizzes.statistics.samples import rasch

OPTIONS = ("A", "B", "C", "D")


def answered(choices: str, rest: list[float]) -> Scores:
    """One item answered with these letters, A being right and a dot an empty answer, beside a second item."""
    item = ScoredItem("Q1", options=OPTIONS, key=frozenset("A"))
    fractions = [[float(letter == "A"), mark] for letter, mark in zip(choices, rest, strict=True)]
    chosen = [[None if letter == "." else frozenset(letter), None] for letter in choices]
    return Scores([item, ScoredItem("Q2")], fractions, chosen=chosen)


def table_of(scores: Scores) -> OptionTable:
    table = analyse(scores).items[0].options
    assert table is not None
    return table


RISING = [step / 19 for step in range(20)]
TABLE = table_of(answered("BBBB" + "BCC." + "AACB" + "AAAC" + "AAAA", RISING))


def test_each_option_is_counted_by_fifth_from_the_weakest() -> None:
    assert {row.option: row.by_fifth for row in TABLE.rows} == {
        "A": (0, 0, 2, 3, 4),
        "B": (4, 1, 1, 0, 0),
        "C": (0, 2, 1, 1, 0),
        "D": (0, 0, 0, 0, 0),
        None: (0, 1, 0, 0, 0),
    }


def test_the_fifths_of_untied_learners_are_equal() -> None:
    assert TABLE.sizes == (4, 4, 4, 4, 4)


def test_every_learner_is_in_one_row_of_a_single_choice() -> None:
    assert sum(row.count for row in TABLE.rows) == 20
    assert sum(row.share for row in TABLE.rows) == pytest.approx(100)


def test_the_key_is_marked() -> None:
    assert [row.option for row in TABLE.rows if row.is_key] == ["A"]


@pytest.mark.parametrize("row", [row for row in TABLE.rows if row.count], ids=lambda row: str(row.option))
def test_an_options_correlation_is_that_of_having_chosen_it_with_the_rest(row: OptionFigures) -> None:
    letters = "BBBB" + "BCC." + "AACB" + "AAAC" + "AAAA"
    took = [float(letter == (row.option or ".")) for letter in letters]
    assert row.correlation == pytest.approx(np.corrcoef(took, RISING)[0, 1], abs=1e-9)


def test_what_nobody_chose_correlates_with_nothing() -> None:
    assert next(row.correlation for row in TABLE.rows if row.option == "D") is None


def test_an_option_that_only_an_earlier_version_had_comes_after_the_others() -> None:
    table = table_of(answered("ZA" * 10, RISING))
    assert [row.option for row in table.rows] == ["A", "B", "C", "D", "Z", None]


def test_a_learner_may_choose_several() -> None:
    item = ScoredItem("Q1", options=OPTIONS, key=frozenset("AB"))
    chosen = [[frozenset("AB"), None]] * 10 + [[frozenset("BC"), None]] * 10
    scores = Scores([item, ScoredItem("Q2")], [[1, 1]] * 10 + [[0, 0]] * 10, chosen=chosen)
    assert [row.count for row in table_of(scores).rows] == [10, 20, 10, 0, 0]


def test_an_item_without_options_has_no_table() -> None:
    assert analyse(answered("AB" * 10, RISING)).items[1].options is None


def test_equals_share_a_fifth_and_the_order_of_learners_decides_nothing() -> None:
    assert ranked([3, 1, 1, 1, 2], 10, 5) == [4, 1, 1, 1, 3]
    assert ranked([5] * 7, 10, 5) == [2] * 7


def test_fifths_are_cut_by_rank() -> None:
    values = list(np.random.default_rng(6).permutation(1000) / 1000)
    assert ranked(values, 1, 5) == [int(value * 5) for value in values]


def test_rounding_makes_no_difference_between_equals() -> None:
    assert ranked([0.1 + 0.2, 0.3, 0.9], 1, 5)[:2] == [1, 1]


def test_the_time_taken_is_told_in_quartiles() -> None:
    seconds = [[float(step**2)] for step in range(25)]
    scores = Scores([ScoredItem("Q1")], rasch(25, 1).tolist(), seconds=seconds)
    time = analyse(scores).items[0].time
    assert time is not None
    expected = np.percentile(np.asarray(seconds)[:, 0], [25, 50, 75])
    assert (time.lower_quartile, time.median, time.upper_quartile) == pytest.approx(tuple(expected), abs=1e-9)


def test_a_time_that_is_not_known_is_left_out() -> None:
    scores = Scores([ScoredItem("Q1")], rasch(25, 1).tolist(), seconds=[[None]] * 24 + [[7.0]])
    time = analyse(scores).items[0].time
    assert time is not None
    assert (time.count, time.median) == (1, 7)


def test_what_the_sure_and_the_unsure_earn_is_told_apart() -> None:
    certainty = [[1]] * 10 + [[3]] * 5 + [[None]] * 5
    fractions = [[1.0]] * 4 + [[0.0]] * 6 + [[1.0]] * 4 + [[0.5]] * 1 + [[1.0]] * 5
    levels = analyse(Scores([ScoredItem("Q1")], fractions, certainty=certainty)).items[0].certainty
    assert [(each.level, each.count) for each in levels] == [(1, 10), (3, 5)]
    assert [each.facility for each in levels] == pytest.approx([40, 90])
