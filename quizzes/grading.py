"""Which of a learner's attempts counts. Pure: it is handed grades and returns one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from quizzes.models import Quiz

_COUNTED: dict[str, Callable[[Sequence[float]], float]] = {
    Quiz.Grading.HIGHEST: max,
    Quiz.Grading.LAST: lambda grades: grades[-1],
    Quiz.Grading.FIRST: lambda grades: grades[0],
    Quiz.Grading.AVERAGE: lambda grades: math.fsum(grades) / len(grades),
}


def counted_grade(grading: str, grades: Sequence[float]) -> float | None:
    """The grade that counts, 0 to 1, of those of the finished attempts, oldest first; None of none."""
    return _COUNTED[grading](grades) if grades else None
