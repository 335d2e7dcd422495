"""Cached columns are the fold of the rows they come from; here the fold is, and the check that they agree."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from quizzes.models import ROUNDING, Attempt, AttemptItem, Certainty, Response

# Certainty 1 to 3: marks for a right and for a wrong answer, of three. Moodle's certainty-based marking
# (question/behaviour/behaviourbase.php, question_cbm), after A. Gardner-Medwin, 1995.
CERTAINTY_RIGHT = {1: 1, 2: 2, 3: 3}
CERTAINTY_WRONG = {1: 0, 2: -2, 3: -6}


@dataclass(frozen=True)
class Folded:
    """What an item's responses say of it.

    `fraction` is 0 to 1, None while nothing was answered or no teacher has marked it; `certainty` 1 to 3.
    """

    state: str = AttemptItem.State.TODO
    fraction: float | None = None
    certainty: int | None = None
    last_sequence: int = 0


def fold(responses: Iterable[Response]) -> Folded:
    """The state of an item after these responses: the last that was not late decides."""
    rows = sorted(responses, key=lambda response: response.sequence)
    if not rows:
        return Folded()
    deciding = next((row for row in reversed(rows) if not row.is_late), None)
    if deciding is None:
        return Folded(last_sequence=rows[-1].sequence)
    return Folded(deciding.state, deciding.fraction, deciding.certainty, rows[-1].sequence)


@dataclass(frozen=True)
class Part:
    """What one item brings to its attempt's mark."""

    fraction: float | None
    certainty: int | None
    max_mark: float
    state: str = AttemptItem.State.ANSWERED


def totals(parts: Iterable[Part], *, certainty: str) -> tuple[float, float]:
    """The mark of an attempt and the highest it could be, from its parts; neither is ever below 0.

    What was not answered is worth 0, what is voided counts on neither side. Where certainty counts, a part is
    worth its `certainty_score`.
    """
    counted = [part for part in parts if part.state != AttemptItem.State.VOIDED]
    mark = math.fsum(mark_of(part, certainty=certainty) for part in counted)
    max_mark = math.fsum(part.max_mark for part in counted)
    return min(max(mark, 0.0), max_mark), max_mark


def mark_of(part: Part, *, certainty: str) -> float:
    """What a part brings to the mark of its attempt; below 0 for a wrong one where certainty counts."""
    if certainty == Certainty.COUNT:
        return certainty_score(part.fraction, part.certainty) * part.max_mark
    return (part.fraction or 0.0) * part.max_mark


def certainty_score(fraction: float | None, certainty: int | None) -> float:
    """What an answer is worth where certainty counts, of 1: -2 for a wrong one called certain.

    A part right earns its part of what a right one earns. No certainty given is a guess.
    """
    if fraction is None:
        return 0.0
    sure = certainty or 1
    return (CERTAINTY_RIGHT[sure] * fraction if fraction > ROUNDING else CERTAINTY_WRONG[sure]) / 3


def mismatches() -> Iterator[str]:
    """Each item and each finished attempt whose cached columns are not what its rows say, in words."""
    for item, folded in _differing_items():
        yield f"item {item.pk} of attempt {item.attempt_id}: kept {_kept(item)}, replayed {folded}"
    for attempt, (mark, max_mark) in _differing_attempts():
        kept = f"{attempt.mark} of {attempt.max_mark}"
        yield f"attempt {attempt.pk}: kept {kept}, replayed {mark} of {max_mark}"


@transaction.atomic
def rebuild() -> int:
    """Writes what the rows say into every cached column that differs; returns how many did."""
    changed = 0
    for item, folded in list(_differing_items()):
        AttemptItem.objects.filter(pk=item.pk).update(
            state=folded.state,
            fraction=folded.fraction,
            certainty=folded.certainty,
            last_sequence=folded.last_sequence,
        )
        changed += 1
    for attempt, (mark, max_mark) in list(_differing_attempts()):
        Attempt.objects.filter(pk=attempt.pk).update(mark=mark, max_mark=max_mark)
        changed += 1
    return changed


def _differing_items() -> Iterator[tuple[AttemptItem, Folded]]:
    for item in AttemptItem.objects.prefetch_related("responses").iterator(chunk_size=500):
        folded = fold(item.responses.all())
        if _kept(item) != folded:
            yield item, folded


def _kept(item: AttemptItem) -> Folded:
    return Folded(item.state, item.fraction, item.certainty, item.last_sequence)


def _differing_attempts() -> Iterator[tuple[Attempt, tuple[float, float]]]:
    for attempt in Attempt.objects.finished().prefetch_related("items__responses").iterator(chunk_size=200):
        parts = [_part(item, fold(item.responses.all())) for item in attempt.items.all()]
        replayed = totals(parts, certainty=attempt.certainty)
        kept = (attempt.mark or 0.0, attempt.max_mark)
        if not all(math.isclose(a, b, abs_tol=ROUNDING) for a, b in zip(kept, replayed, strict=True)):
            yield attempt, replayed


def _part(item: AttemptItem, folded: Folded) -> Part:
    return Part(folded.fraction, folded.certainty, item.max_mark, folded.state)


def parts_of(attempt: Attempt) -> list[Part]:
    """The attempt's items as their cached columns have them, in one query."""
    rows = attempt.items.values_list("fraction", "certainty", "max_mark", "state")
    return [Part(*row) for row in rows]
