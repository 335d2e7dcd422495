"""What a teacher does about the people of a class. Each is one transaction; twice does no more than once."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from classrooms import codes, names
from classrooms.assigning import retime
from classrooms.joining import NameTaken, holder_of
from classrooms.models import Classroom, Group, Membership, Role
from lessons.models import Course


class LastTeacher(Exception):
    """A class always has a teacher."""


class NeedsAccount(Exception):
    """A guest can be a pupil only: whoever sees others' answers signs in."""


class NeedsGroup(Exception):
    """An assistant looks after a group, so there has to be one."""


class GroupInUse(Exception):
    """An assistant looks after the group."""


@transaction.atomic
def make_classroom(
    teacher: User, course: Course, name: str, *, language: str, time_zone: str, at: datetime | None = None
) -> Classroom:
    """A class whose first teacher is whoever makes it."""
    at = at or timezone.now()
    classroom = Classroom.objects.create(
        course=course, name=names.tidy(name), language=language, time_zone=time_zone, created_at=at
    )
    classroom.memberships.create(user=teacher, role=Role.TEACHER, joined_at=at, came_at=at)
    return classroom


@transaction.atomic
def change(
    member: Membership, *, nickname: str, role: str, group: Group | None, at: datetime | None = None
) -> Membership:
    """Gives a member another name, role or group.

    Raises NameTaken, LastTeacher, NeedsAccount and NeedsGroup, and then nothing is changed.
    """
    member = _locked(member)
    nickname = names.tidy(nickname)
    if role == Role.PUPIL or nickname:
        _check_name(member, nickname or member.name)
    if role != Role.TEACHER:
        _check_another_teacher(member)
    if role != Role.PUPIL and member.user.is_guest:
        raise NeedsAccount
    if role == Role.ASSISTANT and group is None:
        raise NeedsGroup
    member.nickname = nickname or (member.name if role == Role.PUPIL else "")
    member.role, member.group = role, group
    if role == Role.PUPIL:
        member.pass_key = member.pass_key or codes.draw(codes.PASS_LENGTH)
    member.save()
    retime(member.classroom, [member.user_id], at=at)
    return member


@transaction.atomic
def remove(member: Membership, *, at: datetime | None = None) -> Membership:
    """They are in the class no longer; their row, and what they answered, stay. Raises LastTeacher."""
    member = _locked(member)
    _check_another_teacher(member)
    if member.is_current:
        member.removed_at = at or timezone.now()
        member.save(update_fields=["removed_at"])
        retime(member.classroom, [member.user_id], at=at)
    return member


@transaction.atomic
def restore(member: Membership, *, at: datetime | None = None) -> Membership:
    """Takes somebody back who was removed, as a pupil. Raises NameTaken."""
    member = _locked(member)
    if not member.is_current:
        nickname = member.name
        _check_name(member, nickname)
        member.removed_at, member.role, member.nickname = None, Role.PUPIL, nickname
        member.pass_key = member.pass_key or codes.draw(codes.PASS_LENGTH)
        member.save()
        retime(member.classroom, [member.user_id], at=at)
    return member


@transaction.atomic
def new_slip(member: Membership) -> Membership:
    """Another key for the pupil's slip; whoever came in with the old one is signed out everywhere.

    A guest has no password, but Django ends every session of a user whose stored password changes.
    """
    member = _locked(member)
    member.pass_key = codes.draw(codes.PASS_LENGTH)
    member.save(update_fields=["pass_key"])
    if member.user.is_guest:
        member.user.password = make_password(None)
        member.user.save(update_fields=["password"])
    return member


@transaction.atomic
def delete_group(group: Group) -> None:
    """Its pupils stay in the class. Raises GroupInUse while an assistant looks after it."""
    Classroom.objects.select_for_update().get(pk=group.classroom_id)
    if group.memberships.current().filter(role=Role.ASSISTANT).exists():
        raise GroupInUse
    users = list(group.memberships.current().pupils().values_list("user_id", flat=True))
    group.memberships.update(group=None)
    classroom = group.classroom
    group.delete()
    retime(classroom, users)


@transaction.atomic
def archive(classroom: Classroom, *, at: datetime | None = None) -> None:
    """What it gave is due no longer, and nobody can join; nothing is lost, and it can be brought back."""
    classroom.archived_at = classroom.archived_at or at or timezone.now()
    classroom.join_code, classroom.code_expires_at = "", None
    classroom.save(update_fields=["archived_at", "join_code", "code_expires_at"])
    retime(classroom, at=at)


@transaction.atomic
def bring_back(classroom: Classroom, *, at: datetime | None = None) -> None:
    classroom.archived_at = None
    classroom.save(update_fields=["archived_at"])
    retime(classroom, at=at)


@transaction.atomic
def erase(classroom: Classroom, *, at: datetime | None = None) -> None:
    """Deletes the class with its members' names and what it gave. What its pupils answered stays theirs."""
    stand_ins = User.objects.filter(memberships__classroom=classroom, is_guest=True, last_login=None)
    waiting = list(stand_ins.exclude(memberships__in=Membership.objects.exclude(classroom=classroom)))
    archive(classroom, at=at)
    classroom.assignments.all().delete()
    classroom.memberships.update(group=None, removed_at=at or timezone.now())  # or they would hold its groups
    classroom.delete()
    User.objects.filter(pk__in=[user.pk for user in waiting]).delete()


def _locked(member: Membership) -> Membership:
    """The member as they are now, while nobody else changes the class."""
    Classroom.objects.select_for_update().get(pk=member.classroom_id)
    return Membership.objects.select_related("classroom", "user", "group").get(pk=member.pk)


def _check_name(member: Membership, nickname: str) -> None:
    holder = holder_of(member.classroom, nickname)
    if holder and holder.pk != member.pk:
        raise NameTaken(nickname)


def _check_another_teacher(member: Membership) -> None:
    if member.role != Role.TEACHER or not member.is_current:
        return
    others = member.classroom.memberships.current().filter(role=Role.TEACHER).exclude(pk=member.pk)
    if not others.exists():
        raise LastTeacher
