"""Options to choose from: what single and multiple choice share."""

from __future__ import annotations

import operator
from collections.abc import Collection
from typing import Any, Self

from django.utils.translation import gettext
from pydantic import Field, model_validator

from quizzes.kinds.base import Answer, Body, CannotAccept, Text, in_language
from quizzes.kinds.parts import (
    Part,
    PartId,
    advice,
    one_line,
    refuse_equal_ids,
    refuse_twins,
    shuffled,
    with_ids,
)
from quizzes.kinds.reading import FIELD


class Option(Part):
    """One thing to choose. `pin` keeps its place at the end.

    `accepted` is for what turned out to be right, too, after it had been asked: it does nobody any harm.
    """

    id: PartId = ""
    text: Text
    correct: bool = False
    accepted: bool = Field(default=False, exclude_if=operator.not_)
    feedback: Text | None = None
    pin: bool = False

    @model_validator(mode="before")
    @classmethod
    def _has_an_id(cls, data: Any) -> Any:
        return with_ids(data, {"id": "text"})

    @model_validator(mode="after")
    def _is_explained(self) -> Self:
        if not self.correct and self.feedback is None:
            raise advice("A wrong option needs `feedback`: name the misconception and put it right")
        return self


class OptionsBody(Body):
    options: list[Option]

    @model_validator(mode="after")
    def _offers_a_choice(self) -> Self:
        if len(self.options) < 2:
            raise advice("Give two options or more")
        refuse_twins("options", [option.text for option in self.options])
        refuse_equal_ids(option.id for option in self.options)
        return self

    @property
    def ids(self) -> set[str]:
        return {option.id for option in self.options}

    @property
    def right_ids(self) -> set[str]:
        return {option.id for option in self.options if option.correct}

    @property
    def accepted_ids(self) -> set[str]:
        return {option.id for option in self.options if option.accepted}

    def accepting(self, answer: Answer) -> Self:
        """With the option that `answer` names accepted, too. Raises CannotAccept."""
        chosen = [option.id for option in self.options if option.id == answer.get(FIELD)]
        if not chosen or chosen[0] in self.right_ids | self.accepted_ids:
            raise CannotAccept(gettext("Choose an option that does not count as right yet."))
        data = self.model_dump()
        for option in data["options"]:
            option["accepted"] = option["id"] in {*chosen, *self.accepted_ids}
        return type(self).model_validate(data)

    def in_words(self, ids: Collection[str], language: str) -> str:
        """The options of these ids on one line, in an order that does not tell how they were written."""
        chosen = sorted((option for option in self.options if option.id in ids), key=lambda one: one.id)
        return "; ".join(one_line(in_language(option.text, language)) for option in chosen)


def shown_options(
    body: OptionsBody, chosen: Collection[str], *, seed: int, language: str, reveal: bool
) -> dict[str, Any]:
    """The options in their shuffled order, pinned ones last, with verdicts once they may be seen."""
    options = {option.id: option for option in body.options}
    order = shuffled((one for one in options if not options[one].pin), seed)
    order += [one for one in options if options[one].pin]
    return {
        "options": [_shown(options[one], one in chosen, language, reveal) for one in order],
        "key": body.in_words(body.right_ids | body.accepted_ids, language) if reveal else None,
    }


def _shown(option: Option, chosen: bool, language: str, reveal: bool) -> dict[str, Any]:
    feedback = option.feedback if reveal and chosen and not option.accepted else None
    return {
        "id": option.id,
        "text": in_language(option.text, language),
        "chosen": chosen,
        "verdict": _verdict(option, chosen) if reveal else None,
        "feedback": in_language(feedback, language) if feedback else None,
    }


def _verdict(option: Option, chosen: bool) -> str | None:
    if option.correct or (option.accepted and chosen):
        return "right"
    return "wrong" if chosen else None
