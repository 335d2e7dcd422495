"""What a teacher should do about an item, in words. docs/statistics.md gives the reason of each threshold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.statistics.intervals import Z_90_ONE_SIDED, fisher
from quizzes.statistics.items import ItemFigures
from quizzes.statistics.options import OptionFigures, OptionTable

# In percent of the learners, or of the mark.
TOO_EASY = 95.0
TOO_HARD = 5.0
HARDLY_CHOSEN = 5.0
OFTEN_EMPTY = 20.0
WEAK_EFFICIENCY = 15.0


@dataclass(frozen=True)
class Advice:
    """One finding: `code` for programs, `text` for people in the language that is active."""

    code: str
    text: str


def advise(figures: ItemFigures, table: OptionTable | None = None) -> tuple[Advice, ...]:
    """What to do about an item, the gravest first; nothing when nothing is wrong with it."""
    return (*_on_the_key(figures, table), *_on_difficulty(figures), *_on_options(figures, table))


def _on_the_key(figures: ItemFigures, table: OptionTable | None) -> Iterator[Advice]:
    """Whether doing well on the rest goes with doing badly here, by more than chance would have it."""
    r, n = figures.item_rest_correlation, figures.attempts
    efficiency = figures.discriminative_efficiency
    rival = _rival(table, n)
    if r is not None and r < 0 and rival:
        text = _("Probably mis-keyed: those who do well on the rest choose %(option)s. Check the key.")
        yield Advice("mis_keyed", text % {"option": rival.option})
    elif _is_surely_negative(r, n):
        yield Advice(
            "mis_keyed", _("Probably mis-keyed: those who do well on the rest do badly here. Check the key.")
        )
    elif rival:
        text = _("Those who do well on the rest also choose %(option)s. Is it right as well?")
        yield Advice("two_keys", text % {"option": rival.option})
    elif efficiency is not None and efficiency <= -WEAK_EFFICIENCY:
        text = _("Perhaps mis-keyed: it runs against the rest of the quiz, though that may be chance.")
        yield Advice("against_the_rest", text)


def _rival(table: OptionTable | None, n: int) -> OptionFigures | None:
    """The wrong option that goes best with doing well on the rest: beyond chance, and better than the key."""
    rows = [row for row in (table.rows if table else ()) if row.option is not None]
    if not any(row.is_key for row in rows):
        return None
    rivals = [row for row in rows if not row.is_key and _is_surely_positive(row.correlation, n)]
    best = max(rivals, key=lambda row: row.correlation or 0.0, default=None)
    keys = [row.correlation for row in rows if row.is_key and row.correlation is not None]
    return best if best and all((best.correlation or 0.0) > key for key in keys) else None


def _is_surely_negative(r: float | None, n: int) -> bool:
    interval = fisher(r, n, Z_90_ONE_SIDED)
    return interval is not None and interval[1] < 0


def _is_surely_positive(r: float | None, n: int) -> bool:
    return r is not None and _is_surely_negative(-r, n)


def _on_difficulty(figures: ItemFigures) -> Iterator[Advice]:
    """Whether the item can tell learners apart at all."""
    facility, efficiency = figures.facility, figures.discriminative_efficiency
    if facility is None:
        return
    if facility >= TOO_EASY:
        yield Advice("too_easy", _("Too easy to tell anything: nearly everyone gets it right."))
    elif facility <= TOO_HARD:
        yield Advice("too_hard", _("Too hard to tell anything: nearly everyone gets it wrong."))
    elif figures.sd == 0:
        yield Advice("same_mark", _("Everyone earns the same: it tells nothing."))
    elif figures.random_guess_score and facility <= figures.random_guess_score:
        yield Advice("guessing", _("No better than guessing: the marks are what random answers would earn."))
    elif efficiency is not None and abs(efficiency) < WEAK_EFFICIENCY:
        yield Advice("tells_little", _("Tells little: strong and weak learners do nearly alike on it."))


def _on_options(figures: ItemFigures, table: OptionTable | None) -> Iterator[Advice]:
    """Which distractors distract nobody, and whether many pass the item by."""
    wrong = [row for row in (table.rows if table else ()) if row.option is not None and not row.is_key]
    never = [str(row.option) for row in wrong if row.count == 0]
    hardly = [str(row.option) for row in wrong if 0 < row.share < HARDLY_CHOSEN]
    if never:
        text = ngettext(
            "Nobody chooses %(options)s: replace it or leave it out.",
            "Nobody chooses %(options)s: replace them or leave them out.",
            len(never),
        )
        yield Advice("nobody_chooses", text % {"options": ", ".join(never)})
    if hardly and (figures.facility or 0.0) < TOO_EASY:
        text = _("Hardly anybody chooses %(options)s: make it more tempting.")
        yield Advice("hardly_chosen", text % {"options": ", ".join(hardly)})
    if figures.attempts and 100 * figures.left_empty / figures.attempts >= OFTEN_EMPTY:
        yield Advice(
            "left_empty",
            _("Left empty by one in five or more: unclear, too long, or too late in the quiz."),
        )
