"""A teacher's marks of an essay along its rubric: what they do, and what the learner sees of them."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from lessons.models import LessonProgress
from quizzes import folding
from quizzes.essaymarking import RecordedMeanwhile, mark_essay, questions_to_mark, waiting_after
from quizzes.models import Attempt, AttemptItem, Question, Quiz
from quizzes.progress import mark_section_done
from quizzes.regrading import apply, override, propose, save_draft
from tests.factories import NOON, make_course, make_lesson, make_question, make_quiz, make_user
from tests.quizzes.essays import (
    LATER,
    RUBRIC,
    WORDS,
    give,
    ids,
    make_essay,
    make_teacher,
    rows,
    sit,
)
from tests.quizzes.test_regrading_at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher() -> User:
    """May change questions; nothing else is asked of who marks."""
    return make_teacher()


@pytest.fixture
def question() -> Question:
    return make_essay()


@pytest.fixture
def quiz(question: Question) -> Quiz:
    return make_quiz([question])


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


@pytest.mark.django_db(transaction=True)
def test_of_two_teachers_at_once_one_is_told(quiz: Quiz, teacher: User) -> None:
    item, other = sit(quiz), make_user("other", is_staff=True)
    made = at_once([partial(give, item, teacher, 3, 2), partial(give, item, other, 0, 0)])
    assert sorted(type(one).__name__ for one in made) == ["RecordedMeanwhile", "Response"]
    assert len(rows(item)) == 1
    assert list(folding.mismatches()) == []


def test_the_learners_first_page_says_that_a_teacher_has_marked_it(quiz: Quiz, teacher: User) -> None:
    item = sit(quiz)
    give(item, teacher, 2, 1, comment="Say when.")
    client = Client()
    client.force_login(item.attempt.user)
    response = client.get(reverse("home"))
    assertContains(response, "A teacher has marked your answer: 60%.")
    assertContains(response, "Say when.")
