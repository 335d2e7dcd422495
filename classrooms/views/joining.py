"""Coming into a class: with its code, or back again with a slip."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guests import learner_for
from accounts.models import User
from classrooms import codes, joining, slips, throttling
from classrooms.forms import CodeForm, NicknameForm, PassForm
from classrooms.joining import NameTaken
from classrooms.models import Classroom, Membership, Role


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Asks for the code. Whether it is one is for the next page to say."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        return redirect("join_with", codes.read(typed, codes.JOIN_LENGTH) or "-")
    return render(request, "classrooms/join.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_with(request: HttpRequest, code: str) -> HttpResponse:
    """Asks for a name, and lets in whoever gives one. A wrong code and an old one get the same answer."""
    if not throttling.may_try(request):
        return _slowly(request)
    classroom = joining.class_with(code)
    if classroom is None:
        throttling.count_wrong(request)
        context = {"form": CodeForm(), "is_wrong": True}
        return render(request, "classrooms/join.html", context, status=404)
    member = _member(request, classroom)
    if member and member.is_current:
        return _already_in(request, classroom, member)
    form = NicknameForm(request.POST or None, initial={"nickname": _first_name(request, member)})
    if request.method == "POST" and form.is_valid():
        try:
            return _welcome(request, classroom, form.cleaned_data["nickname"])
        except NameTaken:
            form.add_error("nickname", _("Somebody in the class is called so already. Add an initial, say."))
    return render(request, "classrooms/join_with.html", {"classroom": classroom, "form": form})


def _slowly(request: HttpRequest) -> HttpResponse:
    response = render(request, "classrooms/slowly.html", status=429)
    response["Retry-After"] = str(throttling.WINDOW)
    return response


def _member(request: HttpRequest, classroom: Classroom) -> Membership | None:
    if not isinstance(request.user, User):
        return None
    return classroom.memberships.filter(user=request.user).select_related("user").first()


def _first_name(request: HttpRequest, member: Membership | None) -> str:
    if member:
        return member.nickname
    return request.user.display_name if isinstance(request.user, User) else ""


def _already_in(request: HttpRequest, classroom: Classroom, member: Membership) -> HttpResponse:
    """A second click and a second visit end alike; at a shared machine somebody else may be asking."""
    if request.method == "POST":
        return redirect("home") if member.role == Role.PUPIL else redirect("classroom", classroom.pk)
    context = {"classroom": classroom, "member": member}
    return render(request, "classrooms/already_in.html", context)


def _welcome(request: HttpRequest, classroom: Classroom, nickname: str) -> HttpResponse:
    is_new = not request.user.is_authenticated
    user = learner_for(request)
    if is_new and "django_language" not in request.COOKIES:
        user.language = classroom.language
        user.save(update_fields=["language"])
    member = joining.join(classroom, user, nickname)
    messages.success(
        request,
        _("You are in %(class)s, as %(name)s.") % {"class": classroom.name, "name": member.name},
    )
    return redirect("home")


@require_POST
def somebody_else(request: HttpRequest, code: str) -> HttpResponse:
    """At a machine that several use: leaves the one who is here, so that another can join."""
    logout(request)
    return redirect("join_with", code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest) -> HttpResponse:
    """Asks for the key that stands on a slip."""
    form = PassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("slip_with", codes.read(form.cleaned_data["key"], codes.PASS_LENGTH) or "-")
    return render(request, "classrooms/slip.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slip_with(request: HttpRequest, key: str) -> HttpResponse:
    """Asks whether it is them, and lets the pupil in whose slip this is."""
    if not throttling.may_try(request):
        return _slowly(request)
    member = slips.member_with(key)
    if member is None:
        throttling.count_wrong(request)
        return render(request, "classrooms/slip.html", {"form": PassForm(), "is_wrong": True}, status=404)
    if request.method == "POST" and member.user.is_guest:
        slips.come_in(request, member)
        messages.success(request, _("Welcome back, %(name)s.") % {"name": member.name})
        return redirect("home")
    return render(request, "classrooms/slip_with.html", {"member": member, "classroom": member.classroom})
