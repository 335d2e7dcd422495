"""What the marks say of the quiz as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import median

from quizzes.statistics.moments import deviations, kurtosis, mean, per_degree, products, skewness
from quizzes.statistics.scores import Scores


@dataclass(frozen=True)
class QuizFigures:
    """Mean, median, sd, error ratio and standard error are in percent; None is "not defined".

    Source of every formula: https://docs.moodle.org/dev/Quiz_statistics_calculations, "Test statistics".
    """

    mean: float | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None


def quiz_figures(scores: Scores, variances: Sequence[float | None]) -> QuizFigures:
    """The figures of the totals. `variances` are those of the items' marks, for alpha."""
    if not scores.attempts:
        return QuizFigures(None, None, None, None, None, None, None, None)
    totals, scale = scores.totals, scores.max_mark
    d = deviations(totals, scale)
    spread = per_degree(products(d, d), len(d))
    alpha = cronbach_alpha(variances, spread)
    sd = None if spread is None else 100 * sqrt(spread) / scale
    ratio = error_ratio(alpha)
    return QuizFigures(
        mean=100 * mean(totals) / scale,
        median=100 * median(totals) / scale,
        sd=sd,
        skewness=skewness(d),
        kurtosis=kurtosis(d),
        alpha=alpha,
        error_ratio=ratio,
        standard_error=None if ratio is None or sd is None else ratio * sd / 100,
    )


def cronbach_alpha(variances: Sequence[float | None], total: float | None) -> float | None:
    """P / (P - 1) * (1 - S V(x) / V(T)) for P items: Moodle's CIC, as a fraction and not in percent.

    Negative when the items work against each other. None for one item, one learner or equal totals.
    Also: L. J. Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16 (1951).
    """
    known = [each for each in variances if each is not None]
    if not total or len(variances) < 2 or len(known) < len(variances):
        return None
    return len(known) / (len(known) - 1) * (1 - fsum(known) / total)


def error_ratio(alpha: float | None) -> float | None:
    """100 sqrt(1 - alpha): the part of the sd that is chance; above 100 if alpha is negative."""
    return None if alpha is None else 100 * sqrt(max(0.0, 1 - alpha))
