"""What a key is made of, kind by kind, as fields of a form; and a question's data with another key put in.

A kind without fields of its own is edited as data, the way a course's file has it.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext as _

from quizzes.kinds.base import in_language
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.number import NumberBody
from quizzes.kinds.options import OptionsBody
from quizzes.kinds.ordering import OrderingBody
from quizzes.kinds.short_text import ShortTextBody
from quizzes.kinds.timeline import TimelineBody
from quizzes.kinds.true_false import TrueFalseBody
from quizzes.kinds.words import readings
from quizzes.regrading import BadCorrection

UNTYPED = re.compile("[\ud800-\udfff]|\\\\u0000")
Data = Mapping[str, Any]
Fields = dict[str, forms.Field]


class KeyFields(ABC):
    """The fields of one question's key. `has_words`: explanation and feedback are fields beside them."""

    has_words = True

    @abstractmethod
    def fields(self, language: str) -> Fields: ...

    @abstractmethod
    def keyed(self, data: Data, given: Data) -> Data:
        """The question's data with the key that was given. Raises BadCorrection."""


class OneOption(KeyFields):
    def __init__(self, body: OptionsBody) -> None:
        self.body = body

    def fields(self, language: str) -> Fields:
        choices = [(one.id, in_language(one.text, language)) for one in self.body.options]
        return {"right": self._choice(choices), **self._missing_feedback(language)}

    def _choice(self, choices: list[tuple[str, str]]) -> forms.Field:
        return forms.ChoiceField(
            label=_("Which option is right?"),
            choices=choices,
            initial=next(iter(self.body.right_ids)),
            widget=forms.RadioSelect,
        )

    def _missing_feedback(self, language: str) -> Fields:
        """A right option may have no feedback; once it is wrong it needs some."""
        return {
            f"said-{one.id}": forms.CharField(
                label=_("What is said to who chooses “%(option)s”, if it is wrong")
                % {"option": in_language(one.text, language)},
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            for one in self.body.options
            if one.feedback is None
        }

    def right(self, given: Data) -> set[str]:
        return {given["right"]}

    def keyed(self, data: Data, given: Data) -> Data:
        right = self.right(given)
        return {**data, "options": [self._option(one, right, given) for one in data["options"]]}

    def _option(self, option: Data, right: set[str], given: Data) -> Data:
        is_right = option["id"] in right
        kept = {name: value for name, value in option.items() if name != "accepted" or not is_right}
        feedback = option["feedback"] or given.get(f"said-{option['id']}") or None
        return kept | {"correct": is_right, "feedback": feedback}


class SomeOptions(OneOption):
    def _choice(self, choices: list[tuple[str, str]]) -> forms.Field:
        return forms.MultipleChoiceField(
            label=_("Which options are right?"),
            choices=choices,
            initial=sorted(self.body.right_ids),
            widget=forms.CheckboxSelectMultiple,
        )

    def right(self, given: Data) -> set[str]:
        return set(given["right"])


class TrueOrFalse(KeyFields):
    def __init__(self, body: TrueFalseBody) -> None:
        self.body = body

    def fields(self, language: str) -> Fields:
        choices = [("true", _("True")), ("false", _("False"))]
        return {
            "right": forms.ChoiceField(
                label=_("The statement is"),
                choices=choices,
                initial=self.body.right,
                widget=forms.RadioSelect,
            )
        }

    def keyed(self, data: Data, given: Data) -> Data:
        return {**data, "answer": given["right"] == "true"}


class Pairs(KeyFields):
    def __init__(self, body: MatchingBody) -> None:
        self.body = body

    def fields(self, language: str) -> Fields:
        choices = [(one, in_language(text, language)) for one, text in self.body.choices.items()]
        return {
            f"right-{pair.left_id}": forms.ChoiceField(
                label=in_language(pair.left, language), choices=choices, initial=pair.right_id
            )
            for pair in self.body.pairs
        }

    def keyed(self, data: Data, given: Data) -> Data:
        """Right sides that belong to nothing any more stay as choices; none stands twice among them."""
        chosen = {pair["left_id"]: given[f"right-{pair['left_id']}"] for pair in data["pairs"]}
        texts = {one: text for one, text in self.body.choices.items() if one in chosen.values()}
        pairs = [
            {**pair, "right_id": chosen[pair["left_id"]], "right": texts[chosen[pair["left_id"]]]}
            for pair in data["pairs"]
        ]
        return {**data, "pairs": pairs, "distractors": list(self._left_over(data, set(texts)))}

    def _left_over(self, data: Data, used: set[str]) -> list[Data]:
        there = [one for one in data["distractors"] if one["id"] not in used]
        freed = {
            pair["right_id"]: {
                "id": pair["right_id"],
                "text": pair["right"],
                "feedback": pair["feedback"] or data["explanation"],
            }
            for pair in data["pairs"]
            if pair["right_id"] not in used
        }
        return [*there, *freed.values()]


class Order(KeyFields):
    def __init__(self, body: OrderingBody) -> None:
        self.body = body

    def fields(self, language: str) -> Fields:
        places = [(str(place), str(place)) for place in range(1, len(self.body.items) + 1)]
        return {
            f"place-{item.id}": forms.ChoiceField(
                label=in_language(item.text, language), choices=places, initial=str(place)
            )
            for place, item in enumerate(self.body.items, 1)
        }

    def keyed(self, data: Data, given: Data) -> Data:
        places = {item["id"]: int(given[f"place-{item['id']}"]) for item in data["items"]}
        if len(set(places.values())) < len(places):
            raise BadCorrection(_("Give each item its own place."))
        return {**data, "items": sorted(data["items"], key=lambda item: places[item["id"]])}


class Texts(KeyFields):
    def __init__(self, body: ShortTextBody) -> None:
        self.body = body

    def fields(self, language: str) -> Fields:
        return {
            "accepted": forms.CharField(
                label=_("Texts that are right, one a line"),
                initial="\n".join(self.body.accepted),
                max_length=10_000,
                widget=forms.Textarea(attrs={"rows": len(self.body.accepted) + 2}),
            )
        }

    def keyed(self, data: Data, given: Data) -> Data:
        """What is right now is no longer foreseen as wrong."""
        accepted = [line.strip() for line in given["accepted"].splitlines() if line.strip()]
        right = {words for line in accepted for words in readings(line)}
        wrong = [one for one in data["wrong"] if not right & readings(one["text"])]
        return {**data, "accepted": accepted, "wrong": wrong}


class Value(KeyFields):
    def __init__(self, body: NumberBody) -> None:
        self.body = body

    def fields(self, language: str) -> Fields:
        return {
            "value": forms.DecimalField(
                label=_("Right number"), initial=self.body.value, max_digits=25, decimal_places=10
            ),
            "tolerance": forms.DecimalField(
                label=_("Tolerance"),
                initial=self.body.tolerance,
                min_value=0,
                max_digits=25,
                decimal_places=10,
                help_text=_("How far from it is still right."),
            ),
        }

    def keyed(self, data: Data, given: Data) -> Data:
        """What is right now is no longer foreseen as wrong."""
        value, tolerance = given["value"], given["tolerance"]
        low, high = value - tolerance, value + tolerance
        wrong = [
            kept
            for kept, one in zip(data["wrong"], self.body.wrong, strict=True)
            if not low <= one.value <= high
        ]
        return {**data, "value": value, "tolerance": tolerance, "wrong": wrong}


class Years(KeyFields):
    def __init__(self, body: TimelineBody) -> None:
        self.body = body

    def fields(self, language: str) -> Fields:
        return {
            f"year-{event.id}": forms.IntegerField(
                label=in_language(event.text, language), initial=event.year
            )
            for event in self.body.events
        }

    def keyed(self, data: Data, given: Data) -> Data:
        events = [{**event, "year": given[f"year-{event['id']}"]} for event in data["events"]]
        return {**data, "events": events}


class WholeBody(KeyFields):
    """For kinds whose key has no form of its own: the whole question as data."""

    has_words = False

    def __init__(self, body: Any) -> None:
        self.body = body

    def fields(self, language: str) -> Fields:
        return {
            "data": _DataField(
                label=_("The question as data"),
                initial=self.body.model_dump(mode="json"),
                encoder=_Indented,
                help_text=_("The fields are those of a course's file. Ids stay: answers name them."),
                widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
            )
        }

    def keyed(self, data: Data, given: Data) -> Data:
        if not isinstance(given["data"], dict):
            raise BadCorrection(_("A question is a list of fields in braces."))
        return dict(given["data"])


class _DataField(forms.JSONField):
    """Gives back what was typed as it was typed, and refuses what no database takes."""

    def to_python(self, value: Any) -> Any:
        try:
            data = super().to_python(value)
        except (RecursionError, ValueError):  # json's own limits; what is no JSON is told by Django
            raise forms.ValidationError(_("This is nested too deep, or has a number too long.")) from None
        if UNTYPED.search(json.dumps(data, ensure_ascii=False)):
            raise forms.ValidationError(_("Take out the characters that no keyboard types."))
        return data

    def bound_data(self, data: Any, initial: Any) -> Any:
        return InvalidJSONInput(data)


class _Indented(json.JSONEncoder):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"indent": 2, "ensure_ascii": False})


KEYS: Mapping[str, type[Any]] = {
    "single_choice": OneOption,
    "multiple_choice": SomeOptions,
    "true_false": TrueOrFalse,
    "matching": Pairs,
    "ordering": Order,
    "short_text": Texts,
    "number": Value,
    "timeline": Years,
}


def key_fields_for(kind: str, body: Any) -> KeyFields:
    fields: KeyFields = KEYS.get(kind, WholeBody)(body)
    return fields
