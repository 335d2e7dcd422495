"""Writing what is taught back as the files of a course: whatever the tables say now, edits included."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from lessons.coursefiles.reference import FILES
from lessons.coursefiles.schema import CourseRow
from lessons.coursefiles.yamltext import to_spaced_yaml, to_yaml, without
from lessons.importing import SHELVES, course_content, shelf_content, shelf_rows_of
from lessons.models import Course, Lesson, LessonText, SectionText


def export_taught(course: Course, *, final_quiz: str) -> dict[str, str]:
    """The text of each file by its name in the course's folder; only the quizzes are not among them."""
    lessons = list(lessons_of(course))
    files = {"course.yaml": to_yaml(_course_row(course, lessons, final_quiz))}
    for name in SHELVES:
        files[f"{name}.yaml"] = to_spaced_yaml(_shelf(course, name))
    for position, lesson in enumerate(lessons, 1):
        for text in lesson.texts.all():
            if text.language in course.languages:
                file = f"lessons/{text.language}/{position:02}-{lesson.slug}.md"
                files[file] = _lesson_file(lesson, text, is_first=text.language == course.languages[0])
    return files


def lessons_of(course: Course) -> Iterable[Lesson]:
    """The lessons that are read, in order: one whose sections are all retired has left the course."""
    lessons = course.lessons.filter(sections__retired_at=None).distinct().order_by("position", "pk")
    return lessons.prefetch_related("texts", "paragraphs", "sections__texts")


def _course_row(course: Course, lessons: Iterable[Lesson], final_quiz: str) -> dict[str, Any]:
    content = course_content(course) | {
        "slug": course.slug,
        "pass_percent": round(course.pass_fraction * 100),
        "paragraphs": course.paragraphs.count(),
        "lessons": [lesson.slug for lesson in lessons],
        "final_quiz": final_quiz,
    }
    return as_written(CourseRow, content)


def as_written(row: type[BaseModel], content: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row in the order of its format, without those that need not be written."""
    defaults = {name: column.default for name, column in row.model_fields.items() if not column.is_required()}
    return without(defaults, {name: content[name] for name in row.model_fields if name in content})


def _shelf(course: Course, name: str) -> list[dict[str, Any]]:
    model, _key = SHELVES[name]
    rows = [
        as_written(FILES[name], shelf_content(row)) for row in shelf_rows_of(course, model).order_by("pk")
    ]
    return [{column: _number(value) for column, value in row.items()} for row in rows]


def _number(value: Any) -> Any:
    """A whole number without its decimal point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _lesson_file(lesson: Lesson, text: LessonText, *, is_first: bool) -> str:
    front = {name: getattr(text, name) for name in ("title", "question", "objectives")}
    if is_first:
        front["paragraphs"] = sorted(paragraph.number for paragraph in lesson.paragraphs.all())
    front["perspective"] = text.perspective
    sections = sorted(lesson.sections.all(), key=lambda section: (section.position, section.pk))
    parts = [
        _section(section.key, own)
        for section in sections
        if section.retired_at is None
        for own in section.texts.all()
        if own.language == text.language
    ]
    return "\n".join([f"---\n{to_yaml(front)}---\n", *parts])


def _section(key: str, text: SectionText) -> str:
    return f"## {text.title} {{#{key}}}\n\n{text.markdown}\n"
