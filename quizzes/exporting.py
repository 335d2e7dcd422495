"""Writing a whole course back as its files: whatever the tables say now, edits included."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from lessons.coursefiles.yamltext import to_spaced_yaml
from lessons.exporting import as_written, export_taught
from lessons.importing import Changes
from lessons.models import Course
from quizzes.coursefiles.course import CHECKS, read_whole_course
from quizzes.coursefiles.quizfile import QuestionRow, QuizRow
from quizzes.importing import SITTING, about_of, load_whole_course, questions_of, quizzes_of
from quizzes.kinds import parse_body
from quizzes.kinds.parts import derived_id
from quizzes.models import Behaviour, Question, Quiz, QuizItem

# An id that a kind makes from a text need not be written: the field it is in, and that of the text.
DERIVED = {"id": "text", "left_id": "left", "right_id": "right"}
# These come last, after what a kind has of its own.
LAST = ("explanation", "cites", "fact_check")


def export_course(course: Course) -> dict[str, str]:
    """The text of each file by its name in the course's folder."""
    quizzes = {quiz.slug: quiz for quiz in quizzes_of(course).order_by("pk")}
    questions = {question.pk: question for question in questions_of(course)}
    final = next((quiz.slug for quiz in quizzes.values() if quiz.is_final), "")
    files = export_taught(course, final_quiz=final)
    graded = [quiz for quiz in quizzes.values() if quiz.behaviour == Behaviour.GRADED and quiz.items.all()]
    for number, quiz in enumerate(graded, 1):
        data = _quiz_file(course, quiz, quizzes.get(quiz.slug + CHECKS), questions)
        files[f"quizzes/{number:02}-{quiz.slug}.yaml"] = to_spaced_yaml(data)
    return files


def what_is_lost(folder: Path) -> Changes:
    """What loading these files would change in the tables they came from; changes nothing itself."""
    files = read_whole_course(folder)
    with transaction.atomic():
        _course, changes = load_whole_course(files, overwrite=True)
        transaction.set_rollback(True)
    return changes


def _quiz_file(
    course: Course, quiz: Quiz, checks: Quiz | None, questions: Mapping[int, Question]
) -> dict[str, Any]:
    file: dict[str, Any] = {"quiz": _quiz_row(course, quiz)}
    for name, source in (("checks", checks), ("questions", quiz)):
        items = [item for item in _items(source) if not item.pool] if source else []
        if items:
            file[name] = [_question(questions[item.question_id], quiz, item) for item in items]
    return file


def _items(quiz: Quiz) -> list[QuizItem]:
    """Those whose question is asked."""
    items = sorted(quiz.items.all(), key=lambda item: (item.position, item.pk))
    return [item for item in items if item.question.published_id and item.question.retired_at is None]


def _quiz_row(course: Course, quiz: Quiz) -> dict[str, Any]:
    pools = dict.fromkeys(item.pool for item in _items(quiz) if item.pool)
    own_pass = quiz.pass_fraction != course.pass_fraction
    content = {
        "slug": quiz.slug,
        "title": quiz.title,
        "about": quiz.about,
        "lesson": quiz.lesson.slug if quiz.lesson else None,
        "pools": [{"quiz": pool, "draw": quiz.draw or 1} for pool in pools],
        "pass_percent": round(quiz.pass_fraction * 100) if own_pass else None,
        **{name: getattr(quiz, name) for name in SITTING},
    }
    return as_written(QuizRow, content)


def _question(question: Question, quiz: Quiz, item: QuizItem) -> dict[str, Any]:
    version = question.published
    assert version is not None, "questions without one are left out"
    body = parse_body(version.kind, version.body).model_dump(mode="json", exclude_defaults=True)
    lesson, _hash, key = str(question.section or "").partition("#")
    row = as_written(
        QuestionRow,
        {
            "about": about_of(question),
            "section": key if quiz.lesson and quiz.lesson.slug == lesson else f"{lesson}#{key}",
            "tags": question.tags,
            "max_mark": int(item.max_mark) if item.max_mark.is_integer() else item.max_mark,
        },
    )
    own = {name: _without_derived_ids(value) for name, value in body.items() if name not in LAST}
    last = {name: body[name] for name in LAST if name in body}
    return {"slug": question.slug, "kind": version.kind, **own, **last, **row}


def _without_derived_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_derived_ids(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: item
        for name, item in value.items()
        if not (name in DERIVED and DERIVED[name] in value and item == derived_id(value[DERIVED[name]]))
    }
