"""The whole analysis of one quiz, and when there is too little to analyse."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.statistics.advice import Advice, advise
from quizzes.statistics.answering import CertaintyFigures, TimeFigures, certainty_figures, time_figures
from quizzes.statistics.items import ItemFigures, Spread, item_figures, spreads
from quizzes.statistics.options import OptionTable, option_table
from quizzes.statistics.quiz import QuizFigures, quiz_figures
from quizzes.statistics.scores import Scores

FEWEST = 20
ENOUGH = 100


class TooFewAttempts(ValueError):
    """So few learners that figures about questions would be figures about chance; the message says so."""


@dataclass(frozen=True)
class Figures:
    """The figures alone, items in the order of the quiz."""

    items: tuple[ItemFigures, ...]
    quiz: QuizFigures


@dataclass(frozen=True)
class ItemReport:
    """One item with everything that is known of it, and what to do about it."""

    figures: ItemFigures
    options: OptionTable | None
    time: TimeFigures | None
    certainty: tuple[CertaintyFigures, ...]
    advice: tuple[Advice, ...]


@dataclass(frozen=True)
class Analysis:
    """What a teacher reads; `warning` is a sentence when the figures are still shaky."""

    items: tuple[ItemReport, ...]
    quiz: QuizFigures
    attempts: int
    warning: str | None


def measure(scores: Scores) -> Figures:
    """The figures for any number of learners, undefined ones None. Says nothing of whether to trust them."""
    return _figures(scores, spreads(scores))


def analyse(scores: Scores) -> Analysis:
    """Figures, tables and advice. Raises TooFewAttempts under 20 attempts, warns under 100."""
    refuse_too_few(scores.attempts)
    each = spreads(scores)
    figures = _figures(scores, each)
    reports = [
        _report(scores, position, *both)
        for position, both in enumerate(zip(figures.items, each, strict=True))
    ]
    return Analysis(tuple(reports), figures.quiz, scores.attempts, _warning(scores.attempts))


def _figures(scores: Scores, each: list[Spread]) -> Figures:
    variances = [spread.variance for spread in each]
    return Figures(tuple(item_figures(scores, each)), quiz_figures(scores, variances))


def refuse_too_few(attempts: int) -> None:
    if attempts < FEWEST:
        text = ngettext(
            "%(attempts)s attempt tells more of chance than of questions: item analysis needs %(fewest)s.",
            "%(attempts)s attempts tell more of chance than of questions: item analysis needs %(fewest)s.",
            attempts,
        )
        raise TooFewAttempts(text % {"attempts": attempts, "fewest": FEWEST})


def _warning(attempts: int) -> str | None:
    if attempts >= ENOUGH:
        return None
    text = _(
        "Only %(attempts)s attempts: read each figure with its interval. From %(enough)s on they settle."
    )
    return text % {"attempts": attempts, "enough": ENOUGH}


def _report(scores: Scores, position: int, figures: ItemFigures, spread: Spread) -> ItemReport:
    table = option_table(scores, position, spread)
    return ItemReport(
        figures=figures,
        options=table,
        time=time_figures(scores, position),
        certainty=certainty_figures(scores, position),
        advice=advise(figures, table),
    )
