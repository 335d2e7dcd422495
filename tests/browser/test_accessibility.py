"""No page that a learner sees breaks an accessibility rule that axe can test, in light and in dark."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from accounts.models import User
from lessons.models import Course
from quizzes.models import Quiz
from quizzes.taking import finish, start
from tests.conftest import listen
from tests.factories import answer_items, make_user

LESSON = "two-countries-two-scales"
PUBLIC = [
    "/", "/lessons/", f"/lessons/{LESSON}/", "/lessons/oil-and-atoms/", "/people/", "/milestones/", "/terms/",
    "/claims/", "/sources/", f"/quizzes/{LESSON}/", "/progress/", "/accounts/login/", "/accounts/signup/",
    "/accounts/password/reset/", "/no-such-page/",
]  # fmt: skip
OWN = ["/", "/lessons/", f"/lessons/{LESSON}/", f"/quizzes/{LESSON}/", "/progress/", "/accounts/profile/",
       "/accounts/email/", "/accounts/password/change/", "/accounts/logout/"]  # fmt: skip
pytestmark = pytest.mark.django_db(transaction=True)


def own_pages(learner: User) -> list[str]:
    """Every page of a learner with a finished attempt and an open one, each kind of question among them."""
    quizzes = Quiz.objects.filter(behaviour="graded", lesson__isnull=False)
    done = start(learner, quizzes.first())
    answer_items(done.items.select_related("version", "attempt__user")[:6])
    finish(done)
    seen: set[str] = set()
    pages = [*OWN, f"/attempts/{done.pk}/review/"]
    for quiz in quizzes:
        attempt = start(learner, quiz)
        for item in attempt.items.select_related("version"):
            if item.version.kind not in seen:
                seen.add(item.version.kind)
                pages.append(f"/attempts/{attempt.pk}/?at={item.position}")
        pages += [f"/attempts/{attempt.pk}/finish/"] if quiz == quizzes[0] else []
    return pages


def violations(page: Page, addresses: list[str]) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        for one in Axe().run(page).response["violations"]:
            found += [f"{address}: {one['id']}: {node['html'][:150]}" for node in one["nodes"]]
    return found


def open_page(browser: Browser, base_url: str, scheme: Any, width: int, complaints: list[str]) -> Page:
    context = browser.new_context(
        base_url=base_url, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    listen(page, complaints)
    return page


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_what_everybody_sees_breaks_no_rule(
    browser: Browser, base_url: str, course: Course, scheme: str, width: int, complaints: list[str]
) -> None:
    page = open_page(browser, base_url, scheme, width, complaints)
    assert violations(page, PUBLIC) == []
    assert [one for one in complaints if "no-such-page" not in one and "404" not in one] == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_what_a_learner_sees_breaks_no_rule(
    browser: Browser, base_url: str, course: Course, scheme: str, width: int, complaints: list[str], client
) -> None:
    learner = make_user("saule")
    client.force_login(learner)
    page = open_page(browser, base_url, scheme, width, complaints)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": base_url}])
    assert violations(page, own_pages(learner)) == []
    assert complaints == []


@pytest.mark.parametrize("width", [320, 360, 768])
def test_no_page_is_wider_than_its_window(
    browser: Browser, base_url: str, course: Course, width: int, complaints: list[str], client
) -> None:
    learner = make_user("saule", display_name="Әбдіғаппарқызы Гүлбаршын-Айгүлден")
    client.force_login(learner)
    page = open_page(browser, base_url, "light", width, complaints)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": base_url}])
    wide = []
    for address in [*PUBLIC, *own_pages(learner)]:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(address)
    assert wide == []
