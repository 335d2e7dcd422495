"""What somebody gets who knows nothing and gives the same answer everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from quizzes.kinds.categorise import CategoriseBody
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.multiple_choice import MultipleChoiceBody
from quizzes.linting.finding import Finding, Linted

TOO_MUCH = 0.5  # of a question with parts, for one answer given to all of them


def guessing_findings(question: Linted) -> Iterator[Finding]:
    body = question.body
    if isinstance(body, MultipleChoiceBody):
        worth = question.fraction_of({"answer": sorted(body.ids)})
        if worth:
            message = _("who ticks everything gets %(percent)d%% of the mark: add wrong options")
            yield _finding(question, "options", message, worth)
    elif isinstance(body, MatchingBody):
        lefts = [pair.left_id for pair in body.pairs]
        worth = max(question.fraction_of({"answer": dict.fromkeys(lefts, one)}) for one in body.choices)
        if worth > TOO_MUCH:
            message = _("who gives every left side the same right side gets %(percent)d%% of the mark")
            yield _finding(question, "pairs", message, worth)
    elif isinstance(body, CategoriseBody):
        worth = max(question.fraction_of({"answer": dict.fromkeys(body.right, one)}) for one in body.choices)
        if worth > TOO_MUCH:
            message = _("who puts everything into one group gets %(percent)d%% of the mark: level the groups")
            yield _finding(question, "groups", message, worth)


def _finding(question: Linted, field: str, message: str, worth: float) -> Finding:
    return Finding(question.slug, (field,), "guessing", message % {"percent": round(100 * worth)})
