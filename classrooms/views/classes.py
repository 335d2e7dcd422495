"""A class: making it, its page, its code, its settings, its end."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views import account_required
from classrooms import members, names
from classrooms.access import get_classroom_for, user_of
from classrooms.assigning import title_of
from classrooms.due import due_for, zone_of
from classrooms.forms import ClassroomForm, LastsForm, code_shown, first_zone
from classrooms.models import Classroom, Membership, Role
from classrooms.models.assignments import lesson_title
from quizzes.paper import qr_code

PEOPLE_A_PAGE = 50
CLASSES_A_PAGE = 50
FIRST = Case(When(role=Role.TEACHER, then=0), When(role=Role.ASSISTANT, then=1), default=2)


@login_required
@never_cache
@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """The classes that the user teaches, helps in and learns in; those in the archive last."""
    found = Classroom.objects.visible_to(request.user).select_related("course")
    current = Q(memberships__removed_at=None, memberships__role=Role.PUPIL)
    found = found.annotate(pupils=Count("memberships", filter=current)).order_by("archived_at", "name", "pk")
    page = Paginator(found, CLASSES_A_PAGE).get_page(request.GET.get("page"))
    mine = Membership.objects.current().filter(user=user_of(request), classroom__in=list(page))
    roles = dict(mine.values_list("classroom", "role"))
    rows = [(one, roles.get(one.pk, "")) for one in page]
    return render(request, "classrooms/classes.html", {"page": page, "rows": rows})


@account_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_classroom(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    initial = {"language": get_language(), "time_zone": first_zone(user)}
    form = ClassroomForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = members.make_classroom(
            user, given["course"], given["name"], language=given["language"], time_zone=given["time_zone"]
        )
        return redirect("classroom", made.pk)
    return render(request, "classrooms/new.html", {"form": form})


@login_required
@never_cache
@require_safe
def classroom(request: HttpRequest, pk: int) -> HttpResponse:
    """For who looks after it: people, code, assignments; for a pupil: what they have to do."""
    found = get_classroom_for(request.user, pk)
    if found.viewer.role == Role.PUPIL:
        return _for_pupil(request, found)
    people = _people(request, found)
    context = {
        "classroom": found,
        "code": code_shown(found) if found.has_open_code() else "",
        "lasts": LastsForm(initial={"lasts": "fortnight"}),
        "assignments": _assignments(found),
        "groups": found.groups.all(),
        "people": Paginator(people, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "asked": {name: request.GET.get(name, "") for name in ("q", "group", "state")},
        "is_teacher": found.viewer.role == Role.TEACHER,
    }
    return render(request, "classrooms/classroom.html", context)


def _for_pupil(request: HttpRequest, found: Classroom) -> HttpResponse:
    user = user_of(request)
    context = {
        "classroom": found,
        "due": due_for(user, get_language() or "en", classroom=found),
        "zone": zone_of(user, found),
        "teachers": found.memberships.current().filter(role=Role.TEACHER).select_related("user"),
    }
    return render(request, "classrooms/for_pupil.html", context)


def _people(request: HttpRequest, found: Classroom) -> QuerySet[Membership]:
    """The people whom the viewer may see, as the page's filters say; teachers first, then by name."""
    asked, people = request.GET, found.memberships.visible_to(request.user)
    if asked.get("state") == "removed" and found.viewer.role == Role.TEACHER:
        people = people.exclude(removed_at=None)
    else:
        people = people.current()
    if asked.get("state") == "waiting":
        people = people.filter(came_at=None)
    if asked.get("group", "").isascii() and asked.get("group", "").isdigit():
        people = people.filter(group=int(asked["group"][:9]))
    if wanted := names.key_of(asked.get("q", "")):
        people = people.filter(name_key__contains=wanted)
    return people.select_related("user", "group").order_by(FIRST, "sort_key", "pk")


def _assignments(found: Classroom) -> list[Any]:
    language = get_language() or "en"
    rows: Any = found.assignments.select_related("lesson", "quiz").annotate(
        lesson_title=lesson_title(language), exceptions=Count("extensions")
    )
    days = Counter(row.due_at.astimezone(found.zone).date() for row in rows if row.due_at)
    for row in rows:
        row.title = title_of(row, language)
        row.same_day = days[row.due_at.astimezone(found.zone).date()] - 1 if row.due_at else 0
    return list(rows)


@login_required
@never_cache
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The code as large as the screen, for a projector; the address of the site and a QR code beside it."""
    found = get_classroom_for(request.user, pk, role=Role.ASSISTANT)
    address = request.build_absolute_uri(reverse("join_with", args=[found.join_code or "-"]))
    context = {
        "classroom": found,
        "code": code_shown(found) if found.has_open_code() else "",
        "qr": qr_code(address),
        "place": request.get_host() + reverse("join"),
    }
    return render(request, "classrooms/board.html", context)


@login_required
@require_POST
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Draws another code, or closes the class to newcomers."""
    found = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=True)
    form = LastsForm(request.POST)
    if "close" in request.POST:
        found.close_code()
        messages.success(request, _("Nobody can join now. Who is in the class stays in it."))
    elif form.is_valid():
        found.new_code(form.delta)
    return redirect(f"{reverse('classroom', args=[pk])}#code")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=request.method == "POST")
    name = found.name  # a refused form must not rename the class that the page is about
    form = ClassroomForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The class is saved."))
        return redirect("classroom", pk)
    context = {"classroom": found, "form": form, "name": name}
    return render(request, "classrooms/settings.html", context)


@login_required
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts the class into the archive, or brings it back."""
    found = get_classroom_for(request.user, pk, role=Role.TEACHER)
    if "back" in request.POST:
        members.bring_back(found)
        messages.success(request, _("The class is back. Draw a new code to let pupils in."))
    else:
        members.archive(found)
        messages.success(request, _("The class is in the archive: nothing is lost, and nothing is due."))
    return redirect("classroom", pk)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the name of the class first: this cannot be undone."""
    found = get_classroom_for(request.user, pk, role=Role.TEACHER)
    if request.method == "POST":
        if names.key_of(request.POST.get("name", "")) == names.key_of(found.name):
            members.erase(found)
            messages.success(request, _("The class is erased. What its pupils answered stays theirs."))
            return redirect("classes")
        messages.error(request, _("That is not the name of the class. Nothing was erased."))
    without_account = found.memberships.current().pupils().filter(user__is_guest=True).count()
    return render(request, "classrooms/erase.html", {"classroom": found, "guests": without_account})
