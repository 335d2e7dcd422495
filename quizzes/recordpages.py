"""A learner's own record as a page, and as files to take away."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from quizzes import records
from quizzes.certainty import surprises_of
from quizzes.progress import course_record, courses_for
from quizzes.route import stops_of

ATTEMPTS_A_PAGE = 50


@require_safe
@never_cache
def progress(request: HttpRequest) -> HttpResponse:
    """How far the learner has come, what surprised them, and every attempt; a stranger's is empty."""
    user, language = request.user, _language()
    courses = [course_record(user, course) for course in courses_for(user)]
    attempts = Paginator(records.attempts_of(user), ATTEMPTS_A_PAGE)
    context = {
        "courses": [(record, stops_of(record, language)) for record in courses],
        "attempts": attempts.get_page(request.GET.get("page")),
        "surprises": surprises_of(user, language),
    }
    return render(request, "progress/progress.html", context)


@require_safe
@never_cache
@login_required
def export_json(request: HttpRequest) -> HttpResponse:
    """The learner's whole record as one JSON file."""
    data = records.as_data(_learner(request), _language(), at=timezone.now())
    options = {"ensure_ascii": False, "indent": 1}
    return _as_file(JsonResponse(data, json_dumps_params=options), "json")


@require_safe
@never_cache
@login_required
def export_csv(request: HttpRequest) -> HttpResponse:
    """Every answer as a row for a spreadsheet."""
    text = records.as_csv(records.answers_of(_learner(request), _language()))
    return _as_file(HttpResponse(text, content_type="text/csv; charset=utf-8"), "csv")


def _as_file(response: HttpResponse, ending: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="kzlearn-record.{ending}"'
    return response


def _learner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _language() -> str:
    return get_language() or "en"
