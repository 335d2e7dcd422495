"""Gaps in a text: typed or chosen, each marked by itself, wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from pydantic import ValidationError

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import ForeignAnswer, InvalidAnswer

CLOZE = get_kind("cloze")
COMMON = {"prompt": "Fill the gaps.", "explanation": "!", "cites": ["P1"]}
FIELD_GAP = {"gap": 1, "accepted": ["Tengiz"], "wrong": [{"text": "Kashagan", "feedback": "It came later."}]}
YEAR_GAP = {"gap": 2, "value": 1993, "feedback": "Count again."}
WHO_GAP: dict[str, Any] = {
    "gap": 3,
    "options": [
        {"text": {"en": "Nazarbayev", "kk": "Назарбаев"}, "correct": True},
        {"text": {"en": "Tokayev", "kk": "Тоқаев"}, "feedback": "He followed in 2019."},
        {"text": "nobody", "feedback": "Somebody did.", "pin": True},
    ],
}
TEXT = {
    "en": "[[1]] was signed for in [[2]].\nKazakhstan's signature was that of [[3]].",
    "kk": "[[2]] жылы [[3]] [[1]] туралы қол қойды.",
}


def body(text: Any = TEXT, gaps: Any = (FIELD_GAP, YEAR_GAP, WHO_GAP)) -> Any:
    return parse_body("cloze", COMMON | {"text": text, "gaps": list(gaps)})


def option(text: str) -> str:
    return next(one["id"] for one in gap("3")["choices"] if one["text"] == text)


def shown(answer: Any = None, *, language: str = "en", reveal: bool = False, seed: int = 1) -> dict[str, Any]:
    return CLOZE.shown(body(), answer or {}, seed=seed, language=language, reveal=reveal)


def gap(number: str, answer: Any = None, **how: Any) -> dict[str, Any]:
    return next(one for one in shown(answer, **how)["gaps"] if one["id"] == number)


def read(**filled: str) -> dict[str, Any]:
    form = QueryDict(mutable=True)
    form.update({name.replace("gap", "answer-"): value for name, value in filled.items()})
    return CLOZE.read(form, body())


# --- Marking ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filled", "fraction"),
    [
        ({"1": "Tengiz", "2": "1993", "3": "Nazarbayev"}, 1),
        ({"1": "tengiz", "2": "1993.0", "3": "Nazarbayev"}, 1),
        ({"1": "Tengis", "2": "1993"}, 2 / 3),
        ({"1": "Kashagan", "2": "1993", "3": "Nazarbayev"}, 2 / 3),
        ({"2": "1994", "3": "Nazarbayev"}, 1 / 3),
        ({"1": "1993", "2": "Tengiz", "3": "Tokayev"}, 0),
    ],
)
def test_each_right_gap_counts_the_same(filled: dict[str, str], fraction: float) -> None:
    answer = filled | ({"3": option(filled["3"])} if "3" in filled else {})
    assert CLOZE.mark(body(), {"answer": answer}).fraction == pytest.approx(fraction)


def test_a_wrong_year_is_no_slip_of_the_fingers_even_where_a_text_is_asked_for() -> None:
    gap_of_year = {"gap": 1, "accepted": ["April 1993"]}
    question = body("In [[1]].", [gap_of_year])
    assert CLOZE.mark(question, {"answer": {"1": "April 1994"}}).fraction == 0


# --- Reading ------------------------------------------------------------------------------------------------


def test_what_was_typed_into_a_number_gap_and_is_no_number_comes_back_with_all_the_rest() -> None:
    with pytest.raises(InvalidAnswer, match=r"Gap 2: .*1993") as refused:
        read(gap1="Tengiz", gap2="soon")
    assert shown(refused.value.typed)["gaps"][0]["value"] == "Tengiz"
    assert shown(refused.value.typed)["gaps"][1]["value"] == "soon"


def test_what_is_too_long_comes_back_with_all_the_rest() -> None:
    with pytest.raises(InvalidAnswer, match="Gap 1") as refused:
        read(gap1="T" * 600, gap2="1993")
    assert refused.value.typed["answer"]["2"] == "1993"


def test_a_gap_left_open_is_no_part_of_the_answer() -> None:
    assert read(gap1=" Tengiz ", gap2="  ", gap3="") == {"answer": {"1": "Tengiz"}}


def test_a_choice_that_a_gap_does_not_offer_is_foreign() -> None:
    with pytest.raises(ForeignAnswer):
        read(gap3="ffffffff")


# --- Showing ------------------------------------------------------------------------------------------------


def test_a_text_is_shown_line_by_line_with_its_gaps_in_their_places() -> None:
    lines = [
        [piece if isinstance(piece, str) else piece["id"] for piece in line] for line in shown()["paragraphs"]
    ]
    assert lines == [
        ["", "1", " was signed for in ", "2", "."],
        ["Kazakhstan's signature was that of ", "3", "."],
    ]


def test_in_another_language_the_gaps_may_stand_in_another_order() -> None:
    line = shown(language="kk")["paragraphs"][0]
    assert [piece["id"] for piece in line if not isinstance(piece, str)] == ["2", "3", "1"]


def test_a_gap_brings_the_words_before_it_for_who_hears_it_alone() -> None:
    first_line = shown()["paragraphs"][0]
    assert first_line[3]["before"] == "… was signed for in"


def test_what_fills_another_gap_is_not_told_by_the_words_before_one() -> None:
    assert "Tengiz" not in str(shown({"answer": {"1": "Tengiz"}})["paragraphs"][0][3]["before"])


def test_an_answer_stays_in_its_gap_in_another_language() -> None:
    answer = {"answer": {"3": option("Tokayev")}}
    assert gap("3", answer, language="kk")["words"] == "Тоқаев"


def test_the_options_of_a_gap_are_shuffled_and_a_pinned_one_stands_last() -> None:
    orders = {tuple(one["text"] for one in gap("3", seed=seed)["choices"]) for seed in range(40)}
    assert orders == {("Nazarbayev", "Tokayev", "nobody"), ("Tokayev", "Nazarbayev", "nobody")}


@pytest.mark.parametrize(
    ("number", "filled", "feedback"),
    [
        ("1", "Kashagan", "It came later."),
        ("1", "Karachaganak", None),
        ("1", "Tengiz", None),
        ("2", "1994", "Count again."),
        ("3", "Tokayev", "He followed in 2019."),
        ("3", "Nazarbayev", None),
    ],
)
def test_each_gap_has_its_own_feedback(number: str, filled: str, feedback: str | None) -> None:
    answer = {"answer": {number: option(filled) if number == "3" else filled}}
    assert gap(number, answer, reveal=True)["feedback"] == feedback


def test_the_answer_in_words_names_the_gaps_by_number() -> None:
    answer = {"answer": {"1": "Tengiz", "3": option("Tokayev")}}
    assert CLOZE.describe(body(), answer, "en") == "1: Tengiz; 3: Tokayev"


# --- Authors ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "gaps", "advice"),
    [
        ("No gap.", [YEAR_GAP | {"gap": 1}], "stands once in the text"),
        ("[[1]] and [[1]].", [YEAR_GAP | {"gap": 1}], "stands once in the text"),
        ("[[1]] and [[2]].", [YEAR_GAP | {"gap": 1}], "stands once in the text"),
        ({"en": "[[1]].", "kk": "Бос."}, [YEAR_GAP | {"gap": 1}], "in every language"),
        ("[[1]] [[3]].", [YEAR_GAP | {"gap": 1}, YEAR_GAP | {"gap": 3}], "Number the gaps"),
        ("[[1]] [[year]].", [YEAR_GAP | {"gap": 1}], "opens a gap"),
        ("[[1]].", [{"gap": 1}], "Give a gap `accepted`"),
        ("[[1]].", ["1993"], "Give a gap `accepted`"),
        ("[[1]].", [FIELD_GAP | {"accepted": []}], "at least one text"),
        ("[[1]].", [YEAR_GAP | {"gap": 1, "unit": {"name": "t", "required": True}}], "behind the gap"),
        ("[[1]].", [WHO_GAP | {"gap": 1, "options": WHO_GAP["options"][1:]}], "exactly one"),
        ("[[1]].", [], "at least 1 item"),
    ],
)
def test_the_author_is_told(text: Any, gaps: Any, advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        body(text, gaps)
