"""Which answers people gave to a question, and how many gave each."""

from __future__ import annotations

from collections import Counter

from quizzes.kinds import get_kind, parse_body
from quizzes.models import Question, QuestionVersion, Response

LATEST = 5000


def answers_below(question: Question, fraction: float, language: str) -> list[tuple[str, int]]:
    """Answers in words that were worth less than this, the most frequent first; of the latest 5,000."""
    versions = {version.pk: version for version in QuestionVersion.objects.filter(question=question)}
    bodies = {pk: parse_body(version.kind, version.body) for pk, version in versions.items()}
    rows = Response.objects.filter(
        item__version__question=question, action=Response.Action.ANSWER, fraction__lt=fraction
    )
    counted: Counter[str] = Counter()
    for pk, answer in rows.order_by("-pk").values_list("item__version", "answer")[:LATEST]:
        counted[get_kind(versions[pk].kind).describe(bodies[pk], answer, language)] += 1
    return counted.most_common()
