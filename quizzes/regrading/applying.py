"""Doing what was planned, and taking it back: new responses, never changed ones, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from quizzes.folding import Part, totals
from quizzes.kinds import get_kind
from quizzes.kinds.base import Answer
from quizzes.models import Attempt, AttemptItem, Correction, Question, QuestionVersion, Response
from quizzes.progress import settle
from quizzes.regrading.marks import History, Mark
from quizzes.regrading.planning import Line, Plan, latest_number, plan, plan_undo, reached, standing_on
from quizzes.regrading.telling import UNDO

BATCH = 500


class OutOfDate(Exception):
    """What was shown is not what would happen now: answers came meanwhile. `plan` is how it stands now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("answers came since this was planned")
        self.plan = plan


class Overtaken(Exception):
    """The question was worded anew since the correction was proposed: it has to be proposed again."""


class NotTheLatest(Exception):
    """Corrections of a question are undone in reverse order: `later` has to be undone first."""

    def __init__(self, later: Correction) -> None:
        super().__init__("a later correction stands upon this one")
        self.later = later


@dataclass(frozen=True)
class Remark:
    """One response to be added to an item."""

    item: AttemptItem
    answer: Answer
    mark: Mark
    action: str
    rule: str
    reason: str
    correction: Correction | None = None
    marks: Mapping[str, float] | None = None


@transaction.atomic
def apply(
    correction: Correction, *, by: User, expects: str | None = None, at: datetime | None = None
) -> Correction:
    """Does what the correction's plan says; one that is applied already is returned as it is.

    `expects` is the fingerprint of the plan that was shown. Raises OutOfDate, with the plan as it stands now,
    where that says something else, and Overtaken.
    """
    at = at or timezone.now()
    question = Question.objects.select_for_update().get(pk=correction.question_id)
    correction = Correction.objects.select_for_update().select_related("version_before").get(pk=correction.pk)
    if correction.applied_at is not None:
        return correction
    if question.published_id != correction.version_before_id:
        raise Overtaken
    correction.reaches, correction.applied_at = latest_number(question), at
    _lock(correction)
    planned = plan(correction)
    if expects is not None and planned.fingerprint != expects:
        raise OutOfDate(planned)
    _publish(question, correction, by, at)
    correction.save(update_fields=["applied_at", "version_after", "reaches"])
    _settle_asking(question)
    if correction.action != Correction.Action.WORDING:
        reached(correction).update(correction=correction)
    write([_remark(line, correction, correction.reason) for line in planned.changed], by=by, at=at)
    return correction


@transaction.atomic
def undo(
    correction: Correction, *, by: User, reason: str, expects: str | None = None, at: datetime | None = None
) -> Correction:
    """Gives everybody back what stood before; one that is undone already is returned as it is.

    Raises NotTheLatest, OutOfDate, and ValueError where no reason is given or it was never applied.
    """
    at = at or timezone.now()
    question = Question.objects.select_for_update().get(pk=correction.question_id)
    correction = Correction.objects.select_for_update().select_related("version_before").get(pk=correction.pk)
    if correction.undone_at is not None:
        return correction
    if correction.applied_at is None or not reason.strip():
        raise ValueError("only what was applied is undone, and only with a reason")
    standing = standing_on(question.pk)
    if standing[-1].pk != correction.pk:
        raise NotTheLatest(standing[-1])
    _lock(correction)
    planned = plan_undo(correction)
    if expects is not None and planned.fingerprint != expects:
        raise OutOfDate(planned)
    correction.undone_at, correction.undone_by, correction.undo_reason = at, by, reason.strip()
    correction.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    _withdraw(question, correction)
    _point_at(standing[:-1], correction)
    write([_remark(line, correction, reason.strip(), rule=UNDO) for line in planned.changed], by=by, at=at)
    return correction


@transaction.atomic
def override(
    item: AttemptItem,
    fraction: float,
    *,
    reason: str,
    by: User,
    marks: Mapping[str, float] | None = None,
    at: datetime | None = None,
) -> Response:
    """A teacher's own mark of one answer, 0 to 1; it may be lower. Raises ValueError for what is no mark.

    `marks` are those by criterion id that the fraction comes from; they are a reason in themselves.
    """
    if not 0 <= fraction <= 1 or not (reason.strip() or marks):
        raise ValueError("a mark from 0 to 1, and a reason, are needed")
    at = at or timezone.now()
    locked = AttemptItem.objects.select_for_update(of=("self", "attempt")).select_related("attempt__user")
    item = locked.get(pk=item.pk)
    given = History.of(item.responses.all()).given
    mark = Mark(AttemptItem.State.ANSWERED, float(fraction))
    action = Response.Action.OVERRIDE
    remark = Remark(item, given, mark, action, "override/1", reason.strip(), marks=marks)
    return write([remark], by=by, at=at)[0]


def _lock(correction: Correction) -> None:
    """Holds every item that is reached, and its attempt: an answer or a finish that comes now waits.

    Items come first, as in taking.record_answer. An attempt that is being begun waits for its versions.
    """
    versions = QuestionVersion.objects.filter(question=correction.question_id).order_by("pk")
    list(versions.select_for_update().values_list("pk", flat=True))
    items = reached(correction).order_by("pk").select_for_update(of=("self",))
    list(items.values_list("pk", flat=True))
    attempts = Attempt.objects.filter(pk__in=reached(correction).values("attempt")).order_by("pk")
    list(attempts.select_for_update(of=("self",)).values_list("pk", flat=True))


def _publish(question: Question, correction: Correction, by: User, at: datetime) -> None:
    """The correction's body as a new version, where it has one."""
    if correction.body is None:
        return
    correction.version_after = QuestionVersion.objects.create(
        question=question,
        number=correction.reaches + 1,
        kind=correction.version_before.kind,
        body=correction.body,
        body_schema=correction.version_before.body_schema,
        author=by,
        created_at=at,
    )
    question.published = correction.version_after
    question.save(update_fields=["published"])


def _withdraw(question: Question, correction: Correction) -> None:
    """Asks the version from before again, unless yet another has been published since."""
    if correction.version_after_id and question.published_id == correction.version_after_id:
        question.published = correction.version_before
        question.save(update_fields=["published"])
    _settle_asking(question)


def _settle_asking(question: Question) -> None:
    """What counts for nothing is asked no longer, until it is worded anew or counts again."""
    voids = Correction.objects.filter(question=question, action=Correction.Action.VOID)
    standing = voids.standing().filter(version_before=question.published_id).last()
    if standing and question.retired_at is None:
        question.retired_at = standing.applied_at
    elif not standing and question.retired_at and voids.filter(applied_at=question.retired_at).exists():
        question.retired_at = None
    question.save(update_fields=["retired_at"])


def _point_at(others: Sequence[Correction], undone: Correction) -> None:
    """The latest of the other corrections stands over each item again that the undone one reached."""
    reached(undone).filter(correction=undone).update(correction=None)
    for one in others:
        if one.action != Correction.Action.WORDING:
            reached(one).update(correction=one)


def _remark(line: Line, correction: Correction, reason: str, rule: str = "") -> Remark:
    by_key = correction.action in (Correction.Action.KEY, Correction.Action.ACCEPT)
    own = get_kind(line.version.kind).rule if by_key else f"{correction.action}/1"
    action = Response.Action.REGRADE
    return Remark(line.item, line.answer, line.after, action, rule or own, reason, correction)


def write(remarks: Sequence[Remark], *, by: User, at: datetime) -> list[Response]:
    """Adds the responses; items and finished attempts follow, and who passes by it has what passing brings.

    In bulk, and within the caller's transaction, which holds the items and their attempts locked.
    """
    responses = [_response(remark, by, at) for remark in remarks]
    Response.objects.bulk_create(responses, batch_size=BATCH)
    items = [_kept(remark) for remark in remarks]
    AttemptItem.objects.bulk_update(items, ["state", "fraction", "last_sequence"], batch_size=BATCH)
    for user, course_id in _add_up(items):
        settle(user, course_id, at=at)
    return responses


def _response(remark: Remark, by: User, at: datetime) -> Response:
    """The certainty is the learner's own and goes with the answer."""
    return Response(
        item=remark.item,
        sequence=remark.item.last_sequence + 1,
        action=remark.action,
        answer=remark.answer,
        certainty=remark.item.certainty,
        state=remark.mark.state,
        fraction=remark.mark.fraction,
        rule=remark.rule,
        reason=remark.reason,
        marks=remark.marks,
        correction=remark.correction,
        created_at=at,
        by=by,
    )


def _kept(remark: Remark) -> AttemptItem:
    item = remark.item
    item.state, item.fraction = remark.mark.state, remark.mark.fraction
    item.last_sequence += 1
    return item


def _add_up(items: Iterable[AttemptItem]) -> set[tuple[User, int]]:
    """Adds up the finished attempts of these items anew; returns who passes now, and the course."""
    keys = sorted({item.attempt_id for item in items})
    passing: set[tuple[User, int]] = set()
    for begin in range(0, len(keys), BATCH):
        passing |= _add_up_attempts(keys[begin : begin + BATCH])
    return passing


def _add_up_attempts(keys: Sequence[int]) -> set[tuple[User, int]]:
    attempts = list(Attempt.objects.finished().filter(pk__in=keys).select_related("user", "quiz"))
    parts: dict[int, list[Part]] = defaultdict(list)
    rows = AttemptItem.objects.filter(attempt__in=[attempt.pk for attempt in attempts])
    columns = rows.values_list("attempt", "fraction", "certainty", "max_mark", "state")
    for attempt_pk, fraction, certainty, max_mark, state in columns:
        parts[attempt_pk].append(Part(fraction, certainty, max_mark, state))
    passing = set()
    for attempt in attempts:
        had_passed = attempt.is_passed
        attempt.mark, attempt.max_mark = totals(parts[attempt.pk], certainty=attempt.certainty)
        if attempt.is_passed and not had_passed:
            passing.add((attempt.user, attempt.quiz.course_id))
    Attempt.objects.bulk_update(attempts, ["mark", "max_mark"])
    return passing
