"""What changed in the course since a learner last worked on it, of what they had read or answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from accounts.models import User
from lessons.models import SectionProgress, SectionText
from quizzes.models import Correction, QuestionReport, QuestionVersion, Response
from quizzes.regrading.telling import Told, news_for
from quizzes.reporting import replies_to

SHOWN = 5


@dataclass(frozen=True)
class Changes:
    """`since` is when the learner last answered or finished a section; None if they never did.

    `marks` are those that were changed, `replies` those to reports of theirs, until they take them off.
    """

    since: datetime | None
    texts: Sequence[SectionText] = ()
    questions: Sequence[QuestionVersion] = ()
    marks: Sequence[Told] = ()
    replies: Sequence[QuestionReport] = ()

    def __bool__(self) -> bool:
        return bool(self.texts or self.questions or self.marks or self.replies)


def changes_for(user: User, language: str) -> Changes:
    """At most five sections they had done that now read otherwise, five questions now worded anew, and five
    marks that were changed; and every reply that they have not taken off.

    One query, and one or two more for each sort of which there is anything at all.
    """
    times = _times(user)
    since = max(filter(None, (times["answered"], times["read"])), default=None)

    def came(name: str) -> bool:
        at = times[name]
        return since is not None and at is not None and at > since

    is_changed = came("revised") or came("reworded")
    return Changes(
        since,
        texts=list(_texts(user, language, since)[:SHOWN]) if since and is_changed else (),
        questions=list(_questions(user, since)[:SHOWN]) if since and is_changed else (),
        marks=news_for(user, since, language, SHOWN) if since and came("marked") else (),
        replies=list(replies_to(user)) if times["replied"] else (),
    )


def _times(user: User) -> dict[str, datetime | None]:
    """When the learner last answered and read, and when what may be news to them was last changed."""
    rows = Response.objects.filter(item__attempt__user=user).order_by("-created_at").values("created_at")
    mine = rows.filter(action=Response.Action.ANSWER)
    marked = rows.exclude(action=Response.Action.ANSWER)
    replied = replies_to(user).order_by("-resolved_at").values("resolved_at")
    read = SectionProgress.objects.filter(user=user).order_by("-done_at").values("done_at")
    revised = SectionText.objects.exclude(changed_at=None).order_by("-changed_at").values("changed_at")
    reworded = QuestionVersion.objects.filter(number__gt=1).order_by("-created_at").values("created_at")
    latest = {"answered": mine, "read": read, "revised": revised, "reworded": reworded}
    latest |= {"marked": marked, "replied": replied}
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
    """Versions now published, with the reason in `reason` where a correction gave one.

    A new key is told as what it did to a mark.
    """
    answered = Response.objects.filter(item__attempt__user=user).values("item__version__question")
    corrections = Correction.objects.filter(version_after=OuterRef("pk"))
    return (
        QuestionVersion.objects.filter(
            number__gt=1, created_at__gt=since, question__in=answered, question__published=F("pk")
        )
        .exclude(Exists(corrections.exclude(action=Correction.Action.WORDING)))
        .annotate(reason=Subquery(corrections.values("reason")[:1]))
        .select_related("question__section__lesson")
        .order_by("-created_at")
    )
