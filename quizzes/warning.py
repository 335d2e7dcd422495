"""What there is to warn of in a question of the bank, beside the others that its course asks."""

from __future__ import annotations

from pydantic import ValidationError

from quizzes.kinds import UnknownKind, parse_body
from quizzes.linting import Finding, Linted, duplicates_of, lint_question
from quizzes.models import Question


def warnings_on(question: Question) -> list[Finding]:
    """Of its published version, in one query; nothing where that cannot be read."""
    own = _linted(question)
    if own is None:
        return []
    asked = Question.objects.filter(course=question.course_id, retired_at=None, published__isnull=False)
    others = map(_linted, asked.exclude(pk=question.pk).select_related("published").order_by("pk"))
    return [*lint_question(own), *duplicates_of(own, [one for one in others if one])]


def _linted(question: Question) -> Linted | None:
    version = question.published
    if version is None:
        return None
    try:
        return Linted(question.slug, version.kind, parse_body(version.kind, version.body))
    except (UnknownKind, ValidationError):
        return None
