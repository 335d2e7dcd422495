"""Letters and lines of a printed sheet."""

from __future__ import annotations

from django import template

from quizzes.paper import lines_for

register = template.Library()


@register.filter
def letter(place: int) -> str:
    """1 as A, 2 as B: Latin in every language, as in the papers of Kazakhstan's National Testing Centre.

    Many of them are one shape in Cyrillic, too, and one key serves a class that reads in three languages.
    """
    return chr(ord("A") + place - 1) if 1 <= place <= 26 else str(place)


@register.filter
def ruled(words: int | None) -> range:
    """As many times as there are lines for a text of so many words."""
    return range(lines_for(words))
