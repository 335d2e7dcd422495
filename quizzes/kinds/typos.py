"""Which typed word is a slip of the fingers, and which is another word.

A slip is forgiven in letters only, and only where it cannot have meant something else: docs/marking.md says
the same in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from quizzes.kinds.lookalikes import EXACT, NEGATING_PREFIXES, OPPOSITES, OTHER_WORDS
from quizzes.kinds.words import Word, Words

ONE_SLIP_FROM = 5  # letters
TWO_SLIPS_FROM = 9
# Vowels, and letters that spellings of one name add or leave out (Kazakhstan, Kazakstan; Tokayev, Tokaev).
WEAK = re.compile("[aeiouyhаеиоуыэюяйьъәөұүі]")
SOUND_ALIKE = str.maketrans("cqzw", "kksv")
KAZAKH_NEGATION = re.compile("[мбп][ае]")


def same_words(accepted: Words, typed: Words, others: Collection[str], *, typos: bool) -> bool:
    """Whether `typed` is `accepted`, word by word; `others` are words that are never a slip."""
    accepted, typed = _in_common_letters(accepted, typed)
    if len(accepted) != len(typed):
        return False
    orders = [typed, typed[::-1]] if _are_names(accepted) else [typed]
    return any(_all_same(accepted, words, others, typos=typos) for words in orders)


def _in_common_letters(one: Words, other: Words) -> tuple[Words, Words]:
    """Where only one of the two has Kazakh letters, both in the Russian letters that stand in for them."""
    if any(word.has_kazakh_letters for word in one) == any(word.has_kazakh_letters for word in other):
        return one, other
    return tuple(w.in_russian_letters() for w in one), tuple(w.in_russian_letters() for w in other)


def _are_names(words: Words) -> bool:
    """A given name and a surname, which may come in either order."""
    return len(words) == 2 and all(w.is_name and w.text.isalpha() and len(w.text) > 2 for w in words)


def _all_same(accepted: Words, typed: Words, others: Collection[str], *, typos: bool) -> bool:
    return all(_same(a, b, others, typos=typos) for a, b in zip(accepted, typed, strict=True))


def _same(accepted: Word, typed: Word, others: Collection[str], *, typos: bool) -> bool:
    if accepted.text == typed.text:
        return True
    return typos and typed.text not in others and is_slip(accepted, typed.text)


def is_slip(accepted: Word, typed: str) -> bool:
    """Whether `typed` is the accepted word with one letter wrong, or two in a long word."""
    word = accepted.text
    allowed = _slips_allowed(word, typed)
    if not allowed or not _begin_alike(word, typed) or _is_another_word(word, typed):
        return False
    if accepted.is_name and allowed == 1 and not _sound_alike(word, typed):
        return False
    return abs(len(word) - len(typed)) <= allowed and distance(word, typed) <= allowed


def _slips_allowed(word: str, typed: str) -> int:
    """By the shorter of the two; none where anything but letters is in them."""
    length = min(len(word), len(typed))
    if not (word.isalpha() and typed.isalpha()) or length < ONE_SLIP_FROM:
        return 0
    return 2 if length >= TWO_SLIPS_FROM else 1


def _begin_alike(word: str, typed: str) -> bool:
    """The first letter stands, unless it only changed places with the second."""
    return word[0] == typed[0] or word[:2] == typed[1::-1]


def _sound_alike(word: str, typed: str) -> bool:
    """In a short name the consonants stand, if doubled or two letters swapped: Clinton is not Clifton."""
    return _consonants(word) == _consonants(typed) or _is_swap(word, typed)


def _consonants(word: str) -> str:
    once = re.sub(r"(.)\1", r"\1", word)
    return WEAK.sub("", once).translate(SOUND_ALIKE)


def _is_swap(word: str, typed: str) -> bool:
    differ = [i for i, (a, b) in enumerate(zip(word, typed, strict=False)) if a != b]
    if len(word) != len(typed) or len(differ) != 2:
        return False
    i, j = differ
    return j == i + 1 and word[i] == typed[j] and word[j] == typed[i]


def _is_another_word(word: str, typed: str) -> bool:
    both = {word, typed}
    return (
        bool(both & EXACT)
        or any(both <= group for group in OTHER_WORDS)
        or _is_negated(word, typed)
        or any(_differ_in(a, b, word, typed) or _differ_in(b, a, word, typed) for a, b in OPPOSITES)
    )


def _is_negated(word: str, typed: str) -> bool:
    """One is the other with a negation before it (ненападение), or in it as Kazakh has it (қосылмады)."""
    short, long = sorted((word, typed), key=len)
    if any(long == prefix + short for prefix in NEGATING_PREFIXES):
        return True
    return len(short) < len(long) and len(_negations(short)) != len(_negations(long))


def _negations(word: str) -> list[str]:
    return KAZAKH_NEGATION.findall(word)


def _differ_in(one: str, other: str, word: str, typed: str) -> bool:
    """Whether the words begin (`inter-`) or end (`-ist`) with the one and the other of two opposites."""
    if one.endswith("-"):
        return word.startswith(one[:-1]) and typed.startswith(other[:-1])
    return word.endswith(one[1:]) and typed.endswith(other[1:])


def distance(one: str, other: str) -> int:
    """Letters added, dropped, changed or swapped with their neighbour (Damerau 1964, optimal alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            steps = [last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b)]
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                steps.append(before[j - 2] + 1)
            row.append(min(steps))
        before, last = last, row
    return last[-1]
