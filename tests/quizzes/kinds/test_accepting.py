"""Taking another answer as right, too: no other answer loses by it."""

import pytest

from quizzes.kinds import KINDS, get_kind, parse_body
from quizzes.kinds.base import CannotAccept

BASE = {"prompt": "Which?", "explanation": "So.", "cites": ["P1"]}
OPTIONS = [
    {"text": "Tengiz", "correct": True},
    {"text": "Kashagan", "feedback": "Later."},
    {"text": "Karachaganak", "feedback": "Later."},
]
TWO_RIGHT = [OPTIONS[0], {"text": "Uzen", "correct": True}, *OPTIONS[1:]]
CITY = {"accepted": ["Alma-Ata"], "wrong": [{"text": "Astana", "feedback": "Only from 1997."}]}
YEAR = {"value": 1993, "wrong": [{"value": 1994, "feedback": "Too late."}]}


def mark(kind, body, answer):
    return get_kind(kind).mark(body, {"answer": answer}).fraction


def accepting(kind, fields, **answer):
    body = parse_body(kind, BASE | fields)
    if "option" in answer:
        answer = {"answer": ids(body)[answer["option"]]}
    return get_kind(kind).accepting(body, answer)


def ids(body):
    return {option.text: option.id for option in body.options}


def test_a_second_option_is_right_and_the_first_stays_so():
    body = accepting("single_choice", {"options": OPTIONS}, option="Kashagan")
    worth = {text: mark("single_choice", body, one) for text, one in ids(body).items()}
    assert worth == {"Tengiz": 1, "Kashagan": 1, "Karachaganak": 0}


def test_an_option_accepted_among_several_counts_neither_for_nor_against():
    body = accepting("multiple_choice", {"options": TWO_RIGHT}, option="Kashagan")
    of = ids(body)
    assert mark("multiple_choice", body, [of["Tengiz"], of["Uzen"]]) == 1
    assert mark("multiple_choice", body, [of["Tengiz"], of["Uzen"], of["Kashagan"]]) == 1
    assert mark("multiple_choice", body, [of["Kashagan"]]) == 0


def test_a_further_text_is_accepted_and_foreseen_as_wrong_no_longer():
    body = accepting("short_text", CITY, answer="Astana")
    assert (mark("short_text", body, "astana"), mark("short_text", body, "Alma-Ata")) == (1, 1)
    assert body.wrong == []


@pytest.mark.parametrize(
    ("typed", "worth"), [("1993", 1), ("1994", 1), ("1996", 1), ("1997", 0), ("1992", 0)]
)
def test_a_range_of_numbers_is_accepted_with_both_its_ends(typed, worth):
    body = accepting("number", YEAR, answer="1994", until="1996")
    assert mark("number", body, typed) == worth


def test_what_is_accepted_is_told_with_the_key():
    body = accepting("number", YEAR, answer="1995")
    shown = get_kind("number").shown(body, {}, seed=1, language="en", reveal=True)
    assert shown["key"] == "1993; 1995"
    options = accepting("single_choice", {"options": OPTIONS}, option="Kashagan")
    told = get_kind("single_choice").shown(options, {}, seed=1, language="en", reveal=True)["key"]
    assert sorted(told.split("; ")) == ["Kashagan", "Tengiz"]


@pytest.mark.parametrize(
    ("kind", "fields", "answer"),
    [
        ("single_choice", {"options": OPTIONS}, {"option": "Tengiz"}),
        ("single_choice", {"options": OPTIONS}, {"answer": "nothing like it"}),
        ("short_text", CITY, {"answer": "alma ata"}),
        ("short_text", CITY, {"answer": " … "}),
        ("short_text", CITY, {}),
        ("number", YEAR, {"answer": "1993"}),
        ("number", YEAR, {"answer": "about 1995"}),
        ("number", YEAR, {"answer": "1996", "until": "1994"}),
        ("number", YEAR, {"answer": "1" * 29}),
        ("true_false", {"answer": True, "feedback": "No."}, {"answer": "false"}),
    ],
)
def test_what_is_right_already_or_no_answer_is_refused(kind, fields, answer):
    with pytest.raises(CannotAccept):
        accepting(kind, fields, **answer)


@pytest.mark.parametrize(
    ("kind", "fields", "answer"),
    [
        ("single_choice", {"options": OPTIONS}, {"option": "Kashagan"}),
        ("short_text", CITY, {"answer": "Almaty"}),
        ("number", YEAR, {"answer": "1995"}),
    ],
)
def test_the_body_is_the_same_when_it_comes_back_from_the_database(kind, fields, answer):
    body = accepting(kind, fields, **answer)
    assert parse_body(kind, body.model_dump(mode="json")) == body


@pytest.mark.parametrize("name", sorted(KINDS))
def test_only_a_kind_with_a_key_can_accept_another_answer(name):
    assert get_kind(name).has_key or not get_kind(name).can_accept
