from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.coursefiles.problems import CourseError
from quizzes.coursefiles.course import WholeCourse, read_whole_course
from quizzes.coursefiles.warning import warnings_of


class Command(BaseCommand):
    help = (
        "Checks the files of a course: every error with its file and line, then warnings of questions"
        " that are valid and may yet be bad. Touches no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="courses/<course>")
        parser.add_argument("--strict", action="store_true", help="fail on warnings, too")

    def handle(self, *args: Any, folder: Path, strict: bool, **options: Any) -> None:
        try:
            course = read_whole_course(folder.resolve())
        except CourseError as error:
            raise CommandError(f"{error}\n{len(error.problems)} problems in {folder}.") from None
        warnings = warnings_of(course)
        for warning in warnings:
            self.stdout.write(f"warning: {warning}")
        if strict and warnings:
            raise CommandError(f"{len(warnings)} warnings in {folder}.")
        self.stdout.write(_summary(folder, course, len(warnings)))


def _summary(folder: Path, course: WholeCourse, warnings: int) -> str:
    reference = course.taught.reference
    questions = sum(len(quiz.checks) + len(quiz.questions) for quiz in course.quizzes)
    return (
        f"{folder}: {len(course.taught.lessons)} lessons, {len(course.quizzes)} quizzes,"
        f" {questions} questions,"
        f" {len(reference.paragraphs)} paragraphs, {len(reference.claims)} claims,"
        f" {len(reference.actors)} actors, {len(reference.milestones)} milestones,"
        f" {len(reference.terms)} terms, {len(reference.sources)} sources. No problem found."
        + (f" Warnings: {warnings}." if warnings else "")
    )
