"""What a page asks, fetched in as few queries as can be, the learner's latest answers with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    FloatField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast

from lessons.models import Lesson, LessonProgress
from quizzes.models import (
    ROUNDING,
    Attempt,
    AttemptItem,
    Behaviour,
    QuestionVersion,
    Quiz,
    QuizItem,
    Response,
)

Learner = AbstractBaseUser | AnonymousUser


def latest_answer() -> dict[str, Any]:
    """Annotations for items: `given` is the latest answer that counts, `given_at` when it was recorded."""
    answers = Response.objects.filter(item=OuterRef("pk"), action=Response.Action.ANSWER, is_late=False)
    latest = answers.order_by("-sequence")
    return {
        "given": Subquery(latest.values("answer")[:1], output_field=JSONField()),
        "given_at": Subquery(latest.values("created_at")[:1], output_field=DateTimeField()),
    }


def items_to_take(attempt_pk: int, at: int) -> list[Any]:
    """The attempt's items in order, each with its state; the one at position `at` also with what it asks.

    That one carries `kind`, `body`, `given` and `given_at`; for the others these stay in the database, so
    that a page costs one query and one body, however many questions there are.
    """

    def only_there(expression: Any) -> Case:
        return Case(When(position=at, then=expression))

    return list(
        AttemptItem.objects.filter(attempt_id=attempt_pk)
        .annotate(
            kind=only_there(F("version__kind")),
            body=only_there(F("version__body")),
            **{name: only_there(latest) for name, latest in latest_answer().items()},
        )
        .order_by("position")
    )


def results_of(attempt_pk: int) -> QuerySet[AttemptItem]:
    """The attempt's items with their versions, answers, and the section in which each can be read again."""
    return (
        AttemptItem.objects.filter(attempt_id=attempt_pk)
        .select_related("version__question__section__lesson")
        .annotate(**latest_answer())
        .order_by("position")
    )


def number_asked(quiz: Quiz) -> int:
    """How many questions one attempt asks: all in no pool, and as many of each pool as are drawn."""
    askable = quiz.items.filter(question__published__isnull=False, question__retired_at=None)
    pools = askable.values_list("pool").annotate(Count("pk")).order_by()
    draw = quiz.draw
    return sum(count if draw is None or not pool else min(draw, count) for pool, count in pools)


def practice_item(user: Learner, version: QuestionVersion) -> AttemptItem | None:
    """The learner's item for a check in this wording; None while they have not answered it."""
    if not user.is_authenticated:
        return None
    mine = AttemptItem.objects.filter(
        attempt__user=user.pk, attempt__behaviour=Behaviour.PRACTICE, attempt__state=Attempt.State.OPEN
    )
    return mine.select_related("attempt", "version").filter(version=version).first()


def checks_in(lesson: Lesson, user: Learner) -> list[Any]:
    """The items of the lesson's checks with question and version, in one query.

    For a learner each carries their latest answer to this wording (`given`, `given_at`, `fraction`,
    `last_sequence`), and `is_answered`: whether they have ever answered it, in whatever wording.
    """
    items = QuizItem.objects.filter(
        quiz__lesson=lesson,
        quiz__behaviour=Behaviour.PRACTICE,
        question__published__isnull=False,
        question__retired_at=None,
    ).select_related("question__published")
    if user.is_authenticated:
        items = items.annotate(**_answered_by(user))
    return list(items.order_by("position", "pk"))


def _answered_by(user: Learner) -> dict[str, Any]:
    practice = AttemptItem.objects.filter(attempt__user=user.pk, attempt__behaviour=Behaviour.PRACTICE)
    latest = Response.objects.filter(
        item__in=practice.filter(attempt__state=Attempt.State.OPEN),
        item__version=OuterRef("question__published"),
    ).order_by("-sequence")
    return {
        "given": Subquery(latest.values("answer")[:1], output_field=JSONField()),
        "given_at": Subquery(latest.values("created_at")[:1]),
        "fraction": Subquery(latest.values("fraction")[:1]),
        "last_sequence": Subquery(latest.values("sequence")[:1]),
        "is_answered": Exists(practice.filter(version__question=OuterRef("question"), last_sequence__gt=0)),
    }


def standing_of(lesson: Lesson, user: Learner) -> list[dict[str, Any]]:
    """One row for each section with the time it was done, and on every row the lesson's quiz; one query."""
    mine = Attempt.objects.filter(quiz=OuterRef("graded"), user=user.pk)
    grade = Cast("mark", FloatField()) / F("max_mark")
    best = mine.finished().filter(max_mark__gt=0).order_by(grade.desc()).values(share=grade)[:1]
    passed = mine.finished().filter(mark__gte=(F("pass_fraction") - ROUNDING) * F("max_mark"))
    asked = QuizItem.objects.filter(
        quiz=OuterRef("graded"), question__published__isnull=False, question__retired_at=None
    )
    rows: Any = (
        Lesson.objects.filter(pk=lesson.pk)
        .annotate(
            graded=FilteredRelation("quizzes", condition=Q(quizzes__behaviour=Behaviour.GRADED)),
            done=FilteredRelation("sections__progress", condition=Q(sections__progress__user=user.pk)),
        )
        .values(
            section=F("sections"),
            done_at=F("done__done_at"),
            quiz=F("graded"),
            quiz_slug=F("graded__slug"),
            title=F("graded__title"),
            pass_fraction=F("graded__pass_fraction"),
            attempts_allowed=F("graded__attempts_allowed"),
            draw=F("graded__draw"),
            best=Subquery(best),
            is_passed=Exists(passed),
            is_open=Exists(mine.filter(state=Attempt.State.OPEN)),
            questions=Subquery(asked.order_by().values("quiz").annotate(n=Count("pk")).values("n")),
            lesson_done_at=Subquery(
                LessonProgress.objects.filter(lesson=OuterRef("pk"), user=user.pk).values("done_at")[:1]
            ),
        )
    )
    return list(rows)


def asked_on(rows: Sequence[Any]) -> dict[int, list[Quiz]]:
    """The graded quizzes that ask about each of these shelf rows, by the row's key; one query."""
    if not rows:
        return {}
    # Question's relation to a shelf is named for its model, in the plural: see lessons.Refers.
    about = f"items__question__{rows[0]._meta.model_name}s"
    found = (
        Quiz.objects.filter(behaviour=Behaviour.GRADED, items__question__retired_at=None)
        .filter(**{f"{about}__in": [row.pk for row in rows]})
        .annotate(asks_about=F(about))
        .order_by("lesson__position", "pk")
        .distinct()
    )
    asked: dict[int, list[Quiz]] = {}
    for quiz in found:
        asked.setdefault(quiz.asks_about, []).append(quiz)
    return asked
