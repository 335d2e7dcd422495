"""The figures a second time: with numpy and scipy, from the definitions, sharing nothing with the code."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

from tests.quizzes.statistics.samples import Matrix


def items(matrix: Matrix, weights: list[float] | None = None) -> list[dict[str, float]]:
    """Every item's figures, for data in which all of them are defined."""
    most = np.asarray(weights or [1.0] * matrix.shape[1])
    marks = matrix * most
    total = marks.sum(axis=1)
    with_total = np.array([np.cov(column, total, ddof=1)[0, 1] for column in marks.T])
    roots = np.sqrt(np.where(with_total >= 0, with_total, np.nan))
    return [
        {
            "facility": 100 * marks[:, j].mean() / most[j],
            "sd": 100 * marks[:, j].std(ddof=1) / most[j],
            "discrimination_index": 100 * stats.pearsonr(marks[:, j], total - marks[:, j]).statistic,
            "discriminative_efficiency": efficiency(marks[:, j], np.delete(marks, j, axis=1).sum(axis=1)),
            "item_rest_correlation": np.corrcoef(marks[:, j], total - marks[:, j])[0, 1],
            "effective_weight": 100 * roots[j] / np.nansum(roots),
            "intended_weight": 100 * most[j] / most.sum(),
        }
        for j in range(matrix.shape[1])
    ]


def efficiency(own: Any, rest: Any) -> float:
    return float(100 * np.cov(own, rest)[0, 1] / np.cov(np.sort(own), np.sort(rest))[0, 1])


def quiz(matrix: Matrix, weights: list[float] | None = None) -> dict[str, float]:
    marks = matrix * np.asarray(weights or [1.0] * matrix.shape[1])
    most = sum(weights or [1.0] * matrix.shape[1])
    total, count = marks.sum(axis=1), matrix.shape[1]
    # Alpha from the covariance matrix: the share of the total's variance that lies off its diagonal.
    table = np.cov(marks, rowvar=False, ddof=1)
    alpha = count / (count - 1) * (table.sum() - np.trace(table)) / table.sum()
    sd = 100 * total.std(ddof=1) / most
    return {
        "mean": 100 * total.mean() / most,
        "median": 100 * float(np.median(total)) / most,
        "sd": sd,
        "skewness": stats.skew(total, bias=False),
        "kurtosis": stats.kurtosis(total, bias=False),
        "alpha": alpha,
        "error_ratio": 100 * np.sqrt(1 - alpha),
        "standard_error": sd * np.sqrt(1 - alpha),
    }
