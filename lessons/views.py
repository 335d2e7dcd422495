"""The pages one reads: the outline, a lesson, the shelves."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lessons.models import Actor, Claim, Lesson, LessonText, Milestone, Section, SectionText, Source, Term
from lessons.rendering import CHECK
from lessons.texts import shelf_rows


def _text(texts: list[Any]) -> Any:
    """The text in the reader's language, else the first there is; None where there is none."""
    language = get_language()
    return next((text for text in texts if text.language == language), texts[0] if texts else None)


@require_safe
def outline(request: HttpRequest) -> HttpResponse:
    """The lessons in order."""
    lessons = Lesson.objects.select_related("course").prefetch_related("texts")
    rows = [(lesson, _text(list(lesson.texts.all()))) for lesson in lessons]
    return render(request, "lessons/outline.html", {"rows": rows})


@require_safe
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """A lesson with its sections."""
    sections = Section.objects.filter(retired_at=None).prefetch_related(
        Prefetch("texts", SectionText.objects.order_by("id"))
    )
    found = (
        Lesson.objects.select_related("course")
        .prefetch_related(
            Prefetch("texts", LessonText.objects.order_by("id")), Prefetch("sections", sections)
        )
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Http404
    context = {
        "lesson": found,
        "text": _text(list(found.texts.all())),
        "sections": [
            (section, text, CHECK.sub("", text.html))
            for section in found.sections.all()
            if (text := _text(list(section.texts.all())))
        ],
    }
    return render(request, "lessons/lesson.html", context)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people and institutions."""
    rows = shelf_rows(list(Actor.objects.all()), "name", "summary", language=get_language() or "en")
    return render(request, "lessons/people.html", {"rows": rows})


@require_safe
def milestones(request: HttpRequest) -> HttpResponse:
    """The agreements and events, oldest first."""
    rows = shelf_rows(list(Milestone.objects.all()), "title", language=get_language() or "en")
    return render(request, "lessons/milestones.html", {"rows": rows})


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The glossary."""
    rows = shelf_rows(list(Term.objects.all()), "name", "definition", language=get_language() or "en")
    return render(request, "lessons/terms.html", {"rows": rows})


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """What the chapter says and how it stands up, paragraph by paragraph."""
    found = Claim.objects.select_related("paragraph").prefetch_related("sources")
    rows = shelf_rows(list(found), "text", "exact", language=get_language() or "en")
    shelf_rows(
        list({row.paragraph_id: row.paragraph for row in rows}.values()),
        "gist",
        language=get_language() or "en",
    )
    return render(request, "lessons/claims.html", {"rows": rows})


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Where the facts were checked."""
    return render(request, "lessons/sources.html", {"rows": Source.objects.all()})
