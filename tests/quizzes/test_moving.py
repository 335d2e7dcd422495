"""A guest signs in to an account they have: their work comes along, once, whole."""

import pytest

from kzlearn.adapter import move_work
from lessons.models import SectionProgress
from quizzes import folding
from quizzes.models import Attempt, Response
from quizzes.progress import mark_section_done
from quizzes.taking import item_for_check, start
from tests.factories import (
    NOON,
    answer_items,
    make_attempt,
    make_checks,
    make_course,
    make_guest,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
    record_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    return make_quiz([make_question(make_course()) for _ in range(3)])


@pytest.fixture
def section():
    return make_lesson(make_course()).sections.first()


@pytest.fixture
def guest():
    return make_guest()


@pytest.fixture
def account():
    return make_user("aigerim")


def test_finished_attempts_are_numbered_after_the_accounts_own(quiz, guest, account):
    own, came = make_attempt(account, quiz, right=1), make_attempt(guest, quiz, right=3)
    move_work(guest, account)
    assert list(account.attempts.order_by("number").values_list("pk", "mark")) == [(own.pk, 1), (came.pk, 3)]


def test_an_open_attempt_comes_along_and_goes_on(quiz, guest, account):
    attempt = start(guest, quiz)
    answer_items(attempt.items.all()[:1])
    move_work(guest, account)
    assert start(account, quiz) == attempt


@pytest.mark.parametrize(
    ("guests", "accounts", "stays"), [(2, 1, "guest"), (1, 2, "account"), (1, 1, "guest")]
)
def test_of_two_open_attempts_the_one_with_more_answers_goes_on(
    quiz, guest, account, guests, accounts, stays
):
    attempts = {}
    for name, user, answered in (("guest", guest, guests), ("account", account, accounts)):
        attempts[name] = start(user, quiz)
        answer_items(attempts[name].items.all()[:answered])
    move_work(guest, account)
    assert start(account, quiz) == attempts[stays]
    assert Attempt.objects.filter(user=account, state="abandoned").count() == 1
    assert Response.objects.count() == guests + accounts


def test_checks_of_both_are_joined(section, guest, account):
    first, second = make_checks(section, number=2)
    answer_items([item_for_check(guest, first)])
    answer_items([item_for_check(account, second)])
    move_work(guest, account)
    items = [item_for_check(account, question) for question in (first, second)]
    assert [item.last_sequence for item in items] == [1, 1]
    assert items[0].attempt == items[1].attempt


def test_a_check_that_both_answered_is_kept_twice_and_shown_as_the_accounts(section, guest, account):
    (check,) = make_checks(section)
    for user in (guest, account):
        answer_items([item_for_check(user, check)])
    before = item_for_check(account, check)
    move_work(guest, account)
    assert item_for_check(account, check) == before
    assert Response.objects.count() == 2


def test_a_section_done_by_either_is_done(section, guest, account):
    other = section.lesson.sections.last()
    mark_section_done(account, section, at=NOON)
    mark_section_done(guest, section, at=NOON)
    mark_section_done(guest, other, at=NOON)
    move_work(guest, account)
    assert set(account.section_progress.values_list("section", flat=True)) == {section.pk, other.pk}
    assert SectionProgress.objects.count() == 3


def test_a_lesson_half_done_by_each_is_done(guest, account):
    lesson = make_lesson(make_course(), sections=1)
    quiz = make_quiz([make_question(lesson.course)], lesson=lesson)
    mark_section_done(account, lesson.sections.get(), at=NOON)
    make_attempt(guest, quiz)
    move_work(guest, account)
    assert record_of(account, lesson.course).lessons[0].is_done


def test_moving_twice_moves_once(quiz, guest, account):
    make_attempt(guest, quiz)
    move_work(guest, account)
    move_work(guest, account)
    assert account.attempts.count() == 1


def test_what_was_moved_still_replays(quiz, section, guest, account):
    for user in (guest, account):
        make_attempt(user, quiz, right=2)
        answer_items(start(user, quiz).items.all()[:1])
        answer_items(item_for_check(user, check) for check in make_checks(section))
    move_work(guest, account)
    assert list(folding.mismatches()) == []
