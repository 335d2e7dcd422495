"""Putting a question right after it was answered: what each correction does, and to whom."""

import random
from datetime import timedelta

import pytest

from lessons.models import LessonProgress
from quizzes.models import AppendOnlyError, Correction
from quizzes.progress import mark_section_done
from quizzes.regrading import BadCorrection, apply, override, plan, undo
from quizzes.taking import StaleAnswer, finish, item_for_check, record_answer, start
from tests.factories import (
    NOON,
    key_of,
    make_checks,
    make_course,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
)
from tests.quizzes.correcting import (
    EVENING,
    TOMORROW,
    Action,
    correct,
    draft,
    first,
    numbers,
    option,
    sit,
    standing,
    with_key,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return make_user("teacher", is_staff=True)


@pytest.fixture
def aigerim():
    return make_user("aigerim")


@pytest.fixture
def bob():
    return make_user("bob")


@pytest.fixture
def question():
    """One right option of three: Tengiz. The second is Kashagan."""
    return make_question(make_course())


@pytest.fixture
def quiz(question):
    """The question, and three more by number, each worth one mark."""
    return make_quiz([question, *(make_question(question.course, "number") for _ in range(3))])


# --- what each action does


def test_another_wording_is_asked_from_now_on_and_nothing_is_marked_anew(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Tengiz")
    before = numbers()
    correct(question, Action.WORDING, teacher)
    question.refresh_from_db()
    assert question.published.body["prompt"] == "Which field came first?"
    assert (question.published.number, numbers()) == (2, before)
    assert first(attempt).version.body["prompt"] == "Which field was signed for in 1993?"


def test_wording_cannot_change_what_is_right(question, teacher):
    with pytest.raises(BadCorrection):
        draft(question, Action.WORDING, teacher, body=with_key(question, "Kashagan"))


def test_another_key_gives_the_mark_to_who_chose_it(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan", right=1)
    correct(question, Action.KEY, teacher)
    assert standing(attempt) == (1.0, 2.0, 4.0)


def test_who_had_the_old_key_keeps_the_mark(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Tengiz")
    proposed = draft(question, Action.KEY, teacher)
    assert [line.is_kept for line in plan(proposed).lines] == [True]
    apply(proposed, by=teacher, at=EVENING)
    assert standing(attempt) == (1.0, 1.0, 4.0)
    assert not first(attempt).responses.filter(action="regrade").exists()


def test_with_the_tick_and_a_reason_the_old_key_loses_it(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Tengiz")
    correct(question, Action.KEY, teacher, lowers=True)
    assert standing(attempt) == (0.0, 0.0, 4.0)


def test_an_answer_the_new_version_has_no_place_for_keeps_its_mark_and_is_named(
    quiz, question, aigerim, teacher
):
    attempt = sit(aigerim, quiz, "Karachaganak")
    body = with_key(question, "Kashagan")
    body["options"] = body["options"][:2]
    proposed = draft(question, Action.KEY, teacher, body=body, lowers=True)
    assert [line.attempt for line in plan(proposed).homeless] == [attempt]
    apply(proposed, by=teacher, at=EVENING)
    assert standing(attempt)[0] == 0.0


def test_another_answer_accepted_raises_who_gave_it_and_lowers_nobody(quiz, question, aigerim, bob, teacher):
    raised, right = sit(aigerim, quiz, "Kashagan"), sit(bob, quiz, "Tengiz")
    correct(question, Action.ACCEPT, teacher)
    assert (standing(raised)[0], standing(right)[0]) == (1.0, 1.0)
    later = sit(make_user(), quiz, "Kashagan", at=TOMORROW)
    assert first(later).fraction == 1.0


def test_a_voided_question_counts_on_neither_side(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan", right=1)
    correct(question, Action.VOID, teacher)
    assert standing(attempt) == (None, 1.0, 3.0)
    assert first(attempt).state == "voided"


def test_a_voided_question_is_asked_no_longer(quiz, question, aigerim, teacher):
    correct(question, Action.VOID, teacher)
    assert question.pk not in start(aigerim, quiz).items.values_list("version__question", flat=True)


def test_a_voided_question_put_right_is_asked_again(quiz, question, aigerim, teacher):
    correct(question, Action.VOID, teacher)
    correct(question, Action.WORDING, teacher)
    assert question.pk in start(aigerim, quiz).items.values_list("version__question", flat=True)


def test_voiding_leaves_the_mark_where_the_grade_would_fall(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Tengiz", right=1)
    correct(question, Action.VOID, teacher)
    assert standing(attempt) == (1.0, 2.0, 4.0)


def test_voiding_with_the_tick_takes_it_out_for_everybody(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Tengiz", right=1)
    correct(question, Action.VOID, teacher, lowers=True)
    assert standing(attempt) == (None, 1.0, 3.0)


def test_full_credit_goes_to_who_answered(quiz, question, aigerim, bob, teacher):
    answered, empty = sit(aigerim, quiz, "Kashagan"), sit(bob, quiz)
    correct(question, Action.FULL_CREDIT, teacher)
    assert (standing(answered), standing(empty)) == ((1.0, 1.0, 4.0), (None, 0.0, 4.0))


def test_full_credit_may_go_to_everybody_who_was_asked(quiz, question, bob, teacher):
    empty = sit(bob, quiz)
    correct(question, Action.FULL_CREDIT, teacher, whom="everybody")
    assert standing(empty) == (1.0, 1.0, 4.0)


def test_full_credit_is_not_for_attempts_begun_afterwards(quiz, question, aigerim, teacher):
    correct(question, Action.FULL_CREDIT, teacher, whom="everybody")
    assert standing(sit(aigerim, quiz, "Kashagan", at=TOMORROW))[0] == 0.0


# --- the evidence


def test_a_regrade_is_one_more_row_with_its_reason_and_the_learners_certainty(question, aigerim, teacher):
    quiz = make_quiz([question], certainty="ask")
    attempt = start(aigerim, quiz, at=NOON)
    answer = {"answer": option(question, "Kashagan")}
    record_answer(first(attempt), answer, sequence=1, certainty=3, by=aigerim, at=NOON)
    finish(attempt, at=NOON)
    correction = correct(question, Action.KEY, teacher)
    rows = list(first(attempt).responses.all())
    assert [row.fraction for row in rows] == [0.0, 1.0]
    added = rows[1]
    assert (added.action, added.answer, added.certainty) == ("regrade", answer, 3)
    assert (added.reason, added.correction, added.by) == ("The key was wrong.", correction, teacher)
    assert (added.created_at, first(attempt).last_sequence) == (EVENING, 2)


def test_where_certainty_counts_the_total_follows_it(question, aigerim, teacher):
    quiz = make_quiz([question, make_question(question.course, "number")], certainty="count")
    attempt = start(aigerim, quiz, at=NOON)
    for item in attempt.items.select_related("version"):
        answer = {"answer": option(question, "Kashagan")} if item.position == 1 else key_of(item)
        record_answer(item, answer, sequence=1, certainty=3, by=aigerim, at=NOON)
    assert finish(attempt, at=NOON).mark == 0.0
    correct(question, Action.KEY, teacher)
    assert standing(attempt) == (1.0, 2.0, 2.0)


def test_what_was_applied_cannot_be_deleted(question, teacher):
    with pytest.raises(AppendOnlyError):
        correct(question, Action.WORDING, teacher).delete()


def test_a_draft_can_be_thrown_away(question, teacher):
    draft(question, Action.WORDING, teacher).delete()
    assert not Correction.objects.exists()


def test_every_version_up_to_now_is_reached(quiz, question, aigerim, bob, teacher):
    old = sit(aigerim, quiz, "Kashagan")
    correct(question, Action.WORDING, teacher)
    new = sit(bob, quiz, "Kashagan", at=EVENING)
    correct(question, Action.KEY, teacher, at=TOMORROW)
    assert (standing(old)[0], standing(new)[0]) == (1.0, 1.0)
    assert [first(old).version.number, first(new).version.number] == [1, 2]


# --- late answers, and marks given by hand


def test_a_late_answer_stays_late(question, aigerim, teacher):
    quiz = make_quiz([question], time_limit=60)
    attempt = start(aigerim, quiz, at=NOON)
    late = {"answer": option(question, "Kashagan")}
    record_answer(first(attempt), late, sequence=1, by=aigerim, at=NOON + timedelta(seconds=61))
    finish(attempt, at=NOON + timedelta(seconds=60))
    correct(question, Action.KEY, teacher)
    assert standing(attempt) == (None, 0.0, 1.0)


def test_a_teachers_mark_is_a_row_with_a_reason_and_moves_the_total(quiz, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan")
    row = override(first(attempt), 0.5, reason="Well argued in class.", by=teacher, at=EVENING)
    assert (row.action, row.by, row.reason) == ("override", teacher, "Well argued in class.")
    assert standing(attempt) == (0.5, 0.5, 4.0)


@pytest.mark.parametrize(("fraction", "reason"), [(1.01, "r"), (-0.1, "r"), (float("nan"), "r"), (1, " ")])
def test_a_teachers_mark_is_a_fraction_with_a_reason(quiz, aigerim, teacher, fraction, reason):
    item = first(sit(aigerim, quiz, "Kashagan"))
    with pytest.raises(ValueError, match="needed"):
        override(item, fraction, reason=reason, by=teacher)
    assert item.responses.count() == 1


def test_a_teachers_mark_stands_against_a_new_key(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan")
    override(first(attempt), 0.5, reason="Half.", by=teacher, at=NOON)
    correct(question, Action.KEY, teacher)
    assert standing(attempt)[0] == 0.5


def test_a_teachers_mark_that_passes_brings_what_passing_brings(aigerim, teacher):
    lesson = make_lesson(make_course())
    quiz = make_quiz([make_question(lesson.course)], lesson=lesson)
    for section in lesson.sections.all():
        mark_section_done(aigerim, section)
    attempt = sit(aigerim, quiz, "Kashagan")
    override(first(attempt), 1.0, reason="Right.", by=teacher)
    assert LessonProgress.objects.filter(user=aigerim, lesson=lesson).exists()


# --- passing


@pytest.fixture
def lesson_quiz(aigerim, question):
    lesson = make_lesson(question.course)
    quiz = make_quiz([question], lesson=lesson)
    for section in lesson.sections.all():
        mark_section_done(aigerim, section)
    return quiz


def test_who_passes_by_it_has_the_lesson_done(lesson_quiz, question, aigerim, teacher):
    sit(aigerim, lesson_quiz, "Kashagan")
    assert not LessonProgress.objects.exists()
    correct(question, Action.KEY, teacher)
    assert LessonProgress.objects.get().user == aigerim


def test_a_lesson_done_is_never_taken_back(lesson_quiz, question, aigerim, teacher):
    attempt = sit(aigerim, lesson_quiz, "Tengiz")
    correction = correct(question, Action.KEY, teacher, lowers=True)
    assert standing(attempt)[0] == 0.0
    undo(correction, by=teacher, reason="A slip.", at=TOMORROW)
    assert LessonProgress.objects.count() == 1


# --- open attempts


def test_an_open_attempt_is_marked_anew_and_has_no_total_yet(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan", is_finished=False)
    correct(question, Action.KEY, teacher)
    assert standing(attempt) == (1.0, None, 4.0)
    assert finish(attempt, at=TOMORROW).mark == 1.0


class CorrectingDice(random.Random):
    """Corrects the question while the questions are being shuffled."""

    def __init__(self, question, teacher):
        super().__init__(1)
        self.question, self.teacher = question, teacher

    def shuffle(self, x):
        correct(self.question, Action.KEY, self.teacher)


def test_an_attempt_begun_while_a_question_is_corrected_asks_it_as_corrected(question, aigerim, teacher):
    quiz = make_quiz([question], shuffle=True)
    attempt = start(aigerim, quiz, at=NOON, dice=CorrectingDice(question, teacher))
    assert first(attempt).version.number == 2


def test_an_open_attempt_finishes_without_the_voided_question(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan", right=3, is_finished=False)
    correct(question, Action.VOID, teacher)
    finish(attempt, at=TOMORROW)
    assert standing(attempt) == (None, 3.0, 3.0)


def test_who_has_it_right_in_an_open_attempt_keeps_that_as_in_a_finished_one(
    quiz, question, aigerim, bob, teacher
):
    attempts = [
        sit(aigerim, quiz, "Tengiz", right=1, is_finished=False),
        sit(bob, quiz, "Tengiz", right=1),
    ]
    correct(question, Action.VOID, teacher)
    finish(attempts[0], at=TOMORROW)
    assert [standing(attempt) for attempt in attempts] == [(1.0, 2.0, 4.0)] * 2


@pytest.mark.parametrize(
    ("action", "choice", "worth"),
    [
        (Action.KEY, "Kashagan", ("answered", 1.0)),
        (Action.KEY, "Tengiz", ("answered", 1.0)),
        (Action.KEY, "Karachaganak", ("answered", 0.0)),
        (Action.ACCEPT, "Kashagan", ("answered", 1.0)),
        (Action.VOID, "Tengiz", ("answered", 1.0)),
        (Action.VOID, "Kashagan", ("voided", None)),
        (Action.FULL_CREDIT, "Karachaganak", ("answered", 1.0)),
    ],
)
def test_an_answer_given_after_the_correction_is_marked_as_those_before_it(
    quiz, question, aigerim, teacher, action, choice, worth
):
    attempt = sit(aigerim, quiz, is_finished=False)
    correct(question, action, teacher)
    item = first(attempt)
    answer = {"answer": option(question, choice)}
    record_answer(item, answer, sequence=item.last_sequence + 1, by=aigerim, at=EVENING)
    item.refresh_from_db()
    assert (item.state, item.fraction) == worth


def test_an_answer_sent_from_a_page_older_than_the_correction_is_not_lost(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan", is_finished=False)
    correct(question, Action.KEY, teacher)
    kept = record_answer(
        first(attempt), {"answer": option(question, "Tengiz")}, sequence=2, by=aigerim, at=EVENING
    )
    assert (kept.sequence, kept.action) == (3, "answer")


def test_the_same_answer_sent_again_after_the_correction_is_no_new_row(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan", is_finished=False)
    correct(question, Action.KEY, teacher)
    item = first(attempt)
    again = record_answer(item, {"answer": option(question, "Kashagan")}, sequence=1, by=aigerim, at=EVENING)
    assert (again.sequence, again.fraction, item.responses.count()) == (2, 1.0, 2)


def test_another_answer_from_another_tab_is_still_refused(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan", is_finished=False)
    correct(question, Action.KEY, teacher)
    with pytest.raises(StaleAnswer):
        record_answer(first(attempt), {"answer": option(question, "Tengiz")}, sequence=1, by=aigerim)


def test_a_check_answered_in_a_lesson_is_marked_anew(aigerim, teacher):
    check = make_checks(make_lesson(make_course()).sections.first())[0]
    item = item_for_check(aigerim, check, at=NOON)
    record_answer(item, {"answer": option(check, "Kashagan")}, sequence=1, by=aigerim, at=NOON)
    correct(check, Action.ACCEPT, teacher)
    item.refresh_from_db()
    assert item.fraction == 1.0
