from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.coursefiles.problems import CourseError, Problem
from lessons.coursefiles.yamlfile import read_text
from lessons.models import Course
from lessons.originals import find_paragraphs
from lessons.texts import store_originals


class Command(BaseCommand):
    help = (
        "Loads a licensed copy of the chapter: plain text, an empty line between its paragraphs, which are"
        " known by their opening words. Where anything is left over, nothing is stored."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("course", help="its slug")
        parser.add_argument("file", type=Path, help="the copy, UTF-8")

    def handle(self, *args: Any, course: str, file: Path, **options: Any) -> None:
        found = Course.objects.filter(slug=course).first()
        if found is None:
            raise CommandError(f"There is no course {course!r}: load one with load_course first.")
        text = read_text(file.parent, file.name)
        if isinstance(text, Problem):
            raise CommandError(f"{file} is missing, unreadable, too large or not UTF-8.")
        openings = dict(found.paragraphs.values_list("number", "opening"))
        try:
            originals = find_paragraphs(file.name, text, openings)
        except CourseError as error:
            raise CommandError(f"{error}\n{len(error.problems)} problems; nothing was stored.") from None
        stored, rendered = store_originals(found, originals)
        self.stdout.write(
            f"{len(originals)} paragraphs found, {stored} stored anew, {rendered} sections rendered anew."
        )
