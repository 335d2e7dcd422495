"""Numbers as people type them in Ohio and in Almaty."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import ForeignAnswer, InvalidAnswer
from quizzes.kinds.numerals import in_words, split, value_of
from tests.quizzes.kinds.samples import examples

NUMBER = get_kind("number")
PER_CENT = {"name": {"en": "per cent", "ru": "процентов"}, "accepted": ["%", "pct"]}


def body(value: object, **fields: Any) -> Any:
    return parse_body("number", {"prompt": "?", "explanation": "!", "cites": ["P1"], "value": value} | fields)


def read(typed: str, of: Any, unit: str = "") -> dict[str, Any]:
    form = QueryDict(mutable=True)
    form.update({"answer": typed} | ({"unit": unit} if unit else {}))
    return NUMBER.read(form, of)


def is_right(typed: str, value: object, **fields: Any) -> bool:
    question = body(value, **fields)
    return NUMBER.mark(question, read(typed, question)).fraction == 1


# --- Reading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1993", "1993"),
        (" 1993 ", "1993"),
        ("1993.", "1993"),
        ("+1993", "1993"),
        ("0017", "17"),
        ("17.7", "17.7"),
        ("17,7", "17.7"),
        ("17.70", "17.7"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("0,5", "0.5"),
        ("0,500", "0.5"),
        ("1,993", "1993"),
        ("1.993", "1.993"),
        ("13,364", "13364"),
        ("13 364", "13364"),
        ("13\u00a0364", "13364"),
        ("13\u202f364", "13364"),
        ("13\u2009364", "13364"),
        ("13,364,000", "13364000"),
        ("13.364.000", "13364000"),
        ("13 364 000", "13364000"),
        ("13 364,5", "13364.5"),
        ("13,364.5", "13364.5"),
        ("13.364,5", "13364.5"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("–5", "-5"),
        ("‑5", "-5"),
        ("- 5", "-5"),
        ("−1,5", "-1.5"),
    ],
)
def test_a_number_means_what_its_writer_meant(typed: str, value: str) -> None:
    number, rest = split(typed)
    assert (value_of(number), rest) == (Decimal(value), "")


@pytest.mark.parametrize(
    "typed",
    [
        "about 1993",
        "nineteen",
        "1e3",
        "1993-1994",
        "19 93",
        "1,99,3",
        "13,36,400",
        "1.2.3",
        "1,2.3",
        "0x7c9",
        "½",
        "5²",
        "٥",
        "१९९३",
        "１９９３",
        "MCMXCIII",
        "∞",
        "NaN",
        "--5",
        "5-",
        "9" * 31,
        "1993!",
    ],
)
def test_what_is_no_number_in_figures_is_handed_back_with_what_was_typed(typed: str) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        read(typed, body(1993))
    assert refused.value.typed == {"answer": typed}


@examples
@given(value=st.integers(-(10**14), 10**14), mark=st.sampled_from([",", " ", "\u00a0", "\u202f"]))
def test_however_its_thousands_are_grouped_a_number_is_the_same(value: int, mark: str) -> None:
    assert is_right(f"{value:,}".replace(",", mark).replace("-", "−"), value)


@examples
@given(value=st.decimals(-(10**9), 10**9, places=2), comma=st.booleans())
def test_the_decimal_sign_is_a_point_or_a_comma(value: Decimal, comma: bool) -> None:
    assert is_right(str(value).replace(".", ",") if comma else str(value), str(value))


@examples
@given(value=st.integers(0, 10**6), other=st.integers(0, 10**6))
def test_no_other_whole_number_is_right(value: int, other: int) -> None:
    assert is_right(str(other), value) is (value == other)


def test_a_comma_before_three_digits_groups_thousands_unless_the_answer_has_three_decimals() -> None:
    assert not is_right("17,700", 17.7)
    assert is_right("17,700", 17700)
    assert is_right("1,234", "1.234")
    assert is_right("1.234", "1.234")


# --- Tolerance ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["17.2", "17,2", "17.7", "18.2", "18.20", "18"])
def test_both_ends_of_the_tolerance_are_right(typed: str) -> None:
    assert is_right(typed, 17.7, tolerance=0.5)


@pytest.mark.parametrize("typed", ["17.19", "18.21", "17", "18.2000001", "-17.7"])
def test_beyond_the_tolerance_is_wrong(typed: str) -> None:
    assert not is_right(typed, 17.7, tolerance=0.5)


@examples
@given(value=st.decimals(-(10**6), 10**6, places=3), tolerance=st.decimals(0, 100, places=3))
def test_the_ends_are_exact(value: Decimal, tolerance: Decimal) -> None:
    question = body(str(value), tolerance=str(tolerance))
    step = Decimal("0.0001")
    assert question.accepts(value + tolerance) and question.accepts(value - tolerance)
    assert not question.accepts(value + tolerance + step)
    assert not question.accepts(value - tolerance - step)


def test_a_year_one_off_is_wrong() -> None:
    assert [year for year in range(1900, 2100) if is_right(str(year), 1993)] == [1993]


# --- Units --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["50", "50%", "50 %", "50 per cent", "50 PER  CENT", "50 pct.", "50 процентов"]
)
def test_a_unit_may_follow(typed: str) -> None:
    assert is_right(typed, 50, unit=PER_CENT)


@pytest.mark.parametrize("typed", ["50 kg", "50 % of it", "50%%", "% 50"])
def test_another_unit_is_handed_back(typed: str) -> None:
    with pytest.raises(InvalidAnswer):
        read(typed, body(50, unit=PER_CENT))


def test_a_unit_where_none_is_asked_for_is_handed_back() -> None:
    with pytest.raises(InvalidAnswer, match="year"):
        read("1993 year", body(1993))


def test_a_required_unit_is_typed_or_chosen() -> None:
    question = body(50, unit=PER_CENT | {"required": True})
    with pytest.raises(InvalidAnswer):
        read("50", question)
    assert read("50 %", question) == {"answer": "50 %"}
    assert read("50", question, unit="pct") == {"answer": "50", "unit": "pct"}
    with pytest.raises(ForeignAnswer):
        read("50", question, unit="kg")


def test_a_stored_answer_in_another_unit_is_worth_nothing() -> None:
    assert NUMBER.mark(body(50, unit=PER_CENT), {"answer": "50 kg"}).fraction == 0


# --- Feedback, and what an author may not write -------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "feedback"),
    [("1992", "A year early."), ("1,992", "A year early."), ("1850", "No."), ("1993", None)],
)
def test_a_foreseen_wrong_number_has_its_own_feedback(typed: str, feedback: str | None) -> None:
    question = body(1993, wrong=[{"value": 1992, "feedback": "A year early."}], feedback="No.")
    shown = NUMBER.shown(question, read(typed, question), seed=1, language="en", reveal=True)
    assert shown["feedback"] == feedback


@pytest.mark.parametrize(
    "fields",
    [
        {"value": "much"},
        {"value": True},
        {"value": float("nan")},
        {"value": 10**16},
        {"value": 1, "tolerance": -1},
        {"value": 1, "tolerance": 1, "wrong": [{"value": 2, "feedback": "f"}]},
        {"value": 1, "wrong": [{"value": 2, "feedback": "f"}, {"value": 2.0, "feedback": "g"}]},
        {"value": 1, "unit": {"name": "3 km"}},
    ],
)
def test_an_author_is_told(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        body(**fields)


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [
        ("1993", "en", "1993"),
        ("13364", "en", "13\u202f364"),
        ("17.7", "en", "17.7"),
        ("17.7", "kk", "17,7"),
        ("-13364.5", "ru", "−13\u202f364,5"),
    ],
)
def test_a_number_is_shown_as_its_readers_write_it(value: str, language: str, words: str) -> None:
    assert in_words(Decimal(value), language) == words
    assert value_of(split(words)[0]) == Decimal(value)
