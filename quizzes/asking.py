"""What a page asks, fetched in as few queries as can be, the learner's latest answers with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from lessons.models import Lesson, SectionText
from quizzes.models import (
    Attempt,
    AttemptItem,
    Behaviour,
    Question,
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
        .annotate(given=latest_answer()["given"])
        .order_by("position")
    )


def titles_of_sections(sections: Iterable[int | None], language: str) -> dict[int, str]:
    """The title of each section, in the language where there is one, else in English, else in any."""
    ranks = {language: 2, "en": 1}
    found = SectionText.objects.filter(section__in={pk for pk in sections if pk}).values_list(
        "language", "section_id", "title"
    )
    return {pk: title for _language, pk, title in sorted(found, key=lambda row: ranks.get(row[0], 0))}


def number_asked(quiz: Quiz) -> int:
    """How many questions one attempt asks: all in no pool, and as many of each pool as are drawn."""
    askable = quiz.items.filter(question__published__isnull=False, question__retired_at=None)
    return number_drawn(askable.values_list("pool", flat=True), quiz.draw)


def number_drawn(pools: Iterable[str], draw: int | None) -> int:
    """How many are asked of questions that stand in these pools, `draw` of each; no pool is the name ""."""
    counts = Counter(pools)
    return sum(count if draw is None or not pool else min(draw, count) for pool, count in counts.items())


def practice_item(user: Learner, version: QuestionVersion) -> AttemptItem | None:
    """The learner's item for a check in this wording; None while they have not answered it."""
    if not user.is_authenticated:
        return None
    mine = AttemptItem.objects.filter(
        attempt__user=user.pk, attempt__behaviour=Behaviour.PRACTICE, attempt__state=Attempt.State.OPEN
    )
    return mine.select_related("attempt", "version").filter(version=version).first()


def another_like(question: Question, user: Learner) -> str | None:
    """The slug of another check of the course like this one: with a tag in common, else of the same lesson.

    One that the learner has not answered comes first, then the next in the order of the course, and after
    the last the first again. Only checks: to practise a graded question is to see its key. One query.
    """
    mine = AttemptItem.objects.filter(
        version__question=OuterRef("pk"), attempt__user=user.pk, last_sequence__gt=0
    )
    checks = Question.objects.filter(
        course=question.course_id, items__quiz__behaviour=Behaviour.PRACTICE, published__isnull=False
    )
    order = ("items__quiz__lesson__position", "items__position", "pk")
    rows = list(
        checks.filter(retired_at=None)
        .annotate(lesson=F("items__quiz__lesson"), is_answered=Exists(mine))
        .order_by(*order)
        .values("pk", "slug", "tags", "lesson", "is_answered")
    )
    here = next((place for place, row in enumerate(rows) if row["pk"] == question.pk), 0)
    onwards = rows[here + 1 :] + rows[:here]
    tagged = [row for row in onwards if set(row["tags"]) & set(question.tags)]
    like = tagged or [row for row in onwards if row["lesson"] == rows[here]["lesson"]]
    return min(like, key=lambda row: row["is_answered"])["slug"] if like else None


def asked_in(lesson: Lesson) -> list[dict[str, Any]]:
    """Every question of the lesson's quizzes, of checks with their words; one query, whoever reads."""
    is_check = Q(quiz__behaviour=Behaviour.PRACTICE)
    askable = QuizItem.objects.filter(
        quiz__lesson=lesson, question__published__isnull=False, question__retired_at=None
    )
    rows: Any = askable.order_by("position", "pk").values(
        "pool",
        "quiz__slug",
        "quiz__title",
        "quiz__behaviour",
        "quiz__pass_fraction",
        "quiz__draw",
        "quiz__grading",
        "question",
        "question__slug",
        "question__section",
        "question__published",
        "question__published__number",
        "question__published__kind",
        body=Case(When(is_check, then=F("question__published__body"))),
    )
    return list(rows)


def made_of(lesson: Lesson, user: Learner) -> list[dict[str, Any]]:
    """The learner's attempts at the lesson's quizzes, and every answer to its checks in order; one query.

    An attempt at the graded quiz is one row, one at the checks a row for each answer.
    """
    if not user.is_authenticated:
        return []
    rows: Any = (
        Attempt.objects.filter(user=user.pk, quiz__lesson=lesson)
        .annotate(practised=FilteredRelation("items", condition=Q(behaviour=Behaviour.PRACTICE)))
        .order_by("number", "practised__responses__sequence")
        .values(
            "behaviour",
            "state",
            "mark",
            "max_mark",
            "pass_fraction",
            question=F("practised__version__question"),
            version=F("practised__version"),
            fraction=F("practised__fraction"),
            last_sequence=F("practised__last_sequence"),
            action=F("practised__responses__action"),
            given=F("practised__responses__answer"),
            given_at=F("practised__responses__created_at"),
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
