"""Finding a chapter's paragraphs in a copy of it, by their opening words. Pure: no database.

The copy is plain text: blocks with an empty line between them. A page end may break a block in two, and bring
a page number and a running head along.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lessons.coursefiles.problems import CourseError, Problem

ROMAN = r"(?=[ivxl])l?x{0,3}(?:ix|iv|v?i{0,3})"
PAGE_NUMBER = re.compile(rf"[-–—|(\[]?\s*(?:page |p\. ?)?(?:\d{{1,4}}|{ROMAN})\s*[-–—|)\]]?", re.IGNORECASE)
NUMBER_BESIDE = re.compile(r"^\d{1,4}[\s|]+|[\s|]+\d{1,4}$")
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]*\d]*$")
BROKEN_WORD = re.compile(r"(\w+)-\n(\w+)")
LONGEST_HEAD = 90
SHOWN = 50
SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": "", "*": ""})


@dataclass(frozen=True)
class Line:
    """A line of the copy without the spaces around it; `page_ended`: a form feed stood before it."""

    number: int
    text: str
    page_ended: bool = False


@dataclass
class Block:
    """Lines that belong together, from `line` of the copy on; `after_page_end`: a page ended before it."""

    line: int
    lines: list[str]
    after_page_end: bool


def find_paragraphs(name: str, text: str, openings: Mapping[int, str]) -> dict[int, str]:
    """The text of each paragraph by its number; `name` is the file's, for the messages.

    What stands before the first paragraph is taken for a title. Raises CourseError with every paragraph that
    was not found, or twice, or in the wrong place, and every block that is none.
    """
    found: list[tuple[int, Block]] = []
    problems: list[Problem] = []
    for block in _blocks(text):
        number = _number_of(block, openings)
        if number is not None:
            found.append((number, block))
        elif found and _continues(found[-1][1], block, is_last=len(found) == len(openings)):
            found[-1][1].lines += block.lines
        elif found:
            advice = "begins like no paragraph: take it out, or join it to the block it belongs to"
            problems.append(Problem(name, block.line, f"{block.lines[0][:SHOWN]!r} {advice}"))
    problems += _misplaced(name, found, openings)
    if problems:
        raise CourseError(problems)
    return {number: _joined(block.lines, text) for number, block in found}


def _lines(text: str) -> list[Line]:
    return [
        Line(number, part.strip(), page_ended=place > 0)
        for number, line in enumerate(text.split("\n"), 1)
        for place, part in enumerate(line.split("\f"))
    ]


def _blocks(text: str) -> Iterator[Block]:
    """The blocks of the copy without page numbers and running heads."""
    lines = _lines(text.replace("\r\n", "\n"))
    heads = _running_heads(lines)
    block: Block | None = None
    page_ended = False
    for line in lines:
        is_furniture = _is_page_number(line.text) or _head(line.text) in heads
        page_ended |= line.page_ended or is_furniture
        if not line.text and block:
            yield block
            block = None
        elif not line.text or is_furniture:
            continue
        elif block:
            block.lines.append(line.text)
        else:
            block = Block(line.number, [line.text], page_ended)
        page_ended = page_ended and not line.text
    if block:
        yield block


def _is_page_number(text: str) -> bool:
    return bool(PAGE_NUMBER.fullmatch(text))


def _head(text: str) -> str:
    """A line without the page number beside it, for comparing."""
    return NUMBER_BESIDE.sub("", text).strip(" |").casefold()


def _running_heads(lines: Sequence[Line]) -> set[str]:
    """Short lines that stand at the edge of a page, or alone and without a full stop, twice or more."""
    full = [line for line in lines if line.text]
    blank = {line.number for line in lines if not line.text}
    counts: Counter[str] = Counter()
    for place, line in enumerate(full):
        around = full[max(place - 1, 0) : place] + full[place + 1 : place + 2]
        is_at_edge = line.page_ended or any(_is_page_number(each.text) or each.page_ended for each in around)
        is_alone = {line.number - 1, line.number + 1} <= blank and not SENTENCE_END.search(line.text)
        has_number = bool(NUMBER_BESIDE.search(line.text))
        if len(line.text) <= LONGEST_HEAD and (is_at_edge or is_alone or has_number):
            counts[_head(line.text)] += 1
    return {head for head, count in counts.items() if count > 1 and head}


def _number_of(block: Block, openings: Mapping[int, str]) -> int | None:
    """The paragraph whose opening words the block begins with; of several the one with most of them."""
    start = _plain(_joined(block.lines, ""))
    fitting = [
        number
        for number, opening in openings.items()
        if re.match(rf"{re.escape(_plain(opening))}(?!\w)", start)
    ]
    return max(fitting, key=lambda number: len(openings[number]), default=None)


def _continues(before: Block, block: Block, *, is_last: bool) -> bool:
    """Whether the block goes on where a page end broke the one before."""
    if block.lines[0][0].islower():
        return True
    is_broken = not SENTENCE_END.search(before.lines[-1])
    is_prose = bool(SENTENCE_END.search(block.lines[-1]))
    return block.after_page_end and (is_broken or (is_prose and not is_last))


def _misplaced(
    name: str, found: Sequence[tuple[int, Block]], openings: Mapping[int, str]
) -> Iterator[Problem]:
    places: dict[int, int] = {}
    highest = 0
    for number, block in found:
        if number in places:
            yield Problem(name, block.line, f"P{number} begins here, and on line {places[number]} already")
        elif number < highest:
            yield Problem(name, block.line, f"P{number} begins here, after P{highest}")
        places.setdefault(number, block.line)
        highest = max(highest, number)
    for number in sorted(openings.keys() - places.keys()):
        yield Problem(name, 0, f"P{number} was not found: no block begins with {openings[number]!r}")


def _plain(text: str) -> str:
    """The text for comparing: one kind of quote and dash, no emphasis, no difference of capitals."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(SAME).casefold().split())


def _joined(lines: Sequence[str], copy: str) -> str:
    """The lines as one. A word divided at a line's end loses its hyphen, unless the copy has it elsewhere."""

    def mend(match: re.Match[str]) -> str:
        first, second = match.groups()
        has_hyphen = second[0].isupper() or second[0].isdigit() or f"{first}-{second}" in copy
        return f"{first}-{second}" if has_hyphen else first + second

    text = re.sub("\u00ad\n?", "", "\n".join(lines))
    return " ".join(BROKEN_WORD.sub(mend, text).split())
