"""People and classes to try the site with: two teachers, and pupils of whom some are in both classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import Group as PermissionGroup
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from classrooms import assigning, members
from classrooms.joining import join
from classrooms.models import Assignment, Classroom
from lessons.models import Course
from quizzes.models import Behaviour, Quiz

CODE_LASTS = timedelta(days=14)


@dataclass(frozen=True)
class Person:
    """A demo person; `called` is what the command prints before their user name."""

    called: str
    username: str
    password: str
    name: str
    country: str
    language: str = User.Language.ENGLISH


TEACHER = Person("Teacher", "teacher", "teach-both-capitals", "Aigerim Teacher", "KZ")
STUDENT = Person("Student", "student", "learn-both-capitals", "Sam Student", "US")
OTHER_TEACHER = Person("Another teacher", "teacher2", "teach-the-other-half", "Daniel Colleague", "US")
OTHER_STUDENT = Person("Another student", "student2", "learn-the-other-half", "Дана Серікқызы", "KZ", "kk")
PEOPLE = [TEACHER, STUDENT, OTHER_TEACHER, OTHER_STUDENT]


@dataclass(frozen=True)
class DemoClass:
    """Its guests have no account, and come in with their slips."""

    teacher: Person
    name: str
    time_zone: str
    pupils: list[tuple[Person, str]]
    guests: list[str]


CLASSES = [
    DemoClass(
        TEACHER,
        "9B",
        "Asia/Almaty",
        [(STUDENT, "Sam"), (OTHER_STUDENT, "Дана")],
        ["Нұрсұлтан Әбдіқадыров", "Emma J."],
    ),
    DemoClass(
        OTHER_TEACHER, "Thursday evenings", "America/New_York", [(STUDENT, "Sam S.")], ["Ғалымжан Өтеғұлов"]
    ),
]


@transaction.atomic
def make_people() -> None:
    """The teachers see the tables of the admin, but not those of classes, and change none of them."""
    group, _made = PermissionGroup.objects.get_or_create(name="Teacher")
    seen = Permission.objects.filter(codename__startswith="view_")
    group.permissions.set(seen.exclude(content_type__app_label="classrooms"))
    for one in PEOPLE:
        user = User.objects.create_user(
            one.username,
            password=one.password,
            display_name=one.name,
            country=one.country,
            language=one.language,
            is_staff=one in (TEACHER, OTHER_TEACHER),
        )
        if user.is_staff:
            user.groups.add(group)


@transaction.atomic
def make_classes(course: Course, *, at: datetime | None = None) -> None:
    """Each teacher has a class. Sam is in both, under another name in each; Dana is in the first only."""
    at = at or timezone.now()
    users = User.objects.in_bulk([one.username for one in PEOPLE], field_name="username")
    for one in CLASSES:
        teacher = users[one.teacher.username]
        room = members.make_classroom(
            teacher, course, one.name, language=teacher.language, time_zone=one.time_zone, at=at
        )
        room.new_code(CODE_LASTS, at=at)
        for pupil, nickname in one.pupils:
            join(room, users[pupil.username], nickname, at=at)
        for number, name in enumerate(one.guests):
            _guest_in(room, name, number, at)
        _give(room, teacher, at)


def _guest_in(room: Classroom, name: str, number: int, at: datetime) -> None:
    username = f"guest-demo-{room.pk}-{number}"
    join(room, User.objects.create(username=username, is_guest=True, language=room.language), name, at=at)


def _give(room: Classroom, teacher: User, at: datetime) -> None:
    """The first lesson by the day after tomorrow, its quiz by the day after that."""
    evening = at.astimezone(room.zone).replace(hour=18, minute=0, second=0, microsecond=0)
    lesson = room.course.lessons.first()
    quiz = Quiz.objects.filter(course=room.course, lesson=lesson, behaviour=Behaviour.GRADED).first()
    if lesson:
        due = evening + timedelta(days=2)
        assigning.give(Assignment(classroom=room, lesson=lesson, due_at=due), by=teacher, at=at)
    if quiz:
        due = evening + timedelta(days=3)
        assigning.give(Assignment(classroom=room, quiz=quiz, due_at=due), by=teacher, at=at)
