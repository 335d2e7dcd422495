"""Learners put into groups from weak to strong, equals always together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from quizzes.statistics.moments import ROUNDING


def ranked(values: Sequence[float], scale: float, groups: int) -> list[int]:
    """Which of `groups` groups of about equal size each learner is in, 0 for the weakest.

    Equal values share a group, that of the middle of their ranks, so that the order of the learners decides
    nothing. Groups are therefore of equal size only when few learners tie, and some may be empty.
    """
    levels, counts = _levels(values, scale)
    group_of, before = [], 0
    for count in counts:
        # The middle of the ranks, doubled: in whole numbers, halves cannot be rounded.
        group_of.append(groups * (2 * before + count) // (2 * len(values)))
        before += count
    return [group_of[level] for level in levels]


def levelled(values: Sequence[float], scale: float) -> list[int]:
    """Which of the values that occur each learner has, 0 for the lowest."""
    return _levels(values, scale)[0]


def _levels(values: Sequence[float], scale: float) -> tuple[list[int], list[int]]:
    """Each learner's level, and how many learners each level has; rounding makes no level of its own."""
    number_of = {value: round(value / (ROUNDING * scale)) for value in set(values)}
    rounded = [number_of[value] for value in values]
    counts = [(value, sum(1 for _same in same)) for value, same in groupby(sorted(rounded))]
    level_of = {value: level for level, (value, _count) in enumerate(counts)}
    return [level_of[value] for value in rounded], [count for _value, count in counts]
