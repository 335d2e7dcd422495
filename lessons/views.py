"""The pages one reads: the outline, a lesson, the shelves."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lessons.models import Claim, Course, Milestone, in_language
from lessons.reading import read_lesson
from lessons.shelves import Shelf, alphabetical, bring, initial, tell_where_taught
from lessons.texts import shelf_rows


def _language() -> str:
    return get_language() or "en"


@require_safe
def outline(request: HttpRequest) -> HttpResponse:
    """The lessons in order."""
    course = Course.objects.order_by("pk").first()
    context = {
        "course": course,
        "site_title": in_language(course.title, _language()) if course else "",
        "pass_percent": round(course.pass_fraction * 100) if course else 0,
    }
    return render(request, "lessons/outline.html", context)


@require_safe
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """A lesson with its sections."""
    reading = read_lesson(slug, language=_language(), user=request.user)
    if reading is None:
        raise Http404
    context = {
        "reading": reading,
        "lesson": reading.lesson,
        "site_title": in_language(reading.lesson.course.title, _language()),
    }
    return render(request, "lessons/lesson.html", context)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people and institutions."""
    course = Course.objects.order_by("pk").first()
    shelf = Shelf(list(course.actor_set.all()) if course else [], request.GET)
    shelf.by("kind", _("Kind"), lambda row: row.type)
    shelf.by("named", _("In the chapter"), _named, {"yes": _("named in it"), "no": _("not named in it")})
    shelf.search_in(lambda row: [row.name, row.role, row.country, row.summary])
    bring(shelf.rows, rests_on="sources", passages="paragraphs")
    _tell_other_names(shelf.rows)
    shelf_rows(shelf.rows, "name", "summary", language=_language())
    return _shelf(request, "people", course, shelf, "actors")


@require_safe
def milestones(request: HttpRequest) -> HttpResponse:
    """The agreements and events, oldest first."""
    course = Course.objects.order_by("pk").first()
    shelf = Shelf(list(course.milestone_set.all()) if course else [], request.GET)
    themes = {row.theme: capfirst(row.theme) for row in shelf.rows}
    shelf.by("theme", _("Theme"), lambda row: row.theme, themes)
    shelf.by("status", _("In the chapter"), lambda row: row.status, dict(Milestone.Status.choices))
    shelf.between(("from", _("From")), ("to", _("To")), lambda row: row.date[:4])
    shelf.search_in(lambda row: [row.title, row.parties, row.note])
    bring(shelf.rows, rests_on="sources", passages="paragraphs")
    for row in shelf.rows:
        row.day = date_shown(row.date)
    shelf_rows(shelf.rows, "title", language=_language())
    return _shelf(request, "milestones", course, shelf, "milestones")


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The glossary, by the alphabet of the reader's language."""
    course = Course.objects.order_by("pk").first()
    language = _language()
    rows = sorted(
        course.term_set.all() if course else [],
        key=lambda row: alphabetical(in_language(row.name, language)),
    )
    shelf = Shelf(rows, request.GET)
    letters = shelf.by("letter", _("Letter"), lambda row: initial(in_language(row.name, language)))
    shelf.search_in(lambda row: [row.name, row.definition])
    bring(shelf.rows, passages="paragraphs")
    _tell_other_names(shelf.rows)
    shelf_rows(shelf.rows, "name", "definition", language=language)
    return _shelf(request, "terms", course, shelf, "terms", letters=letters)


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """What the chapter says and how it stands up, paragraph by paragraph."""
    course = Course.objects.order_by("pk").first()
    found = Claim.objects.filter(course=course).select_related("paragraph") if course else []
    shelf = Shelf(list(found), request.GET)
    paragraphs = {str(row.paragraph.number): f"P{row.paragraph.number}" for row in shelf.rows}
    shelf.by("paragraph", _("Paragraph"), lambda row: str(row.paragraph.number), paragraphs)
    shelf.by("kind", _("Kind"), lambda row: row.kind, dict(Claim.Kind.choices))
    shelf.by("verdict", _("Verdict"), lambda row: row.verdict, dict(Claim.Verdict.choices))
    shelf.search_in(lambda row: [row.key, row.text, row.margin, row.exact])
    bring(shelf.rows, rests_on="sources")
    shelf_rows(shelf.rows, "text", "margin", "exact", language=_language())
    shelf_rows([row.paragraph for row in shelf.rows], "gist", language=_language())
    return _shelf(request, "claims", course, shelf, "claims")


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Where the facts were checked."""
    course = Course.objects.order_by("pk").first()
    shelf = Shelf(list(course.sources.all()) if course else [], request.GET)
    shelf.search_in(lambda row: [row.key, row.name, row.date, row.note])
    bring(shelf.rows, supports="claims")
    return _shelf(request, "sources", course, shelf, "sources")


def _named(row: Any) -> str:
    return "yes" if row.in_chapter else "no"


def _tell_other_names(rows: list[Any]) -> None:
    """Gives each row `other_names`: what it is called in the languages that are not the reader's."""
    for row in rows:
        names = row.name if isinstance(row.name, dict) else {}
        shown = in_language(row.name, _language())
        row.other_names = [(language, name) for language, name in names.items() if name != shown]


def date_shown(written: str) -> str:
    """A milestone's date as one reads it: 6 April 1993, April 1995 or 1992."""
    shapes = {
        10: pgettext("date format: day, month and year", "j E Y"),
        7: pgettext("date format: month and year", "F Y"),
    }
    try:
        return date_format(date.fromisoformat(f"{written}-01"[:10]), shapes[len(written)])
    except (KeyError, ValueError):
        return written


def _shelf(
    request: HttpRequest, name: str, course: Course | None, shelf: Shelf, relation: str, **more: Any
) -> HttpResponse:
    """The shelf's page, or for htmx only its entries."""
    if course:
        tell_where_taught(shelf.rows, relation, course, _language())
    context = {
        "shelf": shelf,
        "name": name,
        "entries": f"lessons/_{name}.html",
        "site_title": in_language(course.title, _language()) if course else "",
        "claims_address": reverse("claims"),
        "sources_address": reverse("sources"),
        **more,
    }
    return render(request, context["entries"] if _is_fragment(request) else "lessons/shelf.html", context)


def _is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for the entries alone; going back in the history it wants the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"
