"""The bank of questions, and the evidence of what was answered."""

from quizzes.models.appending import AppendOnlyError
from quizzes.models.bank import Allowance, Behaviour, Certainty, Question, QuestionVersion, Quiz, QuizItem
from quizzes.models.corrections import Correction, QuestionReport
from quizzes.models.evidence import RIGHT_ENOUGH, ROUNDING, Attempt, AttemptItem, HowSure, Response

__all__ = [
    "RIGHT_ENOUGH",
    "ROUNDING",
    "Allowance",
    "AppendOnlyError",
    "Attempt",
    "AttemptItem",
    "Behaviour",
    "Certainty",
    "Correction",
    "HowSure",
    "Question",
    "QuestionReport",
    "QuestionVersion",
    "Quiz",
    "QuizItem",
    "Response",
]
