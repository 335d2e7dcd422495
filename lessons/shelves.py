"""Narrowing a reference shelf, and saying of each entry where it is taught.

A shelf holds what one chapter needs, some hundred rows, so it is narrowed here and not in the database: that
is how a search finds Назарбаев in the small letters of three alphabets, on SQLite as on PostgreSQL.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse

from lessons.models import Course, Section, SectionText
from lessons.reading import preference, rank

LONGEST_SEARCH = 100
# Kazakh and Russian words in Kazakh order, which agrees with the Russian; code points put Ә and Қ after Я.
ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"

Text = str | dict[str, str]


@dataclass(frozen=True)
class Choice:
    """One value a shelf can be narrowed to, with the number of rows that have it."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A question asked of every row: its GET parameter, and the values that occur on the shelf."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.is_chosen), None)


@dataclass(frozen=True)
class Place:
    """A section where an entry is taught."""

    number: int
    title: str
    url: str


@dataclass
class Shelf:
    """Rows, narrowed by what the reader's address asks; a value that no row has asks nothing."""

    rows: list[Any]
    asked: Mapping[str, str]
    facets: list[Facet] = field(default_factory=list)
    search: str = ""
    every: list[Any] = field(init=False)

    def __post_init__(self) -> None:
        self.every = list(self.rows)

    @property
    def total(self) -> int:
        return len(self.every)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search) or any(facet.chosen for facet in self.facets)

    def by(
        self,
        name: str,
        label: str,
        value_of: Callable[[Any], str],
        labels: Mapping[str, Any] | None = None,
    ) -> Facet:
        """Narrows to the rows with the value asked for. `labels` gives the order too, else the rows do."""
        counts = Counter(value_of(row) for row in self.every)
        values = [value for value in labels if counts[value]] if labels is not None else list(counts)
        asked = self.asked.get(name, "")
        facet = self._add(name, label, values, counts, labels or {}, asked)
        if facet.chosen:
            self.rows = [row for row in self.rows if value_of(row) == asked]
        return facet

    def between(self, first: tuple[str, str], last: tuple[str, str], value_of: Callable[[Any], str]) -> None:
        """Narrows to a range, given as two parameters with their labels; it may be asked for backwards."""
        counts = Counter(value_of(row) for row in self.every)
        values = sorted(counts)
        asked = [self.asked.get(name, "") for name, _label in (first, last)]
        low, high = [value if value in counts else "" for value in asked]
        if low and high and low > high:
            low, high = high, low
        self._add(*first, values, counts, {}, low)
        self._add(*last, values, counts, {}, high)
        self.rows = [row for row in self.rows if (low or values[0]) <= value_of(row) <= (high or values[-1])]

    def search_in(self, texts_of: Callable[[Any], Iterable[Text]]) -> None:
        """Narrows to the rows that hold every word of the search, in whatever language."""
        self.search = " ".join(self.asked.get("q", "")[:LONGEST_SEARCH].split())
        words = plain(self.search).split()
        if words:
            self.rows = [row for row in self.rows if _holds(words, texts_of(row))]

    def _add(
        self,
        name: str,
        label: str,
        values: Iterable[str],
        counts: Mapping[str, int],
        labels: Mapping[str, Any],
        asked: str,
    ) -> Facet:
        choices = [
            Choice(value, str(labels.get(value, value)), counts[value], value == asked)
            for value in values
            if value
        ]
        self.facets.append(facet := Facet(name, label, choices))
        return facet


def _holds(words: Sequence[str], texts: Iterable[Text]) -> bool:
    text = plain(" ".join(each for text in texts for each in _every_language(text)))
    return all(word in text for word in words)


def _every_language(text: Text) -> Iterable[str]:
    return [text] if isinstance(text, str) else text.values()


def plain(text: str) -> str:
    """The text for comparing: small letters without accents, full and half width alike."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def initial(text: str) -> str:
    """The first letter of a name, as a capital: of «C5+1» it is C."""
    return next((letter.upper() for letter in text if letter.isalnum()), "")


def alphabetical(text: str) -> tuple[list[int], str]:
    """A key that sorts by letters and digits alone, Latin first, then Cyrillic in its own order."""
    letters = [letter for letter in text.casefold() if letter.isalnum()]
    return [
        ALPHABET.find(letter) + 0x10000 if letter in ALPHABET else ord(letter) for letter in letters
    ], text


def bring(rows: Sequence[Any], **relations: str) -> None:
    """Gives each row what it is related to as lists, a query each: bring(rows, passages="paragraphs")."""
    prefetch_related_objects(rows, *relations.values())
    for row in rows:
        for name, relation in relations.items():
            setattr(row, name, list(getattr(row, relation).all()))


def tell_where_taught(rows: Sequence[Any], relation: str, course: Course, language: str) -> None:
    """Gives each row `taught`: its places in order of reading. `relation` is what Section calls the shelf."""
    places = _places(course, language)
    through = getattr(Section, relation).through
    row_id = f"{relation.removesuffix('s')}_id"
    taught: defaultdict[int, set[int]] = defaultdict(set)
    for row, section in through.objects.filter(section__lesson__course=course).values_list(
        row_id, "section_id"
    ):
        taught[row].add(section)
    for row in rows:
        row.taught = [place for section, place in places.items() if section in taught[row.pk]]


def _places(course: Course, language: str) -> dict[int, Place]:
    """Every section of the course that is taught, by its primary key, in order of reading."""
    texts = SectionText.objects.filter(section__lesson__course=course, section__retired_at=None)
    rows = texts.order_by("section__lesson__position", "section__position", "pk").values_list(
        "section_id",
        "language",
        "title",
        "section__key",
        "section__lesson__slug",
        "section__lesson__position",
    )
    best: dict[int, str] = {}
    places: dict[int, Place] = {}
    order = preference(language, course.languages)
    for section, spoken, title, key, slug, number in rows:
        if section not in best or rank(spoken, order) < rank(best[section], order):
            best[section] = spoken
            places[section] = Place(number, title, f"{reverse('lesson', args=[slug])}#{key}")
    return places
