"""A pupil without an account comes back on another machine, with a slip that the teacher can make void."""

from __future__ import annotations

import pytest
from django.test import Client

from classrooms import codes, members
from classrooms.models import Membership
from tests.classrooms.factories import make_class, make_group, make_pupil
from tests.factories import make_guest, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_class()


@pytest.fixture
def dana(room):
    return make_pupil(room, "Dana", user=make_guest())


def whoever_is_on(client):
    return client.session.get("_auth_user_id")


def enter(client, member):
    return client.post(f"/pass/{member.pass_key}/")


def test_looking_at_a_slip_signs_nobody_in(client, dana):
    assert "Are you Dana?" in client.get(f"/pass/{dana.pass_key}/").content.decode()
    assert whoever_is_on(client) is None


def test_a_slip_lets_its_pupil_in(client, dana):
    enter(client, dana)
    assert whoever_is_on(client) == str(dana.user_id)


def test_a_key_can_be_typed_in_groups_and_in_small_letters(client, dana):
    response = client.post("/pass/", {"key": codes.grouped(dana.pass_key.lower())})
    assert response.headers["Location"] == f"/pass/{dana.pass_key}/"


def test_somebody_of_the_roster_has_come_once_they_used_their_slip(client, dana):
    Membership.objects.filter(pk=dana.pk).update(came_at=None)
    enter(client, dana)
    dana.refresh_from_db()
    assert dana.came_at


def test_a_new_slip_makes_the_old_one_void_and_signs_out_who_used_it(client, dana):
    enter(client, dana)
    renewed = members.new_slip(dana)
    assert client.get("/progress/").wsgi_request.user.is_anonymous
    assert client.get(f"/pass/{dana.pass_key}/").status_code == 404
    assert Client().get(f"/pass/{renewed.pass_key}/").status_code == 200


def test_a_teacher_makes_a_new_slip(client, room, dana):
    client.force_login(room.memberships.get(role="teacher").user)
    client.post(f"/classes/{room.pk}/members/{dana.pk}/slip/")
    old = dana.pass_key
    dana.refresh_from_db()
    assert dana.pass_key != old


def test_a_slip_opens_no_account(client, room):
    saule = make_pupil(room, user=make_user("saule"))
    assert "Sign in with user name and password" in enter(client, saule).content.decode()
    assert whoever_is_on(client) is None


def test_a_slip_opens_nothing_once_its_guest_has_signed_up(client, dana):
    dana.user.is_guest = False
    dana.user.save()
    enter(client, dana)
    assert whoever_is_on(client) is None


def test_a_slip_opens_nothing_for_somebody_who_was_removed(client, dana):
    members.remove(dana)
    assert enter(client, dana).status_code == 404


def test_wrong_old_and_impossible_keys_get_the_same_answer(client, dana):
    members.remove(dana)
    answers = {client.get(f"/pass/{key}/").status_code for key in (dana.pass_key, "C" * 16, "short", "-")}
    assert answers == {404}


def test_who_uses_the_machine_is_told_before_another_comes_in(client, room, dana):
    client.force_login(make_pupil(room, "Emma", user=make_guest()).user)
    assert (
        "Without a slip of their own that guest cannot come back"
        in client.get(f"/pass/{dana.pass_key}/").content.decode()
    )
    enter(client, dana)
    assert whoever_is_on(client) == str(dana.user_id)


def test_the_page_of_slips_has_one_for_each_guest_and_names_who_needs_none(client, room, dana):
    make_pupil(room, "Saule", user=make_user())
    client.force_login(room.memberships.get(role="teacher").user)
    page = client.get(f"/classes/{room.pk}/slips/").content.decode()
    assert codes.grouped(dana.pass_key) in page
    assert page.count('class="qr"') == 1
    assert "Saule" in page


@pytest.mark.parametrize("query", ["?group=%d", "?member=%d"])
def test_slips_can_be_those_of_a_group_or_of_one_pupil(client, room, dana, query):
    group = make_group(room, dana)
    emma = make_pupil(room, "Emma", user=make_guest())
    client.force_login(room.memberships.get(role="teacher").user)
    page = client.get(f"/classes/{room.pk}/slips/{query % (group.pk if 'group' in query else dana.pk)}")
    assert codes.grouped(dana.pass_key) in page.content.decode()
    assert codes.grouped(emma.pass_key) not in page.content.decode()
