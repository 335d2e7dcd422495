"""What corrections have done, read back from the responses: a teacher's record, a learner's news."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F, Q, QuerySet

from accounts.models import User
from quizzes.kinds import get_kind, parse_body
from quizzes.models import AttemptItem, Behaviour, Correction, Response
from quizzes.regrading.marks import Mark

UNDO = "undo/1"
CHANGING = (Response.Action.REGRADE, Response.Action.OVERRIDE)


@dataclass(frozen=True)
class Told:
    """One change of one mark: what stood before, what since, when and why.

    `is_undoing` where a correction was taken back; `key` is the answer that is right now, "" where that is
    not what changed.
    """

    response: Response
    item: AttemptItem
    before: Mark
    after: Mark
    is_undoing: bool = False
    key: str = ""

    @property
    def at(self) -> datetime:
        return self.response.created_at

    @property
    def reason(self) -> str:
        return self.response.reason

    @property
    def is_by_hand(self) -> bool:
        return self.response.action == Response.Action.OVERRIDE


def recorded(correction: Correction) -> QuerySet[Response]:
    """The rows that applying the correction added, for paging through them."""
    found = _changing().filter(correction=correction, action=Response.Action.REGRADE)
    return (
        found.exclude(rule=UNDO).select_related("item__attempt__user", "item__attempt__quiz").order_by("pk")
    )


def told(rows: Sequence[Response], language: str) -> list[Told]:
    """Each of these rows with what stood before it, in one query more. The rows carry item and version."""
    earlier: dict[int, list[Response]] = defaultdict(list)
    items = {row.item_id for row in rows}
    for row in Response.objects.filter(item__in=items, is_late=False).order_by("item", "sequence"):
        earlier[row.item_id].append(row)
    return [_told(row, earlier[row.item_id], language) for row in rows]


def _told(row: Response, rows: Iterable[Response], language: str) -> Told:
    before = Mark()
    for one in rows:
        if one.sequence < row.sequence:
            before = Mark(one.state, one.fraction)
    is_undoing = row.rule == UNDO
    key = "" if is_undoing else _new_key(row, language)
    return Told(row, row.item, before, Mark(row.state, row.fraction), is_undoing, key)


def _new_key(row: Response, language: str) -> str:
    """What is right by the version that the correction published."""
    correction = row.correction
    if correction is None or correction.version_after is None:
        return ""
    version = correction.version_after
    kind, body = get_kind(version.kind), parse_body(version.kind, version.body)
    shown = kind.shown(body, {}, seed=0, language=language, reveal=True)
    return str(shown.get("key") or "")


def changes_in(attempt_pk: int, language: str) -> Mapping[int, list[Told]]:
    """Every change of a mark in one attempt, oldest first, by item; two queries, one where there is none.

    Of a teacher's marks along a rubric the latest alone is told: they are what stands, whether the sum
    changed or not. Only for who may see the key.
    """
    rows = list(_changing().filter(item__attempt=attempt_pk).order_by("item", "sequence"))
    latest = {row.item_id: row.pk for row in rows if row.marks is not None}
    found: dict[int, list[Told]] = defaultdict(list)
    for one in told(rows, language):
        if one.response.marks is None and one.before == one.after:
            continue
        if one.response.marks is None or latest[one.item.pk] == one.response.pk:
            found[one.item.pk].append(one)
    return found


def news_for(user: User, since: datetime, language: str, most: int) -> list[Told]:
    """What became of the learner's marks since then, each mark once, the latest first, and at most so many.

    Of attempts that were finished before and whose key may be seen, and of practice.
    """
    may_be_told = Q(item__attempt__behaviour=Behaviour.PRACTICE) | Q(
        item__attempt__finished_at__lte=F("created_at")
    )
    rows = _changing().filter(may_be_told, item__attempt__user=user, created_at__gt=since)
    rows = rows.select_related("item__attempt__quiz", "item__version__question__section__lesson")
    latest: dict[int, Told] = {}
    for one in told(list(rows.order_by("created_at", "pk")), language):
        first = latest.pop(one.item.pk, one)
        latest[one.item.pk] = replace(one, before=first.before)
    news = (one for one in reversed(latest.values()) if one.item.attempt.may_see_key)
    return [one for one in news if one.before != one.after][:most]


def _changing() -> QuerySet[Response]:
    found = Response.objects.filter(action__in=CHANGING)
    return found.select_related("item__version", "correction__version_after")
