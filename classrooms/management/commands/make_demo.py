from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from classrooms.demo import PEOPLE, make_classes, make_people
from lessons.models import Course


class Command(BaseCommand):
    help = (
        "Make two teachers, their classes and students to try the site with, in a development database that "
        "has no people yet."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEV:
            raise CommandError("Demo people have known passwords: they are made only with KZLEARN_DEV=1.")
        if User.objects.exists():
            self.stdout.write("There are people in this database already: no demo people made.")
            return
        make_people()
        if course := Course.objects.order_by("pk").first():
            make_classes(course)
        for one in PEOPLE:
            self.stdout.write(f"{one.called}: user name {one.username}, password {one.password}")
