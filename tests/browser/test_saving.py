"""What the browser does with an answer on its way: nothing is lost, and nothing is called saved too soon."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from quizzes.models import Attempt, AttemptItem, Response
from quizzes.taking import finish, record_answer, start
from tests.factories import key_of, make_checks, make_course, make_lesson, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = ("multiple_choice", "short_text", "single_choice", "number")
TICKS, TEXT, CHOICE, NUMBER = range(1, 5)


@pytest.fixture
def attempt(page: Page, live_server: Any, client: Any) -> Attempt:
    """An open attempt of somebody who is signed in in the browser, too."""
    course, learner = make_course(), make_user()
    client.force_login(learner)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return start(learner, make_quiz([make_question(course, kind) for kind in KINDS]))


def open_at(page: Page, attempt: Attempt, position: int) -> None:
    page.goto(f"/attempts/{attempt.pk}/?at={position}")


def item(attempt: Attempt, position: int) -> AttemptItem:
    return attempt.items.select_related("version").get(position=position)


def answers(attempt: Attempt, position: int) -> list[Any]:
    rows = Response.objects.filter(item__attempt=attempt, item__position=position).order_by("sequence")
    return [row.answer["answer"] for row in rows]


def leave(page: Page) -> list[str]:
    """Goes to another page, and returns the questions that the browser asked first."""
    asked: list[str] = []

    def accept(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.goto("/lessons/")
    page.remove_listener("dialog", accept)
    return asked


def test_ticks_made_faster_than_they_are_saved_are_all_saved(page, attempt):
    open_at(page, attempt, TICKS)
    for option in page.locator(".option input").all():
        option.check(no_wait_after=True)
    expect(page.locator(".saved")).to_contain_text("saved")
    page.wait_for_load_state("networkidle")
    assert len(answers(attempt, TICKS)[-1]) == 3
    assert page.locator(".option input:checked").count() == 3


def test_next_right_after_typing_saves_and_turns_the_page(page, attempt):
    open_at(page, attempt, TEXT)
    page.locator(".answer-text").fill("Verny")
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".question-number")).to_have_text("Question 3 of 4")
    expect(page.locator(".question-number")).to_be_focused()
    assert answers(attempt, TEXT) == ["Verny"]
    page.go_back()
    expect(page.locator(".answer-text")).to_have_value("Verny")


def test_a_pause_in_typing_saves_and_leaves_the_cursor_alone(page, attempt):
    open_at(page, attempt, TEXT)
    page.locator(".answer-text").press_sequentially("Verny")
    expect(page.locator(".saved")).to_contain_text("saved")
    page.locator(".answer-text").press_sequentially(" it was")
    expect(page.locator(".answer-text")).to_have_value("Verny it was")
    assert answers(attempt, TEXT)[0] == "Verny"


def test_a_link_of_the_outline_waits_for_what_was_typed(page, attempt):
    open_at(page, attempt, TEXT)
    page.locator(".answer-text").fill("Verny")
    page.locator(".outline a").nth(NUMBER - 1).click()
    expect(page.locator(".question-number")).to_have_text("Question 4 of 4")
    assert answers(attempt, TEXT) == ["Verny"]


def test_the_keys_choose_and_turn(page, attempt):
    open_at(page, attempt, CHOICE)
    page.keyboard.press("2")
    expect(page.locator(".option input").nth(1)).to_be_checked()
    expect(page.locator(".saved")).to_contain_text("saved")
    page.locator(".question-number").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".question-number")).to_have_text("Question 4 of 4")


def test_without_a_connection_it_says_so_and_sends_when_there_is_one(page, attempt, complaints):
    open_at(page, attempt, NUMBER)
    page.context.set_offline(True)
    page.locator(".answer-number").fill("1993")
    page.locator(".answer-number").blur()
    expect(page.locator("[data-offline]")).to_contain_text("No connection")
    assert answers(attempt, NUMBER) == []
    page.context.set_offline(False)
    expect(page.locator(".saved")).to_contain_text("saved")
    expect(page.locator(".answer-number")).to_have_value("1993")
    assert answers(attempt, NUMBER) == ["1993"]
    assert leave(page) == []
    complaints.clear()  # the browser's own words on a line that was cut


def test_who_leaves_with_something_unsaved_is_asked_first(page, attempt):
    open_at(page, attempt, NUMBER)
    page.locator(".answer-number").fill("long ago")
    page.locator(".answer-number").blur()
    expect(page.locator(".standing")).to_contain_text("Not saved yet")
    assert leave(page) == ["beforeunload"]


def test_who_leaves_with_everything_saved_is_not_asked(page, attempt):
    open_at(page, attempt, NUMBER)
    page.locator(".answer-number").fill("1993")
    page.locator(".answer-number").blur()
    expect(page.locator(".saved")).to_contain_text("saved")
    assert leave(page) == []


def test_another_tabs_answer_is_told_and_this_one_may_replace_it(page, attempt, complaints):
    open_at(page, attempt, TEXT)
    elsewhere = item(attempt, TEXT)
    record_answer(elsewhere, key_of(elsewhere), sequence=1, by=attempt.user)
    page.locator(".answer-text").fill("Verny")
    page.locator(".answer-text").blur()
    expect(page.locator(".notice")).to_contain_text("Alma-Ata")
    expect(page.locator(".answer-text")).to_have_value("Verny")
    page.get_by_role("button", name="Save this one").click()
    expect(page.locator(".saved")).to_contain_text("saved")
    assert answers(attempt, TEXT) == ["Alma-Ata", "Verny"]
    assert [one for one in complaints if "409" not in one] == []
    complaints.clear()


def test_an_attempt_finished_elsewhere_is_told_and_left_alone(page, attempt, complaints):
    open_at(page, attempt, NUMBER)
    finish(attempt)
    page.locator(".answer-number").fill("1993")
    page.locator(".answer-number").blur()
    expect(page.locator(".notice")).to_contain_text("finished")
    assert answers(attempt, NUMBER) == []
    assert [one for one in complaints if "409" not in one] == []
    complaints.clear()


def test_an_answered_check_is_crossed_off_its_sections_list(page, db):
    section = make_lesson(make_course()).sections.get(position=1)
    first, second = make_checks(section, number=2)
    section.texts.update(html=f"<!--check:{first.slug}--><!--check:{second.slug}-->")
    page.goto(f"/lessons/{section.lesson.slug}/")
    for number, slug in enumerate((first.slug, second.slug), 1):
        check = page.locator(f"#check-{slug}")
        check.locator(".option").first.click()
        check.get_by_role("button", name="Check").click()
        expect(check.locator(".feedback")).to_be_visible()
        expect(check.locator("[data-focus]")).to_be_focused()
        expect(page.locator("#done-part-1 [data-unanswered]")).to_have_count(2 - number)
    page.locator("#done-part-1 button").click()
    expect(page.locator("#done-part-1")).to_contain_text("Section done on")
    assert User.objects.get().is_guest
