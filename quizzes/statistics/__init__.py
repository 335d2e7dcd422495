"""Item analysis: what learners' marks say of the questions and of the quiz.

Pure: it knows neither the database nor the request, and needs no numpy. `analyse(scores)` is the door;
`measure(scores)` gives the figures alone, for any number of learners. The formulas, their sources and the
thresholds of the advice stand in docs/statistics.md.
"""

from quizzes.statistics.advice import Advice
from quizzes.statistics.analysis import Analysis, Figures, ItemReport, TooFewAttempts, analyse, measure
from quizzes.statistics.dif import ItemDif, dif
from quizzes.statistics.items import ItemFigures
from quizzes.statistics.options import OptionFigures, OptionTable
from quizzes.statistics.quiz import QuizFigures
from quizzes.statistics.scores import BadScores, ScoredItem, Scores

__all__ = [
    "Advice",
    "Analysis",
    "BadScores",
    "Figures",
    "ItemDif",
    "ItemFigures",
    "ItemReport",
    "OptionFigures",
    "OptionTable",
    "QuizFigures",
    "ScoredItem",
    "Scores",
    "TooFewAttempts",
    "analyse",
    "dif",
    "measure",
]
