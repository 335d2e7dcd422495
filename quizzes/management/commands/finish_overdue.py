"""finish_overdue: hands in every open attempt whose time is up, as of its deadline."""

from __future__ import annotations

import signal
import sys
import time
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from quizzes.taking import sweep


class Command(BaseCommand):
    help = "Hands in every open attempt whose time is up: once, or every so many seconds until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="run on, and sweep so often")

    def handle(self, **options: Any) -> None:
        every: float | None = options["every"]
        if every is None:
            self._tell(sweep())
            return
        if not 1 <= every <= 86_400:
            raise CommandError("--every takes 1 to 86400 seconds")
        # Raised wherever we are: a hand-in that is cut short is rolled back whole, and made the next time.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        while True:
            self._sweep_once_more()
            time.sleep(every)

    def _sweep_once_more(self) -> None:
        """A database that is away for a while is no reason to stop."""
        close_old_connections()
        try:
            self._tell(sweep())
        except DatabaseError as error:
            self.stderr.write(f"not swept: {error}")

    def _tell(self, number: int) -> None:
        if number:
            self.stdout.write(f"handed in: {number}")
            self.stdout.flush()


def _stop(*_signal: object) -> NoReturn:
    sys.exit(0)
