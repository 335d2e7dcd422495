"""What an item analysis starts from: learners by items, one fraction a cell."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from math import fsum, isfinite
from typing import TypeVar

T = TypeVar("T")
Chosen = AbstractSet[str]


class BadScores(ValueError):
    """These scores cannot be analysed; the message says which learner's, and on which item."""


@dataclass(frozen=True)
class ScoredItem:
    """One column: what it is called, what it is worth, and what is known of the question.

    `guess` is the fraction that random answers earn on average: 0.25 for one right option of four.
    `options` are what could be chosen, in the order to show them, and `key` the right ones among them.
    """

    name: str
    max_mark: float = 1.0
    guess: float | None = None
    options: tuple[str, ...] = ()
    key: Chosen = frozenset()


@dataclass(frozen=True)
class Scores:
    """One row an attempt, one cell an item. Raises BadScores at once when something in it is impossible.

    A fraction is 0 to 1. None means that the item was shown but not answered, or not reached: it earns 0, as
    in Moodle, and is counted as left empty besides. `chosen`, `seconds` and `certainty`, where given, have
    the shape of `fractions`; a None in one of them is not known, and left out of what is made of it.
    """

    items: Sequence[ScoredItem]
    fractions: Sequence[Sequence[float | None]]
    chosen: Sequence[Sequence[Chosen | None]] | None = None
    seconds: Sequence[Sequence[float | None]] | None = None
    certainty: Sequence[Sequence[int | None]] | None = None

    def __post_init__(self) -> None:
        if not self.items:
            raise BadScores("There are no items to analyse.")
        for item in self.items:
            _check_item(item)
        for name in ("fractions", "chosen", "seconds", "certainty"):
            _check_shape(name, getattr(self, name), len(self.fractions), len(self.items))
        for item, column in zip(self.items, self.columns, strict=True):
            _check_column(item.name, column)

    @property
    def attempts(self) -> int:
        return len(self.fractions)

    @property
    def max_mark(self) -> float:
        """What the whole quiz is worth."""
        return fsum(item.max_mark for item in self.items)

    @cached_property
    def columns(self) -> list[tuple[float | None, ...]]:
        """The fractions, a column an item."""
        return columns_of(self.fractions, len(self.items))

    @cached_property
    def marks(self) -> list[list[float]]:
        """A column an item: what each learner earned on it, an empty cell being 0."""
        return [_marks(item.max_mark, column) for item, column in zip(self.items, self.columns, strict=True)]

    @cached_property
    def totals(self) -> list[float]:
        """What each learner earned in all. Summed exactly, so that the order of the items cannot matter."""
        return [fsum(row) for row in zip(*self.marks, strict=True)]

    def left_empty(self, position: int) -> int:
        """How many learners gave the item no answer."""
        return self.columns[position].count(None)


def columns_of(rows: Sequence[Sequence[T]], width: int) -> list[tuple[T, ...]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _marks(max_mark: float, column: Sequence[float | None]) -> list[float]:
    return [float(fraction) * max_mark if fraction else 0.0 for fraction in column]


def _check_item(item: ScoredItem) -> None:
    if not (isfinite(item.max_mark) and item.max_mark > 0):
        raise BadScores(f"{item.name}: the most it is worth must be above 0, not {item.max_mark}.")
    if item.guess is not None and not 0 <= item.guess <= 1:
        raise BadScores(f"{item.name}: guessing earns from 0 to 1 of it, not {item.guess}.")


def _check_shape(name: str, rows: Sequence[Sequence[object]] | None, height: int, width: int) -> None:
    if rows is None:
        return
    if len(rows) != height:
        raise BadScores(f"{name} has {len(rows)} rows, and fractions {height}.")
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise BadScores(f"{name}, row {number}: {len(row)} cells for {width} items.")


def _check_column(name: str, column: Sequence[float | None]) -> None:
    """Refuses what is outside 0 to 1; NaN too, which is inside nothing."""
    for fraction in set(column):
        if fraction is not None and not 0 <= fraction <= 1:
            row = column.index(fraction) + 1
            raise BadScores(f"{name}, row {row}: {fraction} is not a mark from 0 to 1.")
