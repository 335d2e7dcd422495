"""A list of pupils as it was uploaded, kept until it is applied or a day has gone by."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classrooms.models.classes import Classroom


class RosterFile(models.Model):
    """`content` is emptied once it has been applied: the names are in the class then."""

    classroom = models.ForeignKey(
        Classroom, models.CASCADE, related_name="roster_files", verbose_name=_("class")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    name = models.CharField(_("file name"), max_length=200)
    content = models.BinaryField()
    encoding = models.CharField(
        _("encoding"), max_length=12, blank=True, help_text=_("Blank: as it was recognised.")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    outcome = models.JSONField(_("outcome"), default=dict, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name = _("roster file")
        verbose_name_plural = _("roster files")
        constraints = [
            models.CheckConstraint(
                name="roster_file_applied_keeps_no_names", condition=Q(applied_at=None) | Q(content=b"")
            )
        ]

    def __str__(self) -> str:
        return self.name
