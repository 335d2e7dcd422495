"""What every kind of question has in common: its body, its answers, its marking.

Everything here is pure: it knows neither the database nor the request.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

NonEmpty = Annotated[str, Field(min_length=1, max_length=4000)]
# One string, or one a language.
Text = NonEmpty | Annotated[dict[str, NonEmpty], Field(min_length=1)]
Answer = dict[str, Any]  # JSON as stored in Response.answer; {} is "left empty"


def in_language(text: str | Mapping[str, str], language: str) -> str:
    """The text in `language`, else in English, else in whatever language there is."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("en") or next(iter(text.values()))


class InvalidAnswer(ValueError):
    """The learner's own slip, such as letters where a number belongs; the message is for them.

    `typed` is what they gave, for `shown()` to show again; it is never stored as an answer.
    """

    def __init__(self, message: str, typed: Answer | None = None) -> None:
        super().__init__(message)
        self.typed: Answer = typed or {}


class ForeignAnswer(ValueError):
    """Something this question's form cannot have sent: an unknown option, a field of the wrong shape."""


class CannotAccept(ValueError):
    """An answer that cannot be made a right one; the message is for the author of the question."""


class FormData(Protocol):
    """The part of Django's QueryDict that reading an answer needs."""

    def getlist(self, key: str, /) -> list[str]: ...
    def __iter__(self) -> Iterator[str]: ...


class Body(BaseModel):
    """The content of one question version. Kinds add their own fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    prompt: Text
    explanation: Text
    cites: list[str] = Field(min_length=1)
    fact_check: bool = False


@dataclass(frozen=True)
class Marking:
    """What an answer is worth: `fraction` from 0 to 1, the rule that said so, and each part's own verdict.

    `fraction` is None where no machine can say: an essay waits for its teacher, an opinion for nobody.
    """

    fraction: float | None
    rule: str
    parts: Mapping[str, bool] = field(default_factory=dict)


B = TypeVar("B", bound=Body)


class Kind(ABC, Generic[B]):
    """One kind of question: how its answer is asked for, read and marked."""

    name: ClassVar[str]
    label: ClassVar[Any]  # a lazily translated name for people
    rule: ClassVar[str]  # names the marking rule and its version, stored with each response
    body_class: ClassVar[type[Body]]
    has_key: ClassVar[bool] = True  # some answer is worth 1, and a machine can tell which
    is_marked_by_hand: ClassVar[bool] = False
    can_accept: ClassVar[bool] = False  # there may be another right answer, beside the key

    @property
    def carries_marks(self) -> bool:
        """Whether an answer can be worth anything; an opinion is not, and adds nothing to what could be."""
        return self.has_key or self.is_marked_by_hand

    @property
    def template(self) -> str:
        """The fragment that asks for and shows an answer."""
        return f"quizzes/kinds/{self.name}.html"

    @abstractmethod
    def read(self, form: FormData, body: B) -> Answer:
        """The answer a form holds; {} when nothing was given. Raises InvalidAnswer or ForeignAnswer."""

    @abstractmethod
    def mark(self, body: B, answer: Answer) -> Marking:
        """What the answer is worth; {} is worth 0, and so is an answer to another version's options.

        A kind that is marked by hand says None to any other answer; one that carries no marks always does.
        """

    @abstractmethod
    def key(self, body: B) -> Answer:
        """An answer that is worth 1; {} where there is none."""

    def accepting(self, body: B, answer: Answer) -> B:
        """The body that takes this answer as right, too, and no other less. Raises CannotAccept."""
        raise CannotAccept(str(self.label))

    @abstractmethod
    def shown(self, body: B, answer: Answer, *, seed: int, language: str, reveal: bool) -> dict[str, Any]:
        """What the template needs. Nothing that depends on the key is in it unless `reveal`."""

    @abstractmethod
    def describe(self, body: B, answer: Answer, language: str) -> str:
        """The answer in words, on one line, for lists and exports; "" when there is none."""
