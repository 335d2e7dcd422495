"""What is read: a lesson in its languages, its sections, and what they rest on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lessons.models.shelves import Actor, Claim, FromFile, Lesson, Milestone, Paragraph, Source, Term


class LessonText(FromFile):
    """What a lesson says about itself in one language: title, guiding question, objectives, perspective."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="texts", verbose_name=_("lesson"))
    language = models.CharField(_("language"), max_length=2)
    title = models.CharField(_("title"), max_length=200)
    question = models.TextField(_("guiding question"))
    objectives = models.JSONField(_("objectives"), default=list)
    perspective = models.TextField(_("perspective prompt"))

    class Meta:
        verbose_name = _("lesson text")
        verbose_name_plural = _("lesson texts")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "language"], name="lesson_text_once_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class Refers(models.Model):
    """A text or a question, with what it rests on and what it speaks of: the shelves lead back to it."""

    paragraphs = models.ManyToManyField(
        Paragraph, related_name="%(class)ss", verbose_name=_("paragraphs"), blank=True
    )
    claims = models.ManyToManyField(Claim, related_name="%(class)ss", verbose_name=_("claims"), blank=True)
    sources = models.ManyToManyField(Source, related_name="%(class)ss", verbose_name=_("sources"), blank=True)
    actors = models.ManyToManyField(Actor, related_name="%(class)ss", verbose_name=_("actors"), blank=True)
    milestones = models.ManyToManyField(
        Milestone, related_name="%(class)ss", verbose_name=_("milestones"), blank=True
    )
    terms = models.ManyToManyField(Term, related_name="%(class)ss", verbose_name=_("terms"), blank=True)

    class Meta:
        abstract = True


class Section(Refers):
    """The unit of reading progress."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="sections", verbose_name=_("lesson"))
    key = models.SlugField(_("key"))
    position = models.PositiveSmallIntegerField(_("position"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        ordering = ["lesson", "position"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [models.UniqueConstraint(fields=["lesson", "key"], name="section_key_once_a_lesson")]

    def __str__(self) -> str:
        return f"{self.lesson}#{self.key}"


class SectionText(FromFile):
    """A section in one language; `html` is rendered and sanitised when it is saved, never when it is read."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="texts", verbose_name=_("section"))
    language = models.CharField(_("language"), max_length=2)
    title = models.CharField(_("title"), max_length=200)
    markdown = models.TextField(_("Markdown"))
    html = models.TextField(_("HTML"), editable=False)
    changed_at = models.DateTimeField(_("text changed"), null=True, editable=False)

    class Meta:
        verbose_name = _("section text")
        verbose_name_plural = _("section texts")
        constraints = [
            models.UniqueConstraint(fields=["section", "language"], name="section_text_once_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"
