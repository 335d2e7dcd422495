"""What half an answer is worth, and how each kind that gives part of a mark counts it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import ForeignAnswer, InvalidAnswer
from tests.quizzes.kinds.samples import examples, samples

COMMON = {"prompt": "?", "explanation": "!", "cites": ["P1"]}


def option(text: str, correct: bool = False, **fields: Any) -> dict[str, Any]:
    return {"text": text, "correct": correct, "feedback": f"On {text}."} | fields


def choices(right: int, wrong: int, kind: str = "multiple_choice") -> Any:
    options = [option(f"right {n}", True) for n in range(right)] + [
        option(f"wrong {n}") for n in range(wrong)
    ]
    return parse_body(kind, COMMON | {"options": options})


def of_choices(body: Any, right: int, wrong: int) -> float:
    ids = [one.id for one in body.options if one.correct][:right]
    ids += [one.id for one in body.options if not one.correct][:wrong]
    return get_kind("multiple_choice").mark(body, {"answer": ids}).fraction


# --- Several right answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen_right", "chosen_wrong", "fraction"),
    [(2, 0, 1), (1, 0, 1 / 2), (1, 1, 0), (2, 1, 1 / 2), (2, 2, 0), (0, 2, 0), (0, 0, 0), (2, 3, 0)],
)
def test_a_wrong_choice_takes_back_a_right_one(chosen_right: int, chosen_wrong: int, fraction: float) -> None:
    assert of_choices(choices(2, 3), chosen_right, chosen_wrong) == pytest.approx(fraction)


@given(right=st.integers(1, 6), wrong=st.integers(1, 6))
def test_ticking_everything_never_gets_full_marks(right: int, wrong: int) -> None:
    assert of_choices(choices(right, wrong), right, wrong) == max((right - wrong) / right, 0) < 1


@examples
@given(data=st.data())
def test_one_more_right_choice_never_costs_and_one_more_wrong_never_pays(data: st.DataObject) -> None:
    sample = data.draw(samples("multiple_choice"))
    body: Any = sample.body
    chosen = data.draw(st.sets(st.sampled_from(sorted(body.ids))))
    more = data.draw(st.sampled_from(sorted(body.ids)))
    before = sample.kind.mark(body, {"answer": sorted(chosen)}).fraction
    after = sample.kind.mark(body, {"answer": sorted(chosen | {more})}).fraction
    assert after >= before if more in body.right_ids else after <= before


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice"])
def test_a_pinned_option_stands_last_whatever_the_seed(kind: str) -> None:
    options = [option("all of them", pin=True), option("a", True), option("b"), option("c")]
    body = parse_body(kind, COMMON | {"options": options})
    for seed in range(50):
        shown = get_kind(kind).shown(body, {}, seed=seed, language="en", reveal=False)
        assert shown["options"][-1]["text"] == "all of them"


def test_every_order_of_the_options_is_drawn() -> None:
    body = choices(1, 2, "single_choice")
    orders = {
        tuple(
            one["id"]
            for one in get_kind("single_choice").shown(body, {}, seed=s, language="en", reveal=False)[
                "options"
            ]
        )
        for s in range(100)
    }
    assert len(orders) == 6


def test_feedback_is_given_on_what_was_chosen_only() -> None:
    body = choices(1, 3)
    wrong = body.options[2]
    shown = get_kind("multiple_choice").shown(
        body, {"answer": [wrong.id]}, seed=1, language="en", reveal=True
    )
    said = {one["id"]: one["feedback"] for one in shown["options"] if one["feedback"]}
    assert said == {wrong.id: "On wrong 1."}


def test_an_option_keeps_its_id_when_a_translation_comes() -> None:
    one = parse_body("single_choice", COMMON | {"options": [option("Tengiz", True), option("b")]})
    other = parse_body(
        "single_choice",
        COMMON | {"options": [option("b"), option({"en": "Tengiz", "kk": "Теңіз"}, True)]},  # type: ignore[arg-type]
    )
    assert one.ids == other.ids  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "options",
    [
        [option("a", True)],
        [option("a", True), option("a ")],
        [option("a", True), {"text": "b"}],
        [option("a"), option("b")],
        [option("a", True, id="00000000"), option("b", id="00000000")],
        [option("a", True), option("b", id="b")],
        [option("a", True), option("b", colour="red")],
    ],
)
@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice"])
def test_the_author_of_options_is_told(kind: str, options: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        parse_body(kind, COMMON | {"options": options})


# --- Matching -----------------------------------------------------------------------------------------------

PAIRS = {
    "pairs": [
        {"left": "Baker", "right": "State", "feedback": "Baker was at State."},
        {"left": "Kerry", "right": "State", "feedback": "Kerry, too."},
        {"left": "Derr", "right": "Chevron"},
    ],
    "distractors": [{"text": "Congress", "feedback": "Nobody here sat in it then."}],
}


def matching(**chosen: str) -> tuple[Any, dict[str, Any]]:
    body: Any = parse_body("matching", COMMON | PAIRS)
    lefts = {pair.left: pair.left_id for pair in body.pairs}
    rights = {str(text): one for one, text in body.choices.items()}
    return body, {"answer": {lefts[left]: rights[right] for left, right in chosen.items()}}


@pytest.mark.parametrize(
    ("chosen", "fraction"),
    [
        ({"Baker": "State", "Kerry": "State", "Derr": "Chevron"}, 1),
        ({"Baker": "State", "Kerry": "Congress", "Derr": "Chevron"}, 2 / 3),
        ({"Derr": "Chevron"}, 1 / 3),
        ({"Derr": "State", "Baker": "Chevron"}, 0),
    ],
)
def test_each_right_pair_counts_the_same(chosen: dict[str, str], fraction: float) -> None:
    assert get_kind("matching").mark(*matching(**chosen)).fraction == pytest.approx(fraction)


def test_equal_right_sides_are_one_choice() -> None:
    body, _answer = matching()
    shown = get_kind("matching").shown(body, {}, seed=3, language="en", reveal=False)
    assert sorted(choice["text"] for choice in shown["choices"]) == ["Chevron", "Congress", "State"]


@pytest.mark.parametrize(
    ("chosen", "feedback"),
    [("Congress", "Nobody here sat in it then."), ("Chevron", "Baker was at State."), ("State", None)],
)
def test_a_distractor_has_its_own_feedback(chosen: str, feedback: str | None) -> None:
    body, answer = matching(Baker=chosen)
    shown = get_kind("matching").shown(body, answer, seed=3, language="en", reveal=True)
    assert next(pair["feedback"] for pair in shown["pairs"] if pair["text"] == "Baker") == feedback


@pytest.mark.parametrize(
    "fields",
    [
        {"pairs": [{"left": "a", "right": "b"}]},
        {"pairs": [{"left": "a", "right": "b"}, {"left": "a", "right": "c"}]},
        {"pairs": [{"left": "a", "right": "c"}, {"left": "b", "right": "c"}]},
        {"pairs": [{"left": "a", "right": "c"}, {"left": "b", "right": {"en": "c", "ru": "ц"}}]},
        {
            "pairs": [{"left": "a", "right": "c"}, {"left": "b", "right": "d"}],
            "distractors": [{"text": "c", "feedback": "f"}],
        },
    ],
)
def test_the_author_of_pairs_is_told(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        parse_body("matching", COMMON | fields)


# --- Ordering -----------------------------------------------------------------------------------------------


def ordering(items: str = "abcd") -> Any:
    return parse_body("ordering", COMMON | {"items": list(items), "feedback": "Count again."})


def of_order(given_order: str, items: str = "abcd") -> float:
    body = ordering(items)
    ids = {item.text: item.id for item in body.items}
    return get_kind("ordering").mark(body, {"answer": [ids[one] for one in given_order]}).fraction


@pytest.mark.parametrize(
    ("order", "fraction"),
    [
        ("abcd", 1),
        ("bcda", 2 / 3),  # b c d stand right
        ("dabc", 2 / 3),
        ("acbd", 2 / 3),
        ("badc", 1 / 3),
        ("cdab", 1 / 3),
        ("dcba", 0),
    ],
)
def test_the_longest_run_in_the_right_order_counts(order: str, fraction: float) -> None:
    assert of_order(order) == pytest.approx(fraction)


@pytest.mark.parametrize("size", [3, 4, 5, 6])
def test_the_run_is_the_longest_there_is(size: int) -> None:
    items = "abcdef"[:size]
    for order in itertools.permutations(items):
        longest = max(
            length
            for length in range(1, size + 1)
            if any(run == tuple(sorted(run)) for run in itertools.combinations(order, length))
        )
        assert of_order("".join(order), items) == pytest.approx((longest - 1) / (size - 1))


@pytest.mark.parametrize("positions", [("1", "1", "2", "3"), ("1", "2", "3", ""), ("4", "4", "4", "4")])
def test_an_order_with_a_gap_or_a_place_given_twice_is_handed_back_as_it_was(
    positions: tuple[str, ...],
) -> None:
    body = ordering()
    form = QueryDict(mutable=True)
    form.update({f"answer-{one}": place for one, place in zip(body.order, positions, strict=True)})
    with pytest.raises(InvalidAnswer) as refused:
        get_kind("ordering").read(form, body)
    shown = get_kind("ordering").shown(body, refused.value.typed, seed=1, language="en", reveal=False)
    chosen = {item["id"]: item["chosen"] for item in shown["items"]}
    assert chosen == dict(zip(body.order, positions, strict=True))


def test_a_place_that_is_not_there_is_foreign() -> None:
    body = ordering()
    form = form_of_positions(body, ["1", "2", "3", "5"])
    with pytest.raises(ForeignAnswer):
        get_kind("ordering").read(form, body)


def form_of_positions(body: Any, positions: list[str]) -> QueryDict:
    form = QueryDict(mutable=True)
    form.update({f"answer-{one}": place for one, place in zip(body.order, positions, strict=True)})
    return form


def test_every_order_of_the_items_is_drawn_the_right_one_too() -> None:
    body = ordering("abc")
    orders = {
        tuple(
            item["text"]
            for item in get_kind("ordering").shown(body, {}, seed=s, language="en", reveal=False)["items"]
        )
        for s in range(100)
    }
    assert len(orders) == 6


@pytest.mark.parametrize("items", [["a", "b"], ["a", "b", "a"], ["a", "b", ""], ["a", "b", 3]])
def test_the_author_of_an_order_is_told(items: list[Any]) -> None:
    with pytest.raises(ValidationError):
        parse_body("ordering", COMMON | {"items": items, "feedback": "f"})


# --- One right answer ---------------------------------------------------------------------------------------


@examples
@given(data=st.data(), kind=st.sampled_from(["single_choice", "true_false"]))
def test_one_choice_is_right_and_every_other_wrong(data: st.DataObject, kind: str) -> None:
    sample = data.draw(samples(kind))
    body: Any = sample.body
    ids = sorted(body.ids) if kind == "single_choice" else ["true", "false"]
    assert sorted(sample.kind.mark(body, {"answer": one}).fraction for one in ids)[-2:] == [0, 1]
    assert sum(sample.kind.mark(body, {"answer": one}).fraction for one in ids) == 1


@pytest.mark.parametrize("kind", ["single_choice", "true_false"])
def test_two_choices_where_one_is_asked_are_foreign(kind: str) -> None:
    body = (
        choices(1, 2, kind)
        if kind == "single_choice"
        else parse_body(kind, COMMON | {"answer": True, "feedback": "f"})
    )
    form = QueryDict("answer=true&answer=false")
    with pytest.raises(ForeignAnswer):
        get_kind(kind).read(form, body)
