"""Which typed word is a slip of the fingers, and which is another word.

Digits are never forgiven, and a consonant hardly ever: a slip is in the vowels, in letters that sound alike
or stand twice, or swaps two neighbours. docs/marking.md says the same in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from quizzes.kinds.lookalikes import OTHER_BEGINNINGS, OTHER_WORDS
from quizzes.kinds.words import Word, Words

ONE_SLIP_FROM = 5  # letters
TWO_SLIPS_FROM = 9
VOWELS = re.compile("[aeiouаеиоуыэюяьъәөұүі]")
# Spellings of one sound: Kazakhstan, Kazakstan, Kazahstan; Tokayev, Toqaiev; defence, defense.
SPELLINGS = [
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("(?<=[kg])h", ""),
        ("(?<=[aeiou])h", "k"),
        ("c(?=[eiy])", "s"),
        ("[cq](?!h)", "k"),
        ("z(?!h)", "s"),
        ("w", "v"),
        ("y", "i"),
        ("ы", "и"),
        (r"(.)\1+", r"\1"),
    )
]
KAZAKH_NEGATION = re.compile("[мбп][ае]")


def same_words(accepted: Words, typed: Words, others: Collection[str], *, typos: bool) -> bool:
    """Whether `typed` is `accepted`, word by word; `others` are words that are never a slip."""
    if len(accepted) != len(typed):
        return False
    orders = [typed, typed[::-1]] if _are_names(accepted) else [typed]
    return any(
        all(_same(a, b, others, typos=typos) for a, b in zip(accepted, words, strict=True))
        for words in orders
    )


def _are_names(words: Words) -> bool:
    """A given name and a surname, which may come in either order."""
    return len(words) == 2 and all(w.is_name and w.text.isalpha() and len(w.text) > 2 for w in words)


def _same(accepted: Word, typed: Word, others: Collection[str], *, typos: bool) -> bool:
    """A word that only one of the two wrote with Kazakh letters is compared in the Russian ones."""
    if accepted.has_kazakh_letters != typed.has_kazakh_letters:
        accepted, typed = accepted.in_russian_letters(), typed.in_russian_letters()
    return accepted.text == typed.text or (
        typos and typed.text not in others and is_slip(accepted, typed.text)
    )


def is_slip(accepted: Word, typed: str) -> bool:
    """Whether `typed` is the accepted word with one slip in it, or with two where both have nine letters."""
    word = accepted.text
    length = min(len(word), len(typed))
    if length < ONE_SLIP_FROM or not (word + typed).isalpha() or _is_another_word(word, typed):
        return False
    if _is_swap(word, typed):
        return True
    allowed = 2 if length >= TWO_SLIPS_FROM else 1
    if abs(len(word) - len(typed)) > allowed or not _begin_and_end_alike(word, typed):
        return False
    slips = distance(word, typed)
    if slips > allowed:
        return False
    if _consonants(word) == _consonants(typed):
        return not (accepted.is_name and _is_other_vowel(word, typed))
    return allowed == 2 and not accepted.is_name and slips == 1 and _is_left_out(word, typed)


def _is_another_word(word: str, typed: str) -> bool:
    begins_otherwise = any(
        a.startswith(one) and b.startswith(other)
        for one, other in OTHER_BEGINNINGS
        for a, b in ((word, typed), (typed, word))
    )
    return begins_otherwise or any({word, typed} <= group for group in OTHER_WORDS)


def _is_swap(word: str, typed: str) -> bool:
    """Whether two neighbouring letters changed places, and nothing else is different."""
    differ = [i for i, (a, b) in enumerate(zip(word, typed, strict=False)) if a != b]
    if len(word) != len(typed) or len(differ) != 2:
        return False
    i, j = differ
    return j == i + 1 and word[i] == typed[j] and word[j] == typed[i]


def _begin_and_end_alike(word: str, typed: str) -> bool:
    """The first letter stands, and the last but for its spelling: Nazarbayeva is another person."""
    return word[0] == typed[0] and _spelled(word)[-1] == _spelled(typed)[-1]


def _consonants(word: str) -> str:
    return VOWELS.sub("", _spelled(word))


def _spelled(word: str) -> str:
    for pattern, letter in SPELLINGS:
        word = pattern.sub(letter, word)
    return word


def _is_other_vowel(word: str, typed: str) -> bool:
    """Whether a vowel stands in the place of another, as in Miller and Muller; in Tokaev one is left out."""
    return len(word) == len(typed) and _spelled(word) != _spelled(typed)


def _is_left_out(word: str, typed: str) -> bool:
    """Whether a letter is missing or too many, making no Kazakh verb negative as in болады, болмады."""
    return len(word) != len(typed) and _negations(word) == _negations(typed)


def _negations(word: str) -> int:
    return len(KAZAKH_NEGATION.findall(word))


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
