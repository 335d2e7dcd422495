"""The checks inside a lesson and what a learner has made of them, ready for a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lessons.models import Lesson, Section, in_language
from quizzes.asking import Learner, asked_in, made_of, number_drawn
from quizzes.grading import counted_grade
from quizzes.kinds.base import Answer
from quizzes.models import Attempt, Behaviour, Question, Response
from quizzes.presenting import Shown, reveal, show
from quizzes.taking import seed_of_check


@dataclass(frozen=True)
class Check:
    """A check as a page shows it: open to an answer, or answered with all there is to say."""

    slug: str
    version: int
    question: Shown
    standing: Mapping[str, Any]
    section: int | None = None
    is_answered: bool = False


@dataclass(frozen=True)
class Wording:
    """What a check asks in its present version, of which `pk` is the key and `number` for people."""

    slug: str
    pk: int
    number: int
    kind: str
    body: Mapping[str, Any]

    @classmethod
    def of(cls, question: Question) -> Wording:
        version = question.published
        assert version, "a check that is asked has a published version"
        return cls(question.slug, version.pk, version.number, version.kind, version.body)

    def asked(self, answer: Answer, language: str) -> Shown:
        """The check, with what the learner has in its fields."""
        return show(self.kind, self.body, answer, **self._place, language=language)

    def answered(self, answer: Answer, fraction: float | None, language: str) -> Shown:
        """The check with its key: for who has answered it."""
        return reveal(self.kind, self.body, answer, **self._place, language=language, fraction=fraction)

    @property
    def _place(self) -> dict[str, Any]:
        return {"name": f"check-{self.slug}", "seed": seed_of_check(self.pk)}


@dataclass(frozen=True)
class SectionStanding:
    """A section, when its reader said it was done, and its checks that they have not answered."""

    section: Section
    done_at: datetime | None = None
    unanswered: Sequence[Check] = ()
    is_refused: bool = False


@dataclass(frozen=True)
class LessonQuiz:
    """The graded quiz of a lesson and what its reader made of it; `grade` is a share of the marks."""

    slug: str
    title: str
    pass_fraction: float
    questions: int
    grade: float | None
    is_passed: bool
    is_open: bool


@dataclass(frozen=True)
class Quizzing:
    """Everything a lesson's page asks, and how its reader stands."""

    lesson: Lesson
    checks: Mapping[str, Check]
    quiz: LessonQuiz | None

    def standing(self, section: Section) -> SectionStanding:
        """How far the reader is with a section, which carries `done_at` as the lesson's page has it."""
        unanswered = [
            one for one in self.checks.values() if one.section == section.pk and not one.is_answered
        ]
        return SectionStanding(section, getattr(section, "done_at", None), unanswered)


def quizzing_of(user: Learner, lesson: Lesson, language: str) -> Quizzing:
    """What the lesson asks of this reader, in two queries; of a stranger in one."""
    rows, made = asked_in(lesson), made_of(lesson, user)
    checks = [row for row in rows if row["quiz__behaviour"] == Behaviour.PRACTICE]
    graded = [row for row in rows if row["quiz__behaviour"] == Behaviour.GRADED]
    return Quizzing(
        lesson=lesson,
        checks={check.slug: check for check in _checks(checks, made, language)},
        quiz=_quiz(graded, made, language) if graded else None,
    )


def _checks(rows: Iterable[Any], made: Sequence[Any], language: str) -> Iterator[Check]:
    """Each check with the latest answer to its present wording; `is_answered` counts older wordings, too."""
    latest = {
        row["version"]: row
        for row in made
        if row["state"] == Attempt.State.OPEN and row["action"] == Response.Action.ANSWER
    }
    answered_ever = {row["question"] for row in made if row["last_sequence"]}
    for row in rows:
        wording = Wording(
            slug=row["question__slug"],
            pk=row["question__published"],
            number=row["question__published__number"],
            kind=row["question__published__kind"],
            body=row["body"],
        )
        yield _check(wording, latest.get(wording.pk), row, row["question"] in answered_ever, language)


def _check(wording: Wording, answer: Any, row: Any, is_answered: bool, language: str) -> Check:
    if answer is None:
        shown = wording.asked({}, language)
        standing = {"sequence": 1, "saved_at": None}
    else:
        shown = wording.answered(answer["given"], answer["fraction"], language)
        standing = {"sequence": answer["last_sequence"] + 1, "saved_at": answer["given_at"]}
    return Check(wording.slug, wording.number, shown, standing, row["question__section"], is_answered)


def _quiz(rows: Sequence[Any], made: Iterable[Any], language: str) -> LessonQuiz:
    columns = ("state", "mark", "max_mark", "pass_fraction")
    attempts = [
        Attempt(**{name: row[name] for name in columns}) for row in made if row["behaviour"] == "graded"
    ]
    first = rows[0]
    return LessonQuiz(
        slug=first["quiz__slug"],
        title=in_language(first["quiz__title"], language),
        pass_fraction=first["quiz__pass_fraction"],
        questions=number_drawn((row["pool"] for row in rows), first["quiz__draw"]),
        grade=counted_grade(first["quiz__grading"], [one.grade for one in attempts if one.grade is not None]),
        is_passed=any(one.is_passed for one in attempts),
        is_open=any(one.is_open for one in attempts),
    )
