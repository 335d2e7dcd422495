"""Taking a quiz: starting, answering, finishing. Each is one transaction; twice does no more than once."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F, Max, OuterRef, Subquery
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from quizzes.asking import latest_answer
from quizzes.folding import parts_of, totals
from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import Answer
from quizzes.limits import CannotStart, Limits, limits_for
from quizzes.models import (
    Attempt,
    AttemptItem,
    Behaviour,
    Question,
    Quiz,
    QuizItem,
    Response,
)
from quizzes.progress import settle
from quizzes.regrading.standing import under_corrections

SEEDS = 2**31


class AttemptClosed(Exception):
    """The attempt was finished or set aside before this answer came."""


class StaleAnswer(Exception):
    """Another answer was recorded meanwhile, in another tab or on another machine; `latest` is that one."""

    def __init__(self, latest: Response) -> None:
        super().__init__("another answer was recorded meanwhile")
        self.latest = latest


def get_attempt_for(user: AbstractBaseUser | AnonymousUser, pk: int) -> Attempt:
    """The learner's own attempt with its quiz; Http404 for anybody else's."""
    return get_object_or_404(
        Attempt.objects.visible_to(user).select_related("quiz__lesson", "quiz__course"), pk=pk
    )


def get_item_for(user: AbstractBaseUser | AnonymousUser, attempt_pk: int, position: int) -> AttemptItem:
    """A question of the learner's own attempt, with version and latest answer; Http404 for anybody else's."""
    return get_object_or_404(
        AttemptItem.objects.select_related("attempt__quiz", "version")
        .annotate(**latest_answer())
        .filter(attempt__in=Attempt.objects.visible_to(user)),
        attempt_id=attempt_pk,
        position=position,
    )


@transaction.atomic
def start(
    user: User, quiz: Quiz, *, at: datetime | None = None, dice: random.Random | None = None
) -> Attempt:
    """The learner's open attempt at this quiz, or a new one. Raises CannotStart.

    `dice` draws the questions and their order; without it the draw cannot be foretold.
    """
    at = at or timezone.now()
    User.objects.select_for_update().get(pk=user.pk)  # one start at a time for each learner
    if found := _still_open(user, quiz, at):
        return found
    limits = limits_for(user, quiz, at=at)
    limits.check(Attempt.objects.filter(user=user, quiz=quiz), at)
    items = _drawn(quiz, dice or random.SystemRandom())
    if not items:
        raise CannotStart("this quiz has no questions")
    attempt = _new_attempt(user, quiz, sum(map(_max_mark, items)), at, limits)
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            version=item.question.published,
            seed=secrets.randbelow(SEEDS),
            max_mark=_max_mark(item),
        )
        for position, item in enumerate(items, 1)
    )
    _ask_what_is_published_now(attempt)
    return attempt


def _ask_what_is_published_now(attempt: Attempt) -> None:
    """A question that was corrected between the drawing and now is asked as corrected.

    From the insertion on a correction waits for this attempt, and then reaches it.
    """
    published = Question.objects.filter(versions=OuterRef("version"), published__isnull=False)
    drawn = AttemptItem.objects.filter(attempt=attempt).exclude(version__question__published=F("version"))
    drawn.update(version=Subquery(published.values("published")[:1]))


def _max_mark(item: QuizItem) -> float:
    """What the item can bring; nothing where its kind carries no marks."""
    version = item.question.published
    return item.max_mark if version and get_kind(version.kind).carries_marks else 0.0


def _still_open(user: User, quiz: Quiz, at: datetime) -> Attempt | None:
    """The learner's open attempt; one whose time is up is finished first, and is open no longer."""
    found = Attempt.objects.filter(user=user, quiz=quiz, state=Attempt.State.OPEN).first()
    if found and found.deadline and found.deadline < at:
        finish(found, at=found.deadline)
        return None
    return found


def _new_attempt(
    user: User, quiz: Quiz, max_mark: float, at: datetime, limits: Limits | None = None
) -> Attempt:
    latest = Attempt.objects.filter(user=user, quiz=quiz).aggregate(Max("number"))["number__max"]
    return Attempt.objects.create(
        user=user,
        quiz=quiz,
        number=(latest or 0) + 1,
        behaviour=quiz.behaviour,
        pass_fraction=quiz.pass_fraction,
        certainty=limits.certainty if limits else quiz.certainty,
        started_at=at,
        deadline=limits.deadline(at) if limits else None,
        key_from=limits.key_from if limits else None,
        max_mark=max_mark,
    )


def _drawn(quiz: Quiz, dice: random.Random) -> Sequence[QuizItem]:
    """The items to ask: all that stand in no pool, and as many of each pool as the quiz draws."""
    pools: dict[str, list[QuizItem]] = {}
    askable = quiz.items.filter(question__published__isnull=False, question__retired_at=None)
    for item in askable.select_related("question__published").order_by("position", "pk"):
        pools.setdefault(item.pool, []).append(item)
    drawn = pools.pop("", [])
    for items in pools.values():
        count = len(items) if quiz.draw is None else min(quiz.draw, len(items))
        drawn += sorted(dice.sample(items, count), key=lambda item: item.position)
    if quiz.shuffle:
        dice.shuffle(drawn)
    return drawn


def seed_of_check(version_pk: int) -> int:
    """The same for everybody, so that the options stay where they stood before it was answered."""
    return version_pk % SEEDS


def item_for_check(user: User, question: Question, *, at: datetime | None = None) -> AttemptItem:
    """The learner's item for a check inside a lesson, made with their practice attempt if there is none.

    Raises Quiz.DoesNotExist where the question is no check, CannotStart where it has no published version.
    """
    mine = AttemptItem.objects.select_related("attempt", "version").filter(
        attempt__user=user, attempt__behaviour=Behaviour.PRACTICE, attempt__state=Attempt.State.OPEN
    )
    return mine.filter(version_id=question.published_id).first() or _make_item(user, question, at)


@transaction.atomic
def _make_item(user: User, question: Question, at: datetime | None) -> AttemptItem:
    if question.published is None:
        raise CannotStart("this question is not asked")
    quiz = Quiz.objects.filter(behaviour=Behaviour.PRACTICE).get(items__question=question)
    attempt = _practice(user, quiz, at or timezone.now())
    last = attempt.items.aggregate(Max("position"))["position__max"] or 0
    item, made = AttemptItem.objects.get_or_create(
        attempt=attempt,
        version=question.published,
        defaults={"position": last + 1, "seed": seed_of_check(question.published.pk), "max_mark": 1.0},
    )
    if made:
        Attempt.objects.filter(pk=attempt.pk).update(max_mark=last + 1)
    return item


def _practice(user: User, quiz: Quiz, at: datetime) -> Attempt:
    User.objects.select_for_update().get(pk=user.pk)
    found = Attempt.objects.filter(user=user, quiz=quiz, state=Attempt.State.OPEN).first()
    return found or _new_attempt(user, quiz, 0.0, at)


@transaction.atomic
def record_answer(
    item: AttemptItem,
    answer: Answer,
    *,
    sequence: int,
    by: User,
    certainty: int | None = None,
    at: datetime | None = None,
) -> Response | None:
    """Records an answer and marks it. `sequence` is that of the form: one more than the latest it knew.

    The same answer sent again gives the row it made the first time; an empty answer never replaces one and
    makes no row (None where there is none). An answer that comes after the deadline is kept as late, and
    counts for nothing. Raises StaleAnswer and AttemptClosed.
    """
    at = at or timezone.now()
    item = AttemptItem.objects.select_for_update(of=("self", "attempt")).select_related(
        "attempt", "version"
    ).get(pk=item.pk)  # fmt: skip
    certainty = certainty if item.attempt.asks_certainty else None
    if sequence != item.last_sequence + 1 and not _only_marked_anew_since(item, sequence):
        return _recorded_before(item, answer, certainty, sequence)
    is_late = item.attempt.is_time_up(at)
    if not item.attempt.is_open and not is_late:
        raise AttemptClosed
    if not answer:
        return item.responses.last()
    response = _marked(item, answer, certainty)
    under_corrections(item, response)
    response.sequence, response.is_late = item.last_sequence + 1, is_late
    response.created_at, response.by = at, by
    response.save()
    _keep(item, response)
    return response


def _marked(item: AttemptItem, answer: Answer, certainty: int | None) -> Response:
    """The answer as a row that is still to be saved, marked by the version its item is pinned to."""
    kind = get_kind(item.version.kind)
    marking = kind.mark(parse_body(item.version.kind, item.version.body), answer)
    is_waiting = kind.is_marked_by_hand and marking.fraction is None
    return Response(
        item=item,
        answer=answer,
        certainty=certainty,
        state=AttemptItem.State.NEEDS_MARKING if is_waiting else AttemptItem.State.ANSWERED,
        fraction=marking.fraction,
        rule=marking.rule,
    )


def _keep(item: AttemptItem, response: Response) -> None:
    """Folds one more response into the item's cached columns."""
    item.last_sequence = response.sequence
    if not response.is_late:
        item.state, item.fraction = response.state, response.fraction
        item.certainty = response.certainty
    item.save(update_fields=["state", "fraction", "certainty", "last_sequence"])


def _only_marked_anew_since(item: AttemptItem, sequence: int) -> bool:
    """Whether a form's number is out of date by nothing but corrections: then its answer is the next."""
    if not 0 < sequence <= item.last_sequence:
        return False
    return not item.responses.filter(sequence__gte=sequence, action=Response.Action.ANSWER).exists()


def _recorded_before(
    item: AttemptItem, answer: Answer, certainty: int | None, sequence: int
) -> Response | None:
    """What a repeated request made the first time. Raises StaleAnswer where it says something else.

    Where the answer has been marked anew since and not replaced, that is the row it comes to.
    """
    latest = item.responses.last()
    answers = item.responses.filter(action=Response.Action.ANSWER)
    same = answers.filter(sequence__gte=sequence).first() if sequence > 0 else None
    is_repeated = same is not None and (same.answer, same.certainty) == (answer, certainty)
    if latest is None or is_repeated or not answer:
        return latest if same is None or same == answers.last() else same
    raise StaleAnswer(answers.last() or latest)


@transaction.atomic
def finish(attempt: Attempt, *, at: datetime | None = None) -> Attempt:
    """Closes the attempt and adds up its mark; a finished one is returned as it is.

    One whose time was up before `at` ended at its deadline.
    """
    at = at or timezone.now()
    attempt = (
        Attempt.objects.select_for_update(of=("self",)).select_related("quiz", "user").get(pk=attempt.pk)
    )
    if not attempt.is_open or attempt.behaviour == Behaviour.PRACTICE:
        return attempt
    at = min(at, attempt.deadline or at)
    attempt.mark, attempt.max_mark = totals(parts_of(attempt), certainty=attempt.certainty)
    attempt.state, attempt.finished_at = Attempt.State.FINISHED, at
    attempt.save(update_fields=["mark", "max_mark", "state", "finished_at"])
    settle(attempt.user, attempt.quiz.course_id, at=at)
    return attempt


def sweep(*, at: datetime | None = None) -> int:
    """Finishes every open attempt whose time is up, as of its deadline; returns their number."""
    at = at or timezone.now()
    due = Attempt.objects.filter(state=Attempt.State.OPEN, deadline__lt=at).order_by("deadline")
    attempts = list(due)
    for attempt in attempts:
        finish(attempt, at=attempt.deadline)
    return len(attempts)


def flag(item: AttemptItem, *, on: bool) -> None:
    """Marks a question of an open attempt to come back to, or takes the mark off."""
    AttemptItem.objects.filter(pk=item.pk, attempt__state=Attempt.State.OPEN).update(is_flagged=on)
