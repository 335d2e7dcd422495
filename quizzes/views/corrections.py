"""Putting a question right: what is known of it, a draft, its plan, and doing it or taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from quizzes.correctionforms import FORMS, DraftForm, ReplyForm, UndoForm
from quizzes.kinds import get_kind
from quizzes.models import AttemptItem, Correction, Question, QuestionReport
from quizzes.presenting import Shown, reveal
from quizzes.regrading import (
    NotTheLatest,
    OutOfDate,
    Overtaken,
    Plan,
    apply,
    plan,
    plan_undo,
    save_draft,
    undo,
)
from quizzes.regrading.access import get_correction_for, get_question_for_correction
from quizzes.regrading.proposing import actions_for
from quizzes.regrading.sheet import as_csv
from quizzes.regrading.telling import recorded, told
from quizzes.reporting import resolve

LINES = 50  # of a plan on one page; its table for a spreadsheet has all of them


def _teacher(request: HttpRequest) -> User:
    """Who is signed in: the doors let nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def _language() -> str:
    return get_language() or "en"


def _asked(question: Question) -> Shown | None:
    """The question as it is asked now, with its key."""
    version = question.published
    if version is None:
        return None
    return reveal(
        version.kind, version.body, {}, name="now", seed=version.pk, language=_language(), fraction=None
    )


@login_required
@never_cache
@require_safe
def corrections(request: HttpRequest, pk: int) -> HttpResponse:
    """A question, what learners say is wrong with it, what can be done, and what has been."""
    question = get_question_for_correction(request.user, pk)
    return _overview(request, question)


def _overview(request: HttpRequest, question: Question, refused: ReplyForm | None = None) -> HttpResponse:
    reports = QuestionReport.objects.filter(version__question=question).select_related(
        "version", "user", "resolved_by", "correction__question"
    )
    open_reports = list(reports.filter(resolved_at=None).order_by("created_at"))
    history = question.corrections.select_related("by", "undone_by", "version_before", "version_after")
    context = {
        "question": question,
        "asked": _asked(question),
        "kind": get_kind(question.published.kind).label if question.published else "",
        "actions": actions_for(question.published) if question.published else [],
        "answers": AttemptItem.objects.filter(version__question=question, last_sequence__gt=0).count(),
        "quizzes": [item.quiz for item in question.items.select_related("quiz").order_by("quiz")],
        "reports": [(one, _reply_form(question, one, refused)) for one in open_reports],
        "resolved": reports.filter(resolved_at__isnull=False).order_by("-resolved_at")[:LINES],
        "history": history,
    }
    return render(request, "quizzes/corrections/corrections.html", context)


def _reply_form(question: Question, report: QuestionReport, refused: ReplyForm | None) -> ReplyForm:
    prefix = f"report-{report.pk}"
    return refused if refused and refused.prefix == prefix else ReplyForm(question, prefix=prefix)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose_correction(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """The form of one action; what is sent becomes a draft, whose plan is shown next."""
    question = get_question_for_correction(request.user, pk)
    if question.published is None or action not in actions_for(question.published):
        raise Http404
    form = FORMS[action](question, _language(), request.POST if request.method == "POST" else None)
    if request.method == "POST" and (draft := form.proposed(_teacher(request))):
        return redirect(_address(save_draft(draft)))
    context = {
        "question": question,
        "asked": _asked(question),
        "action": action,
        "label": Correction.Action(action).label,
        "form": form,
        "answers": _answers_not_right(question) if action == Correction.Action.ACCEPT else [],
    }
    return render(request, "quizzes/corrections/propose.html", context)


def _answers_not_right(question: Question, most: int = 20) -> list[tuple[str, int]]:
    """What people gave that is not fully right, in words, the most frequent first."""
    from quizzes.regrading.counting import answers_below

    return answers_below(question, 1.0, _language())[:most]


def _address(correction: Correction) -> str:
    return reverse("correction", args=[correction.question_id, correction.pk])


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, pk: int, correction_pk: int) -> HttpResponse:
    """A draft with its plan, which a POST may change; or what was applied, and what it did."""
    found = get_correction_for(request.user, pk, correction_pk)
    if found.applied_at is not None:
        return _applied(request, found)
    form = DraftForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(_address(found))
    if request.method == "POST":
        found.refresh_from_db()
    return _planned(request, found, plan(found), form)


def _planned(
    request: HttpRequest,
    found: Correction,
    planned: Plan,
    form: DraftForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The plan of a draft, and the ways on from it."""
    lines = Paginator(planned.lines, LINES).get_page(request.GET.get("page"))
    context = {
        "correction": found,
        "question": found.question,
        "plan": planned,
        "lines": lines,
        "form": form or DraftForm(found),
        "is_overtaken": found.question.published_id != found.version_before_id,
        "reworded": _reworded(found),
        **more,
    }
    return render(request, "quizzes/corrections/draft.html", context, status=status)


def _reworded(found: Correction) -> Shown | None:
    """The question as the draft would have it."""
    if found.body is None:
        return None
    kind, seed = found.version_before.kind, found.version_before_id
    return reveal(kind, found.body, {}, name="then", seed=seed, language=_language(), fraction=None)


def _applied(request: HttpRequest, found: Correction, status: int = 200) -> HttpResponse:
    page = Paginator(recorded(found), LINES).get_page(request.GET.get("page"))
    standing = Correction.objects.filter(question=found.question).standing()
    context = {
        "correction": found,
        "question": found.question,
        "page": page,
        "lines": told(list(page.object_list), _language()),
        "later": standing.filter(applied_at__gte=found.applied_at).exclude(pk=found.pk).last(),
        "after": AttemptItem.objects.filter(version=found.version_after, last_sequence__gt=0).count(),
    }
    return render(request, "quizzes/corrections/applied.html", context, status=status)


@login_required
@never_cache
@require_POST
def apply_correction(request: HttpRequest, pk: int, correction_pk: int) -> HttpResponse:
    """Does what the plan said that was shown; where that is out of date, shows the new one."""
    found = get_correction_for(request.user, pk, correction_pk)
    try:
        apply(found, by=_teacher(request), expects=request.POST.get("fingerprint", ""))
    except OutOfDate as now:
        return _planned(request, found, now.plan, status=409, is_out_of_date=True)
    except Overtaken:
        return _planned(request, found, plan(found), status=409)
    messages.success(request, _("It is done, and the learners concerned see it on their next visit."))
    return redirect(_address(found))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo_correction(request: HttpRequest, pk: int, correction_pk: int) -> HttpResponse:
    """What taking it back would do, and with a reason, doing so."""
    found = get_correction_for(request.user, pk, correction_pk)
    if not found.is_standing:
        return redirect(_address(found))
    form = UndoForm(request.POST if request.method == "POST" else None)
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            reason, expects = form.cleaned_data["reason"], request.POST.get("fingerprint", "")
            undo(found, by=_teacher(request), reason=reason, expects=expects)
        except OutOfDate:
            more["is_out_of_date"] = True
        except NotTheLatest:
            return _applied(request, found, status=409)
        else:
            messages.success(request, _("It is taken back, and the learners concerned see why."))
            return redirect(_address(found))
    planned = plan_undo(found)
    lines = Paginator(planned.lines, LINES).get_page(request.GET.get("page"))
    context = {"correction": found, "question": found.question, "plan": planned, "lines": lines, "form": form}
    status = 409 if more else 200
    return render(request, "quizzes/corrections/undo.html", context | more, status=status)


@login_required
@never_cache
@require_POST
def discard_correction(request: HttpRequest, pk: int, correction_pk: int) -> HttpResponse:
    """Throws a draft away; what was applied stays."""
    found = get_correction_for(request.user, pk, correction_pk)
    if found.applied_at is not None:
        return redirect(_address(found))
    found.delete()
    messages.info(request, _("The draft is thrown away. Nothing was changed."))
    return redirect("corrections", pk)


@login_required
@never_cache
@require_safe
def plan_csv(request: HttpRequest, pk: int, correction_pk: int) -> HttpResponse:
    """The plan of a draft, or of taking back what stands, as a table for a spreadsheet."""
    found = get_correction_for(request.user, pk, correction_pk)
    if found.undone_at is not None:
        raise Http404
    planned = plan(found) if found.applied_at is None else plan_undo(found)
    name = f"correction-{found.question.slug}-{found.pk}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        as_csv(planned, _language()), content_type="text/csv; charset=utf-8", headers=disposition
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resolve_report(request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
    """Replies to a learner who reported an error; a second reply changes nothing."""
    question = get_question_for_correction(request.user, pk)
    if request.method != "POST":
        return redirect("corrections", pk)
    form = ReplyForm(question, request.POST, prefix=f"report-{report_pk}")
    if not form.is_valid():
        return _overview(request, question, form)
    given = form.cleaned_data
    resolve(report_pk, question, reply=given["reply"], correction=given["correction"], by=_teacher(request))
    messages.success(request, _("The learner sees your reply on their next visit."))
    return redirect("corrections", pk)
