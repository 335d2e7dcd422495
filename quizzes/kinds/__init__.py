"""The kinds of question. A new one is a module here, a line below, a template and its tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizzes.kinds.base import Body, Kind
from quizzes.kinds.categorise import Categorise
from quizzes.kinds.cloze import Cloze
from quizzes.kinds.essay import Essay
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.number import Number
from quizzes.kinds.opinion import Opinion
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.short_text import ShortText
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.timeline import Timeline
from quizzes.kinds.true_false import TrueFalse

KINDS: dict[str, Kind[Any]] = {
    kind.name: kind
    for kind in (
        SingleChoice(),
        MultipleChoice(),
        TrueFalse(),
        Matching(),
        Ordering(),
        ShortText(),
        Number(),
        Cloze(),
        Categorise(),
        Timeline(),
        Essay(),
        Opinion(),
    )
}


class UnknownKind(LookupError):
    """No kind of question has this name."""


def get_kind(name: str) -> Kind[Any]:
    """The kind of this name. Raises UnknownKind."""
    try:
        return KINDS[name]
    except (KeyError, TypeError):
        raise UnknownKind(f"There is no kind {name!r}: use one of {', '.join(KINDS)}") from None


def parse_body(kind_name: str, data: Mapping[str, Any]) -> Body:
    """The body of a question of this kind. Raises UnknownKind, or pydantic's ValidationError with advice."""
    return get_kind(kind_name).body_class.model_validate(data)
