from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from lessons.coursefiles.problems import CourseError
from quizzes.coursefiles.course import read_whole_course
from quizzes.importing import load_whole_course

NAMES_SHOWN = 8


class Command(BaseCommand):
    help = "Checks a course's files, then loads them in one transaction; a second time changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="courses/<course>")
        parser.add_argument(
            "--overwrite", action="store_true", help="take the files' version of rows edited in the admin"
        )
        parser.add_argument("--dry-run", action="store_true", help="only show, in full, what would change")

    def handle(self, *args: Any, folder: Path, overwrite: bool, dry_run: bool, **options: Any) -> None:
        try:
            files = read_whole_course(folder.resolve())
        except CourseError as error:
            raise CommandError(f"{error}\n{len(error.problems)} problems; nothing was loaded.") from None
        with transaction.atomic():
            course, changes = load_whole_course(files, overwrite=overwrite)
            everything = dry_run or options["verbosity"] > 1
            for line in changes.lines() if not everything else changes.lines(most=10_000):
                self.stdout.write(line)
            transaction.set_rollback(dry_run)
        if not changes:
            self.stdout.write(f"{course}: nothing to change.")
        elif dry_run:
            self.stdout.write(f"{course}: a dry run, nothing was loaded.")
