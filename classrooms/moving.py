"""Moving a guest's memberships to the account they sign in to."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from classrooms.assigning import retime
from classrooms.models import CalendarLink, Membership, Role


def move_memberships(guest: User, account: User) -> None:
    """The guest's places in classes become the account's, with name, group and extensions.

    Where the account is in the class already it keeps its own place, and takes the extensions that only the
    guest had; where it was removed, it takes the guest's place.
    """
    if not CalendarLink.objects.filter(user=account).exists():
        CalendarLink.objects.filter(user=guest).update(user=account)
    theirs = {member.classroom_id: member for member in account.memberships.all()}
    for member in Membership.objects.filter(user=guest).select_related("classroom"):
        own = theirs.get(member.classroom_id)
        if own is None:
            member.user = account
            member.save(update_fields=["user"])
        elif member.is_current:
            _join(member, own)
        retime(member.classroom, [account.pk])


def _join(member: Membership, own: Membership) -> None:
    """Joins the guest's place to the account's; the guest's row stays, as that of somebody who left."""
    had = own.extensions.values("assignment")
    member.extensions.exclude(assignment__in=had).update(member=own)
    member.removed_at = timezone.now()
    roster_id, member.roster_id = member.roster_id, ""
    pass_key, member.pass_key = member.pass_key, ""
    member.save(update_fields=["removed_at", "roster_id", "pass_key"])
    own.roster_id = own.roster_id or roster_id
    if not own.is_current:
        own.removed_at, own.role = None, Role.PUPIL
        own.nickname, own.group, own.pass_key = member.nickname, member.group, own.pass_key or pass_key
    own.save()
