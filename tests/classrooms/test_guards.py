"""What must be true of classes is held by the database: each constraint fires, and each has its row here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from classrooms.models import Assignment, CalendarLink, Classroom, Extension, Group, Membership, RosterFile
from tests.classrooms.factories import give, make_class, make_group, make_pupil, make_reading, make_work
from tests.factories import NOON, make_course, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def room(**fields: Any) -> Classroom:
    defaults = {"course": make_course(), "name": "9B", "time_zone": "Asia/Almaty"}
    return Classroom.objects.create(**defaults | fields)


def member(classroom: Classroom | None = None, **fields: Any) -> Membership:
    defaults = {"user": make_user(), "nickname": "Dana"}
    return Membership.objects.create(classroom=classroom or room(), **defaults | fields)


def quiz_given(**fields: Any) -> None:
    classroom = make_class()
    Assignment.objects.create(classroom=classroom, quiz=make_work(classroom), **fields)


def twice(make: Callable[[Classroom], Any]) -> None:
    classroom = make_class()
    make(classroom)
    make(classroom)


def lesson_twice() -> None:
    classroom = make_class()
    lesson = make_reading(classroom)
    for _ in range(2):
        Assignment.objects.create(classroom=classroom, lesson=lesson)


def quiz_twice() -> None:
    classroom = make_class()
    quiz = make_work(classroom)
    for _ in range(2):
        Assignment.objects.create(classroom=classroom, quiz=quiz)


def lesson_with_attempts() -> None:
    classroom = make_class()
    Assignment.objects.create(classroom=classroom, lesson=make_reading(classroom), attempts_allowed=1)


def same_user_twice() -> None:
    classroom, user = room(), make_user()
    for name in ("Dana", "Saule"):
        member(classroom, user=user, nickname=name)


def extend(**fields: Any) -> None:
    classroom = make_class()
    assignment = give(classroom, make_work(classroom), due_at=NOON)
    Extension.objects.create(assignment=assignment, **{"due_at": NOON + HOUR} | fields)


def extended_twice(by: str) -> None:
    classroom = make_class()
    pupil = make_pupil(classroom)
    whom = {"member": pupil} if by == "member" else {"group": make_group(classroom)}
    assignment = give(classroom, make_work(classroom), due_at=NOON)
    for _ in range(2):
        Extension.objects.create(assignment=assignment, extra_time=60, **whom)


def extension_of_nothing() -> None:
    classroom = make_class()
    assignment = give(classroom, make_work(classroom), due_at=NOON)
    Extension.objects.create(assignment=assignment, member=make_pupil(classroom))


def without_key(group: Group) -> None:
    Group.objects.filter(pk=group.pk).update(name="")


GUARDS: dict[str, Callable[[], Any]] = {
    "classroom_join_code_once": lambda: [room(join_code="CDFH34", code_expires_at=NOON) for _ in range(2)],
    "classroom_join_code_expires": lambda: room(join_code="CDFH34"),
    "classroom_has_name": lambda: room(name=""),
    "classroom_has_time_zone": lambda: room(time_zone=""),
    "classroom_language_known": lambda: room(language="xx"),
    "classroom_archived_lets_nobody_in": lambda: room(
        join_code="CDFH34", code_expires_at=NOON, archived_at=NOON
    ),
    "group_name_once_a_class": lambda: twice(lambda one: one.groups.create(name="A")),
    "group_has_name": lambda: room().groups.create(name=""),
    "membership_once_a_class": same_user_twice,
    "membership_name_once_a_class": lambda: twice(lambda one: member(one, nickname="ДАНА")),
    "membership_roster_id_once_a_class": lambda: [
        member(one, roster_id="7", nickname=name) for one in [room()] for name in ("Dana", "Saule")
    ],
    "membership_pass_key_once": lambda: [member(pass_key="CDFHJKMNPRTWXY34") for _ in range(2)],
    "membership_role_known": lambda: member(role="head"),
    "membership_pupil_has_name": lambda: member(nickname=""),
    "membership_assistant_has_group": lambda: member(role="assistant"),
    "assignment_lesson_xor_quiz": lambda: Assignment.objects.create(classroom=room()),
    "assignment_lesson_once_a_class": lesson_twice,
    "assignment_quiz_once_a_class": quiz_twice,
    "assignment_due_after_opening": lambda: quiz_given(opens_at=NOON, due_at=NOON),
    "assignment_lesson_has_no_quiz_settings": lesson_with_attempts,
    "assignment_waits_for_a_due_time": lambda: quiz_given(closes=True),
    "assignment_attempts_from_1": lambda: quiz_given(attempts_allowed=0),
    "assignment_time_limit_from_1": lambda: quiz_given(time_limit=0),
    "assignment_certainty_known": lambda: quiz_given(certainty="maybe"),
    "assignment_feedback_known": lambda: quiz_given(feedback="never"),
    "extension_member_xor_group": extend,
    "extension_once_a_member": lambda: extended_twice("member"),
    "extension_once_a_group": lambda: extended_twice("group"),
    "extension_gives_something": extension_of_nothing,
    "roster_file_applied_keeps_no_names": lambda: RosterFile.objects.create(
        classroom=room(), by=make_user(), name="9b.csv", content=b"name", applied_at=NOON
    ),
    "calendar_link_has_token": lambda: CalendarLink.objects.create(user=make_user(), token=""),
}


@pytest.mark.parametrize("name", GUARDS)
def test_the_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        GUARDS[name]()
    assert name in str(refusal.value) or "UNIQUE constraint failed" in str(refusal.value)


def test_every_constraint_has_its_row() -> None:
    models = apps.get_app_config("classrooms").get_models()
    assert {one.name for model in models for one in model._meta.constraints} == set(GUARDS)


def test_a_name_is_free_again_once_its_bearer_has_left() -> None:
    classroom = room()
    member(classroom, removed_at=NOON)
    assert member(classroom).name == "Dana"
