"""A file of pupils as rows: CSV or XLSX, whatever its columns are called in three languages. Pure."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from classrooms import names
from classrooms.rosters.decoding import Undecodable, decode

MOST_ROWS = 10_000
MOST_BYTES = 5_000_000
MOST_UNPACKED = 100_000_000
MOST_COLUMNS = 50
LONGEST_CELL = 1000

# What a heading may be called: each in its folded form.
HEADINGS = {
    "name": "name|full name|fullname|pupil|student|nickname|display name|имя и фамилия|фамилия и имя|фио"
    "|ф.и.о.|ф. и. о.|фамилия имя|фамилия, имя|фамилия имя отчество|ученик|учащийся|студент|аты-жөні"
    "|аты жөні|тегі, аты|тегі аты|оқушы|студенттің аты-жөні",
    "family": "family name|last name|surname|lastname|фамилия|тегі",
    "given": "given name|first name|firstname|имя|аты|есімі",
    "id": "id|number|no|no.|№|#|roster id|student id|pupil id|номер|код|нөмірі|нөмір|жсн|иин",
    "group": "group|subgroup|группа|подгруппа|топ|шағын топ",
}
KNOWN = {word: column for column, words in HEADINGS.items() for word in words.split("|")}


class Unreadable(ValueError):
    """The file as a whole cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Row:
    """One pupil. `line` is where in the file they stand."""

    line: int
    name: str
    number: str = ""
    group: str = ""


@dataclass(frozen=True)
class Problem:
    """A line that was left out, and why."""

    line: int
    message: str


@dataclass
class Roster:
    """What a file holds. `columns` are its headings with what each was taken for; blank, for nothing."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    encoding: str = ""


def read(content: bytes, encoding: str = "") -> Roster:
    """The roster in a file. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 5 MB. Is it a list of pupils?"))
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if content.startswith(b"PK"):
        return _roster(_cells_of_workbook(content))
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        raise Unreadable(
            _("This is neither CSV nor XLSX. Save the list in Excel or LibreOffice as .xlsx or .csv.")
        )
    try:
        text, name = decode(content, encoding)
    except Undecodable:
        raise Unreadable(
            _("The file is no text in the encoding %(name)s. Choose another, or save the list as XLSX.")
            % {"name": encoding or "UTF-8, UTF-16, Windows-1251"}
        ) from None
    roster = _roster(_cells_of_text(text))
    roster.encoding = name
    return roster


Cells = Iterator[tuple[int, list[str]]]


def _cells_of_text(text: str) -> Cells:
    """Each line with its number. The separator is the one that the heading has most of."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    heading = next((line for line in lines.split("\n") if line.strip()), "")
    separator = max(";,\t", key=heading.count)
    reader = csv.reader(io.StringIO(lines), delimiter=separator, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)d cannot be read: a quotation mark is not closed, or a cell is too long.")
            % {"line": reader.line_num}
        ) from error


def _cells_of_workbook(content: bytes) -> Cells:
    """The cells of the first sheet that has any, as text."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        rows = _sheet(content) if unpacked <= MOST_UNPACKED else None
    except Exception as error:  # whatever is wrong inside a zip: openpyxl has no error of its own for it
        raise Unreadable(_("The file is no XLSX workbook, or it is damaged. Save the list anew.")) from error
    if rows is None:
        raise Unreadable(_("The file unpacks to more than 100 MB. Is it a list of pupils?"))
    return iter(rows)


def _sheet(content: bytes) -> list[tuple[int, list[str]]]:
    """Not all its rows: two more than may be used are enough to say that they are too many."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            rows = enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1)
            filled = ((line, _as_text(row)) for line, row in rows if any(row))
            if found := list(islice(filled, MOST_ROWS + 2)):
                return found
        return []
    finally:
        book.close()


def _as_text(row: Sequence[Any]) -> list[str]:
    return ["" if cell is None else _cell(cell) for cell in row]


def _cell(cell: Any) -> str:
    """A whole number without its point: Excel keeps every number as a fraction."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _roster(cells: Cells) -> Roster:
    filled = ((line, row) for line, row in cells if any(row))
    heading = next(filled, (0, [""]))[1]
    roster = Roster(columns=[(title[:80], KNOWN.get(_folded(title), "")) for title in heading])
    places = _places(roster.columns)
    for line, row in islice(filled, MOST_ROWS):
        _take(roster, line, row, places)
    if next(filled, None):
        raise Unreadable(
            _("The list has more than %(number)s rows. Bring it in in parts.") % {"number": f"{MOST_ROWS:,}"}
        )
    if not roster.rows and not roster.problems:
        raise Unreadable(_("There is a heading, and nobody below it."))
    return roster


def _folded(title: str) -> str:
    return " ".join(names.key_of(title).replace("_", " ").split()).rstrip(":*")


def _places(columns: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Where each column stands. Raises Unreadable where there is no name, or a column comes twice."""
    places: dict[str, int] = {}
    for place, (title, column) in enumerate(columns):
        if column in places:
            raise Unreadable(_("Two columns mean the same: “%(title)s” is one of them.") % {"title": title})
        if column:
            places[column] = place
    if "name" not in places and not {"family", "given"} <= places.keys():
        raise Unreadable(
            _(
                "No column holds the names. Call one “name”, or two “first name” and “last name”, in the"
                " first line. The columns found: %(titles)s."
            )
            % {"titles": ", ".join(f"“{title}”" for title, _column in columns if title)[:300] or "–"}
        )
    return places


def _take(roster: Roster, line: int, row: list[str], places: dict[str, int]) -> None:
    """Adds the line to the rows, or to what is wrong."""

    def cell(column: str) -> str:
        place = places.get(column)
        return names.tidy(row[place][:LONGEST_CELL]) if place is not None and place < len(row) else ""

    name = cell("name") or names.tidy(f"{cell('family')} {cell('given')}")
    number, group = cell("id"), cell("group")
    if not name:
        roster.problems.append(Problem(line, _("There is no name.")))
    elif "\ufffd" in name:
        roster.problems.append(Problem(line, _("Letters of the name are lost: save the list as XLSX.")))
    elif len(name) > names.LONGEST or len(number) > 40 or len(group) > names.LONGEST:
        roster.problems.append(Problem(line, _("A name, group or number is too long.")))
    else:
        roster.rows.append(Row(line, name, number, group))
