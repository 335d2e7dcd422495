"""Marking essays: a teacher's marks along the rubric, and the pages for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from lessons.models import LessonProgress
from quizzes import folding
from quizzes.essaymarking import RecordedMeanwhile, mark_essay, questions_to_mark, waiting_after
from quizzes.models import Attempt, AttemptItem, Question, Quiz, Response
from quizzes.progress import mark_section_done
from quizzes.regrading import apply, override, propose, save_draft
from quizzes.taking import finish, record_answer, start
from tests.factories import NOON, make_course, make_guest, make_lesson, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db
RUBRIC = [
    {"text": "Evidence", "marks": 3, "description": "CANARY-DESCRIPTION Two facts."},
    {"text": "Argument", "marks": 2},
]
WORDS = "Both sides learned, and <b>late</b>."
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def teacher() -> User:
    teacher = make_user("teacher", is_staff=True)
    teacher.user_permissions.add(Permission.objects.get(codename="change_question"))
    return teacher


@pytest.fixture
def question() -> Question:
    return make_question(make_course(), "essay", body={"rubric": RUBRIC})


@pytest.fixture
def quiz(question: Question) -> Quiz:
    return make_quiz([question])


@pytest.fixture
def site(client: Client, teacher: User) -> Client:
    client.force_login(teacher)
    return client


def sit(
    quiz: Quiz, text: str = WORDS, *, learner: User | None = None, minutes: int = 0, is_finished: bool = True
) -> AttemptItem:
    """An essay in a finished attempt, that many minutes after noon."""
    learner, at = learner or make_user(), NOON + timedelta(minutes=minutes)
    attempt = start(learner, quiz, at=at)
    item = attempt.items.get(version__kind="essay")
    if text:
        record_answer(item, {"answer": text}, sequence=1, by=learner, at=at)
    if is_finished:
        finish(attempt, at=at)
    item.refresh_from_db()
    return item


def ids(item: AttemptItem) -> list[str]:
    return [one["id"] for one in item.version.body["rubric"]]


def give(
    item: AttemptItem, teacher: User, *marks: float, sequence: int | None = None, comment: str = ""
) -> Any:
    sequence = item.last_sequence if sequence is None else sequence
    given = dict(zip(ids(item), marks, strict=True))
    return mark_essay(item, given, comment=comment, sequence=sequence, by=teacher, at=LATER)


def queue(question: Question, query: str = "") -> str:
    return reverse("mark_essays", args=[question.pk]) + query


def send(site: Client, question: Question, item: AttemptItem, *marks: object, **more: Any) -> Any:
    typed = {f"criterion-{place}": mark for place, mark in enumerate(marks, 1)}
    data = {"item": item.pk, "sequence": item.last_sequence, "comment": ""} | typed | more
    return site.post(queue(question), data)


def rows(item: AttemptItem) -> list[Response]:
    return list(Response.objects.filter(item=item, action=Response.Action.OVERRIDE))


# --- what marking does


def test_marks_are_one_response_with_its_comment_and_what_each_criterion_was_given(
    quiz: Quiz, teacher: User
) -> None:
    item = sit(quiz)
    row = give(item, teacher, 2, 1, comment=" Well argued. ")
    assert (row.action, row.fraction, row.reason, row.by) == ("override", 0.6, "Well argued.", teacher)
    assert row.marks == dict(zip(ids(item), [2, 1], strict=True))
    assert row.answer == {"answer": WORDS}


def test_the_attempt_has_the_mark_and_replay_agrees(quiz: Quiz, teacher: User) -> None:
    item = sit(quiz)
    give(item, teacher, 2, 1)
    assert Attempt.objects.get().mark == pytest.approx(0.6)
    assert list(folding.mismatches()) == []


def test_marking_again_adds_a_row_and_may_lower(quiz: Quiz, teacher: User) -> None:
    item = sit(quiz)
    give(item, teacher, 3, 2)
    item.refresh_from_db()
    give(item, teacher, 0, 0)
    assert [row.fraction for row in rows(item)] == [1.0, 0.0]
    assert Attempt.objects.get().mark == 0
    assert list(folding.mismatches()) == []


def test_the_same_marks_sent_twice_are_one_row(quiz: Quiz, teacher: User) -> None:
    item = sit(quiz)
    assert give(item, teacher, 2, 1) == give(item, teacher, 2, 1)
    assert len(rows(item)) == 1


def test_another_teachers_mark_is_not_overwritten_unseen(quiz: Quiz, teacher: User) -> None:
    item = sit(quiz)
    give(item, make_user("other", is_staff=True), 3, 2)
    with pytest.raises(RecordedMeanwhile):
        give(item, teacher, 0, 0)
    assert [row.fraction for row in rows(item)] == [1.0]


def test_a_correction_that_came_meanwhile_is_not_overwritten_unseen(
    question: Question, quiz: Quiz, teacher: User
) -> None:
    item = sit(quiz)
    credit = propose(question, "full_credit", by=teacher, reason="It misled.", whom="answered", at=NOON)
    apply(save_draft(credit), by=teacher, at=LATER)
    with pytest.raises(RecordedMeanwhile):
        give(item, teacher, 0, 0)


def test_an_open_attempt_is_not_marked(quiz: Quiz, teacher: User) -> None:
    item = sit(quiz, is_finished=False)
    with pytest.raises(RecordedMeanwhile):
        give(item, teacher, 1, 1)
    assert rows(item) == []


def test_an_essay_that_counts_for_nothing_is_not_marked(
    question: Question, quiz: Quiz, teacher: User
) -> None:
    item = sit(quiz)
    apply(save_draft(propose(question, "void", by=teacher, reason="So.", at=NOON)), by=teacher, at=LATER)
    item.refresh_from_db()
    with pytest.raises(RecordedMeanwhile):
        give(item, teacher, 1, 1)


@pytest.mark.parametrize("marks", [{}, {"0": 1.0}])
def test_marks_for_other_criteria_are_refused(quiz: Quiz, teacher: User, marks: dict[str, float]) -> None:
    item = sit(quiz)
    with pytest.raises(ValueError, match="one mark is needed for each criterion"):
        mark_essay(item, marks, comment="", sequence=item.last_sequence, by=teacher)


def test_who_passes_by_it_has_what_passing_brings(teacher: User) -> None:
    lesson, learner = make_lesson(make_course(), sections=1), make_user()
    quiz = make_quiz([make_question(lesson.course, "essay", body={"rubric": RUBRIC})], lesson=lesson)
    mark_section_done(learner, lesson.sections.get(), at=NOON)
    item = sit(quiz, learner=learner)
    assert not LessonProgress.objects.filter(user=learner).exists()
    give(item, teacher, 3, 2)
    assert LessonProgress.objects.filter(user=learner, lesson=lesson).exists()


def test_the_oldest_essay_comes_first_and_then_the_next(question: Question, quiz: Quiz) -> None:
    late, early = sit(quiz, minutes=5), sit(quiz, minutes=1)
    assert waiting_after(question, None) == early
    assert waiting_after(question, early.pk) == late
    assert waiting_after(question, late.pk) is None


def test_only_what_waits_in_finished_attempts_is_counted(
    question: Question, quiz: Quiz, teacher: User
) -> None:
    sit(quiz)
    sit(quiz, "")
    sit(quiz, is_finished=False)
    give(sit(quiz), teacher, 1, 1)
    found = questions_to_mark(teacher).get()
    assert (found, found.waiting, found.marked, found.oldest) == (question, 1, 1, NOON)


# --- who may


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(client: Client, question: Question, method: str) -> None:
    response = getattr(client, method)(queue(question))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


def test_a_stranger_is_asked_to_sign_in_before_the_list(client: Client) -> None:
    assert client.get(reverse("marking")).status_code == 302


@pytest.mark.parametrize("make", [make_user, make_guest])
def test_for_a_learner_there_are_no_such_pages(
    client: Client, quiz: Quiz, question: Question, make: Any
) -> None:
    item = sit(quiz)
    client.force_login(make())
    assert client.get(reverse("marking")).status_code == 404
    assert client.get(queue(question)).status_code == 404
    assert client.get(queue(question, f"?item={item.pk}")).status_code == 404
    assert send(client, question, item, 3, 2).status_code == 404
    assert rows(item) == []


def test_the_writer_does_not_mark_their_own(client: Client, quiz: Quiz, question: Question) -> None:
    item = sit(quiz)
    client.force_login(item.attempt.user)
    assert send(client, question, item, 3, 2).status_code == 404


def test_staff_who_may_not_change_questions_are_refused(
    client: Client, quiz: Quiz, question: Question
) -> None:
    item = sit(quiz)
    client.force_login(make_user("reader", is_staff=True))
    assert client.get(reverse("marking")).status_code == 403
    assert client.get(queue(question)).status_code == 403
    assert send(client, question, item, 3, 2).status_code == 403
    assert rows(item) == []


def test_an_essay_of_another_question_is_not_there(site: Client, quiz: Quiz, question: Question) -> None:
    item = sit(quiz)
    other = make_question(question.course, "essay")
    assert site.get(queue(other, f"?item={item.pk}")).status_code == 404
    assert send(site, other, item, 3).status_code == 404


@pytest.mark.parametrize("item", ["", "x", "-1", "0", "9" * 30, "٣", "1\x00"])
def test_what_names_no_essay_is_not_there(site: Client, question: Question, item: str) -> None:
    assert site.get(queue(question), {"item": item}).status_code == 404
    assert site.post(queue(question), {"item": item, "sequence": 1}).status_code == 404


def test_an_open_attempt_is_not_there(site: Client, quiz: Quiz, question: Question) -> None:
    item = sit(quiz, is_finished=False)
    assert site.get(queue(question, f"?item={item.pk}")).status_code == 404
    assert send(site, question, item, 3, 2).status_code == 404


# --- the pages


def test_the_list_names_each_question_with_what_waits(site: Client, quiz: Quiz, question: Question) -> None:
    sit(quiz)
    response = site.get(reverse("marking"))
    assertContains(response, "1 essay waits for its mark.")
    assertContains(response, f'href="{queue(question)}"')


def test_an_essay_stands_there_with_its_words_and_its_rubric(
    site: Client, quiz: Quiz, question: Question
) -> None:
    sit(quiz)
    response = site.get(queue(question))
    assertContains(response, "Both sides learned, and &lt;b&gt;late&lt;/b&gt;.")
    assertContains(response, "Words: 7")
    assertContains(response, "Evidence: 0 to 3")
    assertContains(response, "CANARY-DESCRIPTION")


def test_names_are_hidden_until_asked_for(site: Client, quiz: Quiz, question: Question) -> None:
    sit(quiz, learner=make_user("saule1", display_name="Saule Ospanova"))
    for query in ("", "?marked=1"):
        assertNotContains(site.get(queue(question, query)), "Saule")
    assertContains(site.get(queue(question, "?names=1")), "Saule Ospanova")


def test_names_that_are_shown_stay_shown(site: Client, quiz: Quiz, question: Question) -> None:
    response = send(site, question, sit(quiz), 3, 2, names="1")
    assert "names=1" in response.url


def test_saving_goes_on_to_the_next(site: Client, quiz: Quiz, question: Question) -> None:
    one, two = sit(quiz), sit(quiz, "The second essay.", minutes=1)
    response = send(site, question, one, "2.5", "1", comment="Good.")
    assert response.url == queue(question, f"?after={one.pk}")
    assert rows(one)[0].fraction == pytest.approx(0.7)
    assertContains(site.get(response.url), "The second essay.")
    assert rows(two) == []


def test_skipping_comes_to_an_end_that_says_what_still_waits(
    site: Client, quiz: Quiz, question: Question
) -> None:
    item = sit(quiz)
    assertContains(site.get(queue(question)), f"?after={item.pk}")
    assertContains(site.get(queue(question, f"?after={item.pk}")), "1 essay that you skipped still waits")


@pytest.mark.parametrize("mark", ["", " ", "-0.1", "3.01", "1e309", "nan", "inf", "two", "1;2", "\x00", "½"])
def test_what_is_no_mark_is_handed_back_and_nothing_is_recorded(
    site: Client, quiz: Quiz, question: Question, mark: str
) -> None:
    item = sit(quiz)
    response = send(site, question, item, mark, "1", comment="Kept as typed.")
    assertContains(response, "This needs another look")
    assertContains(response, "Kept as typed.")
    assert rows(item) == []


def test_a_comment_that_no_keyboard_types_is_no_error_of_ours(
    site: Client, quiz: Quiz, question: Question
) -> None:
    item = sit(quiz)
    assertContains(send(site, question, item, 1, 1, comment="\x00"), "This needs another look")


def test_what_was_recorded_meanwhile_is_said_and_what_was_typed_stays(
    site: Client, quiz: Quiz, question: Question
) -> None:
    item = sit(quiz)
    give(item, make_user("other", is_staff=True), 3, 2)
    response = send(site, question, item, "1", "0.5", comment="Mine.")
    assert response.status_code == 409
    html = response.content.decode()
    assert "Not saved." in html
    assert "Marked by other" in html
    assert "Mine." in html
    assert 'name="sequence" value="2"' in html
    item.refresh_from_db()
    assert send(site, question, item, "1", "0.5", comment="Mine.").status_code == 302
    assert len(rows(item)) == 2


@pytest.mark.parametrize("sequence", ["", "0", "7", "x", "-1"])
def test_a_sequence_that_was_not_shown_marks_nothing(
    site: Client, quiz: Quiz, question: Question, sequence: str
) -> None:
    item = sit(quiz)
    assert send(site, question, item, 1, 1, sequence=sequence).status_code == 409
    assert rows(item) == []


def test_a_double_click_is_answered_as_one(site: Client, quiz: Quiz, question: Question) -> None:
    item = sit(quiz)
    urls = {send(site, question, item, 1, 1).url for _ in range(2)}
    assert urls == {queue(question, f"?after={item.pk}")}
    assert len(rows(item)) == 1


def test_a_marked_essay_is_listed_and_opens_with_its_marks(
    site: Client, quiz: Quiz, question: Question, teacher: User
) -> None:
    item = sit(quiz)
    give(item, teacher, 2, 1, comment="Well argued.")
    assertContains(site.get(queue(question, "?marked=1")), f"?item={item.pk}")
    response = site.get(queue(question, f"?item={item.pk}"))
    assertContains(response, 'name="criterion-1" value="2"')
    assertContains(response, "Well argued.")


# --- what the learner sees


def review(item: AttemptItem) -> Any:
    client = Client()
    client.force_login(item.attempt.user)
    return client.get(reverse("attempt_review", args=[item.attempt_id]))


def test_the_learner_sees_mark_criteria_and_comment(quiz: Quiz, teacher: User) -> None:
    item = sit(quiz)
    give(item, teacher, 2, 1, comment="Say <when>.")
    response = review(item)
    assertContains(response, "Question 1: 0.6 of 1")
    assertContains(response, "Evidence: 2 of 3")
    assertContains(response, "Argument: 1 of 2")
    assertContains(response, "Say &lt;when&gt;.")


def test_of_two_markings_the_learner_sees_the_latest(quiz: Quiz, teacher: User) -> None:
    item = sit(quiz)
    give(item, teacher, 2, 1, comment="Meant for another.")
    item.refresh_from_db()
    give(item, teacher, 2, 1, comment="Meant for you.")
    assertContains(review(item), "Meant for you.")
    assertNotContains(review(item), "Meant for another.")


def test_a_mark_by_hand_without_a_rubric_is_told_as_before(quiz: Quiz, teacher: User) -> None:
    item = sit(quiz)
    override(item, 0.5, reason="By hand.", by=teacher, at=LATER)
    assertContains(review(item), "By hand.")


def test_nobody_elses_words_or_comment_are_on_the_learners_pages(quiz: Quiz, teacher: User) -> None:
    mine, other = sit(quiz), sit(quiz, "WORDS-OF-ANOTHER")
    give(other, teacher, 3, 2, comment="COMMENT-FOR-ANOTHER")
    client = Client()
    client.force_login(mine.attempt.user)
    addresses = ["home", "progress", "progress_json", "progress_csv"]
    pages = [client.get(reverse(name)) for name in addresses]
    for page in [*pages, review(mine), client.get(reverse("quiz", args=[quiz.slug]))]:
        assertNotContains(page, "ANOTHER")


def test_marks_are_not_told_before_the_key_may_be_seen(quiz: Quiz, teacher: User) -> None:
    item = sit(quiz)
    Attempt.objects.update(key_from="2999-01-01T00:00:00Z")
    give(item, teacher, 2, 1, comment="COMMENT")
    for hidden in ("COMMENT", "CANARY", "Evidence: 2 of 3"):
        assertNotContains(review(item), hidden)


@pytest.mark.parametrize("name", ["quiz", "progress"])
def test_while_an_essay_waits_nobody_is_said_to_have_failed(quiz: Quiz, teacher: User, name: str) -> None:
    item = sit(quiz)
    client = Client()
    client.force_login(item.attempt.user)
    address = reverse(name, args=[quiz.slug] if name == "quiz" else [])
    assertContains(client.get(address), "waits for a teacher's mark")
    assertNotContains(client.get(address), "not passed")
    give(item, teacher, 0, 0)
    assertContains(client.get(address), "not passed")


# --- what it costs


def queries(site: Client, address: str, counter: Any) -> int:
    with counter as counted:
        assert site.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("page", ["list", "essay", "marked"])
def test_a_page_costs_the_same_however_many_wait(
    site: Client, quiz: Quiz, question: Question, teacher: User, page: str
) -> None:
    address = {"list": reverse("marking"), "essay": queue(question), "marked": queue(question, "?marked=1")}[
        page
    ]
    costs = []
    for number in (1, 6):
        for _ in range(number):
            sit(quiz)
            give(sit(quiz), teacher, 1, 1)
            sit(make_quiz([make_question(question.course, "essay")]))
        site.get(address)
        costs.append(queries(site, address, CaptureQueriesContext(connection)))
    assert costs[0] == costs[1]


# --- the ways there


def test_staff_who_may_mark_find_the_list_in_their_menu(site: Client) -> None:
    assertContains(site.get(reverse("home")), f'href="{reverse("marking")}"')


@pytest.mark.parametrize("is_staff", [False, True])
def test_nobody_else_is_offered_it(client: Client, is_staff: bool) -> None:
    client.force_login(make_user(is_staff=is_staff))
    assertNotContains(client.get(reverse("home")), reverse("marking"))


def test_the_corrections_of_an_essay_lead_to_its_queue(site: Client, question: Question) -> None:
    assertContains(site.get(reverse("corrections", args=[question.pk])), f'href="{queue(question)}"')
