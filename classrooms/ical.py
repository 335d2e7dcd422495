"""What is due as a calendar: RFC 5545. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

OCTETS = 75  # of a line, without its end (RFC 5545, 3.1)
PRODUCT = "-//kzlearn//classes//EN"


@dataclass(frozen=True)
class Event:
    """Something due at an instant. `uid` never changes, whatever else of it does."""

    uid: str
    summary: str
    description: str
    url: str
    at: datetime
    changed_at: datetime


def calendar(name: str, events: Iterable[Event]) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(event: Event) -> list[str]:
    """Without an end the event lasts no time: it is the moment at which something is due (3.6.1)."""
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"DTSTAMP:{_instant(event.changed_at)}",
        f"LAST-MODIFIED:{_instant(event.changed_at)}",
        f"DTSTART:{_instant(event.at)}",
        f"SUMMARY:{escaped(event.summary)}",
        f"DESCRIPTION:{escaped(event.description)}",
        f"URL:{event.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text as a value (3.3.11): a backslash before backslash, semicolon and comma, and line ends as \\n."""
    lines = re.sub(r"\r\n?|\n|[\x85\u2028\u2029]", "\n", text)
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", lines)
    return re.sub(r"([\\;,])", r"\\\1", kept).replace("\n", "\\n")


def folded(line: str) -> str:
    """The line in parts of at most 75 octets, no letter cut in two; all but the first begin with a space."""
    parts, rest = [], line
    room = OCTETS
    while len(rest.encode()) > room:
        part = rest.encode()[:room].decode(errors="ignore")
        parts.append(part)
        rest, room = rest[len(part) :], OCTETS - 1
    return "\r\n ".join([*parts, rest])
