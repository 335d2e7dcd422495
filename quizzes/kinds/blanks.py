"""Questions with several fields to type in: reading them all, and what was stored of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from quizzes.kinds.base import FormData, InvalidAnswer
from quizzes.kinds.parts import one_line
from quizzes.kinds.reading import FIELD, given, line_of, part_field


def lines_of(form: FormData, parts: Collection[str], limit: int) -> dict[str, str]:
    """What was typed into each part's field, without those left blank.

    Raises InvalidAnswer, which brings all of them back, where one is too long.
    """
    lines: dict[str, str] = {}
    slips: list[InvalidAnswer] = []
    for part in parts:
        try:
            line = line_of(form, part_field(part), limit)
        except InvalidAnswer as slip:
            line = slip.typed[FIELD]
            slips.append(slip)
        if line:
            lines[part] = line
    if slips:
        raise InvalidAnswer(str(slips[0]), typed=as_answer(lines))
    return lines


def as_answer(lines: Mapping[str, str]) -> dict[str, Any]:
    """As it is stored: by part id, in the order of the ids; {} where nothing was typed."""
    return {FIELD: dict(sorted(lines.items()))} if lines else {}


def given_lines(answer: Any, parts: Collection[str]) -> dict[str, str]:
    """The lines that a stored answer holds, of the parts that this version has."""
    lines = given(answer)
    if not isinstance(lines, dict):
        return {}
    folded = {part: one_line(lines[part]) for part in parts if isinstance(lines.get(part), str)}
    return {part: line for part, line in folded.items() if line}
