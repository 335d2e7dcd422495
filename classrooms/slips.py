"""A pupil's pass-slip: its key opens the site as them, on any machine, for as long as they are a guest."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone

from classrooms import codes
from classrooms.models import Membership, Role


def member_with(typed: str) -> Membership | None:
    """Whose slip says this; None alike for a wrong one, an old one, and one of somebody who was removed."""
    key = codes.read(typed, codes.PASS_LENGTH)
    if not key:
        return None
    found = Membership.objects.current().filter(pass_key=key, role=Role.PUPIL)
    return found.select_related("user", "classroom__course").first()


def come_in(request: HttpRequest, member: Membership, *, at: datetime | None = None) -> None:
    """Signs the browser in as the pupil. Raises ValueError for one with an account: they have a password."""
    if not member.user.is_guest:
        raise ValueError("a slip does not open an account")
    if member.came_at is None:
        member.came_at = at or timezone.now()
        member.save(update_fields=["came_at"])
    login(request, member.user)
