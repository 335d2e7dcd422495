"""What was corrected, on the pages of learners and of teachers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quizzes.kinds.base import in_language
from quizzes.models import Attempt, AttemptItem, QuestionVersion
from quizzes.presenting import describe, language_of
from quizzes.regrading.marks import Mark
from quizzes.regrading.planning import Line
from quizzes.regrading.sheet import note_on
from quizzes.regrading.telling import Told, changes_in
from quizzes.templatetags.quizzing import percent

register = template.Library()


@register.simple_tag
def corrections_in(attempt: Attempt) -> Mapping[int, list[Told]]:
    """Every change of a mark in the attempt, by item, for `corrections_of` below, once it may be seen."""
    return changes_in(attempt.pk, get_language() or "en") if attempt.may_see_key else {}


@register.inclusion_tag("quizzes/corrections/_of_item.html")
def corrections_of(item: AttemptItem, corrections: Mapping[int, list[Told]]) -> dict[str, Any]:
    """What became of this item's mark, and why, beside the wording it was given to."""
    return {"item": item, "changes": corrections.get(item.pk, [])}


@register.filter
def worth(mark: Mark) -> str:
    """A mark in words: 50 %, or why there is none."""
    if mark.state == AttemptItem.State.VOIDED:
        return _("does not count")
    if mark.fraction is None:
        return _("not marked") if mark.state != AttemptItem.State.TODO else "–"
    return percent(mark.fraction)


@register.filter
def by_criterion(told: Told) -> list[dict[str, Any]]:
    """A teacher's marks along the rubric: each criterion's text, in the reader's language, mark and best."""
    body, given = told.item.version.body, told.response.marks or {}
    language = language_of(body["prompt"], get_language() or "en")
    return [
        {"text": in_language(one["text"], language), "mark": given[one["id"]], "best": one["marks"]}
        for one in body.get("rubric", [])
        if one["id"] in given
    ]


@register.filter
def answer_in_words(line: Line) -> str:
    version = line.version
    return describe(version.kind, version.body, line.answer, get_language() or "en") or "–"


@register.filter
def noted(line: Line) -> str:
    return note_on(line)


@register.filter
def prompt(version: QuestionVersion) -> str:
    """What a version asks, in the reader's language."""
    return in_language(version.body["prompt"], get_language() or "en")
