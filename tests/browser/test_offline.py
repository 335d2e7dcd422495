"""Answers given without a connection, a session or a working server: none is lost, none told to others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from accounts.models import User
from quizzes.models import Attempt, Response
from quizzes.taking import finish, record_answer, start
from tests.conftest import listen
from tests.factories import (
    key_of,
    make_checks,
    make_course,
    make_guest,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = ("multiple_choice", "short_text", "single_choice", "number", "ordering")
TICKS, TEXT, CHOICE, NUMBER, ORDER = range(1, 6)
PASSWORD = "correct horse battery"
ANSWERS_SENT = "**/attempts/*/*/"


@pytest.fixture
def page(page: Page, complaints: list[str]) -> Iterator[Page]:
    """What the browser says of a line that was cut is no complaint; what a script does wrong is one."""
    yield page
    wrong = [one for one in complaints if one.startswith("script:") or "Content Security" in one]
    complaints[:] = wrong


@pytest.fixture
def learner() -> User:
    return make_user()


@pytest.fixture
def attempt(page: Page, live_server: Any, learner: User) -> Attempt:
    """An open attempt of somebody who is signed in in the browser, too."""
    sign_in(page, live_server, learner)
    course = make_course()
    return start(learner, make_quiz([make_question(course, kind) for kind in KINDS]))


def sign_in(page: Page, live_server: Any, user: User) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def open_at(page: Page, attempt: Attempt, position: int) -> None:
    page.goto(f"/attempts/{attempt.pk}/?at={position}")


def cut(page: Page) -> None:
    page.context.set_offline(True)
    expect(bar(page)).to_contain_text("No connection")


def reconnect(page: Page) -> None:
    page.context.set_offline(False)
    expect(bar(page)).not_to_contain_text("No connection")


def bar(page: Page) -> Any:
    return page.locator("[data-offline]")


def when_all_are_loaded(page: Page, attempt: Attempt) -> None:
    """Waits until the browser has every question of the attempt."""
    number = attempt.items.count() - 1
    seen: set[str] = set()
    page.on("response", lambda answer: seen.add(answer.url))
    for _ in range(40):
        loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
        if len({name for name in loaded if "?at=" in name}) >= number:
            return
        page.wait_for_event("requestfinished")
    raise AssertionError(seen)


def answer_text(page: Page, text: str) -> None:
    page.locator(".answer-text").fill(text)
    page.locator(".answer-text").blur()


def number_here(page: Page) -> Any:
    return page.locator(".question-number")


def rows() -> list[tuple[int, Any]]:
    """What was recorded, in the order in which it was."""
    return [(row.item.position, row.answer["answer"]) for row in Response.objects.order_by("pk")]


def nothing_is_kept(page: Page) -> bool:
    """Whether the browser's store is empty, or soon becomes so."""
    return page.evaluate(
        """async () => {
            const kept = () => new Promise((resolve) => {
                const opening = indexedDB.open("kzlearn", 1);
                opening.onsuccess = () => {
                    const counting = opening.result.transaction("answers").objectStore("answers").count();
                    counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
                };
            });
            const until = Date.now() + 10_000;
            while (await kept()) {
                if (Date.now() > until) return false;
                await new Promise(requestAnimationFrame);
            }
            return true;
        }"""
    )


def accept_dialogs(page: Page) -> list[str]:
    """Goes on whatever the browser asks; the list fills with what it asked."""
    asked: list[str] = []

    def accept(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    return asked


def leave_while_offline(page: Page) -> None:
    """Leaves the page behind before there is a connection again."""
    accept_dialogs(page)
    page.goto("about:blank")
    page.context.set_offline(False)


# --- without a connection -----------------------------------------------------------------------------------


def test_several_questions_answered_offline_are_all_saved_in_order_and_none_twice(page, attempt):
    open_at(page, attempt, TEXT)
    when_all_are_loaded(page, attempt)
    cut(page)
    answer_text(page, "Verny")
    page.get_by_role("button", name="Next").click()
    expect(number_here(page)).to_have_text("Question 3 of 5")
    page.locator(".option input").nth(1).check()
    page.get_by_role("button", name="Next").click()
    expect(number_here(page)).to_have_text("Question 4 of 5")
    answer_text(page, "1993")
    page.locator(".outline a").nth(0).click()
    expect(number_here(page)).to_have_text("Question 1 of 5")
    page.locator(".option input").nth(0).check()
    expect(bar(page)).to_contain_text("Answers not saved yet: 4.")
    assert rows() == []
    reconnect(page)
    expect(bar(page)).to_contain_text("Saved now that it could be sent: 4.")
    expect(page.locator(".outline .is-answered")).to_have_count(4)
    assert [position for position, _ in rows()] == [TEXT, CHOICE, NUMBER, TICKS]
    assert (rows()[0], rows()[2]) == ((TEXT, "Verny"), (NUMBER, "1993"))
    assert nothing_is_kept(page)


def test_answers_kept_offline_come_back_after_a_reload_and_are_sent(page, attempt):
    open_at(page, attempt, TEXT)
    when_all_are_loaded(page, attempt)
    cut(page)
    answer_text(page, "Verny")
    page.get_by_role("button", name="Next").click()
    page.locator(".option input").nth(1).check()
    expect(bar(page)).to_contain_text("Answers not saved yet: 2.")
    accept_dialogs(page)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    page.context.set_offline(False)
    open_at(page, attempt, CHOICE)
    expect(page.locator(".option input").nth(1)).to_be_checked()
    expect(page.locator(".saved")).to_contain_text("saved")
    expect(bar(page)).to_contain_text("Saved now that it could be sent: 2.")
    assert [position for position, _ in rows()] == [TEXT, CHOICE]
    assert nothing_is_kept(page)


def test_only_the_latest_of_several_answers_to_one_question_is_sent(page, attempt):
    open_at(page, attempt, NUMBER)
    cut(page)
    for year in ("1991", "1992", "1993"):
        answer_text(page, year)
    expect(bar(page)).to_contain_text("Answers not saved yet: 1.")
    reconnect(page)
    expect(page.locator(".saved")).to_contain_text("saved")
    assert rows() == [(NUMBER, "1993")]


def test_nothing_is_called_saved_before_the_site_has_said_so(page, attempt):
    open_at(page, attempt, NUMBER)
    answer_text(page, "1991")
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    cut(page)
    answer_text(page, "1993")
    expect(page.locator(".standing")).to_contain_text("not saved yet")
    expect(page.locator(".standing .saved")).to_have_count(0)
    expect(page.locator("#outline-4")).to_have_class("is-unsaved")
    reconnect(page)
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    assert rows() == [(NUMBER, "1991"), (NUMBER, "1993")]


def test_an_answer_whose_reply_was_lost_is_sent_again_before_the_next_and_makes_one_row(page, attempt):
    open_at(page, attempt, NUMBER)

    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route(ANSWERS_SENT, lose_the_reply, times=1)
    answer_text(page, "1991")
    expect(bar(page)).to_contain_text("No connection")
    answer_text(page, "1993")
    page.get_by_role("button", name="Try now").click()
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    expect(page.locator(".answer-text")).to_have_value("1993")
    assert rows() == [(NUMBER, "1991"), (NUMBER, "1993")]


def test_an_emptied_field_overwrites_neither_what_is_kept_nor_what_is_recorded(page, attempt):
    open_at(page, attempt, NUMBER)
    cut(page)
    answer_text(page, "1993")
    answer_text(page, "")
    reconnect(page)
    expect(page.locator(".standing")).to_contain_text("still counts: 1993")
    assert rows() == [(NUMBER, "1993")]


def test_a_question_that_was_never_loaded_is_said_to_open_later(page, attempt):
    page.route(re.compile(r"\?at=5$"), lambda route: route.abort())
    open_at(page, attempt, NUMBER)
    cut(page)
    answer_text(page, "1993")
    page.get_by_role("button", name="Next").click()
    expect(bar(page)).to_contain_text("has not been loaded yet")
    expect(number_here(page)).to_have_text("Question 4 of 5")


def test_finishing_needs_the_connection(page, attempt):
    open_at(page, attempt, ORDER)
    cut(page)
    page.get_by_role("button", name="Finish").click()
    expect(bar(page)).to_contain_text("need the connection")
    reconnect(page)
    attempt.refresh_from_db()
    assert attempt.is_open


def test_going_back_offline_turns_to_the_page_before(page, attempt):
    open_at(page, attempt, TEXT)
    when_all_are_loaded(page, attempt)
    cut(page)
    answer_text(page, "Verny")
    page.get_by_role("button", name="Next").click()
    expect(number_here(page)).to_have_text("Question 3 of 5")
    page.go_back()
    expect(number_here(page)).to_have_text("Question 2 of 5")
    expect(page.locator(".answer-text")).to_have_value("Verny")


def test_who_leaves_with_answers_kept_is_asked_first_and_who_has_none_is_not(page, attempt):
    asked = accept_dialogs(page)
    open_at(page, attempt, NUMBER)
    cut(page)
    answer_text(page, "1993")
    expect(bar(page)).to_contain_text("Answers not saved yet: 1.")
    page.context.set_offline(False)
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    page.goto("/lessons/")
    assert asked == []
    open_at(page, attempt, NUMBER)
    cut(page)
    answer_text(page, "1994")
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto("/lessons/")
    assert asked == ["beforeunload"]


def test_a_page_without_questions_says_that_there_is_no_connection(page, db):
    page.goto("/lessons/")
    cut(page)
    reconnect(page)
    expect(bar(page)).to_have_attribute("data-reach", "")


def test_a_check_in_a_lesson_is_kept_and_answered_when_the_connection_is_back(page, db):
    section = make_lesson(make_course()).sections.get(position=1)
    check = make_checks(section)[0]
    section.texts.update(html=f"<!--check:{check.slug}-->")
    page.goto(f"/lessons/{section.lesson.slug}/")
    cut(page)
    page.locator(".check .option").nth(1).click()
    page.get_by_role("button", name="Check").click()
    expect(bar(page)).to_contain_text("Answers not saved yet: 1.")
    reconnect(page)
    expect(page.locator(".check .feedback")).to_be_visible()
    assert len(rows()) == 1
    assert nothing_is_kept(page)
    assert User.objects.get().is_guest


def test_a_strangers_check_comes_back_after_a_reload_in_the_same_tab(page, db):
    section = make_lesson(make_course()).sections.get(position=1)
    check = make_checks(section)[0]
    section.texts.update(html=f"<!--check:{check.slug}-->")
    page.goto(f"/lessons/{section.lesson.slug}/")
    cut(page)
    page.locator(".check .option").nth(1).click()
    page.get_by_role("button", name="Check").click()
    expect(bar(page)).to_contain_text("Answers not saved yet: 1.")
    leave_while_offline(page)
    page.goto(f"/lessons/{section.lesson.slug}/")
    expect(page.locator(".check .feedback")).to_be_visible()
    assert len(rows()) == 1


# --- a server that fails ------------------------------------------------------------------------------------


def test_a_server_that_fails_and_recovers_gets_the_answer(page, attempt):
    open_at(page, attempt, NUMBER)
    page.route(ANSWERS_SENT, lambda route: route.fulfill(status=500, body="broken"))
    page.route("**/accounts/session/", lambda route: route.fulfill(status=503, body="broken"))
    answer_text(page, "1993")
    expect(bar(page)).to_contain_text("The site cannot answer just now")
    expect(page.locator(".standing")).to_contain_text("not saved yet")
    page.unroute(ANSWERS_SENT)
    page.unroute("**/accounts/session/")
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    assert rows() == [(NUMBER, "1993")]


def test_one_answer_that_the_server_fails_on_holds_up_no_other(page, attempt):
    open_at(page, attempt, NUMBER)
    when_all_are_loaded(page, attempt)
    cut(page)
    answer_text(page, "1993")
    page.locator(".outline a").nth(TEXT - 1).click()
    answer_text(page, "Verny")
    page.route(f"**/attempts/*/{NUMBER}/", lambda route: route.fulfill(status=500, body="broken"))
    reconnect(page)
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    stuck = bar(page).get_by_role("link", name="Question 4")
    expect(stuck).to_be_visible()
    assert rows() == [(TEXT, "Verny")]
    page.unroute(f"**/attempts/*/{NUMBER}/")
    page.get_by_role("button", name="Try now").click()
    expect(stuck).to_have_count(0)
    assert rows() == [(TEXT, "Verny"), (NUMBER, "1993")]


# --- what the server does not take --------------------------------------------------------------------------


def test_an_answer_from_elsewhere_is_not_overwritten_and_both_are_shown(page, attempt, learner):
    open_at(page, attempt, NUMBER)
    cut(page)
    answer_text(page, "1991")
    item = attempt.items.select_related("version").get(position=NUMBER)
    record_answer(item, key_of(item), sequence=1, by=learner)
    reconnect(page)
    expect(page.locator(".notice")).to_contain_text("another answer to this question was recorded")
    expect(page.locator(".answer-text")).to_have_value("1991")
    assert rows() == [(NUMBER, "1993")]
    page.get_by_role("link", name="Leave the recorded one").click()
    expect(page.locator(".answer-text")).to_have_value("1993")
    assert nothing_is_kept(page)


def test_an_overtaken_answer_to_another_question_is_named_and_led_to(page, attempt, learner):
    open_at(page, attempt, NUMBER)
    when_all_are_loaded(page, attempt)
    cut(page)
    answer_text(page, "1991")
    page.get_by_role("button", name="Previous").click()
    item = attempt.items.select_related("version").get(position=NUMBER)
    record_answer(item, key_of(item), sequence=1, by=learner)
    reconnect(page)
    expect(bar(page)).to_contain_text("another answer to this question was recorded")
    bar(page).get_by_role("link", name="Question 4").click()
    expect(page.locator(".answer-text")).to_have_value("1991")
    page.get_by_role("button", name="Save this one").click()
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    assert rows() == [(NUMBER, "1993"), (NUMBER, "1991")]
    assert nothing_is_kept(page)


def test_an_answer_that_comes_after_the_deadline_is_told_as_late(page, attempt):
    open_at(page, attempt, NUMBER)
    cut(page)
    answer_text(page, "1993")
    expect(bar(page)).to_contain_text("Answers not saved yet: 1.")
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    reconnect(page)
    expect(page.locator(".notice")).to_contain_text("Too late")
    assert Response.objects.get().is_late
    assert nothing_is_kept(page)


def test_an_answer_to_an_attempt_that_was_finished_elsewhere_is_told_and_dropped(page, attempt):
    open_at(page, attempt, NUMBER)
    cut(page)
    answer_text(page, "1993")
    expect(bar(page)).to_contain_text("Answers not saved yet: 1.")
    finish(attempt)
    leave_while_offline(page)
    page.goto(f"/attempts/{attempt.pk}/review/")
    expect(bar(page)).to_contain_text("You gave: 1993")
    assert rows() == []
    assert nothing_is_kept(page)


# --- who it is ----------------------------------------------------------------------------------------------


def sign_in_on_page(page: Page, user: User) -> None:
    page.locator("#id_login").fill(user.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()


def test_an_expired_session_leads_to_sign_in_and_back_to_the_answer(page, attempt, learner):
    asked = accept_dialogs(page)
    open_at(page, attempt, NUMBER)
    Session.objects.all().delete()
    answer_text(page, "1993")
    expect(bar(page)).to_contain_text("Sign in, and it is saved")
    sign_in_on_page(page, learner)
    expect(number_here(page)).to_have_text("Question 4 of 5")
    expect(page.locator(".answer-text")).to_have_value("1993")
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    assert rows() == [(NUMBER, "1993")]
    assert asked == []
    assert nothing_is_kept(page)


def test_another_person_who_signs_in_sees_nothing_of_it(page, attempt):
    open_at(page, attempt, NUMBER)
    Session.objects.all().delete()
    answer_text(page, "1993")
    expect(bar(page)).to_contain_text("Sign in, and it is saved")
    other = make_user()
    sign_in_on_page(page, other)
    expect(page.locator(".person-name")).to_have_text(other.username)
    expect(bar(page)).to_have_attribute("data-reach", "")
    assert nothing_is_kept(page)
    assert rows() == []


def test_a_token_made_old_by_signing_in_again_in_another_tab_loses_nothing(page, attempt, learner):
    open_at(page, attempt, NUMBER)
    other = page.context.new_page()
    Session.objects.all().delete()
    other.goto("/accounts/login/")
    sign_in_on_page(other, learner)
    expect(other.locator(".person-name")).to_be_visible()
    answer_text(page, "1993")
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    assert rows() == [(NUMBER, "1993")]


def test_a_page_of_one_person_sends_nothing_once_another_has_signed_in(page, attempt):
    open_at(page, attempt, NUMBER)
    other = page.context.new_page()
    Session.objects.all().delete()
    other.goto("/accounts/login/")
    sign_in_on_page(other, make_user())
    expect(other.locator(".person-name")).to_be_visible()
    answer_text(page, "1993")
    expect(bar(page)).to_contain_text("Somebody else has signed in")
    assert rows() == []


def test_signing_out_clears_what_is_kept_and_asks_first(page, attempt, learner):
    asked = accept_dialogs(page)
    open_at(page, attempt, NUMBER)
    page.route(ANSWERS_SENT, lambda route: route.fulfill(status=500, body="broken"))
    answer_text(page, "1993")
    expect(bar(page)).to_contain_text("The site cannot answer just now")
    page.locator(".person summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".sign-in")).to_be_visible()
    assert asked == ["confirm"]
    assert nothing_is_kept(page)


def test_what_a_guest_kept_comes_along_when_they_sign_in(page, live_server, learner):
    guest = make_guest()
    sign_in(page, live_server, guest)
    attempt = start(guest, make_quiz([make_question(make_course(), "number")]))
    open_at(page, attempt, 1)
    page.route(ANSWERS_SENT, lambda route: route.fulfill(status=500, body="broken"))
    answer_text(page, "1993")
    expect(bar(page)).to_contain_text("The site cannot answer just now")
    accept_dialogs(page)
    page.goto("/accounts/login/")
    sign_in_on_page(page, learner)
    expect(page.locator(".person-name")).to_have_text(learner.username)
    page.unroute(ANSWERS_SENT)
    open_at(page, attempt, 1)
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    assert Response.objects.get().by == learner


# --- two tabs -----------------------------------------------------------------------------------------------


def test_two_tabs_keep_different_questions_and_both_are_saved_once(page, attempt, complaints):
    second = page.context.new_page()
    listen(second, complaints)
    open_at(page, attempt, NUMBER)
    open_at(second, attempt, TEXT)
    page.context.set_offline(True)
    answer_text(page, "1993")
    answer_text(second, "Verny")
    expect(bar(second)).to_contain_text("Answers not saved yet: 2.")
    page.context.set_offline(False)
    for tab in (page, second):
        expect(tab.locator(".standing .saved")).to_contain_text("saved")
    assert sorted(rows()) == [(TEXT, "Verny"), (NUMBER, "1993")]
    assert nothing_is_kept(page)


def test_of_two_tabs_with_one_question_the_newer_answer_is_saved_and_the_other_told(
    page, attempt, complaints
):
    second = page.context.new_page()
    listen(second, complaints)
    open_at(page, attempt, NUMBER)
    open_at(second, attempt, NUMBER)
    page.context.set_offline(True)
    answer_text(page, "1991")
    expect(bar(page)).to_contain_text("Answers not saved yet: 1.")
    answer_text(second, "1993")
    expect(bar(second)).to_contain_text("Answers not saved yet: 1.")
    page.context.set_offline(False)
    expect(second.locator(".standing .saved")).to_contain_text("saved")
    expect(page.locator(".notice")).to_contain_text("another answer to this question was recorded")
    assert rows() == [(NUMBER, "1993")]


# --- a browser that keeps nothing ---------------------------------------------------------------------------


@pytest.fixture
def forgetful_page(browser: Browser, base_url: str, complaints: list[str]) -> Iterator[Page]:
    """A page of a browser without IndexedDB."""
    context = browser.new_context(base_url=base_url)
    context.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('no'); } })"
    )
    page = context.new_page()
    listen(page, complaints)
    yield page
    context.close()


def test_without_indexeddb_the_page_says_so_and_sends_what_stands_on_it(forgetful_page, live_server, learner):
    page = forgetful_page
    sign_in(page, live_server, learner)
    attempt = start(learner, make_quiz([make_question(make_course(), "number")]))
    open_at(page, attempt, 1)
    page.context.set_offline(True)
    answer_text(page, "1993")
    expect(bar(page)).to_contain_text("stays on this page only")
    page.context.set_offline(False)
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    assert rows() == [(1, "1993")]


def test_without_indexeddb_an_expired_session_does_not_lead_away(forgetful_page, live_server, learner):
    page = forgetful_page
    sign_in(page, live_server, learner)
    attempt = start(learner, make_quiz([make_question(make_course(), "number")]))
    open_at(page, attempt, 1)
    Session.objects.all().delete()
    answer_text(page, "1993")
    expect(bar(page)).to_contain_text("Sign in again in another tab")
    other = page.context.new_page()
    other.goto("/accounts/login/")
    sign_in_on_page(other, learner)
    expect(other.locator(".person-name")).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".standing .saved")).to_contain_text("saved")
    assert rows() == [(1, "1993")]
