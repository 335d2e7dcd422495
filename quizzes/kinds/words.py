"""Typed text as words that can be compared: what of its form never matters is gone.

Gone are case, accents, stress marks, quotes, punctuation and a leading article; all dashes are one, Roman
numerals up to 39 are digits, `6th` is `6`, and letters of a look-alike alphabet are what they look like.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

ARTICLES = ("the", "a", "an")
QUOTES = str.maketrans(
    dict.fromkeys("'’‘‛ʼʻʹ`´′", "") | dict.fromkeys('"“”„‟«»‹›″', " ") | {"№": " ", "&": " and "}
)
BREVE = "\u0306"  # makes й of и: a letter, not an accent
SIGN = "−"  # a hyphen that makes a number negative

LATIN_TO_CYRILLIC = str.maketrans("aceikmoptxy", "асеікмортху")
CYRILLIC_TO_LATIN = str.maketrans("асеікмортху", "aceikmoptxy")
KAZAKH_TO_RUSSIAN = str.maketrans("әғқңөұүһі", "агкноуухи")

INITIALS = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
ROMAN = re.compile(r"(?P<tens>x{0,3})(?P<ones>ix|iv|v?i{0,3})")
ROMAN_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


@dataclass(frozen=True)
class Word:
    """One folded word; `is_name` when it was written with a capital, which tells no word from another."""

    text: str
    is_name: bool = field(default=False, compare=False)

    @property
    def has_kazakh_letters(self) -> bool:
        return self.text != self.text.translate(KAZAKH_TO_RUSSIAN)

    def in_russian_letters(self) -> Word:
        return replace(self, text=self.text.translate(KAZAKH_TO_RUSSIAN))


Words = tuple[Word, ...]


def readings(text: str) -> set[Words]:
    """The words of the text, read with its hyphens as spaces and as nothing: `non-proliferation` is either.

    Between digits, and between a digit and a letter, a hyphen is only ever a space.
    """
    plain = _plain(text)
    return {_words(plain.replace("-", " ")), _words(re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", "", plain))}


def _plain(text: str) -> str:
    """Characters in one form: no quotes, accents or invisible marks, one kind of dash, initials closed up."""
    text = unicodedata.normalize("NFKC", text.translate(QUOTES)).translate(QUOTES)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = "".join("-" if unicodedata.category(c) == "Pd" or c == SIGN else c for c in _without_accents(text))
    text = re.sub(r"(?<![\w.)])-(?=\d)", f" {SIGN} ", text)
    return INITIALS.sub(lambda found: found[0].replace(".", ""), text)


def _without_accents(text: str) -> str:
    """Latin letters without diacritics, Cyrillic ones without stress and with ё as е; й stays a letter."""
    kept: list[str] = []
    base = ""
    for c in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(c):
            base = unicodedata.name(c, "").split(" ")[0]
        elif base == "LATIN" or (base == "CYRILLIC" and c != BREVE):
            continue
        kept.append(c)
    return unicodedata.normalize("NFC", "".join(kept)).replace("ı", "i")


def _words(plain: str) -> Words:
    tokens = "".join(_spaced(c) for c in plain).split()
    if len(tokens) > 1 and tokens[0].casefold() in ARTICLES:
        tokens = tokens[1:]
    return tuple(Word(_folded(token), token[0].isupper()) for token in tokens)


def _spaced(c: str) -> str:
    """A letter, mark or digit as it is; a symbol, or a percent sign, as a word; anything else as a space."""
    major = unicodedata.category(c)[0]
    if major in "LMN":
        return c
    return f" {c} " if major == "S" or c == "%" else " "


def _folded(token: str) -> str:
    token = _in_one_alphabet(token.casefold())
    ordinal = ORDINAL.fullmatch(token)
    return ordinal[1] if ordinal else _roman_as_digits(token)


def _in_one_alphabet(token: str) -> str:
    """A word that mixes alphabets, or has digits, with its look-alikes in the alphabet it must mean."""
    if any(c.isdigit() for c in token):
        return token.translate(CYRILLIC_TO_LATIN)
    if not (re.search("[a-z]", token) and re.search("[Ѐ-ӿ]", token)):
        return token
    cyrillic = token.translate(LATIN_TO_CYRILLIC)
    return token.translate(CYRILLIC_TO_LATIN) if re.search("[a-z]", cyrillic) else cyrillic


def _roman_as_digits(token: str) -> str:
    """`ii` as `2`, also where the letters were typed on a Kazakh keyboard."""
    found = ROMAN.fullmatch(token.translate(str.maketrans("іх", "ix")))
    if not found or not found[0]:
        return token
    return str(10 * len(found["tens"]) + ROMAN_ONES.index(found["ones"]))
