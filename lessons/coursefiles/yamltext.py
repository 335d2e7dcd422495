"""Writing YAML that people like to read: block style, long texts folded, short lists on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

WIDTH = 110
SHORT_LIST = 80


class _Plain(yaml.SafeDumper):
    """No aliases: a course's files have none."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Dumper(_Plain):
    """Long texts folded, short lists on one line."""


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    is_long = len(text) > WIDTH - 30 and " " in text
    style = "|" if "\n" in text else ">" if is_long else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list(dumper: _Dumper, items: list[Any]) -> yaml.Node:
    is_plain = all(isinstance(item, str | int | float) for item in items)
    is_short = is_plain and sum(len(str(item)) + 2 for item in items) <= SHORT_LIST
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=is_short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def to_yaml(data: Any) -> str:
    """The data as YAML that reads back as the same."""
    text = _dump(data, _Dumper)
    # PyYAML loses an odd character now and then, such as a next-line: then everything odd is escaped.
    return text if _reads_as(text, data) else _dump(data, _Plain, allow_unicode=False)


def to_spaced_yaml(data: Any) -> str:
    """The same with an empty line between the entries of the outermost lists."""
    text = re.sub(r"\n(?=- )", "\n\n", to_yaml(data))
    return re.sub(r"(?m)^(\w+:\n)\n(?=- )", r"\n\1", text)


def _dump(data: Any, dumper: type[yaml.SafeDumper], *, allow_unicode: bool = True) -> str:
    return yaml.dump(
        data,
        Dumper=dumper,
        allow_unicode=allow_unicode,
        sort_keys=False,
        width=WIDTH,
        default_flow_style=False,
    )


def _reads_as(text: str, data: Any) -> bool:
    try:
        return bool(yaml.safe_load(text) == data)
    except yaml.YAMLError:
        return False


def without(defaults: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """The content without what need not be written."""
    return {name: value for name, value in content.items() if name not in defaults or value != defaults[name]}
