"""What a quiz is, before it is taken."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guests import learner_for
from lessons.models import in_language
from quizzes.asking import number_asked
from quizzes.models import Attempt, Behaviour, Quiz
from quizzes.taking import CannotStart, start


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
    attempts = list(Attempt.objects.visible_to(request.user).filter(quiz=found).order_by("number"))
    finished = [one for one in attempts if one.state == Attempt.State.FINISHED]
    context = {
        "quiz": found,
        "title": in_language(found.title, language),
        "about": in_language(found.about, language),
        "questions": number_asked(found),
        "open": next((one for one in attempts if one.is_open), None),
        "finished": finished,
        "is_passed": any(one.is_passed for one in finished),
        "is_used_up": found.attempts_allowed is not None and len(attempts) >= found.attempts_allowed,
    }
    return render(request, "quizzes/quiz.html", context)


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
    except CannotStart:
        messages.warning(request, _("You have used every attempt that this quiz allows."))
        return redirect("quiz", slug)
    return redirect("attempt", begun.pk)
