"""How an item was answered: how long it took, and how sure people were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from statistics import quantiles

from quizzes.statistics.intervals import Interval, wilson
from quizzes.statistics.items import percent
from quizzes.statistics.scores import Scores


@dataclass(frozen=True)
class TimeFigures:
    """Seconds spent on an item: quartiles, since a few leave the page open over lunch."""

    count: int
    lower_quartile: float
    median: float
    upper_quartile: float


@dataclass(frozen=True)
class CertaintyFigures:
    """Those who were this sure, and what they earned, in percent: the surer, the more it should be."""

    level: int
    count: int
    facility: float
    facility_interval: Interval | None


def time_figures(scores: Scores, position: int) -> TimeFigures | None:
    """Quartiles with linear interpolation (Hyndman and Fan's type 7). None where no time is known."""
    known = [row[position] for row in scores.seconds or ()]
    seconds = [each for each in known if each is not None]
    if not seconds:
        return None
    lower, middle, upper = quantiles(seconds * 2 if len(seconds) == 1 else seconds, n=4, method="inclusive")
    return TimeFigures(len(seconds), lower, middle, upper)


def certainty_figures(scores: Scores, position: int) -> tuple[CertaintyFigures, ...]:
    """One entry a level of certainty that somebody gave, the least sure first."""
    said = [row[position] for row in scores.certainty or ()]
    # Marks are few different numbers, mostly 0 and 1: counted, thousands of learners are a handful of pairs.
    pairs = Counter(zip(said, scores.columns[position], strict=False))
    levels = sorted({level for level, _fraction in pairs if level is not None})
    return tuple(
        _level(level, [(f or 0.0, n) for (one, f), n in pairs.items() if one == level]) for level in levels
    )


def _level(level: int, counted: Sequence[tuple[float, int]]) -> CertaintyFigures:
    """The figures of a level from (fraction, how many earned it)."""
    n = sum(count for _fraction, count in counted)
    share = min(1.0, fsum(fraction * count for fraction, count in counted) / n)
    return CertaintyFigures(level, n, 100 * share, percent(wilson(share, n)))
