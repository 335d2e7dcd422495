"""The countdown in a browser: by the server's clock, out of the way, quiet, and handing in by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from quizzes.models import Attempt, Certainty, Response
from quizzes.taking import start
from tests.conftest import listen
from tests.factories import make_course, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = ("short_text", "single_choice")
TEXT, CHOICE = 1, 2
MINUTE = 60

Opening = Callable[..., Attempt]


@pytest.fixture
def learner() -> Any:
    return make_user("dana")


def sign_in(page: Page, learner: Any, live_server: Any, client: Any) -> None:
    client.force_login(learner)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


@pytest.fixture
def begin(page: Page, learner: Any, live_server: Any, client: Any) -> Opening:
    """Opens an attempt with so many seconds left in the browser, at a question of it."""
    sign_in(page, learner, live_server, client)

    def begin(
        seconds: float, *, at: int = CHOICE, on: Page = page, certainty: str = Certainty.OFF
    ) -> Attempt:
        course = make_course()
        questions = [make_question(course, kind) for kind in KINDS]
        attempt = start(learner, make_quiz(questions, time_limit=3600, certainty=certainty))
        move_deadline(attempt, seconds)
        on.goto(f"/attempts/{attempt.pk}/?at={at}")
        return attempt

    return begin


def move_deadline(attempt: Attempt, seconds: float) -> None:
    """As a teacher does who gives more time or less: it ends so many seconds from now."""
    attempt.deadline = timezone.now() + timedelta(seconds=seconds)
    attempt.save(update_fields=["deadline"])


def countdown(page: Page) -> Any:
    return page.locator("[data-left]")


def spoken(page: Page) -> Any:
    return page.locator("[data-timer-say]")


def answers(attempt: Attempt) -> list[Any]:
    return [
        row.answer["answer"]
        for row in Response.objects.filter(item__attempt=attempt, is_late=False).order_by("pk")
    ]


def test_it_counts_down_in_minutes_and_at_the_end_in_seconds(page, begin):
    begin(90 * MINUTE - 5)
    expect(countdown(page)).to_have_text("1 h 29 min left")
    begin_again = page.url
    move_deadline(Attempt.objects.get(), 25 * MINUTE - 5)
    page.goto(begin_again)
    expect(countdown(page)).to_have_text("24 min left")
    move_deadline(Attempt.objects.get(), 90)
    page.goto(begin_again)
    expect(countdown(page)).to_have_text(re.compile(r"^1:2\d left$"))
    expect(countdown(page)).to_have_text(re.compile(r"^1:1\d left$"))


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_clock_on_the_desk_that_is_wrong_changes_nothing(page, begin, hours):
    page.clock.install(time=timezone.now() + timedelta(hours=hours))
    begin(20 * MINUTE + 30)
    expect(countdown(page)).to_have_text("20 min left")


def test_it_can_be_hidden_and_stays_so(page, begin):
    begin(20 * MINUTE)
    page.get_by_role("button", name="Hide the countdown").click()
    expect(countdown(page)).to_be_hidden()
    expect(page.locator(".timer-ends")).to_contain_text("Time ends at")
    page.reload()
    expect(countdown(page)).to_be_hidden()
    page.get_by_role("button", name="Show the countdown").click()
    expect(countdown(page)).to_be_visible()


def test_it_stays_when_the_page_is_turned(page, begin):
    begin(20 * MINUTE, at=TEXT)
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".question-number")).to_have_text("Question 2 of 2")
    expect(countdown(page)).to_have_text("19 min left")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(600, "10 minutes left"), (300, "5 minutes left"), (60, "1 minute left"), (30, "30 seconds left")],
)
def test_it_speaks_when_a_moment_is_passed_and_not_before(page, begin, seconds, words):
    begin(seconds + 4)
    expect(countdown(page)).to_be_visible()
    expect(spoken(page)).to_have_text("")
    expect(spoken(page)).to_have_text(words)


def test_the_figures_themselves_are_not_spoken(page, begin):
    begin(20 * MINUTE)
    assert countdown(page).get_attribute("role") == "timer"  # whose changes a screen reader keeps to itself
    assert countdown(page).get_attribute("aria-live") is None
    assert spoken(page).get_attribute("role") == "status"


def test_more_time_is_heard_of_with_the_next_answer(page, begin):
    attempt = begin(5 * MINUTE)
    expect(countdown(page)).to_contain_text("left")
    move_deadline(attempt, 45 * MINUTE - 5)
    before = page.locator(".timer time").inner_text()
    page.locator(".option").first.click()
    expect(countdown(page)).to_have_text("44 min left")
    expect(page.locator(".timer time")).not_to_have_text(before)


def test_at_the_end_what_is_still_being_typed_is_saved_and_handed_in(page, begin, complaints):
    attempt = begin(8, at=TEXT)
    # Without a pause in which it would be saved anyway, until there is no time left.
    field = page.locator(".answer-text")
    field.press_sequentially("Alma-Ata in the year of our Lord nineteen hundred and ninety-two", delay=110)
    expect(page).to_have_url(re.compile(r"/review/$"))
    expect(page.locator(".how-told")).to_contain_text("Time was up")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at) == ("finished", attempt.deadline)
    assert answers(attempt)[-1].startswith("Alma-Ata")
    complaints[:] = [one for one in complaints if "409" not in one]  # of what was typed too late


def test_the_page_that_asks_whether_to_finish_hands_in_as_well(page, begin):
    attempt = begin(MINUTE)
    move_deadline(attempt, 3)
    page.goto(f"/attempts/{attempt.pk}/finish/")
    expect(page).to_have_url(re.compile(r"/review/$"))


def test_without_a_connection_it_says_so_and_hands_in_when_there_is_one(page, begin, complaints):
    attempt = begin(4)
    page.context.set_offline(True)
    expect(spoken(page)).to_contain_text("there is no connection")
    expect(spoken(page)).to_be_visible()
    attempt.refresh_from_db()
    assert attempt.is_open
    page.context.set_offline(False)
    expect(page).to_have_url(re.compile(r"/review/$"))
    complaints.clear()  # the browser's own words on a line that was cut


def test_without_a_script_the_page_says_when_it_ends_and_a_button_hands_in(
    browser: Browser, base_url: str, learner: Any, live_server: Any, client: Any, begin: Opening
) -> None:
    plain = browser.new_context(base_url=base_url, java_script_enabled=False).new_page()
    sign_in(plain, learner, live_server, client)
    attempt = begin(20 * MINUTE, on=plain)
    expect(plain.locator(".timer")).to_contain_text("in 19 min")
    expect(plain.get_by_role("button", name="Hide")).to_have_count(0)
    move_deadline(attempt, -1)
    plain.reload()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Time is up")
    plain.get_by_role("button", name="Hand it in").click()
    expect(plain).to_have_url(re.compile(r"/review/$"))


def test_how_sure_one_is_can_be_said_by_keyboard(page, begin, keyboard):
    attempt = begin(20 * MINUTE, certainty=Certainty.COUNT)
    keyboard.answer("[data-question] > fieldset:first-of-type")
    expect(page.locator(".saved")).to_contain_text("saved")
    keyboard.go_to("input[name=certainty]")
    with page.expect_response(lambda response: "certainty=3" in (response.request.post_data or "")):
        keyboard.press("Space", "ArrowRight", "ArrowRight")
    expect(page.locator("input[name=certainty]").nth(2)).to_be_checked()
    assert Response.objects.filter(item__attempt=attempt).latest("pk").certainty == 3


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_no_page_with_time_or_certainty_breaks_a_rule_or_its_window(
    browser: Browser,
    base_url: str,
    learner: Any,
    live_server: Any,
    client: Any,
    begin: Opening,
    complaints: list[str],
    scheme: Any,
    width: int,
) -> None:
    context = browser.new_context(
        base_url=base_url, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    listen(page, complaints)
    sign_in(page, learner, live_server, client)
    attempt = begin(20 * MINUTE, on=page, certainty=Certainty.COUNT)
    question, about = f"/attempts/{attempt.pk}/", f"/quizzes/{attempt.quiz.slug}/"
    found = faults(page, f"{question}?at={CHOICE}") + faults(page, f"{question}finish/") + faults(page, about)
    move_deadline(attempt, -1)
    found += faults(page, question) + faults(page, about)
    assert found + complaints == []


def faults(page: Page, address: str) -> list[str]:
    page.goto(address)
    found = [f"{address}: {one['id']}" for one in Axe().run(page).response["violations"]]
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, f"{address}: too wide"] if is_wide else found
