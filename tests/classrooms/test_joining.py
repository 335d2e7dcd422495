"""A pupil comes into a class: code, name, in. Guessing codes is slow, and tells nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from classrooms import joining, members, throttling
from classrooms.joining import NameTaken, join
from classrooms.models import Membership
from classrooms.rosters.applying import apply, keep_file, plan_of
from tests.classrooms.factories import make_class, make_group, make_pupil
from tests.factories import NOON, make_attempt, make_guest, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def room():
    room = make_class(time_zone="Asia/Almaty")
    room.new_code(DAY)
    return room


def come(client, room, name="Dana", **headers):
    return client.post(f"/join/{room.join_code}/", {"nickname": name}, headers=headers)


def browser(secret="a" * 32):
    client = Client()
    client.cookies["csrftoken"] = secret
    return client


# --- The way in ---


def test_code_name_in_without_an_account(client, room):
    asked = client.post("/join/", {"code": f" {room.join_code.lower()[:3]}-{room.join_code[3:]} "})
    assert asked.headers["Location"] == f"/join/{room.join_code}/"
    assert room.name in client.get(asked.headers["Location"]).content.decode()
    response = client.post(asked.headers["Location"], {"nickname": " Дана  С. "}, follow=True)
    assert "You are in" in response.content.decode()
    member = room.memberships.get(role="pupil")
    assert (member.nickname, member.user.is_guest, member.came_at is not None) == ("Дана С.", True, True)


def test_looking_at_the_code_makes_nobody(client, room):
    client.get(f"/join/{room.join_code}/")
    assert User.objects.count() == 1


def test_a_new_guest_is_called_as_they_said_and_has_the_classs_clock_and_language(client, room):
    room.language = "kk"
    room.save()
    come(client, room)
    guest = room.memberships.get(role="pupil").user
    assert (guest.display_name, guest.time_zone, guest.language) == ("Dana", "Asia/Almaty", "kk")


def test_a_language_that_was_chosen_stays(client, room):
    room.language = "kk"
    room.save()
    client.cookies["django_language"] = "ru"
    come(client, room)
    assert room.memberships.get(role="pupil").user.language == "ru"


def test_an_account_joins_as_itself_and_keeps_its_name(client, room):
    saule = make_user("saule", display_name="Saule")
    client.force_login(saule)
    come(client, room, "Сәуле")
    saule.refresh_from_db()
    assert (room.memberships.get(user=saule).nickname, saule.display_name) == ("Сәуле", "Saule")


def test_what_a_guest_did_before_is_theirs_in_the_class(client, room):
    guest = make_guest()
    attempt = make_attempt(guest, make_quiz([make_question(room.course)]))
    client.force_login(guest)
    come(client, room)
    assert room.memberships.get(role="pupil").user == attempt.user


def test_a_double_click_makes_one_pupil(room):
    for client in (browser(), browser()):
        assert come(client, room).status_code == 302
    assert room.memberships.filter(role="pupil").count() == 1


def test_joining_again_changes_nothing(client, room):
    come(client, room)
    come(client, room, "Somebody else")
    assert room.memberships.get(role="pupil").nickname == "Dana"


def test_a_teacher_who_tries_the_code_stays_a_teacher(client, room):
    teacher = room.memberships.get().user
    client.force_login(teacher)
    come(client, room)
    assert room.memberships.get(user=teacher).role == "teacher"


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 81])
def test_a_name_is_asked_for_until_there_is_one(client, room, name):
    response = come(client, room, name)
    assert (response.status_code, room.memberships.filter(role="pupil").exists()) == (200, False)
    assert "This needs another look" in response.content.decode()


def test_a_name_that_is_taken_is_refused_and_another_one_is_asked(client, room):
    make_pupil(room, "Дана")
    response = come(client, room, "ДАНА ")
    assert "Somebody in the class is called so already" in response.content.decode()
    assert room.memberships.filter(role="pupil").count() == 1


def test_several_classes_a_person(client, room):
    other = make_class()
    other.new_code(DAY)
    come(client, room)
    come(client, other, "D.")
    guest = room.memberships.get(role="pupil").user
    assert {member.nickname for member in guest.memberships.all()} == {"Dana", "D."}


def test_at_a_shared_machine_the_next_pupil_is_somebody_else(client, room):
    come(client, room, "Dana")
    assert "You are in, as Dana" in client.get(f"/join/{room.join_code}/").content.decode()
    client.post(f"/join/{room.join_code}/other/")
    come(client, room, "Emma")
    assert set(room.memberships.pupils().values_list("nickname", flat=True)) == {"Dana", "Emma"}
    assert room.memberships.pupils().values("user").distinct().count() == 2


# --- Codes ---


def test_a_code_that_was_drawn_anew_lets_nobody_in_by_the_old_one(client, room):
    old = room.join_code
    room.new_code(DAY)
    assert client.get(f"/join/{old}/").status_code == 404


def test_a_code_expires(room):
    with time_machine.travel(timezone.now() + DAY + timedelta(seconds=1)):
        assert joining.class_with(room.join_code) is None


def refusals(client, room):
    """The pages for an old code, those of classes that are closed in each way, a wrong one, and no code."""
    old = room.join_code
    expired, archived, closed = make_class(), make_class(), make_class()
    codes = [expired.new_code(DAY, at=timezone.now() - 2 * DAY), archived.new_code(DAY), closed.new_code(DAY)]
    members.archive(archived)
    closed.close_code()
    room.new_code(DAY)
    for code in [old, *codes, "CCCCCC", "-", "no code"]:
        response = client.get(f"/join/{code}/")
        yield response.status_code, response.content.decode()


def test_every_code_that_does_not_work_gets_the_same_answer(client, room):
    pages = list(refusals(client, room))
    assert {status for status, _page in pages} == {404}
    texts = {page.split("<main")[1].split("csrfmiddlewaretoken")[0] for _status, page in pages}
    assert len(texts) == 1


def test_after_ten_wrong_codes_a_browser_waits_even_with_a_right_one(client, room):
    client.get("/join/")
    client.cookies["csrftoken"] = "b" * 32
    for _ in range(throttling.A_BROWSER):
        assert client.get("/join/CCCCCC/").status_code == 404
    refused = client.get(f"/join/{room.join_code}/")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")


def test_an_address_waits_whatever_its_browsers_say(room):
    for number in range(throttling.AN_ADDRESS):
        browser(f"{number:032}").get("/join/CCCCCC/")
    assert browser("c" * 32).get(f"/join/{room.join_code}/").status_code == 429


def test_another_address_is_let_in_meanwhile(client, room):
    for number in range(throttling.AN_ADDRESS):
        browser(f"{number:032}").get("/join/CCCCCC/")
    response = client.get(f"/join/{room.join_code}/", REMOTE_ADDR="10.0.0.9")
    assert response.status_code == 200


def test_a_whole_class_behind_one_address_comes_in(room):
    for number in range(30):
        assert come(browser(f"{number:032}"), room, f"Pupil {number}").status_code == 302
    assert room.memberships.filter(role="pupil").count() == 30


def test_slips_are_guessed_as_slowly_as_codes(client, room):
    client.cookies["csrftoken"] = "b" * 32
    for _ in range(throttling.A_BROWSER):
        client.get("/pass/CCCCCCCCCCCCCCCC/")
    assert client.get(f"/join/{room.join_code}/").status_code == 429


def test_the_page_of_a_class_shows_the_code_and_draws_another(client, room):
    client.force_login(room.memberships.get().user)
    old = room.join_code
    client.post(f"/classes/{room.pk}/code/", {"lasts": "hour"})
    room.refresh_from_db()
    assert room.join_code != old
    assert timedelta(minutes=59) < room.code_expires_at - timezone.now() <= HOUR
    assert f"{room.join_code[:3]}-{room.join_code[3:]}" in client.get(f"/classes/{room.pk}/").content.decode()


def test_a_class_can_be_closed_to_newcomers(client, room):
    client.force_login(room.memberships.get().user)
    client.post(f"/classes/{room.pk}/code/", {"lasts": "hour", "close": "yes"})
    room.refresh_from_db()
    assert not room.has_open_code()


def test_the_board_shows_a_code_for_a_camera_that_opens_the_same_page(client, room):
    client.force_login(room.memberships.get().user)
    assert "<svg" in client.get(f"/classes/{room.pk}/board/").content.decode()


# --- Coming back, and places that were kept ---


def test_somebody_removed_who_holds_the_code_comes_back_to_their_row(room):
    member = make_pupil(room, "Dana")
    members.remove(member, at=NOON)
    back = join(room, member.user, "Dana")
    assert (back.pk, back.is_current) == (member.pk, True)


def test_a_teacher_who_was_removed_comes_back_by_code_as_a_pupil(room):
    other = make_pupil(room)
    members.change(other, nickname="", role="teacher", group=None)
    members.remove(other, at=NOON)
    assert join(room, other.user, "Mr. T").role == "pupil"


@pytest.fixture
def roster(room):
    """Дана stands in the roster and has not come yet."""
    file = keep_file(room, room.memberships.get().user, "9b.csv", "name,group\nДана,A\n".encode())
    apply(file, plan_of(file)[0].digest)
    return room.memberships.get(nickname="Дана")


def test_a_place_from_the_roster_is_theirs_who_first_comes_with_that_name(client, room, roster):
    stand_in = roster.user
    come(client, room, "дана")
    roster.refresh_from_db()
    assert (roster.group.name, roster.came_at is not None) == ("A", True)
    assert roster.user != stand_in and not User.objects.filter(pk=stand_in.pk).exists()


def test_a_place_that_is_taken_is_nobody_elses(client, room, roster):
    come(client, room, "Дана")
    with pytest.raises(NameTaken):
        join(room, make_user(), "Дана")


def test_a_stand_in_who_is_in_another_class_stays(room, roster):
    make_pupil(make_class(), user=roster.user)
    join(room, make_user(), "Дана")
    assert User.objects.filter(pk=roster.user_id).exists()


def test_thirty_pupils_at_once_are_thirty_members(room):
    group = make_group(room)
    for number in range(30):
        join(room, make_user(), f"P{number}")
    assert room.memberships.pupils().count() == 30
    assert not Membership.objects.filter(group=group).exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_come_at_once_by_one_name_one_is_in():
    room = make_class()
    users = [make_guest() for _ in range(8)]

    def come_at_once(user: User) -> bool:
        try:
            return bool(join(room, user, "Dana"))
        except NameTaken:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(come_at_once, users)) == 1
    assert room.memberships.pupils().count() == 1
