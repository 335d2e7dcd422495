"""Taking a quiz: one question a screen, each answer saved when it is given, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url, retarget

from accounts.guests import learner_for
from lessons.models import in_language
from quizzes.asking import items_to_take
from quizzes.kinds import get_kind
from quizzes.models import Attempt, AttemptItem, Behaviour, Certainty, HowSure
from quizzes.presenting import describe, show
from quizzes.sending import Outcome, read, save_changed
from quizzes.taking import finish, flag, get_attempt_for, get_item_for

ANSWER_HEADER = "Kzlearn-Answer"  # tells offline.js what came of an answer
SEQUENCE_HEADER = "Kzlearn-Sequence"  # and the number of the next one to the same question
NOW_HEADER = "Kzlearn-Now"  # tells timer.js what our clock shows,
DEADLINE_HEADER = "Kzlearn-Deadline"  # and when time is up: a teacher may have moved it
GOES = {"": 0, "stay": 0, "prev": -1, "next": 1, "finish": 0}
FLAGS = {"on": True, "off": False}


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; going back in the history it wants the whole."""
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request


def graded_attempt(request: HttpRequest, pk: int) -> Attempt:
    """The learner's attempt at a quiz. Http404 for the answers to a lesson's checks: they have no pages."""
    found = get_attempt_for(request.user, pk)
    if found.behaviour == Behaviour.PRACTICE:
        raise Http404
    return found


def address(attempt_pk: int, at: int | None = None) -> str:
    page = reverse("attempt", args=[attempt_pk])
    return f"{page}?{urlencode({'at': at})}" if at else page


@login_required
@never_cache
@require_safe
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """A question of an open attempt: the one at `?at=`, else the first that is not answered."""
    taken = graded_attempt(request, pk)
    if not taken.is_open:
        return _way_out(request, taken)
    if taken.is_time_up(timezone.now()):
        return _time_is_up(request, taken)
    at = _position(request.GET.get("at", ""))
    items = items_to_take(taken.pk, at)
    if at not in {item.position for item in items}:
        return redirect(address(pk, _first_to_do(items)))
    return _take(request, taken, items, at)


def _way_out(request: HttpRequest, taken: Attempt) -> HttpResponse:
    if taken.state == Attempt.State.FINISHED:
        return redirect("attempt_review", taken.pk)
    messages.info(request, _("That attempt was set aside: you had another one open at the same quiz."))
    return redirect("quiz", taken.quiz.slug)


def _time_is_up(request: HttpRequest, taken: Attempt) -> HttpResponse:
    """What was saved in time counts, and a button closes the attempt: reading a page writes nothing."""
    if wants_fragment(request):
        return HttpResponseClientRedirect(address(taken.pk))
    items = taken.items.only("state")
    context = {
        "attempt": taken,
        "title": in_language(taken.quiz.title, get_language() or "en"),
        "answered": sum(item.is_answered for item in items),
        "total": len(items),
    }
    return render(request, "quizzes/time_is_up.html", context)


def _position(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _first_to_do(items: Sequence[AttemptItem]) -> int:
    to_do = (item.position for item in items if item.state == AttemptItem.State.TODO)
    return next(to_do, items[0].position)


def _take(
    request: HttpRequest,
    taken: Attempt,
    items: Sequence[Any],
    at: int,
    outcome: Outcome | None = None,
    notice: str = "",
) -> HttpResponse:
    """The page of one question, or its frame alone; an outcome brings what was typed, its word and status."""
    item = next(item for item in items if item.position == at)
    given = (outcome.given.typed or outcome.given.answer) if outcome else item.given
    context = _outline(taken, items, at) | {
        "title": in_language(taken.quiz.title, get_language() or "en"),
        "is_last": at == items[-1].position,
        "question": show(
            item.kind,
            item.body,
            given or {},
            name=f"q{at}",
            seed=item.seed,
            language=get_language() or "en",
        ),
        "standing": _standing(item, outcome, item.kind, item.body),
        "certainty": _certainty(taken, item, outcome),
        "is_fragment": wants_fragment(request),
        "notice": notice,
        "now": timezone.now(),
    }
    template = "quizzes/_frame.html" if wants_fragment(request) else "quizzes/attempt.html"
    response = render(request, template, context, status=outcome.status if outcome else 200)
    return _with_the_time(response, taken)


def _certainty(taken: Attempt, item: Any, outcome: Outcome | None) -> dict[str, Any] | None:
    """What `_certainty.html` asks; None where the attempt does not ask, or the question carries no marks."""
    if not taken.asks_certainty or not get_kind(item.kind).carries_marks:
        return None
    return {
        "levels": HowSure.choices,
        "given": outcome.given.certainty if outcome else item.certainty,
        "is_counted": taken.certainty == Certainty.COUNT,
    }


def _with_the_time(response: HttpResponse, taken: Attempt) -> HttpResponse:
    """The reply with what our clock shows, by which the page counts down."""
    if taken.deadline:
        response[NOW_HEADER] = timezone.now().isoformat()
        response[DEADLINE_HEADER] = taken.deadline.isoformat()
    return response


def _outline(taken: Attempt, items: Sequence[AttemptItem], at: int) -> dict[str, Any]:
    return {
        "attempt": taken,
        "items": items,
        "at": at,
        "answered": sum(item.is_answered for item in items),
        "flagged": sum(item.is_flagged for item in items),
        "has_flag": True,
        "resend": True,
    }


def _standing(item: Any, outcome: Outcome | None, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """What is recorded of an answer and what is amiss with it, for `_standing.html`."""
    if outcome is None:
        return {
            "sequence": item.last_sequence + 1,
            "saved_at": item.given_at,
            "is_flagged": item.is_flagged,
        }

    def words(answer: Any, certainty: int | None = None) -> str:
        told = describe(kind, body, answer or {}, get_language() or "en")
        return f"{told} ({HowSure(certainty).label})" if told and certainty else told

    trouble = outcome.trouble
    return {
        "sequence": outcome.sequence,
        "saved_at": None if trouble else outcome.stands_at,
        "trouble": trouble,
        "slip": outcome.given.slip,
        "gave": words(outcome.given.typed or outcome.given.answer) if trouble in ("closed", "late") else "",
        "stands": words(outcome.stands, outcome.certainty) if trouble in ("stale", "empty") else "",
        "stands_at": outcome.stands_at,
        "is_flagged": item.is_flagged,
    }


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Records an answer and goes where the button says; without a button it was saved in passing."""
    if request.method != "POST":
        return redirect(address(pk, position))
    item = get_item_for(request.user, pk, position)
    if item.attempt.behaviour == Behaviour.PRACTICE:
        raise Http404
    go, flagged = _go(request), _flag(request)
    outcome = save_changed(item, read(request.POST, item.version), by=learner_for(request))
    if flagged is not None and outcome.status != 409:
        flag(item, on=flagged)
        item.is_flagged = flagged
    if wants_fragment(request):
        return _answered_in_place(request, item, outcome, go)
    return _answered(request, item, outcome, go)


def _go(request: HttpRequest) -> str:
    go = request.POST.get("go", "")
    if go not in GOES:
        raise BadRequest("a button that we do not have")
    return go


def _flag(request: HttpRequest) -> bool | None:
    sent = request.POST.get("flag")
    if sent is not None and sent not in FLAGS:
        raise BadRequest("a flag that is neither on nor off")
    return None if sent is None else FLAGS[sent]


def _answered(request: HttpRequest, item: Any, outcome: Outcome, go: str) -> HttpResponse:
    """Without htmx: on to the next page, or the same one with what is amiss."""
    if outcome.trouble in ("closed", "late"):
        context = {"attempt": item.attempt, "standing": _of(item, outcome), "title": _title(item)}
        return render(request, "quizzes/closed.html", context, status=outcome.status)
    if outcome.may_go_on:
        if outcome.trouble == "empty":
            messages.info(request, _left_empty(item, outcome))
        return redirect(_next_address(item, go))
    items = items_to_take(item.attempt_id, item.position)
    return _take(request, item.attempt, items, item.position, outcome)


def _answered_in_place(request: HttpRequest, item: Any, outcome: Outcome, go: str) -> HttpResponse:
    """For htmx: the next question in the frame, or what now stands under this one, with the outline."""
    if outcome.may_go_on and go == "finish":
        response = _to_the_end(request, item, outcome)
    elif outcome.may_go_on and GOES[go]:
        response = _turned(request, item, outcome, item.position + GOES[go])
    else:
        items = items_to_take(item.attempt_id, item.position)
        context = _outline(item.attempt, items, item.position)
        context |= {"standing": _of(item, outcome), "in_passing": not go}
        response = render(request, "quizzes/_standing_and_outline.html", context, status=outcome.status)
    return _with_the_time(tell(response, outcome), item.attempt)


def tell(response: HttpResponse, outcome: Outcome) -> HttpResponse:
    """Says in headers what came of the answer, whatever page comes with it."""
    response[ANSWER_HEADER], response[SEQUENCE_HEADER] = outcome.word, str(outcome.sequence)
    return response


def _turned(request: HttpRequest, item: Any, outcome: Outcome, at: int) -> HttpResponse:
    items = items_to_take(item.attempt_id, at)
    if at not in {one.position for one in items}:
        return _to_the_end(request, item, outcome)
    notice = _left_empty(item, outcome) if outcome.trouble == "empty" else ""
    response = _take(request, item.attempt, items, at, notice=notice)
    response["HX-Reswap"] = "outerHTML show:top"
    return push_url(retarget(response, "#quiz"), address(item.attempt_id, at))


def _to_the_end(request: HttpRequest, item: Any, outcome: Outcome) -> HttpResponse:
    if outcome.trouble == "empty":
        messages.info(request, _left_empty(item, outcome))
    return HttpResponseClientRedirect(reverse("attempt_finish", args=[item.attempt_id]))


def _of(item: Any, outcome: Outcome) -> dict[str, Any]:
    return _standing(item, outcome, item.version.kind, item.version.body)


def _title(item: AttemptItem) -> str:
    return in_language(item.attempt.quiz.title, get_language() or "en")


def _left_empty(item: Any, outcome: Outcome) -> str:
    recorded = Truncator(_of(item, outcome)["stands"]).chars(200)
    return _("Question %(number)d was sent empty. The answer saved before it still counts: %(answer)s.") % {
        "number": item.position,
        "answer": recorded,
    }


def _next_address(item: AttemptItem, go: str) -> str:
    if go == "finish":
        return reverse("attempt_finish", args=[item.attempt_id])
    return address(item.attempt_id, max(item.position + GOES[go], 1))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def finish_attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, and says what is still unanswered; a POST closes the attempt. Twice is once."""
    taken = graded_attempt(request, pk)
    if request.method == "POST":
        return _hand_in(request, taken)
    if not taken.is_open:
        return _way_out(request, taken)
    if taken.is_time_up(timezone.now()):
        return redirect(address(pk))
    items = list(taken.items.order_by("position"))
    context = {
        "attempt": taken,
        "title": in_language(taken.quiz.title, get_language() or "en"),
        "items": items,
        "unanswered": [item for item in items if item.state == AttemptItem.State.TODO],
        "unsure": [item for item in items if taken.asks_certainty and item.counts_as_a_guess],
        "flagged": [item for item in items if item.is_flagged],
        "now": timezone.now(),
    }
    return render(request, "quizzes/finish.html", context)


def _hand_in(request: HttpRequest, taken: Attempt) -> HttpResponse:
    """Closes the attempt; not where a page says that its time is up and by our clock it is not."""
    is_by_the_clock = request.POST.get("because") == "time"
    if taken.is_open and is_by_the_clock and not taken.is_time_up(timezone.now()):
        to = address(taken.pk)
    else:
        finish(taken)
        to = reverse("attempt_review", args=[taken.pk])
    return HttpResponseClientRedirect(to) if wants_fragment(request) else redirect(to)
