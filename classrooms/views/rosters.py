"""Bringing in a list of pupils: upload, look at what it would do, do it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from classrooms.access import get_classroom_for, user_of
from classrooms.forms import RosterForm
from classrooms.models import Classroom, Role, RosterFile
from classrooms.rosters.applying import PlanChanged, apply, keep_file, plan_of
from classrooms.rosters.decoding import ENCODINGS
from classrooms.rosters.reading import MOST_BYTES, Unreadable
from classrooms.rosters.writing import as_csv

SHOWN = 100  # of each sort on the page; the file has them all


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a file, and shows on a page of its own what it would do. Nothing is changed yet."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=request.method == "POST")
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MOST_BYTES:
            form.add_error("file", _("The file is larger than 5 MB. Is it a list of pupils?"))
        else:
            kept = keep_file(room, user_of(request), file.name, file.read())
            return redirect("class_roster_file", pk, kept.pk)
    return render(request, "classrooms/roster.html", {"classroom": room, "form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roster_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """What a file would do. A POST does it, reads the file in another encoding, or throws it away."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=request.method == "POST")
    found = get_object_or_404(RosterFile.objects.select_related("classroom"), pk=file, classroom=room)
    if found.applied_at:
        return redirect("classroom", pk)
    if request.method == "POST" and "discard" in request.POST:
        found.delete()
        return redirect("class_roster", pk)
    if request.method == "POST" and request.POST.get("encoding") in ENCODINGS:
        found.encoding = request.POST["encoding"]
        found.save(update_fields=["encoding"])
        return redirect("class_roster_file", pk, file)
    if request.method == "POST" and _applied(request, found):
        return redirect("classroom", pk)
    return render(request, "classrooms/roster_file.html", _preview(room, found))


def _applied(request: HttpRequest, found: RosterFile) -> bool:
    """Whether what was shown has been done."""
    try:
        done = apply(found, request.POST.get("digest", ""))
    except PlanChanged:
        messages.warning(request, _("The class has changed meanwhile. This is what the list would do now."))
        return False
    except Unreadable:
        return False
    added, changed = done.outcome["added"], done.outcome["changed"]
    messages.success(
        request,
        ngettext("%(number)d pupil was added", "%(number)d pupils were added", added) % {"number": added}
        + "; "
        + ngettext("%(number)d was changed.", "%(number)d were changed.", changed) % {"number": changed},
    )
    return True


def _preview(room: Classroom, found: RosterFile) -> dict[str, Any]:
    context: dict[str, Any] = {
        "classroom": room,
        "file": found,
        "encodings": ENCODINGS,
        "shown": SHOWN,
        "encoding": found.encoding,
    }
    try:
        plan, context["encoding"], context["columns"] = plan_of(found)
    except Unreadable as error:
        return context | {"trouble": str(error)}
    return context | {
        "plan": plan,
        "adds": plan.adds[:SHOWN],
        "changes": plan.changes[:SHOWN],
        "problems": plan.problems[:SHOWN],
    }


@login_required
@never_cache
@require_safe
def roster_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The pupils as a file that comes in again: with another name beside the same number it renames."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER)
    pupils = room.memberships.visible_to(request.user).current().pupils().select_related("group")
    response = HttpResponse(as_csv(pupils), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="class-{pk}.csv"'
    return response
