"""Who may open what: every address of classes x everybody. A new address without a row here fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.models import User
from classrooms.access import get_classroom_for
from classrooms.models import CalendarLink, Classroom, Membership, Role
from classrooms.rosters.applying import keep_file
from classrooms.urls import urlpatterns
from tests.classrooms.factories import (
    give,
    make_assistant,
    make_class,
    make_group,
    make_pupil,
    make_reading,
    make_work,
)
from tests.factories import NOON, make_guest, make_user

pytestmark = pytest.mark.django_db

WHO = ["stranger", "guest", "pupil", "other pupil", "assistant", "teacher", "other teacher", "admin"]
# What a GET answers to each, in that order; "in" is a redirect to the sign-in page, "up" to the sign-up page,
# "to" one to another page of ours.
OPEN = "200 200 200 200 200 200 200 200"
SIGNED_IN = "in 200 200 200 200 200 200 200"
MEMBERS = "in 404 200 404 200 200 404 200"
HELPERS = "in 404 403 404 200 200 404 200"
TEACHERS = "in 404 403 404 403 200 404 200"
POST_ONLY = "in 405 405 405 405 405 405 405"
PAGES = {
    "join": OPEN,
    "join_with": OPEN,
    "join_as_other": "405 405 405 405 405 405 405 405",
    "slip": OPEN,
    "slip_with": OPEN,
    "calendar": SIGNED_IN,
    "calendar_feed": OPEN,
    "classes": SIGNED_IN,
    "class_new": "up up 200 200 200 200 200 200",
    "classroom": MEMBERS,
    "class_board": HELPERS,
    "class_code": POST_ONLY,
    "class_settings": TEACHERS,
    "class_archive": POST_ONLY,
    "class_erase": TEACHERS,
    "class_leave": POST_ONLY,
    "class_member": TEACHERS,
    "class_remove": POST_ONLY,
    "class_new_slip": POST_ONLY,
    "class_slips": HELPERS,
    "class_groups": TEACHERS,
    "class_group": TEACHERS,
    "class_roster": TEACHERS,
    "class_roster_csv": TEACHERS,
    "class_roster_file": TEACHERS,
    "assign": TEACHERS,
    "assign_give": TEACHERS,
    "assignment": TEACHERS,
    "assignment_extend": POST_ONLY,
    "assignment_take_back": POST_ONLY,
}
# Where a POST changes something. To nobody but a teacher and an administrator does it say anything but no.
CHANGING = [
    "class_code",
    "class_settings",
    "class_archive",
    "class_erase",
    "class_member",
    "class_remove",
    "class_new_slip",
    "class_groups",
    "class_group",
    "class_roster",
    "class_roster_file",
    "assign_give",
    "assignment",
    "assignment_extend",
    "assignment_take_back",
]
CHANGES = dict.fromkeys(CHANGING, "in 404 403 404 403 ok 404 ok") | {
    "class_leave": "in 404 ok 404 ok ok 404 ok"
}


@pytest.fixture
def people() -> dict[str, User | None]:
    admin = User.objects.create_superuser("root")
    return {"stranger": None, "guest": make_guest(), "teacher": make_user("teacher"), "admin": admin}


@pytest.fixture
def addresses(people: dict[str, User | None]) -> dict[str, str]:
    """A class with one of everything, and everybody in their place; the address of each page of it."""
    room = make_class(people["teacher"])
    elsewhere = make_class(course=room.course)
    people["other teacher"] = elsewhere.memberships.get().user
    pupil = make_pupil(room)
    group = make_group(room, pupil)
    people["pupil"], people["other pupil"] = pupil.user, make_pupil(elsewhere).user
    people["assistant"] = make_assistant(group).user
    quiz = make_work(room, slug="given")
    assignment = give(room, quiz, due_at=NOON)
    extension = assignment.extensions.create(member=pupil, extra_time=60)
    file = keep_file(room, people["teacher"], "9b.csv", b"name\nDana\n")
    link = CalendarLink.objects.create(user=pupil.user)
    make_reading(room, slug="bridge")
    seat = make_pupil(room, user=make_guest())
    parts = {
        "code": room.new_code(timedelta(days=1)),
        "key": seat.pass_key,
        "token": link.token,
        "pk": room.pk,
        "member": pupil.pk,
        "group": group.pk,
        "file": file.pk,
        "assignment": assignment.pk,
        "extension": extension.pk,
        "what": "lesson",
        "slug": "bridge",
    }
    return {route.name: _address(route, parts) for route in urlpatterns}


def _address(route: Any, parts: dict[str, Any]) -> str:
    return reverse(route.name, kwargs={name: parts[name] for name in route.pattern.converters})


def clients(people: dict[str, User | None]) -> Iterator[tuple[str, Client]]:
    for who in WHO:
        client = Client()
        if user := people[who]:
            client.force_login(user)
        yield who, client


def word(response: Any) -> str:
    target = response.headers.get("Location", "")
    if target.startswith("/accounts/login/"):
        return "in"
    return "up" if target.startswith("/accounts/signup/") else str(response.status_code)


def test_every_address_has_its_row() -> None:
    assert {route.name for route in urlpatterns} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_who_may_open_it(name: str, addresses: dict[str, str], people: dict[str, User | None]) -> None:
    answers = {who: word(client.get(addresses[name])) for who, client in clients(people)}
    assert answers == dict(zip(WHO, PAGES[name].split(), strict=True))


@pytest.mark.parametrize("name", CHANGES)
def test_who_may_change_by_it(name: str, addresses: dict[str, str], people: dict[str, User | None]) -> None:
    answers = {}
    for who, client in clients(people):
        said = word(client.post(addresses[name]))
        answers[who] = "ok" if said in ("200", "302") else said
        Classroom.objects.update(archived_at=None)
        Membership.objects.update(removed_at=None)
    assert answers == dict(zip(WHO, CHANGES[name].split(), strict=True))


def test_every_page_that_a_post_changes_has_its_row() -> None:
    """The others show only, or are open to whoever holds their secret."""
    shows = {
        "classes",
        "classroom",
        "class_board",
        "class_slips",
        "class_roster_csv",
        "assign",
        "calendar_feed",
    }
    everybodys = {"join", "join_with", "join_as_other", "slip", "slip_with", "calendar", "class_new"}
    assert set(PAGES) == set(CHANGES) | shows | everybodys


@pytest.mark.parametrize("name", CHANGES)
def test_a_class_in_the_archive_is_not_changed(name: str, addresses, people) -> None:
    Classroom.objects.update(archived_at=NOON, join_code="", code_expires_at=None)
    client = Client()
    client.force_login(people["teacher"])
    allowed = name in {
        "class_archive",
        "class_erase",
        "class_leave",
    }  # to bring it back, to end it, and to go
    assert (client.post(addresses[name]).status_code == 403) is not allowed


@pytest.mark.parametrize("role", Role.values)
def test_somebody_removed_finds_the_class_no_more(role: str) -> None:
    room = make_class()
    group = make_group(room)
    member = make_pupil(room)
    Membership.objects.filter(pk=member.pk).update(role=role, group=group, removed_at=NOON)
    with pytest.raises(Http404):
        get_classroom_for(member.user, room.pk)


def test_a_role_above_ones_own_is_refused_and_not_hidden() -> None:
    room = make_class()
    with pytest.raises(PermissionDenied):
        get_classroom_for(make_pupil(room).user, room.pk, role=Role.TEACHER)


@pytest.fixture
def room() -> Classroom:
    """Two pupils in a group with an assistant, one in none, one who left."""
    room = make_class()
    make_assistant(make_group(room, make_pupil(room, "Dana"), make_pupil(room, "Emma")))
    make_pupil(room, "Saule")
    gone = make_pupil(room, "Left")
    Membership.objects.filter(pk=gone.pk).update(removed_at=NOON)
    return room


def names_seen(user: User) -> set[str]:
    return set(Membership.objects.visible_to(user).pupils().values_list("nickname", flat=True))


def one(room: Classroom, **which: Any) -> User:
    found: User = room.memberships.get(**which).user
    return found


def test_a_teacher_sees_everybody_who_is_or_was_in_the_class(room: Classroom) -> None:
    assert names_seen(one(room, role="teacher")) == {"Dana", "Emma", "Saule", "Left"}


def test_an_assistant_sees_their_group(room: Classroom) -> None:
    assert names_seen(one(room, role="assistant")) == {"Dana", "Emma"}


def test_a_pupil_sees_themselves(room: Classroom) -> None:
    assert names_seen(one(room, nickname="Dana")) == {"Dana"}


def test_a_teacher_sees_a_pupil_by_the_name_of_their_own_class(room: Classroom) -> None:
    elsewhere = make_class()
    make_pupil(elsewhere, "Another name", user=one(room, nickname="Dana"))
    assert names_seen(one(elsewhere, role="teacher")) == {"Another name"}


@pytest.mark.parametrize("page", ["classroom", "class_slips"])
def test_an_assistants_pages_name_nobody_of_another_group(client: Client, room: Classroom, page: str) -> None:
    User.objects.filter(memberships__classroom=room, memberships__role="pupil").update(is_guest=True)
    client.force_login(one(room, role="assistant"))
    text = client.get(reverse(page, args=[room.pk])).content.decode()
    assert "Dana" in text
    assert "Saule" not in text and "Left" not in text


def test_a_pupils_page_names_no_other_pupil(client: Client, room: Classroom) -> None:
    client.force_login(one(room, nickname="Dana"))
    text = client.get(reverse("classroom", args=[room.pk])).content.decode()
    assert "Emma" not in text and "Saule" not in text


@pytest.mark.parametrize("page", ["class_member", "class_remove", "class_new_slip"])
def test_a_member_of_another_class_is_not_found_in_this_one(
    client: Client, room: Classroom, page: str
) -> None:
    stranger = make_pupil(make_class())
    client.force_login(one(room, role="teacher"))
    assert client.post(reverse(page, args=[room.pk, stranger.pk])).status_code == 404


def test_a_group_a_file_and_an_assignment_of_another_class_are_not_found(
    client: Client, room: Classroom
) -> None:
    other = make_class(course=room.course)
    theirs = {
        "class_group": make_group(other).pk,
        "class_roster_file": keep_file(other, one(other, role="teacher"), "x.csv", b"name\n").pk,
        "assignment": give(other, make_work(other)).pk,
    }
    client.force_login(one(room, role="teacher"))
    for name, pk in theirs.items():
        assert client.get(reverse(name, args=[room.pk, pk])).status_code == 404
