"""Questions that ask almost the same as another of their bank."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import parse_body
from quizzes.linting import Linted, lint_bank
from quizzes.linting.likeness import alike
from tests.quizzes.kinds.samples import examples

FILLERS = [
    ("Where was uranium found?", "Ulba"),
    ("Which line carries crude oil to the sea?", "the Caspian pipeline"),
    ("Which scholarship sends students abroad?", "Bolashak"),
    ("Whose memorandum gave assurances?", "Budapest"),
    ("What did the C5+1 begin with?", "ministers in Samarkand"),
]


def asked(slug: str, prompt: Any, accepted: str, **fields: Any) -> Linted:
    body = {"prompt": prompt, "accepted": [accepted], "explanation": "Because.", "cites": ["claim:1.1"]}
    return Linted(slug, "short_text", parse_body("short_text", body | fields))


def likeness(one: Linted, other: Linted) -> float:
    """Among a few questions of other matters."""
    fillers = [asked(f"f{n}", prompt, key) for n, (prompt, key) in enumerate(FILLERS)]
    found = alike([*fillers, one, other], threshold=0.01)
    return next((value for a, b, value in found if (a, b) == (len(fillers), len(fillers) + 1)), 0.0)


ORIGINAL = asked("one", "Who signed the Tengiz contract for Chevron in April 1993?", "Ken Derr")


@pytest.mark.parametrize(
    ("prompt", "accepted", "is_alike"),
    [
        ("Who signed the Tengiz contract for Chevron in April 1993?", "Ken Derr", True),
        ("For Chevron, who was it that signed the contract on Tengiz in April of 1993?", "Ken Derr", True),
        ("Who signed the Tengiz contracts of April 1993 on Chevron's side?", "Ken Derr", True),
        ("Who signed the Tengiz contract for Kazakhstan?", "Nazarbayev", False),
        ("What did Ken Derr head?", "Chevron", False),
        ("In which city was the Lisbon Protocol signed?", "Lisbon", False),
    ],
)
def test_words_and_not_their_order_or_endings_make_questions_alike(
    prompt: str, accepted: str, is_alike: bool
) -> None:
    assert (likeness(ORIGINAL, asked("other", prompt, accepted)) >= 0.5) == is_alike


def test_the_same_question_on_something_else_is_another_question() -> None:
    one = asked("one", "Which of these statements holds?", "Tengiz was signed for first")
    other = asked("other", "Which of these statements holds?", "Uranium was flown to Oak Ridge")
    assert likeness(one, other) < 0.5


def test_feedback_and_explanations_do_not_count() -> None:
    wrong = [{"text": "Matzke", "feedback": "He negotiated for years on end, and did not sign it himself."}]
    assert likeness(ORIGINAL, asked("other", ORIGINAL.body.prompt, "Ken Derr", wrong=wrong)) == 1


def test_a_translation_makes_no_difference() -> None:
    prompt = {"kk": "Кім қол қойды?", "en": str(ORIGINAL.body.prompt)}
    assert likeness(ORIGINAL, asked("other", prompt, "Ken Derr")) == 1


def test_the_later_of_two_is_told_and_the_earlier_is_named() -> None:
    bank = [ORIGINAL, asked("other", ORIGINAL.body.prompt, "Ken Derr")]
    told = [one for one in lint_bank(bank) if one.rule == "duplicate"]
    assert [(one.slug, one.path) for one in told] == [("other", ("prompt",))]
    assert "the same as one (likeness 100%)" in told[0].message


@pytest.mark.parametrize("number", [2, 50, 300])
def test_copies_are_found_however_many_there_are(number: int) -> None:
    bank = [asked(f"q{n}", ORIGINAL.body.prompt, "Ken Derr") for n in range(number)]
    assert {bank[other].slug for _one, other, _likeness in alike(bank)} == {one.slug for one in bank[1:]}


@examples
@given(data=st.data())
def test_likeness_lies_between_0_and_1_whatever_the_order(data: st.DataObject) -> None:
    lines = st.lists(st.sampled_from(["oil", "arms", "treaty", "1993", "1994"]), min_size=1).map(" ".join)
    bank = [asked(f"q{n}", data.draw(lines), data.draw(lines)) for n in range(4)]

    def found(questions: list[Linted]) -> dict[frozenset[str], float]:
        pairs = alike(questions, threshold=0.01)
        return {frozenset({questions[a].slug, questions[b].slug}): round(value, 9) for a, b, value in pairs}

    assert all(0 < value <= 1 for value in found(bank).values())
    assert found(bank) == found(bank[::-1])


def test_a_thousand_questions_are_compared_in_a_moment() -> None:
    dice = random.Random(1)
    words = ["".join(dice.choices("abcdefghijklmnop", k=7)) for _ in range(3000)]
    weights = [
        1 / place for place in range(1, len(words) + 1)
    ]  # as words are in any language: few are frequent
    bank = [
        asked(
            f"q{n}",
            " ".join(dice.choices(words, weights, k=25)),
            " ".join(dice.choices(words, weights, k=20)),
        )
        for n in range(1000)
    ]
    begun = time.process_time()
    alike(bank)
    assert (
        time.process_time() - begun < 10
    )  # seconds of this process alone; about one where nothing else runs
