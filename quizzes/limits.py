"""How often, how long and until when a learner may take a quiz. The server's clock decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from quizzes.models import Allowance, Attempt, Quiz


class CannotStart(Exception):
    """There is nothing to ask, no attempt is left, or the quiz is closed."""


class NotYet(CannotStart):
    """The learner has to wait until `at` before the next attempt."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"the next attempt begins at {at} at the earliest")
        self.at = at


@dataclass(frozen=True)
class Limits:
    """What holds for one learner at one quiz: their own allowance wins over the quiz's settings.

    `attempts` is None without a limit; `time` is what an attempt may take, None without a limit.
    """

    attempts: int | None
    wait: timedelta
    time: timedelta | None
    extra_time: timedelta
    closes_at: datetime | None

    @property
    def closes(self) -> datetime | None:
        """When nothing can be begun or answered any more; extra time moves it."""
        return self.closes_at.astimezone(UTC) + self.extra_time if self.closes_at else None

    def deadline(self, started_at: datetime) -> datetime | None:
        """When an attempt begun at `started_at` ends, counted in UTC: local clocks jump twice a year."""
        ends = started_at.astimezone(UTC) + self.time + self.extra_time if self.time else None
        return min(filter(None, (self.closes, ends)), default=None)

    def check(self, earlier: QuerySet[Attempt], at: datetime) -> None:
        """Raises CannotStart, NotYet among others, where no attempt may be begun at `at`."""
        if self.closes and at >= self.closes:
            raise CannotStart("the quiz is closed")
        if self.attempts is not None and earlier.count() >= self.attempts:
            raise CannotStart("no attempt is left")
        latest = earlier.exclude(finished_at=None).order_by("-finished_at").first() if self.wait else None
        if latest and latest.finished_at and at < latest.finished_at + self.wait:
            raise NotYet(latest.finished_at + self.wait)


def limits_for(user: User, quiz: Quiz) -> Limits:
    """The quiz's limits as they are for this learner; one query."""
    own = Allowance.objects.filter(user=user, quiz=quiz).first() or Allowance()
    allowed = quiz.attempts_allowed
    return Limits(
        attempts=None if allowed is None else allowed + own.extra_attempts,
        wait=timedelta(seconds=quiz.wait_between),
        time=timedelta(seconds=quiz.time_limit) if quiz.time_limit else None,
        extra_time=timedelta(seconds=own.extra_time),
        closes_at=own.closes_at or quiz.closes_at,
    )
