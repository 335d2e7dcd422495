from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.coursefiles.course import read_course
from lessons.coursefiles.problems import CourseError
from lessons.texts import load_course


class Command(BaseCommand):
    help = "Checks a course's files, then loads them in one transaction; a second time changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="courses/<course>")
        parser.add_argument(
            "--overwrite", action="store_true", help="take the files' version of rows edited in the admin"
        )

    def handle(self, *args: Any, folder: Path, overwrite: bool, **options: Any) -> None:
        try:
            files = read_course(folder.resolve())
        except CourseError as error:
            raise CommandError(f"{error}\n{len(error.problems)} problems; nothing was loaded.") from None
        course, changes = load_course(files, overwrite=overwrite)
        for line in changes.lines():
            self.stdout.write(line)
        if not changes:
            self.stdout.write(f"{course}: nothing to change.")
