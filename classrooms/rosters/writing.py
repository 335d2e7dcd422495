"""The pupils of a class as a file that the roster import reads again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from classrooms.models import Membership
from classrooms.rosters.planning import OWN_NUMBER

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(pupils: Iterable[Membership]) -> str:
    """UTF-8 with a byte-order mark for Excel, and no cell that runs as a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(["id", "name", "group"])
    for one in pupils:
        number = one.roster_id or f"{OWN_NUMBER}{one.pk}"
        writer.writerow([_cell(number), _cell(one.nickname), _cell(one.group.name if one.group else "")])
    return out.getvalue()


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
