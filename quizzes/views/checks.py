"""Answering a check inside a lesson, and saying that a section is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guests import learner_for
from lessons.models import Section, SectionProgress
from quizzes.asking import another_like, practice_item
from quizzes.checking import Check, SectionStanding, Wording
from quizzes.models import AttemptItem, Behaviour, Question
from quizzes.presenting import describe
from quizzes.progress import ChecksUnanswered, mark_section_done, unanswered_checks
from quizzes.sending import Given, Outcome, read, save
from quizzes.taking import item_for_check
from quizzes.views.attempts import ANSWER_HEADER, tell, wants_fragment


def _check_question(slug: str) -> Any:
    """A question that is asked inside a lesson, with its version, and the slug of that lesson."""
    found = Question.objects.filter(
        slug=slug, items__quiz__behaviour=Behaviour.PRACTICE, published__isnull=False, retired_at=None
    ).select_related("published")
    question = found.annotate(lesson_slug=F("items__quiz__lesson__slug")).first()
    if question is None:
        raise Http404
    return question


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """A check on its own, to be tried (again); a POST answers it, and feedback comes at once."""
    question = _check_question(slug)
    if request.method == "POST":
        return _answer(request, question)
    item = practice_item(request.user, question.published)
    standing = {"sequence": item.last_sequence + 1 if item else 1}
    return _page(request, question, _asked(question, {}, standing))


@never_cache
@require_safe
def another(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads from a check to another like it; where there is none, back to the lesson, with a word why."""
    question = _check_question(slug)
    found = another_like(question, request.user)
    if found:
        return redirect("check", found)
    messages.info(request, _("There is no other check like this one."))
    return redirect("lesson", question.lesson_slug) if question.lesson_slug else redirect("outline")


def _answer(request: HttpRequest, question: Any) -> HttpResponse:
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 7):
        raise BadRequest("a check without its version")
    item = practice_item(request.user, question.published)
    if int(version) != question.published.number:
        standing = {"sequence": item.last_sequence + 1 if item else 1, "trouble": "changed"}
        response = _page(request, question, _asked(question, {}, standing), 409)
        response[ANSWER_HEADER] = "changed"
        return response
    outcome = _outcome(request, question, item, read(request.POST, question.published))
    if not outcome.is_saved:
        return tell(_page(request, question, _troubled(question, outcome), outcome.status), outcome)
    if question.lesson_slug and not wants_fragment(request):
        return redirect(f"{reverse('lesson', args=[question.lesson_slug])}#check-{question.slug}")
    return tell(_page(request, question, _answered(question, outcome)), outcome)


def _outcome(request: HttpRequest, question: Question, item: AttemptItem | None, given: Given) -> Outcome:
    """What came of the answer. Nothing is written, and no guest made, unless there is one to record."""
    if given.slip:
        return Outcome(given, given.sequence, "slip")
    if not given.answer:
        return Outcome(given, item.last_sequence + 1 if item else 1, "blank")
    if item is None and given.sequence != 1:
        return Outcome(given, 1, "stale")
    learner = learner_for(request)
    return save(item or item_for_check(learner, question), given, by=learner)


def _asked(question: Any, answer: dict[str, Any], standing: dict[str, Any]) -> Check:
    wording = Wording.of(question)
    return Check(wording.slug, wording.number, wording.asked(answer, get_language() or "en"), standing)


def _troubled(question: Any, outcome: Outcome) -> Check:
    """The check with what was typed still in it, and what is amiss."""
    version, language = question.published, get_language() or "en"
    stands = describe(version.kind, version.body, outcome.stands or {}, language)
    standing = {
        "sequence": outcome.sequence,
        "trouble": "stale" if outcome.trouble == "closed" else outcome.trouble,
        "slip": outcome.given.slip,
        "stands": stands,
        "stands_at": outcome.stands_at,
    }
    return _asked(question, outcome.given.typed or outcome.given.answer, standing)


def _answered(question: Any, outcome: Outcome) -> Check:
    wording = Wording.of(question)
    shown = wording.answered(outcome.given.answer, outcome.fraction, get_language() or "en")
    standing = {"sequence": outcome.sequence, "saved_at": outcome.stands_at}
    return Check(wording.slug, wording.number, shown, standing, is_answered=True)


def _page(request: HttpRequest, question: Any, shown: Check, status: int = 200) -> HttpResponse:
    is_fragment = wants_fragment(request)
    template = "quizzes/_check.html" if is_fragment else "quizzes/check.html"
    context = {
        "check": shown,
        "question": shown.question,
        "standing": shown.standing,
        "lesson_slug": question.lesson_slug,
        "is_fragment": is_fragment,
    }
    return render(request, template, context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def section_done(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Writes down that a section is done, if its checks are answered; else says which are left."""
    section = (
        Section.objects.select_related("lesson").filter(lesson__slug=slug, key=key, retired_at=None).first()
    )
    if section is None:
        raise Http404
    foot = f"{reverse('lesson', args=[slug])}#done-{key}"
    if request.method != "POST":
        return redirect(foot)
    try:
        standing = SectionStanding(section, _mark_done(request, section).done_at)
    except ChecksUnanswered as left:
        standing = SectionStanding(section, None, _left(left), is_refused=True)
    if wants_fragment(request):
        context = {"standing": standing, "section": section, "lesson": section.lesson}
        return render(request, "quizzes/_section_foot.html", context)
    if standing.is_refused:
        messages.warning(request, _refusal(standing))
    return redirect(foot)


def _mark_done(request: HttpRequest, section: Section) -> SectionProgress:
    """Raises ChecksUnanswered; a stranger for whom it is raised is not made a guest."""
    if not request.user.is_authenticated and (left := list(unanswered_checks(request.user, section))):
        raise ChecksUnanswered(left)
    return mark_section_done(learner_for(request), section)


def _left(refusal: ChecksUnanswered) -> list[Check]:
    questions = Question.objects.filter(pk__in=[one.pk for one in refusal.questions])
    return [_asked(one, {}, {}) for one in questions.select_related("published").order_by("items__position")]


def _refusal(standing: SectionStanding) -> str:
    prompts = "; ".join(f"“{one.question.prompt}”" for one in standing.unanswered)
    return _("The section is not done yet. Still to be answered: %(questions)s") % {"questions": prompts}
