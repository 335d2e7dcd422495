"""The secret address at which somebody's calendar program fetches what is due."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def draw_token() -> str:
    return secrets.token_urlsafe(24)


class CalendarLink(models.Model):
    """One a person. A new token makes the old address a dead one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_link", verbose_name=_("person")
    )
    token = models.CharField(max_length=40, unique=True, default=draw_token, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")
        constraints = [models.CheckConstraint(name="calendar_link_has_token", condition=~models.Q(token=""))]

    def __str__(self) -> str:
        return str(self.user)
