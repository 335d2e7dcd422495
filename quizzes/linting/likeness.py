"""Questions of a bank that ask almost the same.

The measure: each question is the set of its words (stems of prompt and of all that is chosen from, typed or
put in order, its key among them), a word weighing log(1 + N / n) where n of N questions have it. The
likeness of two is the weight of the words they share over that of all words of both, 0 to 1: a weighted
Jaccard index (P. Jaccard, 1912; the weights after K. Spärck Jones, 1972).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from quizzes.kinds.base import in_language
from quizzes.linting.finding import Finding, Linted
from quizzes.linting.stems import stems

ALIKE = 0.5
# A word that more questions have than this share, and than this many, is weighed, but leads to no pair.
COMMON = 0.1
MANY = 20
# What is asked, in the bodies of all kinds; their other texts are told afterwards.
TEXTS = ("prompt", "text", "left", "right")
LISTS = ("options", "pairs", "distractors", "items", "groups", "nowhere", "events", "choices", "gaps")
TYPED = ("accepted", "value", "year")


def duplicate_findings(questions: Sequence[Linted]) -> Iterator[Finding]:
    """A warning on the later question of each pair that is almost the same."""
    for one, other, likeness in alike(questions):
        yield _duplicate(questions[other], questions[one], likeness)


def duplicates_of(question: Linted, others: Sequence[Linted]) -> Iterator[Finding]:
    """A warning for each of the others that this question is almost the same as."""
    bank = [words_of(one) for one in (*others, question)]
    weights = _weights(bank)
    totals = [_weight(words, weights) for words in bank]
    for place, other in enumerate(others):
        likeness = _likeness(_weight(bank[place] & bank[-1], weights), totals[place], totals[-1])
        if likeness >= ALIKE:
            yield _duplicate(question, other, likeness)


def _duplicate(question: Linted, other: Linted, likeness: float) -> Finding:
    message = _("asks almost the same as %(other)s (likeness %(percent)d%%)")
    figures = {"other": other.slug, "percent": round(100 * likeness)}
    return Finding(question.slug, ("prompt",), "duplicate", message % figures)


def alike(questions: Sequence[Linted], threshold: float = ALIKE) -> list[tuple[int, int, float]]:
    """Pairs by their places in the bank, the earlier first, with their likeness."""
    bank = [words_of(question) for question in questions]
    weights = _weights(bank)
    totals = [_weight(words, weights) for words in bank]
    found = []
    for one, other in _candidates(bank):
        less, more = sorted((totals[one], totals[other]))
        if less < threshold * more:
            continue  # what they share cannot be enough
        likeness = _likeness(_weight(bank[one] & bank[other], weights), less, more)
        if likeness >= threshold:
            found.append((one, other, likeness))
    return found


def _weights(bank: Sequence[set[str]]) -> dict[str, float]:
    had_by = Counter(word for words in bank for word in words)
    return {word: math.log(1 + len(bank) / number) for word, number in had_by.items()}


def _likeness(shared: float, one: float, other: float) -> float:
    """Of two questions of these weights; 0 where neither has a word: nothing can be said of them."""
    every = one + other - shared
    return shared / every if every else 0.0


def words_of(question: Linted) -> set[str]:
    """The stems of everything that the question asks, its key among it, in one language."""
    language = "en" if "en" in question.languages else question.languages[0]
    return stems(" ".join(_asked(question.body.model_dump(), language)))


def _asked(data: Mapping[str, Any], language: str) -> Iterator[str]:
    for name, value in data.items():
        if name in TEXTS and value:
            yield in_language(value, language)
        elif name in TYPED:
            yield from map(str, value[:1] if isinstance(value, list) else [value])
        elif name in LISTS:
            for part in value or ():
                yield from _asked(part, language)


def _candidates(words: Sequence[set[str]]) -> list[tuple[int, int]]:
    """Pairs that share a word which is not common, and neighbours that share all, each once, in order."""
    had_by = Counter(word for each in words for word in each)
    most = max(MANY, COMMON * len(words))
    having: dict[str, list[int]] = defaultdict(list)
    latest: dict[frozenset[str], int] = {}
    pairs: set[tuple[int, int]] = set()
    for place, each in enumerate(words):
        if (same := latest.get(frozenset(each))) is not None:
            pairs.add((same, place))
        latest[frozenset(each)] = place
        for word in each:
            if had_by[word] <= most:
                pairs.update((earlier, place) for earlier in having[word])
                having[word].append(place)
    return sorted(pairs)


def _weight(words: Iterable[str], weights: Mapping[str, float]) -> float:
    return math.fsum(weights[word] for word in words)
