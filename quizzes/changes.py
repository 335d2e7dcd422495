"""What changed in the course since a learner last worked on it, of what they had read or answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, QuerySet

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
    """At most five sections they had done that now read otherwise, and five questions now worded anew."""
    since = last_work(user)
    if since is None:
        return Changes(None, [], [])
    return Changes(since, list(_texts(user, language, since)[:SHOWN]), list(_questions(user, since)[:SHOWN]))


def last_work(user: User) -> datetime | None:
    """When the learner last answered a question or finished a section."""
    answered = Response.objects.filter(item__attempt__user=user).aggregate(at=Max("created_at"))["at"]
    read = SectionProgress.objects.filter(user=user).aggregate(at=Max("done_at"))["at"]
    return max(filter(None, (answered, read)), default=None)


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
