"""What is linted, and what a linter has to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizzes.kinds import get_kind
from quizzes.kinds.base import Answer, Body, Text
from quizzes.kinds.cloze import ClozeBody
from quizzes.kinds.gaps import ChoiceGap
from quizzes.kinds.options import Option, OptionsBody

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Linted:
    """A question as a linter sees it: its name in the bank, its kind and its body."""

    slug: str
    kind: str
    body: Body

    @property
    def languages(self) -> list[str]:
        """Those that the prompt is written in; a plain string counts as English."""
        return ["en"] if isinstance(self.body.prompt, str) else list(self.body.prompt)

    @property
    def has_key(self) -> bool:
        return get_kind(self.kind).has_key

    def fraction_of(self, answer: Answer) -> float:
        return get_kind(self.kind).mark(self.body, answer).fraction or 0.0


@dataclass(frozen=True)
class Finding:
    """One warning. `path` leads to its place in the question; without a `slug` it is about the whole bank."""

    slug: str
    path: Path
    rule: str
    message: str


def lists_of_options(body: Body) -> Iterator[tuple[Path, list[Option]]]:
    """Each list from which one or several are chosen, with its place in the body."""
    if isinstance(body, OptionsBody):
        yield ("options",), body.options
    if isinstance(body, ClozeBody):
        for place, gap in enumerate(body.gaps):
            if isinstance(gap, ChoiceGap):
                yield ("gaps", place, "options"), gap.options


def is_in(text: Text | None, language: str) -> bool:
    """Whether the text can be read in the language itself, and not in another for want of it."""
    return text is not None and (not isinstance(text, Mapping) or language in text)
