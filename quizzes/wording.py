"""Numbers and results in a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from quizzes.models import ROUNDING, Attempt

NUMBERS = "none one two three four five six seven eight nine ten eleven twelve"
WORDS = {"en": NUMBERS.split()}


def in_words(*values: float) -> tuple[str, ...]:
    """Marks as they are said: in words where the language has them here for all, else in figures."""
    words = WORDS.get(get_language() or "en", [])
    if all(value == int(value) and int(value) < len(words) for value in values):
        return tuple(words[int(value)] for value in values)
    return tuple(in_figures(value) for value in values)


def in_figures(value: float) -> str:
    """To a tenth, and without one where it is whole; with a true minus."""
    rounded = round(value, 1)
    words = str(int(rounded)) if rounded == int(rounded) else str(number_format(rounded, decimal_pos=1))
    return words.replace("-", "−")


def sentence_on_mark(attempt: Attempt) -> str:
    """The mark of a finished attempt of which no more may be told yet."""
    words = dict(zip(("mark", "best"), in_words(attempt.mark or 0.0, attempt.max_mark), strict=True))
    return _("You have finished, with %(mark)s of %(best)s.") % words


def sentence_on(attempt: Attempt, verdicts: Sequence[str], *, sure_but_wrong: int = 0, lucky: int = 0) -> str:
    """What came of a finished attempt, in one sentence; verdicts are those on what carries marks.

    Where the learner was sure and wrong, or right by luck, a second sentence says so.
    """
    first, second = _on_marks(attempt, verdicts), _on_certainty(sure_but_wrong, lucky)
    return f"{first} {second}" if second else first


def _on_certainty(sure_but_wrong: int, lucky: int) -> str:
    if sure_but_wrong:
        told = ngettext(
            "You were certain of %(number)s wrong answer.",
            "You were certain of %(number)s wrong answers.",
            sure_but_wrong,
        )
        return told % {"number": in_words(sure_but_wrong)[0]}
    told = ngettext(
        "%(number)s right answer was a guess.", "%(number)s right answers were guesses.", lucky or 1
    )
    return _capital(told % {"number": in_words(lucky)[0]}) if lucky else ""


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _on_marks(attempt: Attempt, verdicts: Sequence[str]) -> str:
    needed = math.ceil((attempt.pass_fraction * attempt.max_mark - ROUNDING) * 10) / 10
    marks = (round(attempt.mark or 0.0, 1), attempt.max_mark, needed)
    words = dict(zip(("mark", "best", "needed"), in_words(*marks), strict=True))
    if waiting := verdicts.count("waiting"):
        return _so_far(attempt, words, waiting)
    missed = sum(verdict != "right" for verdict in verdicts)
    is_full = (attempt.mark or 0.0) >= attempt.max_mark - ROUNDING
    if not missed and is_full:
        return _("You have all %(best)s: nothing here needs another look.") % words
    head = _("You have %(mark)s of %(best)s, and that passes")
    if not attempt.is_passed:
        head = _("You have %(mark)s of %(best)s, and %(needed)s would pass")
    if not missed:
        return f"{head % words}; {_('every answer is right, though not every one was called certain.')}"
    tail = ngettext(
        "%(number)s question is worth another look.", "%(number)s questions are worth another look.", missed
    )
    return f"{head % words}; {tail % {'number': in_words(missed)[0]}}"


def _so_far(attempt: Attempt, words: Mapping[str, str], waiting: int) -> str:
    head = _("You have %(mark)s of %(best)s so far")
    if attempt.is_passed:
        head = _("You have %(mark)s of %(best)s so far, and that passes")
    tail = ngettext(
        "%(number)s answer waits for a teacher's mark.",
        "%(number)s answers wait for a teacher's mark.",
        waiting,
    )
    return f"{head % words}; {tail % {'number': in_words(waiting)[0]}}"
