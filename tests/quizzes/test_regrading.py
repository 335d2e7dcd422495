"""Putting a question right after it was answered: planned, applied once, undone, never lower unasked."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db.models import Max
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.models import LessonProgress
from quizzes import folding
from quizzes.models import AppendOnlyError, Attempt, AttemptItem, Correction, Question, Quiz, Response
from quizzes.progress import mark_section_done
from quizzes.regrading import (
    BadCorrection,
    NotTheLatest,
    OutOfDate,
    Overtaken,
    apply,
    override,
    plan,
    plan_undo,
    propose,
    save_draft,
    undo,
)
from quizzes.taking import AttemptClosed, StaleAnswer, finish, item_for_check, record_answer, start
from tests.factories import (
    NOON,
    answer_items,
    key_of,
    make_checks,
    make_course,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db
EVENING = NOON + timedelta(hours=6)
TOMORROW = NOON + timedelta(days=1)
Action = Correction.Action


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


def option(question, text):
    return next(one["id"] for one in question.published.body["options"] if one["text"] == text)


def sit(learner, quiz, choice=None, *, right=0, at=NOON, is_finished=True):
    """An attempt: this option of its first question, and the first `right` of the others answered rightly."""
    attempt = start(learner, quiz, at=at)
    items = list(attempt.items.select_related("version"))
    if choice:
        chosen = next(one["id"] for one in items[0].version.body["options"] if one["text"] == choice)
        record_answer(items[0], {"answer": chosen}, sequence=1, by=learner, at=at)
    answer_items(items[1 : 1 + right], at=at)
    return finish(attempt, at=at) if is_finished else attempt


def first(attempt):
    return attempt.items.get(position=1)


def with_key(question, text):
    """The question's body with another option right."""
    body = question.published.body
    options = [
        {**one, "correct": one["text"] == text, "feedback": one["feedback"] or "No."}
        for one in body["options"]
    ]
    return {**body, "options": options}


def draft(question, action, teacher, **fields):
    question = Question.objects.get(pk=question.pk)
    bodies = {
        Action.KEY: lambda: with_key(question, "Kashagan"),
        Action.WORDING: lambda: {**question.published.body, "prompt": "Which field came first?"},
        Action.ACCEPT: lambda: accepting(question, "Kashagan"),
    }
    if action in bodies and "body" not in fields:
        fields["body"] = bodies[action]()
    if action == Action.FULL_CREDIT:
        fields.setdefault("whom", "answered")
    fields.setdefault("reason", "The key was wrong.")
    return save_draft(propose(question, action, by=teacher, at=NOON, **fields))


def accepting(question, text):
    body = question.published.body
    options = [{**one, "accepted": one["text"] == text} for one in body["options"]]
    return {**body, "options": options}


def correct(question, action, teacher, at=EVENING, **fields):
    return apply(draft(question, action, teacher, **fields), by=teacher, at=at)


def numbers():
    """Every cached number there is, but for how many rows each item has."""
    items = AttemptItem.objects.order_by("pk").values_list("pk", "state", "fraction", "certainty")
    attempts = Attempt.objects.order_by("pk").values_list("pk", "state", "mark", "max_mark", "finished_at")
    return list(items), list(attempts)


def standing(attempt):
    """The first question's fraction, and the attempt's mark of its highest."""
    attempt.refresh_from_db()
    return first(attempt).fraction, attempt.mark, attempt.max_mark


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
    attempt = sit(aigerim, quiz, "Tengiz", right=3, is_finished=False)
    correct(question, Action.VOID, teacher)
    finish(attempt, at=TOMORROW)
    assert standing(attempt) == (None, 3.0, 3.0)


@pytest.mark.parametrize(
    ("action", "choice", "worth"),
    [
        (Action.KEY, "Kashagan", ("answered", 1.0)),
        (Action.KEY, "Tengiz", ("answered", 1.0)),
        (Action.KEY, "Karachaganak", ("answered", 0.0)),
        (Action.ACCEPT, "Kashagan", ("answered", 1.0)),
        (Action.VOID, "Tengiz", ("voided", None)),
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


# --- planning and applying


def test_the_preview_is_the_result(quiz, question, teacher):
    for choice, right in [("Tengiz", 3), ("Kashagan", 2), ("Karachaganak", 1), (None, 2)]:
        sit(make_user(), quiz, choice, right=right)
    proposed = draft(question, Action.KEY, teacher, lowers=True)
    before = numbers()
    planned = plan(proposed)
    assert numbers() == before
    apply(proposed, by=teacher, expects=planned.fingerprint, at=EVENING)
    for line in planned.lines:
        item = AttemptItem.objects.select_related("attempt").get(pk=line.item.pk)
        assert (item.state, item.fraction) == (line.after.state, line.after.fraction)
        assert (item.attempt.mark, item.attempt.max_mark) == (
            line.total_after.mark,
            line.total_after.max_mark,
        )


def test_the_plan_says_who_passes_and_who_does_not_any_more(question, aigerim, bob, teacher):
    quiz = make_quiz([question])
    sit(aigerim, quiz, "Kashagan")
    sit(bob, quiz, "Tengiz")
    planned = plan(draft(question, Action.KEY, teacher, lowers=True))
    assert [line.attempt.user for line in planned.newly_passed] == [aigerim]
    assert [line.attempt.user for line in planned.no_longer_passed] == [bob]


def test_a_plan_that_is_out_of_date_is_not_applied(quiz, question, aigerim, bob, teacher):
    sit(aigerim, quiz, "Kashagan")
    proposed = draft(question, Action.KEY, teacher)
    shown = plan(proposed).fingerprint
    sit(bob, quiz, "Kashagan")
    with pytest.raises(OutOfDate) as refusal:
        apply(proposed, by=teacher, expects=shown, at=EVENING)
    assert len(refusal.value.plan.lines) == 2
    assert not Response.objects.filter(action="regrade").exists()
    apply(proposed, by=teacher, expects=refusal.value.plan.fingerprint, at=EVENING)


def test_applying_twice_does_it_once(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan")
    proposed = draft(question, Action.KEY, teacher)
    for _ in range(2):
        apply(proposed, by=teacher, at=EVENING)
    assert (first(attempt).responses.count(), question.versions.count()) == (2, 2)


def test_a_question_worded_anew_meanwhile_has_to_be_looked_at_again(quiz, question, teacher):
    proposed = draft(question, Action.KEY, teacher)
    publish(question, "single_choice", {**question.published.body, "prompt": "Worded anew?"})
    with pytest.raises(Overtaken):
        apply(proposed, by=teacher, at=EVENING)


def test_proposing_the_same_twice_is_one_draft(question, teacher):
    assert draft(question, Action.KEY, teacher) == draft(question, Action.KEY, teacher, reason="Better said.")
    assert Correction.objects.get().reason == "Better said."


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        (Action.KEY, {"reason": "  "}),
        (Action.KEY, {"body": None}),
        (Action.KEY, {"body": {"prompt": "no options"}}),
        (Action.VOID, {"body": {"prompt": "none is published"}}),
        (Action.ACCEPT, {"lowers": True}),
        (Action.FULL_CREDIT, {"lowers": True}),
        (Action.FULL_CREDIT, {"whom": ""}),
        (Action.VOID, {"whom": "answered"}),
        ("delete", {}),
    ],
)
def test_what_makes_no_sense_is_refused(question, teacher, action, fields):
    with pytest.raises(BadCorrection):
        draft(question, action, teacher, **fields)


def test_nothing_changed_is_no_correction(question, teacher):
    with pytest.raises(BadCorrection):
        draft(question, Action.WORDING, teacher, body=question.published.body)


def test_an_opinion_has_no_key_and_no_marks(teacher):
    from quizzes.regrading.proposing import actions_for

    asked = make_question(make_course(), "true_false")
    assert actions_for(asked.published) == ["wording", "key", "void", "full_credit"]


def test_planning_and_applying_cost_the_same_for_many(teacher, django_assert_max_num_queries):
    for size in (2, 12):
        question = make_question(make_course())
        quiz = make_quiz([question])
        for _ in range(size):
            sit(make_user(), quiz, "Kashagan")
        # Whoever passes by it is settled one by one; here that is taken out of the count.
        Quiz.objects.filter(pk=quiz.pk).update(pass_fraction=0.0)
        Attempt.objects.update(pass_fraction=0.0)
        proposed = draft(question, Action.KEY, teacher)
        with django_assert_max_num_queries(5):
            plan(proposed)
        with django_assert_max_num_queries(26):
            apply(proposed, by=teacher, at=EVENING)


# --- undoing


def test_undoing_restores_every_number_and_the_version(quiz, question, aigerim, bob, teacher):
    sit(aigerim, quiz, "Kashagan", right=2)
    sit(bob, quiz, "Tengiz")
    before = numbers()
    correction = correct(question, Action.KEY, teacher, lowers=True)
    undo(correction, by=teacher, reason="It was right after all.", at=TOMORROW)
    question.refresh_from_db()
    assert (numbers(), question.published.number) == (before, 1)
    assert not AttemptItem.objects.exclude(correction=None).exists()


def test_undoing_twice_does_it_once(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan")
    correction = correct(question, Action.KEY, teacher)
    for _ in range(2):
        undo(correction, by=teacher, reason="No.", at=TOMORROW)
    assert first(attempt).responses.count() == 3


def test_undoing_needs_a_reason(question, teacher):
    correction = correct(question, Action.KEY, teacher)
    with pytest.raises(ValueError, match="reason"):
        undo(correction, by=teacher, reason=" ")


def test_the_later_correction_is_undone_first(quiz, question, teacher):
    earlier = correct(question, Action.WORDING, teacher)
    later = correct(question, Action.VOID, teacher, at=TOMORROW)
    with pytest.raises(NotTheLatest) as refusal:
        undo(earlier, by=teacher, reason="No.")
    assert refusal.value.later == later


def test_undoing_a_void_asks_the_question_again(quiz, question, aigerim, teacher):
    correction = correct(question, Action.VOID, teacher)
    undo(correction, by=teacher, reason="It can be asked.", at=TOMORROW)
    assert start(aigerim, quiz, at=TOMORROW).items.filter(version__question=question).exists()


def test_an_answer_given_since_is_marked_as_if_the_correction_had_never_been(
    quiz, question, aigerim, teacher
):
    attempt = sit(aigerim, quiz, "Karachaganak", is_finished=False)
    correction = correct(question, Action.KEY, teacher)
    record_answer(
        first(attempt), {"answer": option(question, "Kashagan")}, sequence=2, by=aigerim, at=EVENING
    )
    assert first(attempt).fraction == 1.0
    undo(correction, by=teacher, reason="No.", at=TOMORROW)
    assert first(attempt).fraction == 0.0


def test_a_teachers_mark_given_since_survives_the_undoing(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan")
    correction = correct(question, Action.KEY, teacher)
    override(first(attempt), 0.25, reason="By hand.", by=teacher, at=EVENING)
    undo(correction, by=teacher, reason="No.", at=TOMORROW)
    assert standing(attempt)[0] == 0.25


def test_undoing_the_later_leaves_the_earlier_in_force(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan", is_finished=False)
    correct(question, Action.KEY, teacher)
    void = correct(question, Action.VOID, teacher, at=TOMORROW)
    undo(void, by=teacher, reason="No.", at=TOMORROW)
    item = first(attempt)
    assert item.fraction == 1.0
    record_answer(
        item, {"answer": option(question, "Karachaganak")}, sequence=item.last_sequence + 1, by=aigerim
    )
    record_answer(item, {"answer": option(question, "Kashagan")}, sequence=item.last_sequence + 2, by=aigerim)
    assert first(attempt).fraction == 1.0


def test_the_preview_of_an_undoing_is_its_result(quiz, question, aigerim, teacher):
    attempt = sit(aigerim, quiz, "Kashagan")
    correction = correct(question, Action.KEY, teacher)
    planned = plan_undo(correction)
    assert [(line.before.fraction, line.after.fraction) for line in planned.lines] == [(1.0, 0.0)]
    undo(correction, by=teacher, reason="No.", expects=planned.fingerprint, at=TOMORROW)
    assert standing(attempt) == (0.0, 0.0, 4.0)


# --- whatever happens

CHOICES = ["Tengiz", "Kashagan", "Karachaganak"]
moves = st.lists(
    st.one_of(
        st.tuples(st.just("start"), st.integers(0, 1), st.just("")),
        st.tuples(st.just("answer"), st.integers(0, 1), st.sampled_from(CHOICES)),
        st.tuples(st.just("answer"), st.integers(0, 1), st.sampled_from(CHOICES)),
        st.tuples(st.just("finish"), st.integers(0, 1), st.just("")),
        st.tuples(st.just("override"), st.integers(0, 1), st.sampled_from(["0", "0.5", "1"])),
        st.tuples(
            st.sampled_from(["correct", "lower"]),
            st.integers(0, 2),
            st.sampled_from([action.value for action in Action]),
        ),
        st.tuples(st.just("undo"), st.just(0), st.just("")),
    ),
    min_size=4,
    max_size=16,
)


class World:
    """A quiz of two questions, two learners and a teacher, and a clock that goes on with every move."""

    def __init__(self):
        self.question = make_question(make_course())
        self.quiz = make_quiz([self.question, make_question(self.question.course, "number")])
        self.learners = [make_user(), make_user()]
        self.teacher = make_user(is_staff=True)
        self.now = NOON

    def play(self, move, which, what):
        self.now += timedelta(minutes=1)
        with suppress(StaleAnswer, AttemptClosed, BadCorrection):
            getattr(self, f"_{move}")(which, what)

    def _item(self, which):
        mine = AttemptItem.objects.filter(attempt__user=self.learners[which])
        return mine.filter(version__question=self.question).order_by("-pk").first()

    def _start(self, which, _what):
        start(self.learners[which], self.quiz, at=self.now)

    def _answer(self, which, what):
        if item := self._item(which):
            answer = {"answer": next(
                one["id"] for one in item.version.body["options"] if one["text"] == what
            )}  # fmt: skip
            sequence = item.last_sequence + 1
            record_answer(item, answer, sequence=sequence, by=self.learners[which], at=self.now)

    def _finish(self, which, _what):
        for attempt in Attempt.objects.filter(user=self.learners[which], state="open"):
            finish(attempt, at=self.now)

    def _override(self, which, what):
        if item := self._item(which):
            override(item, float(what), reason="By hand.", by=self.teacher, at=self.now)

    def _correct(self, which, what, lowers=False):
        fields = {"lowers": lowers and what in Correction.LOWERING}
        self.question = Question.objects.get(pk=self.question.pk)
        if what == Action.KEY:
            fields["body"] = with_key(self.question, CHOICES[which])
        elif what == Action.ACCEPT:
            fields["body"] = accepting(self.question, CHOICES[which])
        elif what == Action.FULL_CREDIT:
            fields["whom"] = ["answered", "everybody"][which % 2]
        proposed = draft(self.question, what, self.teacher, **fields)
        self._check_and_apply(proposed, lowers)

    def _lower(self, which, what):
        self._correct(which, what, lowers=True)

    def _check_and_apply(self, proposed, lowers):
        before, fractions = grades(), fractions_of()
        planned = plan(proposed)
        apply(proposed, by=self.teacher, expects=planned.fingerprint, at=self.now)
        after = grades()
        for line in planned.lines:
            item = AttemptItem.objects.get(pk=line.item.pk)
            assert (item.state, item.fraction) == (line.after.state, line.after.fraction)
            if line.total_after:
                assert after[line.attempt.pk] == line.total_after.grade
        if not lowers:
            assert all(after[pk] >= before[pk] - 1e-9 for pk in before)
            assert_no_fraction_fell(fractions)

    def _undo(self, _which, _what):
        latest = Correction.objects.filter(question=self.question).standing().last()
        if latest:
            undo(latest, by=self.teacher, reason="No.", at=self.now)


def grades():
    return {attempt.pk: attempt.grade for attempt in Attempt.objects.filter(state="finished")}


def fractions_of():
    return dict(AttemptItem.objects.values_list("pk", "fraction"))


def assert_no_fraction_fell(before):
    for pk, state, fraction in AttemptItem.objects.values_list("pk", "state", "fraction"):
        assert state == "voided" or (fraction or 0) >= (before[pk] or 0) - 1e-9


@given(moves=moves)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_replay_is_cache_preview_is_result_and_nothing_falls_unasked(moves):
    world = World()
    for move in moves:
        world.play(*move)
        assert list(folding.mismatches()) == []


@given(moves=moves, action=st.sampled_from([action.value for action in Action]), lowers=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happened_before_undoing_at_once_restores_every_number(moves, action, lowers):
    world = World()
    for move in moves:
        world.play(*move)
    before = numbers()
    published = Question.objects.get(pk=world.question.pk).published_id
    applied = Correction.objects.filter(applied_at__isnull=False).aggregate(Max("pk"))
    world.play("lower" if lowers else "correct", 2, action)
    if Correction.objects.filter(applied_at__isnull=False).aggregate(Max("pk")) != applied:
        world.play("undo", 0, "")
    assert numbers() == before
    assert Question.objects.get(pk=world.question.pk).published_id == published
