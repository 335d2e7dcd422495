"""Items to sort into groups: a select with every group stands beside each item."""

from __future__ import annotations

from typing import Any, Self

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from quizzes.kinds.base import Answer, Body, FormData, Kind, Marking, Text, in_language
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
from quizzes.kinds.reading import FIELD, choice_of, given, part_field, refuse_strays

NOWHERE = "nowhere"  # stands for a group's id where an item belongs to none


class Item(Part):
    """One thing to sort; `feedback` is for who puts it elsewhere. A course file may give its text alone."""

    id: PartId = ""
    text: Text
    feedback: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _has_an_id(cls, data: Any) -> Any:
        if isinstance(data, str) or (isinstance(data, dict) and "text" not in data):
            data = {"text": data}
        return with_ids(data, {"id": "text"})


class Group(Part):
    """A group and what belongs to it, which may be nothing."""

    id: PartId = ""
    text: Text
    items: list[Item] = []

    @model_validator(mode="before")
    @classmethod
    def _has_an_id(cls, data: Any) -> Any:
        return with_ids(data, {"id": "text"})


class CategoriseBody(Body):
    """Where `nowhere` is given, though it be empty, *none of these* can be chosen too."""

    groups: list[Group]
    nowhere: list[Item] | None = None

    @model_validator(mode="after")
    def _can_be_sorted(self) -> Self:
        if len(self.groups) < 2:
            raise advice("Give two groups or more")
        if len(self.items) < 2:
            raise advice("Give two items or more")
        refuse_twins("groups", [group.text for group in self.groups])
        refuse_equal_ids(group.id for group in self.groups)
        refuse_twins("items", [item.text for item in self.items])
        refuse_equal_ids(item.id for item in self.items)
        return self

    @property
    def items(self) -> list[Item]:
        return [item for group in self.groups for item in group.items] + (self.nowhere or [])

    @property
    def right(self) -> dict[str, str]:
        """The right group's id by item id."""
        right = {item.id: group.id for group in self.groups for item in group.items}
        return right | {item.id: NOWHERE for item in self.nowhere or []}

    @property
    def choices(self) -> list[str]:
        """The ids of what each item can be put into."""
        return [group.id for group in self.groups] + ([] if self.nowhere is None else [NOWHERE])

    def name_of(self, choice: str, language: str) -> str:
        """What a group is called in the language of the question, whatever that of the interface is."""
        group = next((group for group in self.groups if group.id == choice), None)
        if group:
            return in_language(group.text, language)
        with override(language):
            return gettext("none of these")


class Categorise(Kind[CategoriseBody]):
    name = "categorise"
    label = _("Sorting into groups")
    rule = "categorise/1"
    body_class = CategoriseBody

    def read(self, form: FormData, body: CategoriseBody) -> Answer:
        refuse_strays(form, {part_field(one) for one in body.right})
        read = {one: choice_of(form, part_field(one), body.choices) for one in body.right}
        chosen = {one: group for one, group in sorted(read.items()) if group}
        return {FIELD: chosen} if chosen else {}

    def mark(self, body: CategoriseBody, answer: Answer) -> Marking:
        """Each item in its right group earns its share; one that was left out was not put *nowhere*."""
        chosen = _chosen(body, answer)
        parts = {one: chosen.get(one) == group for one, group in body.right.items()}
        return Marking(sum(parts.values()) / len(parts), self.rule, parts)

    def key(self, body: CategoriseBody) -> Answer:
        return {FIELD: dict(sorted(body.right.items()))}

    def shown(
        self, body: CategoriseBody, answer: Answer, *, seed: int, language: str, reveal: bool
    ) -> dict[str, Any]:
        """Groups and items in shuffled orders; *none of these* last."""
        items = {item.id: item for item in body.items}
        chosen = _chosen(body, answer)
        groups = shuffled((group.id for group in body.groups), seed)
        groups += [one for one in body.choices if one == NOWHERE]
        return {
            "items": [
                _shown(body, items[one], chosen.get(one, ""), language, reveal)
                for one in shuffled(items, seed)
            ],
            "groups": [{"id": one, "text": body.name_of(one, language)} for one in groups],
            "key": self.describe(body, self.key(body), language) if reveal else None,
        }

    def describe(self, body: CategoriseBody, answer: Answer, language: str) -> str:
        """By group, in an order that tells nothing: `Oil: Tengiz, Kashagan; Uranium: Ulba`."""
        chosen = _chosen(body, answer)
        texts = {item.id: in_language(item.text, language) for item in body.items}
        words = []
        for group in sorted(set(chosen.values())):
            members = ", ".join(texts[one] for one in sorted(chosen) if chosen[one] == group)
            words.append(f"{body.name_of(group, language)}: {members}")
        return one_line("; ".join(words))


def _chosen(body: CategoriseBody, answer: Answer) -> dict[str, str]:
    """The chosen group by item, of those that this version has."""
    chosen = given(answer)
    if not isinstance(chosen, dict):
        return {}
    return {one: group for one, group in chosen.items() if one in body.right and group in body.choices}


def _shown(body: CategoriseBody, item: Item, chosen: str, language: str, reveal: bool) -> dict[str, Any]:
    right = body.right[item.id]
    is_wrong = bool(chosen) and chosen != right
    verdict = "wrong" if is_wrong else "right" if chosen else None
    feedback = item.feedback if reveal and is_wrong else None
    return {
        "id": item.id,
        "text": in_language(item.text, language),
        "chosen": chosen,
        "verdict": verdict if reveal else None,
        "feedback": in_language(feedback, language) if feedback else None,
        "key": body.name_of(right, language) if reveal else None,
    }
