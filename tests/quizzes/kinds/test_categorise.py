"""Items sorted into groups, and items that belong to none."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from pydantic import ValidationError

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import ForeignAnswer
from quizzes.kinds.categorise import NOWHERE

CATEGORISE = get_kind("categorise")
SEEN: dict[str, Any] = {"seed": 3, "language": "en", "reveal": False}
COMMON = {"prompt": "?", "explanation": "!", "cites": ["P1"]}
GROUPS: list[dict[str, Any]] = [
    {
        "text": {"en": "Kazakhstan", "ru": "Казахстан"},
        "items": ["Astana", {"text": "Almaty", "feedback": "Once."}],
    },
    {"text": {"en": "United States", "ru": "США"}, "items": [{"text": "Houston"}]},
]
NOWHERES = [{"text": "Vienna", "feedback": "In Austria."}]


def body(groups: Any = GROUPS, **fields: Any) -> Any:
    return parse_body("categorise", COMMON | {"groups": groups, "nowhere": NOWHERES} | fields)


def item(text: str) -> str:
    return next(one.id for one in body().items if one.text == text)


def group(name: str) -> str:
    if name == NOWHERE:
        return NOWHERE
    return next(one.id for one in body().groups if one.text["en"] == name)


def sorted_into(**chosen: str) -> dict[str, Any]:
    return {"answer": {item(text): group(name) for text, name in chosen.items()}}


def shown(answer: Any = None, of: Any = None, **how: Any) -> dict[str, Any]:
    return CATEGORISE.shown(of or body(), answer or {}, **SEEN | how)


RIGHT = {"Astana": "Kazakhstan", "Almaty": "Kazakhstan", "Houston": "United States", "Vienna": NOWHERE}


# --- Marking ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "fraction"),
    [
        (RIGHT, 1),
        (RIGHT | {"Vienna": "Kazakhstan"}, 3 / 4),
        (dict.fromkeys(RIGHT, "Kazakhstan"), 1 / 2),
        ({"Astana": "Kazakhstan"}, 1 / 4),
        (dict.fromkeys(RIGHT, NOWHERE), 1 / 4),
        ({"Astana": "United States", "Houston": "Kazakhstan"}, 0),
    ],
)
def test_each_item_in_its_group_counts_the_same(chosen: dict[str, str], fraction: float) -> None:
    assert CATEGORISE.mark(body(), sorted_into(**chosen)).fraction == fraction


def test_an_item_that_belongs_nowhere_is_not_right_by_being_left_open() -> None:
    marking = CATEGORISE.mark(body(), sorted_into(Astana="Kazakhstan"))
    assert marking.parts[item("Vienna")] is False


def test_an_item_keeps_its_mark_when_it_is_moved_in_the_file_but_not_between_groups() -> None:
    other = body(groups=[GROUPS[1], GROUPS[0] | {"items": GROUPS[0]["items"][::-1]}])
    assert CATEGORISE.mark(other, sorted_into(**RIGHT)).fraction == 1


# --- Reading ------------------------------------------------------------------------------------------------


def test_what_is_chosen_is_read_item_by_item() -> None:
    form = QueryDict(mutable=True)
    form.update({f"answer-{item('Astana')}": group("Kazakhstan"), f"answer-{item('Almaty')}": ""})
    assert CATEGORISE.read(form, body()) == sorted_into(Astana="Kazakhstan")


@pytest.mark.parametrize("chosen", ["ffffffff", "Kazakhstan", "1"])
def test_a_group_that_is_not_there_is_foreign(chosen: str) -> None:
    with pytest.raises(ForeignAnswer):
        CATEGORISE.read(QueryDict(f"answer-{item('Astana')}={chosen}"), body())


def test_none_of_these_is_foreign_where_it_is_not_offered() -> None:
    with pytest.raises(ForeignAnswer):
        CATEGORISE.read(QueryDict(f"answer-{item('Astana')}={NOWHERE}"), body(nowhere=None))


# --- Showing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("nowhere", "is_offered"), [(None, False), ([], True), (NOWHERES, True)])
def test_none_of_these_is_offered_where_the_author_says_so(nowhere: Any, is_offered: bool) -> None:
    groups = [one["id"] for one in shown(of=body(nowhere=nowhere))["groups"]]
    assert (NOWHERE in groups) == is_offered


def test_none_of_these_stands_last() -> None:
    assert {shown(seed=seed)["groups"][-1]["text"] for seed in range(20)} == {"none of these"}


def test_every_order_of_the_groups_is_drawn() -> None:
    assert len({shown(seed=seed)["groups"][0]["text"] for seed in range(20)}) == 2


def test_items_do_not_stand_by_group() -> None:
    texts = {tuple(one["text"] for one in shown(seed=seed)["items"]) for seed in range(40)}
    assert len(texts) > 10


@pytest.mark.parametrize(
    ("text", "chosen", "feedback"),
    [
        ("Almaty", "United States", "Once."),
        ("Almaty", "Kazakhstan", None),
        ("Vienna", "Kazakhstan", "In Austria."),
    ],
)
def test_an_item_has_its_own_feedback(text: str, chosen: str, feedback: str | None) -> None:
    items = shown(sorted_into(**{text: chosen}), reveal=True)["items"]
    assert next(one["feedback"] for one in items if one["text"] == text) == feedback


def test_the_answer_in_words_goes_by_group() -> None:
    words = CATEGORISE.describe(body(), sorted_into(Houston="United States", Vienna=NOWHERE), "en")
    assert set(words.split("; ")) == {"United States: Houston", "none of these: Vienna"}


def test_groups_are_told_in_the_language_of_the_question() -> None:
    assert CATEGORISE.describe(body(), sorted_into(Houston="United States"), "ru") == "США: Houston"


# --- Authors ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "advice"),
    [
        (GROUPS[:1], "two groups or more"),
        ([{"text": "a", "items": ["x"]}, {"text": "b", "items": ["x"]}], "Two items read the same"),
        ([{"text": "a", "items": ["x"]}, {"text": "a ", "items": ["y"]}], "Two groups read the same"),
        ([{"text": "a", "items": ["Vienna"]}, {"text": "b"}], "Two items read the same"),
        ([{"text": "a", "items": []}, {"text": "b"}], "two items or more"),
        ([{"text": "a", "items": [1993]}, {"text": "b", "items": ["y"]}], "valid"),
    ],
)
def test_the_author_is_told(groups: Any, advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        body(groups)
