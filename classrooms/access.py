"""The one door to a class and to the people in it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from classrooms.models import Classroom, Membership, Role
from classrooms.models.classes import Visitor

RANKS = {Role.PUPIL: 0, Role.ASSISTANT: 1, Role.TEACHER: 2}


def user_of(request: HttpRequest) -> User:
    """The user of a view that only somebody signed in reaches."""
    assert isinstance(request.user, User)
    return request.user


def get_classroom_for(
    user: Visitor, pk: int, *, role: Role = Role.PUPIL, to_change: bool = False
) -> Classroom:
    """The class with its course, and the user's own membership as its `viewer`; one query.

    Http404 where they are not in it; PermissionDenied where `role` is above theirs, and where a class in the
    archive would be changed. An administrator who is not in it counts as a teacher.
    """
    found = Membership.objects.current().select_related("classroom__course", "user", "group")
    if not isinstance(user, User):
        raise Http404
    viewer = found.filter(user=user, classroom_id=pk).first()
    if user.is_superuser and (viewer is None or viewer.role != Role.TEACHER):
        viewer = _visiting(user, pk)
    if viewer is None:
        raise Http404
    if RANKS[Role(viewer.role)] < RANKS[role] or (to_change and viewer.classroom.is_archived):
        raise PermissionDenied
    viewer.classroom.viewer = viewer
    return viewer.classroom


def _visiting(administrator: User, pk: int) -> Membership:
    """A membership that is not in the database: an administrator looks after every class."""
    classroom = get_object_or_404(Classroom.objects.select_related("course"), pk=pk)
    return Membership(classroom=classroom, user=administrator, role=Role.TEACHER)


def get_member_for(user: Visitor, classroom: Classroom, pk: int) -> Membership:
    """A member whom the user may see, with user and group; Http404 for anybody else."""
    seen = Membership.objects.visible_to(user).filter(classroom=classroom)
    return get_object_or_404(seen.select_related("user", "group"), pk=pk)
