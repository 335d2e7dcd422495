"""What is asked: mutable identities, immutable versions, and the quizzes that list them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lessons.models import Course, FromFile, Lesson, Refers, Section, in_language
from quizzes.models.appending import AppendOnly


class Question(Refers, FromFile):
    """An identity: what is asked lives in its versions, and `published` points at the one now in use."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="questions", verbose_name=_("course"))
    slug = models.SlugField(_("slug"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("owner")
    )
    section = models.ForeignKey(
        Section,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("read again"),
    )
    published = models.ForeignKey(
        "QuestionVersion",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published version"),
    )
    tags = models.JSONField(_("tags"), default=list, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        ordering = ["course", "slug"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="question_slug_once_a_course")]

    def __str__(self) -> str:
        return self.slug


class QuestionVersion(AppendOnly):
    """What a question says; `body` is read by its kind's own model, and reports never query inside it."""

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="versions", verbose_name=_("question")
    )
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20)
    body = models.JSONField(_("body"))
    body_schema = models.PositiveSmallIntegerField(_("schema of the body"), default=1)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("created"))

    class Meta:
        ordering = ["question", "number"]
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="question_version_number_once_a_question"
            ),
            models.CheckConstraint(name="question_version_number_from_1", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.question} v{self.number}"


class Behaviour(models.TextChoices):
    PRACTICE = "practice", _("practice: feedback at once, may retry")
    GRADED = "graded", _("graded: feedback after finishing")


class Certainty(models.TextChoices):
    """Whether a quiz asks how sure the learner is, before any feedback, and whether that moves the mark."""

    OFF = "off", _("not asked")
    ASK = "ask", _("asked, and shown afterwards")
    COUNT = "count", _("asked, and counted in the mark")


class Quiz(FromFile):
    """Questions asked together: a lesson's checks (practice), its quiz, or a quiz on the whole course."""

    class Grading(models.TextChoices):
        HIGHEST = "highest", _("the best attempt")
        LAST = "last", _("the last attempt")
        FIRST = "first", _("the first attempt")
        AVERAGE = "average", _("the mean of the attempts")

    course = models.ForeignKey(Course, models.CASCADE, related_name="quizzes", verbose_name=_("course"))
    lesson = models.ForeignKey(
        Lesson, models.CASCADE, null=True, blank=True, related_name="quizzes", verbose_name=_("lesson")
    )
    slug = models.SlugField(_("slug"))
    title = models.JSONField(_("title"))
    about = models.JSONField(_("about"), default=str, blank=True)
    behaviour = models.CharField(_("behaviour"), max_length=10, choices=Behaviour, default=Behaviour.GRADED)
    pass_fraction = models.FloatField(_("share of marks that passes"), default=0.7)
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), null=True, blank=True, help_text=_("Blank: as many as one likes.")
    )
    wait_between = models.PositiveIntegerField(_("seconds to wait between attempts"), default=0)
    time_limit = models.PositiveIntegerField(
        _("time limit in seconds"), null=True, blank=True, help_text=_("Blank: none.")
    )
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True, help_text=_("Blank: never."))
    certainty = models.CharField(_("certainty"), max_length=5, choices=Certainty, default=Certainty.OFF)
    shuffle = models.BooleanField(_("shuffle the questions"), default=False)
    draw = models.PositiveSmallIntegerField(
        _("drawn from each pool"), null=True, blank=True, help_text=_("Blank: every item is asked.")
    )
    grading = models.CharField(
        _("which attempt counts"), max_length=10, choices=Grading, default=Grading.HIGHEST
    )
    is_final = models.BooleanField(_("closes the course"), default=False)

    class Meta:
        ordering = ["course", "lesson__position", "id"]
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="quiz_slug_once_a_course"),
            models.UniqueConstraint(
                fields=["course"], condition=Q(is_final=True), name="quiz_final_once_a_course"
            ),
            models.CheckConstraint(
                name="quiz_pass_fraction_0_to_1", condition=Q(pass_fraction__gte=0, pass_fraction__lte=1)
            ),
            models.CheckConstraint(
                name="quiz_behaviour_known", condition=Q(behaviour__in=["practice", "graded"])
            ),
            models.CheckConstraint(
                name="quiz_certainty_known", condition=Q(certainty__in=["off", "ask", "count"])
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.title, "en")


class QuizItem(models.Model):
    """A question's place in a quiz; `pool` names what it is drawn from, blank where it is always asked."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="items", verbose_name=_("quiz"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="items", verbose_name=_("question"))
    position = models.PositiveSmallIntegerField(_("position"))
    max_mark = models.FloatField(_("marks"), default=1)
    pool = models.SlugField(_("pool"), blank=True)

    class Meta:
        ordering = ["quiz", "position"]
        verbose_name = _("quiz item")
        verbose_name_plural = _("quiz items")
        constraints = [
            models.UniqueConstraint(fields=["quiz", "question"], name="quiz_item_question_once_a_quiz"),
            models.CheckConstraint(name="quiz_item_max_mark_positive", condition=Q(max_mark__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.quiz}: {self.question}"


class Allowance(models.Model):
    """What one learner is given at one quiz beyond what everybody has; it wins over the quiz's own limits."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="allowances", verbose_name=_("learner")
    )
    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="allowances", verbose_name=_("quiz"))
    extra_time = models.PositiveIntegerField(_("extra seconds"), default=0)
    extra_attempts = models.PositiveSmallIntegerField(_("extra attempts"), default=0)
    closes_at = models.DateTimeField(
        _("closes for them"), null=True, blank=True, help_text=_("Blank: as for everybody.")
    )

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        constraints = [
            models.UniqueConstraint(fields=["user", "quiz"], name="allowance_once_a_learner_and_quiz")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.quiz}"
