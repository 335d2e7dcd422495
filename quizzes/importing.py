"""Bringing a whole course into the database: what is taught and what is asked, in one transaction.

What is evidence is never touched: a question that is asked otherwise gets a new version, one that left the
files is retired.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from pydantic import ValidationError

from lessons.coursefiles.lessontext import read_mark
from lessons.coursefiles.schema import CourseRow
from lessons.importing import Changes, digest, write_all
from lessons.models import Course
from lessons.texts import load_course, relate_marks, sections_of
from quizzes.coursefiles.course import CHECKS, WholeCourse
from quizzes.coursefiles.quizfile import QuestionFile, QuizFile, QuizRow, normal_about
from quizzes.kinds import UnknownKind, parse_body
from quizzes.models import Behaviour, Question, QuestionVersion, Quiz, QuizItem

BODY_SCHEMA = 1
# What a quiz's file may say of its sitting.
SITTING = ("attempts_allowed", "wait_between", "time_limit", "certainty", "shuffle", "grading")


@transaction.atomic
def load_whole_course(
    files: WholeCourse, *, overwrite: bool = False, at: datetime | None = None
) -> tuple[Course, Changes]:
    """Makes the course as its files say; what was edited since is kept unless `overwrite`."""
    at = at or timezone.now()
    course, changes = load_course(files.taught, overwrite=overwrite, at=at)
    questions = _load_questions(course, files.quizzes, changes, at)
    _load_quizzes(course, files, questions, changes)
    _remove_lessons(course, files.taught.reference.course.lessons, changes)
    return course, changes


# --- Questions ---


def questions_of(course: Course) -> QuerySet[Question]:
    """The course's questions with all that `question_content` reads."""
    questions = Question.objects.filter(course=course).select_related("published", "section__lesson")
    return questions.prefetch_related("actors", "milestones", "terms")


def question_content(question: Question) -> dict[str, Any]:
    """A question as its file writes it; what it cites stands in its body."""
    version = question.published
    return {
        "kind": version.kind if version else "",
        "body": _as_said(version.kind, version.body) if version else {},
        "section": str(question.section) if question.section else "",
        "about": about_of(question),
        "tags": question.tags,
        "retired": question.retired_at is not None,
    }


def _as_said(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """A stored body without what its kind takes for granted: a new field of a kind changes nothing."""
    try:
        return parse_body(kind, body).model_dump(mode="json", exclude_defaults=True)
    except (UnknownKind, ValidationError):
        return body


def about_of(question: Question) -> list[str]:
    """What it is about beside what it cites, as marks: `actor:baker`."""
    cites = question.published.body.get("cites", []) if question.published else []
    marks = (
        f"{relation.removesuffix('s')}:{row.slug}"
        for relation in ("actors", "milestones", "terms")
        for row in getattr(question, relation).all()
    )
    return normal_about(marks, cites)


def _wanted(file: QuestionFile) -> dict[str, Any]:
    return {
        "kind": file.row.kind,
        "body": file.body.model_dump(mode="json", exclude_defaults=True),
        "section": file.row.section,
        "about": file.row.about,
        "tags": file.row.tags,
        "retired": False,
    }


def _load_questions(
    course: Course, quizzes: Iterable[QuizFile], changes: Changes, at: datetime
) -> dict[str, Question]:
    """Every question of the files by its slug."""
    there = {question.slug: question for question in questions_of(course)}
    questions: dict[str, Question] = {}
    written: list[tuple[Question, QuestionFile]] = []
    for file in (one for quiz in quizzes for one in (*quiz.checks, *quiz.questions)):
        question = there.pop(file.slug, None) or Question(course=course, slug=file.slug)
        questions[file.slug] = question
        content = question_content(question) if question.pk else {}
        if changes.calls_for(question, _wanted(file), content, f"question {file.slug}"):
            written.append((question, file))
    _write_questions(course, written, at)
    _retire(there.values(), changes, at)
    return questions


def _write_questions(course: Course, written: Sequence[tuple[Question, QuestionFile]], at: datetime) -> None:
    sections = {str(section): section for section in sections_of(course)}
    for question, file in written:
        question.section, question.tags = sections[file.row.section], file.row.tags
        question.retired_at = None
    write_all(Question, [question for question, _file in written])
    _publish(course, written, at)
    marks = {
        question.pk: [read_mark(mark) for mark in (*file.body.cites, *file.row.about)]
        for question, file in written
    }
    relate_marks(Question, course, marks)


def _publish(course: Course, written: Iterable[tuple[Question, QuestionFile]], at: datetime) -> None:
    """A new version of each question that is asked otherwise than in its published one."""
    latest = dict(
        QuestionVersion.objects.filter(question__course=course)
        .values_list("question")
        .annotate(Max("number"))
        .order_by()
    )
    versions = []
    for question, file in written:
        now, body = question.published, _wanted(file)["body"]
        if now is None or (now.kind, _as_said(now.kind, now.body)) != (file.row.kind, body):
            number = latest.get(question.pk, 0) + 1
            question.published = QuestionVersion(
                question=question,
                number=number,
                kind=file.row.kind,
                body=file.body.model_dump(mode="json"),
                body_schema=BODY_SCHEMA,
                created_at=at,
            )
            versions.append(question.published)
    QuestionVersion.objects.bulk_create(versions)
    Question.objects.bulk_update([version.question for version in versions], ["published"])


def _retire(questions: Iterable[Question], changes: Changes, at: datetime) -> None:
    """Questions that the files no longer have; one that never was in a file belongs to who made it."""
    retired = []
    for question in questions:
        content = question_content(question)
        if question.retired_at is not None:
            continue
        if not question.file_digest:
            changes.gone.append(f"question {question}")
        elif not changes.may_replace(question, content):
            changes.kept.append(f"question {question}")
        else:
            changes.removed.append(f"question {question}")
            question.retired_at = at
            question.file_digest = digest(content | {"retired": True})
            retired.append(question)
    Question.objects.bulk_update(retired, ["retired_at", "file_digest"])


# --- Quizzes ---


def quizzes_of(course: Course) -> QuerySet[Quiz]:
    """The course's quizzes with all that `quiz_content` reads."""
    return Quiz.objects.filter(course=course).select_related("lesson").prefetch_related("items__question")


def quiz_content(quiz: Quiz) -> dict[str, Any]:
    """A quiz as its file writes it, its items as [question, marks, pool]."""
    items = sorted(quiz.items.all(), key=lambda item: (item.position, item.pk))
    return {
        **{name: getattr(quiz, name) for name in _COLUMNS},
        "lesson": quiz.lesson.slug if quiz.lesson else "",
        "items": [[item.question.slug, item.max_mark, item.pool] for item in items],
    }


_COLUMNS = ("title", "about", "behaviour", "pass_fraction", "draw", "is_final", *SITTING)


def _wanted_quizzes(course: CourseRow, quizzes: Sequence[QuizFile]) -> dict[str, dict[str, Any]]:
    """Every quiz the files make, by its slug: of each file its questions and, if it has any, its checks."""
    held = {quiz.slug: _items(quiz.questions) for quiz in quizzes}
    wanted: dict[str, dict[str, Any]] = {}
    for file in quizzes:
        base = _base(file, course)
        pooled = [
            [question, marks, pool.quiz]
            for pool in file.row.pools
            for question, marks, _pool in held[pool.quiz]
        ]
        wanted[file.slug] = base | {
            **file.row.model_dump(mode="json", include={*SITTING}),
            "behaviour": Behaviour.GRADED.value,
            "draw": file.row.pools[0].draw if pooled else None,
            "is_final": file.slug == course.final_quiz,
            "items": [*held[file.slug], *pooled],
        }
        if file.checks:
            wanted[file.slug + CHECKS] = base | {"about": "", "items": _items(file.checks)}
    return wanted


def _base(file: QuizFile, course: CourseRow) -> dict[str, Any]:
    row = file.row.model_dump(mode="json")
    return {
        "title": row["title"],
        "about": row["about"],
        "lesson": row["lesson"] or "",
        "behaviour": Behaviour.PRACTICE.value,
        "pass_fraction": (file.row.pass_percent or course.pass_percent) / 100,
        "draw": None,
        "is_final": False,
        **{name: QuizRow.model_fields[name].default for name in SITTING},
    }


def _items(questions: Iterable[QuestionFile]) -> list[list[Any]]:
    return [[question.slug, float(question.row.max_mark), ""] for question in questions]


def _load_quizzes(
    course: Course, files: WholeCourse, questions: Mapping[str, Question], changes: Changes
) -> None:
    there = {quiz.slug: quiz for quiz in quizzes_of(course)}
    lessons = {lesson.slug: lesson for lesson in course.lessons.all()}
    written: list[tuple[Quiz, dict[str, Any]]] = []
    for slug, wanted in _wanted_quizzes(files.taught.reference.course, files.quizzes).items():
        quiz = there.pop(slug, None) or Quiz(course=course, slug=slug)
        content = quiz_content(quiz) if quiz.pk else {}
        if changes.calls_for(quiz, wanted, content, f"quiz {slug}"):
            for name in _COLUMNS:
                setattr(quiz, name, wanted[name])
            quiz.lesson = lessons.get(wanted["lesson"])
            written.append((quiz, wanted))
    _write_quizzes(course, written, questions)
    _remove_quizzes(there.values(), changes)


def _write_quizzes(
    course: Course, written: Sequence[tuple[Quiz, Mapping[str, Any]]], questions: Mapping[str, Question]
) -> None:
    rows = [quiz for quiz, _wanted in written]
    _leave_one_final(course, rows)
    write_all(Quiz, rows)
    QuizItem.objects.filter(quiz__in=rows).delete()
    QuizItem.objects.bulk_create(
        QuizItem(quiz=quiz, question=questions[slug], position=position, max_mark=marks, pool=pool)
        for quiz, wanted in written
        for position, (slug, marks, pool) in enumerate(wanted["items"], 1)
    )


def _leave_one_final(course: Course, written: Sequence[Quiz]) -> None:
    """A quiz that is kept as edited and closes the course goes on closing it."""
    others = course.quizzes.filter(is_final=True)
    if others.exclude(pk__in=[quiz.pk for quiz in written if quiz.pk]).exists():
        for quiz in written:
            quiz.is_final = False
    others.filter(pk__in=[quiz.pk for quiz in written if quiz.pk]).update(is_final=False)


def _remove_quizzes(quizzes: Iterable[Quiz], changes: Changes) -> None:
    """Quizzes that the files no longer have. One that was attempted stays, empty and on no lesson."""
    for quiz in quizzes:
        label, content = f"quiz {quiz.slug}", quiz_content(quiz)
        if not quiz.file_digest:
            changes.gone.append(label)
        elif not changes.may_replace(quiz, content):
            changes.kept.append(label)
        elif _delete(quiz) or _empty(quiz, content):
            changes.removed.append(label)


def _empty(quiz: Quiz, content: Mapping[str, Any]) -> bool:
    """Takes everything out of the quiz; says whether there was anything."""
    quiz.items.all().delete()
    quiz.lesson, quiz.is_final = None, False
    quiz.file_digest = digest({**content, "items": [], "lesson": "", "is_final": False})
    quiz.save()
    return bool(content["items"])


def _remove_lessons(course: Course, slugs: Iterable[str], changes: Changes) -> None:
    """Lessons that left course.yaml. One that somebody has worked on stays, its sections retired."""
    for lesson in course.lessons.exclude(slug__in=slugs):
        is_from_file = lesson.texts.exclude(file_digest="").exists()
        if is_from_file and _delete(lesson):
            changes.removed.append(f"lesson {lesson}")
        else:
            changes.gone.append(f"lesson {lesson}")


def _delete(row: models.Model) -> bool:
    """Removes the row and what hangs on it, unless that is evidence or leads to some."""
    try:
        with transaction.atomic():
            row.delete()
    except (models.ProtectedError, models.RestrictedError):
        return False
    return True
