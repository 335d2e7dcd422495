"""Putting a question right after people have answered it: planned first, applied once, undone exactly."""

from quizzes.regrading.applying import NotTheLatest, OutOfDate, Overtaken, apply, override, undo
from quizzes.regrading.planning import Line, Plan, Total, plan, plan_undo
from quizzes.regrading.proposing import BadCorrection, propose, save_draft
from quizzes.regrading.standing import under_corrections

__all__ = [
    "BadCorrection",
    "Line",
    "NotTheLatest",
    "OutOfDate",
    "Overtaken",
    "Plan",
    "Total",
    "apply",
    "override",
    "plan",
    "plan_undo",
    "propose",
    "save_draft",
    "under_corrections",
    "undo",
]
