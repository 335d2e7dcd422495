"""The reference files of a course, read together and checked against each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lessons.coursefiles import schema
from lessons.coursefiles.problems import CourseError, Problem
from lessons.coursefiles.yamlfile import YamlFile

FILES: dict[str, type[schema.Row]] = {
    "sources": schema.SourceRow,
    "paragraphs": schema.ParagraphRow,
    "claims": schema.ClaimRow,
    "actors": schema.ActorRow,
    "milestones": schema.MilestoneRow,
    "terms": schema.TermRow,
    "indicators": schema.IndicatorRow,
}
KEYS = ("key", "number", "slug")


@dataclass(frozen=True)
class Reference:
    """A course's own description and its shelves, free of errors."""

    course: schema.CourseRow
    sources: list[schema.SourceRow]
    paragraphs: list[schema.ParagraphRow]
    claims: list[schema.ClaimRow]
    actors: list[schema.ActorRow]
    milestones: list[schema.MilestoneRow]
    terms: list[schema.TermRow]
    indicators: list[schema.IndicatorRow]


def read_reference(folder: Path) -> Reference:
    """The reference files of the course in `folder`. Raises CourseError with every problem of every file."""
    problems: list[Problem] = []
    course = _read_course(folder, problems)
    shelves = {name: _Shelf(folder, name, row, problems) for name, row in FILES.items()}
    for shelf in shelves.values():
        problems += shelf.repeated_keys()
    numbers, sources = shelves["paragraphs"].keys(), shelves["sources"].keys()
    for shelf in shelves.values():
        problems += shelf.dangling(numbers, sources)
    if course and numbers and numbers != set(range(1, course.paragraphs + 1)):
        problems.append(Problem("paragraphs.yaml", 0, f"the numbers are not 1 to {course.paragraphs}"))
    if problems or course is None:
        raise CourseError(problems)
    return Reference(course, **{name: shelf.rows for name, shelf in shelves.items()})  # type: ignore[arg-type]


def _read_course(folder: Path, problems: list[Problem]) -> schema.CourseRow | None:
    file = YamlFile.read(folder, "course.yaml")
    if isinstance(file, Problem):
        problems.append(file)
        return None
    course = file.validate(schema.CourseRow)
    if isinstance(course, list):
        problems += course
        return None
    if course.slug != folder.name:
        problems.append(file.problem(["slug"], f"the slug is not the folder's name, {folder.name!r}"))
    return course


class _Shelf:
    """One reference file and its rows; no rows when the file has problems."""

    def __init__(self, folder: Path, name: str, row: type[schema.Row], problems: list[Problem]) -> None:
        self.rows: list[schema.Row] = []
        self.file = YamlFile.read(folder, f"{name}.yaml")
        if isinstance(self.file, Problem):
            problems.append(self.file)
            return
        for found in self.file.validate_list(row):
            (problems if isinstance(found, Problem) else self.rows).append(found)  # type: ignore[arg-type]

    def keys(self) -> set[str | int]:
        return {_key(row) for row in self.rows}

    def repeated_keys(self) -> Iterable[Problem]:
        seen: set[str | int] = set()
        for place, row in enumerate(self.rows):
            if _key(row) in seen:
                yield self._problem([place], f"{_key(row)} stands twice in this file")
            seen.add(_key(row))

    def dangling(self, paragraphs: set[str | int], sources: set[str | int]) -> Iterable[Problem]:
        """References to paragraphs and sources that do not exist."""
        for place, row in enumerate(self.rows):
            if (number := getattr(row, "paragraph", None)) is not None and number not in paragraphs:
                yield self._problem([place, "paragraph"], f"there is no paragraph {number}")
            for at, number in enumerate(getattr(row, "paragraphs", [])):
                if number not in paragraphs:
                    yield self._problem([place, "paragraphs", at], f"there is no paragraph {number}")
            for at, key in enumerate(getattr(row, "sources", [])):
                if key not in sources:
                    yield self._problem([place, "sources", at], f"there is no source {key!r} in sources.yaml")

    def _problem(self, path: list[str | int], message: str) -> Problem:
        assert isinstance(self.file, YamlFile)
        return self.file.problem(path, message)


def _key(row: schema.Row) -> str | int:
    key: str | int = next(getattr(row, name) for name in KEYS if hasattr(row, name))
    return key
