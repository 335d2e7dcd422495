"""Score matrices to analyse: simulated with a fixed seed, and made by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quizzes.statistics import ScoredItem, Scores

Matrix = NDArray[np.float64]


def rasch(learners: int, items: int, seed: int = 1, spread: float = 1.0) -> Matrix:
    """Right and wrong answers of learners to items of rising difficulty, by the Rasch model."""
    random = np.random.default_rng(seed)
    ability = random.normal(0, spread, (learners, 1))
    difficulty = np.linspace(-2, 2, items)
    return (random.random((learners, items)) < 1 / (1 + np.exp(difficulty - ability))).astype(float)


def part_marks(learners: int, items: int, seed: int = 2) -> Matrix:
    """Marks in quarters and thirds, loosely tied to ability."""
    random = np.random.default_rng(seed)
    ability = random.normal(0, 1, (learners, 1))
    raw = 1 / (1 + np.exp(-ability - random.normal(0, 1.5, (learners, items))))
    steps = np.where(np.arange(items) % 2 == 0, 4, 3)
    return np.round(raw * steps) / steps


def scores(
    matrix: Matrix | list[list[float]],
    weights: list[float] | None = None,
    empty: NDArray[np.bool_] | None = None,
) -> Scores:
    """Scores of a matrix; cells where `empty` is true were not answered."""
    rows = np.asarray(matrix, dtype=float)
    weights = weights or [1.0] * rows.shape[1]
    fractions: list[list[float | None]] = [[float(cell) for cell in row] for row in rows]
    if empty is not None:
        fractions = [
            [None if gone else cell for cell, gone in zip(row, gaps, strict=True)]
            for row, gaps in zip(fractions, empty, strict=True)
        ]
    items = [ScoredItem(f"Q{number}", weight) for number, weight in enumerate(weights, start=1)]
    return Scores(items, fractions)


# Six learners, three items; every figure of it can be followed with pencil and paper.
BY_HAND = [
    [1.0, 1.0, 1.0],
    [1.0, 1.0, 0.0],
    [1.0, 0.0, 1.0],
    [1.0, 0.0, 0.0],
    [0.0, 1.0, 0.0],
    [0.0, 0.0, 0.0],
]
