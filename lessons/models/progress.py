"""How far each reader has come. Rows are only ever added."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lessons.models.shelves import Course, Lesson
from lessons.models.texts import Section


class Done(models.Model):
    """A learner has come this far. Only ever added, so that no later edit of the course takes it back."""

    done_at = models.DateTimeField(_("done"))

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("Progress is only ever added.")
        super().save(*args, **kwargs)


class SectionProgress(Done):
    """A reader said that this section is done."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="section_progress", verbose_name=_("learner")
    )
    section = models.ForeignKey(Section, models.PROTECT, related_name="progress", verbose_name=_("section"))

    class Meta:
        verbose_name = _("section progress")
        verbose_name_plural = _("section progress")
        constraints = [
            models.UniqueConstraint(fields=["user", "section"], name="section_done_once_a_learner")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.section}"


class LessonProgress(Done):
    """A lesson's sections were all done and its quiz passed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="lesson_progress", verbose_name=_("learner")
    )
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="progress", verbose_name=_("lesson"))

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [models.UniqueConstraint(fields=["user", "lesson"], name="lesson_done_once_a_learner")]

    def __str__(self) -> str:
        return f"{self.user} {self.lesson}"


class CourseProgress(Done):
    """A course's lessons were all done and its final quiz passed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="course_progress", verbose_name=_("learner")
    )
    course = models.ForeignKey(Course, models.PROTECT, related_name="progress", verbose_name=_("course"))

    class Meta:
        verbose_name = _("course progress")
        verbose_name_plural = _("course progress")
        constraints = [models.UniqueConstraint(fields=["user", "course"], name="course_done_once_a_learner")]

    def __str__(self) -> str:
        return f"{self.user} {self.course}"
