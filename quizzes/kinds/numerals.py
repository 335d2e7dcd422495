"""Numbers as people type them: 17.7, 17,7, 13 364, 13,364,000, −5.

Everything is a Decimal; nothing is ever compared as a float.
"""

from __future__ import annotations

import re
from decimal import Decimal

MINUS = str.maketrans(dict.fromkeys("−‐‑‒–", "-"))
MAX_DIGITS = 30

# A number at the start, then whatever follows it: a unit, or something that should not be there.
START = re.compile(
    r"(?P<number>[+-]? ?(?:[0-9]|[.,](?=[0-9]))(?:[0-9]|[ .,](?=[0-9]))*)[.]?(?P<rest>.*)", re.DOTALL
)
PLAIN = re.compile(r"[0-9]+")
POINT = re.compile(r"[0-9]*\.[0-9]+")
COMMA = re.compile(r"[0-9]*,[0-9]+")
SPACES = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
COMMAS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
POINTS = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]+|(?:\.[0-9]{3}){2,})")
AMBIGUOUS = re.compile(r"[+-]? ?[1-9][0-9]{0,2},[0-9]{3}")


def split(text: str) -> tuple[str, str]:
    """The number at the start of the text, and the rest; the number is "" when there is none."""
    text = " ".join(text.split()).translate(MINUS)
    found = START.fullmatch(text)
    return (found["number"], found["rest"].strip()) if found else ("", text)


def value_of(number: str) -> Decimal | None:
    """What the digits mean; None when their separators make no sense or they are too many.

    `1,993` is 1993: one to three digits, not starting with 0, then groups of exactly three. Any other single
    comma is a decimal comma, and a single point is always a decimal point.
    """
    sign, digits = ("-" if number.startswith("-") else ""), number.lstrip("+- ")
    plain = _plain(digits)
    if plain is None or sum(c.isdigit() for c in plain) > MAX_DIGITS:
        return None
    return Decimal(sign + plain)


def is_ambiguous(number: str) -> bool:
    """Whether the comma in it groups thousands in Ohio and separates decimals in Almaty."""
    return bool(AMBIGUOUS.fullmatch(number))


def with_decimal_comma(number: str) -> Decimal:
    """What an ambiguous number means in Almaty."""
    return Decimal(number.replace(" ", "").replace(",", "."))


def in_words(value: Decimal, language: str) -> str:
    """The number for people: grouped by narrow spaces from 10 000 on, with the language's decimal sign."""
    text = f"{value:,f}" if abs(value) >= 10_000 else f"{value:f}"
    text = text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace("-", "−")
    return text.replace(".", ",") if language in ("kk", "ru") else text


def _plain(digits: str) -> str | None:
    """The digits without grouping and with a decimal point."""
    if PLAIN.fullmatch(digits) or POINT.fullmatch(digits):
        return digits
    if COMMAS.fullmatch(digits):
        return digits.replace(",", "")
    if SPACES.fullmatch(digits):
        return digits.replace(" ", "").replace(",", ".")
    if POINTS.fullmatch(digits):
        return digits.replace(".", "").replace(",", ".")
    return digits.replace(",", ".") if COMMA.fullmatch(digits) else None
