"""What is asked, and the evidence of what was answered. Versions and responses are only ever added."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lessons.models import Course, FromFile, Lesson, Refers, Section, in_language

# Sums of parts such as 1/3 fall short of the whole by less than this.
ROUNDING = 1e-9


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a row that is evidence."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("These rows are only ever added.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("These rows are only ever added.")


class AppendOnly(models.Model):
    """A row that is written once: saving it again or deleting it is refused."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("These rows are only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("These rows are only ever added.")


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
    time_limit = models.PositiveIntegerField(
        _("time limit in seconds"), null=True, blank=True, help_text=_("Blank: none.")
    )
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


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> AttemptQuerySet:
        """Their own; a stranger has none."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def finished(self) -> AttemptQuerySet:
        return self.filter(state=Attempt.State.FINISHED)


class Attempt(models.Model):
    """One sitting of one quiz. `mark` is the fold of its items' fractions, set when it is finished."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        FINISHED = "finished", _("finished")
        ABANDONED = "abandoned", _("set aside")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts", verbose_name=_("learner")
    )
    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="attempts", verbose_name=_("quiz"))
    number = models.PositiveIntegerField(_("number"))
    behaviour = models.CharField(_("behaviour"), max_length=10, choices=Behaviour)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    started_at = models.DateTimeField(_("started"))
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    pass_fraction = models.FloatField(_("share of marks that passes"), default=0.7)
    mark = models.FloatField(_("mark"), null=True, blank=True)
    max_mark = models.FloatField(_("highest possible mark"))

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "quiz"], condition=Q(state="open"), name="attempt_one_open"
            ),
            models.UniqueConstraint(
                fields=["user", "quiz", "number"], name="attempt_number_once_a_learner_and_quiz"
            ),
            models.CheckConstraint(
                name="attempt_state_known", condition=Q(state__in=["open", "finished", "abandoned"])
            ),
            models.CheckConstraint(
                name="attempt_finished_has_time_and_mark",
                condition=~Q(state="finished") | Q(finished_at__isnull=False, mark__isnull=False),
            ),
            models.CheckConstraint(
                name="attempt_mark_in_range",
                condition=Q(mark=None) | Q(mark__gte=0, mark__lte=F("max_mark")),
            ),
            models.CheckConstraint(
                name="attempt_pass_fraction_0_to_1", condition=Q(pass_fraction__gte=0, pass_fraction__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.quiz} ({self.number})"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def grade(self) -> float | None:
        """The share of all marks, 0 to 1; None until it is finished."""
        return None if self.mark is None else self.mark / self.max_mark if self.max_mark else 0.0

    @property
    def is_passed(self) -> bool:
        return self.grade is not None and self.grade >= self.pass_fraction - ROUNDING

    @property
    def may_see_key(self) -> bool:
        """Whether keys and feedback may leave the server: in practice at once, else when finished."""
        return self.behaviour == Behaviour.PRACTICE or self.state == self.State.FINISHED


class AttemptItem(models.Model):
    """A question in an attempt, pinned to its version.

    `state`, `fraction` and `last_sequence` are the fold of its responses: what the latest of them says.
    """

    class State(models.TextChoices):
        TODO = "todo", _("not answered")
        ANSWERED = "answered", _("answered")

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="items", verbose_name=_("attempt"))
    position = models.PositiveSmallIntegerField(_("position"))
    version = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="attempt_items", verbose_name=_("version")
    )
    seed = models.PositiveIntegerField(_("seed of the shuffle"))
    max_mark = models.FloatField(_("marks"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TODO)
    fraction = models.FloatField(_("fraction"), null=True, blank=True)
    last_sequence = models.PositiveIntegerField(_("sequence of the latest response"), default=0)
    is_flagged = models.BooleanField(_("flagged to come back to"), default=False)

    class Meta:
        ordering = ["attempt", "position"]
        verbose_name = _("attempt item")
        verbose_name_plural = _("attempt items")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], name="attempt_item_position_once_an_attempt"
            ),
            models.UniqueConstraint(
                fields=["attempt", "version"], name="attempt_item_version_once_an_attempt"
            ),
            models.CheckConstraint(
                name="attempt_item_fraction_0_to_1",
                condition=Q(fraction=None) | Q(fraction__gte=0, fraction__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} #{self.position}"


class Response(AppendOnly):
    """One recorded answer. `sequence` counts from 1 within its item and makes a repeated POST harmless."""

    class Action(models.TextChoices):
        ANSWER = "answer", _("answer")
        REGRADE = "regrade", _("regrade")
        OVERRIDE = "override", _("teacher's mark")

    item = models.ForeignKey(AttemptItem, models.PROTECT, related_name="responses", verbose_name=_("item"))
    sequence = models.PositiveIntegerField(_("sequence"))
    action = models.CharField(_("action"), max_length=10, choices=Action, default=Action.ANSWER)
    answer = models.JSONField(_("answer"), default=dict)
    certainty = models.PositiveSmallIntegerField(_("certainty"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=AttemptItem.State)
    fraction = models.FloatField(_("fraction"), null=True, blank=True)
    rule = models.CharField(_("marking rule"), max_length=40)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("recorded"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        ordering = ["item", "sequence"]
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [
            models.UniqueConstraint(fields=["item", "sequence"], name="response_sequence_once_an_item"),
            models.CheckConstraint(name="response_sequence_from_1", condition=Q(sequence__gte=1)),
            models.CheckConstraint(
                name="response_fraction_0_to_1",
                condition=Q(fraction=None) | Q(fraction__gte=0, fraction__lte=1),
            ),
            models.CheckConstraint(
                name="response_certainty_1_to_3",
                condition=Q(certainty=None) | Q(certainty__gte=1, certainty__lte=3),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} [{self.sequence}]"
