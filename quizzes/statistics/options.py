"""Who chooses what: each option of an item, by how the choosers do on the rest of the quiz."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import fsum

from quizzes.statistics.intervals import Interval, wilson
from quizzes.statistics.items import Spread, percent
from quizzes.statistics.moments import correlation
from quizzes.statistics.ranks import ranked
from quizzes.statistics.scores import Chosen, ScoredItem, Scores

FIFTHS = 5


@dataclass(frozen=True)
class OptionFigures:
    """One option; `option` is None for those who chose nothing. `by_fifth` counts the weakest fifth first.

    `correlation` is Pearson's r of having chosen it with the rest of the quiz: a key's should be positive,
    a distractor's negative.
    """

    option: str | None
    is_key: bool
    count: int
    share: float
    share_interval: Interval | None
    by_fifth: tuple[int, ...]
    correlation: float | None


@dataclass(frozen=True)
class OptionTable:
    """The distractor table of one item; `sizes` says how many learners each fifth holds."""

    sizes: tuple[int, ...]
    rows: tuple[OptionFigures, ...]


@dataclass(frozen=True)
class Choosers:
    """Those who chose the same: each one's fifth, and deviation on the rest of the quiz."""

    chosen: Chosen
    fifths: list[int] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)


def option_table(scores: Scores, position: int, spread: Spread) -> OptionTable | None:
    """What was chosen on an item. None where options are not recorded, or nobody has met the item."""
    item = scores.items[position]
    if scores.chosen is None or not scores.attempts:
        return None
    choices = [row[position] for row in scores.chosen]
    fifths = ranked(spread.rest, scores.max_mark, FIFTHS)
    groups = _grouped(choices, fifths, spread.rest)
    options = _options(item, groups)
    if not options:
        return None
    sorts = [(each, [one for one in groups if each in one.chosen]) for each in options]
    rows = [_figures(each, each in item.key, choosers, spread) for each, choosers in sorts]
    rows.append(_figures(None, False, [one for one in groups if not one.chosen], spread))
    return OptionTable(_by_fifth(fifths), tuple(rows))


def _grouped(choices: Sequence[Chosen | None], fifths: list[int], rest: list[float]) -> list[Choosers]:
    groups: dict[Chosen, Choosers] = {}
    for choice, fifth, deviation in zip(choices, fifths, rest, strict=True):
        chosen = frozenset(choice or ())
        group = groups.get(chosen) or groups.setdefault(chosen, Choosers(chosen))
        group.fifths.append(fifth)
        group.rest.append(deviation)
    return list(groups.values())


def _options(item: ScoredItem, groups: Sequence[Choosers]) -> list[str]:
    """The options as the item lists them, then those that only an earlier version of it had."""
    seen = {option for group in groups for option in group.chosen}
    return [*item.options, *sorted(seen.difference(item.options))]


def _figures(option: str | None, is_key: bool, groups: Sequence[Choosers], spread: Spread) -> OptionFigures:
    count, n = sum(len(group.rest) for group in groups), len(spread.rest)
    # Deviations sum to 0, so that of S(dx dy), with x 1 or 0, only the choosers' part is left.
    both = fsum(chain.from_iterable(group.rest for group in groups))
    return OptionFigures(
        option=option,
        is_key=is_key,
        count=count,
        share=100 * count / n,
        share_interval=percent(wilson(count / n, n)),
        by_fifth=_by_fifth(chain.from_iterable(group.fifths for group in groups)),
        correlation=correlation(both, count * (n - count) / n, spread.rest_rest),
    )


def _by_fifth(fifths: Iterable[int]) -> tuple[int, ...]:
    counts = Counter(fifths)
    return tuple(counts[fifth] for fifth in range(FIFTHS))
