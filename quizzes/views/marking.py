"""Marking essays: what waits, then one essay a screen, the oldest first; names are hidden until asked for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from quizzes.essaymarking import (
    RecordedMeanwhile,
    ToMark,
    counts_of,
    essay_to_mark,
    mark_essay,
    marked_essays,
    questions_to_mark,
    waiting_after,
)
from quizzes.markingforms import RubricForm
from quizzes.models import AttemptItem, Question
from quizzes.regrading.access import get_question_for_correction
from quizzes.wording import in_figures

ESSAYS = 50  # on one page of those that have their mark


@login_required
@never_cache
@require_safe
def marking(request: HttpRequest) -> HttpResponse:
    """Every essay question that was answered, with how many wait; what waits longest comes first."""
    questions = list(questions_to_mark(request.user))
    context = {"questions": questions, "waiting": sum(one.waiting for one in questions)}
    return render(request, "quizzes/marking/marking.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mark_essays(request: HttpRequest, pk: int) -> HttpResponse:
    """The queue of one question. `item` opens one essay, `after` the next that waits; a POST marks one."""
    question = get_question_for_correction(request.user, pk)
    if request.method == "POST":
        return _mark(request, question)
    if "marked" in request.GET:
        return _marked(request, question)
    if "item" in request.GET:
        essay = _essay(question, request.GET["item"])
        return _page(request, question, essay, RubricForm(essay))
    found = waiting_after(question, _number(request.GET.get("after")))
    if found is None:
        return _page(request, question, None, None)
    essay = _essay(question, str(found.pk))
    return _page(request, question, essay, RubricForm(essay))


def _mark(request: HttpRequest, question: Question) -> HttpResponse:
    """Saves and goes on to the next; what was recorded meanwhile is shown first, beside what was typed."""
    essay = _essay(question, request.POST.get("item", ""))
    form = RubricForm(essay, request.POST)
    if not form.is_valid():
        return _page(request, question, essay, form)
    sequence, comment = _number(request.POST.get("sequence")), form.cleaned_data["comment"]
    assert isinstance(request.user, User)
    try:
        mark_essay(essay.item, form.marks, comment=comment, sequence=sequence or 0, by=request.user)
    except RecordedMeanwhile:
        essay = _essay(question, str(essay.item.pk))
        return _page(request, question, essay, form, status=409, is_overtaken=True)
    given = {"mark": in_figures(sum(form.marks.values())), "best": in_figures(essay.body.marks)}
    messages.success(request, _("Saved: %(mark)s of %(best)s. The learner sees it in the review.") % given)
    return redirect(_address(question, request, after=essay.item.pk))


def _essay(question: Question, pk: str) -> ToMark:
    """One essay of this question; Http404 for any other, of an open attempt, or one that does not count."""
    try:
        return essay_to_mark(question, _number(pk) or 0, get_language() or "en")
    except AttemptItem.DoesNotExist:
        raise Http404 from None


def _number(text: str | None) -> int | None:
    """A key from an address or a form; None for what is none, or is too large for any."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def _page(
    request: HttpRequest,
    question: Question,
    essay: ToMark | None,
    form: RubricForm | None,
    *,
    status: int = 200,
    is_overtaken: bool = False,
) -> HttpResponse:
    """One essay with its form, or the end of the queue."""
    before = _number(request.GET.get("after"))
    context = {
        **_frame(request, question),
        "essay": essay,
        "form": form,
        "is_overtaken": is_overtaken,
        "to_skip": _address(question, request, after=essay.item.pk) if essay else "",
        "before": _address(question, request, item=before) if before else "",
    }
    return render(request, "quizzes/marking/essay.html", context, status=status)


def _marked(request: HttpRequest, question: Question) -> HttpResponse:
    page = Paginator(marked_essays(question), ESSAYS).get_page(request.GET.get("page"))
    return render(request, "quizzes/marking/marked.html", {**_frame(request, question), "page": page})


def _frame(request: HttpRequest, question: Question) -> dict[str, Any]:
    """What each page of the queue needs: how many wait and are marked, and the switch of names."""
    with_names = _with_names(request)
    return {
        "question": question,
        **counts_of(question),
        "with_names": with_names,
        "to_queue": _address(question, request),
        "to_marked": _address(question, request, marked=1),
        "to_switch": f"?{_switched(request, with_names)}",
    }


def _with_names(request: HttpRequest) -> bool:
    return "names" in (request.POST if request.method == "POST" else request.GET)


def _switched(request: HttpRequest, with_names: bool) -> str:
    """The query of the same page with names, or without."""
    switched = request.GET.copy()
    switched.pop("names", None)
    if request.method == "POST":
        switched["item"] = request.POST.get("item", "")
    if not with_names:
        switched["names"] = "1"
    return switched.urlencode()


def _address(question: Question, request: HttpRequest, **query: int) -> str:
    """The queue with this query, names as they are here."""
    chosen = QueryDict(mutable=True)
    chosen.update({name: str(value) for name, value in query.items()})
    if _with_names(request):
        chosen["names"] = "1"
    address = reverse("mark_essays", args=[question.pk])
    return f"{address}?{chosen.urlencode()}" if chosen else address
