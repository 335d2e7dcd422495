"""What came of how sure a learner was: where they were sure but wrong, and where right by luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lessons.models import Section, in_language
from quizzes.asking import Learner, titles_of_sections
from quizzes.models import RIGHT_ENOUGH, Attempt, AttemptItem, Behaviour, HowSure

LISTED = 100  # the latest; nobody reads more on one page


@dataclass(frozen=True)
class Surprise:
    """An answer that was not worth what its learner thought of it, and where to read about it."""

    item: AttemptItem
    prompt: str
    section: Section | None
    section_title: str


@dataclass(frozen=True)
class Surprises:
    sure_but_wrong: Sequence[Surprise]
    right_by_luck: Sequence[Surprise]


def surprises_of(user: Learner, language: str) -> Surprises:
    """Those of the learner's finished attempts, the latest first; two queries.

    Only the latest answer to a question counts: what was set right since is a surprise no longer.
    """
    items = list(_surprising(user))
    titles = titles_of_sections((item.version.question.section_id for item in items), language)
    told = [_told(item, titles, language) for item in items]
    return Surprises(
        sure_but_wrong=[one for one in told if one.item.is_sure_but_wrong],
        right_by_luck=[one for one in told if one.item.is_right_by_luck],
    )


def _surprising(user: Learner) -> QuerySet[AttemptItem]:
    """The items that `is_sure_but_wrong` or `is_right_by_luck` holds for."""
    answered = _answered_by(user)
    since = answered.filter(version__question=OuterRef("version__question"), pk__gt=OuterRef("pk"))
    wrong = Q(certainty=HowSure.CERTAIN, fraction__lt=RIGHT_ENOUGH)
    lucky = Q(certainty=HowSure.GUESS, fraction__gte=RIGHT_ENOUGH)
    found = answered.filter(wrong | lucky).exclude(Exists(since))
    return found.select_related("attempt__quiz", "version__question__section__lesson").order_by("-pk")[
        :LISTED
    ]


def _answered_by(user: Learner) -> QuerySet[AttemptItem]:
    """What the learner answered in finished attempts whose key may be seen, where it is marked."""
    may_be_seen = Q(attempt__key_from=None) | Q(attempt__key_from__lte=timezone.now())
    return AttemptItem.objects.filter(
        may_be_seen,
        attempt__user=user.pk,
        attempt__behaviour=Behaviour.GRADED,
        attempt__state=Attempt.State.FINISHED,
        state=AttemptItem.State.ANSWERED,
        fraction__isnull=False,
    )


def _told(item: AttemptItem, titles: dict[int, str], language: str) -> Surprise:
    section = item.version.question.section
    title = titles.get(section.pk, "") if section else ""
    return Surprise(item, in_language(item.version.body["prompt"], language), section, title)
