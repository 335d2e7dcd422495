"""Moving a guest's reading to the account they sign in to."""

from __future__ import annotations

from accounts.models import User
from lessons.models import CourseProgress, LessonProgress, SectionProgress


def move_progress(guest: User, account: User) -> None:
    """What the guest has done becomes the account's; what the account had done before stays as it was."""
    for model, part in ((SectionProgress, "section"), (LessonProgress, "lesson"), (CourseProgress, "course")):
        had = model.objects.filter(user=account).values(part)
        model.objects.filter(user=guest).exclude(**{f"{part}__in": had}).update(user=account)
