"""Questions on the pages of lessons and shelves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from lessons.models import Lesson, Section
from lessons.texts import shelf_rows
from quizzes import checking, clocks
from quizzes.asking import asked_on
from quizzes.checking import Quizzing
from quizzes.wording import in_figures

register = template.Library()

CLOCKS = {"seconds": "H:i:s", "time": "H:i", "date": "DATE_FORMAT", "moment": "DATETIME_FORMAT"}


@register.simple_tag
def moment(at: datetime, shape: str = "time") -> SafeString:
    """The instant in the learner's time zone, with its offset; with scripts, in that of their own clock."""
    local = timezone.localtime(at)
    words = date_format(local, CLOCKS[shape])
    zone = "" if shape == "date" else f" {clocks.offset(local)}"
    return format_html('<time datetime="{}" data-local="{}">{}{}</time>', at.isoformat(), shape, words, zone)


@register.simple_tag
def until(at: datetime) -> SafeString:
    """An instant that binds the learner, never without its offset from UTC: the day only if it is far off."""
    zone, is_near = timezone.get_current_timezone(), clocks.is_near(at, timezone.now())
    words = clocks.time_of_day(at, zone) if is_near else clocks.in_full(at, zone)
    shape = "until" if is_near else "until-day"
    return format_html('<time datetime="{}" data-local="{}">{}</time>', at.isoformat(), shape, words)


@register.filter
def how_far(at: datetime) -> str:
    """In 5 h, in 3 days, 20 min ago."""
    return clocks.distance(at, timezone.now())


@register.filter
def duration(time: timedelta | int) -> str:
    """A length of time, or of so many seconds: 1 h 30 min."""
    return clocks.length(time if isinstance(time, timedelta) else timedelta(seconds=time))


@register.simple_tag(takes_context=True)
def quizzing_of(context: Context, lesson: Lesson) -> Quizzing:
    """What the lesson asks of its reader and how they stand, in two queries; for the tags below."""
    return checking.quizzing_of(context["request"].user, lesson, get_language() or "en")


@register.inclusion_tag("quizzes/_check.html", takes_context=True)
def check(context: Context, quizzing: Quizzing, slug: str) -> dict[str, Any]:
    """The check of this slug; nothing where it is asked no longer."""
    found = quizzing.checks.get(slug)
    if found is None:
        return {}
    return {
        "request": context["request"],
        "check": found,
        "question": found.question,
        "standing": found.standing,
    }


@register.inclusion_tag("quizzes/_section_foot.html", takes_context=True)
def section_foot(context: Context, quizzing: Quizzing, section: Section) -> dict[str, Any]:
    """The button with which a reader says that a section is done, or the day on which they did."""
    return {
        "request": context["request"],
        "lesson": quizzing.lesson,
        "section": section,
        "standing": quizzing.standing(section),
    }


@register.inclusion_tag("quizzes/_lesson_end.html")
def lesson_end(quizzing: Quizzing) -> dict[str, Any]:
    """The way to the lesson's quiz, and the rule by which the lesson is done."""
    return {"quiz": quizzing.quiz}


@register.simple_tag
def asked_of(rows: Sequence[Any]) -> str:
    """Gives each row `asked`: the graded quizzes that ask about it, each title in one language."""
    asked, language = asked_on(rows), get_language() or "en"
    shelf_rows([quiz for quizzes in asked.values() for quiz in quizzes], "title", language=language)
    for row in rows:
        row.asked = asked.get(row.pk, [])
    return ""


@register.filter
def percent(share: float) -> str:
    """A share of 1 as whole per cents, rounded down: 0.699 has not passed at 70."""
    return gettext("%(number)d%%") % {"number": int(share * 100 + 1e-6)}


@register.filter
def longer_than(choices: Sequence[Mapping[str, str]], letters: int) -> bool:
    """Whether a choice is too long to be read in a closed select, which cuts it off."""
    return any(len(choice["text"]) > letters for choice in choices)


@register.filter
def figure(value: float) -> str:
    """A mark in figures, to a tenth."""
    return in_figures(value)
