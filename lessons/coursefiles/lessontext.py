"""Reading a lesson's file: front matter, sections, citations, directives. Nothing is rendered here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import Field

from lessons.coursefiles.problems import Problem
from lessons.coursefiles.schema import Prose, Row, Title
from lessons.coursefiles.yamlfile import YamlFile

FRONT = re.compile(r"---\n(.*?\n)---\n(.*)", re.DOTALL)
HEADING = re.compile(r"## (?P<title>.+?) \{#(?P<key>[a-z0-9]+(?:-[a-z0-9]+)*)\}$")
OPENING = re.compile(r"::: ?(?P<name>[a-z]+)(?: (?P<argument>\S+))?$")
REFERENCE = re.compile(r"\{(?P<kind>[a-zP-S]+)(?P<sep>:?)(?P<key>[\w.-]*)(?:\|(?P<words>[^{}]*))?\}")
HTML = re.compile(r"<[a-zA-Z/!]")
LONGEST_TITLE, LONGEST_KEY = 200, 50
CITING = {"paragraph", "claim", "source", "milestone", "own"}
# Points that end no sentence: initials and the abbreviations a lesson uses.
ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Dr|St|No|Jr|vs|etc|e\.g|i\.e))\.$")
SENTENCE_END = re.compile(r"[.!?][\"'”’)*_]*(?:\s+|$)")


class Front(Row):
    """The front matter of a lesson."""

    title: Title
    question: Prose
    objectives: list[Prose] = Field(min_length=3, max_length=4)
    perspective: Prose
    paragraphs: list[int] = []


@dataclass(frozen=True)
class SectionFile:
    """A section as written: `markdown` starts on `line` of the file."""

    key: str
    title: str
    line: int = field(compare=False)
    markdown: str


@dataclass(frozen=True)
class LessonFile:
    """A lesson as written; `head` is its front matter with its lines."""

    slug: str
    language: str
    front: Front
    sections: list[SectionFile]
    head: YamlFile = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        """Its file's, for the messages."""
        return self.head.name


@dataclass(frozen=True)
class Keys:
    """The keys a lesson may refer to, by kind; None where nobody knows, so that every one is let pass."""

    known: Mapping[str, Collection[str]] | None = field(default_factory=dict)

    def has(self, kind: str, key: str) -> bool:
        return self.known is None or kind == "own" or key in self.known.get(kind, ())


def read_reference_mark(match: re.Match[str]) -> tuple[str, str]:
    """Kind and key of a `{...}` mark: {P6}, {S20}, {claim:2.4}, {own}; ("", "") when it is none of them."""
    kind, key = match["kind"], match["key"]
    if not match["sep"]:
        if kind == "P" and key.isdigit():
            return "paragraph", str(int(key))
        if kind == "S" and key:
            return "source", f"S{key}"
        return ("own", "") if kind == "own" and not key else ("", "")
    return (kind, key) if kind in {"claim", "source", "actor", "milestone", "term"} else ("", "")


def read_mark(text: str) -> tuple[str, str]:
    """Kind and key of a mark written without its braces, as in a quiz's file: P6, claim:2.4, actor:baker."""
    match = REFERENCE.fullmatch(f"{{{text}}}")
    return read_reference_mark(match) if match and match["words"] is None else ("", "")


def parse_lesson(name: str, text: str, *, slug: str, language: str, keys: Keys) -> LessonFile | list[Problem]:
    """The lesson in `text`, or every problem it has. `name` is the file's, for the messages."""
    lesson, problems = survey_lesson(name, text, slug=slug, language=language, keys=keys)
    return problems if lesson is None or problems else lesson


def survey_lesson(
    name: str, text: str, *, slug: str, language: str, keys: Keys
) -> tuple[LessonFile | None, list[Problem]]:
    """The lesson as far as it can be read, None where it cannot, and every problem it has."""
    found = FRONT.match(text.replace("\r\n", "\n"))
    if not found:
        return None, [Problem(name, 1, "a lesson begins with its front matter between two lines of ---")]
    sections, problems = _sections(name, found[2].split("\n"), 3 + found[1].count("\n"))
    for section in sections:
        problems += section_problems(name, section, keys)
    head = YamlFile.parse(name, found[1], first_line=2)
    if isinstance(head, Problem):
        return None, [head, *problems]
    front = head.validate(Front)
    if isinstance(front, list):
        return None, [*front, *problems]
    return LessonFile(slug, language, front, sections, head), problems


def _sections(name: str, lines: list[str], first: int) -> tuple[list[SectionFile], list[Problem]]:
    starts = [at for at, line in enumerate(lines) if line.startswith("## ")]
    problems = [
        Problem(name, first + at, "text before the first section: open one with ## Title {#key}")
        for at, line in enumerate(lines[: starts[0] if starts else None])
        if line.strip()
    ][:1]
    if not starts:
        return [], [*problems, Problem(name, first, "no section: open one with ## Title {#key}")]
    sections: list[SectionFile] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        heading = HEADING.match(lines[start].rstrip())
        if not heading:
            problems.append(Problem(name, first + start, "a section is written ## Title {#key}"))
            continue
        if len(heading["title"]) > LONGEST_TITLE or len(heading["key"]) > LONGEST_KEY:
            advice = f"a section's title has at most {LONGEST_TITLE} characters, its key {LONGEST_KEY}"
            problems.append(Problem(name, first + start, advice))
        if heading["key"] in {section.key for section in sections}:
            problems.append(Problem(name, first + start, f"the key {heading['key']!r} stands twice"))
        while start + 1 < end and not lines[start + 1].strip():
            start += 1
        body = "\n".join(lines[start + 1 : end]).rstrip()
        sections.append(SectionFile(heading["key"], heading["title"], first + start + 1, body))
    return sections, problems


def blocks(section: SectionFile) -> Iterator[tuple[int, str, str, str]]:
    """The blocks of a section as (line, directive, argument, text); plain text has no directive."""
    lines = section.markdown.split("\n")
    at = 0
    while at < len(lines):
        start, opening = at, OPENING.match(lines[at].strip())
        if opening:
            end = next((i for i in range(at + 1, len(lines)) if lines[i].strip() == ":::"), len(lines))
            body = "\n".join(lines[at + 1 : end])
            yield section.line + at, opening["name"], opening["argument"] or "", body
            at = end + 1
            continue
        while at < len(lines) and not OPENING.match(lines[at].strip()):
            at += 1
        if (text := "\n".join(lines[start:at])).strip():
            yield section.line + start, "", "", text


def section_problems(name: str, section: SectionFile, keys: Keys) -> Iterator[Problem]:
    """Everything that is wrong with a section's text; `name` is its file's, for the messages."""
    for line, directive, argument, text in blocks(section):
        yield from _block_problems(name, line, directive, argument, text)
        for offset, row in enumerate(text.split("\n")):
            yield from _mark_problems(name, line + offset + bool(directive), row, keys)
        for start, sentence in sentences(text):
            if not is_cited(sentence):
                at = line + bool(directive) + start
                yield Problem(name, at, f"no citation in: {sentence[:70]!r} (cite it, or mark it {{own}})")


def _block_problems(name: str, line: int, directive: str, argument: str, text: str) -> Iterator[Problem]:
    if directive == "check" and (not argument or text.strip()):
        yield Problem(name, line, "a check is written ::: check <question> and closed by ::: below it")
    elif directive == "voices" and len(re.findall(r"(?m)^### .", text)) != 2:
        yield Problem(name, line, "voices holds exactly two views, each under a ### heading")
    elif directive not in ("", "check", "voices"):
        yield Problem(name, line, f"there is no directive {directive!r}: check and voices are")


def _mark_problems(name: str, line: int, row: str, keys: Keys) -> Iterator[Problem]:
    if HTML.search(row):
        yield Problem(name, line, "HTML is not used in lessons: write Markdown")
    for match in re.finditer(r"\{[^{}]*\}", row):
        mark = REFERENCE.fullmatch(match[0])
        kind, key = read_reference_mark(mark) if mark else ("", "")
        if not kind:
            yield Problem(name, line, f"{match[0]} is no citation or link: see docs/formats/course.md")
        elif not keys.has(kind, key):
            yield Problem(name, line, f"there is no {kind} {key!r} in the course")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence outside headings, with the number of lines above it in `text`."""
    blanked = re.sub(r"(?m)^#+ .*$", lambda heading: " " * len(heading[0]), text)
    for paragraph in re.finditer(r"(?:(?!\n\s*\n).)+", blanked, re.DOTALL):
        start = 0
        body = paragraph[0]
        for end in SENTENCE_END.finditer(body):
            piece = body[start : end.end()]
            if ABBREVIATION.search(piece.rstrip()) and end.end() < len(body):
                continue
            yield from _sentence(text, paragraph.start() + start, piece)
            start = end.end()
        yield from _sentence(text, paragraph.start() + start, body[start:])


def _sentence(text: str, start: int, piece: str) -> Iterator[tuple[int, str]]:
    if re.search(r"\w", piece):
        lead = len(piece) - len(piece.lstrip())
        yield text[: start + lead].count("\n"), " ".join(piece.split())


def is_cited(sentence: str) -> bool:
    """Whether it cites something, asks something, or is marked as the course's own remark."""
    if sentence.rstrip("\"'”’)*_ ").endswith("?"):
        return True
    return any(read_reference_mark(mark)[0] in CITING for mark in REFERENCE.finditer(sentence))
