"""What changed in the course since a learner last worked on it, of what they had read or answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Subquery

from accounts.models import User
from lessons.models import SectionProgress, SectionText
from quizzes.models import QuestionVersion, Response

SHOWN = 5


@dataclass(frozen=True)
class Changes:
    """`since` is when the learner last answered or finished a section; None if they never did."""

    since: datetime | None
    texts: list[SectionText]
    questions: list[QuestionVersion]

    def __bool__(self) -> bool:
        return bool(self.texts or self.questions)


def changes_for(user: User, language: str) -> Changes:
    """At most five sections they had done that now read otherwise, and five questions now worded anew.

    One query, and two more where anything has changed at all since the learner last worked.
    """
    times = _times(user)
    since = max(filter(None, (times["answered"], times["read"])), default=None)
    latest = max(filter(None, (times["revised"], times["reworded"])), default=None)
    if since is None or latest is None or latest <= since:
        return Changes(since, [], [])
    return Changes(since, list(_texts(user, language, since)[:SHOWN]), list(_questions(user, since)[:SHOWN]))


def _times(user: User) -> dict[str, datetime | None]:
    """When the learner last answered and read, and when a text and a question were last changed."""
    mine = Response.objects.filter(item__attempt__user=user).order_by("-created_at").values("created_at")
    read = SectionProgress.objects.filter(user=user).order_by("-done_at").values("done_at")
    revised = SectionText.objects.exclude(changed_at=None).order_by("-changed_at").values("changed_at")
    reworded = QuestionVersion.objects.filter(number__gt=1).order_by("-created_at").values("created_at")
    latest = {"answered": mine, "read": read, "revised": revised, "reworded": reworded}
    times = {name: Subquery(rows[:1]) for name, rows in latest.items()}
    row: Any = User.objects.filter(pk=user.pk).values(**times).get()
    return dict(row)


def _texts(user: User, language: str, since: datetime) -> QuerySet[SectionText]:
    return (
        SectionText.objects.filter(
            language=language, changed_at__gt=since, section__progress__user=user, section__retired_at=None
        )
        .select_related("section__lesson")
        .order_by("section__lesson__position", "section__position")
    )


def _questions(user: User, since: datetime) -> QuerySet[QuestionVersion]:
    answered = Response.objects.filter(item__attempt__user=user).values("item__version__question")
    return (
        QuestionVersion.objects.filter(
            number__gt=1, created_at__gt=since, question__in=answered, question__published=F("pk")
        )
        .select_related("question__section__lesson")
        .order_by("-created_at")
    )
