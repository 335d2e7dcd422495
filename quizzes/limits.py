"""How often, how long and until when a learner may take a quiz. The server's clock decides."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from quizzes.models import Allowance, Attempt, Behaviour, Quiz


class CannotStart(Exception):
    """There is nothing to ask, no attempt is left, or the quiz is closed."""


class Closed(CannotStart):
    """Nothing can be begun or answered any more."""


class NotYet(CannotStart):
    """The learner has to wait until `at`: the quiz opens then, or the next attempt may begin."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"the next attempt begins at {at} at the earliest")
        self.at = at


@dataclass(frozen=True)
class Terms:
    """What somebody above this app lays down for a learner at a quiz; None or blank: as the quiz has it.

    `key_from`: key and reasons are shown from then on, and not as soon as an attempt is finished.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    attempts: int | None = None
    time: timedelta | None = None
    extra_time: timedelta = timedelta()
    certainty: str = ""
    key_from: datetime | None = None


# Whoever lays down terms, such as the classes that learners are in, puts a function here. It is asked for the
# terms of several learners at once, and gives them by learner; it leaves out whom it lays down nothing for.
PROVIDERS: list[Callable[[Quiz, Collection[int], datetime], Mapping[int, Terms]]] = []


@dataclass(frozen=True)
class Limits:
    """What holds for one learner at one quiz: their allowance wins over terms, and those over the quiz.

    `attempts` is None without a limit; `time` is what an attempt may take, None without a limit.
    """

    attempts: int | None
    wait: timedelta
    time: timedelta | None
    extra_time: timedelta
    closes_at: datetime | None
    opens_at: datetime | None = None
    certainty: str = ""
    key_from: datetime | None = None

    @property
    def closes(self) -> datetime | None:
        """When nothing can be begun or answered any more; extra time moves it."""
        return self.closes_at.astimezone(UTC) + self.extra_time if self.closes_at else None

    @property
    def minutes(self) -> int | None:
        """What an attempt may take in whole minutes, extra time with it."""
        return int((self.time + self.extra_time).total_seconds() // 60) if self.time else None

    def deadline(self, started_at: datetime) -> datetime | None:
        """When an attempt begun at `started_at` ends, counted in UTC: local clocks jump twice a year."""
        ends = started_at.astimezone(UTC) + self.time + self.extra_time if self.time else None
        return min(filter(None, (self.closes, ends)), default=None)

    def check(self, earlier: QuerySet[Attempt], at: datetime) -> None:
        """Raises CannotStart, NotYet among others, where no attempt may be begun at `at`."""
        if self.opens_at and at < self.opens_at:
            raise NotYet(self.opens_at)
        if self.closes and at >= self.closes:
            raise Closed("the quiz is closed")
        if self.attempts is not None and earlier.count() >= self.attempts:
            raise CannotStart("no attempt is left")
        latest = earlier.exclude(finished_at=None).order_by("-finished_at").first() if self.wait else None
        if latest and latest.finished_at and at < latest.finished_at + self.wait:
            raise NotYet(latest.finished_at + self.wait)


def limits_for(user: User, quiz: Quiz, *, at: datetime | None = None) -> Limits:
    """The quiz's limits as they are for this learner; one query, and one for each provider of terms."""
    return limits_of([user.pk], quiz, at=at)[user.pk]


def limits_of(users: Collection[int], quiz: Quiz, *, at: datetime | None = None) -> dict[int, Limits]:
    """The limits of several learners, by learner, in as many queries as those of one."""
    terms: dict[int, Terms] = {}
    for provider in PROVIDERS:
        terms |= provider(quiz, users, at or timezone.now())
    own = {row.user_id: row for row in Allowance.objects.filter(user__in=users, quiz=quiz)}
    return {pk: _limits(quiz, own.get(pk) or Allowance(), terms.get(pk) or Terms()) for pk in users}


def _limits(quiz: Quiz, own: Allowance, terms: Terms) -> Limits:
    allowed = quiz.attempts_allowed if terms.attempts is None else terms.attempts
    time = timedelta(seconds=quiz.time_limit) if quiz.time_limit else None
    return Limits(
        attempts=None if allowed is None else allowed + own.extra_attempts,
        wait=timedelta(seconds=quiz.wait_between),
        time=terms.time or time,
        extra_time=max(timedelta(seconds=own.extra_time), terms.extra_time),
        closes_at=own.closes_at or terms.closes_at or quiz.closes_at,
        opens_at=terms.opens_at,
        certainty=terms.certainty or quiz.certainty,
        key_from=terms.key_from,
    )


@transaction.atomic
def retime(quiz: Quiz, users: Collection[int] | QuerySet[User], *, at: datetime | None = None) -> None:
    """Gives the attempts of these learners the times that hold for them now: call it when terms have changed.

    No deadline is set back behind `at`, so nothing answered in time is late; a key once shown stays shown.
    """
    at = at or timezone.now()
    theirs = Attempt.objects.filter(quiz=quiz, user__in=users, behaviour=Behaviour.GRADED)
    concerned = theirs.filter(Q(state=Attempt.State.OPEN) | Q(key_from__isnull=False))
    attempts = list(concerned.select_for_update().order_by("pk"))
    limits = limits_of({attempt.user_id for attempt in attempts}, quiz, at=at)
    for attempt in attempts:
        held = limits[attempt.user_id]
        attempt.key_from = held.key_from
        if attempt.is_open:
            attempt.deadline = _moved(attempt.deadline, held.deadline(attempt.started_at), at)
    Attempt.objects.bulk_update(attempts, ["deadline", "key_from"], batch_size=500)


def _moved(old: datetime | None, new: datetime | None, at: datetime) -> datetime | None:
    """The new deadline; one that has gone by already stays where it was, or moves on."""
    return max(new, min(old or at, at)) if new else None
