"""Answers that come after a correction, in attempts begun before it: they are marked as those before them."""

from __future__ import annotations

from quizzes.models import AttemptItem, QuestionVersion, Response
from quizzes.regrading.marks import Mark, Markers, standing_mark
from quizzes.regrading.planning import reaches, standing_on


def under_corrections(item: AttemptItem, response: Response) -> None:
    """Makes an answer that is still to be saved worth what it is under the corrections that stand.

    Two queries, and none for an item that no correction reaches. The item carries its version and attempt.
    """
    if item.correction_id is None:
        return
    question = item.version.question_id
    standing = [one for one in standing_on(question) if reaches(one, item)]
    if not standing:
        return
    markers = Markers({version.pk: version for version in QuestionVersion.objects.filter(question=question)})
    first = Mark(response.state, response.fraction)
    mark = standing_mark(first, response.answer, standing, markers, markers.of(item.version_id))
    response.state, response.fraction, response.correction = mark.state, mark.fraction, standing[-1]
