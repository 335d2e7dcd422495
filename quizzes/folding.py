"""Cached columns are the fold of the rows they come from; here the fold is, and the check that they agree."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from quizzes.models import Attempt, AttemptItem, Response

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Folded:
    """What an item's responses say of it. `fraction` is 0 to 1, None while nothing was answered."""

    state: str = AttemptItem.State.TODO
    fraction: float | None = None
    last_sequence: int = 0


def fold(responses: Iterable[Response]) -> Folded:
    """The state of an item after these responses: the one with the highest sequence number decides."""
    latest = max(responses, key=lambda response: response.sequence, default=None)
    return Folded() if latest is None else Folded(latest.state, latest.fraction, latest.sequence)


def total_mark(items: Iterable[tuple[float | None, float]], max_mark: float) -> float:
    """The mark of an attempt from its items' (fraction, max mark); what was not answered is worth 0."""
    return min(math.fsum((fraction or 0.0) * of for fraction, of in items), max_mark)


def mismatches() -> Iterator[str]:
    """Each item and each finished attempt whose cached columns are not what its rows say, in words."""
    for item, folded in _differing_items():
        yield f"item {item.pk} of attempt {item.attempt_id}: kept {_kept(item)}, replayed {folded}"
    for attempt, mark in _differing_attempts():
        yield f"attempt {attempt.pk}: kept the mark {attempt.mark}, replayed {mark}"


@transaction.atomic
def rebuild() -> int:
    """Writes what the rows say into every cached column that differs; returns how many did."""
    changed = 0
    for item, folded in list(_differing_items()):
        AttemptItem.objects.filter(pk=item.pk).update(
            state=folded.state, fraction=folded.fraction, last_sequence=folded.last_sequence
        )
        changed += 1
    for attempt, mark in list(_differing_attempts()):
        Attempt.objects.filter(pk=attempt.pk).update(mark=mark)
        changed += 1
    return changed


def _differing_items() -> Iterator[tuple[AttemptItem, Folded]]:
    for item in AttemptItem.objects.prefetch_related("responses").iterator(chunk_size=500):
        folded = fold(item.responses.all())
        if _kept(item) != folded:
            yield item, folded


def _kept(item: AttemptItem) -> Folded:
    return Folded(item.state, item.fraction, item.last_sequence)


def _differing_attempts() -> Iterator[tuple[Attempt, float]]:
    for attempt in Attempt.objects.finished().prefetch_related("items__responses").iterator(chunk_size=200):
        items = [(fold(item.responses.all()).fraction, item.max_mark) for item in attempt.items.all()]
        mark = total_mark(items, attempt.max_mark)
        if not math.isclose(mark, attempt.mark or 0.0, abs_tol=TOLERANCE):
            yield attempt, mark
