"""Warnings about questions that are valid and may yet be bad: for who writes them, who may know better.

Pure. docs/formats/course.md says what is warned of, and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizzes.linting.explaining import explanation_findings, support_findings
from quizzes.linting.finding import Finding, Linted
from quizzes.linting.giveaways import giveaway_findings, longest_key_findings
from quizzes.linting.guessing import guessing_findings
from quizzes.linting.likeness import duplicate_findings, duplicates_of
from quizzes.linting.prompts import prompt_findings

__all__ = ["Finding", "Linted", "duplicates_of", "lint_bank", "lint_question"]


def lint_question(question: Linted) -> list[Finding]:
    """What there is to warn of in one question by itself."""
    return [
        *giveaway_findings(question),
        *guessing_findings(question),
        *prompt_findings(question),
        *explanation_findings(question),
        *support_findings(question),
    ]


def lint_bank(questions: Sequence[Linted]) -> Iterator[Finding]:
    """What there is to warn of in each question of a bank, between them, and in all of them together.

    A thousand questions take about a second.
    """
    for question in questions:
        yield from lint_question(question)
    yield from duplicate_findings(questions)
    yield from longest_key_findings(questions)
