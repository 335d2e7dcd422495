"""When an assignment opens, is due and closes for one pupil. Pure: rows with extensions are handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Timing:
    """What holds for one pupil: an extension counts where it is longer, and extra time moves the closing."""

    opens_at: datetime | None
    due_at: datetime | None
    extra_time: timedelta
    closes: bool

    @property
    def closes_at(self) -> datetime | None:
        """When nothing can be answered any more; None where late work is taken."""
        return self.due_at + self.extra_time if self.closes and self.due_at else None

    def has_opened(self, at: datetime) -> bool:
        return self.opens_at is None or at >= self.opens_at

    def has_closed(self, at: datetime) -> bool:
        return self.closes_at is not None and at >= self.closes_at

    def is_open(self, at: datetime) -> bool:
        return self.has_opened(at) and not self.has_closed(at)

    def is_past(self, at: datetime) -> bool:
        return self.due_at is not None and at > self.due_at


def timing_of(row: Any) -> Timing:
    """The timing of a row of `Assignment.objects.given_to`."""
    seconds = max(row.their_extra or 0, row.group_extra or 0)
    return Timing(row.opens_at, _latest(row), timedelta(seconds=seconds), row.closes)


def _latest(row: Any) -> datetime | None:
    """The latest of the class's, the group's and the pupil's own due time; None where the class has none."""
    if row.due_at is None:
        return None
    later: datetime = max(filter(None, (row.due_at, row.group_due, row.their_due)))
    return later
