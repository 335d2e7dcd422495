"""What came of an attempt: the whole first, then each question with its key, the reasons and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lessons.models import Milestone, Section, Source, in_language
from quizzes.asking import results_of, titles_of_sections
from quizzes.folding import Part, mark_of
from quizzes.models import Attempt, AttemptItem, Certainty, HowSure
from quizzes.presenting import Shown, reveal
from quizzes.views.attempts import graded_attempt
from quizzes.wording import sentence_on, sentence_on_mark


@dataclass(frozen=True)
class Result:
    """One question of a finished attempt, and where it can be read up.

    `certainty` is whether the attempt asked for it, and counted it.
    """

    item: AttemptItem
    question: Shown
    section: Section | None
    section_title: str
    certainty: str = Certainty.OFF

    @property
    def mark(self) -> float:
        item = self.item
        return mark_of(Part(item.fraction, item.certainty, item.max_mark), certainty=self.certainty)

    @property
    def how_sure(self) -> str:
        """What the learner said of it, in words; "" where nothing was asked, or not answered."""
        if self.certainty == Certainty.OFF or not self.item.is_answered or not self.question.carries_marks:
            return ""
        return str(HowSure(self.item.certainty or HowSure.GUESS).label)

    @property
    def is_voided(self) -> bool:
        return self.item.state == AttemptItem.State.VOIDED


@login_required
@never_cache
@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The learner's own finished attempt; before it is finished there is nothing to see."""
    taken = graded_attempt(request, pk)
    if taken.state == Attempt.State.FINISHED and not taken.may_see_key:
        return _held_back(request, taken)
    if not taken.may_see_key:
        if not taken.is_time_up(timezone.now()):
            messages.warning(
                request, _("You see the key, the reasons and the sources once you have finished.")
            )
        return redirect("attempt", pk)
    results = _results(taken)
    context = {
        "attempt": taken,
        "title": in_language(taken.quiz.title, get_language() or "en"),
        "sentence": sentence_on(
            taken,
            [one.question.verdict for one in results if one.question.carries_marks and not one.is_voided],
            sure_but_wrong=sum(one.item.is_sure_but_wrong for one in results),
            lucky=sum(one.item.is_right_by_luck for one in results),
        ),
        "is_waiting": any(result.question.verdict == "waiting" for result in results),
        "results": results,
        "to_read": _to_read(results),
    }
    return render(request, "quizzes/review.html", context)


def _held_back(request: HttpRequest, taken: Attempt) -> HttpResponse:
    """The mark alone: key and reasons are shown to everybody at one time, which the page says."""
    context = {
        "attempt": taken,
        "title": in_language(taken.quiz.title, get_language() or "en"),
        "sentence": sentence_on_mark(taken),
        "is_held_back": True,
    }
    return render(request, "quizzes/review.html", context)


def _results(taken: Attempt) -> list[Result]:
    items = list(results_of(taken.pk))
    language = get_language() or "en"
    names = _names(taken, (cite for item in items for cite in item.version.body["cites"]), language)
    titles = titles_of_sections((item.version.question.section_id for item in items), language)
    return [_result(item, names, titles, language, taken.certainty) for item in items]


def _result(
    item: Any, names: dict[str, str], titles: dict[int, str], language: str, certainty: str
) -> Result:
    section = item.version.question.section
    question = reveal(
        item.version.kind,
        item.version.body,
        item.given or {},
        name=f"q{item.position}",
        seed=item.seed,
        language=language,
        fraction=item.fraction,
        names=names,
    )
    return Result(item, question, section, titles.get(section.pk, "") if section else "", certainty)


def _names(taken: Attempt, cites: Iterable[str], language: str) -> dict[str, str]:
    """What the cited sources and milestones are called, by cite, in two queries."""
    cited = set(cites)
    milestones = {cite.removeprefix("milestone:"): cite for cite in cited if cite.startswith("milestone:")}
    found = Milestone.objects.filter(course=taken.quiz.course_id, slug__in=milestones)
    sources = Source.objects.filter(course=taken.quiz.course_id, key__in=cited)
    return dict(sources.values_list("key", "name")) | {
        milestones[slug]: in_language(title, language) for slug, title in found.values_list("slug", "title")
    }


def _to_read(results: Sequence[Result]) -> list[Result]:
    """One result for each section that has a question not fully right, in the order of the course."""
    missed = {
        result.section.pk: result
        for result in results
        if result.section and result.section_title and result.question.is_missed
    }
    return sorted(
        missed.values(),
        key=lambda one: (one.section.lesson.position, one.section.position) if one.section else (0, 0),
    )
