"""Instants and lengths of time in words, by the clocks that a reader lives by. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NEAR = timedelta(hours=12)  # as far off, an hour of the clock is told without its day


def in_full(at: datetime, zone: tzinfo) -> str:
    """Day, time and what its clocks are from UTC: March 8, 2026, 03:30 UTC−4."""
    local = at.astimezone(zone)
    return f"{date_format(local, 'DATE_FORMAT')}, {time_of_day(at, zone)}"


def time_of_day(at: datetime, zone: tzinfo) -> str:
    """The time alone: 03:30 UTC−4."""
    local = at.astimezone(zone)
    return f"{date_format(local, 'H:i')} {offset(local)}"


def offset(local: datetime) -> str:
    """How far the clocks of an aware time are from UTC at that instant: UTC+5, UTC−4, UTC+5:30."""
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def is_near(at: datetime, now: datetime) -> bool:
    return abs(_between(now, at)) < NEAR


def distance(at: datetime, now: datetime) -> str:
    """How far off an instant is: in 5 h, in 3 days, 20 min ago. The larger unit alone, rounded down."""
    seconds = int(_between(now, at).total_seconds())
    if abs(seconds) < 60:
        return _("now")
    words = _amount(abs(seconds))
    return (_("in %(amount)s") if seconds > 0 else _("%(amount)s ago")) % {"amount": words}


def _between(earlier: datetime, later: datetime) -> timedelta:
    """The time that passes. Of two times in one zone Python would count the hours on the clock."""
    return later.astimezone(UTC) - earlier.astimezone(UTC)


def _amount(seconds: int) -> str:
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days >= 2:
        return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
    if hours:
        return _("%(number)d h") % {"number": hours}
    return _("%(number)d min") % {"number": minutes}


def length(time: timedelta) -> str:
    """A length of time with nothing left out but parts of a second: 1 h 30 min, 45 s."""
    seconds = int(time.total_seconds())
    days, hours = seconds // 86400, seconds // 3600 % 24
    minutes, rest = seconds // 60 % 60, seconds % 60
    parts = [
        ngettext("%(number)d day", "%(number)d days", days) % {"number": days} if days else "",
        _("%(number)d h") % {"number": hours} if hours else "",
        _("%(number)d min") % {"number": minutes} if minutes else "",
        _("%(number)d s") % {"number": rest} if rest or not seconds else "",
    ]
    return " ".join(filter(None, parts))
