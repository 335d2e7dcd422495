"""The people and classes that `make run` makes to try the site with."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from classrooms.models import Classroom
from lessons.models import Course
from tests.factories import make_course, make_lesson, make_question, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    course = make_course()
    make_quiz([make_question(course)], lesson=make_lesson(course))
    return course


def test_demo_people_are_printed_with_passwords_that_work(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_demo")
    lines = capsys.readouterr().out.splitlines()
    for line in lines:
        name, password = line.split("user name ")[1].split(", password ")
        assert Client().login(username=name, password=password)
    assert User.objects.count() == len(lines)


def test_demo_people_come_only_into_an_empty_database(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.create_user("alice")
    call_command("make_demo")
    assert "no demo people made" in capsys.readouterr().out
    assert User.objects.count() == 1


def test_demo_people_are_for_development(settings: Settings) -> None:
    settings.DEV = False
    with pytest.raises(CommandError, match="KZLEARN_DEV"):
        call_command("make_demo")
    assert not User.objects.exists()


def test_two_teachers_have_a_class_each_and_a_pupil_in_common(course: Course) -> None:
    call_command("make_demo")
    first, second = Classroom.objects.order_by("pk")
    pupils = [
        set(room.memberships.pupils().values_list("user__username", flat=True)) for room in (first, second)
    ]
    teachers = [room.memberships.get(role="teacher").user.username for room in (first, second)]
    assert teachers == ["teacher", "teacher2"]
    assert pupils[0] & pupils[1] == {"student"}
    assert pupils[0] - pupils[1] and pupils[1] - pupils[0]


def test_each_demo_class_has_a_code_and_something_due(course: Course) -> None:
    call_command("make_demo")
    for room in Classroom.objects.all():
        assert room.has_open_code()
        assert room.assignments.filter(due_at__isnull=False).count() == 2


def test_a_demo_teacher_finds_no_names_of_classes_in_the_admin(course: Course) -> None:
    call_command("make_demo")
    teacher = User.objects.get(username="teacher")
    assert teacher.has_perm("lessons.view_course")
    assert not any(permission.startswith("classrooms.") for permission in teacher.get_all_permissions())
