"""Questions of every kind, drawn by hypothesis, with answers to them and forms that carry those answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.kinds import KINDS, get_kind, parse_body
from quizzes.kinds.base import Body, Kind
from quizzes.kinds.reading import FIELD, PART

Data = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

examples = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщыьэюяАБВГДӘҒҚҢӨҰҮҺІәғқңөұүһі"
words = st.text(LETTERS + CYRILLIC + "0123456789", min_size=1, max_size=12)
lines = st.lists(words, min_size=1, max_size=4).map(" ".join)
texts = lines | st.fixed_dictionaries({"en": lines}, optional={"kk": lines, "ru": lines})
years = st.integers(100, 9999)
seeds = st.integers(0, 2**31 - 1)
languages = st.sampled_from(["en", "kk", "ru"])

HOSTILE = [
    "",
    " ",
    "\0",
    "1993\0",
    "\ud800",
    "\udfff1993",
    "\u202e3991",
    "\u2066Astana\u2069",
    "A" * 100_000,
    "9" * 5_000,
    "1" + ",000" * 2_000,
    "1e999999999",
    "NaN",
    "-",
    "١٩٩٣",
    "１９９３",
    "<script>alert(1)</script>",
    "'; DROP TABLE quizzes_response; --",
    "\r\n\t",
    "a\u0300" * 300,
    "\ufdfa" * 200,
    "\ufeff\u200b\u00ad",
]
hostile_text = (
    st.sampled_from(HOSTILE) | st.text(max_size=30) | st.text("\0\ud800\u202eИ1, .-+%", max_size=10)
)


def _unique_texts(least: int, most: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(texts, min_size=least, max_size=most, unique_by=repr)


def _options(draw: Draw, is_key: Callable[[int, int], list[bool]]) -> Data:
    of = draw(_unique_texts(2, 6))
    right = is_key(len(of), draw(seeds))
    pins = draw(st.lists(st.booleans(), min_size=len(of), max_size=len(of)))
    return {
        "options": [
            {"text": text, "correct": correct, "feedback": draw(texts), "pin": pin}
            for text, correct, pin in zip(of, right, pins, strict=True)
        ]
    }


def _one_right(number: int, seed: int) -> list[bool]:
    return [place == seed % number for place in range(number)]


def _some_right(number: int, seed: int) -> list[bool]:
    """At least one, and not all."""
    bits = 1 + seed % (2**number - 2)
    return [bool(bits >> place & 1) for place in range(number)]


def single_choice(draw: Draw) -> Data:
    return _options(draw, _one_right)


def multiple_choice(draw: Draw) -> Data:
    return _options(draw, _some_right)


def true_false(draw: Draw) -> Data:
    return {"answer": draw(st.booleans()), "feedback": draw(texts)}


def matching(draw: Draw) -> Data:
    of = draw(_unique_texts(5, 10))
    pairs = draw(st.integers(2, len(of) // 2))
    lefts, rights, rest = of[:pairs], of[pairs : 2 * pairs], of[2 * pairs :]
    return {
        "pairs": [
            {"left": left, "right": right, "feedback": draw(texts)}
            for left, right in zip(lefts, rights, strict=True)
        ],
        "distractors": [{"text": text, "feedback": draw(texts)} for text in rest],
    }


def ordering(draw: Draw) -> Data:
    return {"items": draw(_unique_texts(3, 7)), "feedback": draw(texts)}


def short_text(draw: Draw) -> Data:
    wrong = draw(st.lists(lines, max_size=3))
    return {
        "accepted": draw(st.lists(lines, min_size=1, max_size=4)),
        "wrong": [{"text": text, "feedback": draw(texts)} for text in wrong],
        "typos": draw(st.booleans()),
    }


def number(draw: Draw) -> Data:
    values = st.integers(-(10**12), 10**12) | st.decimals(-(10**6), 10**6, places=3).map(str)
    unit = st.fixed_dictionaries(
        {"name": st.sampled_from(["%", "km", "млн т"]), "required": st.booleans()},
        optional={"accepted": st.sampled_from([["per cent"], ["per cent", "percent"]])},
    )
    return {
        "value": draw(values),
        "tolerance": draw(st.integers(0, 50)),
        "unit": draw(st.none() | unit),
        "wrong": [{"value": value, "feedback": draw(texts)} for value in draw(st.lists(values, max_size=2))],
        "feedback": draw(st.none() | texts),
    }


def cloze(draw: Draw) -> Data:
    sorts = draw(st.lists(st.sampled_from([short_text, _number_gap, single_choice]), min_size=1, max_size=4))
    gaps = [{"gap": place} | sort(draw) for place, sort in enumerate(sorts, start=1)]
    marks = [f"[[{gap['gap']}]]" for gap in gaps]

    def text() -> str:
        return " ".join(f"{draw(lines)} {mark}" for mark in draw(st.permutations(marks)))

    return {"text": draw(st.sampled_from([text(), {"en": text(), "kk": text()}])), "gaps": gaps}


def _number_gap(draw: Draw) -> Data:
    return number(draw) | {"unit": None}


def categorise(draw: Draw) -> Data:
    of = draw(_unique_texts(4, 9))
    groups = draw(st.integers(2, len(of) - 2))
    items = [{"text": text, "feedback": draw(texts)} for text in of[groups:]]
    places = [draw(st.integers(0, groups)) for _item in items]
    nowhere = [item for item, place in zip(items, places, strict=True) if place == groups]
    return {
        "groups": [
            {"text": text, "items": [item for item, at in zip(items, places, strict=True) if at == place]}
            for place, text in enumerate(of[:groups])
        ],
        "nowhere": nowhere or draw(st.sampled_from([None, []])),
    }


def timeline(draw: Draw) -> Data:
    withins = draw(st.lists(st.integers(1, 20), max_size=3, unique=True).map(sorted))
    fractions = draw(
        st.lists(st.integers(1, 99), min_size=len(withins), max_size=len(withins), unique=True).map(sorted)
    )
    return {
        "events": [
            {"text": text, "year": draw(years), "feedback": draw(st.none() | texts)}
            for text in draw(_unique_texts(2, 6))
        ],
        "credit": [
            {"within": within, "fraction": fraction / 100}
            for within, fraction in zip(withins, reversed(fractions), strict=True)
        ],
    }


def essay(draw: Draw) -> Data:
    return {
        "rubric": [
            {"text": text, "marks": draw(st.sampled_from([1, 2.5, 10])), "description": draw(texts)}
            for text in draw(_unique_texts(1, 4))
        ],
        "min_words": draw(st.none() | st.integers(1, 50)),
        "max_words": draw(st.none() | st.integers(50, 500)),
        "model_answer": draw(st.none() | texts),
    }


def opinion(draw: Draw) -> Data:
    choices = draw(st.just([]) | _unique_texts(2, 5))
    return {"choices": choices, "words": not choices or draw(st.booleans())}


FIELDS_OF = {
    draw.__name__: draw
    for draw in (
        single_choice,
        multiple_choice,
        true_false,
        matching,
        ordering,
        short_text,
        number,
        cloze,
        categorise,
        timeline,
        essay,
        opinion,
    )
}


@dataclass(frozen=True)
class Sample:
    kind: Kind[Any]
    data: Data

    @property
    def body(self) -> Body:
        return parse_body(self.kind.name, self.data)


@st.composite
def samples(draw: Draw, kind: str) -> Sample:
    common = {"prompt": draw(texts), "explanation": draw(texts), "cites": ["P1"]}
    sample = Sample(get_kind(kind), common | FIELDS_OF[kind](draw))
    try:
        _ = sample.body
    except ValidationError:  # texts that read the same, and the like
        assume(False)
    return sample


def answers(sample: Sample) -> st.SearchStrategy[Data]:
    """Any answer that the question's own form can give, the empty one too."""
    body: Any = sample.body
    return {
        "single_choice": lambda: st.sampled_from(sorted(body.ids)).map(_as_answer),
        "multiple_choice": lambda: st.sets(st.sampled_from(sorted(body.ids))).map(sorted).map(_as_answer),
        "true_false": lambda: st.sampled_from(["true", "false"]).map(_as_answer),
        "matching": lambda: st.fixed_dictionaries(
            {}, optional={pair.left_id: st.sampled_from(sorted(body.choices)) for pair in body.pairs}
        ).map(_as_answer),
        "ordering": lambda: st.permutations(body.order).map(_as_answer) | st.just({}),
        "short_text": lambda: (lines | st.sampled_from(body.accepted)).map(_as_answer),
        "number": lambda: (st.integers(-3000, 3000).map(str) | st.just(f"{body.value:f}")).map(_as_answer),
        "cloze": lambda: _some_of({one: _fillings(gap) for one, gap in body.by_id.items()}),
        "categorise": lambda: _some_of(dict.fromkeys(body.right, st.sampled_from(body.choices))),
        "timeline": lambda: _some_of(dict.fromkeys(body.ids, years.map(str))),
        "essay": lambda: st.lists(lines, max_size=4).map("\n".join).map(_as_answer),
        "opinion": lambda: st.fixed_dictionaries({}, optional=_opinion_fields(body)),
    }[sample.kind.name]()


def _some_of(parts: dict[str, st.SearchStrategy[str]]) -> st.SearchStrategy[Data]:
    return st.fixed_dictionaries({}, optional=parts).map(_as_answer)


def _fillings(gap: Any) -> st.SearchStrategy[str]:
    key = st.just(gap.key())
    if gap.choices(1, "en"):
        return st.sampled_from([option.id for option in gap.options])
    return key | (st.integers(-3000, 3000).map(str) if hasattr(gap, "value") else lines)


def _opinion_fields(body: Any) -> dict[str, st.SearchStrategy[str]]:
    fields = {FIELD: st.sampled_from(body.ids)} if body.ids else {}
    return fields | ({"words": lines} if body.words else {})


def _as_answer(value: Any) -> Data:
    return {FIELD: value} if value else {}


def form_of(sample: Sample, answer: Data) -> QueryDict:
    """The form that gives this answer."""
    form = QueryDict(mutable=True)
    value = answer.get(FIELD)
    match sample.kind.name, value:
        case _, None:
            pass
        case "ordering", list():
            form.update({PART + one: str(place) for place, one in enumerate(value, start=1)})
        case _, dict():
            form.update({PART + part: one for part, one in value.items()})
        case _, list():
            form.setlist(FIELD, value)
        case _:
            form[FIELD] = value
    form.update({name: answer[name] for name in ("unit", "words") if name in answer})
    return form


def ids_of(sample: Sample) -> list[str]:
    """Every id in the question, and a few that are not."""
    body: Any = sample.body
    own = {
        "single_choice": lambda: body.ids,
        "multiple_choice": lambda: body.ids,
        "matching": lambda: {*body.choices, *(pair.left_id for pair in body.pairs)},
        "ordering": lambda: body.order,
        "cloze": lambda: [*body.by_id, *(gap.key() for gap in body.gaps)],
        "categorise": lambda: [*body.right, *body.choices],
        "timeline": lambda: body.ids,
        "opinion": lambda: body.ids,
    }.get(sample.kind.name, lambda: ["true", "false", "%"])()
    return sorted({*own, "00000000", "1", "2", "3"})


kind_names = sorted(KINDS)
