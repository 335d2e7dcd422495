"""What a quiz is, before it is taken."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guests import learner_for
from lessons.models import in_language
from quizzes.asking import number_asked
from quizzes.folding import CERTAINTY_RIGHT, CERTAINTY_WRONG
from quizzes.grading import counted_grade
from quizzes.limits import CannotStart, Closed, Limits, NotYet, limits_of
from quizzes.models import Attempt, Behaviour, HowSure, Quiz
from quizzes.taking import start


def _quiz(slug: str) -> Quiz:
    found = Quiz.objects.select_related("lesson", "course").filter(slug=slug, behaviour=Behaviour.GRADED)
    quiz = found.first()
    if quiz is None:
        raise Http404
    return quiz


@never_cache
@require_safe
def quiz(request: HttpRequest, slug: str) -> HttpResponse:
    """What is asked, what passes, by which rule, and the learner's own attempts so far."""
    found = _quiz(slug)
    language = get_language() or "en"
    learner = request.user.pk or 0  # a stranger has the quiz's own limits
    limits, at = limits_of([learner], found)[learner], timezone.now()
    mine = Attempt.objects.visible_to(request.user).filter(quiz=found)
    attempts = list(mine.with_waiting().order_by("number"))
    finished = [one for one in attempts if one.state == Attempt.State.FINISHED]
    begins_at = _begins_at(limits, finished)
    in_progress = next((one for one in attempts if one.is_open), None)
    context = {
        "quiz": found,
        "title": in_language(found.title, language),
        "about": in_language(found.about, language),
        "questions": number_asked(found),
        "open": in_progress,
        "is_time_up": in_progress is not None and in_progress.is_time_up(at),
        "finished": finished,
        "counted": counted_grade(found.grading, [one.grade for one in finished if one.grade is not None]),
        "is_passed": any(one.is_passed for one in finished),
        "limits": limits,
        "opens_later": limits.opens_at if limits.opens_at and at < limits.opens_at else None,
        "is_closed": limits.closes is not None and at >= limits.closes,
        "is_used_up": limits.attempts is not None and len(attempts) >= limits.attempts,
        "left": limits.attempts and max(limits.attempts - len(attempts), 0),
        "begins_at": begins_at if begins_at and at < begins_at else None,
        "certainty_rule": _certainty_rule(),
    }
    return render(request, "quizzes/quiz.html", context)


def _begins_at(limits: Limits, finished: list[Attempt]) -> datetime | None:
    """When the waiting time after the latest attempt is over; None where nobody has to wait."""
    ends = [one.finished_at for one in finished if one.finished_at]
    return max(ends) + limits.wait if ends and limits.wait else None


def _certainty_rule() -> list[tuple[str, int, str]]:
    """Each level with what a right and a wrong answer bring, of three."""
    return [
        (str(level.label), CERTAINTY_RIGHT[level], str(CERTAINTY_WRONG[level]).replace("-", "−"))
        for level in HowSure
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start_attempt(request: HttpRequest, slug: str) -> HttpResponse:
    """Begins an attempt, or goes on with the one that is open; a stranger becomes a guest."""
    found = _quiz(slug)
    if request.method != "POST":
        return redirect("quiz", slug)
    if not number_asked(found):  # before a guest is made for nothing
        messages.warning(request, _("This quiz has no questions yet."))
        return redirect("quiz", slug)
    try:
        begun = start(learner_for(request), found)
    except CannotStart as refusal:
        messages.warning(request, _why_not(refusal))
        return redirect("quiz", slug)
    return redirect("attempt", begun.pk)


def _why_not(refusal: CannotStart) -> str:
    if isinstance(refusal, NotYet):
        return _("You cannot begin an attempt yet. The page says from when on you can.")
    if isinstance(refusal, Closed):
        return _("This quiz is closed: nothing can be begun or answered any more.")
    return _("You have used every attempt that this quiz allows.")
