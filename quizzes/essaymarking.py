"""Marking essays: what waits, one essay at a time, and a teacher's marks along its rubric as a response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from quizzes.asking import latest_answer
from quizzes.kinds import parse_body
from quizzes.kinds.base import in_language
from quizzes.kinds.essay import Criterion, Essay, EssayBody, count_words
from quizzes.models import Attempt, AttemptItem, Question, Response
from quizzes.presenting import language_of
from quizzes.regrading import override
from quizzes.regrading.access import questions_for_correction

State = AttemptItem.State
MARKABLE = (State.NEEDS_MARKING, State.ANSWERED)  # what counts for nothing is not marked


class RecordedMeanwhile(Exception):
    """A new text, a correction or another teacher's mark was recorded since the page was shown."""


@dataclass(frozen=True)
class ToMark:
    """One essay as a teacher reads it: its words, its rubric in the reader's language, what stands so far.

    `standing` is the latest teacher's mark along the rubric, None where there is none.
    """

    item: Any  # an AttemptItem with its version, its attempt, and `given`
    body: EssayBody
    language: str
    standing: Response | None

    @property
    def prompt(self) -> str:
        return in_language(self.body.prompt, self.language)

    @property
    def model_answer(self) -> str:
        return in_language(self.body.model_answer, self.language) if self.body.model_answer else ""

    @property
    def text(self) -> str:
        return str((self.item.given or {}).get("answer", ""))

    @property
    def words(self) -> int:
        return count_words(self.text)

    @property
    def parts(self) -> EssayBody:
        """Where the templates of essays look for the words that are asked for."""
        return self.body

    @property
    def is_as_long_as_asked(self) -> bool:
        return self.body.is_as_long_as_asked(self.words)

    @property
    def is_waiting(self) -> bool:
        return bool(self.item.state == State.NEEDS_MARKING)

    @property
    def criteria(self) -> list[tuple[Criterion, str, str]]:
        """Each criterion with its name and its description, in the reader's language."""
        return [
            (one, in_language(one.text, self.language), _said(one, self.language)) for one in self.body.rubric
        ]


def _said(criterion: Criterion, language: str) -> str:
    return in_language(criterion.description, language) if criterion.description else ""


def questions_to_mark(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Any]:
    """Every essay question that was answered, with how many `waiting`, how many `marked`, and the `oldest`.

    What waits longest comes first. One query; raises as for corrections.
    """
    items = "versions__attempt_items"
    finished = Q(**{f"{items}__attempt__state": Attempt.State.FINISHED, f"{items}__last_sequence__gt": 0})
    waiting = finished & Q(**{f"{items}__state": State.NEEDS_MARKING})
    return (
        questions_for_correction(user)
        .filter(versions__kind=Essay.name)
        .annotate(
            waiting=Count(items, filter=waiting),
            marked=Count(items, filter=finished & Q(**{f"{items}__state": State.ANSWERED})),
            oldest=Min(f"{items}__attempt__finished_at", filter=waiting),
        )
        .filter(Q(waiting__gt=0) | Q(marked__gt=0))
        .select_related("published", "course")
        .order_by(F("oldest").asc(nulls_last=True), "pk")
    )


def essays_of(question: Question) -> QuerySet[AttemptItem]:
    """What can be marked of a question, oldest first: answers in finished attempts that count."""
    return AttemptItem.objects.filter(
        version__question=question,
        version__kind=Essay.name,
        attempt__state=Attempt.State.FINISHED,
        state__in=MARKABLE,
        last_sequence__gt=0,
    ).order_by("attempt__finished_at", "pk")


def counts_of(question: Question) -> dict[str, int]:
    """How many essays of the question are `waiting` for their mark, and how many are `marked`."""
    return essays_of(question).aggregate(
        waiting=Count("pk", filter=Q(state=State.NEEDS_MARKING)),
        marked=Count("pk", filter=Q(state=State.ANSWERED)),
    )


def waiting_after(question: Question, pk: int | None) -> AttemptItem | None:
    """The oldest essay that waits; with `pk`, the oldest of those that come after that one."""
    waiting = essays_of(question).filter(state=State.NEEDS_MARKING)
    if pk is None:
        return waiting.first()
    last = essays_of(question).filter(pk=pk).values_list("attempt__finished_at", flat=True).first()
    later = Q(attempt__finished_at__gt=last) | Q(attempt__finished_at=last, pk__gt=pk)
    return waiting.filter(later).first() if last else waiting.first()


def essay_to_mark(question: Question, pk: int, language: str) -> ToMark:
    """One essay of the question with all that marking it takes. Raises AttemptItem.DoesNotExist."""
    found: Any = essays_of(question).select_related("version", "attempt__user", "attempt__quiz")
    item = found.annotate(**latest_answer()).get(pk=pk)
    by_rubric = item.responses.filter(action=Response.Action.OVERRIDE, marks__isnull=False)
    body = parse_body(Essay.name, item.version.body)
    assert isinstance(body, EssayBody)
    spoken = language_of(body.prompt, language)
    return ToMark(item, body, spoken, by_rubric.select_related("by").last())


def marked_essays(question: Question) -> QuerySet[AttemptItem]:
    """The essays that have their mark, the latest first; one marked by hand with who gave it, and when."""
    by_hand = Response.objects.filter(item=OuterRef("pk"), action=Response.Action.OVERRIDE)
    latest = by_hand.order_by("-sequence")
    return (
        essays_of(question)
        .filter(state=State.ANSWERED)
        .select_related("attempt__user", "attempt__quiz")
        .annotate(
            marked_at=Subquery(latest.values("created_at")[:1]),
            marked_by=Subquery(latest.values("by__username")[:1]),
        )
        .order_by(F("marked_at").desc(nulls_last=True), "-pk")
    )


@transaction.atomic
def mark_essay(
    item: AttemptItem,
    marks: Mapping[str, float],
    *,
    comment: str,
    sequence: int,
    by: User,
    at: datetime | None = None,
) -> Response:
    """A teacher's marks by criterion id, as one response more. `sequence` is the latest that the page knew.

    The same sent again gives the row it made the first time. Raises RecordedMeanwhile where anything else was
    recorded since, where the attempt is not finished or the item does not count; ValueError for no mark.
    """
    locked = AttemptItem.objects.select_for_update(of=("self", "attempt"))
    item = locked.select_related("attempt", "version").get(pk=item.pk)
    body = parse_body(item.version.kind, item.version.body)
    if not isinstance(body, EssayBody):
        raise ValueError("only an essay is marked along a rubric")
    if item.last_sequence != sequence:
        return _sent_again(item, marks, comment, sequence, by)
    if item.attempt.state != Attempt.State.FINISHED or item.state not in MARKABLE or not sequence:
        raise RecordedMeanwhile
    return override(item, body.fraction_of(marks), reason=comment, by=by, marks=dict(marks), at=at)


def _sent_again(
    item: AttemptItem, marks: Mapping[str, float], comment: str, sequence: int, by: User
) -> Response:
    """The row that a double click or a lost reply has made already; else RecordedMeanwhile."""
    made = item.responses.filter(sequence=sequence + 1, action=Response.Action.OVERRIDE, by=by).first()
    if made and item.last_sequence == made.sequence and (made.marks, made.reason) == (marks, comment.strip()):
        return made
    raise RecordedMeanwhile
