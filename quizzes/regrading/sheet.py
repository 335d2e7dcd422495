"""A plan as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils.translation import gettext as _

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import in_language
from quizzes.models import AttemptItem
from quizzes.records import cell
from quizzes.regrading.marks import Mark
from quizzes.regrading.planning import Line, Plan, Total


def as_csv(plan: Plan, language: str) -> str:
    """Every line of the plan: a byte-order mark for Excel, and no cell that runs as a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(_heads())
    bodies = {line.version.pk: parse_body(line.version.kind, line.version.body) for line in plan.lines}
    for line in plan.lines:
        answer = get_kind(line.version.kind).describe(bodies[line.version.pk], line.answer, language)
        writer.writerow([cell(value) for value in _row(line, answer, language)])
    return out.getvalue()


def _heads() -> list[str]:
    return [
        _("user name"), _("learner"), _("quiz"), _("attempt"), _("state"), _("version"), _("answer"),
        _("fraction before"), _("fraction after"), _("mark before"), _("highest mark before"),
        _("mark after"), _("highest mark after"), _("passed before"), _("passed after"), _("note"),
    ]  # fmt: skip


def _row(line: Line, answer: str, language: str) -> list[Any]:
    learner = line.attempt.user
    return [
        learner.username,
        learner.name,
        in_language(line.quiz.title, language),
        line.attempt.number,
        str(line.attempt.get_state_display()),
        line.version.number,
        answer,
        worth(line.before),
        worth(line.after),
        *_total(line.total_before),
        *_total(line.total_after),
        _passed(line.total_before),
        _passed(line.total_after),
        note_on(line),
    ]


def worth(mark: Mark) -> float | str:
    """The fraction, or why there is none."""
    if mark.state == AttemptItem.State.VOIDED:
        return _("does not count")
    return "" if mark.fraction is None else mark.fraction


def _total(total: Total | None) -> tuple[Any, Any]:
    return (total.mark, total.max_mark) if total else ("", "")


def _passed(total: Total | None) -> str:
    return "" if total is None else _("yes") if total.is_passed else _("no")


def note_on(line: Line) -> str:
    """What is to be noticed about a line; "" for an ordinary one."""
    if line.has_no_place:
        return _("the answer has no place in the new version: the mark stays")
    if line.is_kept:
        return _("would fall: the mark stays")
    return _("falls") if line.falls else ""
