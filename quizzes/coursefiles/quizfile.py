"""Reading a quiz's file: its description, checks and questions. What they refer to is checked elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from lessons.coursefiles.lessontext import read_mark
from lessons.coursefiles.problems import Problem
from lessons.coursefiles.schema import Line, Row, Slug, Text
from lessons.coursefiles.yamlfile import YamlFile
from quizzes.kinds import UnknownKind, get_kind, parse_body
from quizzes.kinds.base import Body

SECTION = r"^([a-z0-9]+(-[a-z0-9]+)*#)?[a-z0-9]+(-[a-z0-9]+)*$"
SECONDS_A_YEAR = 31_536_000
LISTS = ("checks", "questions")
ABOUT = ("actor", "milestone", "term")


class PoolRow(Row):
    """Draws from another quiz."""

    quiz: Slug
    draw: int = Field(ge=1)


class QuizRow(Row):
    """A quiz's description; what concerns the sitting holds for its questions, not for its checks."""

    slug: Slug
    title: Text
    about: Text
    lesson: Slug | None = None
    pools: list[PoolRow] = []
    pass_percent: int | None = Field(default=None, ge=1, le=100)
    attempts_allowed: int | None = Field(default=None, ge=1, le=1000)
    wait_between: int = Field(default=0, ge=0, le=SECONDS_A_YEAR)
    time_limit: int | None = Field(default=None, ge=1, le=SECONDS_A_YEAR)
    certainty: Literal["off", "ask", "count"] = "off"
    shuffle: bool = False
    grading: Literal["highest", "last", "first", "average"] = "highest"


class QuestionRow(Row):
    """What a question of any kind has beside its body."""

    slug: Slug
    kind: str
    section: Annotated[str, Field(pattern=SECTION)]
    about: list[str] = []
    tags: list[Line] = []
    max_mark: int | float = Field(default=1, gt=0, le=1000)


class _Shell(Row):
    """The outermost level of the file."""

    quiz: QuizRow
    checks: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = Field(min_length=1)


@dataclass(frozen=True)
class QuestionFile:
    """A question free of errors of its own. `section` names its lesson too; `about` is sorted, without what
    is cited anyway; `path` is its place in the file."""

    row: QuestionRow
    body: Body
    path: tuple[str | int, ...] = field(compare=False)

    @property
    def slug(self) -> str:
        return self.row.slug


@dataclass(frozen=True)
class QuizFile:
    """A quiz's file free of errors of its own."""

    row: QuizRow
    checks: list[QuestionFile]
    questions: list[QuestionFile]
    file: YamlFile = field(compare=False)

    @property
    def slug(self) -> str:
        return self.row.slug

    def problem(self, question: QuestionFile, path: Iterable[str | int], message: str) -> Problem:
        return self.file.problem([*question.path, *path], f"{question.slug}: {message}")


def parse_quiz(file: YamlFile) -> QuizFile | list[Problem]:
    """The quiz in the file, or every problem it has."""
    shell = file.validate(_Shell)
    problems = shell if isinstance(shell, list) else []
    lesson = shell.quiz.lesson if isinstance(shell, _Shell) else _lesson_of(file)
    read: dict[str, list[QuestionFile]] = {}
    for name in LISTS:
        read[name] = []
        for path, data in _questions(file, name):
            question = _parse_question(file, path, data, lesson)
            if isinstance(question, list):
                problems += question
            else:
                read[name].append(question)
    if problems or not isinstance(shell, _Shell):
        return problems
    return QuizFile(shell.quiz, read["checks"], read["questions"], file)


def _lesson_of(file: YamlFile) -> Any:
    quiz = file.data.get("quiz") if isinstance(file.data, dict) else None
    return quiz.get("lesson") if isinstance(quiz, dict) else None


def _questions(file: YamlFile, name: str) -> Iterable[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Those of a list that are maps; the shell complains about the others."""
    found = file.data.get(name) if isinstance(file.data, dict) else None
    for place, data in enumerate(found if isinstance(found, list) else []):
        if isinstance(data, dict):
            yield (name, place), data


def _parse_question(
    file: YamlFile, path: tuple[str | int, ...], data: dict[str, Any], lesson: Any
) -> QuestionFile | list[Problem]:
    label = str(data.get("slug", "a question without a slug"))
    problems: list[Problem] = []
    own = {name: value for name, value in data.items() if name in QuestionRow.model_fields}
    rest = {name: value for name, value in data.items() if name not in own}
    row = body = None
    try:
        row = QuestionRow.model_validate(own)
    except ValidationError as error:
        problems += file.problems_of(error, path, label)
    try:
        body = parse_body(get_kind(data.get("kind", "")).name, rest)
    except UnknownKind as error:
        if "kind" in data:
            problems.append(file.problem([*path, "kind"], f"{label}: {error}"))
    except ValidationError as error:
        problems += file.problems_of(error, path, label)
    if row and "#" not in row.section and not lesson:
        advice = f"{label}: the quiz has no lesson, so write lesson#{row.section} with the lesson's slug"
        problems.append(file.problem([*path, "section"], advice))
    if row is None or body is None or problems:
        return problems
    return QuestionFile(_normal(row, body, lesson), body, path)


def _normal(row: QuestionRow, body: Body, lesson: str) -> QuestionRow:
    section = row.section if "#" in row.section else f"{lesson}#{row.section}"
    return row.model_copy(update={"section": section, "about": normal_about(row.about, body.cites)})


def normal_about(about: Iterable[str], cites: Iterable[str]) -> list[str]:
    """Each once, actors before milestones before terms, without those that are cited."""

    def order(mark: str) -> tuple[int, str]:
        kind = read_mark(mark)[0]
        return ABOUT.index(kind) if kind in ABOUT else len(ABOUT), mark

    return sorted(set(about) - set(cites), key=order)
