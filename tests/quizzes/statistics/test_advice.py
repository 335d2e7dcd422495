"""What a teacher is told to do, and when nothing is said at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quizzes.statistics import ScoredItem, Scores, TooFewAttempts, analyse
from tests.quizzes.statistics.samples import Matrix, rasch, scores

OPTIONS = ("A", "B", "C", "D")


def codes(scores: Scores, position: int = 0) -> list[str]:
    return [advice.code for advice in analyse(scores).items[position].advice]


def texts(scores: Scores, position: int = 0) -> str:
    return " ".join(advice.text for advice in analyse(scores).items[position].advice)


def choosing(matrix: Matrix, letters: list[str], key: str) -> Scores:
    """The first item answered with these letters; its marks follow from the key."""
    rows = matrix.copy()
    rows[:, 0] = [float(letter == key) for letter in letters]
    plain = scores(rows)
    items = [ScoredItem("Q1", options=OPTIONS, key=frozenset(key)), *plain.items[1:]]
    chosen = [[frozenset(letter), *[None] * (rows.shape[1] - 1)] for letter in letters]
    return replace(plain, items=items, chosen=chosen)


def letters_for(column: list[float], wrong: str, seed: int = 3) -> list[str]:
    """A for whoever knows the answer, one of the wrong letters for the others."""
    random = np.random.default_rng(seed)
    return ["A" if right else str(random.choice(list(wrong))) for right in column]


def with_facility(percent: int) -> Scores:
    """A quiz of 100 learners whose first item just so many get right, the best ones first."""
    matrix = rasch(100, 10)
    best = np.argsort(np.argsort(-matrix[:, 1:].sum(axis=1), kind="stable"))
    matrix[:, 0] = best < percent
    return scores(matrix)


def test_a_sound_quiz_gets_no_advice() -> None:
    matrix = rasch(500, 20)[:, 4:16]
    assert [report.advice for report in analyse(scores(matrix)).items] == [()] * 12


def test_marks_that_are_the_wrong_way_round_are_probably_mis_keyed() -> None:
    matrix = rasch(200, 10)
    matrix[:, 5] = 1 - matrix[:, 5]
    named = [
        report.figures.item
        for report in analyse(scores(matrix)).items
        if "mis_keyed" in [advice.code for advice in report.advice]
    ]
    assert named == ["Q6"]


@pytest.mark.parametrize("learners", [40, 100, 3000])
def test_a_mis_keyed_item_is_named_with_the_option_that_should_be_its_key(learners: int) -> None:
    matrix = rasch(learners, 11, seed=4)
    letters = letters_for(list(matrix[:, 5]), "BCD")
    found = choosing(matrix, letters, key="C")
    assert "mis_keyed" in codes(found)
    assert "mis-keyed" in texts(found) and "choose A" in texts(found)


def test_the_right_key_is_not_called_wrong() -> None:
    matrix = rasch(300, 11, seed=4)
    assert "mis_keyed" not in codes(choosing(matrix, letters_for(list(matrix[:, 5]), "BCD"), key="A"))


def test_two_options_that_the_strong_choose_are_asked_about() -> None:
    matrix = rasch(600, 11, seed=4)
    letters = letters_for(list(matrix[:, 5]), "CD")
    flip = np.random.default_rng(5).random(600) < 0.8
    both = ["B" if letter == "A" and coin else letter for letter, coin in zip(letters, flip, strict=True)]
    assert "two_keys" in codes(choosing(matrix, both, key="A"))


def test_a_weak_run_against_the_rest_is_not_yet_called_mis_keyed() -> None:
    rows = [[1.0, 0.0, 1.0]] * 6 + [[0.0, 1.0, 0.0]] * 6 + [[1.0, 1.0, 1.0]] * 4 + [[0.0, 0.0, 0.0]] * 4
    assert codes(scores(rows), 1) == ["against_the_rest"]


@pytest.mark.parametrize(
    ("percent", "code"),
    [(100, ["too_easy"]), (95, ["too_easy"]), (94, []), (6, []), (5, ["too_hard"]), (0, ["too_hard"])],
)
def test_an_item_nearly_everyone_gets_right_or_wrong_tells_nothing(percent: int, code: list[str]) -> None:
    assert codes(with_facility(percent)) == code


def test_an_item_on_which_all_earn_half_tells_nothing() -> None:
    matrix = rasch(50, 5)
    matrix[:, 0] = 0.5
    assert codes(scores(matrix)) == ["same_mark"]


def test_an_item_that_has_nothing_to_do_with_the_rest_tells_little() -> None:
    matrix = rasch(1000, 10)
    matrix[:, 0] = np.arange(1000) % 2
    assert codes(scores(matrix)) == ["tells_little"]


def test_no_better_than_guessing_is_said_where_the_guess_is_known() -> None:
    known = with_facility(25)
    items = [ScoredItem("Q1", guess=0.25), *known.items[1:]]
    assert codes(replace(known, items=items)) == ["guessing"]


def test_an_option_nobody_chooses_is_named() -> None:
    matrix = rasch(200, 11)
    found = choosing(matrix, letters_for(list(matrix[:, 5]), "BD"), key="A")
    assert codes(found) == ["nobody_chooses"]
    assert texts(found).startswith("Nobody chooses C:")


def test_an_option_under_5_percent_choose_is_hardly_chosen() -> None:
    matrix = rasch(200, 11)
    letters = letters_for(list(matrix[:, 5]), "BD")
    letters[:9] = ["C"] * 9  # 4.5 %
    assert "hardly_chosen" in codes(choosing(matrix, letters, key="A"))
    letters[:10] = ["C"] * 10
    assert "hardly_chosen" not in codes(choosing(matrix, letters, key="A"))


def test_an_item_that_one_in_five_leave_empty_is_named() -> None:
    matrix = rasch(100, 10)[:, 3:8]
    empty = np.zeros(matrix.shape, dtype=bool)
    empty[:20, 0] = True
    assert "left_empty" in codes(scores(matrix, empty=empty))
    empty[0, 0] = False
    assert "left_empty" not in codes(scores(matrix, empty=empty))


def test_under_20_attempts_the_analysis_is_refused_with_a_sentence() -> None:
    with pytest.raises(TooFewAttempts, match=r"19 attempts .* needs 20"):
        analyse(scores(rasch(19, 5)))


@pytest.mark.parametrize(("attempts", "warned"), [(20, True), (99, True), (100, False)])
def test_under_100_attempts_it_warns(attempts: int, warned: bool) -> None:
    assert bool(analyse(scores(rasch(attempts, 5))).warning) == warned
