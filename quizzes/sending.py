"""An answer on its way from a form into the record, and what there is to say about it afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict

from accounts.models import User
from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import Answer, ForeignAnswer, InvalidAnswer
from quizzes.models import AttemptItem, HowSure, QuestionVersion, Response
from quizzes.taking import AttemptClosed, StaleAnswer, record_answer

LONGEST_SEQUENCE = 6  # digits: nobody answers one question a million times
LEVELS = {str(level.value): level.value for level in HowSure}


@dataclass(frozen=True)
class Given:
    """What a form holds. With a `slip`, which is for the learner, `answer` is empty and `typed` not.

    `certainty` is 1 to 3, None where nothing was said.
    """

    sequence: int
    answer: Answer = field(default_factory=dict)
    slip: str = ""
    typed: Answer = field(default_factory=dict)
    certainty: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of it. `trouble` is "" when all is well, else slip, empty, stale, closed or late.

    `sequence` is for the form's next sending; `stands` is the latest row there is, `stands_at` its time and
    `certainty` what was said of it.
    """

    given: Given
    sequence: int
    trouble: str = ""
    stands: Answer | None = None
    stands_at: datetime | None = None
    fraction: float | None = None
    certainty: int | None = None

    @property
    def status(self) -> int:
        return 409 if self.trouble in ("stale", "closed", "late") else 200

    @property
    def is_saved(self) -> bool:
        return not self.trouble and bool(self.given.answer)

    @property
    def word(self) -> str:
        """What came of it, for the script that guards what is not saved."""
        return self.trouble or ("saved" if self.given.answer else "empty")

    @property
    def may_go_on(self) -> bool:
        """Nothing stands in the way of the next question; an answer left empty does not."""
        return self.trouble in ("", "empty")


def read(form: QueryDict, version: QuestionVersion) -> Given:
    """The answer a form holds. Raises BadRequest for what no form of ours can have sent."""
    sequence = read_sequence(form)
    kind, body = get_kind(version.kind), parse_body(version.kind, version.body)
    certainty = read_certainty(form) if kind.carries_marks else None
    try:
        return Given(sequence, kind.read(form, body), certainty=certainty)
    except InvalidAnswer as slip:
        return Given(sequence, slip=str(slip), typed=slip.typed, certainty=certainty)
    except ForeignAnswer as error:
        raise BadRequest(str(error)) from error


def read_sequence(form: QueryDict) -> int:
    """The hidden number that orders the answers to one question. Raises BadRequest."""
    sent = form.getlist("sequence")
    digits = sent[0] if len(sent) == 1 else ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_SEQUENCE and int(digits)):
        raise BadRequest("a form without its sequence number")
    return int(digits)


def read_certainty(form: QueryDict) -> int | None:
    """How sure the learner says they are; None where nothing is said. Raises BadRequest."""
    sent = form.getlist("certainty")
    if len(sent) > 1 or (sent and sent[0] not in ("", *LEVELS)):
        raise BadRequest("a certainty that we do not offer")
    return LEVELS.get(sent[0]) if sent else None


def save(item: AttemptItem, given: Given, *, by: User) -> Outcome:
    """Records the answer where it says something new."""
    if given.slip:
        trouble = "slip" if item.attempt.is_open else "closed"
        return Outcome(given, given.sequence, trouble)
    try:
        response = record_answer(
            item, given.answer, sequence=given.sequence, by=by, certainty=given.certainty
        )
    except StaleAnswer as stale:
        return _overtaken(given, stale.latest)
    except AttemptClosed:
        return Outcome(given, given.sequence, "closed")
    if response is None:
        return Outcome(given, 1, "stale" if given.answer else "")
    if given.answer and response.sequence < item.last_sequence:
        return _overtaken(given, item.responses.latest("sequence"))
    trouble = "late" if response.is_late else "" if given.answer else "empty"
    return _standing(given, response, trouble)


def _overtaken(given: Given, latest: Response) -> Outcome:
    """Another answer came in between: sent again with the new number, this one takes its place."""
    return _standing(given, latest, "stale")


def _standing(given: Given, response: Response, trouble: str) -> Outcome:
    return Outcome(
        given,
        response.sequence + 1,
        trouble,
        response.answer,
        response.created_at,
        response.fraction,
        response.certainty,
    )


def save_changed(item: Any, given: Given, *, by: User) -> Outcome:
    """As `save`, but an answer that stands already is not recorded anew: turning a page is no event.

    The item carries `given` and `given_at` (see asking.latest_answer). Another certainty is something new,
    none is not: what was said of the answer still holds.
    """
    is_next = given.sequence == item.last_sequence + 1
    says_no_more = given.certainty in (None, item.certainty) or not item.attempt.asks_certainty
    is_same = bool(given.answer) and given.answer == item.given and says_no_more
    if is_next and is_same and item.attempt.is_open:
        return Outcome(given, given.sequence, "", item.given, item.given_at, item.fraction, item.certainty)
    return save(item, given, by=by)
