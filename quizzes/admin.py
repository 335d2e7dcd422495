"""The bank, the quizzes and the evidence in the admin: each leads to what it belongs to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from lessons.adminpages import (
    LEARNER,
    LEARNER_SEARCH,
    SHOWN,
    ContentAdmin,
    EvidenceAdmin,
    PlainAdmin,
    Rows,
    as_json,
    link_column,
    link_to,
    rows_column,
    searched_texts,
    text_column,
    text_in,
)
from lessons.models import Section
from lessons.texts import RELATIONS
from quizzes.kinds import UnknownKind, get_kind, parse_body
from quizzes.models import (
    Allowance,
    Attempt,
    AttemptItem,
    Correction,
    Question,
    QuestionReport,
    QuestionVersion,
    Quiz,
    QuizItem,
    Response,
)
from quizzes.warning import warnings_on


def prompt_of(version: QuestionVersion | None) -> str:
    """What a version asks, in the reader's language; "" where its body is none."""
    body = version.body if version else None
    prompt = body.get("prompt") if isinstance(body, dict) else None
    return Truncator(text_in(prompt)).chars(SHOWN)


def in_words(version: QuestionVersion, answer: Any) -> str:
    """An answer as a person reads it; the JSON itself where the version cannot be read any more."""
    try:
        body = parse_body(version.kind, version.body)
    except (UnknownKind, ValidationError):
        return str(answer)
    return get_kind(version.kind).describe(body, answer, get_language() or "en")


# --- The bank ---


class VersionRows(Rows):
    model = QuestionVersion
    fields = ["number", "kind", "created_at", "author"]
    selected = ["question", "author"]


class PlaceRows(Rows):
    """The quizzes a question is asked in."""

    model = QuizItem
    fields = ["position", "max_mark", "pool"]
    selected = ["quiz", "question"]


@admin.register(Question)
class QuestionAdmin(ContentAdmin):
    list_display = [
        "slug",
        "kind",
        "prompt",
        link_column("published", _("published version")),
        link_column("section", _("read again")),
        "asked_in",
        "retired_at",
    ]
    list_select_related = ["published__question", "section__lesson"]
    list_filter = ["course", "published__kind", ("retired_at", admin.EmptyFieldListFilter)]
    search_fields = ["slug", *searched_texts("published__body__prompt"), "tags"]
    raw_id_fields = ["owner"]
    readonly_fields = ["prompt", "published_link", "warnings", "put_right", *RELATIONS.values()]
    fields = [
        "course",
        "slug",
        "prompt",
        "published_link",
        "warnings",
        "put_right",
        "section",
        "tags",
        "owner",
        "retired_at",
    ]
    fields += RELATIONS.values()
    keys = ["course", "slug"]
    inlines = [VersionRows, PlaceRows]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return super().get_queryset(request).prefetch_related("items__quiz")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "section":
            kwargs["queryset"] = Section.objects.select_related("lesson")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("kind"), ordering="published__kind")
    def kind(self, question: Question) -> str:
        return question.published.kind if question.published else ""

    @admin.display(description=_("prompt"))
    def prompt(self, question: Question) -> str:
        return prompt_of(question.published)

    @admin.display(description=_("published version"))
    def published_link(self, question: Question) -> SafeString | None:
        return link_to(question.published)

    @admin.display(description=_("warnings"))
    def warnings(self, question: Question) -> SafeString | None:
        return format_html_join("", "<p>{}</p>", ((one.message,) for one in warnings_on(question))) or None

    @admin.display(description=_("corrections"))
    def put_right(self, question: Question) -> SafeString | str:
        """The way to what can be put right, with the errors that learners reported and nobody replied to."""
        if question.pk is None:
            return ""
        reports = QuestionReport.objects.filter(version__question=question, resolved_at=None).count()
        words = ngettext("%(number)d error reported", "%(number)d errors reported", reports)
        return format_html(
            '<a href="{}">{}</a> ({})',
            reverse("corrections", args=[question.pk]),
            gettext("Put it right, or see what was"),
            words % {"number": reports},
        )

    @admin.display(description=_("asked in"))
    def asked_in(self, question: Question) -> SafeString:
        return format_html_join(", ", "{}", ((link_to(item.quiz),) for item in question.items.all()))


@admin.register(QuestionVersion)
class QuestionVersionAdmin(EvidenceAdmin):
    list_display = [
        "id",
        link_column("question", _("question")),
        "number",
        "kind",
        "prompt",
        "is_published",
        "created_at",
        "author",
        rows_column(AttemptItem, "version", _("attempts")),
    ]
    list_select_related = ["question", "author"]
    list_filter = ["question__course", "kind", "created_at"]
    search_fields = ["question__slug", *searched_texts("body__prompt")]
    fields = ["question", "number", "kind", "is_published", "prompt", "key", "content"]
    fields += ["body_schema", "author", "created_at"]

    @admin.display(description=_("prompt"))
    def prompt(self, version: QuestionVersion) -> str:
        return prompt_of(version)

    @admin.display(description=_("published"), boolean=True)
    def is_published(self, version: QuestionVersion) -> bool:
        return version.question.published_id == version.pk

    @admin.display(description=_("key"))
    def key(self, version: QuestionVersion) -> str:
        try:
            body = parse_body(version.kind, version.body)
        except (UnknownKind, ValidationError):
            return ""
        kind = get_kind(version.kind)
        return kind.describe(body, kind.key(body), get_language() or "en")

    @admin.display(description=_("body"))
    def content(self, version: QuestionVersion) -> SafeString:
        return as_json(version.body)


class ItemRows(Rows):
    """The questions of a quiz."""

    model = QuizItem
    fields = ["position", link_column("question", _("question")), "max_mark", "pool"]
    selected = ["quiz", "question"]


@admin.register(Quiz)
class QuizAdmin(ContentAdmin):
    list_display = [
        text_column("title", _("title")),
        "slug",
        "behaviour",
        link_column("lesson", _("lesson")),
        "number_of_items",
        "is_final",
        rows_column(QuizItem, "quiz", _("items")),
        rows_column(Attempt, "quiz", _("attempts")),
    ]
    list_select_related = ["lesson"]
    list_filter = ["course", "behaviour", "lesson"]
    search_fields = ["slug", *searched_texts("title")]
    texts = ["title", "about"]
    keys = ["course", "slug"]
    inlines = [ItemRows]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quiz]:
        quizzes: QuerySet[Quiz] = super().get_queryset(request)
        return quizzes.annotate(item_count=Count("items"))

    @admin.display(description=_("questions"), ordering="item_count")
    def number_of_items(self, quiz: Any) -> int:
        count: int = quiz.item_count
        return count


@admin.register(QuizItem)
class QuizItemAdmin(PlainAdmin):
    list_display = [
        "id",
        link_column("quiz", _("quiz")),
        "position",
        link_column("question", _("question")),
        "max_mark",
        "pool",
    ]
    list_select_related = ["quiz", "question"]
    list_filter = ["quiz", "pool"]
    search_fields = ["quiz__slug", "question__slug", "pool"]
    raw_id_fields = ["question"]


@admin.register(Allowance)
class AllowanceAdmin(PlainAdmin):
    list_display = [
        "id",
        LEARNER,
        link_column("quiz", _("quiz")),
        "extra_time",
        "extra_attempts",
        "closes_at",
    ]
    list_select_related = ["user", "quiz"]
    list_filter = ["quiz"]
    search_fields = [*LEARNER_SEARCH, "quiz__slug"]
    raw_id_fields = ["user"]


# --- The evidence ---


class AttemptItemRows(Rows):
    model = AttemptItem
    fields = [
        "position",
        link_column("version", _("version")),
        "state",
        "fraction",
        "max_mark",
        "last_sequence",
    ]
    selected = ["version__question", "attempt__user", "attempt__quiz"]


@admin.register(Attempt)
class AttemptAdmin(EvidenceAdmin):
    list_display = [
        "id",
        LEARNER,
        link_column("quiz", _("quiz")),
        "number",
        "behaviour",
        "state",
        "mark",
        "max_mark",
        "started_at",
        "finished_at",
    ]
    list_select_related = ["user", "quiz"]
    list_filter = ["state", "behaviour", "quiz"]
    date_hierarchy = "started_at"
    search_fields = [*LEARNER_SEARCH, "quiz__slug"]
    inlines = [AttemptItemRows]


class ResponseRows(Rows):
    model = Response
    fields = ["sequence", "action", "answer", "certainty", "state", "fraction", "rule", "created_at"]
    selected = ["item__attempt__user", "item__attempt__quiz"]


@admin.register(AttemptItem)
class AttemptItemAdmin(EvidenceAdmin):
    list_display = [
        "id",
        link_column("attempt", _("attempt")),
        "position",
        link_column("version", _("version")),
        "state",
        "fraction",
        "max_mark",
        rows_column(Response, "item", _("responses")),
    ]
    list_select_related = ["attempt__user", "attempt__quiz", "version__question"]
    list_filter = ["state", "attempt__quiz", "is_flagged"]
    search_fields = ["attempt__user__username", "attempt__user__display_name", "version__question__slug"]
    inlines = [ResponseRows]


@admin.register(Response)
class ResponseAdmin(EvidenceAdmin):
    list_display = [
        "id",
        link_column("item", _("item")),
        link_column("item__version", _("version")),
        "sequence",
        "action",
        "in_words",
        "certainty",
        "fraction",
        "rule",
        "created_at",
        link_column("by", _("by")),
    ]
    list_select_related = ["item__attempt__user", "item__attempt__quiz", "item__version__question", "by"]
    list_filter = ["action", "state", "item__attempt__quiz"]
    date_hierarchy = "created_at"
    search_fields = [
        "item__attempt__user__username",
        "item__attempt__user__display_name",
        "item__version__question__slug",
    ]

    @admin.display(description=_("answer"))
    def in_words(self, response: Response) -> str:
        return Truncator(in_words(response.item.version, response.answer)).chars(SHOWN)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["in_words", *super().get_fields(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["in_words", *super().get_readonly_fields(request, obj)]


# --- What was put right: teachers do that on pages of their own ---


@admin.register(Correction)
class CorrectionAdmin(EvidenceAdmin):
    list_display = [
        "id",
        link_column("question", _("question")),
        "action",
        link_column("version_before", _("version before")),
        link_column("version_after", _("version after")),
        "created_at",
        "applied_at",
        "undone_at",
        link_column("by", _("by")),
    ]
    list_select_related = ["question", "version_before__question", "version_after__question", "by"]
    list_filter = [
        "action",
        ("applied_at", admin.EmptyFieldListFilter),
        ("undone_at", admin.EmptyFieldListFilter),
    ]
    search_fields = ["question__slug", "reason", "note"]


@admin.register(QuestionReport)
class QuestionReportAdmin(EvidenceAdmin):
    list_display = [
        "id",
        link_column("version", _("version seen")),
        LEARNER,
        "text",
        "created_at",
        "resolved_at",
        link_column("correction", _("correction it led to")),
    ]
    list_select_related = ["version__question", "user", "correction__question"]
    list_filter = [("resolved_at", admin.EmptyFieldListFilter)]
    search_fields = [*LEARNER_SEARCH, "version__question__slug", "text", "reply"]
