"""What a linter warns of in a question, and what it lets pass."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import KINDS, parse_body
from quizzes.linting import Linted, lint_bank, lint_question
from tests.factories import BODIES
from tests.quizzes.kinds.samples import examples, samples

REASON = "It was signed in April 1993, in Almaty."
WHY = "Because it was otherwise."


def linted(kind: str, slug: str = "one", **fields: Any) -> Linted:
    body = {"prompt": "Which is it?", "explanation": REASON, "cites": ["claim:1.1"]} | fields
    return Linted(slug, kind, parse_body(kind, body))


def found(kind: str, **fields: Any) -> list[tuple[str, Any]]:
    return [(one.rule, one.path) for one in lint_question(linted(kind, **fields))]


def choice(right: Any, *wrong: Any, kind: str = "single_choice", **fields: Any) -> list[tuple[str, Any]]:
    return found(kind, options=options(right, *wrong), **fields)


def options(right: Any, *wrong: Any) -> list[dict[str, Any]]:
    rights = right if isinstance(right, list) else [right]
    return [{"text": text, "correct": True} for text in rights] + [
        {"text": text, "feedback": WHY} if not isinstance(text, dict) or "en" in text else text
        for text in wrong
    ]


# --- Lengths ------------------------------------------------------------------------------------------------

SHORT, LONG = "a treaty", "a treaty that four states had signed in Lisbon"


@pytest.mark.parametrize(
    ("right", "wrong", "is_told"),
    [
        (LONG, [SHORT, "a pact"], True),
        (SHORT, [LONG, LONG + " before"], True),
        (LONG, [SHORT, LONG + " before"], False),
        (SHORT, [LONG, "a pact"], False),
        ("1993", ["199", "19"], False),
        ("seventeen", ["six", "ten"], False),
    ],
)
def test_a_key_that_stands_out_by_its_length_is_told(right: str, wrong: list[str], is_told: bool) -> None:
    assert (("length", ("options",)) in choice(right, *wrong)) == is_told


def test_of_several_right_options_all_must_stand_out() -> None:
    assert choice([LONG, SHORT], "a pact", "an oath", kind="multiple_choice") == []


def test_lengths_are_looked_at_in_every_language() -> None:
    right, wrong = (
        {"en": "a treaty", "kk": "төрт мемлекет қол қойған шарт"},
        {"en": "a parley", "kk": "келісім"},
    )
    fields: dict[str, Any] = {
        "prompt": {"en": "What?", "kk": "Не?"},
        "explanation": {"en": REASON, "kk": REASON},
    }
    assert choice(right, wrong, **fields) == [("length", ("options",))]


def test_a_list_in_a_gap_is_looked_at_too() -> None:
    gap = {"gap": 1, "options": options(LONG, SHORT)}
    assert found("cloze", text="It was [[1]].", gaps=[gap]) == [("length", ("gaps", 0, "options"))]


def bank_of(longest: int, others: int) -> list[Linted]:
    words = [
        "apple",
        "bread",
        "cider",
        "dough",
        "elder",
        "flour",
        "grape",
        "honey",
        "icing",
        "juice",
        "kefir",
    ]

    def question(place: int, right: str, wrong: str) -> Linted:
        fruit = words[place % len(words)] * (place + 1)
        texts = options(f"{fruit} {right}", f"{fruit} {wrong}a", f"{fruit} {wrong}b", f"{fruit} {wrong}c")
        return linted("single_choice", f"q{place}", prompt=fruit, options=texts)

    return [question(n, "xyzzy", "xyz") for n in range(longest)] + [
        question(longest + n, "xyz", "xyzz") for n in range(others)
    ]


@pytest.mark.parametrize(
    ("longest", "others", "is_told"), [(10, 2, True), (4, 12, False), (9, 0, False), (0, 20, False)]
)
def test_a_bank_whose_keys_are_the_longest_more_often_than_by_chance_is_told(
    longest: int, others: int, is_told: bool
) -> None:
    about_the_bank = [one.rule for one in lint_bank(bank_of(longest, others)) if not one.slug]
    assert about_the_bank == (["length"] if is_told else [])


# --- What an option says of the others ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "all of the above",
        "None of these.",
        "Both of them",
        "a and b",
        "1 and 2",
        "none of the other answers",
        "всё перечисленное",
        "Все ответы верны",
        "ни один из вариантов",
        "аталғандардың барлығы",
    ],
)
def test_an_option_about_the_others_is_to_be_pinned(text: str) -> None:
    assert choice("two states", "six states", text) == [("pin", ("options", 2))]


def test_one_that_is_pinned_is_well() -> None:
    pinned = {"text": "all of the above", "feedback": WHY, "pin": True}
    assert choice("two states", "six states", pinned) == []


@pytest.mark.parametrize("text", ["not all of them signed", "none of them signed it", "vitamins a and b"])
def test_an_option_about_something_else_is_well(text: str) -> None:
    assert choice("two states did that", text) == []


# --- Absolute words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "is_told"),
    [
        ("It met twice.", "It never met.", True),
        ("It never met.", "It met twice.", False),
        ("It never met.", "It always met.", False),
        ("It met twice.", "It met all five.", False),
        ("Встречались.", "Никогда не было.", True),
        ("Кездесті.", "Ешқашан емес.", True),
        ("It met twice.", "In Nevers it met.", False),
    ],
)
def test_an_absolute_word_among_wrong_options_only_is_told(right: str, wrong: str, is_told: bool) -> None:
    assert (("absolute", ("options", 1)) in choice(right, wrong)) == is_told


@pytest.mark.parametrize(("answer", "is_told"), [(False, True), (True, False)])
def test_an_absolute_statement_that_is_false_is_told(answer: bool, is_told: bool) -> None:
    statement = found("true_false", prompt="Every warhead was gone.", answer=answer, feedback=WHY)
    assert (("absolute", ("prompt",)) in statement) == is_told


# --- The same answer everywhere -----------------------------------------------------------------------------


@pytest.mark.parametrize(("right", "wrong", "is_told"), [(3, 2, True), (2, 2, False), (2, 3, False)])
def test_what_ticking_everything_is_worth_is_told(right: int, wrong: int, is_told: bool) -> None:
    rights, wrongs = [f"right {n}" for n in range(right)], [f"wrong {n}" for n in range(wrong)]
    ticked = choice(rights, *wrongs, kind="multiple_choice")
    assert (("guessing", ("options",)) in ticked) == is_told


@pytest.mark.parametrize(("sides", "is_told"), [("xxxy", True), ("xxyy", False), ("wxyz", False)])
def test_what_one_right_side_for_all_is_worth_is_told(sides: str, is_told: bool) -> None:
    pairs = [
        {"left": left, "right": right, "feedback": WHY} for left, right in zip("abcd", sides, strict=True)
    ]
    assert found("matching", pairs=pairs) == ([("guessing", ("pairs",))] if is_told else [])


@pytest.mark.parametrize(("sizes", "is_told"), [((3, 1), True), ((2, 2), False), ((1, 1, 1), False)])
def test_what_one_group_for_all_is_worth_is_told(sizes: tuple[int, ...], is_told: bool) -> None:
    groups = [
        {"text": f"group {at}", "items": [{"text": f"item {at}{n}", "feedback": WHY} for n in range(size)]}
        for at, size in enumerate(sizes)
    ]
    assert found("categorise", groups=groups) == ([("guessing", ("groups",))] if is_told else [])


# --- The key in the question --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prompt", "is_told"),
    [
        ("Which paper is the Lisbon Protocol?", True),
        ("What was signed in Lisbon?", False),
        ("Lisbon's protocols: which were they?", True),
        ("Was it the Lisbon Protocol or the Budapest Memorandum?", False),
    ],
)
def test_a_prompt_with_the_words_of_the_right_option_alone_is_told(prompt: str, is_told: bool) -> None:
    told = choice("the Lisbon Protocol", "the Budapest Memorandum", prompt=prompt)
    assert told == ([("key-told", ("prompt",))] if is_told else [])


@pytest.mark.parametrize(
    ("prompt", "is_told"),
    [("Where is Alma-Ata?", True), ("Where is Almaty?", False), ("What is an alma mater?", False)],
)
def test_a_prompt_with_the_text_that_is_asked_for_is_told(prompt: str, is_told: bool) -> None:
    told = found("short_text", prompt=prompt, accepted=["Alma-Ata", "AA"])
    assert told == ([("key-told", ("prompt",))] if is_told else [])


@pytest.mark.parametrize(
    ("prompt", "is_told"),
    [("In which year, 1993?", True), ("After 1992?", False), ("Of 1,993 tons?", True), ("P1993x?", False)],
)
def test_a_prompt_with_the_number_that_is_asked_for_is_told(prompt: str, is_told: bool) -> None:
    told = found("number", prompt=prompt, value=1993, feedback=WHY)
    assert told == ([("key-told", ("prompt",))] if is_told else [])


def test_a_text_that_fills_its_own_gaps_is_told() -> None:
    gaps = [{"gap": 1, "accepted": ["Tengiz"]}, {"gap": 2, "value": 1993, "feedback": WHY}]
    told = found("cloze", text="[[1]] in [[2]]: Tengiz was signed for in 1993.", gaps=gaps)
    assert told == [("key-told", ("gaps", 0)), ("key-told", ("gaps", 1))]


def test_what_fills_one_gap_may_be_right_in_no_other() -> None:
    gaps = [{"gap": 1, "accepted": ["Tengiz"]}, {"gap": 2, "accepted": ["Kashagan"]}]
    assert found("cloze", text="First [[1]], then [[2]].", gaps=gaps) == []


def test_a_left_side_with_the_words_of_its_right_side_is_told() -> None:
    pairs = [
        {"left": "The Lisbon Protocol", "right": "Lisbon", "feedback": WHY},
        {"left": "The Treaty of Semipalatinsk", "right": "Kurchatov", "feedback": WHY},
    ]
    assert found("matching", pairs=pairs) == [("key-told", ("pairs", 0))]


def test_an_item_with_the_words_of_its_group_is_told() -> None:
    groups = [
        {"text": "oil", "items": [{"text": "the oil of Tengiz", "feedback": WHY}]},
        {"text": "arms", "items": [{"text": "Ulba", "feedback": WHY}]},
    ]
    assert found("categorise", groups=groups) == [("key-told", ("groups", 0, "items", 0))]


@pytest.mark.parametrize(
    ("items", "is_told"),
    [(["A (1991)", "B", "C, 1995"], True), (["A", "B of 1993", "C"], False), (["A", "B", "C"], False)],
)
def test_items_that_name_their_years_are_told(items: list[str], is_told: bool) -> None:
    told = found("ordering", items=items, feedback=WHY)
    assert told == ([("key-told", ("items", 0))] if is_told else [])


def test_an_event_that_names_its_year_is_told() -> None:
    events = [
        {"text": "The contract of 1993", "year": 1993, "feedback": WHY},
        {"text": "The talks after 1993", "year": 1995, "feedback": WHY},
    ]
    assert found("timeline", events=events) == [("key-told", ("events", 0))]


# --- Reasons and evidence -----------------------------------------------------------------------------------


@pytest.mark.parametrize("explanation", ["Yes.", "See above.", "…", "Which is it?"])
def test_an_explanation_that_explains_nothing_is_told(explanation: str) -> None:
    fields = {"answer": True, "feedback": WHY, "explanation": explanation}
    assert found("true_false", **fields) == [("explanation", ("explanation",))]


def test_a_prompt_of_some_length_is_no_explanation_either() -> None:
    prompt = "The contract was signed in April."
    fields = {"answer": True, "feedback": WHY, "explanation": prompt, "prompt": prompt}
    assert found("true_false", **fields) == [("explanation", ("explanation",))]


@pytest.mark.parametrize(
    ("explanation", "is_told"),
    [({"en": REASON}, True), ({"en": REASON, "ru": REASON}, False), (REASON, False)],
)
def test_an_explanation_that_is_not_translated_is_told(explanation: Any, is_told: bool) -> None:
    fields = {"answer": True, "feedback": WHY, "prompt": {"en": "It was so.", "ru": "Было."}}
    told = found("true_false", **fields, explanation=explanation)
    assert told == ([("explanation", ("explanation",))] if is_told else [])


@pytest.mark.parametrize(
    ("kind", "fields", "path"),
    [
        ("number", {"value": 7}, ("value",)),
        ("matching", {"pairs": [{"left": c, "right": c * 3} for c in "ab"]}, ("pairs", 0)),
        ("timeline", {"events": [{"text": c, "year": 1993} for c in "ab"]}, ("events", 0)),
        ("categorise", {"groups": [{"text": c, "items": [c * 3]} for c in "ab"]}, ("groups", 0, "items", 0)),
        ("cloze", {"text": "It was [[1]].", "gaps": [{"gap": 1, "value": 7}]}, ("gaps", 0)),
    ],
)
def test_a_wrong_answer_to_which_nothing_is_said_is_told_once(kind: str, fields: Any, path: Any) -> None:
    assert found(kind, **fields) == [("explanation", path)]


@pytest.mark.parametrize(
    ("cites", "is_told"),
    [
        (["P1", "P2"], True),
        (["paragraph:1"], True),
        (["P1", "claim:1.1"], False),
        (["P1", "S20"], False),
        (["P1", "source:GK"], False),
        (["P1", "milestone:tengiz"], False),
    ],
)
def test_a_key_that_rests_on_paragraphs_alone_is_told(cites: list[str], is_told: bool) -> None:
    told = found("true_false", answer=True, feedback=WHY, cites=cites)
    assert told == ([("support", ("cites",))] if is_told else [])


@pytest.mark.parametrize("kind", ["essay", "opinion"])
def test_where_there_is_no_key_a_paragraph_is_enough(kind: str) -> None:
    assert found(kind, **BODIES[kind], cites=["P1"]) == []


# --- Everything else ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@examples
@given(data=st.data())
def test_any_question_can_be_linted(kind: str, data: st.DataObject) -> None:
    bank = [Linted(f"q{n}", kind, data.draw(samples(kind)).body) for n in range(2)]
    assert all(one.message and "%(" not in one.message for one in lint_bank(bank))
