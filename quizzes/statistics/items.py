"""What the marks say of each item. Indices are in percent; None is "not defined"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from operator import sub

from quizzes.statistics.intervals import Interval, fisher, wilson
from quizzes.statistics.moments import ROUNDING, correlation, deviations, mean, per_degree, products
from quizzes.statistics.scores import ScoredItem, Scores


@dataclass(frozen=True)
class ItemFigures:
    """`item_rest_correlation` is a coefficient from -1 to 1; intervals are those of 95 %, in percent.

    Source of the formulas: https://docs.moodle.org/dev/Quiz_statistics_calculations, "Position statistics".
    """

    item: str
    facility: float | None
    facility_interval: Interval | None
    sd: float | None
    discrimination_index: float | None
    discrimination_interval: Interval | None
    discriminative_efficiency: float | None
    item_rest_correlation: float | None
    effective_weight: float | None
    intended_weight: float
    random_guess_score: float | None
    attempts: int
    left_empty: int


@dataclass(frozen=True)
class Spread:
    """One item's marks as deviations from their mean (`own`), beside those of the rest of the quiz.

    The other fields are the sums of their products, with each other and with the deviations of the total.
    """

    own: list[float]
    rest: list[float]
    own_own: float
    rest_rest: float
    own_rest: float
    own_total: float

    @property
    def variance(self) -> float | None:
        return per_degree(self.own_own, len(self.own))

    @property
    def correlation(self) -> float | None:
        """Of the item with the rest: corrected, for the item is not correlated with itself."""
        return correlation(self.own_rest, self.own_own, self.rest_rest)


def spreads(scores: Scores) -> list[Spread]:
    """Every item's spread; an empty list without learners."""
    if not scores.attempts:
        return []
    total = deviations(scores.totals, scores.max_mark)
    total_total = products(total, total)
    return [_spread(scores, position, total, total_total) for position in range(len(scores.items))]


def _spread(scores: Scores, position: int, total: list[float], total_total: float) -> Spread:
    marks = scores.marks[position]
    own = deviations(marks, scores.items[position].max_mark)
    rest = deviations(list(map(sub, scores.totals, marks)), scores.max_mark)
    own_own, own_total = products(own, own), products(own, total)
    # What rounding left of a 0 is 0: its root would otherwise be a weight that one could see.
    if abs(own_total) <= ROUNDING * sqrt(own_own * total_total):
        own_total = 0.0
    return Spread(own, rest, own_own, products(rest, rest), products(own, rest), own_total)


def item_figures(scores: Scores, spreads: Sequence[Spread]) -> list[ItemFigures]:
    if not spreads:
        return [_unanswered(item, intended_weight(item, scores)) for item in scores.items]
    weights = effective_weights([per_degree(each.own_total, len(each.own)) for each in spreads])
    return [
        _item_figures(scores, position, spread, weight)
        for position, (spread, weight) in enumerate(zip(spreads, weights, strict=True))
    ]


def _item_figures(scores: Scores, position: int, spread: Spread, weight: float | None) -> ItemFigures:
    item, n = scores.items[position], scores.attempts
    share = min(1.0, mean(scores.marks[position]) / item.max_mark)
    r = spread.correlation
    return ItemFigures(
        item=item.name,
        facility=100 * share,
        facility_interval=percent(wilson(share, n)),
        sd=None if spread.variance is None else 100 * sqrt(spread.variance) / item.max_mark,
        discrimination_index=None if r is None else 100 * r,
        discrimination_interval=percent(fisher(r, n)),
        discriminative_efficiency=discriminative_efficiency(spread),
        item_rest_correlation=r,
        effective_weight=weight,
        intended_weight=intended_weight(item, scores),
        random_guess_score=random_guess_score(item),
        attempts=n,
        left_empty=scores.left_empty(position),
    )


def _unanswered(item: ScoredItem, weight: float) -> ItemFigures:
    """An item that nobody has met."""
    guess = random_guess_score(item)
    return ItemFigures(item.name, None, None, None, None, None, None, None, None, weight, guess, 0, 0)


def discriminative_efficiency(spread: Spread) -> float | None:
    """100 C(x, X) / Cmax(x, X): how much of the discrimination that these marks allow is there.

    Cmax is the covariance of the same marks and rests, each sorted: as if whoever did best on the rest had
    also earned most here. None when either is the same for everyone.
    """
    most = products(sorted(spread.own), sorted(spread.rest))
    return 100 * spread.own_rest / most if most > 0 else None


def effective_weights(covariances: Sequence[float | None]) -> list[float | None]:
    """100 sqrt(C(x, T)) / S sqrt(C(x, T)): an item's part in how the totals differ.

    As in Moodle, an item whose marks fall while the totals rise has none (None) and is left out of the sum;
    one that is the same for everyone has 0. All are None when the totals do not differ.
    """
    roots = [None if each is None or each < 0 else sqrt(each) for each in covariances]
    whole = fsum(root for root in roots if root is not None)
    return [None if root is None or whole == 0 else 100 * root / whole for root in roots]


def intended_weight(item: ScoredItem, scores: Scores) -> float:
    """100 xmax / Tmax: the item's part of what the quiz is worth."""
    return 100 * item.max_mark / scores.max_mark


def random_guess_score(item: ScoredItem) -> float | None:
    """What random answers earn on average; None where nobody can tell, as for free text."""
    return None if item.guess is None else 100 * item.guess


def percent(interval: Interval | None) -> Interval | None:
    return None if interval is None else (100 * interval[0], 100 * interval[1])
