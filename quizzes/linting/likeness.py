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
        message = _("asks almost the same as %(other)s (likeness %(percent)d%%)")
        figures = {"other": questions[one].slug, "percent": round(100 * likeness)}
        yield Finding(questions[other].slug, ("prompt",), "duplicate", message % figures)


def alike(questions: Sequence[Linted], threshold: float = ALIKE) -> list[tuple[int, int, float]]:
    """Pairs by their places in the bank, the earlier first, with their likeness."""
    words = [words_of(question) for question in questions]
    had_by = Counter(word for each in words for word in each)
    weights = {word: math.log(1 + len(words) / number) for word, number in had_by.items()}
    totals = [_weight(each, weights) for each in words]
    found = []
    for one, other in _candidates(words, had_by):
        less, more = sorted((totals[one], totals[other]))
        if not less or less < threshold * more:
            continue  # what they share cannot be enough
        shared = _weight(words[one] & words[other], weights)
        likeness = shared / (totals[one] + totals[other] - shared)
        if likeness >= threshold:
            found.append((one, other, likeness))
    return found


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


def _candidates(words: Sequence[set[str]], had_by: Mapping[str, int]) -> list[tuple[int, int]]:
    """Pairs that share a word which is not common, and neighbours that share all, each once, in order."""
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
