"""What people are called in a class, and when two names are the same. Pure."""

from __future__ import annotations

import unicodedata

from lessons.shelves import ALPHABET

LONGEST = 80


def tidy(name: str) -> str:
    """The name without what cannot be seen, its spaces single."""
    seen = "".join(
        " " if unicodedata.category(sign) in ("Zs", "Cc") else sign
        for sign in unicodedata.normalize("NFC", name)
        if unicodedata.category(sign) not in ("Cf", "Cs", "Co", "Cn")
    )
    return " ".join(seen.split())


def key_of(name: str) -> str:
    """Equal for names that differ in case, spaces or composed letters: SQLite cannot fold Cyrillic."""
    return unicodedata.normalize("NFKC", tidy(name)).casefold()


def sort_key(name: str) -> str:
    """Three figures a letter, so that any database sorts names as our alphabets do: Latin before Cyrillic."""
    return "".join(f"{_place(letter):03}" for letter in key_of(name))[: 3 * LONGEST]


def _place(letter: str) -> int:
    if letter in ALPHABET:
        return 500 + ALPHABET.index(letter)
    return min(ord(letter), 499) if letter.isalnum() else 0
