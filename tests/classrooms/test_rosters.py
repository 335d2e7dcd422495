"""A roster adds and renames, after a look at what it would do; it takes nobody out."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from classrooms import members
from classrooms.models import Membership, RosterFile
from classrooms.rosters.applying import PlanChanged, apply, keep_file, plan_of
from tests.classrooms.factories import make_assistant, make_class, make_group, make_pupil
from tests.factories import make_attempt, make_guest, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return make_user("teacher")


@pytest.fixture
def room(teacher):
    return make_class(teacher)


@pytest.fixture
def plan(room, teacher):
    """What a list would do to the class."""
    return lambda text: plan_of(keep_file(room, teacher, "9b.csv", text.encode()))[0]


@pytest.fixture
def bring(room, teacher):
    """Does what a list says."""

    def bring(text):
        file = keep_file(room, teacher, "9b.csv", text.encode())
        return apply(file, plan_of(file)[0].digest)

    return bring


def pupils(room):
    return sorted(room.memberships.current().pupils().values_list("nickname", flat=True))


def test_pupils_are_added_with_their_groups(room, bring):
    bring("id,name,group\n1,Дана,A\n2,Emma,B\n3,Saule,A\n")
    assert pupils(room) == ["Emma", "Saule", "Дана"]
    assert {group.name: group.memberships.count() for group in room.groups.all()} == {"A": 2, "B": 1}
    assert all(len(member.pass_key) == 16 for member in room.memberships.pupils())


def test_a_pupil_of_a_roster_has_not_come_yet_and_is_a_guest_who_cannot_sign_in(room, bring):
    bring("name\nDana\n")
    dana = room.memberships.get(nickname="Dana")
    assert dana.came_at is None
    assert dana.user.is_guest and not dana.user.has_usable_password()


def test_the_same_list_again_does_nothing(room, bring, plan):
    text = "id,name,group\n1,Дана,A\n2,Emma,B\n"
    bring(text)
    again = plan(text)
    assert again.does_nothing and again.same == 2


def test_a_number_tells_who_somebody_is_whatever_their_name(room, bring):
    bring("id,name\n7,Dana\n")
    dana = room.memberships.get(nickname="Dana")
    bring("id,name\n7,Dana Seitkazieva\n")
    dana.refresh_from_db()
    assert (dana.nickname, room.memberships.pupils().count()) == ("Dana Seitkazieva", 1)


def test_a_pupil_who_joined_by_code_gets_the_number_of_their_name(room, bring):
    dana = make_pupil(room, "Dana")
    bring("id,name\n7,DANA\n")
    dana.refresh_from_db()
    assert (dana.roster_id, dana.nickname) == ("7", "DANA")


def test_two_pupils_swap_their_names(room, bring):
    bring("id,name\n1,Dana\n2,Emma\n")
    bring("id,name\n1,Emma\n2,Dana\n")
    assert dict(room.memberships.pupils().values_list("roster_id", "nickname")) == {"1": "Emma", "2": "Dana"}


def test_who_is_not_in_the_list_stays(room, bring, plan):
    make_pupil(room, "Saule")
    assert plan("name\nDana\n").missing == 1
    bring("name\nDana\n")
    assert pupils(room) == ["Dana", "Saule"]


def test_who_left_and_stands_in_the_list_comes_back(room, bring):
    dana = members.remove(make_pupil(room, "Dana"))
    bring("name\nDana\n")
    dana.refresh_from_db()
    assert dana.is_current


def test_a_blank_group_leaves_a_pupil_where_they_are(room, bring):
    dana = make_pupil(room, "Dana")
    group = make_group(room, dana)
    bring("name,group\nDana,\n")
    dana.refresh_from_db()
    assert dana.group == group


def test_a_teacher_and_an_assistant_are_left_alone(room, plan):
    assistant = make_assistant(make_group(room))
    members.change(assistant, nickname="Madi", role="assistant", group=assistant.group)
    found = plan("name\nMadi\n")
    assert found.does_nothing
    assert "teacher or an assistant" in found.problems[0].message


def test_what_a_pupil_answered_stays_theirs_when_they_are_renamed(room, bring):
    dana = make_pupil(room, "Dana")
    attempt = make_attempt(dana.user, make_quiz([make_question(room.course)]))
    bring(f"id,name\n#{dana.pk},Dana S.\n")
    attempt.refresh_from_db()
    dana.refresh_from_db()
    assert (dana.nickname, attempt.user) == ("Dana S.", dana.user)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name\nDana\ndana \nEmma\n", "The name “Dana” comes twice"),
        ("id,name\n1,Dana\n1,Dana S.\n2,Emma\n", "The number 1 comes twice"),
        ("id,name\n#999999,Dana\n2,Emma\n", "The number #999999 is of another class"),
    ],
)
def test_lines_that_contradict_each_other_are_left_out_and_the_others_done(room, plan, bring, text, says):
    assert says in plan(text).problems[0].message
    bring(text)
    assert pupils(room) == ["Emma"]


def test_a_name_that_somebody_keeps_is_refused(room, plan, bring):
    bring("id,name\n1,Dana\n2,Emma\n")
    found = plan("id,name\n1,Emma\n")
    assert found.does_nothing
    assert "Somebody else in the class is called “Emma”" in found.problems[0].message


def test_two_pupils_of_one_name_and_two_numbers_are_told_apart_by_nobody(plan):
    assert len(plan("id,name\n1,Dana\n2,Dana\n").problems) == 2


def test_a_plan_is_not_applied_once_the_class_has_changed(room, teacher):
    file = keep_file(room, teacher, "9b.csv", b"name\nDana\nEmma\n")
    shown = plan_of(file)[0].digest
    make_pupil(room, "Dana")
    with pytest.raises(PlanChanged):
        apply(file, shown)
    assert pupils(room) == ["Dana"]


def test_applying_twice_is_applying_once(room, teacher):
    file = keep_file(room, teacher, "9b.csv", b"name\nDana\n")
    digest = plan_of(file)[0].digest
    assert (
        apply(file, digest).outcome
        == apply(file, digest).outcome
        == {"added": 1, "changed": 0, "left_out": 0}
    )
    assert User.objects.filter(is_guest=True).count() == 1


def test_a_file_that_was_applied_keeps_no_names(room, teacher, bring):
    assert bytes(RosterFile.objects.get(pk=bring("name\nDana\n").pk).content) == b""


def test_pupils_come_in_by_the_dozen_and_not_one_by_one(room, bring, django_assert_max_num_queries):
    text = "id,name,group\n" + "".join(f"{number},Pupil {number},G{number % 9}\n" for number in range(2000))
    with django_assert_max_num_queries(70):
        bring(text)
    assert room.memberships.pupils().count() == 2000


def test_the_list_of_a_class_comes_in_again_and_changes_nothing(client, room, teacher, bring, plan):
    bring("id,name,group\n1,Дана,A\n")
    make_pupil(room, "=Emma", user=make_guest())
    client.force_login(teacher)
    text = client.get(f"/classes/{room.pk}/roster.csv").content.decode()
    assert text.startswith("\ufeff") and "'=Emma" in text
    assert plan(text.replace("'=Emma", "=Emma")).does_nothing


# --- The pages ---


@pytest.fixture
def upload(client, room, teacher):
    client.force_login(teacher)

    def upload(content, name="9b.csv"):
        file = SimpleUploadedFile(name, content)
        return client.post(f"/classes/{room.pk}/roster/", {"file": file}, follow=True)

    return upload


def test_an_upload_shows_what_it_would_do_and_does_nothing(room, upload):
    page = upload("ФИО;Группа\nИван Петров;А\nИван Петров;А\nПётр;Б\n".encode("cp1251")).content.decode()
    assert "read as Windows-1251" in page
    assert "Пётр" in page and "comes twice" in page and "New groups: Б" in page
    assert pupils(room) == []


def test_a_second_click_on_do_it_adds_nobody_twice(client, room, upload):
    page = upload(b"name\nDana\n")
    address, digest = page.redirect_chain[-1][0], page.context["plan"].digest
    for _ in range(2):
        assert client.post(address, {"digest": digest}).headers["Location"] == f"/classes/{room.pk}/"
    assert pupils(room) == ["Dana"]


def test_another_encoding_is_read_and_shown(client, upload):
    address = upload("name\nўткір\n".encode("cp1251")).redirect_chain[-1][0]
    page = client.post(address, {"encoding": "Windows-1251"}, follow=True).content.decode()
    assert "ўткір" in page and "read as Windows-1251" in page


def test_a_file_of_another_kind_is_refused_on_its_page_and_nothing_is_changed(room, upload):
    page = upload(b"%PDF-1.7", "9b.pdf").content.decode()
    assert "neither CSV nor XLSX" in page and "Nothing was changed" in page


def test_a_plan_that_is_out_of_date_is_shown_anew(client, room, upload):
    page = upload(b"name\nDana\nEmma\n")
    make_pupil(room, "Dana")
    again = client.post(page.redirect_chain[-1][0], {"digest": page.context["plan"].digest})
    assert "The class has changed meanwhile" in again.content.decode()
    assert pupils(room) == ["Dana"]


def test_a_list_can_be_thrown_away(client, upload):
    client.post(upload(b"name\nDana\n").redirect_chain[-1][0], {"discard": "yes"})
    assert not RosterFile.objects.exists()


def test_a_name_is_shown_as_text(upload):
    page = upload(b"name\n<script>alert(1)</script>\n").content.decode()
    assert "<script>alert" not in page


def test_a_preview_costs_the_same_for_ten_pupils_or_a_thousand(client, upload, django_assert_max_num_queries):
    for size in (10, 1000):
        address = upload(("name\n" + "".join(f"P{n}\n" for n in range(size))).encode()).redirect_chain[-1][0]
        with django_assert_max_num_queries(7):
            client.get(address)


def test_no_upload_leaves_traces_of_the_pupils_of_another_class(room, upload):
    stranger = make_pupil(make_class(), "Dana")
    assert upload(b"name\nDana\n").context["plan"].adds
    assert Membership.objects.get(pk=stranger.pk).classroom != room
