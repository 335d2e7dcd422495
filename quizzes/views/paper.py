"""A quiz on paper: what to print, chosen in a few words, and the sheet and key as the browser prints them."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from lessons.models import Course, in_language
from quizzes.models import Behaviour, Quiz
from quizzes.paper import SEEDS, VERSIONS, PaperItem, compose, qr_code


class PaperForm(forms.Form):
    """What to print. Its fields are those of the sheet's address, which one may keep and come back to."""

    version = forms.ChoiceField(
        label=_("Version"),
        choices=[(letter, letter) for letter in VERSIONS],
        help_text=_("The same questions in another order."),
    )
    key = forms.ChoiceField(
        label=_("Print"),
        choices=[
            ("without", _("sheet")),
            ("only", _("key")),
            ("with", _("sheet and key")),
        ],
        help_text=_("The key is for you alone."),
    )
    paper = forms.ChoiceField(
        label=_("Paper"), choices=[("A4", "A4"), ("Letter", "Letter")], help_text=_("As in your printer.")
    )
    language = forms.ChoiceField(label=_("Language"), help_text=_("Of the sheet."))
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=SEEDS - 1,
        help_text=_("The same seed gives the same paper again."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 10}),
    )

    def __init__(self, course: Course, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        self.fields["language"].choices = [(one, names.get(one, one)) for one in course.languages]  # type: ignore[attr-defined]


@never_cache
@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The form alone, with a seed the server drew; where the address names a seed, what is to be printed."""
    quiz = get_quiz_to_print_for(request.user, slug)
    offered = _offered(request, quiz)
    is_chosen = "seed" in request.GET
    form = PaperForm(quiz.course, offered | request.GET.dict() if is_chosen else None, initial=offered)
    context = {"quiz": quiz, "title": in_language(quiz.title, get_language() or "en"), "form": form}
    if form.is_valid():
        context |= _printed(request, quiz, form.cleaned_data)
    return render(request, "quizzes/paper/paper.html", context)


def get_quiz_to_print_for(user: AbstractBaseUser | AnonymousUser, slug: str) -> Quiz:
    """The quiz, for staff who may view questions with their keys; Http404 for everybody else."""
    if not (isinstance(user, User) and user.is_staff and user.has_perm("quizzes.view_question")):
        raise Http404
    found = Quiz.objects.select_related("lesson", "course").filter(slug=slug, behaviour=Behaviour.GRADED)
    quiz = found.first()  # as on the quiz's own page: a slug is unique within its course only
    if quiz is None:
        raise Http404
    return quiz


def _offered(request: HttpRequest, quiz: Quiz) -> dict[str, Any]:
    """What the form says before anything was chosen."""
    language = get_language() or "en"
    is_american = isinstance(request.user, User) and request.user.country == User.Country.UNITED_STATES
    return {
        "version": VERSIONS[0],
        "key": "without",
        "paper": "Letter" if is_american else "A4",
        "language": language if language in quiz.course.languages else quiz.course.languages[0],
        "seed": 100_000 + secrets.randbelow(900_000),  # six digits: short enough to type
    }


def _printed(request: HttpRequest, quiz: Quiz, chosen: dict[str, Any]) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("quiz", args=[quiz.slug]))
    key, language = chosen["key"], chosen["language"]
    sheet = compose(
        _items(quiz),
        seed=chosen["seed"],
        version=chosen["version"],
        language=language,
        draw=quiz.draw,
        with_key=key != "without",
    )
    return {
        "paper": sheet,
        "shows_sheet": key != "only",
        "shows_key": key != "without",
        "sheet_title": in_language(quiz.title, language),
        "minutes": quiz.time_limit and -(-quiz.time_limit // 60),
        "address": address,
        "short_address": address.partition("://")[2].split("/"),
        "qr_code": qr_code(address),
    }


def _items(quiz: Quiz) -> list[PaperItem]:
    """What the quiz may ask now, in one query."""
    askable = quiz.items.filter(question__published__isnull=False, question__retired_at=None)
    rows = askable.values_list(
        "question__slug", "question__published__kind", "question__published__body", "max_mark", "pool"
    )
    return [PaperItem(*row) for row in rows]
