"""Means, variances and the higher moments, with n - 1 and k-statistics as in Moodle's documentation.

Everything works on deviations from the mean, taken in a second pass and summed exactly with fsum: there is
no difference of large sums, and the order of the learners cannot change the last digit. In the formulas n is
the number of learners, d a deviation, S a sum over the learners.

Source: https://docs.moodle.org/dev/Quiz_statistics_calculations and, for k-statistics, Kendall and Stuart,
The Advanced Theory of Statistics, vol. 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt
from operator import mul

# Values that differ by less than this part of the scale are the same value, computed in another order.
ROUNDING = 1e-12


def mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def deviations(values: Sequence[float], scale: float) -> list[float]:
    """Each value's distance from the mean. Exactly 0 throughout when the values are all the same.

    `scale` is the largest value there could be. Without it, totals such as 0.1 + 0.2 and 0.3 would differ by
    their rounding, and a correlation made of nothing else would be reported as found.
    """
    if max(values) - min(values) <= ROUNDING * scale:
        return [0.0] * len(values)
    centre = mean(values)
    return [value - centre for value in values]


def products(one: Sequence[float], other: Sequence[float]) -> float:
    """S(dx dy) of two lists of deviations: what variance, covariance and correlation are made of."""
    return fsum(map(mul, one, other))


def per_degree(total: float, n: int) -> float | None:
    """S / (n - 1): V(x) of S(dx^2), C(x, y) of S(dx dy). None for fewer than two learners."""
    return total / (n - 1) if n > 1 else None


def correlation(both: float, one: float, other: float) -> float | None:
    """Pearson's r = S(dx dy) / sqrt(S(dx^2) S(dy^2)); None when either is the same for everyone."""
    width = sqrt(one) * sqrt(other)
    return max(-1.0, min(1.0, both / width)) if width else None


def skewness(d: Sequence[float]) -> float | None:
    """k3 / k2^(3/2), with k2 = n m2 / (n-1) and k3 = n^2 m3 / ((n-1)(n-2)), where m is S(d^power) / n.

    None for fewer than three learners, or when all are the same.
    """
    n, m2 = len(d), _moment(d, 2)
    if n < 3 or m2 == 0:
        return None
    k2 = n * m2 / (n - 1)
    k3 = n * n * _moment(d, 3) / ((n - 1) * (n - 2))
    return k3 / (k2 * sqrt(k2))


def kurtosis(d: Sequence[float]) -> float | None:
    """k4 / k2^2, with k4 = n^2 ((n+1) m4 - 3 (n-1) m2^2) / ((n-1)(n-2)(n-3)); 0 for a normal distribution.

    None for fewer than four learners, or when all are the same.
    """
    n, m2 = len(d), _moment(d, 2)
    if n < 4 or m2 == 0:
        return None
    k2 = n * m2 / (n - 1)
    k4 = n * n * ((n + 1) * _moment(d, 4) - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
    return k4 / (k2 * k2)


def _moment(d: Sequence[float], power: int) -> float:
    return fsum(each**power for each in d) / len(d)
