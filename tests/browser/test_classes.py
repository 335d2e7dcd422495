"""A class in a real browser: joined by code without scripts, and no rule of accessibility broken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from classrooms import assigning
from classrooms.models import Assignment, Classroom
from classrooms.rosters.applying import keep_file
from lessons.models import Course
from quizzes.models import Quiz
from tests.classrooms.factories import make_class, make_group, make_pupil
from tests.conftest import listen
from tests.factories import NOON, make_guest, make_user

pytestmark = pytest.mark.django_db(transaction=True)

LONG_NAME = "Бекзат-Мұхаммед Әбдірахманқызы Жүнісбекова-Сейітқазиева"


@pytest.fixture
def room(course: Course) -> Classroom:
    """A class with something of everything: long names, a group, an assignment with an extension."""
    room = make_class(make_user("teacher"), course=course, name="9 «Б» сынып")
    room.new_code(timedelta(days=14))
    pupil = make_pupil(room, LONG_NAME, user=make_guest())
    make_group(room, pupil, name="Қазақ тобы")
    quiz = Quiz.objects.filter(course=course, behaviour="graded").first()
    given = Assignment(classroom=room, quiz=quiz, due_at=NOON, closes=True)
    assigning.extend(assigning.give(given, by=teacher_of(room), at=NOON), pupil, due_at=None, extra_time=60)
    return room


def teacher_of(room: Classroom) -> User:
    found: User = room.memberships.get(role="teacher").user
    return found


def signed_in(browser: Browser, base_url: str, user: User, complaints: list[str], **options: Any) -> Page:
    client = Client()
    client.force_login(user)
    context = browser.new_context(base_url=base_url, **options)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}])
    page = context.new_page()
    listen(page, complaints)
    return page


def violations(page: Page, addresses: list[str]) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        for one in Axe().run(page).response["violations"]:
            found += [f"{address}: {one['id']}: {node['html'][:150]}" for node in one["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address}: wider than the screen")
    return found


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_a_teachers_pages_break_no_rule(
    browser: Browser, base_url: str, room: Classroom, scheme: Any, width: int, complaints: list[str]
) -> None:
    file = keep_file(
        room, teacher_of(room), "9b.csv", f"ФИО;Группа\n{LONG_NAME} 2;Б\nДана;\nДана;\n".encode()
    )
    pupil, group = room.memberships.pupils()[0], room.groups.get()
    own = [
        "", "board/", "settings/", "erase/", f"members/{pupil.pk}/", "slips/", "groups/",
        f"groups/{group.pk}/", "roster/", f"roster/{file.pk}/", "assign/", "assign/quiz/key-actors/",
        "assign/lesson/oil-and-atoms/", f"assignments/{room.assignments.get().pk}/",
    ]  # fmt: skip
    page = signed_in(
        browser,
        base_url,
        teacher_of(room),
        complaints,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )
    addresses = [f"/classes/{room.pk}/{one}" for one in own] + ["/classes/", "/classes/new/", "/calendar/"]
    assert violations(page, addresses) == []
    assert complaints == []


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 360)])
def test_a_pupils_pages_break_no_rule(
    browser: Browser, base_url: str, room: Classroom, scheme: Any, width: int, complaints: list[str]
) -> None:
    pupil = room.memberships.pupils()[0]
    page = signed_in(
        browser,
        base_url,
        pupil.user,
        complaints,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )
    addresses = ["/", f"/classes/{room.pk}/", "/join/", f"/join/{room.join_code}/", "/pass/"]
    assert violations(page, [*addresses, f"/pass/{pupil.pass_key}/", "/calendar/"]) == []
    assert complaints == []


def test_a_pupil_comes_in_on_a_small_telephone_without_scripts(
    browser: Browser, base_url: str, room: Classroom
) -> None:
    context = browser.new_context(
        base_url=base_url, java_script_enabled=False, viewport={"width": 360, "height": 640}
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="I have a code from my teacher").click()
    page.get_by_label("Code from the board").fill(f"{room.join_code[:3]} {room.join_code[3:]}".lower())
    page.get_by_role("button", name="On", exact=True).click()
    page.get_by_label("Your name in this class").fill("Дана Серікқызы")
    page.get_by_role("button", name="Join the class").click()
    expect(page.get_by_role("status").first).to_contain_text("You are in 9 «Б» сынып, as Дана Серікқызы.")
    assert room.memberships.filter(nickname="Дана Серікқызы", user__is_guest=True).exists()
