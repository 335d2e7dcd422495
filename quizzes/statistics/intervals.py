"""How far a figure from this many learners can be trusted."""

from __future__ import annotations

from math import atanh, sqrt, tanh

Interval = tuple[float, float]

Z_95 = 1.959963984540054  # two-sided 95 %
Z_95_ONE_SIDED = 1.6448536269514722
Z_90_ONE_SIDED = 1.2815515655446004


def wilson(share: float, n: int, z: float = Z_95) -> Interval | None:
    """Wilson's score interval of a share from 0 to 1; None without learners.

    (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n). With part marks the share is a mean of
    numbers from 0 to 1, which vary no more than right and wrong would: the interval is then wider than need
    be, never narrower.
    Source: E. B. Wilson, Probable inference, the law of succession ..., JASA 22 (1927).
    """
    if n == 0:
        return None
    z2 = z * z / n
    centre, width = share + z2 / 2, z * sqrt(share * (1 - share) / n + z2 / (4 * n))
    return max(0.0, (centre - width) / (1 + z2)), min(1.0, (centre + width) / (1 + z2))


def fisher(r: float | None, n: int, z: float = Z_95) -> Interval | None:
    """The interval of a correlation: tanh(atanh(r) -+ z / sqrt(n - 3)). None for fewer than four learners.

    Source: R. A. Fisher, On the probable error of a coefficient of correlation, Metron 1 (1921).
    """
    if r is None or n < 4:
        return None
    if abs(r) == 1:
        return r, r
    width = z / sqrt(n - 3)
    return tanh(atanh(r) - width), tanh(atanh(r) + width)
