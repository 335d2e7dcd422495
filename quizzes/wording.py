"""Numbers and results in a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from quizzes.models import ROUNDING, Attempt

NUMBERS = "none one two three four five six seven eight nine ten eleven twelve"
WORDS = {"en": NUMBERS.split()}


def in_words(value: float) -> str:
    """A mark as it is said: in words where the language has them here, else in figures, to a tenth."""
    rounded = round(value, 1)
    words = WORDS.get(get_language() or "en", [])
    if rounded == int(rounded) and int(rounded) < len(words):
        return words[int(rounded)]
    return in_figures(rounded)


def in_figures(value: float) -> str:
    rounded = round(value, 1)
    if rounded == int(rounded):
        return str(int(rounded))
    return str(number_format(rounded, decimal_pos=1))


def sentence_on(attempt: Attempt, verdicts: Sequence[str]) -> str:
    """What came of a finished attempt, in one sentence."""
    mark, best = in_words(attempt.mark or 0.0), in_words(attempt.max_mark)
    missed = sum(verdict != "right" for verdict in verdicts)
    if not missed:
        return _("You have all %(best)s: nothing here needs another look.") % {"best": best}
    if attempt.is_passed:
        head = _("You have %(mark)s of %(best)s, and that passes") % {"mark": mark, "best": best}
    else:
        needed = in_words(math.ceil((attempt.pass_fraction * attempt.max_mark - ROUNDING) * 10) / 10)
        head = _("You have %(mark)s of %(best)s; %(needed)s would pass") % {
            "mark": mark,
            "best": best,
            "needed": needed,
        }
    tail = ngettext(
        "%(number)s question is worth another look.", "%(number)s questions are worth another look.", missed
    ) % {"number": in_words(missed)}
    return f"{head}; {tail}"
