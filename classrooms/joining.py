"""Coming into a class: by its code, under a name, as a guest or as whoever is signed in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from classrooms import codes, names
from classrooms.models import Classroom, Membership, Role


class NameTaken(Exception):
    """Somebody in the class goes by that name already."""


def class_with(typed: str, *, at: datetime | None = None) -> Classroom | None:
    """The class that this code lets into; None alike for one that is wrong, expired or no code at all."""
    code = codes.read(typed, codes.JOIN_LENGTH)
    found = Classroom.objects.select_related("course")
    return found.open_with(code, at or timezone.now()).first()


@transaction.atomic
def join(classroom: Classroom, user: User, nickname: str, *, at: datetime | None = None) -> Membership:
    """The user's membership: the one they have, or a new one as a pupil. Raises NameTaken.

    Somebody who was removed and still holds the code comes back, as a pupil whatever they were. A name from a
    roster, whose pupil has not been here yet, is theirs who comes first.
    """
    at = at or timezone.now()
    Classroom.objects.select_for_update().get(pk=classroom.pk)  # one at a time, so that names stay unique
    nickname = names.tidy(nickname)
    mine = classroom.memberships.filter(user=user).first()
    if mine and mine.is_current:
        return mine
    holder = holder_of(classroom, nickname)
    if holder and (holder.came_at or mine):
        raise NameTaken(nickname)
    if holder:
        return _take_place(holder, user, at)
    if mine:
        return _come_back(mine, nickname, at)
    return make_pupil(classroom, user, nickname, came_at=at)


def holder_of(classroom: Classroom, nickname: str) -> Membership | None:
    """Who goes by this name in the class now."""
    same = classroom.memberships.current().filter(name_key=names.key_of(nickname))
    return same.select_related("user").first()


def make_pupil(
    classroom: Classroom, user: User, nickname: str, *, came_at: datetime | None = None
) -> Membership:
    member = Membership.objects.create(
        classroom=classroom,
        user=user,
        role=Role.PUPIL,
        nickname=nickname,
        pass_key=codes.draw(codes.PASS_LENGTH),
        joined_at=came_at or timezone.now(),
        came_at=came_at,
    )
    settle_in(user, classroom, nickname)
    return member


def settle_in(user: User, classroom: Classroom, nickname: str) -> None:
    """A guest who has said nothing of themselves is called so on every page, and has the class's clock."""
    if not user.is_guest:
        return
    user.display_name = user.display_name or nickname
    user.time_zone = user.time_zone or classroom.time_zone
    user.save(update_fields=["display_name", "time_zone"])


def _take_place(holder: Membership, user: User, at: datetime) -> Membership:
    """Whoever came takes the place kept for them; the guest that stood for them until now goes."""
    stand_in = holder.user
    holder.user, holder.came_at = user, at
    holder.save(update_fields=["user", "came_at"])
    settle_in(user, holder.classroom, holder.nickname)
    drop_stand_in(stand_in)
    return holder


def drop_stand_in(user: User) -> None:
    """Deletes a guest made for a roster, unless they are in some class or have been here."""
    if user.is_guest and user.last_login is None and not user.memberships.exists():
        user.delete()


def _come_back(mine: Membership, nickname: str, at: datetime) -> Membership:
    mine.removed_at, mine.came_at = None, mine.came_at or at
    mine.role, mine.nickname = Role.PUPIL, nickname
    mine.pass_key = mine.pass_key or codes.draw(codes.PASS_LENGTH)
    mine.save()
    return mine
