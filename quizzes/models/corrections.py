"""What was wrong with a question, who said so, and what was done about it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.appending import AppendOnlyError
from quizzes.models.bank import Question, QuestionVersion


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def standing(self) -> CorrectionQuerySet:
        """Applied and not undone, in the order in which they were applied."""
        return self.filter(applied_at__isnull=False, undone_at=None).order_by("applied_at", "pk")

    def drafts(self) -> CorrectionQuerySet:
        """Proposed, and not applied yet."""
        return self.filter(applied_at=None)


class Correction(models.Model):
    """One thing put right about a question: proposed, applied once, and perhaps undone.

    `body` is that of the version it publishes, None where it publishes none; `version_after` is that version,
    from when it is applied. It reaches every version up to number `reaches`.
    """

    class Action(models.TextChoices):
        WORDING = "wording", _("put the wording right")
        KEY = "key", _("change the key")
        ACCEPT = "accept", _("accept another answer, too")
        VOID = "void", _("let the question count for nothing")
        FULL_CREDIT = "full_credit", _("give full credit")

    class Whom(models.TextChoices):
        """Who is given full credit."""

        ANSWERED = "answered", _("everybody who answered")
        EVERYBODY = "everybody", _("everybody who was asked")

    # The actions that publish a new version, and those that may lower what somebody has.
    PUBLISHING = (Action.WORDING, Action.KEY, Action.ACCEPT)
    LOWERING = (Action.KEY, Action.VOID)

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="corrections", verbose_name=_("question")
    )
    action = models.CharField(_("what is done"), max_length=11, choices=Action)
    whom = models.CharField(_("to whom"), max_length=9, choices=Whom, blank=True)
    version_before = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="+", verbose_name=_("version before")
    )
    version_after = models.ForeignKey(
        QuestionVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version after"),
    )
    reaches = models.PositiveIntegerField(_("number of the latest version it reaches"), default=0)
    body = models.JSONField(_("body"), null=True, blank=True)
    lowers = models.BooleanField(
        _("may lower a grade"), default=False, help_text=_("Otherwise whoever would fall keeps their mark.")
    )
    reason = models.TextField(_("reason"), help_text=_("Learners read it."))
    note = models.TextField(_("note"), blank=True, help_text=_("Only teachers read it."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("proposed"))
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undo_reason = models.TextField(_("reason for undoing it"), blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.CheckConstraint(
                name="correction_action_known",
                condition=Q(action__in=["wording", "key", "accept", "void", "full_credit"]),
            ),
            models.CheckConstraint(
                name="correction_whom_with_full_credit",
                condition=Q(action="full_credit", whom__in=["answered", "everybody"])
                | (~Q(action="full_credit") & Q(whom="")),
            ),
            models.CheckConstraint(
                name="correction_lowers_by_key_or_void",
                condition=Q(lowers=False) | Q(action__in=["key", "void"]),
            ),
            models.CheckConstraint(name="correction_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="correction_undone_after_applied",
                condition=Q(undone_at=None) | (Q(applied_at__isnull=False) & ~Q(undo_reason="")),
            ),
            models.CheckConstraint(
                name="correction_version_after_when_applied",
                condition=Q(version_after=None) | Q(applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_action_display()}"

    @property
    def is_standing(self) -> bool:
        return self.applied_at is not None and self.undone_at is None

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """A draft may be thrown away; what was applied is part of the record. Raises AppendOnlyError."""
        if self.applied_at is not None:
            raise AppendOnlyError("What was applied is undone, and never deleted.")
        return super().delete(*args, **kwargs)


class QuestionReport(models.Model):
    """A learner says that something is wrong with a question, as they saw it; a teacher replies."""

    version = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="reports", verbose_name=_("version seen")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="question_reports",
        verbose_name=_("learner"),
    )
    text = models.TextField(_("what is wrong"))
    created_at = models.DateTimeField(_("reported"))
    reply = models.TextField(_("reply"), blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resolved by"),
    )
    correction = models.ForeignKey(
        Correction,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("correction it led to"),
    )
    seen_at = models.DateTimeField(_("reply seen"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("report of an error")
        verbose_name_plural = _("reports of errors")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "user"],
                condition=Q(resolved_at=None),
                name="question_report_one_unresolved",
            ),
            models.CheckConstraint(name="question_report_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="question_report_resolved_with_a_reply",
                condition=Q(resolved_at=None) | ~Q(reply=""),
            ),
            models.CheckConstraint(
                name="question_report_seen_after_resolved",
                condition=Q(seen_at=None) | Q(resolved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.user}"
