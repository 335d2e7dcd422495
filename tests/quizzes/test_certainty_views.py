"""How sure a learner is, on the pages: asked before any feedback, kept with the answer, told afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from quizzes.certainty import surprises_of
from quizzes.models import Attempt, AttemptItem, Certainty, Quiz
from quizzes.taking import finish, record_answer, start
from quizzes.wording import sentence_on
from tests.factories import key_of, make_course, make_lesson, make_question, make_quiz, make_user
from tests.quizzes.answering import HTMX, KINDS, other_option, right, sent

pytestmark = pytest.mark.django_db

GUESS, FAIRLY_SURE, CERTAIN = 1, 2, 3
ASKED = "How sure are you?"


@pytest.fixture
def learner():
    return make_user("dana")


@pytest.fixture
def client(client, learner):
    client.force_login(learner)
    return client


def quiz_of(*kinds: str, certainty: str = Certainty.ASK, **settings: Any) -> Quiz:
    course = make_course()
    section = make_lesson(course).sections.get(position=2)
    questions = [make_question(course, kind, section=section) for kind in kinds or ("single_choice",)]
    return make_quiz(questions, certainty=certainty, **settings)


def item_of(attempt: Attempt, position: int = 1) -> AttemptItem:
    return attempt.items.select_related("version", "attempt__user").get(position=position)


def post(client: Client, item: AttemptItem, data: Any, **headers: str) -> Any:
    address = reverse("attempt_answer", args=[item.attempt_id, item.position])
    return client.post(address, data, headers=headers or None)


def take(client: Client, attempt: Attempt, at: int = 1) -> Any:
    return client.get(reverse("attempt", args=[attempt.pk]), {"at": at})


def finished(learner: Any, quiz: Quiz, *said: tuple[bool, int | None]) -> Attempt:
    """An attempt in which each single choice was answered rightly or not, with that certainty."""
    attempt = start(learner, quiz)
    for position, (is_right, certainty) in enumerate(said, 1):
        item = item_of(attempt, position)
        given = key_of(item) if is_right else other_option(item.version)
        record_answer(item, given, sequence=1, by=learner, certainty=certainty)
    return finish(attempt)


def review(client: Client, attempt: Attempt) -> Any:
    return client.get(reverse("attempt_review", args=[attempt.pk]))


# --- asking -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_carries_marks_is_asked_about_beside_its_answer(client, learner, kind):
    page = take(client, start(learner, quiz_of(kind)))
    assertContains(page, ASKED)
    assertContains(page, 'type="radio" name="certainty"', 3)
    assertContains(page, "it counts as a guess")


def test_an_opinion_is_not_asked_about(client, learner):
    assertNotContains(take(client, start(learner, quiz_of("opinion"))), ASKED)


def test_a_quiz_that_does_not_ask_does_not(client, learner):
    assertNotContains(take(client, start(learner, quiz_of(certainty=Certainty.OFF))), ASKED)


@pytest.mark.parametrize(
    ("certainty", "words"), [(Certainty.ASK, "It moves no mark."), (Certainty.COUNT, "0, −2 or −6")]
)
def test_the_question_says_what_certainty_does_to_the_mark(client, learner, certainty, words):
    assertContains(take(client, start(learner, quiz_of(certainty=certainty))), words)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_is_kept_with_the_answer(client, learner, headers):
    item = item_of(start(learner, quiz_of()))
    post(client, item, right(item, certainty=2), **headers)
    assert item.responses.get().certainty == FAIRLY_SURE
    assertContains(take(client, item.attempt), 'value="2" checked')


def test_saying_something_else_of_the_same_answer_is_a_new_response(client, learner):
    item = item_of(start(learner, quiz_of()))
    post(client, item, right(item))
    item.refresh_from_db()
    post(client, item, right(item, certainty=3), **HTMX)
    said = [(row.answer, row.certainty) for row in item.responses.all()]
    assert said == [(key_of(item), None), (key_of(item), CERTAIN)]


def test_turning_the_page_with_nothing_changed_is_none(client, learner):
    item = item_of(start(learner, quiz_of()))
    for _ in range(2):
        post(client, item, right(item, certainty=3, go="stay"))
        item.refresh_from_db()
    assert item.responses.count() == 1


def test_a_form_that_says_nothing_takes_nothing_back(client, learner):
    item = item_of(start(learner, quiz_of()))
    post(client, item, right(item, certainty=3))
    item.refresh_from_db()
    post(client, item, right(item))
    item.refresh_from_db()
    assert (item.responses.count(), item.certainty) == (1, CERTAIN)


def test_a_retried_request_makes_no_second_row(client, learner):
    item = item_of(start(learner, quiz_of()))
    form = right(item, certainty=3)
    assert [post(client, item, form, **HTMX).status_code for _ in range(2)] == [200, 200]
    assert item.responses.count() == 1


def test_the_same_answer_with_another_certainty_from_another_tab_is_told_with_it(client, learner):
    item = item_of(start(learner, quiz_of()))
    post(client, item, right(item, certainty=3), **HTMX)
    other_tab = post(client, item, right(item, certainty=1), **HTMX)
    assert other_tab.status_code == 409
    assertContains(other_tab, "(certain)", status_code=409)
    assert item.responses.get().certainty == CERTAIN


def test_certainty_without_an_answer_records_nothing(client, learner):
    item = item_of(start(learner, quiz_of()))
    assertContains(post(client, item, {"sequence": 1, "certainty": 3}, **HTMX), "not answered yet")
    assert not item.responses.exists()


def test_what_was_said_stays_in_its_place_when_an_answer_is_handed_back(client, learner):
    item = item_of(start(learner, quiz_of("number")))
    page = post(client, item, {"sequence": 1, "answer": "long ago", "certainty": 3, "go": "next"})
    assertContains(page, "Not saved yet")
    assertContains(page, 'value="3" checked')


@pytest.mark.parametrize("sent_as", ["0", "4", "-1", "certain", "1.0", "٢", "3\x00", ["1", "3"], " 2"])
def test_a_certainty_that_is_not_offered_is_refused(client, learner, sent_as):
    item = item_of(start(learner, quiz_of()))
    assert post(client, item, right(item, certainty=sent_as)).status_code == 400
    assert not item.responses.exists()


def test_where_it_is_not_asked_it_is_not_kept(client, learner):
    item = item_of(start(learner, quiz_of(certainty=Certainty.OFF)))
    post(client, item, right(item, certainty=3))
    assert item.responses.get().certainty is None


def test_before_it_is_finished_no_page_tells_luck_from_knowledge(client, learner):
    item = item_of(start(learner, quiz_of()))
    reply = post(client, item, sent(item, other_option(item.version), certainty=3), **HTMX)
    for page in (reply, take(client, item.attempt), client.get("/progress/")):
        assertNotContains(page, "Sure but wrong")


def test_the_last_page_names_what_was_answered_without_it(client, learner):
    attempt = start(learner, quiz_of("single_choice", "number", "opinion"))
    record_answer(item_of(attempt, 2), {"answer": "1993"}, sequence=1, by=learner)
    record_answer(item_of(attempt, 3), {"words": "Both."}, sequence=1, by=learner)
    page = client.get(reverse("attempt_finish", args=[attempt.pk]))
    assertContains(page, "you have not said how sure you are")
    assert [item.position for item in page.context["unsure"]] == [2]


# --- told beforehand ----------------------------------------------------------------------------------------


def about(client: Client, quiz: Quiz) -> Any:
    return client.get(reverse("quiz", args=[quiz.slug]))


def test_the_rule_is_told_in_words_and_as_a_table_where_it_counts(client):
    page = about(client, quiz_of(certainty=Certainty.COUNT))
    assertContains(page, "It counts in the mark")
    assertContains(page, '<th scope="row">wrong</th><td class="number">0</td><td class="number">−2</td>'
                   '<td class="number">−6</td>', html=False)  # fmt: skip


def test_where_it_is_only_asked_the_page_says_that_it_moves_no_mark(client):
    page = about(client, quiz_of())
    assertContains(page, "It moves no mark.")
    assertNotContains(page, "−6")


def test_where_it_is_not_asked_nothing_is_said(client):
    assertNotContains(about(client, quiz_of(certainty=Certainty.OFF)), "How sure you are")


# --- told afterwards ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_right", "certainty", "words"),
    [
        (False, CERTAIN, "Sure but wrong"),
        (True, GUESS, "Right by luck"),
        (True, CERTAIN, "You said: certain."),
        (False, FAIRLY_SURE, "You said: fairly sure."),
        (True, None, "You did not say how sure you were"),
    ],
)
def test_the_review_tells_of_each_question_what_was_said(client, learner, is_right, certainty, words):
    assertContains(review(client, finished(learner, quiz_of(), (is_right, certainty))), words)


@pytest.mark.parametrize(
    ("is_right", "certainty"),
    [(True, CERTAIN), (True, None), (True, FAIRLY_SURE), (False, GUESS), (False, FAIRLY_SURE), (False, None)],
)
def test_nobody_else_is_called_sure_or_lucky(client, learner, is_right, certainty):
    item = item_of(finished(learner, quiz_of(), (is_right, certainty)))
    assert not item.is_sure_but_wrong
    assert not item.is_right_by_luck


def test_half_right_counts_as_right(learner):
    attempt = start(learner, quiz_of("multiple_choice"))
    item = item_of(attempt)
    half = {"answer": key_of(item)["answer"][:1]}
    record_answer(item, half, sequence=1, by=learner, certainty=GUESS)
    item.refresh_from_db()
    assert item.fraction == 0.5
    assert item.is_right_by_luck


def test_what_does_not_count_is_neither(learner):
    item = item_of(finished(learner, quiz_of(), (False, CERTAIN)))
    item.state = AttemptItem.State.VOIDED
    assert not item.is_sure_but_wrong


def test_where_it_counts_each_question_shows_what_it_took(client, learner):
    quiz = quiz_of("single_choice", "single_choice", certainty=Certainty.COUNT)
    page = review(client, finished(learner, quiz, (True, FAIRLY_SURE), (False, CERTAIN)))
    assertContains(page, "Question 1: 0.7 of 1")
    assertContains(page, "Question 2: −2 of 1")
    assertContains(page, "You have 0 of 2")


@pytest.mark.parametrize(
    ("wrong", "lucky", "second"),
    [
        (0, 0, ""),
        (1, 0, " You were certain of one wrong answer."),
        (2, 5, " You were certain of two wrong answers."),
        (0, 1, " One right answer was a guess."),
        (0, 3, " Three right answers were guesses."),
    ],
)
def test_the_opening_sentence_says_it_where_it_matters(wrong, lucky, second):
    attempt = Attempt(state="finished", mark=8, max_mark=10, pass_fraction=0.7)
    first = "You have eight of ten, and that passes; two questions are worth another look."
    verdicts = ["wrong"] * 2 + ["right"] * 8
    assert sentence_on(attempt, verdicts, sure_but_wrong=wrong, lucky=lucky) == first + second


def test_all_right_but_not_all_certain_is_not_all_the_marks():
    attempt = Attempt(state="finished", mark=2, max_mark=3, pass_fraction=0.7)
    assert sentence_on(attempt, ["right"] * 3) == (
        "You have 2 of 3, and 2.1 would pass; every answer is right, though not every one was called certain."
    )


# --- the learner's own record -------------------------------------------------------------------------------


def test_progress_lists_both_with_the_way_to_the_review_and_to_the_section(client, learner):
    quiz = quiz_of("single_choice", "single_choice")
    attempt = finished(learner, quiz, (False, CERTAIN), (True, GUESS))
    page = client.get("/progress/")
    for position, words in ((1, "Sure but wrong"), (2, "Right by luck")):
        assertContains(page, words)
        assertContains(page, f"{reverse('attempt_review', args=[attempt.pk])}#question-{position}")
    lesson = attempt.items.first().version.question.section.lesson
    assertContains(page, f'href="{reverse("lesson", args=[lesson.slug])}#part-2">Part 2</a>', 2)


def test_what_the_database_lists_is_what_the_item_says_of_itself(learner):
    said = [(is_right, certainty) for is_right in (True, False) for certainty in (1, 2, 3, None)]
    attempt = finished(learner, quiz_of(*["single_choice"] * len(said)), *said)
    items = list(attempt.items.order_by("-pk"))
    found = surprises_of(learner, "en")
    assert [one.item for one in found.sure_but_wrong] == [one for one in items if one.is_sure_but_wrong]
    assert [one.item for one in found.right_by_luck] == [one for one in items if one.is_right_by_luck]


def test_what_was_put_right_since_is_a_surprise_no_longer(learner):
    quiz = quiz_of()
    finished(learner, quiz, (False, CERTAIN))
    finished(learner, quiz, (True, CERTAIN))
    assert surprises_of(learner, "en").sure_but_wrong == []


def test_leaving_it_empty_since_puts_nothing_right(learner):
    quiz = quiz_of()
    finished(learner, quiz, (False, CERTAIN))
    finished(learner, quiz)
    assert len(surprises_of(learner, "en").sure_but_wrong) == 1


def test_an_open_attempt_surprises_nobody(learner):
    attempt = start(learner, quiz_of())
    record_answer(
        item_of(attempt), other_option(item_of(attempt).version), sequence=1, by=learner, certainty=3
    )
    assert surprises_of(learner, "en").sure_but_wrong == []


def test_nor_does_one_whose_key_is_not_to_be_seen_yet(learner):
    attempt = finished(learner, quiz_of(), (False, CERTAIN))
    Attempt.objects.filter(pk=attempt.pk).update(key_from=timezone.now() + timedelta(hours=1))
    assert surprises_of(learner, "en").sure_but_wrong == []


def test_the_record_is_the_learners_own(client, learner):
    finished(make_user("bob"), quiz_of(), (False, CERTAIN))
    assertNotContains(client.get("/progress/"), "Sure but wrong")


def test_progress_costs_the_same_for_one_surprise_or_thirty(client, learner):
    costs = []
    for number in (1, 30):
        finished(learner, quiz_of(*["single_choice"] * number), *[(False, CERTAIN)] * number)
        with CaptureQueriesContext(connection) as captured:
            surprises_of(learner, "en")
        costs.append(len(captured))
    assert costs == [2, 2]


def test_the_files_hold_what_was_said(client, learner):
    attempt = start(learner, quiz_of())
    record_answer(item_of(attempt), key_of(item_of(attempt)), sequence=1, by=learner, certainty=2)
    export = client.get("/progress/export.json").json()
    assert export["attempts"][0]["answers"][0]["certainty"] == FAIRLY_SURE


def test_asking_costs_the_question_no_query(client, learner):
    costs = []
    for certainty in (Certainty.OFF, Certainty.COUNT):
        attempt = start(learner, quiz_of(certainty=certainty))
        with CaptureQueriesContext(connection) as captured:
            take(client, attempt)
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 5


def test_next_without_a_script_keeps_both(client, learner):
    attempt = start(learner, quiz_of("single_choice", "number"))
    item = item_of(attempt)
    response = post(client, item, right(item, certainty=1, go="next"))
    assertRedirects(response, f"{reverse('attempt', args=[attempt.pk])}?at=2")
    assert item.responses.get().certainty == GUESS
