"""A learner reports an error in a question, and takes the reply off once it is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guests import learner_for
from lessons.models import in_language
from quizzes.models import Behaviour, Question, QuestionVersion
from quizzes.reporting import LONGEST, TooManyReports, report, take_off
from quizzes.taking import get_item_for


class ReportForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What is wrong with it?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "A teacher reads it beside the question as you saw it. You find the reply on your home page."
        ),
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_in_attempt(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Reports a question of the learner's own attempt, once its key may be seen."""
    item = get_item_for(request.user, pk, position)
    if not item.attempt.may_see_key or item.attempt.behaviour == Behaviour.PRACTICE:
        raise Http404
    back = f"{reverse('attempt_review', args=[pk])}#question-{position}"
    return _report(request, item.version, back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_check(request: HttpRequest, slug: str) -> HttpResponse:
    """Reports a check inside a lesson, in the version that the form names; a stranger becomes a guest."""
    found = Question.objects.filter(slug=slug, items__quiz__behaviour=Behaviour.PRACTICE, retired_at=None)
    question = found.select_related("published", "section__lesson").first()
    if question is None or question.published is None:
        raise Http404
    version = _version(question, request.POST.get("version", "")) if request.method == "POST" else None
    version = version or question.published
    if question.section is None:
        return _report(request, version, reverse("check", args=[slug]))
    return _report(request, version, f"{reverse('lesson', args=[question.section.lesson.slug])}#check-{slug}")


def _version(question: Question, number: str) -> QuestionVersion | None:
    """The version of this number. Raises BadRequest for what no form of ours can have sent."""
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        raise BadRequest("a report without its version")
    found = question.versions.filter(number=int(number)).first()
    if found is None:
        raise BadRequest("a report of a version that never was")
    return found


def _report(request: HttpRequest, version: QuestionVersion, back: str) -> HttpResponse:
    """The form on a page of its own, and once it is sent, thanks and the way back."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            report(version, form.cleaned_data["text"], by=learner_for(request))
        except TooManyReports:
            form.add_error(None, _("You have sent many reports. Please let us read those first."))
        else:
            return redirect(f"{request.path}?sent=1")
    language = get_language() or "en"
    context: dict[str, Any] = {
        "form": form,
        "version": version,
        "prompt": in_language(version.body["prompt"], language),
        "back": back,
        "is_sent": request.GET.get("sent") == "1" and request.method != "POST",
    }
    return render(request, "quizzes/reports/report.html", context)


@login_required
@never_cache
@require_POST
def reply_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a reply off the learner's home page."""
    take_off(request.user, pk)
    return redirect("home")
