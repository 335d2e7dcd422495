"""Item analysis of a score matrix from anywhere, paper tests too. See docs/statistics.md."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.statistics import Analysis, ItemReport, TooFewAttempts, analyse
from quizzes.statistics.scorefile import BadScoreFile, read_score_file

COLUMNS = (
    ("facility", "facility"),
    ("sd", "sd"),
    ("discrimination", "discrimination_index"),
    ("efficiency", "discriminative_efficiency"),
    ("item-rest r", "item_rest_correlation"),
    ("eff. weight", "effective_weight"),
    ("int. weight", "intended_weight"),
    ("left empty", "left_empty"),
)
COEFFICIENTS = {"item_rest_correlation", "skewness", "kurtosis", "alpha"}
NAME_WIDTH = 24


class Command(BaseCommand):
    help = "Says what a table of marks tells of its questions. Reads and writes no database."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="CSV: the learner, then one column a question, marks 0 to 1"
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            analysis = analyse(read_score_file(file))
        except (BadScoreFile, TooFewAttempts) as error:
            raise CommandError(f"{file}: {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps(as_json(analysis), ensure_ascii=False, indent=2, allow_nan=False))
        else:
            self.stdout.write("\n".join(as_lines(analysis)))
        if analysis.warning:
            self.stderr.write(analysis.warning)


def as_json(analysis: Analysis) -> dict[str, Any]:
    items = [{**asdict(one.figures), "advice": [asdict(a) for a in one.advice]} for one in analysis.items]
    return {"items": items, "quiz": asdict(analysis.quiz)}


def as_lines(analysis: Analysis) -> list[str]:
    """The table for people: items, what to do about them, the quiz. A dash stands for what is not defined."""
    widths = [max(len(title), 7) for title, _name in COLUMNS]
    titles = "  ".join(title.rjust(width) for (title, _name), width in zip(COLUMNS, widths, strict=True))
    lines = [f"{'item':{NAME_WIDTH}}  {titles}"]
    lines += [_row(one, widths) for one in analysis.items]
    advice = [f"{one.figures.item}: {each.text}" for one in analysis.items for each in one.advice]
    lines += ["", *advice] if advice else []
    quiz = asdict(analysis.quiz)
    lines += ["", f"{'attempts':{NAME_WIDTH}}  {analysis.attempts:>9}"]
    return lines + [f"{name.replace('_', ' '):{NAME_WIDTH}}  {_shown(name, quiz[name]):>9}" for name in quiz]


def _row(report: ItemReport, widths: list[int]) -> str:
    figures = asdict(report.figures)
    cells = [
        _shown(name, figures[name]).rjust(width)
        for (_title, name), width in zip(COLUMNS, widths, strict=True)
    ]
    return f"{_cut(report.figures.item):{NAME_WIDTH}}  " + "  ".join(cells)


def _cut(name: str) -> str:
    return name if len(name) <= NAME_WIDTH else f"{name[: NAME_WIDTH - 1]}…"


def _shown(name: str, value: float | int | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    return f"{value:.3f}" if name in COEFFICIENTS else f"{value:.1f} %"
