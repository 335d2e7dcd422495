from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.coursefiles.problems import CourseError
from quizzes.coursefiles.course import read_whole_course


class Command(BaseCommand):
    help = "Checks the files of a course: every error with its file and line. Touches no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="courses/<course>")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            course = read_whole_course(folder.resolve())
        except CourseError as error:
            raise CommandError(f"{error}\n{len(error.problems)} problems in {folder}.") from None
        reference = course.taught.reference
        questions = sum(len(quiz.checks) + len(quiz.questions) for quiz in course.quizzes)
        self.stdout.write(
            f"{folder}: {len(course.taught.lessons)} lessons, {len(course.quizzes)} quizzes,"
            f" {questions} questions,"
            f" {len(reference.paragraphs)} paragraphs, {len(reference.claims)} claims,"
            f" {len(reference.actors)} actors, {len(reference.milestones)} milestones,"
            f" {len(reference.terms)} terms, {len(reference.sources)} sources. No problem found."
        )
