"""The front door."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from lessons.models import in_language
from lessons.reading import title_page
from quizzes.changes import changes_for
from quizzes.progress import course_record, courses_for
from quizzes.route import next_step, stops_of


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """For a stranger what this is and where to begin; for a learner the next step."""
    course = courses_for(request.user).first()
    if course is None:
        return render(request, "home/landing.html")
    language = get_language() or "en"
    record = course_record(request.user, course)
    context: dict[str, Any] = {
        "title": in_language(course.title, language),
        "site_title": in_language(course.title, language),
        "stops": stops_of(record, language),
    }
    if not isinstance(request.user, User):
        return render(request, "home/landing.html", title_page(course, language) | context)
    context |= {
        "record": record,
        "step": next_step(request.user, record, language),
        "changes": changes_for(request.user, language),
    }
    return render(request, "home/home.html", context)
