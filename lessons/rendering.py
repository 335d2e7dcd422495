"""Turning a section as written into HTML. Pure: what its marks refer to is handed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from lessons.coursefiles.lessontext import REFERENCE, SectionFile, blocks, read_reference_mark

TAGS = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "h3", "code", "br", "a", "hr"}
CHECK = re.compile(r"<!--check:([a-z0-9-]+)-->")
OWN = re.compile(r"\s*\{own\}")
# While Markdown and the sanitiser work, marks wait as private-use characters around their number.
CITED, LINKED = "\ue000", "\ue003"
WAITING = re.compile(r"[\ue000\ue003](\d+)\ue001")
CITED_BEFORE_STOP = re.compile(r"((?:\s*\ue000\d+\ue001)+)([.,;:!?]+[)\"”’']*)")
SPACE_BEFORE_CITED = re.compile(r"(?:[ \t]+|[ \t]*\n[ \t]*)(?=\ue000)")
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Entry:
    """What a mark refers to: `label` is its chip or its words, `text` its gist, correction or definition.

    `verdict` is the word stamped on a doubtful claim, `verdict_key` the same for the style sheet: wrong.
    """

    label: str
    text: str
    url: str
    meta: str = ""
    verdict: str = ""
    original: str = ""
    verdict_key: str = ""


Entries = Mapping[tuple[str, str], Entry]


def render_section(section: SectionFile, entries: Entries) -> str:
    """The section as sanitised HTML; a check stands in it as `<!--check:slug-->` (see CHECK)."""
    renderer = _Renderer(entries, section.key)
    return "\n".join(
        renderer.block(directive, argument, text) for _line, directive, argument, text in blocks(section)
    )


def _side(view: str) -> str:
    """The class of a view: a capital's own colour where its heading names the capital, else none."""
    heading = view.partition("\n")[0]
    sides = {"voice-kz": ("Astana", "Астана"), "voice-us": ("Washington", "Вашингтон")}
    return " ".join(["voice", *(side for side, names in sides.items() if any(n in heading for n in names))])


class _Renderer:
    """One section: it knows which notes and how many cards stand in it already."""

    def __init__(self, entries: Entries, prefix: str) -> None:
        self.entries = entries
        self.prefix = prefix
        self.noted: set[str] = set()
        self.cards = 0

    def block(self, directive: str, argument: str, text: str) -> str:
        if directive == "check":
            return f"<!--check:{argument}-->"
        if directive == "voices":
            return self.voices(text)
        return self.prose(text)

    def voices(self, text: str) -> str:
        parts = re.split(r"(?m)^### ", text)[1:]
        views = "".join(
            f'<section class="{_side(part)}">{self.prose("### " + part)}</section>' for part in parts
        )
        return f'<div class="voices">{views}</div>'

    def prose(self, text: str) -> str:
        """Markdown to HTML. A citation hugs the word before it, or the stop, as the number of a note does."""
        marks: list[str] = []

        def stow(match: re.Match[str]) -> str:
            html = self.mark(match)
            marks.append(html)
            sort = CITED if html.startswith('<a class="cite') else LINKED
            return f"{sort}{len(marks) - 1}\ue001"

        stowed = re.sub(REFERENCE, stow, OWN.sub("", text))
        stowed = SPACE_BEFORE_CITED.sub("", CITED_BEFORE_STOP.sub(r"\2\1", stowed))
        html = nh3.clean(_markdown.render(stowed), tags=TAGS)
        return WAITING.sub(lambda found: marks[int(found[1])], html)

    def mark(self, match: re.Match[str]) -> str:
        kind, key = read_reference_mark(match)
        entry = self.entries[kind, key]
        if kind in ("actor", "term") or match["words"]:
            return self.link(entry, match["words"] or entry.label)
        return self.citation(f"{self.prefix}-{kind}-{key}".replace(".", "-"), entry)

    def link(self, entry: Entry, words: str) -> SafeString:
        """The words, and the card that they open when pointed at or reached by keyboard."""
        self.cards += 1
        name = f"c-{self.prefix}-{self.cards}"
        meta = format_html('<span class="card-meta">{}</span> ', entry.meta) if entry.meta else ""
        return format_html(
            '<span class="ref"><a href="{}" aria-describedby="{}">{}</a>'
            '<span class="card" id="{}" role="note"><strong>{}</strong> {}{}</span></span>',
            entry.url,
            name,
            words,
            name,
            entry.label,
            meta,
            entry.text,
        )

    def citation(self, name: str, entry: Entry) -> SafeString:
        """The chip, and after the first chip of its kind in the section the note it opens."""
        chip = (
            format_html(
                '<a class="cite cite-verdict" data-verdict="{}" href="#n-{}">{}'
                '<span class="unseen"> {}</span></a>',
                entry.verdict_key,
                name,
                entry.label,
                entry.verdict,
            )
            if entry.verdict
            else format_html('<a class="cite" href="#n-{}">{}</a>', name, entry.label)
        )
        if name in self.noted:
            return chip
        self.noted.add(name)
        return format_html("{}{}", chip, self.note(name, entry))

    def note(self, name: str, entry: Entry) -> SafeString:
        """What the chip opens. A verdict's stands in the margin of a wide page from the beginning."""
        if entry.verdict:
            kind = format_html('note note-verdict" data-verdict="{}', entry.verdict_key)
            head = format_html('<strong class="verdict">{}</strong> ', entry.verdict)
        else:
            kind, head = SafeString("note"), format_html('<span class="note-ref">{}</span> ', entry.label)
        original = format_html(' <q class="original">{}</q>', entry.original) if entry.original else ""
        return format_html(
            '<span class="{}" id="n-{}" role="note">{}{}{} <a href="{}">{}</a></span>',
            kind,
            name,
            head,
            entry.text,
            original,
            entry.url,
            _("more"),
        )
