"""The front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lessons.models import Lesson, in_language


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and where to begin."""
    first = Lesson.objects.select_related("course").first()
    language = get_language() or "en"
    context = {
        "first": first,
        "title": in_language(first.course.title, language) if first else "kzlearn",
        "subtitle": in_language(first.course.subtitle, language) if first else "",
    }
    return render(request, "home/landing.html", context)
