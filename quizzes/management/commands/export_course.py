from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.coursefiles.problems import CourseError
from lessons.models import Course
from quizzes.exporting import export_course, what_is_lost


class Command(BaseCommand):
    help = "Writes a course back as its files, edits included; says what the files could not say."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the course")
        parser.add_argument("folder", type=Path, help="where to: courses/<slug>, or a folder to make it in")

    def handle(self, *args: Any, slug: str, folder: Path, **options: Any) -> None:
        course = Course.objects.filter(slug=slug).first()
        if course is None:
            there = ", ".join(Course.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no course {slug!r}. There is: {there}.")
        folder = folder.resolve()
        folder = folder if folder.name == slug else folder / slug
        files = export_course(course)
        if others := _others(folder, files):
            raise CommandError(f"In the way in {folder}, remove first: {', '.join(others)}.")
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        self.stdout.write(f"{course}: {len(files)} files in {folder}.")
        self.report(folder)

    def report(self, folder: Path) -> None:
        """Reads the files back and says where they differ from the tables."""
        try:
            lost = what_is_lost(folder)
        except CourseError as error:
            raise CommandError(f"Written, but the course as it is now does not load:\n{error}") from None
        if lost or lost.gone:
            self.stdout.write("The files cannot say it all; loading them would be noted as:")
            for line in lost.lines():
                self.stdout.write(f"  {line}")


def _others(folder: Path, files: dict[str, str]) -> list[str]:
    """Lessons and quizzes in the folder that the course does not have, or has under another number."""
    there = [*folder.glob("lessons/*/*.md"), *folder.glob("quizzes/*.yaml")]
    return sorted(name for path in there if (name := str(path.relative_to(folder))) not in files)
