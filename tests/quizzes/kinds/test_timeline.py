"""Events in their years, and what a near miss is worth."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import InvalidAnswer
from tests.quizzes.kinds.samples import examples, samples

TIMELINE = get_kind("timeline")
SEEN: dict[str, Any] = {"seed": 3, "language": "en", "reveal": False}
COMMON = {"prompt": "?", "explanation": "!", "cites": ["P1"]}
EVENTS = [
    {"text": {"en": "Independence", "kk": "Тәуелсіздік"}, "year": 1991, "feedback": "In December."},
    {"text": "Tengiz", "year": 1993},
    {"text": "Sapphire", "year": 1994},
]
CREDIT = [{"within": 3, "fraction": 0.2}, {"within": 1, "fraction": 0.5}]


def body(**fields: Any) -> Any:
    return parse_body("timeline", COMMON | {"events": EVENTS, "credit": CREDIT} | fields)


def event(text: str, of: Any = None) -> str:
    return next(one.id for one in (of or body()).events if text in (one.text, *_each(one.text)))


def _each(text: Any) -> list[str]:
    return list(text.values()) if isinstance(text, dict) else []


def dated(**years: Any) -> dict[str, Any]:
    return {"answer": {event(text): str(year) for text, year in years.items()}}


def worth(year: Any, **fields: Any) -> float:
    """What this year is worth for the signing of Tengiz, of 1."""
    return TIMELINE.mark(body(**fields), dated(Tengiz=year)).fraction * len(EVENTS)


def read(**typed: str) -> dict[str, Any]:
    form = QueryDict(mutable=True)
    form.update({f"answer-{event(text)}": year for text, year in typed.items()})
    return TIMELINE.read(form, body())


def shown(answer: Any = None, **how: Any) -> dict[str, Any]:
    return TIMELINE.shown(body(), answer or {}, **SEEN | how)


# --- Marking ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "fraction"),
    [
        (1993, 1),
        (1992, 0.5),
        (1994, 0.5),
        (1991, 0.2),
        (1996, 0.2),
        (1990, 0.2),
        (1989, 0),
        (1997, 0),
        (993, 0),
    ],
)
def test_a_near_miss_is_worth_what_its_author_says(year: int, fraction: float) -> None:
    assert worth(year) == pytest.approx(fraction)


@pytest.mark.parametrize("year", [1992, 1994, 1939, 1999, 9193, 1933, 1893])
def test_a_wrong_year_is_never_a_slip_of_the_fingers(year: int) -> None:
    assert worth(year, credit=[]) == 0


@examples
@given(data=st.data())
def test_a_year_further_off_is_never_worth_more(data: st.DataObject) -> None:
    question: Any = data.draw(samples("timeline")).body
    one = question.events[0]
    near, far = sorted(data.draw(st.tuples(st.integers(0, 50), st.integers(0, 50))))
    sign = data.draw(st.sampled_from([-1, 1]))
    assert question.worth(one, one.year + sign * near) >= question.worth(one, one.year - sign * far)


@pytest.mark.parametrize(
    ("years", "fraction"),
    [
        ({"Independence": 1991, "Tengiz": 1993, "Sapphire": 1994}, 1),
        ({"Independence": 1991, "Tengiz": 1992, "Sapphire": 1994}, (1 + 0.5 + 1) / 3),
        ({"Independence": 1991}, 1 / 3),
        ({"Independence": 1993, "Tengiz": 1994, "Sapphire": 1991}, (0.2 + 0.5 + 0.2) / 3),
    ],
)
def test_the_mark_is_the_mean_over_the_events(years: dict[str, int], fraction: float) -> None:
    assert TIMELINE.mark(body(), dated(**years)).fraction == pytest.approx(fraction)


def test_a_near_miss_is_not_right() -> None:
    assert TIMELINE.mark(body(), dated(Tengiz=1992)).parts[event("Tengiz")] is False


# --- Reading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["1993", " 1993 ", "1993.", "1993 г.", "1993г", "1993 год", "1993 ж.", "1993 жылы", "１９９３"]
)
def test_a_year_is_read_as_people_write_it(typed: str) -> None:
    assert read(Tengiz=typed) == dated(Tengiz=1993)


@pytest.mark.parametrize(
    "typed",
    ["93", "'93", "1992/93", "1992-1993", "6 April 1993", "199З", "l993", "nineteen", "-1993", "19930",
     "0093", "1993 AD", "1 993", "1e3", "½", "?"],
)  # fmt: skip
def test_what_is_no_year_in_full_is_handed_back_with_advice(typed: str) -> None:
    with pytest.raises(InvalidAnswer, match="such as 1993") as refused:
        read(Independence="1991", Tengiz=typed)
    values = {one["text"]: one["value"] for one in shown(refused.value.typed)["events"]}
    assert values == {"Independence": "1991", "Tengiz": typed, "Sapphire": ""}


def test_what_is_too_long_comes_back_with_all_the_rest() -> None:
    with pytest.raises(InvalidAnswer) as refused:
        read(Independence="1991", Tengiz="1" * 50)
    assert refused.value.typed["answer"][event("Independence")] == "1991"


# --- Showing ------------------------------------------------------------------------------------------------


def test_before_it_is_answered_the_order_tells_nothing_of_time() -> None:
    orders = {tuple(one["text"] for one in shown(seed=seed)["events"]) for seed in range(60)}
    assert len(orders) == 6


def test_with_the_key_the_events_come_in_order_of_time() -> None:
    assert [one["key"] for one in shown(reveal=True)["events"]] == ["1991", "1993", "1994"]


def test_what_a_near_miss_is_worth_is_told_beforehand_the_nearest_first() -> None:
    assert shown()["credit"] == [{"within": 1, "fraction": 0.5}, {"within": 3, "fraction": 0.2}]


@pytest.mark.parametrize(
    ("year", "verdict", "feedback"),
    [(1991, "right", None), (1992, "partly", "In December."), (2001, "wrong", "In December.")],
)
def test_each_event_has_its_verdict_and_feedback(year: int, verdict: str, feedback: str | None) -> None:
    first = shown(dated(Independence=year), reveal=True)["events"][0]
    assert (first["verdict"], first["feedback"]) == (verdict, feedback)


def test_the_answer_in_words_goes_by_year() -> None:
    words = TIMELINE.describe(body(), dated(Sapphire=1995, Independence=1990), "kk")
    assert words == "1990: Тәуелсіздік; 1995: Sapphire"


# --- Authors ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"events": EVENTS[:1]}, "two events or more"),
        ({"events": [EVENTS[1], EVENTS[1]]}, "read the same"),
        ({"events": [EVENTS[1], {"text": "Now", "year": 99}]}, "greater than or equal to 100"),
        ({"events": [EVENTS[1], {"text": "Now", "year": "1993"}]}, "integer"),
        ({"credit": [{"within": 1, "fraction": 0.5}, {"within": 2, "fraction": 0.5}]}, "let `fraction` fall"),
        ({"credit": [{"within": 1, "fraction": 0.2}, {"within": 2, "fraction": 0.5}]}, "let `fraction` fall"),
        ({"credit": [{"within": 1, "fraction": 0.5}, {"within": 1, "fraction": 0.4}]}, "stands twice"),
        ({"credit": [{"within": 0, "fraction": 0.5}]}, "greater than or equal to 1"),
        ({"credit": [{"within": 1, "fraction": 1.0}]}, "less than 1"),
        ({"credit": [{"within": 1, "fraction": float("nan")}]}, "less than 1"),
    ],
)
def test_the_author_is_told(fields: dict[str, Any], advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        body(**fields)
