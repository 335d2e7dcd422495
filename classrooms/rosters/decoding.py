"""The bytes of a text file as text, and in which encoding. Pure."""

from __future__ import annotations

import codecs
import re

# As the choice on the page names them; the codec that reads each.
ENCODINGS = {
    "UTF-8": "utf-8-sig",
    "UTF-16": "utf-16",
    "Windows-1251": "cp1251",
    "KZ-1048": "kz1048",
    "Windows-1252": "cp1252",
}
# Bytes that are Kazakh letters in KZ-1048, and in Windows-1251 those of languages not written here.
KAZAKH = frozenset("ҚҺқһҰұӘӨҒҮІіөғәҢңү".encode("kz1048")) - frozenset("ІіЁё".encode("cp1251"))

ACCENTED = re.compile(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][A-Za-z]")
CYRILLIC = re.compile(rb"[\xc0-\xff]{3}")


class Undecodable(ValueError):
    """These bytes are no text in that encoding."""


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text, and the name of the encoding it was read in: the one asked for, else the one recognised.

    Raises Undecodable.
    """
    name = encoding or recognise(content)
    codec = ENCODINGS[name]
    if codec == "utf-16" and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = _endless(content)
    try:
        text = content.decode(codec)
    except (UnicodeDecodeError, LookupError) as error:
        raise Undecodable(name) from error
    if "\x00" in text:
        raise Undecodable(name)
    return text, name


def recognise(content: bytes) -> str:
    """UTF-16 by its mark or its many zeros, UTF-8 where it is valid, else an older one by its letters.

    Of those, Windows-1252 has single accented letters among plain ones, Windows-1251 words of nothing else.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or content[:400].count(0) > 20:
        return "UTF-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if ACCENTED.search(content) and not CYRILLIC.search(content):
            return "Windows-1252"
        return "KZ-1048" if KAZAKH & frozenset(content) else "Windows-1251"
    return "UTF-8"


def _endless(content: bytes) -> str:
    """UTF-16 without a mark: which of each two bytes is mostly zero tells their order."""
    head = content[:400]
    return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
