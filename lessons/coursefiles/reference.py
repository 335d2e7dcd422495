"""The reference files of a course, read together and checked against each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
    """A course's own description and its shelves, free of errors; `files` are what they were read from."""

    course: schema.CourseRow
    sources: list[schema.SourceRow]
    paragraphs: list[schema.ParagraphRow]
    claims: list[schema.ClaimRow]
    actors: list[schema.ActorRow]
    milestones: list[schema.MilestoneRow]
    terms: list[schema.TermRow]
    indicators: list[schema.IndicatorRow]
    files: dict[str, YamlFile] = field(default_factory=dict, compare=False, repr=False)

    def problem(self, name: str, path: list[str | int], message: str) -> Problem:
        """One about the file of this name, `course` or a shelf's, at the line of `path`."""
        return self.files[name].problem(path, message)


def read_reference(folder: Path) -> Reference:
    """The reference files of the course in `folder`. Raises CourseError with every problem of every file."""
    problems: list[Problem] = []
    course, course_file = _read_course(folder, problems)
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
    rows: dict[str, Any] = {name: shelf.rows for name, shelf in shelves.items()}
    files = {name: shelf.file for name, shelf in shelves.items()} | {"course": course_file}
    return Reference(
        course, **rows, files={n: file for n, file in files.items() if isinstance(file, YamlFile)}
    )


def _read_course(folder: Path, problems: list[Problem]) -> tuple[schema.CourseRow | None, YamlFile | Problem]:
    file = YamlFile.read(folder, "course.yaml")
    if isinstance(file, Problem):
        problems.append(file)
        return None, file
    course = file.validate(schema.CourseRow)
    if isinstance(course, list):
        problems += course
        return None, file
    if course.slug != folder.name:
        problems.append(file.problem(["slug"], f"the slug is not the folder's name, {folder.name!r}"))
    return course, file


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
