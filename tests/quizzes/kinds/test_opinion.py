"""A view that is asked for, recorded, and never marked."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from pydantic import ValidationError

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import ForeignAnswer, InvalidAnswer
from quizzes.kinds.opinion import MAX_LENGTH

OPINION = get_kind("opinion")
SEEN: dict[str, Any] = {"seed": 3, "language": "en", "reveal": False}
COMMON = {"prompt": "?", "explanation": "!", "cites": ["P1"]}
SCALE = ["not at all", {"en": "somewhat", "ru": "отчасти"}, "very much"]


def body(**fields: Any) -> Any:
    return parse_body("opinion", COMMON | {"choices": SCALE, "words": True} | fields)


def choice(text: str) -> str:
    return next(one["id"] for one in shown()["choices"] if one["text"] == text)


def shown(answer: Any = None, **how: Any) -> dict[str, Any]:
    return OPINION.shown(body(), answer or {}, **SEEN | how)


def read(of: Any = None, **fields: str) -> dict[str, Any]:
    form = QueryDict(mutable=True)
    form.update(fields)
    return OPINION.read(form, of or body())


# --- Marking ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [{}, {"words": "Both."}, {"answer": "ffffffff"}, {"answer": 1}])
def test_no_view_is_worth_more_or_less_than_another(answer: Any) -> None:
    assert OPINION.mark(body(), answer).fraction is None


def test_it_carries_no_marks() -> None:
    assert not OPINION.carries_marks


# --- Reading ------------------------------------------------------------------------------------------------


def test_a_choice_a_few_words_or_both_are_an_answer() -> None:
    somewhat = choice("somewhat")
    assert read(answer=somewhat) == {"answer": somewhat}
    assert read(words=" In part.\r\nIn part not. ") == {"words": "In part.\nIn part not."}
    assert read(answer=somewhat, words="Yes") == {"answer": somewhat, "words": "Yes"}


def test_words_are_not_read_where_they_are_not_asked_for() -> None:
    assert read(body(words=False), words="Listen!") == {}


def test_a_choice_that_was_not_offered_is_foreign() -> None:
    with pytest.raises(ForeignAnswer):
        read(answer="ffffffff")


def test_too_many_words_are_handed_back_with_the_choice() -> None:
    somewhat = choice("somewhat")
    with pytest.raises(InvalidAnswer, match=str(MAX_LENGTH)) as refused:
        read(answer=somewhat, words="a" * (MAX_LENGTH + 1))
    again = shown(refused.value.typed)
    assert len(again["value"]) == MAX_LENGTH + 1
    assert [one["chosen"] for one in again["choices"]] == [False, True, False]


# --- Showing ------------------------------------------------------------------------------------------------


def test_a_scale_keeps_its_order_whatever_the_seed() -> None:
    orders = {tuple(one["text"] for one in shown(seed=seed)["choices"]) for seed in range(20)}
    assert orders == {("not at all", "somewhat", "very much")}


def test_a_view_is_told_in_words() -> None:
    answer = {"answer": choice("somewhat"), "words": "Trade,\nnot trust."}
    assert OPINION.describe(body(), answer, "ru") == "отчасти: Trade, not trust."


# --- Authors ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"choices": [], "words": False}, "Give `choices`"),
        ({"choices": ["yes"]}, "two choices or more"),
        ({"choices": ["yes", "yes "]}, "read the same"),
        ({"choices": ["yes", {"text": "no", "correct": True}]}, "Extra inputs"),
    ],
)
def test_the_author_is_told(fields: dict[str, Any], advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        body(**fields)
