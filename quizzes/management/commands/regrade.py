from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizzes.folding import mismatches, rebuild


class Command(BaseCommand):
    help = (
        "Compare every cached fraction, mark and total with what its responses say. With --rebuild, "
        "write what they say wherever it differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="list what differs; exit 1 if anything does")
        what.add_argument("--rebuild", action="store_true", help="write what the responses say")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            self.stdout.write(f"{rebuild()} rows written anew")
            return
        found = 0
        for line in mismatches():
            self.stdout.write(line)
            found += 1
        if found:
            raise CommandError(f"{found} differ from their responses. `regrade --rebuild` writes them anew.")
        self.stdout.write("Every cached number is what its responses say.")
