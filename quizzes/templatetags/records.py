"""How a learner's record reads in a template."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from lessons.models import Course, in_language
from quizzes import route
from quizzes.progress import course_record, courses_for

register = template.Library()
register.filter("percent", route.percent)


@register.filter
def in_reader_language(text: str | dict[str, str]) -> str:
    """A text kept as a string or as a map by language, in the language of the page."""
    return in_language(text, get_language() or "en") if text else ""


@register.simple_tag(takes_context=True)
def route_of(context: Any, course: Course | None) -> list[route.Stop]:
    """The course's lessons as stops, with the reader's states; none where there is no course."""
    if course is None:
        return []
    user = context["request"].user
    record = course_record(user, courses_for(user).get(pk=course.pk))
    return route.stops_of(record, get_language() or "en")
