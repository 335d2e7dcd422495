"""Moving a guest's attempts to the account they sign in to; responses stay on their items."""

from __future__ import annotations

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from quizzes.models import Attempt, AttemptItem, Behaviour
from quizzes.progress import settle
from quizzes.reporting import move_reports


def move_attempts(guest: User, account: User) -> None:
    """The guest's attempts, and reports of errors, become the account's; attempts are numbered after its own.

    Where both have an open one, the one with fewer answers is set aside: it can still be read. Practice is
    joined instead, check by check; what both have answered stays with the one that is set aside.
    """
    attempts = list(Attempt.objects.filter(user=guest).order_by("number", "pk"))
    for attempt in attempts:
        _settle_which_stays_open(attempt, account)
        latest = Attempt.objects.filter(user=account, quiz=attempt.quiz_id).aggregate(Max("number"))
        attempt.user = account
        attempt.number = (latest["number__max"] or 0) + 1
        attempt.save(update_fields=["user", "number", "state"])
    move_reports(guest, account)
    for course_id in {attempt.quiz.course_id for attempt in attempts}:
        settle(account, course_id, at=timezone.now())


def _settle_which_stays_open(attempt: Attempt, account: User) -> None:
    """Sets one of two open attempts at the same quiz aside; the caller saves `attempt`."""
    theirs = Attempt.objects.filter(user=account, quiz=attempt.quiz_id, state=Attempt.State.OPEN).first()
    if not attempt.is_open or theirs is None:
        return
    if attempt.behaviour == Behaviour.PRACTICE:
        _join(attempt, theirs)
        attempt.state = Attempt.State.ABANDONED
    elif _answered(attempt) < _answered(theirs):
        attempt.state = Attempt.State.ABANDONED
    else:
        theirs.state = Attempt.State.ABANDONED
        theirs.save(update_fields=["state"])


def _join(attempt: Attempt, theirs: Attempt) -> None:
    """Moves the items of versions that `theirs` has not answered, in place of its unanswered ones."""
    theirs.items.filter(last_sequence=0).delete()
    last = theirs.items.aggregate(Max("position"))["position__max"] or 0
    missing = attempt.items.exclude(version__in=theirs.items.values("version"))
    for position, item in enumerate(missing.order_by("position"), last + 1):
        AttemptItem.objects.filter(pk=item.pk).update(attempt=theirs, position=position)
    Attempt.objects.filter(pk=theirs.pk).update(max_mark=theirs.items.count())


def _answered(attempt: Attempt) -> int:
    return attempt.items.filter(last_sequence__gt=0).count()
