"""What a teacher fills in to mark an essay: a number for each criterion of its rubric, and a comment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.essaymarking import ToMark
from quizzes.wording import in_figures

LONGEST = 5000


class RubricForm(forms.Form):
    """`criterion-1` and so on, each from 0 to what the rubric has, and `comment`."""

    comment = forms.CharField(
        label=gettext_lazy("Comment (optional)"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("The learner reads it beside the mark."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, essay: ToMark, data: Any = None) -> None:
        super().__init__(data, initial=_standing(essay))
        self.essay = essay
        fields = {
            _name(place): _criterion(criterion.marks, text, said)
            for place, (criterion, text, said) in enumerate(essay.criteria, 1)
        }
        self.fields = {**fields, **self.fields}

    @property
    def marks(self) -> dict[str, float]:
        """The marks by criterion id, of a form that is valid."""
        rubric = self.essay.body.rubric
        return {one.id: self.cleaned_data[_name(place)] for place, one in enumerate(rubric, 1)}


def _name(place: int) -> str:
    return f"criterion-{place}"


def _standing(essay: ToMark) -> dict[str, Any]:
    """What was given last, for the fields."""
    if essay.standing is None:
        return {}
    given = essay.standing.marks or {}
    rubric = enumerate(essay.body.rubric, 1)
    marks = {_name(place): _plain(given[one.id]) for place, one in rubric if one.id in given}
    return {**marks, "comment": essay.standing.reason}


def _plain(mark: float) -> float | int:
    return int(mark) if mark == int(mark) else mark


def _criterion(most: float, text: str, said: str) -> forms.FloatField:
    # Hints are put on the page as they are, and what an author wrote is text.
    label = _("%(criterion)s: 0 to %(marks)s") % {"criterion": text, "marks": in_figures(most)}
    field = forms.FloatField(label=label, min_value=0, max_value=most, help_text=escape(said))
    field.widget.attrs.update({"inputmode": "decimal", "step": "any", "autocomplete": "off"})
    return field
