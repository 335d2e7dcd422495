"""Doing to a class what the plan of a roster says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.guests import GUEST_PREFIX
from accounts.models import User
from classrooms import codes, names
from classrooms.assigning import retime
from classrooms.models import Classroom, Group, Membership, Role, RosterFile
from classrooms.rosters.planning import Change, Known, Plan, make_plan
from classrooms.rosters.reading import Row, read

KEPT = timedelta(days=1)
BATCH = 1000


class PlanChanged(Exception):
    """The class has changed since the plan was shown."""


def keep_file(
    classroom: Classroom, by: User, name: str, content: bytes, *, at: datetime | None = None
) -> RosterFile:
    """Keeps an upload until it is applied; those that nobody applied within a day are thrown away."""
    at = at or timezone.now()
    RosterFile.objects.filter(applied_at=None, uploaded_at__lt=at - KEPT).delete()
    return RosterFile.objects.create(
        classroom=classroom, by=by, name=name[:200], content=content, uploaded_at=at
    )


def plan_of(file: RosterFile) -> tuple[Plan, str, list[tuple[str, str]]]:
    """What the file would do to its class now, its encoding, and its columns. Raises Unreadable."""
    roster = read(bytes(file.content), file.encoding)
    groups = file.classroom.groups.values_list("name", flat=True)
    return make_plan(roster, _known(file.classroom), groups), roster.encoding, roster.columns


def _known(classroom: Classroom) -> Iterator[Known]:
    fields = ("pk", "nickname", "roster_id", "group__name", "role", "removed_at")
    for pk, name, number, group, role, removed_at in classroom.memberships.values_list(*fields):
        yield Known(pk, name, number, group or "", role == Role.PUPIL, removed_at is None)


@transaction.atomic
def apply(file: RosterFile, digest: str, *, at: datetime | None = None) -> RosterFile:
    """Does what was shown; a second time does nothing. Raises PlanChanged, and then nothing is done."""
    at = at or timezone.now()
    classroom = Classroom.objects.select_for_update().get(pk=file.classroom_id)
    file = RosterFile.objects.select_related("classroom").get(pk=file.pk)
    if file.applied_at:
        return file
    plan, _encoding, _columns = plan_of(file)
    if plan.digest != digest:
        raise PlanChanged
    groups = _groups(classroom, plan)
    _add(classroom, plan.adds, groups, at)
    _change(classroom, plan.changes, groups, at)
    file.applied_at, file.content = at, b""
    file.outcome = {"added": len(plan.adds), "changed": len(plan.changes), "left_out": len(plan.problems)}
    file.save(update_fields=["applied_at", "content", "outcome"])
    return file


def _groups(classroom: Classroom, plan: Plan) -> dict[str, Group]:
    """The groups by the key of their name, those that are new among them."""
    made = [Group(classroom=classroom, name=name, name_key=names.key_of(name)) for name in plan.new_groups]
    Group.objects.bulk_create(made, batch_size=BATCH)
    return {group.name_key: group for group in classroom.groups.all()}


def _add(classroom: Classroom, rows: Sequence[Row], groups: dict[str, Group], at: datetime) -> None:
    """A guest stands for each until the pupil comes, with the code and this name or with the slip."""
    guests = User.objects.bulk_create([_guest(classroom, row, at) for row in rows], batch_size=BATCH)
    Membership.objects.bulk_create(
        [
            Membership(
                classroom=classroom,
                user=guest,
                role=Role.PUPIL,
                group=groups.get(names.key_of(row.group)),
                nickname=row.name,
                name_key=names.key_of(row.name),
                sort_key=names.sort_key(row.name),
                roster_id=row.number,
                pass_key=codes.draw(codes.PASS_LENGTH),
                joined_at=at,
            )
            for guest, row in zip(guests, rows, strict=True)
        ],
        batch_size=BATCH,
    )


def _guest(classroom: Classroom, row: Row, at: datetime) -> User:
    return User(
        username=f"{GUEST_PREFIX}{get_random_string(20).lower()}",
        password=make_password(None),
        is_guest=True,
        display_name=row.name,
        language=classroom.language,
        time_zone=classroom.time_zone,
        date_joined=at,
    )


def _change(classroom: Classroom, changes: Sequence[Change], groups: dict[str, Group], at: datetime) -> None:
    """Names are first taken off, so that two pupils may swap theirs."""
    members = Membership.objects.in_bulk([one.known.pk for one in changes])
    for change in changes:
        _alter(members[change.known.pk], change, groups)
    rows = list(members.values())
    Membership.objects.filter(pk__in=members).update(removed_at=at)
    fields = ["nickname", "name_key", "sort_key", "roster_id", "group", "role", "pass_key", "removed_at"]
    Membership.objects.bulk_update(rows, fields, batch_size=BATCH)
    retime(classroom, [member.user_id for member in rows], at=at)


def _alter(member: Membership, change: Change, groups: dict[str, Group]) -> None:
    member.nickname = change.row.name
    member.name_key, member.sort_key = names.key_of(member.nickname), names.sort_key(member.nickname)
    if change.group is not None:
        member.group = groups[names.key_of(change.group)]
    if change.number is not None:
        member.roster_id = change.number
    if change.comes_back:
        member.removed_at, member.role = None, Role.PUPIL
        member.pass_key = member.pass_key or codes.draw(codes.PASS_LENGTH)
