"""A quiz on paper: which questions a sheet asks, in which order, each with which shuffle.

Pure: rows are handed in. Everything is drawn by SHA-256 from the seed, the version's letter and the slugs,
never from primary keys or a library's dice, so that a seed gives the same paper on any machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import segno

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import Body, Kind, in_language
from quizzes.presenting import FALLBACK, language_of

VERSIONS = "ABCDEF"
SEEDS = 2**31
TRIES = 50  # how often an order is drawn anew that an earlier version has already
WORDS_ON_A_LINE = 8
FEWEST_LINES, MOST_LINES = 8, 40


@dataclass(frozen=True)
class PaperItem:
    """What a sheet is composed of: an item of the quiz with its question's slug and published version."""

    slug: str
    kind: str
    body: Mapping[str, Any]
    max_mark: float = 1.0
    pool: str = ""


@dataclass(frozen=True)
class PaperQuestion:
    """A question in its place on the sheet. `told` and `body` hold the key: they are None without it.

    `told` has the parts in the order in which the sheet asks them, whatever order the key would give them.
    """

    number: int
    kind: str
    language: str
    prompt: str
    max_mark: float
    parts: Mapping[str, Any]
    told: Mapping[str, Any] | None = None
    body: Body | None = None

    @property
    def template(self) -> str:
        return f"quizzes/paper/kinds/{self.kind}.html"

    @property
    def key_template(self) -> str:
        return f"quizzes/paper/keys/{self.kind}.html"


@dataclass(frozen=True)
class Paper:
    """One version of a sheet. Sheet and key belong together where seed, version and edition are the same."""

    seed: int
    version: str
    language: str
    edition: str
    questions: Sequence[PaperQuestion]

    @property
    def marks(self) -> float:
        return sum(question.max_mark for question in self.questions)


def compose(
    items: Iterable[PaperItem],
    *,
    seed: int,
    version: str,
    language: str,
    draw: int | None = None,
    with_key: bool = False,
) -> Paper:
    """The sheet of this seed and version; `draw` is how many questions each pool gives, None for all."""
    asked = draw_items(items, seed=seed, draw=draw)
    places = enumerate(in_order(asked, seed=seed, version=version), start=1)
    return Paper(
        seed=seed,
        version=version,
        language=language,
        edition=edition_of(asked),
        questions=[
            _question(number, item, shuffle_of(item, seed=seed, version=version), language, with_key)
            for number, item in places
        ],
    )


def draw_items(items: Iterable[PaperItem], *, seed: int, draw: int | None) -> list[PaperItem]:
    """All that stand in no pool, and as many of each pool as are drawn: the same in every version."""
    pools: dict[str, list[PaperItem]] = {}
    for item in items:
        pools.setdefault(item.pool, []).append(item)
    drawn = pools.pop("", [])
    for pool in pools.values():
        drawn += sorted(pool, key=lambda item: _lot(seed, "draw", item.slug))[:draw]
    return sorted(drawn, key=lambda item: item.slug)


def in_order(items: Sequence[PaperItem], *, seed: int, version: str) -> list[PaperItem]:
    """The questions as this version asks them: in no other version's order, where there are orders enough.

    What is written at length comes last, and what carries no marks after it.
    """
    orders: list[list[PaperItem]] = []
    for letter in VERSIONS[: VERSIONS.index(version) + 1]:
        tries = (_order(items, seed, f"{letter}{attempt}") for attempt in range(TRIES))
        orders.append(next((one for one in tries if one not in orders), _order(items, seed, letter)))
    return orders[-1]


def shuffle_of(item: PaperItem, *, seed: int, version: str) -> int:
    """The seed with which the parts of a question are shuffled in this version."""
    return _lot(seed, version, item.slug) % SEEDS


def edition_of(items: Iterable[PaperItem]) -> str:
    """Four signs that change with what a sheet says, in any language, and not with its key.

    A key corrected after the sheets were printed still fits them; one to questions since reworded may not.
    """
    said = json.dumps([_said(item) for item in items], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:4].upper()


def lines_for(words: int | None) -> int:
    """How many ruled lines a text of so many words is given."""
    wanted = -(-(words or 0) // WORDS_ON_A_LINE)
    return max(FEWEST_LINES, min(wanted, MOST_LINES)) if words else 2 * FEWEST_LINES


def qr_code(address: str) -> str:
    """The address as an SVG to stand in a page, with the quiet margin that readers of such codes ask for."""
    return segno.make_qr(address, error="m").svg_inline(omitsize=True, svgclass=None, lineclass=None)


def _said(item: PaperItem) -> list[Any]:
    kind, body = get_kind(item.kind), parse_body(item.kind, item.body)
    languages = [FALLBACK] if isinstance(body.prompt, str) else sorted(body.prompt)
    shown = [kind.shown(body, {}, seed=0, language=one, reveal=False) for one in languages]
    return [item.slug, item.kind, item.max_mark, body.prompt, shown]


def _lot(seed: int, *names: str) -> int:
    return int.from_bytes(hashlib.sha256("/".join((str(seed), *names)).encode()).digest()[:8])


def _order(items: Iterable[PaperItem], seed: int, names: str) -> list[PaperItem]:
    return sorted(items, key=lambda item: (_weight(get_kind(item.kind)), _lot(seed, names, item.slug)))


def _weight(kind: Kind[Any]) -> int:
    return 1 if kind.is_marked_by_hand else 0 if kind.carries_marks else 2


def _question(number: int, item: PaperItem, seed: int, language: str, with_key: bool) -> PaperQuestion:
    kind, body = get_kind(item.kind), parse_body(item.kind, item.body)
    spoken = language_of(body.prompt, language)
    parts = kind.shown(body, {}, seed=seed, language=spoken, reveal=False)
    told = kind.shown(body, {}, seed=seed, language=spoken, reveal=True) if with_key else None
    return PaperQuestion(
        number=number,
        kind=item.kind,
        language=spoken,
        prompt=in_language(body.prompt, spoken),
        max_mark=item.max_mark if kind.carries_marks else 0.0,
        parts=parts,
        told=told and {name: _as_asked(parts.get(name), part) for name, part in told.items()},
        body=body if with_key else None,
    )


def _as_asked(asked: Any, told: Any) -> Any:
    """A list of parts that have ids, in the order in which they are asked; anything else as it is."""
    if not isinstance(told, list) or not all(isinstance(one, dict) and "id" in one for one in told):
        return told
    places = {one["id"]: place for place, one in enumerate(asked)}
    return sorted(told, key=lambda one: places[one["id"]])
