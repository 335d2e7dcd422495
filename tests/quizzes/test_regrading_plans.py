"""Corrections are planned first, applied once, and undone exactly."""

import pytest

from quizzes.models import Attempt, AttemptItem, Correction, Quiz, Response
from quizzes.regrading import (
    BadCorrection,
    NotTheLatest,
    OutOfDate,
    Overtaken,
    apply,
    override,
    plan,
    plan_undo,
    undo,
)
from quizzes.regrading.proposing import actions_for
from quizzes.taking import record_answer, start
from tests.factories import make_course, make_question, make_quiz, make_user, publish
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
