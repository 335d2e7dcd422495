"""A teacher makes a class and looks after its people; taking somebody out loses nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from classrooms import members
from classrooms.joining import NameTaken
from classrooms.members import GroupInUse, LastTeacher, NeedsAccount, NeedsGroup
from classrooms.models import Classroom, Membership
from tests.classrooms.factories import give, make_assistant, make_class, make_group, make_pupil, make_work
from tests.factories import NOON, make_attempt, make_course, make_guest, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return make_user("teacher")


@pytest.fixture
def room(teacher):
    return make_class(teacher)


@pytest.fixture
def at(client, teacher, room):
    """Asks for an address of the class as its teacher."""
    client.force_login(teacher)

    def at(where="", data=None):
        address = f"/classes/{room.pk}/{where}"
        return client.get(address) if data is None else client.post(address, data)

    return at


def change(member, **what):
    defaults = {"nickname": member.nickname, "role": member.role, "group": member.group}
    return members.change(member, **defaults | what)


def test_whoever_makes_a_class_teaches_it(client):
    course, user = make_course(), make_user()
    client.force_login(user)
    form = {"name": " 9  B ", "course": course.pk, "language": "kk", "time_zone": "Asia/Almaty"}
    response = client.post("/classes/new/", form)
    room = Classroom.objects.get()
    assert response.headers["Location"] == f"/classes/{room.pk}/"
    assert (room.name, room.memberships.get().role, room.memberships.get().user) == ("9 B", "teacher", user)


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"time_zone": "Mars/X"}, {"language": "xx"}, {"course": "0"}]
)
def test_a_class_is_made_of_what_there_is(client, wrong):
    client.force_login(make_user())
    form = {"name": "9B", "course": make_course().pk, "language": "en", "time_zone": "Asia/Almaty"}
    assert client.post("/classes/new/", form | wrong).status_code == 200
    assert not Classroom.objects.exists()


def test_a_guest_signs_up_before_making_a_class(client):
    client.force_login(make_guest())
    assert client.post("/classes/new/", {}).headers["Location"].startswith("/accounts/signup/")


def test_settings_change_the_class_and_leave_its_course(at, room):
    at(
        "settings/",
        {"name": "10B", "language": "ru", "time_zone": "America/New_York", "course": make_course().pk},
    )
    course = room.course
    room.refresh_from_db()
    assert (room.name, room.language, room.time_zone, room.course) == (
        "10B",
        "ru",
        "America/New_York",
        course,
    )


def test_a_pupil_is_renamed_and_put_into_a_group(at, room):
    dana, group = make_pupil(room, "Dana"), make_group(room)
    at(f"members/{dana.pk}/", {"nickname": "Dana S.", "role": "pupil", "group": group.pk})
    dana.refresh_from_db()
    assert (dana.nickname, dana.group) == ("Dana S.", group)


def test_a_group_of_another_class_is_not_to_be_had(at, room):
    dana, theirs = make_pupil(room, "Dana"), make_group(make_class())
    page = at(f"members/{dana.pk}/", {"nickname": "Dana", "role": "pupil", "group": theirs.pk})
    dana.refresh_from_db()
    assert (page.status_code, dana.group) == (200, None)


def test_a_name_that_somebody_has_is_refused(at, room):
    dana = make_pupil(room, "Dana")
    make_pupil(room, "Emma")
    page = at(f"members/{dana.pk}/", {"nickname": "EMMA", "role": "pupil"}).content.decode()
    dana.refresh_from_db()
    assert "Somebody else in the class is called so" in page
    assert dana.nickname == "Dana"


def test_a_pupil_with_an_account_becomes_a_teacher_and_then_the_first_can_go(room, teacher):
    change(make_pupil(room), role="teacher")
    members.remove(room.memberships.get(user=teacher))
    assert not room.memberships.get(user=teacher).is_current


def test_a_guest_becomes_no_teacher_and_no_assistant(room):
    guest, group = make_pupil(room, user=make_guest()), make_group(room)
    for role in ("teacher", "assistant"):
        with pytest.raises(NeedsAccount):
            change(guest, role=role, group=group)


def test_an_assistant_looks_after_a_group(room):
    with pytest.raises(NeedsGroup):
        change(make_pupil(room), role="assistant")


@pytest.mark.parametrize("what", [{"role": "pupil", "nickname": "T"}, None])
def test_a_class_keeps_a_teacher(room, teacher, what):
    only = room.memberships.get(user=teacher)
    with pytest.raises(LastTeacher):
        change(only, **what) if what else members.remove(only)


def test_the_only_teacher_cannot_leave(at, room, teacher):
    at("leave/", {})
    assert room.memberships.get(user=teacher).is_current


def test_a_pupil_leaves(client, room):
    dana = make_pupil(room)
    client.force_login(dana.user)
    client.post(f"/classes/{room.pk}/leave/")
    dana.refresh_from_db()
    assert dana.removed_at


def test_removal_keeps_the_row_and_the_answers_and_can_be_undone(at, room):
    dana = make_pupil(room, "Dana")
    attempt = make_attempt(dana.user, make_work(room))
    for _ in range(2):
        at(f"members/{dana.pk}/remove/", {})
    dana.refresh_from_db()
    attempt.refresh_from_db()
    assert (dana.is_current, attempt.user) == (False, dana.user)
    at(f"members/{dana.pk}/remove/", {"back": "yes"})
    dana.refresh_from_db()
    assert dana.is_current


def test_somebody_whose_name_was_given_away_is_not_taken_back_by_it(room):
    dana = members.remove(make_pupil(room, "Dana"))
    make_pupil(room, "Dana")
    with pytest.raises(NameTaken):
        members.restore(dana)


def test_a_teacher_taken_back_is_a_pupil_by_the_name_of_their_account(room):
    other = change(make_pupil(room, user=make_user("other")), role="teacher", nickname="")
    assert (members.restore(members.remove(other)).role, other.name) == ("pupil", "other")


def test_the_people_page_finds_by_name_group_and_state(at, room):
    dana = make_pupil(room, "Дана Серікқызы")
    group = make_group(room, dana)
    make_pupil(room, "Emma")
    members.remove(make_pupil(room, "Left"))
    Membership.objects.filter(nickname="Emma").update(came_at=None)
    shown = {
        query: {one.nickname for one in at(query).context["people"] if one.role == "pupil"}
        for query in ("", "?q=СЕРІК", f"?group={group.pk}", "?state=waiting", "?state=removed")
    }
    assert list(shown.values()) == [
        {"Дана Серікқызы", "Emma"},
        {"Дана Серікқызы"},
        {"Дана Серікқызы"},
        {"Emma"},
        {"Left"},
    ]


@pytest.mark.parametrize("query", ["?group=x", f"?group={10**20}", "?page=x", "?state=none", "?q=%00"])
def test_a_query_that_means_nothing_is_no_fault(at, query):
    assert at(query).status_code == 200


# --- Groups ---


def test_a_group_is_added_once(at, room):
    for name in ("Group A", "group  a"):
        at("groups/", {"name": name})
    assert room.groups.get().name == "Group A"


def test_a_group_is_renamed_but_not_to_the_name_of_another(at, room):
    one, other = make_group(room, name="A"), make_group(room, name="B")
    at(f"groups/{one.pk}/", {"name": "C"})
    page = at(f"groups/{one.pk}/", {"name": "b"}).content.decode()
    one.refresh_from_db()
    assert "There is a group of that name already" in page
    assert (one.name, other.name) == ("C", "B")


def test_pupils_of_a_deleted_group_stay_in_the_class(at, room):
    dana = make_pupil(room)
    group = make_group(room, dana)
    at(f"groups/{group.pk}/", {"delete": "yes"})
    dana.refresh_from_db()
    assert (dana.group, dana.is_current, room.groups.exists()) == (None, True, False)


def test_a_group_with_an_assistant_is_not_deleted(room):
    group = make_group(room)
    make_assistant(group)
    with pytest.raises(GroupInUse):
        members.delete_group(group)


def test_an_assistant_who_left_bars_no_group_from_going(room):
    group = make_group(room)
    members.remove(make_assistant(group))
    members.delete_group(group)
    assert not room.groups.exists()


# --- The end ---


def test_the_archive_closes_the_class_and_loses_nothing(at, room):
    room.new_code(timedelta(days=1))
    give(room, make_work(room), due_at=NOON)
    at("archive/", {})
    room.refresh_from_db()
    assert (room.is_archived, room.join_code, room.assignments.count()) == (True, "", 1)
    at("archive/", {"back": "yes"})
    room.refresh_from_db()
    assert not room.is_archived


def test_erasing_asks_for_the_name_of_the_class(at, room):
    at("erase/", {"name": "Some other class"})
    assert Classroom.objects.filter(pk=room.pk).exists()


def test_erasing_takes_the_names_and_leaves_what_was_answered(at, room):
    dana = make_pupil(room)
    make_assistant(make_group(room, make_pupil(room)))
    attempt = make_attempt(dana.user, make_work(room))
    at("erase/", {"name": room.name.upper()})
    attempt.refresh_from_db()
    assert not Classroom.objects.exists() and not Membership.objects.exists()
    assert attempt.state == "finished"


def test_erasing_takes_those_who_never_came_along(room):
    waiting = make_pupil(room, user=make_guest())
    Membership.objects.filter(pk=waiting.pk).update(came_at=None)
    elsewhere = make_pupil(room, user=make_guest())
    make_pupil(make_class(), user=elsewhere.user)
    members.erase(room)
    assert not User.objects.filter(pk=waiting.user_id).exists()
    assert User.objects.filter(pk=elsewhere.user_id).exists()
