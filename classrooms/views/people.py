"""The people of a class: one of them, their slips, the groups."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classrooms import codes, members, names
from classrooms.access import get_classroom_for, get_member_for, user_of
from classrooms.forms import GroupForm, MemberForm
from classrooms.joining import NameTaken
from classrooms.models import Classroom, Membership, Role
from quizzes.paper import qr_code

TROUBLE = {
    NameTaken: ("nickname", _("Somebody else in the class is called so.")),
    members.LastTeacher: ("role", _("They are the only teacher. Make somebody else one first.")),
    members.NeedsAccount: ("role", _("They are a guest: only somebody with an account can be that.")),
    members.NeedsGroup: ("group", _("Choose the group that the assistant looks after.")),
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Somebody's name, role and group in the class."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=request.method == "POST")
    found = get_member_for(request.user, room, member)
    found.classroom = room
    form = MemberForm(request.POST or None, member=found)
    if request.method == "POST" and form.is_valid() and _change(found, form):
        messages.success(request, _("Saved."))
        return redirect("classroom", pk)
    context = {"classroom": room, "member": found, "member_name": found.name, "form": form}
    return render(request, "classrooms/member.html", context)


def _change(found: Membership, form: MemberForm) -> bool:
    """Whether it could be done; if not, the form says why."""
    given = form.cleaned_data
    try:
        members.change(found, nickname=given["nickname"], role=form.chosen_role, group=given["group"])
    except tuple(TROUBLE) as error:
        field, words = TROUBLE[type(error)]
        form.add_error(field if field in form.fields else None, words)
        return False
    return True


@login_required
@require_POST
def remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Takes somebody out of the class, or back into it."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=True)
    found = get_member_for(request.user, room, member)
    try:
        if "back" in request.POST:
            members.restore(found)
            messages.success(request, _("%(name)s is back in the class.") % {"name": found.name})
        else:
            members.remove(found)
            messages.success(request, _removed(room, found))
    except members.LastTeacher:
        messages.error(request, _("They are the only teacher. Make somebody else one first."))
    except NameTaken:
        messages.error(request, _("Somebody else in the class is called so now. Rename them first."))
    return redirect("classroom", pk)


def _removed(room: Classroom, found: Membership) -> str:
    words = _("%(name)s is in the class no longer. What they answered is kept.") % {"name": found.name}
    if room.has_open_code():
        words += " " + _("The code still lets them in: draw another, if they should not come back.")
    return words


@login_required
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody goes of their own accord."""
    room = get_classroom_for(request.user, pk)
    try:
        members.remove(room.memberships.get(user=user_of(request)))
    except (members.LastTeacher, Membership.DoesNotExist):
        messages.error(request, _("A class keeps a teacher. Make somebody else one first."))
        return redirect("classroom", pk)
    words = _("You have left %(class)s. What you answered stays yours.") % {"class": room.name}
    messages.success(request, words)
    return redirect("classes")


@login_required
@never_cache
@require_safe
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """The slips of all pupils whom the user may see, of a group or of one, to print and cut."""
    room = get_classroom_for(request.user, pk, role=Role.ASSISTANT)
    pupils = room.memberships.visible_to(request.user).current().pupils().select_related("user", "group")
    for name in ("group", "member"):
        wanted = request.GET.get(name, "")
        if wanted.isascii() and wanted.isdigit():
            pupils = pupils.filter(**{"group" if name == "group" else "pk": int(wanted[:9])})
    rows = [_slip(request, pupil) for pupil in pupils if pupil.user.is_guest]
    with_account = [pupil for pupil in pupils if not pupil.user.is_guest]
    context = {"classroom": room, "slips": rows, "with_account": with_account}
    context["place"] = request.get_host() + reverse("slip")
    return render(request, "classrooms/slips.html", context)


def _slip(request: HttpRequest, pupil: Membership) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("slip_with", args=[pupil.pass_key]))
    return {"pupil": pupil, "key": codes.grouped(pupil.pass_key), "qr": qr_code(address)}


@login_required
@require_POST
def new_slip(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    room = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=True)
    found = get_member_for(request.user, room, member)
    members.new_slip(found)
    messages.success(
        request,
        _("%(name)s has a new slip. The old one opens nothing any more.") % {"name": found.name},
    )
    return redirect(f"{reverse('class_slips', args=[pk])}?member={found.pk}")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: HttpRequest, pk: int) -> HttpResponse:
    """The groups of the class; a POST adds one."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=request.method == "POST")
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = names.key_of(form.cleaned_data["name"])
        room.groups.get_or_create(name_key=key, defaults={"name": form.cleaned_data["name"]})
        return redirect("class_groups", pk)
    current = Q(memberships__removed_at=None, memberships__role=Role.PUPIL)
    counted = room.groups.annotate(pupils=Count("memberships", filter=current))
    context = {"classroom": room, "form": form, "groups": counted}
    return render(request, "classrooms/groups.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """Renames a group, or deletes it: its pupils stay in the class."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=request.method == "POST")
    found = get_object_or_404(room.groups, pk=group)
    name = found.name  # a refused form must not rename the group that the page is about
    form = GroupForm(request.POST if "delete" not in request.POST else None, instance=found)
    if request.method == "POST" and "delete" in request.POST:
        try:
            members.delete_group(found)
        except members.GroupInUse:
            messages.error(request, _("An assistant looks after that group. Change their role first."))
        return redirect("class_groups", pk)
    if request.method == "POST" and form.is_valid():
        if room.groups.exclude(pk=found.pk).filter(name_key=names.key_of(form.cleaned_data["name"])).exists():
            form.add_error("name", _("There is a group of that name already."))
        else:
            form.save()
            return redirect("class_groups", pk)
    context = {"classroom": room, "group": found, "group_name": name, "form": form}
    return render(request, "classrooms/group.html", context)
