"""Learners report errors in questions; a teacher replies; the learner takes the reply off when it is read."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from quizzes.models import Correction, Question, QuestionReport, QuestionVersion

LONGEST = 2000  # characters of one report
JOINED = 3 * LONGEST  # of all that one learner says of one version before a teacher replies
MOST, WITHIN = 10, timedelta(hours=1)


class TooManyReports(Exception):
    """One learner has sent as many as one teacher can read."""


@transaction.atomic
def report(version: QuestionVersion, text: str, *, by: User, at: datetime | None = None) -> QuestionReport:
    """Writes down what a learner says is wrong. Raises ValueError for no text or too much, TooManyReports.

    What they say of a version that they have reported already, and no teacher has replied to, joins that; the
    same words a second time change nothing.
    """
    at, text = at or timezone.now(), text.strip()
    if not 0 < len(text) <= LONGEST:
        raise ValueError(f"a report has 1 to {LONGEST} characters")
    User.objects.select_for_update().get(pk=by.pk)  # one at a time for each learner
    found = QuestionReport.objects.filter(version=version, user=by, resolved_at=None).first()
    if found:
        if len(found.text) + len(text) > JOINED:
            raise TooManyReports
        return _join(found, text)
    if QuestionReport.objects.filter(user=by, created_at__gt=at - WITHIN).count() >= MOST:
        raise TooManyReports
    return QuestionReport.objects.create(version=version, user=by, text=text, created_at=at)


def _join(found: QuestionReport, text: str) -> QuestionReport:
    if text not in found.text:
        found.text = f"{found.text}\n\n{text}"
        found.save(update_fields=["text"])
    return found


@transaction.atomic
def resolve(
    pk: int,
    question: Question,
    *,
    reply: str,
    by: User,
    correction: Correction | None = None,
    at: datetime | None = None,
) -> QuestionReport:
    """Closes a report about this question with a reply. Http404 for another's; a closed one stays as it is.

    Raises ValueError for no reply, or a correction of another question.
    """
    report = get_object_or_404(
        QuestionReport.objects.select_for_update(of=("self",)), pk=pk, version__question=question
    )
    if report.resolved_at is not None:
        return report
    if not reply.strip() or (correction and correction.question_id != question.pk):
        raise ValueError("a reply is needed, and a correction of this question if any")
    report.reply, report.correction = reply.strip(), correction
    report.resolved_at, report.resolved_by = at or timezone.now(), by
    report.save(update_fields=["reply", "correction", "resolved_at", "resolved_by"])
    return report


def replies_to(user: User) -> QuerySet[QuestionReport]:
    """Replies that the learner has not taken off yet, the latest first."""
    found = QuestionReport.objects.filter(user=user, resolved_at__isnull=False, seen_at=None)
    return found.select_related("version").order_by("-resolved_at")


def take_off(user: AbstractBaseUser | AnonymousUser, pk: int, *, at: datetime | None = None) -> None:
    """The learner has read the reply. Http404 for anybody else's; twice is once."""
    mine = QuestionReport.objects.filter(user=user.pk, resolved_at__isnull=False)
    found = get_object_or_404(mine, pk=pk)
    if found.seen_at is None:
        found.seen_at = at or timezone.now()
        found.save(update_fields=["seen_at"])


def move_reports(guest: User, account: User) -> None:
    """A guest's reports become the account's; where both have reported a version, the two are joined."""
    theirs = {one.version_id: one for one in QuestionReport.objects.filter(user=account, resolved_at=None)}
    for one in QuestionReport.objects.filter(user=guest):
        twin = theirs.get(one.version_id) if one.resolved_at is None else None
        if twin:
            _join(twin, one.text)
            one.delete()
        else:
            one.user = account
            one.save(update_fields=["user"])
