"""A learner's own record: every attempt and every answer, for the page and for the files they take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from lessons.models import LessonProgress, SectionProgress, in_language
from quizzes.kinds import get_kind, parse_body
from quizzes.models import Attempt, Response
from quizzes.progress import Learner

COLUMNS = (
    "quiz", "attempt", "attempt_state", "question", "version", "prompt", "answer", "certainty", "answered_at",
    "late", "fraction", "max_mark", "rule", "action", "reason",
)  # fmt: skip
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Answer:
    """One recorded answer in words. `fraction` and `rule` are None while the key may not be seen.

    `certainty` is 1 (a guess) to 3 (certain), `late` whether it came after the deadline and counts for
    nothing; `action` is `answer`, or what an answer was marked anew by, with the reason for it.
    """

    quiz: str
    attempt: int
    attempt_state: str
    question: str
    version: int
    prompt: str
    answer: str
    certainty: int | None
    answered_at: str
    late: bool
    fraction: float | None
    max_mark: float
    rule: str | None
    action: str
    reason: str


def answers_of(user: User, language: str) -> Iterator[Answer]:
    """Everything the learner ever answered, oldest attempt first, in one query.

    That it was marked anew is told with the key, and not before.
    """
    responses = Response.objects.filter(item__attempt__user=user).select_related(
        "item__attempt__quiz", "item__version__question"
    )
    order = ("item__attempt__started_at", "item__attempt", "item__position", "sequence")
    for response in responses.order_by(*order).iterator(chunk_size=500):
        if response.action == Response.Action.ANSWER or response.item.attempt.may_see_key:
            yield _answer(response, language)


def _answer(response: Response, language: str) -> Answer:
    item = response.item
    attempt, version = item.attempt, item.version
    body = parse_body(version.kind, version.body)
    return Answer(
        quiz=attempt.quiz.slug,
        attempt=attempt.number,
        attempt_state=attempt.state,
        question=version.question.slug,
        version=version.number,
        prompt=in_language(version.body["prompt"], language),
        answer=get_kind(version.kind).describe(body, response.answer, language),
        certainty=response.certainty,
        answered_at=response.created_at.isoformat(),
        late=response.is_late,
        fraction=response.fraction if attempt.may_see_key else None,
        max_mark=item.max_mark,
        rule=response.rule if attempt.may_see_key else None,
        action=response.action,
        reason=response.reason,
    )


def as_csv(answers: Iterator[Answer]) -> str:
    """The answers as CSV: a byte-order mark for Excel, and no cell that runs as a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for answer in answers:
        row = asdict(answer)
        writer.writerow([cell(row[column]) for column in COLUMNS])
    return out.getvalue()


def cell(value: Any) -> Any:
    """The value as a spreadsheet takes it: no text is run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_data(user: User, language: str, *, at: datetime) -> dict[str, Any]:
    """The whole record as data for JSON: who, what was read, each attempt with its answers."""
    answers: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for answer in answers_of(user, language):
        row = asdict(answer)
        place = row.pop("quiz"), row.pop("attempt")
        row.pop("attempt_state")
        answers.setdefault(place, []).append(row)
    sections = SectionProgress.objects.filter(user=user).select_related("section__lesson").order_by("done_at")
    lessons = LessonProgress.objects.filter(user=user).select_related("lesson").order_by("done_at")
    return {
        "exported_at": at.isoformat(),
        "learner": {"user_name": user.username, "display_name": user.display_name, "guest": user.is_guest},
        "sections_done": [
            {"section": str(row.section), "done_at": row.done_at.isoformat()} for row in sections
        ],
        "lessons_done": [{"lesson": str(row.lesson), "done_at": row.done_at.isoformat()} for row in lessons],
        "attempts": [
            {**_attempt(one), "answers": answers.get((one.quiz.slug, one.number), [])}
            for one in attempts_of(user)
        ],
    }


def attempts_of(user: Learner) -> QuerySet[Attempt]:
    """Every attempt of the learner, the latest first, each with `is_waiting`."""
    attempts = Attempt.objects.visible_to(user).with_waiting()
    return attempts.select_related("quiz").order_by("-started_at", "-pk")


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "quiz": attempt.quiz.slug,
        "number": attempt.number,
        "behaviour": attempt.behaviour,
        "state": attempt.state,
        "started_at": attempt.started_at.isoformat(),
        "finished_at": attempt.finished_at.isoformat() if attempt.finished_at else None,
        "mark": attempt.mark,
        "max_mark": attempt.max_mark,
        "passed": attempt.is_passed if attempt.grade is not None else None,
    }
