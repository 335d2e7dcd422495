"""What is valid in a course's questions and may yet be bad, each with its file and line."""

from __future__ import annotations

from lessons.coursefiles.problems import Problem
from quizzes.coursefiles.course import WholeCourse
from quizzes.linting import Linted, lint_bank


def warnings_of(course: WholeCourse) -> list[Problem]:
    """In the order of the files; what is about the whole bank stands at `quizzes`."""
    placed = {
        question.slug: (quiz, question)
        for quiz in course.quizzes
        for question in (*quiz.checks, *quiz.questions)
    }
    bank = [Linted(slug, question.row.kind, question.body) for slug, (_quiz, question) in placed.items()]
    warnings = []
    for finding in lint_bank(bank):
        if finding.slug:
            quiz, question = placed[finding.slug]
            warnings.append(quiz.problem(question, finding.path, finding.message))
        else:
            warnings.append(Problem("quizzes", 0, finding.message))
    return sorted(warnings)
