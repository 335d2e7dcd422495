"""The page on the format names every field that a course's files may have."""

import re
from pathlib import Path

import pytest

from lessons.coursefiles.lessontext import Front
from lessons.coursefiles.reference import FILES
from lessons.coursefiles.schema import CourseRow
from quizzes.coursefiles.quizfile import PoolRow, QuestionRow, QuizRow
from quizzes.kinds import KINDS

PAGE = (Path(__file__).parents[2] / "docs/formats/course.md").read_text()
WORDS = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", PAGE))))
MODELS = [
    CourseRow,
    *FILES.values(),
    Front,
    QuizRow,
    PoolRow,
    QuestionRow,
    *(kind.body_class for kind in KINDS.values()),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_on_the_page(model):
    assert model.model_fields.keys() <= WORDS


def test_every_kind_is_on_the_page():
    assert KINDS.keys() <= WORDS
