"""What a teacher fills in to put a question right: a form for each action, built from the question itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from quizzes.keyfields import KeyFields, key_fields_for
from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.base import Answer, CannotAccept, in_language
from quizzes.models import Correction, Question
from quizzes.regrading import BadCorrection, propose
from quizzes.rewriting import Path, Words, reworded, words_of

LONGEST = 2000
Action = Correction.Action

PARTS = {
    "options": gettext_lazy("Option %d"),
    "pairs": gettext_lazy("Pair %d"),
    "items": gettext_lazy("Item %d"),
    "nowhere": gettext_lazy("Item in no group %d"),
    "distractors": gettext_lazy("Right side without a pair %d"),
    "wrong": gettext_lazy("Wrong answer %d"),
    "groups": gettext_lazy("Group %d"),
    "events": gettext_lazy("Event %d"),
    "gaps": gettext_lazy("Gap %d"),
    "rubric": gettext_lazy("Criterion %d"),
    "choices": gettext_lazy("View %d"),
}
TEXTS = {
    "prompt": gettext_lazy("Question"),
    "explanation": gettext_lazy("Explanation"),
    "feedback": gettext_lazy("what is said to it"),
    "left": gettext_lazy("left side"),
    "right": gettext_lazy("right side"),
    "unit": gettext_lazy("Unit"),
    "name": gettext_lazy("name"),
    "text": gettext_lazy("text"),
    "description": gettext_lazy("description"),
    "model_answer": gettext_lazy("Model answer"),
}


def label_of(words: Words) -> str:
    """`Option 2: what is said to it (English)`."""
    steps = list(_steps(words.path))
    if len(steps) > 1 and words.path[-1] == "text":
        steps.pop()
    named = ": ".join(step if place == 0 else step.lower() for place, step in enumerate(steps))
    languages = dict(settings.LANGUAGES)
    return f"{named} ({languages.get(words.language, words.language)})" if words.language else named


def _steps(path: Path) -> list[str]:
    steps: list[str] = []
    for name, place in zip(path, [*path[1:], None], strict=True):
        if isinstance(place, int) and name in PARTS:
            steps.append(str(PARTS[str(name)]) % (place + 1))
        elif isinstance(name, str) and not isinstance(place, int):
            steps.append(str(TEXTS.get(name, name)))
    return steps


def _area(rows: int, **fields: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **fields)


class ReasonForm(forms.Form):
    """Why: for the learners, who read it, and for teachers alone."""

    reason = _area(
        2,
        label=gettext_lazy("Reason"),
        max_length=LONGEST,
        help_text=gettext_lazy("The learners concerned read it beside their mark."),
    )
    note = _area(
        2,
        label=gettext_lazy("Note (optional)"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("Only teachers read it."),
    )


class CorrectionForm(ReasonForm):
    """What every action asks, and the draft it comes to. A subclass's own fields come before the reason."""

    action: Action

    def __init__(self, question: Question, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert question.published
        self.question, self.language, self.version = question, language, question.published
        self.body = parse_body(self.version.kind, self.version.body)
        self.fields = {**self.own_fields(), **self.fields}

    def own_fields(self) -> dict[str, forms.Field]:
        return {}

    def proposal(self) -> dict[str, Any]:
        """What `propose` is told beside the reason. Raises BadCorrection and CannotAccept."""
        return {}

    def proposed(self, by: User) -> Correction | None:
        """The draft, not saved; None where something is amiss, which then stands in the form's errors."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        try:
            return propose(
                self.question,
                self.action,
                by=by,
                reason=given["reason"],
                note=given["note"],
                **self.proposal(),
            )
        except (BadCorrection, CannotAccept) as error:
            self.add_error(None, str(error))
            return None


class WordingForm(CorrectionForm):
    action = Action.WORDING

    def own_fields(self) -> dict[str, forms.Field]:
        return {words.name: _words_field(words) for words in words_of(self.body)}

    def proposal(self) -> dict[str, Any]:
        return {"body": reworded(self.body, self.cleaned_data)}


def _words_field(words: Words) -> forms.Field:
    rows = min(max(2, len(words.text) // 60 + 1), 8)
    return _area(rows, label=label_of(words), initial=words.text, max_length=4000)


class KeyForm(CorrectionForm):
    """Which answer is right, and with it what is said to wrong ones, and why."""

    action = Action.KEY

    def own_fields(self) -> dict[str, forms.Field]:
        keys = self.key_fields()
        spoken = [one for one in words_of(self.body) if one.path[-1] in ("feedback", "explanation")]
        if not keys.has_words:
            return keys.fields(self.language)
        return keys.fields(self.language) | {one.name: _words_field(one) for one in spoken}

    def key_fields(self) -> KeyFields:
        return key_fields_for(self.version.kind, self.body)

    def proposal(self) -> dict[str, Any]:
        keys = self.key_fields()
        data = reworded(self.body, self.cleaned_data) if keys.has_words else self.version.body
        return {"body": keys.keyed(data, self.cleaned_data)}


class AcceptForm(CorrectionForm):
    """Another right answer: an option, a text, or a number or a range of them."""

    action = Action.ACCEPT

    def own_fields(self) -> dict[str, forms.Field]:
        body: Any = self.body
        if hasattr(body, "options"):
            left = [one for one in body.options if not (one.correct or one.accepted)]
            choices = [(one.id, in_language(one.text, self.language)) for one in left]
            label = _("Which option is right, too?")
            return {"answer": forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)}
        if hasattr(body, "value"):
            return {
                "answer": forms.CharField(label=_("Number"), max_length=50),
                "until": forms.CharField(
                    label=_("Up to (optional)"),
                    max_length=50,
                    required=False,
                    help_text=_("Where every number between the two is right as well."),
                ),
            }
        return {"answer": forms.CharField(label=_("Text"), max_length=500)}

    def proposal(self) -> dict[str, Any]:
        answer: Answer = {"answer": self.cleaned_data["answer"]}
        if self.cleaned_data.get("until"):
            answer["until"] = self.cleaned_data["until"]
        accepted = get_kind(self.version.kind).accepting(self.body, answer)
        return {"body": accepted.model_dump(mode="json")}


class VoidForm(CorrectionForm):
    action = Action.VOID


class CreditForm(CorrectionForm):
    action = Action.FULL_CREDIT

    def own_fields(self) -> dict[str, forms.Field]:
        field = forms.ChoiceField(
            label=_("To whom?"), choices=Correction.Whom.choices, initial="answered", widget=forms.RadioSelect
        )
        return {"whom": field}

    def proposal(self) -> dict[str, Any]:
        return {"whom": self.cleaned_data["whom"]}


FORMS: Mapping[str, type[CorrectionForm]] = {
    form.action.value: form for form in (WordingForm, KeyForm, AcceptForm, VoidForm, CreditForm)
}


class DraftForm(ReasonForm):
    """What can still be changed about a draft when its plan is seen."""

    lowers = forms.BooleanField(
        label=gettext_lazy("Lower the marks that would fall, too"),
        required=False,
        help_text=gettext_lazy("Say in the reason why: whoever has less by it reads that."),
    )
    field_order = ["lowers", "reason", "note"]

    def __init__(self, correction: Correction, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(correction, name) for name in ("lowers", "reason", "note")}
        super().__init__(*args, **kwargs)
        self.correction = correction
        if correction.action not in Correction.LOWERING:
            del self.fields["lowers"]

    def save(self) -> Correction:
        for name in self.fields:
            setattr(self.correction, name, self.cleaned_data[name])
        self.correction.save(update_fields=list(self.fields))
        return self.correction


class UndoForm(forms.Form):
    reason = _area(
        2,
        label=gettext_lazy("Why is it taken back?"),
        max_length=LONGEST,
        help_text=gettext_lazy("The learners whose marks change read it."),
    )


class ReplyForm(forms.Form):
    """A reply to a learner who reported an error, and what came of it."""

    reply = _area(
        2,
        label=gettext_lazy("Reply"),
        max_length=LONGEST,
        help_text=gettext_lazy("The learner reads it on the next visit."),
    )
    correction = forms.ModelChoiceField(
        Correction.objects.none(),
        label=gettext_lazy("It led to"),
        required=False,
        empty_label=gettext_lazy("no correction"),
    )

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        applied = Correction.objects.filter(question=question, applied_at__isnull=False)
        field = self.fields["correction"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = applied.select_related("question")
