"""Local times: what was meant by one that was typed, and how an instant reads in a time zone. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

YEARS = range(2000, 2101)
FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M")


class NotATime(ValueError):
    """What was typed is no date and time."""


class NoSuchTime(ValueError):
    """The clocks are put forward past this time on that day; `after` is the first that there is."""

    def __init__(self, after: datetime) -> None:
        super().__init__(f"no such local time; the next is {after}")
        self.after = after


def read_local(text: str) -> datetime:
    """A local time without its zone, as browsers send it or as it is written here. Raises NotATime."""
    for form in FORMATS:
        try:
            found = datetime.strptime(text.strip(), form)
        except ValueError:
            continue
        if found.year in YEARS:
            return found.replace(second=0)
    raise NotATime(text)


def instant(local: datetime, zone: ZoneInfo, *, later: bool = False) -> datetime:
    """The instant at which the zone's clocks show this. Raises NoSuchTime.

    Where clocks are put back they show it twice: the first time is taken, or the `later` one.
    """
    aware = local.replace(tzinfo=zone, fold=int(later))
    shown = aware.astimezone(UTC).astimezone(zone)
    if shown.replace(tzinfo=None) != local:
        raise NoSuchTime(local.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone))
    return aware.astimezone(UTC)


def in_words(at: datetime, zone: ZoneInfo) -> str:
    """Day and time by the zone's clocks, in the language of the page."""
    return date_format(at.astimezone(zone), "D j E Y, H:i")


def offset(at: datetime, zone: ZoneInfo) -> str:
    """How far the zone's clocks are from UTC at that instant: UTC+5, UTC−4, UTC+5:30."""
    minutes = round((at.astimezone(zone).utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def distance(at: datetime, now: datetime) -> str:
    """How far off an instant is: in 5 h, in 3 days, 20 min ago. The larger unit alone, rounded down."""
    seconds = int((at - now).total_seconds())
    words = _amount(abs(seconds)).replace(" ", "\N{NO-BREAK SPACE}")
    if abs(seconds) < 60:
        return _("now")
    return (_("in %(amount)s") if seconds > 0 else _("%(amount)s ago")) % {"amount": words}


def _amount(seconds: int) -> str:
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days >= 2:
        return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
    if hours:
        return _("%(number)d h") % {"number": hours}
    return _("%(number)d min") % {"number": minutes}
