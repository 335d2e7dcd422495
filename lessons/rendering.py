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
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Entry:
    """What a mark refers to: `label` is its chip or its words, `text` its gist, correction or definition."""

    label: str
    text: str
    url: str
    meta: str = ""
    verdict: str = ""
    original: str = ""


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
    """One section: it knows which notes stand in it already."""

    def __init__(self, entries: Entries, prefix: str) -> None:
        self.entries = entries
        self.prefix = prefix
        self.noted: set[str] = set()

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
        """Markdown to HTML. Marks wait as private-use characters while Markdown and the sanitiser work."""
        marks: list[str] = []

        def stow(match: re.Match[str]) -> str:
            marks.append(self.mark(match))
            return f"\ue000{len(marks) - 1}\ue001" if marks[-1] else ""

        stowed = re.sub(REFERENCE, stow, text)
        # A citation hugs the word before it.
        html = nh3.clean(_markdown.render(re.sub(r"\s+(?=\ue000)", "\ue002", stowed)), tags=TAGS)
        html = re.sub(r"\ue000(\d+)\ue001", lambda found: marks[int(found[1])], html)
        return re.sub(r"\ue002(?=<a class=\"cite)", "", html).replace("\ue002", " ")

    def mark(self, match: re.Match[str]) -> str:
        kind, key = read_reference_mark(match)
        if kind == "own":
            return ""
        entry = self.entries[kind, key]
        if kind in ("actor", "term") or match["words"]:
            return self.link(entry, match["words"] or entry.label)
        return self.citation(f"{self.prefix}-{kind}-{key}".replace(".", "-"), entry)

    def link(self, entry: Entry, words: str) -> SafeString:
        return format_html(
            '<span class="ref"><a href="{}">{}</a><span class="card" role="note"><strong>{}</strong>'
            ' <span class="card-meta">{}</span> {}</span></span>',
            entry.url,
            words,
            entry.label,
            entry.meta,
            entry.text,
        )

    def citation(self, name: str, entry: Entry) -> SafeString:
        """The chip, and after the first chip of its kind in the section the note it opens."""
        flagged = bool(entry.verdict)
        chip = format_html(
            '<a class="{}" href="#n-{}">{}</a>', "cite cite-verdict" if flagged else "cite", name, entry.label
        )
        if name in self.noted:
            return chip
        self.noted.add(name)
        return format_html("{}{}", chip, self.note(name, entry))

    def note(self, name: str, entry: Entry) -> SafeString:
        head = (
            format_html('<strong class="verdict">{}</strong> ', entry.verdict)
            if entry.verdict
            else format_html('<span class="note-ref">{}</span> ', entry.label)
        )
        original = format_html(' <q class="original">{}</q>', entry.original) if entry.original else ""
        return format_html(
            '<span class="{}" id="n-{}" role="note">{}{}{} <a href="{}">{}</a></span>',
            "note note-verdict" if entry.verdict else "note",
            name,
            head,
            entry.text,
            original,
            entry.url,
            _("more"),
        )
