"""What the pages one reads show: a lesson in the reader's language, and the route through all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.safestring import mark_safe

from lessons.coursefiles.lessontext import REFERENCE
from lessons.models import (
    Claim,
    Course,
    Lesson,
    LessonText,
    Section,
    SectionProgress,
    SectionText,
    in_language,
)
from lessons.rendering import CHECK

WORDS_A_MINUTE = 180
MINUTES_A_CHECK = 0.5
_DIRECTIVE = re.compile(r"(?m)^(?::::.*|#+)")


@dataclass(frozen=True)
class Part:
    """A stretch of a section's HTML, or the slug of the check that stands there."""

    html: str = ""
    check: str = ""


@dataclass(frozen=True)
class SectionReading:
    """A section as one reader sees it; the section itself carries `done_at`."""

    section: Section
    title: str
    language: str
    parts: list[Part]

    @property
    def done_at(self) -> datetime | None:
        return getattr(self.section, "done_at", None)


@dataclass(frozen=True)
class Reading:
    """A lesson as one reader sees it, between its neighbours."""

    lesson: Lesson
    text: LessonText
    sections: list[SectionReading]
    previous: LessonText | None
    next: LessonText | None
    total: int
    minutes: int

    @property
    def done(self) -> int:
        return sum(section.done_at is not None for section in self.sections)

    @property
    def resume(self) -> SectionReading | None:
        """Where a reader who has begun goes on: the first section that is not done."""
        return next((one for one in self.sections if self.done and not one.done_at), None)


def title_page(course: Course, language: str) -> dict[str, Any]:
    """What a stranger is told first: the course, its chapter, a note of the margin; one query."""
    facts = {name: in_language(text, language) for name, text in course.citation.items() if name != "authors"}
    doubtful = course.claims.filter(verdict=Claim.Verdict.WRONG).select_related("paragraph")
    note = doubtful.order_by("paragraph__number", "pk").first()
    return {
        "title": in_language(course.title, language),
        "site_title": in_language(course.title, language),
        "subtitle": in_language(course.subtitle, language),
        "citation": facts | {"authors": course.citation.get("authors", [])},
        "note": note
        and {
            "claim": note,
            "text": in_language(note.text, language),
            "margin": in_language(note.margin, language),
        },
    }


def read_lesson(slug: str, *, language: str, user: AbstractBaseUser | AnonymousUser) -> Reading | None:
    """The lesson with its sections and when the user was done with each; two queries. None: no such lesson.

    Where two courses have a lesson of this name it is the first one's.
    """
    texts = LessonText.objects.filter(lesson__course__lessons__slug=slug).select_related("lesson__course")
    course = min((text.lesson.course for text in texts), key=lambda course: course.pk, default=None)
    if course is None:
        return None
    ours = [text for text in texts if text.lesson.course_id == course.pk]
    route = _one_a_lesson(ours, language, course.languages)
    at = next(place for place, text in enumerate(route) if text.lesson.slug == slug)
    sections = _sections(route[at].lesson, preference(language, course.languages), user)
    return Reading(
        lesson=route[at].lesson,
        text=route[at],
        sections=[_section_reading(text) for text in sections],
        previous=route[at - 1] if at else None,
        next=route[at + 1] if at + 1 < len(route) else None,
        total=len(route),
        minutes=minutes_to_read(text.markdown for text in sections),
    )


def preference(language: str, languages: Sequence[str]) -> list[str]:
    """The reader's language, then English, then the one that every lesson of the course has."""
    return [language, "en", *languages[:1]]


def _one_a_lesson(texts: Iterable[LessonText], language: str, languages: Sequence[str]) -> list[LessonText]:
    """The best text of each lesson, in the order of the lessons."""
    best = _best_of_each(texts, "lesson_id", preference(language, languages))
    return sorted(best, key=lambda text: text.lesson.position)


def _best_of_each(texts: Iterable[Any], owner: str, preference: Sequence[str]) -> list[Any]:
    best: dict[int, Any] = {}
    for text in sorted(texts, key=lambda text: rank(text.language, preference)):
        best.setdefault(getattr(text, owner), text)
    return list(best.values())


def rank(language: str, preference: Sequence[str]) -> int:
    return preference.index(language) if language in preference else len(preference)


def _sections(
    lesson: Lesson, preference: Sequence[str], user: AbstractBaseUser | AnonymousUser
) -> list[SectionText]:
    texts: QuerySet[SectionText] = SectionText.objects.filter(
        section__lesson=lesson, section__retired_at=None, language__in=preference
    ).select_related("section")
    if user.is_authenticated:
        mine = SectionProgress.objects.filter(section=OuterRef("section"), user=user.pk)
        texts = texts.annotate(done_at=Subquery(mine.values("done_at")[:1]))
    best = _best_of_each(texts, "section_id", preference)
    for text in best:
        text.section.lesson = lesson
    return sorted(best, key=lambda text: (text.section.position, text.section_id))


def _section_reading(text: Any) -> SectionReading:
    text.section.done_at = getattr(text, "done_at", None)
    return SectionReading(text.section, text.title, text.language, parts_of(text.html))


def parts_of(html: str) -> list[Part]:
    """The section's HTML, sanitised when it was saved, cut where its checks stand."""
    pieces = enumerate(CHECK.split(html))
    return [
        Part(check=piece) if place % 2 else Part(html=mark_safe(piece))
        for place, piece in pieces
        if piece.strip()
    ]


def minutes_to_read(markdown: Iterable[str]) -> int:
    """Whole minutes, at least one, for these sections and the checks in them."""
    words = checks = 0
    for text in markdown:
        checks += text.count("::: check")
        words += len(_DIRECTIVE.sub("", REFERENCE.sub(_words_shown, text)).split())
    return max(1, round(words / WORDS_A_MINUTE + checks * MINUTES_A_CHECK))


def _words_shown(mark: re.Match[str]) -> str:
    return mark["words"] or ("name" if mark["kind"] in ("actor", "term") else "")
