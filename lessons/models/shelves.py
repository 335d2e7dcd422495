"""The course, its lessons, and the shelves that its texts and questions refer to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def in_language(text: str | dict[str, str], language: str) -> str:
    """The text in `language`, else in English, else in whatever language there is."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


class FromFile(models.Model):
    """A row written in a course's files; `file_digest` tells a later load whether it was edited since."""

    file_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class Course(FromFile):
    slug = models.SlugField(_("slug"), unique=True)
    title = models.JSONField(_("title"))
    subtitle = models.JSONField(_("subtitle"), default=str)
    languages = models.JSONField(_("languages"), default=list)
    citation = models.JSONField(_("citation of the chapter"), default=dict)
    pass_fraction = models.FloatField(_("share of marks that passes a quiz"), default=0.7)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(
                name="course_pass_fraction_0_to_1", condition=Q(pass_fraction__gt=0, pass_fraction__lte=1)
            )
        ]

    def __str__(self) -> str:
        return in_language(self.title, "en")


class Lesson(models.Model):
    course = models.ForeignKey(Course, models.CASCADE, related_name="lessons", verbose_name=_("course"))
    position = models.PositiveSmallIntegerField(_("position"))
    slug = models.SlugField(_("slug"))

    class Meta:
        ordering = ["course", "position"]
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="lesson_slug_once_a_course")]

    def __str__(self) -> str:
        return self.slug


class Source(FromFile):
    course = models.ForeignKey(Course, models.CASCADE, related_name="sources", verbose_name=_("course"))
    key = models.CharField(_("key"), max_length=12)
    name = models.CharField(_("name"), max_length=300)
    url = models.URLField(_("address"), max_length=500, blank=True)
    date = models.CharField(_("date"), max_length=80, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["course", "id"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="source_key_once_a_course")]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class Paragraph(FromFile):
    """A paragraph of the chapter: our gist, and its original where an operator has loaded a licensed copy."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="paragraphs", verbose_name=_("course"))
    lesson = models.ForeignKey(
        Lesson, models.SET_NULL, null=True, blank=True, related_name="paragraphs", verbose_name=_("home")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    opening = models.CharField(_("opening words"), max_length=120)
    topic = models.CharField(_("topic"), max_length=200)
    gist = models.JSONField(_("gist"))
    original = models.TextField(_("original text"), blank=True, editable=False)

    class Meta:
        ordering = ["course", "number"]
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="paragraph_number_once_a_course"),
            models.CheckConstraint(name="paragraph_number_from_1", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"P{self.number}"


class Claim(FromFile):
    """One statement of the chapter, and how it stands up."""

    class Kind(models.TextChoices):
        FACT = "fact", _("fact")
        INTERPRETATION = "interpretation", _("interpretation")
        NORMATIVE = "normative", _("what ought to be")

    class Verdict(models.TextChoices):
        ACCURATE = "accurate", _("accurate")
        IMPRECISE = "imprecise", _("imprecise")
        WRONG = "wrong", _("wrong")
        OUTDATED = "outdated", _("outdated")
        TYPO = "typo", _("misprint")
        UNVERIFIED = "unverified", _("unverified")

    course = models.ForeignKey(Course, models.CASCADE, related_name="claims", verbose_name=_("course"))
    paragraph = models.ForeignKey(
        Paragraph, models.PROTECT, related_name="claims", verbose_name=_("paragraph")
    )
    key = models.CharField(_("key"), max_length=12)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    text = models.JSONField(_("text"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    margin = models.JSONField(_("correction in the margin"), default=str, blank=True)
    exact = models.JSONField(_("what is more exact"), default=str, blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, blank=True)
    sources = models.ManyToManyField(Source, related_name="claims", verbose_name=_("sources"), blank=True)

    class Meta:
        ordering = ["course", "paragraph__number", "id"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="claim_key_once_a_course"),
            models.CheckConstraint(
                name="claim_kind_known", condition=Q(kind__in=["fact", "interpretation", "normative"])
            ),
            models.CheckConstraint(
                name="claim_verdict_known",
                condition=Q(
                    verdict__in=["", "accurate", "imprecise", "wrong", "outdated", "typo", "unverified"]
                ),
            ),
            models.CheckConstraint(name="claim_fact_has_verdict", condition=~Q(kind="fact") | ~Q(verdict="")),
        ]

    def __str__(self) -> str:
        return self.key


class Entry(FromFile):
    """What the people, milestone and term shelves have in common."""

    course = models.ForeignKey(Course, models.CASCADE, verbose_name=_("course"))
    slug = models.SlugField(_("slug"))
    paragraphs = models.ManyToManyField(Paragraph, verbose_name=_("paragraphs"), blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True


class Actor(Entry):
    """A person, institution, company or group."""

    type = models.CharField(_("type"), max_length=20)
    name = models.JSONField(_("name"))
    role = models.CharField(_("role"), max_length=200)
    country = models.CharField(_("country"), max_length=80, blank=True)
    dates = models.CharField(_("dates"), max_length=250, blank=True)
    summary = models.JSONField(_("summary"))
    in_chapter = models.BooleanField(_("named in the chapter"), default=True)
    names_status = models.CharField(_("state of the names"), max_length=80, blank=True)
    sources = models.ManyToManyField(Source, related_name="actors", verbose_name=_("sources"), blank=True)

    class Meta:
        ordering = ["course", "id"]
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="actor_slug_once_a_course")]

    def __str__(self) -> str:
        return in_language(self.name, "en")


class Milestone(Entry):
    """A dated agreement or event; `date` is as exact as `precision`: 1992, 1995-04 or 1993-04-06."""

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    class Status(models.TextChoices):
        IN_CHAPTER = "in_chapter", _("in the chapter")
        ALLUDED = "alluded", _("meant, not named, in the chapter")
        CONTEXT = "context", _("context added")
        AFTER = "after", _("after the chapter")

    date = models.CharField(_("date"), max_length=10)
    precision = models.CharField(_("precision"), max_length=5, choices=Precision)
    title = models.JSONField(_("title"))
    theme = models.CharField(_("theme"), max_length=20)
    parties = models.CharField(_("parties"), max_length=250, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    chapter_gives = models.CharField(_("what the chapter gives"), max_length=250, blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, blank=True)
    sources = models.ManyToManyField(Source, related_name="milestones", verbose_name=_("sources"), blank=True)

    class Meta:
        ordering = ["course", "date", "id"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="milestone_slug_once_a_course"),
            models.CheckConstraint(
                name="milestone_status_known",
                condition=Q(status__in=["in_chapter", "alluded", "context", "after"]),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.title, "en")


class Term(Entry):
    """A glossary entry."""

    name = models.JSONField(_("name"))
    definition = models.JSONField(_("definition"))
    in_chapter = models.BooleanField(_("the word is in the chapter"), default=True)

    class Meta:
        ordering = ["course", "slug"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="term_slug_once_a_course")]

    def __str__(self) -> str:
        return in_language(self.name, "en")


class Indicator(FromFile):
    """A figure that compares the two countries; `year` is words where the two figures differ in date."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="indicators", verbose_name=_("course"))
    slug = models.SlugField(_("slug"))
    name = models.JSONField(_("name"))
    unit = models.CharField(_("unit"), max_length=40)
    kazakhstan = models.FloatField(_("Kazakhstan"))
    united_states = models.FloatField(_("United States"))
    year = models.CharField(_("year"), max_length=80)
    derived = models.CharField(_("what follows"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    use = models.CharField(_("use"), max_length=10, default="primary")
    sources = models.ManyToManyField(Source, related_name="indicators", verbose_name=_("sources"), blank=True)

    class Meta:
        ordering = ["course", "id"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="indicator_slug_once_a_course")
        ]

    def __str__(self) -> str:
        return in_language(self.name, "en")
