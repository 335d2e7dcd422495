"""What correcting a key costs that many people have answered, and whether it does what it said.

Makes attempts at a quiz of ten questions, then plans, applies and undoes a new key for one of them. Says
whether the preview was the result, and whether undoing restored every number.

    python -m bench.regrade [--attempts N] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

ATTEMPTS = 1000
QUESTIONS = 10
AT = datetime(2026, 3, 21, 12, tzinfo=UTC)
OPTIONS = ("Tengiz", "Kashagan", "Karachaganak")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--attempts", type=int, default=ATTEMPTS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "kzlearn.settings",
            "KZLEARN_DEV": "1",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        }
        import django

        django.setup()
        found = run(options.attempts)
    print(json.dumps(found) if options.json else _told(found))
    if not (found["preview_is_result"] and found["undo_restores"] and not found["replay_mismatches"]):
        sys.exit(1)


def _told(found: dict[str, Any]) -> str:
    lines = [f"{found['attempts']} attempts, {found['changed']} marked anew, {found['passing']} pass by it"]
    for name in ("plan", "apply", "undo"):
        cost = found[name]
        lines.append(
            f"{name:6} {cost['cpu']:6.2f} s CPU {cost['seconds']:6.2f} s {cost['queries']:6} queries"
        )
    lines += [
        f"{name.replace('_', ' ')}: {found[name]}"
        for name in ("preview_is_result", "undo_restores", "replay_mismatches")
    ]
    return "\n".join(lines)


def run(number: int) -> dict[str, Any]:
    from django.core.management import call_command

    from quizzes import folding
    from quizzes.regrading import apply, plan, propose, save_draft, undo

    call_command("migrate", verbosity=0)
    teacher, question = _make_attempts(number)
    draft = save_draft(
        propose(question, "key", by=teacher, reason="A slip.", body=_other_key(question), lowers=True, at=AT)
    )
    before = _numbers()
    planned, plan_cost = _measured(lambda: plan(draft))
    correction, apply_cost = _measured(lambda: apply(draft, by=teacher, expects=planned.fingerprint, at=AT))
    is_result = _is_result(planned)
    _undone, undo_cost = _measured(lambda: undo(correction, by=teacher, reason="It was right.", at=AT))
    return {
        "attempts": number,
        "changed": len(planned.changed),
        "passing": len(planned.newly_passed),
        "plan": plan_cost,
        "apply": apply_cost,
        "undo": undo_cost,
        "preview_is_result": is_result,
        "undo_restores": _numbers() == before,
        "replay_mismatches": len(list(folding.mismatches())),
    }


def _measured(work: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    """What the work gives, and its cost; queries are counted with those that begin and end a transaction."""
    from django.db import connection

    counted = [0]

    def count(execute: Any, *args: Any) -> Any:
        counted[0] += 1
        return execute(*args)

    began, spent = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        result = work()
    cost = {"cpu": time.process_time() - spent, "seconds": time.perf_counter() - began, "queries": counted[0]}
    return result, cost


def _numbers() -> list[Any]:
    from quizzes.models import Attempt, AttemptItem

    items = AttemptItem.objects.order_by("pk").values_list("pk", "state", "fraction", "certainty")
    return [*items, *Attempt.objects.order_by("pk").values_list("pk", "state", "mark", "max_mark")]


def _is_result(planned: Any) -> bool:
    """Whether every mark and total is now what the plan said, and no other was touched."""
    from quizzes.models import Attempt, AttemptItem, Response

    items = AttemptItem.objects.in_bulk()
    attempts = Attempt.objects.in_bulk()
    as_planned = all(
        (items[line.item.pk].state, items[line.item.pk].fraction) == (line.after.state, line.after.fraction)
        and attempts[line.attempt.pk].mark == line.total_after.mark
        for line in planned.lines
    )
    return as_planned and Response.objects.filter(action="regrade").count() == len(planned.changed)


def _other_key(question: Any) -> dict[str, Any]:
    body = question.published.body
    return {**body, "options": [{**one, "correct": one["text"] == OPTIONS[1]} for one in body["options"]]}


# --- people, a quiz, and their attempts: in bulk, since it is the correction that is measured


def _make_attempts(number: int) -> tuple[Any, Any]:
    from accounts.models import User
    from lessons.models import Course, Lesson
    from quizzes.models import Quiz

    course = Course.objects.create(slug="c", title="C", languages=["en"])
    lesson = Lesson.objects.create(course=course, slug="l", position=1)
    quiz = Quiz.objects.create(course=course, lesson=lesson, slug="q", title="Q")
    questions = [_make_question(course, place) for place in range(QUESTIONS)]
    people = User.objects.bulk_create(User(username=f"learner-{place}") for place in range(number))
    _answer_all(quiz, questions, people)
    return User.objects.create(username="teacher", is_staff=True), questions[0]


def _make_question(course: Any, place: int) -> Any:
    from quizzes.kinds import parse_body
    from quizzes.models import Question, QuestionVersion

    options = [{"text": text, "correct": text == OPTIONS[0], "feedback": "No."} for text in OPTIONS]
    data = {"prompt": f"Which field, {place}?", "explanation": "So.", "cites": ["P1"], "options": options}
    body = parse_body("single_choice", data).model_dump(mode="json")
    question = Question.objects.create(course=course, slug=f"q{place}")
    question.published = QuestionVersion.objects.create(
        question=question, number=1, kind="single_choice", body=body, created_at=AT
    )
    question.save()
    return question


def _answer_all(quiz: Any, questions: list[Any], people: list[Any]) -> None:
    from quizzes.models import Attempt, AttemptItem, Response

    dice = random.Random(1)
    attempts = Attempt.objects.bulk_create(
        Attempt(
            user=learner, quiz=quiz, number=1, behaviour="graded", state="finished", started_at=AT,
            finished_at=AT, mark=0.0, max_mark=float(len(questions)),
        )
        for learner in people
    )  # fmt: skip
    items, responses = [], []
    for attempt in attempts:
        attempt.mark = 0.0
        for position, question in enumerate(questions, 1):
            option = question.published.body["options"][dice.choice((0, 0, 0, 1, 2))]
            fraction = float(option["correct"])
            attempt.mark += fraction
            item = AttemptItem(
                attempt=attempt, position=position, version=question.published, seed=1, max_mark=1.0,
                state="answered", fraction=fraction, last_sequence=1,
            )  # fmt: skip
            items.append(item)
            responses.append(
                Response(
                    item=item, sequence=1, answer={"answer": option["id"]}, state="answered",
                    fraction=fraction, rule="single-choice/1", created_at=AT, by=attempt.user,
                )
            )  # fmt: skip
    AttemptItem.objects.bulk_create(items, batch_size=500)
    Response.objects.bulk_create(responses, batch_size=500)
    Attempt.objects.bulk_update(attempts, ["mark"], batch_size=200)


if __name__ == "__main__":
    main()
