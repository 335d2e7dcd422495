"""A guest signs in to an account, or signs up: their places in classes come along."""

from __future__ import annotations

import pytest

from classrooms import assigning, members
from classrooms.models import CalendarLink, Extension, Membership
from kzlearn.adapter import move_work
from quizzes.taking import start
from tests.classrooms.factories import give, make_class, make_group, make_pupil, make_work
from tests.factories import NOON, make_guest, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_class()


@pytest.fixture
def account():
    return make_user("dana")


@pytest.fixture
def seat(room):
    return make_pupil(room, "Dana", user=make_guest())


def places(user):
    return [(one.nickname, one.role) for one in user.memberships.current()]


def test_a_place_comes_along_with_name_group_and_extension(room, seat, account):
    group = make_group(room, seat)
    extension = assigning.extend(give(room, make_work(room), due_at=NOON), seat, due_at=None, extra_time=60)
    move_work(seat.user, account)
    seat.refresh_from_db()
    extension.refresh_from_db()
    assert (seat.user, seat.group, extension.member) == (account, group, seat)


def test_moving_twice_is_moving_once(seat, account):
    for _ in range(2):
        move_work(seat.user, account)
    assert places(account) == [("Dana", "pupil")]


def test_who_is_in_the_class_already_keeps_their_own_place(room, seat, account):
    make_pupil(room, "Dana S.", user=account)
    move_work(seat.user, account)
    assert places(account) == [("Dana S.", "pupil")]
    assert room.memberships.current().pupils().count() == 1


def test_a_teacher_who_tried_the_code_stays_a_teacher(room, seat, account):
    members.change(make_pupil(room, user=account), nickname="", role="teacher", group=None)
    move_work(seat.user, account)
    assert places(account) == [("", "teacher")]


def test_who_was_removed_takes_the_guests_place(room, seat, account):
    members.remove(make_pupil(room, "Dana S.", user=account))
    move_work(seat.user, account)
    assert places(account) == [("Dana", "pupil")]


def test_extensions_that_only_the_guest_had_are_the_accounts(room, seat, account):
    own = make_pupil(room, "Dana S.", user=account)
    both, only = [give(room, make_work(room), due_at=NOON) for _ in range(2)]
    assigning.extend(both, seat, due_at=None, extra_time=60)
    assigning.extend(both, own, due_at=None, extra_time=90)
    assigning.extend(only, seat, due_at=None, extra_time=120)
    move_work(seat.user, account)
    kept = Extension.objects.filter(member=own).values_list("extra_time", flat=True)
    assert sorted(kept) == [90, 120]


def test_an_open_attempt_keeps_the_time_of_its_new_owners_terms(room, seat, account):
    quiz = make_work(room, time_limit=600)
    give(room, quiz, time_limit=300)
    attempt = start(seat.user, quiz, at=NOON)
    move_work(seat.user, account)
    attempt.refresh_from_db()
    assert (attempt.user, (attempt.deadline - NOON).total_seconds()) == (account, 300)


def test_a_calendar_goes_on_at_its_address(seat, account):
    link = CalendarLink.objects.create(user=seat.user)
    move_work(seat.user, account)
    link.refresh_from_db()
    assert link.user == account


def test_a_calendar_that_the_account_has_stays(seat, account):
    own = CalendarLink.objects.create(user=account)
    CalendarLink.objects.create(user=seat.user)
    move_work(seat.user, account)
    assert CalendarLink.objects.get(user=account) == own


def test_signing_in_brings_the_place_along(client, room, seat, account):
    client.force_login(seat.user)
    client.post("/accounts/login/", {"login": "dana", "password": "correct horse battery"})
    assert Membership.objects.get(pk=seat.pk).user == account


def test_signing_up_keeps_the_place(client, seat):
    client.force_login(seat.user)
    form = {"username": "dana2", "password1": "correct horse battery"}
    client.post("/accounts/signup/", form)
    seat.refresh_from_db()
    assert (seat.user.username, seat.user.is_guest, seat.nickname) == ("dana2", False, "Dana")
