"""What was answered: attempts and the rows they are the fold of. Responses are only ever added."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.models.appending import AppendOnly
from quizzes.models.bank import Behaviour, Certainty, QuestionVersion, Quiz

# Sums of parts such as 1/3 fall short of the whole by less than this.
ROUNDING = 1e-9
# From this fraction on an answer counts as right where it is held against the certainty it was given with.
RIGHT_ENOUGH = 0.5


class HowSure(models.IntegerChoices):
    """What learners say of an answer of theirs, before any feedback."""

    GUESS = 1, _("guess")
    FAIRLY_SURE = 2, _("fairly sure")
    CERTAIN = 3, _("certain")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> AttemptQuerySet:
        """Their own; a stranger has none."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def finished(self) -> AttemptQuerySet:
        return self.filter(state=Attempt.State.FINISHED)

    def with_waiting(self) -> AttemptQuerySet:
        """Each with `is_waiting`: whether an answer in it is still to be marked by a teacher."""
        waiting = AttemptItem.objects.filter(attempt=OuterRef("pk"), state=AttemptItem.State.NEEDS_MARKING)
        return self.annotate(is_waiting=Exists(waiting))


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
    key_from = models.DateTimeField(
        _("key is shown from"), null=True, blank=True, help_text=_("Blank: once it is finished.")
    )
    pass_fraction = models.FloatField(_("share of marks that passes"), default=0.7)
    certainty = models.CharField(_("certainty"), max_length=5, choices=Certainty, default=Certainty.OFF)
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
                name="attempt_certainty_known", condition=Q(certainty__in=["off", "ask", "count"])
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
    def asks_certainty(self) -> bool:
        return self.certainty != Certainty.OFF

    def is_time_up(self, at: datetime) -> bool:
        """Whether the deadline has gone by; what comes at the deadline itself is in time."""
        return self.deadline is not None and at > self.deadline

    @property
    def ended_with_its_time(self) -> bool:
        """Whether it was open until its time was up: whoever closed it then, it ended at its deadline."""
        return self.finished_at is not None and self.finished_at == self.deadline

    @property
    def grade(self) -> float | None:
        """The share of all marks, 0 to 1; None until it is finished."""
        return None if self.mark is None else self.mark / self.max_mark if self.max_mark else 0.0

    @property
    def is_passed(self) -> bool:
        return self.grade is not None and self.grade >= self.pass_fraction - ROUNDING

    @property
    def may_see_key(self) -> bool:
        """Whether key and feedback may leave the server: in practice at once, else once finished or later."""
        if self.behaviour == Behaviour.PRACTICE:
            return True
        is_time = self.key_from is None or timezone.now() >= self.key_from
        return self.state == self.State.FINISHED and is_time


class AttemptItem(models.Model):
    """A question in an attempt, pinned to its version.

    `state`, `fraction`, `certainty` and `last_sequence` are the fold of its responses (see folding.py).
    `correction` is the latest that reaches it: answers yet to be given are marked under it, too.
    """

    class State(models.TextChoices):
        TODO = "todo", _("not answered")
        ANSWERED = "answered", _("answered")
        NEEDS_MARKING = "marking", _("waits for a teacher's mark")
        VOIDED = "voided", _("does not count")

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="items", verbose_name=_("attempt"))
    position = models.PositiveSmallIntegerField(_("position"))
    version = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="attempt_items", verbose_name=_("version")
    )
    seed = models.PositiveIntegerField(_("seed of the shuffle"))
    max_mark = models.FloatField(_("marks"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TODO)
    fraction = models.FloatField(_("fraction"), null=True, blank=True)
    certainty = models.PositiveSmallIntegerField(_("certainty"), null=True, blank=True)
    last_sequence = models.PositiveIntegerField(_("sequence of the latest response"), default=0)
    is_flagged = models.BooleanField(_("flagged to come back to"), default=False)
    correction = models.ForeignKey(
        "Correction",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("correction that stands over it"),
    )

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
            models.CheckConstraint(
                name="attempt_item_state_known",
                condition=Q(state__in=["todo", "answered", "marking", "voided"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} #{self.position}"

    @property
    def is_answered(self) -> bool:
        """Whether it asks for nothing more: an answer stands in it, marked or not, or it does not count."""
        return self.state != self.State.TODO

    @property
    def is_sure_but_wrong(self) -> bool:
        """Given as certain, and worth less than half: what most deserves another look."""
        return self.certainty == HowSure.CERTAIN and self._is_marked and (self.fraction or 0) < RIGHT_ENOUGH

    @property
    def is_right_by_luck(self) -> bool:
        """Given as a guess, and worth half or more. Where nothing was said, nobody is told they guessed."""
        return self.certainty == HowSure.GUESS and self._is_marked and (self.fraction or 0) >= RIGHT_ENOUGH

    @property
    def counts_as_a_guess(self) -> bool:
        """Whether it was answered without a word on how sure the learner is; ask only where that is asked."""
        return self.is_answered and self.certainty is None and self.max_mark > 0

    @property
    def _is_marked(self) -> bool:
        return self.state == self.State.ANSWERED and self.fraction is not None


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
    certainty = models.PositiveSmallIntegerField(
        _("certainty"), null=True, blank=True, help_text=_("1 guess, 2 fairly sure, 3 certain")
    )
    is_late = models.BooleanField(_("came after the deadline"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=AttemptItem.State)
    fraction = models.FloatField(_("fraction"), null=True, blank=True)
    rule = models.CharField(_("marking rule"), max_length=40)
    reason = models.TextField(_("reason"), blank=True)
    marks = models.JSONField(
        _("marks by criterion"),
        null=True,
        blank=True,
        help_text=_("Of a teacher's mark along a rubric: what each criterion was given, by its id."),
    )
    correction = models.ForeignKey(
        "Correction",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name=_("correction"),
        help_text=_("What it was marked anew by, or the latest that stood when the answer was given."),
    )
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
