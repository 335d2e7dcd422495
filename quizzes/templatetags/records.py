"""How a learner's record reads in a template."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from lessons.models import in_language
from quizzes import route

register = template.Library()
register.filter("percent", route.percent)


@register.filter
def in_reader_language(text: str | dict[str, str]) -> str:
    """A text kept as a string or as a map by language, in the language of the page."""
    return in_language(text, get_language() or "en") if text else ""
