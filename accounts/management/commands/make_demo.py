from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User

TEACHER = ("teacher", "teach-both-capitals")
STUDENT = ("student", "learn-both-capitals")


class Command(BaseCommand):
    help = (
        "Make a teacher and a student to try the site with, in a development database that has no people yet."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEV:
            raise CommandError("Demo people have known passwords: they are made only with KZLEARN_DEV=1.")
        if User.objects.exists():
            self.stdout.write("There are people in this database already: no demo people made.")
            return
        make_demo_people()
        for role, (username, password) in {"Teacher": TEACHER, "Student": STUDENT}.items():
            self.stdout.write(f"{role}: user name {username}, password {password}")


@transaction.atomic
def make_demo_people() -> None:
    """The teacher sees every table of the admin and changes none: authoring has its own rights."""
    username, password = TEACHER
    teacher = User.objects.create_user(
        username,
        password=password,
        is_staff=True,
        display_name="Aigerim Teacher",
        country=User.Country.KAZAKHSTAN,
    )
    teachers, _ = Group.objects.get_or_create(name="Teacher")
    teachers.permissions.set(Permission.objects.filter(codename__startswith="view_"))
    teacher.groups.add(teachers)
    username, password = STUDENT
    User.objects.create_user(
        username, password=password, display_name="Sam Student", country=User.Country.UNITED_STATES
    )
