"""Reading YAML that keeps its line numbers and refuses what a course has no use for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from lessons.coursefiles.problems import Problem

MAX_BYTES = 2_000_000
# Databases keep no NUL, and UTF-8 has no surrogates.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# What pydantic says, said to somebody who writes a course.
ADVICE = {
    "missing": "this field is missing",
    "extra_forbidden": "there is no such field here; is it misspelt?",
    "too_short": "give at least {min_length}",
    "string_type": "a text belongs here; a date or a number that is one stands in quotes",
    "bool_type": "write true or false, without quotes",
    "int_type": "a whole number belongs here, without quotes",
    "list_type": "a list belongs here",
    "string_pattern_mismatch": "{input!r} does not have the form that is asked for here ({pattern})",
}
Model = TypeVar("Model", bound=BaseModel)


class _Loader(yaml.SafeLoader):
    """YAML without aliases, and without two equal keys in one map."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not used here", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        text = super().construct_scalar(node)
        if isinstance(text, str) and UNSTORABLE.search(text):
            raise yaml.MarkedYAMLError(
                problem="a character that no text has (\\0 or half a pair)", problem_mark=node.start_mark
            )
        return text

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(
                    problem="the name of a field is one word", problem_mark=key.start_mark
                )
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the field {key.value!r} stands twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class YamlFile:
    """One parsed file: its data, and the line each part of it stands on."""

    def __init__(self, name: str, data: Any, node: yaml.Node | None, first_line: int = 1) -> None:
        self.name, self.data, self._node, self._first_line = name, data, node, first_line

    @classmethod
    def parse(cls, name: str, text: str, first_line: int = 1) -> YamlFile | Problem:
        """The file, or the one problem that keeps it from being YAML."""
        try:
            loader = _Loader(text)
            node = loader.get_single_node()
            data = loader.construct_document(node) if node else None
        except yaml.MarkedYAMLError as error:
            line = first_line + error.problem_mark.line if error.problem_mark else 0
            return Problem(name, line, f"not YAML as used here: {error.problem}")
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            return Problem(name, 0, f"not YAML as used here: {error}")
        return cls(name, data, node, first_line)

    @classmethod
    def read(cls, folder: Path, name: str) -> YamlFile | Problem:
        """The file `name` of a course folder, or what keeps it from being read."""
        text = read_text(folder, name)
        return text if isinstance(text, Problem) else cls.parse(name, text)

    def line_of(self, path: Sequence[str | int]) -> int:
        """The line of the deepest part of `path` that exists."""
        node, line = self._node, 0
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            node = found
        if node is not None:
            line = node.start_mark.line
        return self._first_line + line

    def problem(self, path: Sequence[str | int], message: str) -> Problem:
        return Problem(self.name, self.line_of(path), message)

    def validate(self, model: type[Model]) -> Model | list[Problem]:
        """The data as one `model`, or every problem it has."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            return self.problems_of(error)

    def validate_list(self, model: type[Model]) -> list[Model] | list[Problem]:
        """The data as a list of `model`, or every problem it has."""
        try:
            return TypeAdapter(list[model]).validate_python(self.data, strict=True)  # type: ignore[valid-type]
        except ValidationError as error:
            return self.problems_of(error)

    def problems_of(
        self, error: ValidationError, at: Sequence[str | int] = (), label: str = ""
    ) -> list[Problem]:
        """What pydantic found amiss in the data at `at`, once a place: neither string nor map is one."""
        found: dict[tuple[str | int, ...], list[str]] = {}
        for item in error.errors(include_url=False):
            path = self._steps(at, item["loc"], keep_last=item["type"] == "missing")
            found.setdefault(path, []).append(_advice(item))
        return [
            self.problem([*at, *path], ": ".join([*filter(None, (label, _dotted(path))), _either(messages)]))
            for path, messages in found.items()
        ]

    def _steps(
        self, at: Sequence[str | int], loc: Sequence[str | int], keep_last: bool
    ) -> tuple[str | int, ...]:
        """The steps of `loc` that exist below `at`: pydantic's names for the cases of a union do not."""
        node, steps = self._node, []
        for step in at:
            node = _child(node, step)
        for place, step in enumerate(loc, 1):
            child = _child(node, step)
            if child is not None or (keep_last and place == len(loc)):
                steps.append(step)
            node = child or node
        return tuple(steps)


def _advice(item: ErrorDetails) -> str:
    template = ADVICE.get(item["type"])
    if template is None:
        return item["msg"].removeprefix("Value error, ")
    return template.format(**item.get("ctx", {}), input=item["input"])


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(map(str, path))


def _either(messages: list[str]) -> str:
    return ", or ".join(dict.fromkeys([messages[0], *(each[:1].lower() + each[1:] for each in messages[1:])]))


def read_text(folder: Path, name: str) -> str | Problem:
    """The text of a course's file, or why it cannot be had."""
    try:
        raw = (folder / name).read_bytes()
    except OSError:
        return Problem(name, 0, "missing or unreadable; docs/formats/course.md says what it holds")
    if len(raw) > MAX_BYTES:
        return Problem(name, 0, f"larger than {MAX_BYTES} bytes: split the course or shorten the file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Problem(name, 0, "not UTF-8: save the file in that encoding")
    return Problem(name, 0, "not a text: it holds NUL characters") if "\0" in text else text


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        element: yaml.Node = node.value[step]
        return element
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    return None
