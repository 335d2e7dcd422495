"""The words of a question, one by one: to be shown in a form, and put back. Pure.

Which of a body's fields are words its kind's own model says: they are declared as `Text`. Everything else,
such as ids, keys and numbers, is not for rewording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel

from quizzes.kinds.base import Body, Text

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Words:
    """One text of a question in one language; `language` is "" where it is the same in all of them."""

    path: Path
    language: str
    text: str

    @property
    def name(self) -> str:
        """For a form's field: `options-0-text-en`."""
        return "-".join(map(str, (*self.path, *filter(None, [self.language]))))


def words_of(body: Body) -> list[Words]:
    """Every text of the body that is there, in the order of its model."""
    return [words for path, text in _texts(body, ()) for words in _by_language(path, text)]


def _by_language(path: Path, text: str | dict[str, str]) -> Iterator[Words]:
    if isinstance(text, str):
        yield Words(path, "", text)
    else:
        yield from (Words(path, language, text[language]) for language in text)


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from _texts(one, (*path, place))
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if _is_text(field.annotation):
                yield from [((*path, name), inner)] if inner else []
            else:
                yield from _texts(inner, (*path, name))


def _is_text(annotation: Any) -> bool:
    """Whether a field is declared as Text, or as Text that may be missing."""
    members = get_args(annotation)
    return all(member in members for member in get_args(Text))


def reworded(body: Body, wanted: Mapping[str, str]) -> dict[str, Any]:
    """The body as data, with the texts that `wanted` names put in; the others stay.

    A text that a form gives back with other line ends, or without the space around it, has not changed.
    """
    data = body.model_dump(mode="json")
    for words in words_of(body):
        text = wanted.get(words.name, words.text).replace("\r\n", "\n").strip()
        if text != words.text.strip():
            place = _at(data, words.path[:-1])
            if words.language:
                place[words.path[-1]][words.language] = text
            else:
                place[words.path[-1]] = text
    return data


def without_words(body: Body) -> dict[str, Any]:
    """What is left when every text is taken out: the same for two bodies that differ in wording alone."""
    return reworded(body, {words.name: "" for words in words_of(body)})


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data
