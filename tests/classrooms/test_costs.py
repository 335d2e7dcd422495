"""The pages of a class cost the same number of queries for a few pupils and for many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.classrooms.factories import give, make_class, make_pupil, make_reading, make_work
from tests.factories import NOON, make_guest, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(client):
    room = make_class()
    client.force_login(room.memberships.get().user)
    return room


def grow(room, pupils, works):
    for _ in range(pupils):
        make_pupil(room, user=make_guest())
    for _ in range(works):
        give(room, make_work(room), due_at=NOON)
        give(room, make_reading(room))


def cost(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("", 9),
        ("slips/", 4),
        ("assign/", 6),
        ("assignments/{0}/", 8),
        ("groups/", 4),
        ("roster.csv", 4),
        ("members/{1}/", 6),
    ],
)
def test_a_page_costs_the_same_for_two_pupils_and_for_forty(client, room, page, most):
    grow(room, 2, 1)
    ids = room.assignments.filter(quiz__isnull=False)[0].pk, room.memberships.pupils()[0].pk
    address = f"/classes/{room.pk}/{page.format(*ids)}"
    few = cost(client, address)
    grow(room, 38, 4)
    assert cost(client, address) == few <= most


def test_the_list_of_classes_costs_the_same_for_one_and_for_twenty(client, room):
    user = User.objects.get(memberships__classroom=room)
    few = cost(client, "/classes/")
    for _ in range(19):
        make_class(user)
    assert cost(client, "/classes/") == few <= 6


def test_a_pupils_page_costs_the_same_whatever_the_class(client, room):
    saule = make_user()
    make_pupil(room, user=saule)
    client.force_login(saule)
    grow(room, 1, 1)
    few = cost(client, f"/classes/{room.pk}/")
    grow(room, 30, 4)
    assert cost(client, f"/classes/{room.pk}/") == few <= 6
