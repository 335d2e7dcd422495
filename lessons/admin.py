from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lessons.adminpages import (
    LEARNER,
    LEARNER_SEARCH,
    EvidenceAdmin,
    Rows,
    TaughtAdmin,
    link_column,
    rows_column,
    searched_texts,
    text_column,
)
from lessons.coursefiles.lessontext import Keys, SectionFile, section_problems
from lessons.models import (
    Actor,
    Claim,
    Course,
    CourseProgress,
    Indicator,
    Lesson,
    LessonProgress,
    LessonText,
    Milestone,
    Paragraph,
    Section,
    SectionProgress,
    SectionText,
    Source,
    Term,
)
from lessons.texts import RELATIONS, ids_of


def _title(texts: Any) -> str:
    """The title among the texts of a lesson or section: in the reader's language, else in any."""
    titles = {text.language: text.title for text in texts}
    return titles.get(get_language() or "en") or next(iter(titles.values()), "")


class LessonRows(Rows):
    model = Lesson
    fields = ["position", "slug"]


@admin.register(Course)
class CourseAdmin(TaughtAdmin):
    list_display = [
        text_column("title", _("title")),
        "slug",
        "languages",
        "pass_fraction",
        rows_column(Paragraph, "course", _("paragraphs")),
        rows_column(Claim, "course", _("claims")),
    ]
    list_display_links = [list_display[0]]
    search_fields = ["slug", *searched_texts("title")]
    texts = ["title", "subtitle"]
    keys = ["slug"]
    to_course = ()
    inlines = [LessonRows]


class SectionRows(Rows):
    model = Section
    fields = ["position", "key", "retired_at"]
    selected = ["lesson"]


class LessonTextRows(Rows):
    model = LessonText
    fields = ["language", "title", "question"]


@admin.register(Lesson)
class LessonAdmin(TaughtAdmin):
    list_display = ["slug", "position", "in_words", link_column("course", _("course"))]
    list_select_related = ["course"]
    list_filter = ["course"]
    search_fields = ["slug", "texts__title"]
    keys = ["course", "slug"]
    inlines = [LessonTextRows, SectionRows]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lesson]:
        return super().get_queryset(request).prefetch_related("texts")

    @admin.display(description=_("title"))
    def in_words(self, lesson: Lesson) -> str:
        return _title(lesson.texts.all())


@admin.register(LessonText)
class LessonTextAdmin(TaughtAdmin):
    list_display = ["title", "language", link_column("lesson", _("lesson")), "question"]
    list_select_related = ["lesson"]
    list_filter = ["language", "lesson"]
    search_fields = ["title", "question", "lesson__slug"]
    keys = ["lesson", "language"]
    to_course = ("lesson", "course")


class SectionTextRows(Rows):
    model = SectionText
    fields = ["language", "title", "changed_at"]


@admin.register(Section)
class SectionAdmin(TaughtAdmin):
    list_display = ["key", "in_words", link_column("lesson", _("lesson")), "position", "retired_at"]
    list_select_related = ["lesson"]
    list_filter = ["lesson", ("retired_at", admin.EmptyFieldListFilter)]
    search_fields = ["key", "lesson__slug", "texts__title"]
    keys = ["lesson", "key"]
    readonly_fields = list(RELATIONS.values())  # read off the marks in the text whenever it is saved
    fields = ["lesson", "key", "position", "retired_at", *readonly_fields]
    to_course = ("lesson", "course")
    inlines = [SectionTextRows]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        return super().get_queryset(request).prefetch_related("texts")

    @admin.display(description=_("title"))
    def in_words(self, section: Section) -> str:
        return _title(section.texts.all())


class SectionTextForm(forms.ModelForm):
    """Holds a text to what a course's files are held to."""

    def clean_markdown(self) -> str:
        markdown: str = self.cleaned_data["markdown"].replace("\r\n", "\n")
        section = self.instance.section if self.instance.pk else self.cleaned_data.get("section")
        if section is None:
            return markdown
        known: dict[str, set[str]] = {}
        for kind, key in ids_of(section.lesson.course):
            known.setdefault(kind, set()).add(key)
        file = SectionFile(section.key, "", 1, markdown)
        problems = [f"{one.line}: {one.message}" for one in section_problems("", file, Keys(known))]
        if problems:
            raise forms.ValidationError(problems)
        return markdown


@admin.register(SectionText)
class SectionTextAdmin(TaughtAdmin):
    form = SectionTextForm
    list_display = ["title", "language", link_column("section", _("section")), "changed_at"]
    list_select_related = ["section__lesson"]
    list_filter = ["language", "section__lesson"]
    search_fields = ["title", "markdown", "section__key"]
    keys = ["section", "language"]
    to_course = ("section", "lesson", "course")


class ClaimRows(Rows):
    model = Claim
    fields = ["key", "kind", "verdict", text_column("text", _("text"))]


@admin.register(Paragraph)
class ParagraphAdmin(TaughtAdmin):
    list_display = ["__str__", "topic", text_column("gist", _("gist")), link_column("lesson", _("home"))]
    list_select_related = ["lesson"]
    list_filter = ["course", "lesson"]
    search_fields = ["=number", "topic", *searched_texts("gist")]
    texts = ["gist"]
    keys = ["course", "number"]
    inlines = [ClaimRows]


@admin.register(Claim)
class ClaimAdmin(TaughtAdmin):
    list_display = [
        "key",
        "kind",
        "verdict",
        text_column("text", _("text")),
        link_column("paragraph", _("paragraph")),
    ]
    list_select_related = ["paragraph"]
    list_filter = ["course", "kind", "verdict", "confidence"]
    search_fields = ["key", *searched_texts("text", "margin", "exact")]
    texts = ["text", "margin", "exact"]
    keys = ["course", "key"]


@admin.register(Source)
class SourceAdmin(TaughtAdmin):
    list_display = ["key", "name", "date", "url"]
    list_filter = ["course"]
    search_fields = ["key", "name", "url", "note"]
    keys = ["course", "key"]


@admin.register(Actor)
class ActorAdmin(TaughtAdmin):
    list_display = ["slug", text_column("name", _("name")), "type", "role", "country", "in_chapter"]
    list_filter = ["course", "type", "in_chapter"]
    search_fields = ["slug", "role", *searched_texts("name")]
    texts = ["name", "summary"]
    keys = ["course", "slug"]


@admin.register(Milestone)
class MilestoneAdmin(TaughtAdmin):
    list_display = ["slug", "date", text_column("title", _("title")), "theme", "status", "parties"]
    list_filter = ["course", "theme", "status"]
    search_fields = ["slug", "date", "parties", *searched_texts("title")]
    texts = ["title"]
    keys = ["course", "slug"]


@admin.register(Term)
class TermAdmin(TaughtAdmin):
    list_display = [
        "slug",
        text_column("name", _("name")),
        text_column("definition", _("definition")),
        "in_chapter",
    ]
    list_filter = ["course", "in_chapter"]
    search_fields = ["slug", *searched_texts("name", "definition")]
    texts = ["name", "definition"]
    keys = ["course", "slug"]


@admin.register(Indicator)
class IndicatorAdmin(TaughtAdmin):
    list_display = [
        "slug",
        text_column("name", _("name")),
        "unit",
        "kazakhstan",
        "united_states",
        "year",
        "use",
    ]
    list_filter = ["course", "use"]
    search_fields = ["slug", "unit", *searched_texts("name")]
    texts = ["name"]
    keys = ["course", "slug"]


class ProgressAdmin(EvidenceAdmin):
    """How far readers have come."""

    list_filter = ["done_at"]
    date_hierarchy = "done_at"


@admin.register(SectionProgress)
class SectionProgressAdmin(ProgressAdmin):
    list_display = ["id", LEARNER, link_column("section", _("section")), "done_at"]
    list_select_related = ["user", "section__lesson"]
    search_fields = [*LEARNER_SEARCH, "section__key", "section__lesson__slug"]


@admin.register(LessonProgress)
class LessonProgressAdmin(ProgressAdmin):
    list_display = ["id", LEARNER, link_column("lesson", _("lesson")), "done_at"]
    list_select_related = ["user", "lesson"]
    search_fields = [*LEARNER_SEARCH, "lesson__slug"]


@admin.register(CourseProgress)
class CourseProgressAdmin(ProgressAdmin):
    list_display = ["id", LEARNER, link_column("course", _("course")), "done_at"]
    list_select_related = ["user", "course"]
    search_fields = [*LEARNER_SEARCH, "course__slug"]
