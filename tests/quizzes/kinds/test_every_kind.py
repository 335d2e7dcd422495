"""What holds for every kind of question, whatever it asks and whoever answers."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import KINDS, UnknownKind, get_kind, parse_body
from quizzes.kinds.base import ForeignAnswer, InvalidAnswer
from quizzes.kinds.reading import FIELD, PART
from tests.quizzes.kinds.samples import (
    FIELDS_OF,
    Sample,
    answers,
    examples,
    form_of,
    hostile_text,
    ids_of,
    kind_names,
    languages,
    samples,
    seeds,
)

pytestmark = pytest.mark.parametrize("kind", kind_names)


def fraction(sample: Sample, answer: Any) -> float | None:
    return sample.kind.mark(sample.body, answer).fraction


def is_possible(sample: Sample, worth: float | None) -> bool:
    """Whether answers to such a question can be worth this: where there is a key, always 0 to 1."""
    if worth is None:
        return not sample.kind.has_key
    return sample.kind.carries_marks and 0 <= worth <= 1 and not math.isnan(worth)


def test_the_samples_are_of_every_kind(kind: str) -> None:
    assert kind in FIELDS_OF
    assert KINDS[kind].name == kind


@examples
@given(data=st.data())
def test_the_key_is_worth_1_and_nothing_is_where_there_is_none(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind))
    assert (fraction(sample, sample.kind.key(sample.body)) == 1) == sample.kind.has_key


@examples
@given(data=st.data())
def test_an_empty_answer_is_worth_0(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind))
    assert fraction(sample, {}) == (0 if sample.kind.carries_marks else None)
    assert sample.kind.describe(sample.body, {}, "en") == ""


@examples
@given(data=st.data())
def test_an_answer_is_worth_0_to_1_and_says_by_which_rule(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind))
    marking = sample.kind.mark(sample.body, data.draw(answers(sample)))
    assert is_possible(sample, marking.fraction)
    assert marking.rule == sample.kind.rule


@examples
@given(data=st.data())
def test_an_answer_is_read_as_it_was_given(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind).filter(_asks_for_no_unit))
    answer = data.draw(answers(sample))
    assert sample.kind.read(form_of(sample, answer), sample.body) == answer


def _asks_for_no_unit(sample: Sample) -> bool:
    return not (sample.data.get("unit") or {}).get("required")


@examples
@given(data=st.data())
def test_the_key_can_be_given(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind))
    key = sample.kind.key(sample.body)
    read = sample.kind.read(form_of(sample, key), sample.body)
    assert sample.kind.mark(sample.body, read) == sample.kind.mark(sample.body, key)


@examples
@given(data=st.data())
def test_a_body_survives_being_stored(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind))
    stored = json.dumps(sample.body.model_dump(mode="json"))
    assert parse_body(kind, json.loads(stored)) == sample.body


# --- The order in which things are written or sent ----------------------------------------------------------


@examples
@given(data=st.data())
def test_marking_does_not_depend_on_the_order_things_are_written_in(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind))
    other = Sample(sample.kind, _rewritten(sample.data, data))
    answer = data.draw(answers(sample))
    assert sample.kind.mark(other.body, answer) == sample.kind.mark(sample.body, answer)


def _rewritten(body: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """The same question with its lists in another order, but for those whose order is seen or asked for."""
    in_order = ("items", "choices", "rubric")
    lists = {name: value for name, value in body.items() if isinstance(value, list) and name not in in_order}
    return body | {name: data.draw(st.permutations(value)) for name, value in lists.items()}


@examples
@given(data=st.data())
def test_reading_does_not_depend_on_the_order_fields_come_in(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind).filter(_asks_for_no_unit))
    form = form_of(sample, data.draw(answers(sample)))
    other = QueryDict(mutable=True)
    for name, values in data.draw(st.permutations(list(form.lists()))):
        other.setlist(name, data.draw(st.permutations(values)))
    read = sample.kind.read(form, sample.body)
    assert json.dumps(sample.kind.read(other, sample.body)) == json.dumps(read)


# --- What may be seen before the key may be seen ------------------------------------------------------------


@examples
@given(data=st.data())
def test_nothing_shown_depends_on_the_key(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind))
    other = Sample(sample.kind, _with_another_key(sample.data, data))
    answer = data.draw(answers(sample))
    assert _shown(sample, answer, 7, "en") == _shown(other, answer, 7, "en")


def _shown(sample: Sample, answer: dict[str, Any], seed: int, language: str, *, reveal: bool = False) -> str:
    return json.dumps(
        sample.kind.shown(sample.body, answer, seed=seed, language=language, reveal=reveal),
        ensure_ascii=False,
    )


def _with_another_key(body: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """The same question as a learner sees it, with any other key, and with other words about it."""
    new: dict[str, Any] = {"explanation": "another", "feedback": "another"}
    if "options" in body:
        is_right = data.draw(st.permutations([option["correct"] for option in body["options"]]))
        new = {
            "options": [
                option | {"correct": right, "feedback": "another"}
                for option, right in zip(body["options"], is_right, strict=True)
            ]
        }
    elif "pairs" in body:
        rights = data.draw(st.permutations([pair["right"] for pair in body["pairs"]]))
        new = {
            "pairs": [
                {"left": pair["left"], "right": right}
                for pair, right in zip(body["pairs"], rights, strict=True)
            ]
        }
    elif "items" in body:
        new |= {"items": data.draw(st.permutations(body["items"]))}
    elif "accepted" in body:
        new = {"accepted": ["another"], "wrong": []}
    elif "value" in body:
        new |= {"value": body["value"] if body["value"] == 77 else 77, "wrong": [], "tolerance": 0}
    elif "gaps" in body:
        new = {"gaps": [_another_gap(gap, data) for gap in body["gaps"]]}
    elif "groups" in body:
        new = {"groups": _regrouped(body["groups"], data)}
    elif "events" in body:
        new = {"events": [event | {"year": 1066, "feedback": "another"} for event in body["events"]]}
    elif "rubric" in body:
        new = {
            "model_answer": "another",
            "rubric": [criterion | {"description": "another"} for criterion in body["rubric"]],
        }
    elif "answer" not in body:
        return body
    else:
        new |= {"answer": not body["answer"]}
    return body | new


def _another_gap(gap: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    other = _with_another_key(gap, data)
    return {name: value for name, value in other.items() if name != "explanation"}


def _regrouped(groups: list[dict[str, Any]], data: st.DataObject) -> list[dict[str, Any]]:
    """The same groups, with what belongs to them dealt out anew."""
    items = [{"text": item["text"]} for group in groups for item in group["items"]]
    places = [data.draw(st.sampled_from(range(len(groups)))) for _item in items]
    return [
        group | {"items": [item for item, at in zip(items, places, strict=True) if at == place]}
        for place, group in enumerate(groups)
    ]


@examples
@given(data=st.data(), seed=seeds, language=languages)
def test_no_feedback_is_shown_before_it_may_be(
    kind: str, data: st.DataObject, seed: int, language: str
) -> None:
    sample = data.draw(samples(kind))
    marked = Sample(sample.kind, _with_canaries(sample.data))
    answer = data.draw(answers(sample))
    assert CANARY not in _shown(marked, answer, seed, language)
    assert '"verdict":' not in _without_nothing(marked, answer, seed)


CANARY = "!canary!"  # no sample has a letter such as "!", hypothesis borrows words from this file
SECRETS = ("feedback", "explanation", "description", "model_answer")


def _with_canaries(value: Any) -> Any:
    if isinstance(value, dict):
        canaries = {name: CANARY for name in SECRETS if value.get(name)}
        return {name: _with_canaries(one) for name, one in value.items()} | canaries
    return [_with_canaries(one) for one in value] if isinstance(value, list) else value


def _without_nothing(sample: Sample, answer: dict[str, Any], seed: int) -> str:
    """What is shown, less every name that stands for nothing."""
    shown = sample.kind.shown(sample.body, answer, seed=seed, language="en", reveal=False)

    def cleared(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: cleared(one) for name, one in value.items() if one is not None}
        return [cleared(one) for one in value] if isinstance(value, list) else value

    return json.dumps(cleared(shown))


@examples
@given(data=st.data(), seed=seeds)
def test_the_key_is_shown_when_it_may_be(kind: str, data: st.DataObject, seed: int) -> None:
    sample = data.draw(samples(kind))
    shown = sample.kind.shown(sample.body, data.draw(answers(sample)), seed=seed, language="en", reveal=True)
    assert shown["key"] or not sample.kind.has_key


@examples
@given(data=st.data(), seed=seeds)
def test_the_same_seed_shows_the_same(kind: str, data: st.DataObject, seed: int) -> None:
    sample = data.draw(samples(kind))
    other = Sample(sample.kind, _rewritten(sample.data, data))
    if not any(option.get("pin") for option in sample.data.get("options", [])):
        assert _shown(sample, {}, seed, "en") == _shown(other, {}, seed, "en")


# --- What nobody's browser sends ----------------------------------------------------------------------------


@examples
@given(data=st.data())
def test_any_form_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind))
    form = data.draw(_forms(sample))
    try:
        answer = sample.kind.read(form, sample.body)
    except InvalidAnswer as slip:
        assert str(slip)
        assert json.dumps(_seen_again(sample, slip.typed)).encode()
        return
    except ForeignAnswer:
        return
    assert json.dumps(answer, ensure_ascii=False).encode()  # no lone surrogate
    assert "\0" not in json.dumps(answer, ensure_ascii=False)
    assert "\\u0000" not in json.dumps(answer)
    assert is_possible(sample, fraction(sample, answer))


def _forms(sample: Sample) -> st.SearchStrategy[QueryDict]:
    ids = st.sampled_from(ids_of(sample))
    names = (
        st.sampled_from([FIELD, "unit", "words", "csrfmiddlewaretoken"])
        | ids.map(PART.__add__)
        | hostile_text
    )
    values = st.lists(ids | hostile_text, max_size=4)
    return st.dictionaries(names, values, max_size=6).map(_form)


def _form(fields: dict[str, list[str]]) -> QueryDict:
    form = QueryDict(mutable=True)
    for name, values in fields.items():
        form.setlist(name, values)
    return form


def _seen_again(sample: Sample, typed: dict[str, Any]) -> dict[str, Any]:
    return sample.kind.shown(sample.body, typed, seed=1, language="en", reveal=False)


@examples
@given(data=st.data())
def test_any_stored_json_can_be_marked_shown_and_described(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind))
    answer = data.draw(_stored(sample))
    assert is_possible(sample, fraction(sample, answer))
    for reveal in (False, True):
        sample.kind.shown(sample.body, answer, seed=1, language="ru", reveal=reveal)
    assert "\n" not in sample.kind.describe(sample.body, answer, "ru")


def _stored(sample: Sample) -> st.SearchStrategy[Any]:
    ids = st.sampled_from(ids_of(sample))
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | hostile_text | ids
    names = st.sampled_from([FIELD, "unit", "words", "positions"]) | ids
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4)
    )


@examples
@given(data=st.data())
def test_a_part_the_question_does_not_have_is_foreign(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(kind))
    form = form_of(sample, sample.kind.key(sample.body))
    form[PART + "ffffffff"] = "1"
    with pytest.raises(ForeignAnswer):
        sample.kind.read(form, sample.body)


def test_who_names_an_unknown_kind_is_told_the_known_ones(kind: str) -> None:
    with pytest.raises(UnknownKind, match=kind):
        get_kind("charade")
