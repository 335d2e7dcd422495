"""A text with gaps to fill: each is typed, or chosen from a list, and counts the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Self

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from quizzes.kinds.base import Answer, Body, FormData, InvalidAnswer, Kind, Marking, Text, in_language
from quizzes.kinds.blanks import as_answer, given_lines
from quizzes.kinds.gaps import Gap, NumberGap
from quizzes.kinds.parts import advice, one_line
from quizzes.kinds.reading import FIELD, part_field, refuse_strays

MARK = re.compile(r"\[\[([1-9][0-9]?)\]\]")
WORDS_BEFORE = 5


class ClozeBody(Body):
    """`[[1]]` in the text stands for the gap of that number; the order of the gaps may differ by language."""

    text: Text
    gaps: list[Gap] = Field(min_length=1)

    @model_validator(mode="after")
    def _text_and_gaps_belong_together(self) -> Self:
        numbers = sorted(gap.gap for gap in self.gaps)
        if numbers != list(range(1, len(numbers) + 1)):
            raise advice("Number the gaps 1, 2, 3 and so on, each once")
        for text in [self.text] if isinstance(self.text, str) else self.text.values():
            if sorted(int(one) for one in MARK.findall(text)) != numbers:
                raise advice("Each gap stands once in the text, in every language: [[1]], [[2]] and so on")
            if "[[" in MARK.sub("", text):
                raise advice("[[ opens a gap, with nothing but its number inside: [[1]]")
        return self

    @property
    def by_id(self) -> dict[str, Gap]:
        """The gaps by their ids, which are their numbers, in that order."""
        return {str(gap.gap): gap for gap in sorted(self.gaps, key=lambda gap: gap.gap)}


class Cloze(Kind[ClozeBody]):
    name = "cloze"
    label = _("Gaps in a text")
    rule = "cloze/1"
    body_class = ClozeBody

    def read(self, form: FormData, body: ClozeBody) -> Answer:
        """Raises InvalidAnswer, which brings back what all gaps hold, for the first with something amiss."""
        refuse_strays(form, {part_field(one) for one in body.by_id})
        filled: dict[str, str] = {}
        slips: list[str] = []
        for one, gap in body.by_id.items():
            try:
                filled[one] = gap.read(form, part_field(one))
            except InvalidAnswer as slip:
                filled[one] = slip.typed[FIELD]
                slips.append(gettext("Gap %(number)s: %(amiss)s") % {"number": one, "amiss": slip})
        answer = as_answer({one: line for one, line in filled.items() if line})
        if slips:
            raise InvalidAnswer(slips[0], typed=answer)
        return answer

    def mark(self, body: ClozeBody, answer: Answer) -> Marking:
        filled = _filled(body, answer)
        parts = {one: one in filled and gap.is_right(filled[one]) for one, gap in body.by_id.items()}
        return Marking(sum(parts.values()) / len(parts), self.rule, parts)

    def key(self, body: ClozeBody) -> Answer:
        return as_answer({one: gap.key() for one, gap in body.by_id.items()})

    def shown(
        self, body: ClozeBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        """`paragraphs` holds for each line of the text its pieces: strings, and gaps as dictionaries."""
        filled = _filled(body, answer)
        gaps = {
            one: _shown(gap, filled.get(one, ""), seed, language, reveal) for one, gap in body.by_id.items()
        }
        text = in_language(body.text, language)
        return {
            "paragraphs": [list(_pieces(line, gaps)) for line in text.splitlines() if line.strip()],
            "gaps": list(gaps.values()),
            "key": _in_words({one: gap.key_in_words(language) for one, gap in body.by_id.items()})
            if reveal
            else None,
        }

    def describe(self, body: ClozeBody, answer: Answer, language: str) -> str:
        """`1: Tengiz; 2: 1993`, by the numbers of the gaps."""
        filled = _filled(body, answer)
        return _in_words({one: body.by_id[one].words_for(line, language) for one, line in filled.items()})


def _filled(body: ClozeBody, answer: Answer) -> dict[str, str]:
    """What fills each gap, of those that this version has, without options that it does not have."""
    lines = given_lines(answer, body.by_id)
    return {one: line for one, line in lines.items() if body.by_id[one].words_for(line, "en")}


def _in_words(fillings: Mapping[str, str]) -> str:
    return one_line("; ".join(f"{one}: {words}" for one, words in fillings.items()))


def _shown(gap: Gap, filled: str, seed: int, language: str, reveal: bool) -> dict[str, Any]:
    verdict = "right" if gap.is_right(filled) else "wrong"
    return {
        "id": str(gap.gap),
        "value": filled,
        "words": gap.words_for(filled, language),
        "choices": gap.choices(seed, language),
        "is_number": isinstance(gap, NumberGap),
        "verdict": verdict if reveal and filled else None,
        "feedback": gap.said_to(filled, language) if reveal and filled else None,
        "key": gap.key_in_words(language) if reveal else None,
    }


def _pieces(line: str, gaps: Mapping[str, dict[str, Any]]) -> Iterator[str | dict[str, Any]]:
    """The line's words and gaps in turn; each gap with the words before it, for who hears it alone."""
    for place, piece in enumerate(MARK.split(line)):
        if place % 2 == 0:
            yield piece
        else:
            yield gaps[piece] | {"before": _before(line, piece)}


def _before(line: str, number: str) -> str:
    """The last few words before a gap, with an ellipsis for any gap among them."""
    words = MARK.sub("…", line[: line.index(f"[[{number}]]")]).split()
    return " ".join(words[-WORDS_BEFORE:])
