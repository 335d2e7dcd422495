"""A text of the learner's own, marked by a teacher along the criteria that the question sets."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Self

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from quizzes.kinds.base import Answer, Body, FormData, InvalidAnswer, Kind, Marking, Text, in_language
from quizzes.kinds.parts import Part, PartId, advice, one_line, refuse_equal_ids, refuse_twins, with_ids
from quizzes.kinds.reading import FIELD, given, refuse_strays, value_of

MAX_LENGTH = 20_000  # characters
# Letters and digits. An apostrophe, hyphen or point between two of them is inside the word, and so is a
# comma between digits.
WORD = re.compile(r"[^\W_]+(?:(?:['’ʼ.\-\u2010\u2011]|(?<=\d),(?=\d))[^\W_]+)*")
LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
Limit = Annotated[int, Field(ge=1, le=10_000)]


class Criterion(Part):
    """One thing that is looked for, and its highest mark; `description` is told with the result only."""

    id: PartId = ""
    text: Text
    marks: int | float = Field(gt=0, le=100)
    description: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _has_an_id(cls, data: Any) -> Any:
        return with_ids(data, {"id": "text"})


class EssayBody(Body):
    rubric: list[Criterion]
    min_words: Limit | None = None
    max_words: Limit | None = None
    model_answer: Text | None = None

    @model_validator(mode="after")
    def _can_be_marked(self) -> Self:
        if not self.rubric:
            raise advice("Give at least one criterion in `rubric`, with its marks")
        refuse_twins("criteria", [criterion.text for criterion in self.rubric])
        refuse_equal_ids(criterion.id for criterion in self.rubric)
        if self.min_words and self.max_words and self.min_words > self.max_words:
            raise advice("`min_words` is more than `max_words`: nothing could be right")
        return self

    @property
    def marks(self) -> float:
        """All there are to be had in the rubric, whatever the quiz makes of them."""
        return math.fsum(criterion.marks for criterion in self.rubric)

    def fraction_of(self, marks: Mapping[str, float]) -> float:
        """What a teacher's marks by criterion id come to, 0 to 1. Raises ValueError for what is no mark."""
        if set(marks) != {criterion.id for criterion in self.rubric}:
            raise ValueError("one mark is needed for each criterion, and for nothing else")
        for criterion in self.rubric:
            if not 0 <= marks[criterion.id] <= criterion.marks:
                raise ValueError(f"{marks[criterion.id]} is not a mark from 0 to {criterion.marks}")
        return min(math.fsum(marks.values()) / self.marks, 1.0)

    def is_as_long_as_asked(self, words: int) -> bool:
        return (self.min_words or 0) <= words and (self.max_words is None or words <= self.max_words)


class Essay(Kind[EssayBody]):
    name = "essay"
    label = _("Essay")
    rule = "essay/1"
    body_class = EssayBody
    has_key = False
    is_marked_by_hand = True

    def read(self, form: FormData, body: EssayBody) -> Answer:
        """Too few words or too many are no reason to lose a draft: they are told, and left to the marker."""
        refuse_strays(form)
        text = written(value_of(form, FIELD))
        if len(text) > MAX_LENGTH:
            message = gettext("Please write at most %(limit)d characters.") % {"limit": MAX_LENGTH}
            raise InvalidAnswer(message, typed={FIELD: text[: 2 * MAX_LENGTH]})
        return {FIELD: text} if text else {}

    def mark(self, body: EssayBody, answer: Answer) -> Marking:
        return Marking(None if _text_of(answer) else 0.0, self.rule)

    def key(self, body: EssayBody) -> Answer:
        return {}

    def shown(
        self, body: EssayBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        text = _text_of(answer)
        words = count_words(text)
        model = body.model_answer if reveal else None
        return {
            "value": text,
            "max_length": MAX_LENGTH,
            "words": words,
            "min_words": body.min_words,
            "max_words": body.max_words,
            "is_as_long_as_asked": body.is_as_long_as_asked(words),
            "rubric": [_shown(criterion, language, reveal) for criterion in body.rubric],
            "marks": body.marks,
            "key": in_language(model, language) if model else None,
        }

    def describe(self, body: EssayBody, answer: Answer, language: str) -> str:
        return one_line(_text_of(answer))


def count_words(text: str) -> int:
    """Runs of letters and digits in any script; accents and invisible marks neither make a word nor end one.

    `Kazakhstan's`, `co-operation`, `U.S.` and `13,364` are one word each; a dash between spaces is none.
    """
    return len(
        WORD.findall("".join(c for c in text if unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf")))
    )


def written(text: str) -> str:
    """The text without what no keyboard types, its lines ended in one way and its ends trimmed.

    A text that was pasted may hold such characters: the rest of it is not to be refused for them.
    """
    lines = LINE_END.sub("\n", text)
    return "".join(c for c in lines if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def _text_of(answer: Answer) -> str:
    text = given(answer)
    return written(text) if isinstance(text, str) else ""


def _shown(criterion: Criterion, language: str, reveal: bool) -> dict[str, Any]:
    description = criterion.description if reveal else None
    return {
        "id": criterion.id,
        "text": in_language(criterion.text, language),
        "marks": criterion.marks,
        "description": in_language(description, language) if description else None,
    }
