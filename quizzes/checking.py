"""The checks inside a lesson and what a learner has made of them, ready for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lessons.models import Lesson, Section, in_language
from quizzes.asking import Learner, checks_in, standing_of
from quizzes.kinds.base import Answer
from quizzes.models import Question, QuestionVersion
from quizzes.presenting import Shown, reveal, show
from quizzes.taking import seed_of_check


@dataclass(frozen=True)
class Check:
    """A check as a page shows it: open to an answer, or answered with all there is to say."""

    slug: str
    version: int
    question: Shown
    standing: Mapping[str, Any]
    section: int | None = None
    is_answered: bool = False


@dataclass(frozen=True)
class SectionStanding:
    """A section, when its reader said it was done, and its checks that they have not answered."""

    section: Section
    done_at: datetime | None = None
    unanswered: Sequence[Check] = ()
    is_refused: bool = False


@dataclass(frozen=True)
class Quizzing:
    """Everything a lesson's page asks, and how its reader stands."""

    lesson: Lesson
    checks: Mapping[str, Check] = field(default_factory=dict)
    done: Mapping[int, datetime] = field(default_factory=dict)
    quiz: Mapping[str, Any] | None = None

    def standing(self, section: Section) -> SectionStanding:
        unanswered = [
            one for one in self.checks.values() if one.section == section.pk and not one.is_answered
        ]
        return SectionStanding(section, self.done.get(section.pk), unanswered)


def quizzing_of(user: Learner, lesson: Lesson, language: str) -> Quizzing:
    """What the lesson asks of this reader, in two queries."""
    rows = standing_of(lesson, user)
    checks = [_check(item, language) for item in checks_in(lesson, user)]
    quiz = rows[0] if rows and rows[0]["quiz"] else None
    return Quizzing(
        lesson=lesson,
        checks={check.slug: check for check in checks},
        done={row["section"]: row["done_at"] for row in rows if row["done_at"]},
        quiz=quiz and {**quiz, "slug": quiz["quiz_slug"], "title": in_language(quiz["title"], language)},
    )


def _check(item: Any, language: str) -> Check:
    """From an item of asking.checks_in; a stranger's carries no answer."""
    question, given = item.question, getattr(item, "given", None)
    sequence = getattr(item, "last_sequence", None) or 0
    standing = {"sequence": sequence + 1, "saved_at": getattr(item, "given_at", None)}
    shown = (
        answered(question, question.published, given, item.fraction, language)
        if given
        else asked(question, question.published, {}, language)
    )
    return Check(
        slug=question.slug,
        version=question.published.number,
        question=shown,
        standing=standing,
        section=question.section_id,
        is_answered=getattr(item, "is_answered", False),
    )


def asked(question: Question, version: QuestionVersion, answer: Answer, language: str) -> Shown:
    """The check, with what the learner has in its fields."""
    return show(
        version.kind,
        version.body,
        answer,
        name=f"check-{question.slug}",
        seed=seed_of_check(version),
        language=language,
    )


def answered(
    question: Question, version: QuestionVersion, answer: Answer, fraction: float | None, language: str
) -> Shown:
    """The check with its key: for who has answered it."""
    return reveal(
        version.kind,
        version.body,
        answer,
        name=f"check-{question.slug}",
        seed=seed_of_check(version),
        language=language,
        fraction=fraction,
    )
