"""A view that is asked for and not marked: one of several choices, a few words of one's own, or both."""

from __future__ import annotations

from typing import Any, Self

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from quizzes.kinds.base import Answer, Body, FormData, InvalidAnswer, Kind, Marking, Text, in_language
from quizzes.kinds.essay import written
from quizzes.kinds.parts import Part, PartId, advice, one_line, refuse_equal_ids, refuse_twins, with_ids
from quizzes.kinds.reading import FIELD, choice_of, given, refuse_strays, value_of

WORDS = "words"  # the field for words of one's own, and where the answer keeps them
MAX_LENGTH = 2_000  # characters


class View(Part):
    """One view to take; a course file gives its text alone."""

    id: PartId = ""
    text: Text

    @model_validator(mode="before")
    @classmethod
    def _has_an_id(cls, data: Any) -> Any:
        if isinstance(data, str) or (isinstance(data, dict) and "text" not in data):
            data = {"text": data}
        return with_ids(data, {"id": "text"})


class OpinionBody(Body):
    """`choices` are shown in the order they are written in: a scale has one, and no key is given away by it.

    `words` says whether words of one's own are asked for; where nothing is chosen from, they always are.
    """

    choices: list[View] = []
    words: bool = False

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.choices and not self.words:
            raise advice("Give `choices`, or say `words: true` to ask for words of the learner's own")
        if len(self.choices) == 1:
            raise advice("Give two choices or more")
        refuse_twins("choices", [choice.text for choice in self.choices])
        refuse_equal_ids(choice.id for choice in self.choices)
        return self

    @property
    def ids(self) -> list[str]:
        return [choice.id for choice in self.choices]


class Opinion(Kind[OpinionBody]):
    name = "opinion"
    label = _("Opinion")
    rule = "opinion/1"
    body_class = OpinionBody
    has_key = False

    def read(self, form: FormData, body: OpinionBody) -> Answer:
        refuse_strays(form)
        chosen = choice_of(form, FIELD, body.ids)
        words = written(value_of(form, WORDS)) if body.words else ""
        answer = {name: value for name, value in ((FIELD, chosen), (WORDS, words)) if value}
        if len(words) > MAX_LENGTH:
            message = gettext("Please write at most %(limit)d characters.") % {"limit": MAX_LENGTH}
            raise InvalidAnswer(message, typed=answer | {WORDS: words[: 2 * MAX_LENGTH]})
        return answer

    def mark(self, body: OpinionBody, answer: Answer) -> Marking:
        return Marking(None, self.rule)

    def key(self, body: OpinionBody) -> Answer:
        return {}

    def shown(
        self, body: OpinionBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        chosen = given(answer)
        return {
            "choices": [
                {
                    "id": choice.id,
                    "text": in_language(choice.text, language),
                    "chosen": choice.id == chosen,
                }
                for choice in body.choices
            ],
            "asks_for_words": body.words,
            "value": _words_of(body, answer),
            "max_length": MAX_LENGTH,
            "key": None,
        }

    def describe(self, body: OpinionBody, answer: Answer, language: str) -> str:
        chosen = given(answer)
        views = [in_language(choice.text, language) for choice in body.choices if choice.id == chosen]
        return one_line(": ".join(filter(None, (*views, _words_of(body, answer)))))


def _words_of(body: OpinionBody, answer: Answer) -> str:
    words = given(answer, WORDS)
    return written(words) if body.words and isinstance(words, str) else ""
