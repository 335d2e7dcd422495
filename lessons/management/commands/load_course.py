from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.coursefiles.problems import CourseError
from lessons.coursefiles.reference import read_reference
from lessons.importing import load_reference


class Command(BaseCommand):
    help = "Checks a course's files, then loads them in one transaction; a second time changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="courses/<course>")
        parser.add_argument(
            "--overwrite", action="store_true", help="take the files' version of rows edited in the admin"
        )

    def handle(self, *args: Any, folder: Path, overwrite: bool, **options: Any) -> None:
        try:
            reference = read_reference(folder.resolve())
        except CourseError as error:
            raise CommandError(f"{error}\n{len(error.problems)} problems; nothing was loaded.") from None
        course, changes = load_reference(reference, overwrite=overwrite)
        for line in changes.lines():
            self.stdout.write(line)
        if not changes:
            self.stdout.write(f"{course}: nothing to change.")
