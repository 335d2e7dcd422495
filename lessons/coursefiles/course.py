"""A whole course read from its folder: the shelves and the lessons, checked against each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lessons.coursefiles.lessontext import Keys, LessonFile, parse_lesson
from lessons.coursefiles.problems import CourseError, Problem
from lessons.coursefiles.reference import Reference, read_reference
from lessons.coursefiles.yamlfile import read_text


@dataclass(frozen=True)
class CourseFiles:
    """Everything a course's folder holds about what is taught; lessons in order, the first language first."""

    reference: Reference
    lessons: list[LessonFile]


def read_course(folder: Path) -> CourseFiles:
    """The course in `folder`. Raises CourseError with every problem of the shelves, else of the lessons."""
    reference = read_reference(folder)
    keys = keys_of(reference)
    lessons: list[LessonFile] = []
    problems: list[Problem] = []
    for language in reference.course.languages:
        for name, slug in _lesson_names(folder, language, reference.course.lessons, problems):
            text = read_text(folder, name)
            lesson = (
                [text]
                if isinstance(text, Problem)
                else parse_lesson(name, text, slug=slug, language=language, keys=keys)
            )
            if isinstance(lesson, LessonFile):
                lessons.append(lesson)
            else:
                problems += lesson
    if problems:
        raise CourseError(problems)
    problems += [*_homes(reference, lessons), *_same_sections(reference, lessons)]
    if problems:
        raise CourseError(problems)
    return CourseFiles(reference, lessons)


def keys_of(reference: Reference) -> Keys:
    """What the lessons of this course may cite and link to."""
    return Keys(
        {
            "paragraph": {str(row.number) for row in reference.paragraphs},
            "claim": {row.key for row in reference.claims},
            "source": {row.key for row in reference.sources},
            "actor": {row.slug for row in reference.actors},
            "milestone": {row.slug for row in reference.milestones},
            "term": {row.slug for row in reference.terms},
        }
    )


def _lesson_names(
    folder: Path, language: str, slugs: list[str], problems: list[Problem]
) -> Iterable[tuple[str, str]]:
    """Name and slug of each lesson's file in order; missing and extra ones are problems."""
    place = f"lessons/{language}"
    files = {path.stem.partition("-")[2]: path.name for path in sorted((folder / place).glob("*.md"))}
    for slug in slugs:
        if slug in files:
            yield f"{place}/{files[slug]}", slug
        else:
            problems.append(Problem(place, 0, f"no file NN-{slug}.md, though course.yaml lists it"))
    for slug in files.keys() - set(slugs):
        problems.append(
            Problem(f"{place}/{files[slug]}", 0, f"course.yaml does not list the lesson {slug!r}")
        )


def _homes(reference: Reference, lessons: list[LessonFile]) -> Iterable[Problem]:
    """Paragraphs of the chapter with no home, or with two, in the lessons of the first language."""
    homes: dict[int, list[str]] = {row.number: [] for row in reference.paragraphs}
    for lesson in _first_language(reference, lessons):
        for number in lesson.front.paragraphs:
            if number in homes:
                homes[number].append(lesson.slug)
            else:
                yield Problem(lesson.slug, 0, f"there is no paragraph {number} to be its home")
    for number, found in homes.items():
        if len(found) != 1:
            at = " and ".join(found) or "no lesson"
            yield Problem("lessons", 0, f"P{number} needs one lesson as its home, and has {at}")


def _same_sections(reference: Reference, lessons: list[LessonFile]) -> Iterable[Problem]:
    """Translations whose section keys differ from the first language's."""
    keys = {
        lesson.slug: [section.key for section in lesson.sections]
        for lesson in _first_language(reference, lessons)
    }
    for lesson in lessons:
        if [section.key for section in lesson.sections] != keys.get(lesson.slug):
            yield Problem(
                f"lessons/{lesson.language}",
                0,
                f"{lesson.slug}: the sections are not those of the first language",
            )


def _first_language(reference: Reference, lessons: list[LessonFile]) -> list[LessonFile]:
    return [lesson for lesson in lessons if lesson.language == reference.course.languages[0]]
