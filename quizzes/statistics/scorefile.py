"""A score matrix as a CSV file: first the learner, then one column a question, marks 0 to 1.

Separated by commas, semicolons or tabs, in UTF-8 with or without a byte order mark. An empty cell is a
question that was not answered or not reached. Decimal commas are read as such.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from unicodedata import normalize

from quizzes.statistics.scores import ScoredItem, Scores

MAX_BYTES = 20_000_000  # 30,000 learners by 60 questions are under 10 MB
SEPARATORS = "\t;,"
NUMBER = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
SHOWN = 30


class BadScoreFile(ValueError):
    """The first thing that is wrong with a file, with its line, in words for whoever made it."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.line = line


@dataclass(frozen=True)
class Line:
    """One row of the file; `number` is the line it starts on, the header's being 1."""

    number: int
    cells: list[str]


def read_score_file(path: Path) -> Scores:
    """The scores in a file. Raises BadScoreFile, also when it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadScoreFile(f"cannot be read: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise BadScoreFile(f"too large: a score file has at most {MAX_BYTES // 1_000_000} MB")
    return read_scores(content)


def read_scores(content: bytes) -> Scores:
    """The scores in a file's content. Raises BadScoreFile."""
    lines = _lines(_text(content))
    header = next(lines, None)
    if header is None:
        raise BadScoreFile("the file is empty")
    items = _items(header)
    marks: dict[str, float | None] = {"": None}
    seen: dict[str, int] = {}
    fractions = []
    for line in lines:
        cells = _of_width(line, len(items) + 1)
        _refuse_repeated(cells[0], line, seen)
        fractions.append([marks[c] if c in marks else _mark(c, line, cells, items, marks) for c in cells[1:]])
    if not fractions:
        raise BadScoreFile("no learners below the header", header.number)
    return Scores([ScoredItem(item) for item in items], fractions)


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadScoreFile("UTF-16, not UTF-8: save it as “CSV UTF-8”", 1)
    if b"\0" in content:
        raise BadScoreFile("not a text file", content.count(b"\n", 0, content.index(b"\0")) + 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadScoreFile("not UTF-8: save it as “CSV UTF-8”", line) from None


def _lines(text: str) -> Iterator[Line]:
    """The rows that have something in them, each cell stripped."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadScoreFile(f"not CSV: {error}", number) from None
        if cells is None:
            return
        cells = [cell.strip() for cell in cells]
        if any(cells):
            yield Line(number, cells)
        number = reader.line_num + 1


def _separator(text: str) -> str:
    """The one that cuts the first two rows into equally many cells; if several do, into most."""

    def fits(separator: str) -> tuple[bool, int]:
        try:
            rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
            widths = [len(row) for row in islice(filter(any, islice(rows, 100)), 2)]
        except csv.Error:
            return False, 0
        return len(set(widths)) == 1 and widths[0] > 1, max(widths, default=0)

    return max(SEPARATORS, key=fits)


def _items(header: Line) -> list[str]:
    """The names of the questions. A spreadsheet's empty columns at the end are none."""
    names = list(header.cells)
    while names and not names[-1]:
        names.pop()
    if len(names) < 2:
        raise BadScoreFile("no questions: a learner column, then one column a question", header.number)
    seen: set[str] = set()
    for column, name in enumerate(names[1:], start=2):
        if not name:
            raise BadScoreFile(f"column {column} has no name", header.number)
        if name in seen:
            raise BadScoreFile(f"two columns are called {shown(name)}", header.number)
        seen.add(name)
    return names[1:]


def _of_width(line: Line, width: int) -> list[str]:
    """The cells the header has a name for; a row too short, or with something beyond them, is refused."""
    if len(line.cells) < width or any(line.cells[width:]):
        raise BadScoreFile(f"{len(line.cells)} cells, and the header has {width}", line.number)
    return line.cells[:width]


def _refuse_repeated(learner: str, line: Line, seen: dict[str, int]) -> None:
    """Each learner once: the same name in two spellings of one accent is the same name."""
    if not learner:
        raise BadScoreFile("no learner in the first column", line.number)
    earlier = seen.setdefault(normalize("NFC", learner), line.number)
    if earlier != line.number:
        raise BadScoreFile(f"{shown(learner)} is already on line {earlier}", line.number)


def _mark(
    cell: str, line: Line, cells: Sequence[str], items: Sequence[str], marks: dict[str, float | None]
) -> float:
    """What a cell says that was not met before; it is then remembered in `marks`."""
    mark = float(cell.replace(",", ".")) if NUMBER.fullmatch(cell) else None
    if mark is None or not 0 <= mark <= 1:
        item = items[cells.index(cell, 1) - 1]
        raise BadScoreFile(f"{shown(item)}: {shown(cell)} is not a mark from 0 to 1", line.number)
    marks[cell] = mark
    return mark


def shown(text: str) -> str:
    """What a file says, short and without anything a terminal would obey."""
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return f"“{text[: SHOWN - 1]}…”" if len(text) > SHOWN else f"“{text}”"
