"""Times of a class, and what is due, on the pages of every app."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.models import User
from classrooms import zones
from classrooms.due import due_for, zone_of

register = template.Library()

AT_HOME = 4  # things due that the first page shows


@register.simple_tag
def clock(at: datetime, zone: ZoneInfo) -> SafeString:
    """An instant by the clocks of a zone, their offset, and how far off it is: 18:00 UTC+5, in 5 h."""
    return format_html(
        '<time datetime="{}">{}</time> <span class="quiet">{}, {}</span>',
        at.isoformat(),
        zones.in_words(at, zone),
        zones.offset(at, zone),
        zones.distance(at, timezone.now()),
    )


@register.simple_tag
def clock_words(at: datetime, zone: ZoneInfo) -> str:
    return f"{zones.in_words(at, zone)} ({zones.offset(at, zone)})"


@register.simple_tag
def now_there(zone: ZoneInfo) -> str:
    """Day and time by the zone's clocks at this moment, with their offset."""
    return clock_words(timezone.now(), zone)


@register.filter
def spelt(code: str) -> str:
    """The signs of a code one by one, as a screen reader should say them."""
    return ", ".join(code)


@register.inclusion_tag("classrooms/_due.html", takes_context=True)
def due_at_home(context: Context) -> dict[str, Any]:
    """What the learner has still to do for their classes, the next due first; one query."""
    user = context["request"].user
    if not isinstance(user, User):
        return {}
    waiting = [
        (one, zone_of(user, one.classroom))
        for one in due_for(user, get_language() or "en")
        if one.is_waiting and one.state != "later"
    ]
    return {"due": waiting[:AT_HOME], "more": len(waiting) - AT_HOME}
