"""Every kind of question answered in a browser: by keyboard alone, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from quizzes.kinds import KINDS
from quizzes.models import Attempt, AttemptItem
from quizzes.taking import finish, record_answer, start
from tests.browser.keyboard import Keyboard
from tests.conftest import listen
from tests.factories import key_of, make_course, make_question, make_quiz, make_user
from tests.quizzes.answering import fields

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Both sides learned."
NEW = ("cloze", "categorise", "timeline", "essay", "opinion")


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def anybodys_page(request: Any, browser: Browser, base_url: str, complaints: list[str]) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url, java_script_enabled=request.param)
    page = context.new_page()
    listen(page, complaints)
    yield page
    context.close()
    assert complaints == []


def sign_in(page: Page, base_url: str, client: Client, *kinds: str) -> Attempt:
    """An open attempt at a quiz of these kinds, by somebody who is signed in in this browser."""
    course, learner = make_course(), make_user()
    client.force_login(learner)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": base_url}])
    return start(learner, make_quiz([make_question(course, kind) for kind in kinds]))


def best_answer(item: AttemptItem) -> dict[str, Any]:
    """The key, or where there is none something to say."""
    if item.version.kind == "essay":
        return {"answer": TEXT}
    if item.version.kind == "opinion":
        return {"answer": item.version.body["choices"][1]["id"], "words": TEXT}
    return key_of(item)


def give(keyboard: Keyboard, name: str, value: Any) -> None:
    """Fills one field, whatever it is, without a mouse."""
    control = keyboard.page.locator(f"main [name='{name}']")
    sort = control.first.get_attribute("type") or control.first.evaluate("one => one.localName")
    if sort == "radio":
        keyboard.go_to(f"main [name='{name}']")
        values = [one.get_attribute("value") for one in control.all()]
        keyboard.press("Space", *["ArrowDown"] * values.index(value))
    elif sort == "checkbox":
        for one in value:
            keyboard.go_to(f"main [name='{name}'][value='{one}']")
            keyboard.press("Space")
    elif sort == "select":
        keyboard.go_to(f"main [name='{name}']")
        options = control.locator("option").all()
        keyboard.press(
            *["ArrowDown"] * [one.get_attribute("value") or one.inner_text() for one in options].index(value)
        )
    else:
        keyboard.type_into(f"main [name='{name}']", value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_answered_by_keyboard_alone(
    anybodys_page: Page, base_url: str, client: Client, kind: str
) -> None:
    attempt = sign_in(anybodys_page, base_url, client, kind)
    item = attempt.items.select_related("version", "attempt").get()
    keyboard, answer = Keyboard(anybodys_page), best_answer(item)
    anybodys_page.goto(f"/attempts/{attempt.pk}/?at=1")
    for name, value in fields(kind, answer).items():
        give(keyboard, name, value)
    keyboard.use(".quiz-turn [value=finish]")
    expect(anybodys_page.get_by_role("heading", name="Finish this attempt?")).to_be_visible()
    assert item.responses.latest("sequence").answer == answer


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_the_newer_kinds_break_no_rule_asked_and_told(
    browser: Browser, base_url: str, client: Client, scheme: Any, width: int
) -> None:
    context = browser.new_context(
        base_url=base_url, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    attempt = sign_in(page, base_url, client, *NEW)
    found = [f for at in range(1, len(NEW) + 1) for f in violations(page, f"/attempts/{attempt.pk}/?at={at}")]
    for item in attempt.items.select_related("version", "attempt"):
        record_answer(item, best_answer(item), sequence=1, by=attempt.user)
    finish(attempt)
    assert found + violations(page, f"/attempts/{attempt.pk}/review/") == []
    context.close()


def violations(page: Page, address: str) -> list[str]:
    page.goto(address)
    found = Axe().run(page).response["violations"]
    return [f"{address}: {one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("kind", NEW)
def test_the_newer_kinds_fit_a_narrow_screen(page: Page, base_url: str, client: Client, kind: str) -> None:
    attempt = sign_in(page, base_url, client, kind)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/attempts/{attempt.pk}/?at=1")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_words_of_an_essay_are_counted_while_it_is_written(
    page: Page, base_url: str, client: Client
) -> None:
    attempt = sign_in(page, base_url, client, "essay")
    page.goto(f"/attempts/{attempt.pk}/?at=1")
    page.get_by_label("Who learned more").fill("Kazakhstan’s co-operation – 13,364 words, U.S. ones, қазақша")
    expect(page.locator("#q1-count")).to_have_text("7")
