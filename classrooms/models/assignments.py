"""What a class is given to do, by when, and who has longer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classrooms.models.classes import Classroom, Group, Membership, Role
from lessons.models import Lesson, LessonText
from quizzes.models import Certainty, Quiz

NO_QUIZ_SETTINGS = Q(attempts_allowed=None, time_limit=None, certainty="", feedback="", closes=False)


class Feedback(models.TextChoices):
    """When a pupil sees the key, the reasons and the sources."""

    FINISHED = "finished", _("once they have finished")
    DUE = "due", _("after the due time of the last pupil")


def lesson_title(language: str) -> Coalesce:
    """The title of an assignment's lesson in the language, else in any there is; for `annotate`."""
    texts = LessonText.objects.filter(lesson=OuterRef("lesson"))
    spoken = texts.filter(language=language).values("title")[:1]
    return Coalesce(Subquery(spoken), Subquery(texts.order_by("language").values("title")[:1]))


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def given_to(self, users: Collection[int]) -> QuerySet[Any]:
        """A row for each assignment and each of these users whom it is given to.

        It says who that is and what extensions they have: `member`, `learner` and `group`; `their_due`,
        `their_extra`, `group_due` and `group_extra`.
        """
        given = self.filter(
            classroom__archived_at=None,
            classroom__memberships__user__in=users,
            classroom__memberships__role=Role.PUPIL,
            classroom__memberships__removed_at=None,
        ).annotate(
            member=F("classroom__memberships__pk"),
            learner=F("classroom__memberships__user"),
            group=F("classroom__memberships__group"),
        )
        extensions = Extension.objects.filter(assignment=OuterRef("pk")).order_by()
        theirs = extensions.filter(member=OuterRef("member"))
        groups = extensions.filter(group=OuterRef("group"))
        return given.annotate(
            their_due=Subquery(theirs.values("due_at")[:1]),
            their_extra=Subquery(theirs.values("extra_time")[:1]),
            group_due=Subquery(groups.values("due_at")[:1]),
            group_extra=Subquery(groups.values("extra_time")[:1]),
        )


class Assignment(models.Model):
    """A lesson or a quiz for a class. What is blank of the quiz's settings is as the quiz has it."""

    classroom = models.ForeignKey(
        Classroom, models.CASCADE, related_name="assignments", verbose_name=_("class")
    )
    lesson = models.ForeignKey(
        Lesson, models.CASCADE, null=True, blank=True, related_name="assignments", verbose_name=_("lesson")
    )
    quiz = models.ForeignKey(
        Quiz, models.CASCADE, null=True, blank=True, related_name="assignments", verbose_name=_("quiz")
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    closes = models.BooleanField(_("closes at the due time"), default=False)
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"), null=True, blank=True)
    time_limit = models.PositiveIntegerField(_("time limit in seconds"), null=True, blank=True)
    certainty = models.CharField(_("certainty"), max_length=5, choices=Certainty, blank=True)
    feedback = models.CharField(_("key and reasons"), max_length=8, choices=Feedback, blank=True)
    created_at = models.DateTimeField(_("given"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["classroom", "due_at", "id"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                name="assignment_lesson_xor_quiz",
                condition=Q(lesson=None, quiz__isnull=False) | Q(lesson__isnull=False, quiz=None),
            ),
            models.UniqueConstraint(
                fields=["classroom", "lesson"],
                condition=Q(lesson__isnull=False),
                name="assignment_lesson_once_a_class",
            ),
            models.UniqueConstraint(
                fields=["classroom", "quiz"],
                condition=Q(quiz__isnull=False),
                name="assignment_quiz_once_a_class",
            ),
            models.CheckConstraint(
                name="assignment_due_after_opening",
                condition=Q(opens_at=None) | Q(due_at=None) | Q(due_at__gt=F("opens_at")),
            ),
            models.CheckConstraint(
                name="assignment_lesson_has_no_quiz_settings", condition=Q(lesson=None) | NO_QUIZ_SETTINGS
            ),
            models.CheckConstraint(
                name="assignment_waits_for_a_due_time",
                condition=Q(due_at__isnull=False) | (Q(closes=False) & ~Q(feedback="due")),
            ),
            models.CheckConstraint(
                name="assignment_attempts_from_1",
                condition=Q(attempts_allowed=None) | Q(attempts_allowed__gte=1),
            ),
            models.CheckConstraint(
                name="assignment_time_limit_from_1", condition=Q(time_limit=None) | Q(time_limit__gte=1)
            ),
            models.CheckConstraint(
                name="assignment_certainty_known", condition=Q(certainty__in=["", "off", "ask", "count"])
            ),
            models.CheckConstraint(
                name="assignment_feedback_known", condition=Q(feedback__in=["", "finished", "due"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.classroom}: {self.work}"

    @property
    def work(self) -> Any:
        """The lesson or the quiz."""
        return self.quiz if self.quiz_id else self.lesson


class Extension(models.Model):
    """A later due time, or extra seconds at a quiz, for one pupil or a whole group."""

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="extensions", verbose_name=_("assignment")
    )
    member = models.ForeignKey(
        Membership, models.CASCADE, null=True, blank=True, related_name="extensions", verbose_name=_("pupil")
    )
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="extensions", verbose_name=_("group")
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    extra_time = models.PositiveIntegerField(_("extra seconds"), default=0)

    class Meta:
        ordering = ["assignment", "id"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(
                name="extension_member_xor_group",
                condition=Q(member=None, group__isnull=False) | Q(member__isnull=False, group=None),
            ),
            models.UniqueConstraint(
                fields=["assignment", "member"],
                condition=Q(member__isnull=False),
                name="extension_once_a_member",
            ),
            models.UniqueConstraint(
                fields=["assignment", "group"],
                condition=Q(group__isnull=False),
                name="extension_once_a_group",
            ),
            models.CheckConstraint(
                name="extension_gives_something", condition=Q(due_at__isnull=False) | Q(extra_time__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.whom_name}"

    @property
    def whom_name(self) -> str:
        return self.group.name if self.group else self.member.name if self.member else ""

    @property
    def extra_minutes(self) -> int:
        return self.extra_time // 60
