"""What the pages of the admin share: columns that link, texts by language, and rows that nobody may touch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import reduce
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lessons.languagetext import LanguageTextField
from lessons.models import Course, in_language
from lessons.texts import relate_sections, render_course

Column = Any  # what list_display takes beside names: a function of the row
SHOWN = 120  # characters of a text in a list


def text_in(value: Any) -> str:
    """A text of the database, plain or by language, in the reader's; whatever else it is, as it is."""
    return in_language(value, get_language() or "en") if isinstance(value, dict) else str(value or "")


def text_column(name: str, title: Any) -> Column:
    """A column that shows a text in the reader's language, cut to a line or two."""

    @admin.display(description=title)
    def column(row: Any) -> str:
        return Truncator(text_in(getattr(row, name))).chars(SHOWN)

    column.__name__ = name  # of which the style sheet makes a class: field-gist
    return column


def link_column(path: str, title: Any) -> Column:
    """A column that leads to what `path` (`section__lesson`) arrives at; select it, or each row asks anew."""

    @admin.display(description=title, ordering=path)
    def column(row: Any) -> SafeString | None:
        for name in path.split("__"):
            row = getattr(row, name) if row is not None else None
        return link_to(row)

    return column


def rows_column(model: type[models.Model], by: str, title: Any) -> Column:
    """A column that leads to the list of the rows of `model` whose `by` is this one; it counts nothing."""

    @admin.display(description=title)
    def column(row: Any) -> SafeString:
        address = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
        return format_html('<a href="{}?{}__id__exact={}">{}</a>', address, by, row.pk, _("show"))

    return column


def link_to(row: models.Model | None) -> SafeString | None:
    """A link to the row's own page in the admin."""
    if row is None:
        return None
    address = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, row)


LEARNER = link_column("user", _("learner"))
LEARNER_SEARCH = ("user__username", "user__display_name")


def as_json(value: Any) -> SafeString:
    """JSON for people: indented, and Kazakh in its own letters."""
    return format_html("<pre>{}</pre>", json.dumps(value, ensure_ascii=False, indent=2))


def searched_texts(*names: str) -> tuple[str, ...]:
    """Search paths for texts by language: SQLite keeps Kazakh escaped until it is asked by language."""
    return tuple(path for name in names for path in (name, f"{name}__kk", f"{name}__ru"))


class JSONArea(forms.JSONField):
    """JSON as a person would write it."""

    widget = forms.Textarea({"rows": 8, "cols": 80})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, forms.fields.InvalidJSONInput):
            return value
        return json.dumps(value, ensure_ascii=False, indent=2)


class PlainAdmin(admin.ModelAdmin):
    """Forms whose every box has its label and that need no script."""

    formfield_overrides = {
        models.JSONField: {"form_class": JSONArea},
        models.URLField: {"assume_scheme": "https"},
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput({"type": "datetime-local", "step": 1}, "%Y-%m-%dT%H:%M:%S"),
        },
    }


class ContentAdmin(PlainAdmin):
    """Rows that a course's files write too.

    Nothing is deleted here, since texts may refer to it and evidence rest on it, and what files call a row by
    (`keys`) is set once. A row that is changed here is kept by the next load.
    """

    texts: Sequence[str] = ()
    keys: Sequence[str] = ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = self.keys if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest | None, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in self.texts:
            label = capfirst(str(db_field.verbose_name))
            return LanguageTextField(label=label, required=not db_field.blank, help_text=db_field.help_text)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[arg-type]


class TaughtAdmin(ContentAdmin):
    """Content that lessons show: saving it renders anew whatever shows it.

    `to_course` leads from a row to its course.
    """

    to_course: Sequence[str] = ("course",)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        course: Course = reduce(getattr, self.to_course, form.instance)
        render_course(course)
        relate_sections(course)


class EvidenceAdmin(admin.ModelAdmin):
    """Rows that are evidence: to be looked at, and never added, changed or deleted by hand."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Rows(admin.TabularInline):
    """Rows that belong to the one shown, each a link to its own page: there they may be changed.

    `selected` is what the columns and the row's name need, or each row asks for it anew.
    """

    extra = 0
    can_delete = False
    template = "admin/rows.html"
    selected: Sequence[str] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.selected)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
