"""A guest reads, answers, takes a quiz, signs up and finds it again: by keyboard, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from lessons.models import Course
from quizzes.models import Attempt, AttemptItem, Response
from tests.browser.keyboard import Keyboard
from tests.conftest import listen

LESSON = "two-countries-two-scales"
PASSWORD = "two capitals, one steppe"
pytestmark = pytest.mark.django_db(transaction=True)


def read_a_section(keyboard: Keyboard) -> None:
    """Answer the check of the lesson's first section, then say that the section is done."""
    keyboard.answer("#check-scale-people-ratio")
    keyboard.use("#check-scale-people-ratio button[type=submit]:not(.unseen)")
    expect(keyboard.page.locator("#check-scale-people-ratio .explanation")).to_be_visible()
    keyboard.use("#done-two-maps button")
    expect(keyboard.page.locator("#done-two-maps")).to_contain_text("Section done")


def take_the_quiz(keyboard: Keyboard) -> int:
    """Take the lesson's quiz from its page to its results; returns the number of questions."""
    page = keyboard.page
    keyboard.use("form[action$='/start/'] button")
    number = AttemptItem.objects.filter(attempt__state="open", attempt__behaviour="graded").count()
    for position in range(1, number + 1):
        expect(page.locator(".question-number")).to_contain_text(f"Question {position} of {number}")
        keyboard.answer("#answer-form")
        keyboard.use(f".quiz-turn button[value={'finish' if position == number else 'next'}]")
    expect(page).to_have_url(re.compile("/finish/$"))
    keyboard.use("main form button[type=submit]")
    expect(page).to_have_url(re.compile("/review/$"))
    return number


def sign_up(keyboard: Keyboard) -> None:
    keyboard.page.goto("/accounts/signup/")
    keyboard.type_into("input[name=username]", "aigerim")
    keyboard.type_into("input[name=password1]", PASSWORD)
    keyboard.use("main button[type=submit]")
    expect(keyboard.page.locator(".person-name")).to_have_text("aigerim")


def sign_in(keyboard: Keyboard) -> None:
    keyboard.page.goto("/accounts/login/")
    keyboard.type_into("input[name=login]", "aigerim")
    keyboard.type_into("input[name=password]", PASSWORD)
    keyboard.use("main button[type=submit]")
    expect(keyboard.page.locator(".person-name")).to_have_text("aigerim")


def find_it_all_again(page: Page) -> None:
    page.goto("/progress/")
    expect(page.locator("main")).to_contain_text("attempt 1")
    page.goto(f"/lessons/{LESSON}/")
    expect(page.locator("#done-two-maps")).to_contain_text("Section done")
    expect(page.locator("#check-scale-people-ratio .explanation")).to_be_visible()


def go_the_whole_way(keyboard: Keyboard) -> int:
    page = keyboard.page
    page.goto("/")
    keyboard.use(f"main a[href='/lessons/{LESSON}/']")
    expect(page.locator("h1")).to_have_text("Two countries, two scales")
    read_a_section(keyboard)
    keyboard.use(f".lesson-end a[href='/quizzes/{LESSON}/']")
    number = take_the_quiz(keyboard)
    sign_up(keyboard)
    find_it_all_again(page)
    return number


def check_what_was_kept(number: int) -> None:
    """One person, one finished attempt with a row for every answer, and the check's."""
    learner = User.objects.get()
    attempt = Attempt.objects.get(behaviour="graded")
    assert (learner.username, learner.is_guest, attempt.user) == ("aigerim", False, learner)
    assert Response.objects.filter(item__attempt=attempt).values("item").distinct().count() == number
    assert Response.objects.filter(item__attempt__behaviour="practice").count() == 1


def test_the_whole_way_by_keyboard_and_again_on_another_machine(
    page: Page, keyboard: Keyboard, course: Course, browser: Browser, base_url: str, complaints: list[str]
) -> None:
    check_what_was_kept(go_the_whole_way(keyboard))
    other = browser.new_context(base_url=base_url).new_page()
    listen(other, complaints)
    sign_in(Keyboard(other))
    find_it_all_again(other)


def test_the_whole_way_without_javascript(
    browser: Browser, base_url: str, course: Course, complaints: list[str]
) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    listen(page, complaints)
    check_what_was_kept(go_the_whole_way(Keyboard(page)))
    assert complaints == []


def test_an_attempt_is_where_it_was_after_leaving_and_in_a_second_tab(
    page: Page, keyboard: Keyboard, course: Course, complaints: list[str]
) -> None:
    page.goto(f"/quizzes/{LESSON}/")
    keyboard.use("form[action$='/start/'] button")
    keyboard.answer("#answer-form")
    expect(page.locator("#answer-form .saved")).to_contain_text("saved")
    page.goto("/")
    tab = page.context.new_page()
    listen(tab, complaints)
    tab.goto(f"/quizzes/{LESSON}/")
    tab.get_by_role("link", name="Go on").click()
    expect(tab.locator(".question-number")).to_contain_text("Question 2")
    tab.locator(".outline a").first.click()
    expect(tab.locator("#answer-form .saved")).to_contain_text("saved")
