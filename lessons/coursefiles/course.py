"""A whole course read from its folder: the shelves and the lessons, checked against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lessons.coursefiles.lessontext import Keys, LessonFile, survey_lesson
from lessons.coursefiles.problems import CourseError, Problem
from lessons.coursefiles.reference import Reference, read_reference
from lessons.coursefiles.yamlfile import read_text


@dataclass(frozen=True)
class CourseFiles:
    """All that a course's folder holds of what is taught, free of errors: lessons in order, by language."""

    reference: Reference
    lessons: list[LessonFile]


@dataclass
class Survey:
    """As much of a course as can be read, with every problem; `is_whole` when no lesson is missing."""

    reference: Reference | None
    lessons: list[LessonFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_whole: bool = True


def read_course(folder: Path) -> CourseFiles:
    """The course in `folder`. Raises CourseError with every problem that can be told."""
    survey = survey_course(folder)
    if survey.problems or survey.reference is None:
        raise CourseError(survey.problems)
    return CourseFiles(survey.reference, survey.lessons)


def survey_course(folder: Path) -> Survey:
    """The course in `folder`, as far as it can be read."""
    try:
        survey = Survey(read_reference(folder))
    except CourseError as error:
        survey = Survey(None, problems=error.problems)
    keys = keys_of(survey.reference) if survey.reference else Keys(None)
    for name, slug, language in _files(folder, survey):
        text = read_text(folder, name)
        lesson, problems = (
            (None, [text])
            if isinstance(text, Problem)
            else survey_lesson(name, text, slug=slug, language=language, keys=keys)
        )
        survey.problems += problems
        survey.is_whole &= lesson is not None
        survey.lessons += [lesson] if lesson else []
    if survey.reference and survey.is_whole:
        survey.problems += [
            *_homes(survey.reference, survey.lessons),
            *_same_sections(survey.reference, survey.lessons),
        ]
    return survey


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


def _files(folder: Path, survey: Survey) -> Iterator[tuple[str, str, str]]:
    """Name, slug and language of each lesson's file in order; of all there are where course.yaml is amiss."""
    if survey.reference is None:
        survey.is_whole = False
        for path in sorted((folder / "lessons").glob("*/*.md")):
            language = path.parent.name
            yield f"lessons/{language}/{path.name}", path.stem.partition("-")[2], language
        return
    for language in survey.reference.course.languages:
        for name, slug in _listed(folder, language, survey):
            yield name, slug, language


def _listed(folder: Path, language: str, survey: Survey) -> Iterator[tuple[str, str]]:
    """Name and slug of the files that course.yaml lists; missing and extra ones are problems."""
    assert survey.reference
    slugs = survey.reference.course.lessons
    place = f"lessons/{language}"
    files = {path.stem.partition("-")[2]: path.name for path in sorted((folder / place).glob("*.md"))}
    for at, slug in enumerate(slugs):
        if slug in files:
            yield f"{place}/{files[slug]}", slug
            continue
        advice = f"there is no file {place}/NN-{slug}.md: write it, or take the lesson off this list"
        survey.problems.append(survey.reference.problem("course", ["lessons", at], advice))
        survey.is_whole = False
    for slug in files.keys() - set(slugs):
        advice = f"course.yaml does not list the lesson {slug!r}"
        survey.problems.append(Problem(f"{place}/{files[slug]}", 0, advice))


def _homes(reference: Reference, lessons: list[LessonFile]) -> Iterator[Problem]:
    """Paragraphs of the chapter with no home, or with two, in the lessons of the first language."""
    homes: dict[int, list[str]] = {row.number: [] for row in reference.paragraphs}
    for lesson in _first_language(reference, lessons):
        for place, number in enumerate(lesson.front.paragraphs):
            if number not in homes:
                yield lesson.head.problem(["paragraphs", place], f"there is no paragraph {number}")
                continue
            if homes[number]:
                advice = f"P{number} has its home in {homes[number][0]} already: a paragraph has one"
                yield lesson.head.problem(["paragraphs", place], advice)
            homes[number].append(lesson.slug)
    for place, row in enumerate(reference.paragraphs):
        if not homes[row.number]:
            advice = f"P{row.number} has no home: name it in the `paragraphs` of one lesson"
            yield reference.problem("paragraphs", [place], advice)


def _same_sections(reference: Reference, lessons: list[LessonFile]) -> Iterator[Problem]:
    """Translations whose section keys differ from the first language's."""
    keys = {
        lesson.slug: [section.key for section in lesson.sections]
        for lesson in _first_language(reference, lessons)
    }
    for lesson in lessons:
        own = [section.key for section in lesson.sections]
        if own != (wanted := keys.get(lesson.slug, own)):
            advice = f"the sections are not those of the first language, which are {', '.join(wanted)}"
            yield Problem(lesson.name, 0, advice)


def _first_language(reference: Reference, lessons: list[LessonFile]) -> list[LessonFile]:
    return [lesson for lesson in lessons if lesson.language == reference.course.languages[0]]
