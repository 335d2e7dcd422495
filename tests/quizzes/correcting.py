"""Sitting a quiz whose first question has Tengiz for its key, and putting that question right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from quizzes.models import Attempt, AttemptItem, Correction, Question, Quiz
from quizzes.regrading import apply, propose, save_draft
from quizzes.taking import finish, record_answer, start
from tests.factories import NOON, answer_items

EVENING = NOON + timedelta(hours=6)
TOMORROW = NOON + timedelta(days=1)
Action = Correction.Action


def option(question: Question, text: str) -> str:
    return next(one["id"] for one in question.published.body["options"] if one["text"] == text)


def sit(
    learner: User,
    quiz: Quiz,
    choice: str = "",
    *,
    right: int = 0,
    at: datetime = NOON,
    is_finished: bool = True,
) -> Attempt:
    """An attempt: this option of its first question, and the first `right` of the others answered rightly."""
    attempt = start(learner, quiz, at=at)
    items = list(attempt.items.select_related("version"))
    if choice:
        chosen = next(one["id"] for one in items[0].version.body["options"] if one["text"] == choice)
        record_answer(items[0], {"answer": chosen}, sequence=1, by=learner, at=at)
    answer_items(items[1 : 1 + right], at=at)
    return finish(attempt, at=at) if is_finished else attempt


def first(attempt: Attempt) -> AttemptItem:
    return attempt.items.get(position=1)


def with_key(question: Question, text: str) -> dict[str, Any]:
    """The question's body with another option right."""
    body = question.published.body
    options = [
        {**one, "correct": one["text"] == text, "feedback": one["feedback"] or "No."}
        for one in body["options"]
    ]
    return {**body, "options": options}


def draft(question: Question, action: str, teacher: User, **fields: Any) -> Correction:
    question = Question.objects.get(pk=question.pk)
    bodies: dict[str, Callable[[], Any]] = {
        Action.KEY: lambda: with_key(question, "Kashagan"),
        Action.WORDING: lambda: {**question.published.body, "prompt": "Which field came first?"},
        Action.ACCEPT: lambda: accepting(question, "Kashagan"),
    }
    if action in bodies and "body" not in fields:
        fields["body"] = bodies[action]()
    if action == Action.FULL_CREDIT:
        fields.setdefault("whom", "answered")
    fields.setdefault("reason", "The key was wrong.")
    return save_draft(propose(question, action, by=teacher, at=NOON, **fields))


def accepting(question: Question, text: str) -> dict[str, Any]:
    body = question.published.body
    options = [{**one, "accepted": one["text"] == text} for one in body["options"]]
    return {**body, "options": options}


def correct(
    question: Question, action: str, teacher: User, at: datetime = EVENING, **fields: Any
) -> Correction:
    return apply(draft(question, action, teacher, **fields), by=teacher, at=at)


def numbers() -> tuple[list[Any], list[Any]]:
    """Every cached number there is, but for how many rows each item has."""
    items = AttemptItem.objects.order_by("pk").values_list("pk", "state", "fraction", "certainty")
    attempts = Attempt.objects.order_by("pk").values_list("pk", "state", "mark", "max_mark", "finished_at")
    return list(items), list(attempts)


def standing(attempt: Attempt) -> tuple[float | None, float | None, float]:
    """The first question's fraction, and the attempt's mark of its highest."""
    attempt.refresh_from_db()
    return first(attempt).fraction, attempt.mark, attempt.max_mark
