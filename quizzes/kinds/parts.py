"""The parts of a question: options, sides of a pair, items to order, each with an id that tells nothing."""

from __future__ import annotations

import hashlib
import random
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from quizzes.kinds.base import Text, in_language

PartId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]


class Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def advice(message: str, **context: Any) -> PydanticCustomError:
    """An error for the author of a course, who reads `message` as it stands; {names} come from `context`."""
    return PydanticCustomError("advice", message, context)


def derived_id(text: str | Mapping[str, str]) -> str:
    """Eight hex digits of a hash of the text: the same in every language, and silent about key and order.

    Only the English text counts (without one, the first language by its code), so adding a translation
    keeps the id, and with it the answers that name it.
    """
    return hashlib.sha256(_canonical(text).encode("utf-8", "replace")).hexdigest()[:8]


def with_ids(data: Any, ids: Mapping[str, str]) -> Any:
    """`data` with an id in each field of `ids` that is missing, derived from the text in the field it names.

    Data of the wrong shape is returned as it is, for the model to complain about.
    """
    if not isinstance(data, dict):
        return data
    texts = {field: data.get(source) for field, source in ids.items() if field not in data}
    derived = {field: derived_id(text) for field, text in texts.items() if text and _is_text(text)}
    return {**data, **derived}


def refuse_twins(what: str, texts: Sequence[Text]) -> None:
    """Raises advice when two of the texts read the same in any language."""
    languages = {language for text in texts if isinstance(text, dict) for language in text} | {"en"}
    for language in sorted(languages):
        seen: set[str] = set()
        for text in texts:
            words = _folded(in_language(text, language))
            if words in seen:
                raise advice(
                    'Two {what} read the same ("{words}"): change one or remove it', what=what, words=words
                )
            seen.add(words)


def refuse_equal_ids(ids: Iterable[str]) -> None:
    """Raises advice when an id stands twice; texts that differ hardly ever share a derived one."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise advice('The id "{id}" stands twice: give one of the two another', id=one)
        seen.add(one)


def shuffled(ids: Iterable[str], seed: int) -> list[str]:
    """The ids in an order that depends on the seed and on nothing else, least of all on how they came."""
    dice = random.Random(seed)
    drawn = {one: dice.random() for one in sorted(ids)}
    return sorted(drawn, key=drawn.__getitem__)


def one_line(text: str) -> str:
    return " ".join(text.split())


def _is_text(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value) and all(isinstance(word, str) for word in (*value, *value.values()))
    return isinstance(value, str)


def _canonical(text: str | Mapping[str, str]) -> str:
    return _folded(text if isinstance(text, str) else text.get("en") or text[min(text)])


def _folded(text: str) -> str:
    return one_line(unicodedata.normalize("NFC", text))
