"""A pupil sees what is due on their first page, and in their calendar."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from classrooms import assigning, ical, members
from classrooms.due import due_for
from classrooms.models import CalendarLink
from lessons.models import LessonProgress
from quizzes.taking import start
from tests.classrooms.factories import give, make_class, make_pupil, make_reading, make_work
from tests.factories import NOON, make_attempt, make_guest, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def room():
    return make_class(name="9B")


@pytest.fixture
def dana(room):
    return make_pupil(room, "Dana")


def states(member, at=NOON):
    return [one.state for one in due_for(member.user, "en", at=at)]


@pytest.mark.parametrize(
    ("settings", "state"),
    [
        ({}, "todo"),
        ({"due_at": NOON + DAY}, "todo"),
        ({"opens_at": NOON + HOUR}, "later"),
        ({"due_at": NOON - HOUR}, "late"),
        ({"due_at": NOON - HOUR, "closes": True}, "closed"),
    ],
)
def test_how_something_stands(room, dana, settings, state):
    give(room, make_work(room), **settings)
    assert states(dana) == [state]


def test_a_finished_quiz_is_done_and_one_that_is_open_is_begun(room, dana):
    quizzes = [make_work(room), make_work(room)]
    for quiz in quizzes:
        give(room, quiz)
    make_attempt(dana.user, quizzes[0])
    start(dana.user, quizzes[1], at=NOON)
    assert states(dana) == ["done", "begun"]


def test_a_lesson_that_is_done_is_done(room, dana):
    lesson = make_reading(room)
    give(room, lesson, due_at=NOON - HOUR)
    LessonProgress.objects.create(user=dana.user, lesson=lesson, done_at=NOON)
    assert states(dana) == ["done"]


def test_an_extension_moves_what_is_late_into_time(room, dana):
    assignment = give(room, make_work(room), due_at=NOON - HOUR)
    assigning.extend(assignment, dana, due_at=NOON + HOUR, at=NOON)
    assert states(dana) == ["todo"]


def test_the_next_due_comes_first_and_what_has_no_due_time_last(room, dana):
    works = [make_work(room, title={"en": name}) for name in ("none", "second", "first")]
    for work, due in zip(works, (None, NOON + DAY, NOON + HOUR), strict=True):
        give(room, work, due_at=due)
    assert [one.title for one in due_for(dana.user, "en", at=NOON)] == ["first", "second", "none"]


@pytest.mark.parametrize("how", ["removed", "archived", "teacher"])
def test_nothing_is_due_for_who_is_no_pupil_of_a_class_that_goes_on(room, dana, how):
    give(room, make_work(room), due_at=NOON + DAY)
    if how == "removed":
        members.remove(dana)
    elif how == "archived":
        members.archive(room)
    whom = room.memberships.get(role="teacher") if how == "teacher" else dana
    assert states(whom) == []


def home(client, member):
    client.force_login(member.user)
    with time_machine.travel(NOON, tick=False):
        return client.get("/").content.decode().replace("\xa0", " ")


def test_home_shows_what_is_due_by_the_classs_clock_with_offset_and_distance(client, room, dana):
    give(room, make_work(room, title={"en": "The quiz"}), due_at=NOON + 5 * HOUR)
    page = home(client, dana)
    assert "The quiz" in page and "Sat 21 March 2026, 22:00" in page and "UTC+5, in 5 h" in page


def test_home_shows_it_by_the_pupils_own_clock_where_they_have_one(client, room, dana):
    dana.user.time_zone = "America/New_York"
    dana.user.save()
    give(room, make_work(room), due_at=NOON + 5 * HOUR)
    page = home(client, dana)
    assert "Sat 21 March 2026, 13:00" in page and "UTC−4, in 5 h" in page


def test_home_does_not_show_what_is_done_closed_or_not_open(client, room, dana):
    done = make_work(room)
    give(room, done)
    make_attempt(dana.user, done)
    give(room, make_work(room), due_at=NOON - DAY, closes=True)
    give(room, make_work(room), opens_at=NOON + DAY)
    assert "due-at-home" not in home(client, dana)


def test_home_costs_the_same_for_one_thing_due_or_twenty(client, room, dana, django_assert_max_num_queries):
    client.force_login(dana.user)
    for size in (1, 19):
        for _ in range(size):
            give(room, make_work(room), due_at=NOON + DAY)
        with django_assert_max_num_queries(9):
            client.get("/")


def test_the_page_of_a_class_tells_a_pupil_all_of_it(client, room, dana):
    give(room, make_work(room, title={"en": "The quiz"}), due_at=NOON + DAY, closes=True)
    client.force_login(dana.user)
    page = client.get(f"/classes/{room.pk}/").content.decode()
    assert "You are Dana here." in page and "The quiz" in page


# --- The calendar ---


@pytest.fixture
def feed(client, dana):
    """What Dana's calendar program is given."""
    client.force_login(dana.user)
    client.post("/calendar/")
    token = CalendarLink.objects.get(user=dana.user).token
    return lambda: Client().get(f"/calendar/{token}.ics")


def lines(response):
    return response.content.decode().replace("\r\n ", "").split("\r\n")


def test_the_calendar_has_what_is_due_at_its_instant(room, dana, feed):
    assignment = give(room, make_work(room, title={"en": "Tengiz, 1993; why?"}), due_at=NOON + DAY)
    response = feed()
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = lines(response)
    assert found[0] == "BEGIN:VCALENDAR" and found[-2:] == ["END:VCALENDAR", ""]
    assert f"UID:assignment-{assignment.pk}@testserver" in found
    assert "DTSTART:20260322T120000Z" in found
    assert "SUMMARY:Due: Tengiz\\, 1993\\; why? (9B)" in found


def test_the_calendar_follows_an_extension(room, dana, feed):
    assignment = give(room, make_work(room), due_at=NOON + DAY)
    assigning.extend(assignment, dana, due_at=NOON + 2 * DAY, at=NOON + HOUR)
    found = lines(feed())
    assert "DTSTART:20260323T120000Z" in found and "LAST-MODIFIED:20260321T130000Z" in found


def test_a_teachers_calendar_has_what_their_class_has_to_do(client, room):
    teacher = room.memberships.get(role="teacher").user
    give(room, make_work(room), due_at=NOON + DAY)
    link = CalendarLink.objects.create(user=teacher)
    assert b"DTSTART:20260322T120000Z" in client.get(f"/calendar/{link.token}.ics").content


def test_another_address_makes_the_old_one_a_dead_one(client, feed):
    client.post("/calendar/", {"new": "yes"})
    assert feed().status_code == 404


def test_asking_for_an_address_twice_gives_one(client, dana, feed):
    client.post("/calendar/")
    assert CalendarLink.objects.filter(user=dana.user).count() == 1


def test_a_calendar_of_somebody_retired_is_gone(dana, feed):
    dana.user.is_active = False
    dana.user.save()
    assert feed().status_code == 404


def test_a_guest_has_a_calendar_too(client):
    client.force_login(make_guest())
    assert "Make my address" in client.get("/calendar/").content.decode()


@given(st.text(max_size=300))
def test_no_line_is_longer_than_75_octets_and_unfolded_it_is_itself(text):
    line = f"SUMMARY:{ical.escaped(text)}"
    folded = ical.folded(line)
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line


@given(st.text(max_size=300))
def test_a_value_can_be_read_back_and_breaks_no_line(text):
    value = ical.escaped(text)
    assert not re.search(r"[\r\n\x00]", value)
    back = re.sub(r"\\(.)", lambda one: "\n" if one[1] == "n" else one[1], value)
    plain = re.sub("\r\n?|[\x85\u2028\u2029]", "\n", text)
    assert back == re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", plain)


def test_the_calendar_costs_the_same_for_one_thing_due_or_twenty(
    client, room, dana, feed, django_assert_num_queries
):
    for size in (1, 19):
        for _ in range(size):
            give(room, make_work(room), due_at=NOON + DAY)
        with django_assert_num_queries(3):
            feed()


def test_somebody_in_no_class_has_nothing_due():
    assert due_for(make_user(), "en") == []
