"""What somebody's calendar shows: what they have to do, and what the classes they teach have to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from classrooms.assigning import title_of
from classrooms.due import Due, due_for
from classrooms.ical import Event
from classrooms.models import Assignment, Membership, Role
from classrooms.models.assignments import lesson_title


def events_for(user: User, site: str) -> list[Event]:
    """The events in order, in the user's language; two queries. `site` begins every address."""
    mine = [_mine(one, site) for one in due_for(user, user.language) if one.timing.due_at]
    return sorted(mine + _taught(user, site), key=lambda event: (event.at, event.uid))


def _mine(one: Due, site: str) -> Event:
    assert one.timing.due_at
    words = [one.classroom.name]
    if one.state == "done":
        words.append(_("done"))
    if one.timing.closes:
        words.append(_("The quiz closes then."))
    return _event(one.assignment, one.title, words, urljoin(site, one.address), one.timing.due_at)


def _taught(user: User, site: str) -> list[Event]:
    mine = Membership.objects.current().filter(user=user).exclude(role=Role.PUPIL)
    rows: Any = Assignment.objects.filter(
        classroom__in=mine.values("classroom"), classroom__archived_at=None, due_at__isnull=False
    ).select_related("classroom", "lesson", "quiz")
    return [
        _event(
            row,
            title_of(row, user.language),
            [row.classroom.name],
            urljoin(site, reverse("classroom", args=[row.classroom_id])),
            row.due_at,
        )
        for row in rows.annotate(lesson_title=lesson_title(user.language))
    ]


def _event(row: Assignment, title: str, words: list[str], url: str, at: datetime) -> Event:
    return Event(
        uid=f"assignment-{row.pk}@{urlsplit(url).hostname}",
        summary=_("Due: %(title)s (%(class)s)") % {"title": title, "class": row.classroom.name},
        description="\n".join(words),
        url=url,
        at=at,
        changed_at=row.changed_at,
    )
