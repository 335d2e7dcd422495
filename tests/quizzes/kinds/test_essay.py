"""A text that no machine marks: its words are counted, its criteria shown, and nothing of it is lost."""

from __future__ import annotations

import math
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import InvalidAnswer
from quizzes.kinds.essay import MAX_LENGTH, count_words
from tests.quizzes.kinds.samples import examples, samples

ESSAY = get_kind("essay")
COMMON = {"prompt": "?", "explanation": "!", "cites": ["P1"]}
RUBRIC = [
    {"text": "Evidence", "marks": 4, "description": "Two facts with their years."},
    {"text": {"en": "Both sides", "ru": "Обе стороны"}, "marks": 2.5},
]


def body(**fields: Any) -> Any:
    return parse_body("essay", COMMON | {"rubric": RUBRIC} | fields)


def read(text: str) -> dict[str, Any]:
    form = QueryDict(mutable=True)
    form["answer"] = text
    return ESSAY.read(form, body(min_words=5, max_words=10))


def shown(answer: Any = None, *, reveal: bool = False, **fields: Any) -> dict[str, Any]:
    return ESSAY.shown(body(**fields), answer or {}, seed=1, language="en", reveal=reveal)


# --- Marking ------------------------------------------------------------------------------------------------


def test_no_machine_says_what_an_essay_is_worth() -> None:
    assert ESSAY.mark(body(), {"answer": "Both sides learned."}).fraction is None


@pytest.mark.parametrize("answer", [{}, {"answer": ""}, {"answer": " \n"}, {"answer": 5}, {"answer": ["a"]}])
def test_an_essay_without_a_word_waits_for_nobody(answer: Any) -> None:
    assert ESSAY.mark(body(), answer).fraction == 0


@pytest.mark.parametrize(
    ("marks", "fraction"), [((4, 2.5), 1), ((0, 0), 0), ((2, 1.25), 0.5), ((4, 0), 4 / 6.5)]
)
def test_a_teachers_marks_make_a_fraction(marks: tuple[float, float], fraction: float) -> None:
    question = body()
    given_marks = dict(zip((one.id for one in question.rubric), marks, strict=True))
    assert question.fraction_of(given_marks) == pytest.approx(fraction)


@examples
@given(data=st.data())
def test_marks_in_range_always_make_a_fraction_from_0_to_1(data: st.DataObject) -> None:
    question: Any = data.draw(samples("essay")).body
    marks = {one.id: data.draw(st.floats(0, one.marks)) for one in question.rubric}
    assert 0 <= question.fraction_of(marks) <= 1


@pytest.mark.parametrize("marks", [(5, 0), (-1, 0), (math.nan, 0), (math.inf, 0)])
def test_a_mark_out_of_range_is_refused(marks: tuple[float, float]) -> None:
    question = body()
    with pytest.raises(ValueError, match="is not a mark from 0 to 4"):
        question.fraction_of(dict(zip((one.id for one in question.rubric), marks, strict=True)))


@pytest.mark.parametrize("names", [[0], [0, 1, "more"], []])
def test_each_criterion_needs_one_mark(names: list[Any]) -> None:
    question = body()
    ids = [question.rubric[name].id if isinstance(name, int) else name for name in names]
    with pytest.raises(ValueError, match="one mark is needed for each criterion"):
        question.fraction_of(dict.fromkeys(ids, 1.0))


# --- Words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        (" \n\t— … !", 0),
        ("one two  three", 3),
        ("one\ntwo", 2),
        ("Kazakhstan's", 1),
        ("Kazakhstan’s co-operation", 2),
        ("well - spoken — here", 3),
        ("U.S. policy", 2),
        ("13,364 or 17.7 per cent", 5),
        ("first,second", 2),
        ("and/or", 2),
        ("snake_case", 2),
        ("в 1993 году", 3),
        ("Қазақстан мен АҚШ", 3),
        ("Казахста\u0301н", 1),
        ("nai\u0308ve caf\u00e9", 2),
        ("non\u00adproliferation", 1),
        ("(quoted) “words”", 2),
        ("हिन्दी शब्द", 2),
    ],
)
def test_words_are_counted_in_any_script(text: str, number: int) -> None:
    assert count_words(text) == number


@examples
@given(parts=st.lists(st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=8)))
def test_words_between_spaces_are_counted_one_by_one(parts: list[str]) -> None:
    assert count_words(" ".join(parts)) == len(parts)


@pytest.mark.parametrize(
    ("words", "limits", "is_so"),
    [
        (5, {"min_words": 5, "max_words": 10}, True),
        (10, {"min_words": 5, "max_words": 10}, True),
        (4, {"min_words": 5}, False),
        (11, {"max_words": 10}, False),
        (0, {}, True),
    ],
)
def test_the_page_knows_whether_it_is_as_long_as_asked(
    words: int, limits: dict[str, Any], is_so: bool
) -> None:
    assert shown({"answer": "word " * words}, **limits)["is_as_long_as_asked"] is is_so


# --- Reading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [1, 4, 11, 300])
def test_a_draft_too_short_or_too_long_is_saved_all_the_same(words: int) -> None:
    assert read("word " * words) == {"answer": " ".join(["word"] * words)}


def test_paragraphs_are_kept() -> None:
    assert read("First.\r\n\r\nSecond.\rThird.") == {"answer": "First.\n\nSecond.\nThird."}


def test_what_a_word_processor_leaves_in_a_pasted_text_is_taken_out_and_the_rest_is_kept() -> None:
    assert read("One\x0btwo\0three\x07\ud800 four") == {"answer": "One\ntwothree four"}


def test_a_text_of_the_greatest_length_is_read_whatever_its_line_ends() -> None:
    assert len(read("\r\n".join(["a" * 99] * (MAX_LENGTH // 100)))["answer"]) == MAX_LENGTH - 1


def test_a_longer_text_is_handed_back_and_not_cut() -> None:
    with pytest.raises(InvalidAnswer, match=str(MAX_LENGTH)) as refused:
        read("a" * (MAX_LENGTH + 1))
    assert len(shown(refused.value.typed)["value"]) == MAX_LENGTH + 1


# --- Showing ------------------------------------------------------------------------------------------------


def test_criteria_and_marks_are_shown_beforehand_and_what_describes_them_is_not() -> None:
    first, second = shown()["rubric"]
    assert (first["text"], first["marks"], first["description"]) == ("Evidence", 4, None)
    assert second["text"] == "Both sides"


def test_with_the_result_the_criteria_are_described_and_the_model_answer_shown() -> None:
    told = shown(reveal=True, model_answer="Both did.")
    assert (told["rubric"][0]["description"], told["key"]) == ("Two facts with their years.", "Both did.")


def test_the_whole_text_is_in_its_words_for_an_export() -> None:
    text = "A line.\nAnother. " + "word " * 500
    assert ESSAY.describe(body(), {"answer": text}, "en") == " ".join(text.split())


# --- Authors ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"rubric": []}, "at least one criterion"),
        ({"rubric": [RUBRIC[0], RUBRIC[0]]}, "read the same"),
        ({"rubric": [{"text": "a", "marks": 0}]}, "greater than 0"),
        ({"rubric": [{"text": "a", "marks": math.nan}]}, "greater than 0"),
        ({"rubric": [{"text": "a"}]}, "Field required"),
        ({"min_words": 10, "max_words": 5}, "more than"),
        ({"min_words": 0}, "greater than or equal to 1"),
    ],
)
def test_the_author_is_told(fields: dict[str, Any], advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        body(**fields)
