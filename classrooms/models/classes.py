"""Classes, their groups, and who is in them. Somebody removed keeps their row, and so do the answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classrooms import codes, names
from lessons.models import Course

Visitor = AbstractBaseUser | AnonymousUser


class Role(models.TextChoices):
    TEACHER = "teacher", _("teacher")
    ASSISTANT = "assistant", _("assistant")
    PUPIL = "pupil", _("pupil")


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    def visible_to(self, user: Visitor) -> ClassroomQuerySet:
        """Those the user is in now, whatever their role; an administrator sees all of them."""
        if not user.is_authenticated:
            return self.none()
        if getattr(user, "is_superuser", False):
            return self
        mine = Membership.objects.current().filter(user_id=user.pk)
        return self.filter(pk__in=mine.values("classroom"))

    def open_with(self, code: str, at: datetime) -> ClassroomQuerySet:
        """The class that lets somebody in with this code at this moment: one at most."""
        return self.exclude(join_code="").filter(join_code=code, code_expires_at__gt=at, archived_at=None)


class Classroom(models.Model):
    """People who learn a course together. Times in it are those of its own time zone."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="classrooms", verbose_name=_("course"))
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(
        _("language"), max_length=2, choices=User.Language, default=User.Language.ENGLISH
    )
    time_zone = models.CharField(_("time zone"), max_length=64)
    join_code = models.CharField(_("code"), max_length=codes.JOIN_LENGTH, blank=True)
    code_expires_at = models.DateTimeField(_("code expires"), null=True, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    archived_at = models.DateTimeField(_("put into the archive"), null=True, blank=True)

    objects = ClassroomQuerySet.as_manager()
    viewer: Membership  # whoever asked for it, set by get_classroom_for

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.UniqueConstraint(
                fields=["join_code"], condition=~Q(join_code=""), name="classroom_join_code_once"
            ),
            models.CheckConstraint(
                name="classroom_join_code_expires",
                condition=Q(join_code="") | Q(code_expires_at__isnull=False),
            ),
            models.CheckConstraint(name="classroom_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="classroom_has_time_zone", condition=~Q(time_zone="")),
            models.CheckConstraint(
                name="classroom_language_known", condition=Q(language__in=["en", "kk", "ru"])
            ),
            models.CheckConstraint(
                name="classroom_archived_lets_nobody_in", condition=Q(archived_at=None) | Q(join_code="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The class's own clock; UTC where this machine does not know the name."""
        try:
            return ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError):
            return ZoneInfo("UTC")

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def has_open_code(self, at: datetime | None = None) -> bool:
        return bool(self.join_code and self.code_expires_at and self.code_expires_at > (at or timezone.now()))

    def new_code(self, lasts: timedelta, *, at: datetime | None = None) -> str:
        """Draws another code; the one before it lets nobody in from now on."""
        code = codes.draw(codes.JOIN_LENGTH)
        while Classroom.objects.filter(join_code=code).exists():
            code = codes.draw(codes.JOIN_LENGTH)
        self.join_code, self.code_expires_at = code, (at or timezone.now()) + lasts
        self.save(update_fields=["join_code", "code_expires_at"])
        return code

    def close_code(self) -> None:
        self.join_code, self.code_expires_at = "", None
        self.save(update_fields=["join_code", "code_expires_at"])


class Group(models.Model):
    """Part of a class; an assistant looks after one of them."""

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="groups", verbose_name=_("class"))
    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(max_length=160, editable=False)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.UniqueConstraint(fields=["classroom", "name_key"], name="group_name_once_a_class"),
            models.CheckConstraint(name="group_has_name", condition=~Q(name="") & ~Q(name_key="")),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = names.key_of(self.name)
        super().save(*args, **kwargs)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> MembershipQuerySet:
        return self.filter(removed_at=None)

    def pupils(self) -> MembershipQuerySet:
        return self.filter(role=Role.PUPIL)

    def visible_to(self, user: Visitor) -> MembershipQuerySet:
        """A teacher sees the class and who left it, an assistant their group, a pupil themselves."""
        if not user.is_authenticated:
            return self.none()
        if getattr(user, "is_superuser", False):
            return self
        mine = Membership.objects.current().filter(user_id=user.pk)
        taught = mine.filter(role=Role.TEACHER).values("classroom")
        helped = mine.filter(role=Role.ASSISTANT).values("group")
        return self.filter(
            Q(classroom__in=taught)
            | Q(group__in=helped, removed_at=None)
            | Q(user_id=user.pk, removed_at=None)
        )


class Membership(models.Model):
    """Somebody in a class, under the name they have there.

    `came_at` is empty for a pupil from a roster who has not been here yet. `pass_key` is what their slip
    says; it opens the site as them for as long as they are a guest.
    """

    classroom = models.ForeignKey(
        Classroom, models.CASCADE, related_name="memberships", verbose_name=_("class")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=9, choices=Role, default=Role.PUPIL)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("group")
    )
    nickname = models.CharField(_("name in the class"), max_length=names.LONGEST, blank=True)
    name_key = models.CharField(max_length=2 * names.LONGEST, blank=True, editable=False)
    sort_key = models.CharField(max_length=3 * names.LONGEST, blank=True, editable=False)
    roster_id = models.CharField(_("number in the roster"), max_length=40, blank=True)
    pass_key = models.CharField(max_length=codes.PASS_LENGTH, blank=True, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    came_at = models.DateTimeField(_("came in"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["classroom", "user"], name="membership_once_a_class"),
            models.UniqueConstraint(
                fields=["classroom", "name_key"],
                condition=Q(removed_at=None) & ~Q(name_key=""),
                name="membership_name_once_a_class",
            ),
            models.UniqueConstraint(
                fields=["classroom", "roster_id"],
                condition=~Q(roster_id=""),
                name="membership_roster_id_once_a_class",
            ),
            models.UniqueConstraint(
                fields=["pass_key"], condition=~Q(pass_key=""), name="membership_pass_key_once"
            ),
            models.CheckConstraint(
                name="membership_role_known", condition=Q(role__in=["teacher", "assistant", "pupil"])
            ),
            models.CheckConstraint(
                name="membership_pupil_has_name",
                condition=~Q(role="pupil") | (~Q(nickname="") & ~Q(name_key="")),
            ),
            models.CheckConstraint(
                name="membership_assistant_has_group",
                condition=~Q(role="assistant") | Q(group__isnull=False) | Q(removed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.classroom})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key, self.sort_key = names.key_of(self.nickname), names.sort_key(self.nickname)
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """What they are called in this class; a teacher without a name here goes by that of their account."""
        return self.nickname or self.user.name

    @property
    def is_current(self) -> bool:
        return self.removed_at is None

    @property
    def slip(self) -> str:
        return codes.grouped(self.pass_key)
