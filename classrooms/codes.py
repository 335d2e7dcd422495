"""Codes that somebody reads off a board or a slip and types. The draw cannot be foretold."""

from __future__ import annotations

import secrets
import unicodedata

# No sign is taken for another (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V), and without vowels no word comes of it.
ALPHABET = "CDFHJKMNPRTWXY34679"
# What the same shapes are on a Cyrillic keyboard.
TWINS = str.maketrans("СНКМРТХУ", "CHKMPTXY")
JOIN_LENGTH = 6
PASS_LENGTH = 16  # 67 bits


def draw(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read(typed: str, length: int) -> str:
    """The code that was meant, however it was spaced, cased or shaped; empty where it cannot be one."""
    signs = unicodedata.normalize("NFKC", typed[:200]).upper().translate(TWINS)
    code = "".join(sign for sign in signs if not (sign.isspace() or sign in "-–—‑."))
    return code if len(code) == length and set(code) <= set(ALPHABET) else ""


def grouped(code: str, size: int = 4) -> str:
    """The code in groups that the eye can hold: 7KCH-4MPT."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))
