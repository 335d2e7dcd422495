"""Words cut down to what tells one text from another."""

from __future__ import annotations

import re
import unicodedata

STEM = 5  # letters: enough to tell words apart, few enough to see through endings in three languages
TOKEN = re.compile(r"\w+")
# Words that say nothing of what is asked, cut down like all the others.
_EMPTY = """
    the and for with that this these those from was were are been being which what whose whom who how when
    where why did does had has have his her its their them they into onto than then also about
    true false corre right follo choos
    как что это кто чем для или при его она они был была было были котор какой какая какие когда где
    және мен бен пен қай қанда кім неше үшін болды болып
"""
EMPTY = frozenset(_EMPTY.split())


def tokens(text: str) -> list[str]:
    """The words of the text in order, without case."""
    return TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def stems(text: str) -> set[str]:
    """What the words with a meaning begin with; a number is kept whole, however short."""
    cut = {token if token.isdigit() else token[:STEM] for token in tokens(text)}
    return {one for one in cut if one.isdigit() or (len(one) > 2 and one not in EMPTY)}
