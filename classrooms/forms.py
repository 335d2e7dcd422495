"""What is asked of whoever joins, makes and looks after a class."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import time_zones
from accounts.models import User
from classrooms import codes, names, zones
from classrooms.models import Assignment, Classroom, Feedback, Group, Membership, Role
from lessons.models import Course
from quizzes.models import Certainty

LASTS = {
    "hour": (_("an hour"), timedelta(hours=1)),
    "day": (_("a day"), timedelta(days=1)),
    "fortnight": (_("two weeks"), timedelta(days=14)),
    "term": (_("four months"), timedelta(days=122)),
}


class NameField(forms.CharField):
    """A name as it is kept: without what cannot be seen, its spaces single, and not empty then."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_length"] = names.LONGEST
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return names.tidy(super().to_python(value) or "")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the board"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PassForm(forms.Form):
    key = forms.CharField(
        label=_("Key on the slip"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class NicknameForm(forms.Form):
    nickname = NameField(
        label=_("Your name in this class"),
        help_text=_("What your teacher and your group's assistant will call you. No e-mail is asked."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


class ClassroomForm(forms.ModelForm):
    name = NameField(label=_("Name"), help_text=_("For instance 9B, or Thursday evenings."))
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Opening and due times are entered and shown by its clocks.")
    )

    class Meta:
        model = Classroom
        fields = ["name", "course", "language", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [("", "…"), ("UTC", "UTC"), *time_zones()[1:]]
        self.fields["language"].help_text = _("In which new pupils find the site, until they choose another.")
        courses = Course.objects.order_by("pk")
        course = self.fields["course"]
        assert isinstance(course, forms.ModelChoiceField)
        course.queryset, course.empty_label = courses, None
        if self.instance.pk:  # what was given and answered belongs to that course
            del self.fields["course"]


class LastsForm(forms.Form):
    lasts = forms.ChoiceField(
        label=_("The code lasts"), choices=[(key, words) for key, (words, _delta) in LASTS.items()]
    )

    @property
    def delta(self) -> timedelta:
        return LASTS[self.cleaned_data["lasts"]][1]


class GroupForm(forms.ModelForm):
    name = NameField(label=_("Name of the group"))

    class Meta:
        model = Group
        fields = ["name"]


class MemberForm(forms.Form):
    nickname = NameField(label=_("Name in this class"), required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        help_text=_(
            "A teacher sees and changes everything in the class; an assistant sees the people of one group."
        ),
    )
    group = forms.ModelChoiceField(
        label=_("Group"), queryset=Group.objects.none(), required=False, empty_label=_("none")
    )

    def __init__(self, data: Any = None, *, member: Membership) -> None:
        initial = {"nickname": member.nickname, "role": member.role, "group": member.group_id}
        super().__init__(data, initial=initial)
        group = self.fields["group"]
        assert isinstance(group, forms.ModelChoiceField)
        group.queryset = member.classroom.groups.all()
        if member.user.is_guest:
            del self.fields["role"]

    @property
    def chosen_role(self) -> str:
        return str(self.cleaned_data.get("role") or Role.PUPIL)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.cleaned_data.get("role", Role.PUPIL) == Role.PUPIL and not cleaned.get("nickname"):
            self.add_error("nickname", _("A pupil needs a name."))
        if cleaned.get("role") == Role.ASSISTANT and cleaned.get("group") is None:
            self.add_error("group", _("Choose the group that the assistant looks after."))
        return cleaned


class RosterForm(forms.Form):
    file = forms.FileField(
        label=_("The list of pupils"), help_text=_("CSV or XLSX, with a heading above each column.")
    )


class EncodingForm(forms.Form):
    encoding = forms.CharField(required=False, max_length=12)


class LocalTimeField(forms.Field):
    """A day and time by a class's clocks, cleaned to an instant; `later`: of an hour that comes twice."""

    def __init__(self, *, later: bool = False, **kwargs: Any) -> None:
        self.later, self.zone = later, ZoneInfo("UTC")
        kwargs["widget"] = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            return zones.instant(zones.read_local(str(value)), self.zone, later=self.later)
        except zones.NotATime as error:
            raise ValidationError(_("Enter a day and a time, for instance 2026-09-01 18:00.")) from error
        except zones.NoSuchTime as error:
            message = _("There is no such time that day: the clocks go forward to %(after)s.")
            after = error.after.strftime("%H:%M")
            raise ValidationError(message, params={"after": after}) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial) or bool(data)


class MinutesField(forms.IntegerField):
    """Whole minutes, cleaned to seconds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=1, max_value=10_000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value // 60 if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        minutes = super().clean(value)
        return None if minutes is None else 60 * minutes


class AssignmentForm(forms.ModelForm):
    """Times and settings; `what` is given or changed is the view's to say."""

    opens_at = LocalTimeField(label=_("Opens"), help_text=_("Blank: at once."))
    due_at = LocalTimeField(label=_("Due"), later=True, help_text=_("Blank: there is no hurry."))
    closes = forms.ChoiceField(
        label=_("After the due time"),
        choices=[
            ("", _("answers are taken, and called late")),
            ("yes", _("the quiz is closed: nothing can be begun or answered")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    attempts_allowed = forms.IntegerField(label=_("Attempts"), required=False, min_value=1, max_value=1000)
    time_limit = MinutesField(label=_("Minutes for an attempt"))
    certainty = forms.ChoiceField(label=_("Certainty"), required=False)
    feedback = forms.ChoiceField(label=_("Key, reasons and sources"), required=False)

    class Meta:
        model = Assignment
        fields = ["opens_at", "due_at", "closes", "attempts_allowed", "time_limit", "certainty", "feedback"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignment = self.instance
        for name in ("opens_at", "due_at"):
            field = self.fields[name]
            assert isinstance(field, LocalTimeField)
            field.zone = assignment.classroom.zone
        if assignment.quiz is None:
            for name in ("closes", "attempts_allowed", "time_limit", "certainty", "feedback"):
                del self.fields[name]
            return
        as_quiz = _("as the quiz has it")
        for name, choices in (("certainty", Certainty.choices), ("feedback", Feedback.choices)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", as_quiz), *choices]
        for name in ("attempts_allowed", "time_limit"):
            self.fields[name].help_text = _("Blank: as the quiz has it.")
        self.initial["closes"] = "yes" if assignment.closes else ""

    def clean_closes(self) -> bool:
        return bool(self.cleaned_data["closes"] == "yes")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        opens, due = cleaned.get("opens_at"), cleaned.get("due_at")
        if opens and due and due <= opens:
            self.add_error("due_at", _("It would be due before it opens. Nothing was saved."))
        if not due and "due_at" not in self.errors:
            if cleaned.get("closes"):
                self.add_error("due_at", _("Say when it is due: the quiz closes then."))
            elif cleaned.get("feedback") == Feedback.DUE:
                self.add_error("due_at", _("Say when it is due: the key waits for that."))
        return cleaned


class ExtensionForm(forms.Form):
    whom = forms.ChoiceField(label=_("For"))
    due_at = LocalTimeField(label=_("Due for them"), later=True)
    extra_time = MinutesField(label=_("Extra minutes for an attempt"))

    def __init__(self, data: Any = None, *, assignment: Assignment) -> None:
        super().__init__(data, auto_id="longer_%s")  # another form of the page has a due time, too
        self.assignment = assignment
        due, whom = self.fields["due_at"], self.fields["whom"]
        assert isinstance(due, LocalTimeField) and isinstance(whom, forms.ChoiceField)
        due.zone = assignment.classroom.zone
        pupils = assignment.classroom.memberships.current().pupils()
        groups = assignment.classroom.groups.all()
        self.there: dict[str, Group | Membership] = {f"group-{group.pk}": group for group in groups}
        self.there |= {f"member-{one.pk}": one for one in pupils}
        whom.choices = [
            ("", "…"),
            (_("Groups"), [(f"group-{group.pk}", group.name) for group in groups]),
            (_("Pupils"), [(f"member-{one.pk}", one.nickname) for one in pupils]),
        ]
        if assignment.quiz_id is None:
            del self.fields["extra_time"]
        if assignment.due_at is None:
            del self.fields["due_at"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        due = cleaned.get("due_at")
        if not self.errors and not due and not cleaned.get("extra_time"):
            raise ValidationError(_("Say what they are given: a later due time, or extra minutes."))
        if due and self.assignment.due_at and due <= self.assignment.due_at:
            self.add_error("due_at", _("That is no later than it is due for the whole class."))
        return cleaned


def code_shown(classroom: Classroom) -> str:
    """The code in two halves, as it stands on the board."""
    return codes.grouped(classroom.join_code, 3)


def first_zone(user: User) -> str:
    """What a new class's time zone is set to before anybody chooses."""
    return user.time_zone or ("Asia/Almaty" if user.country == User.Country.KAZAKHSTAN else "")
