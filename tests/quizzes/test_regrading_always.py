"""Whatever happens: cache is replay, preview is result, nothing falls unasked, undoing restores it all."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db.models import Max
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes import folding
from quizzes.models import Attempt, AttemptItem, Correction, Question
from quizzes.regrading import BadCorrection, apply, override, plan, undo
from quizzes.taking import AttemptClosed, StaleAnswer, finish, record_answer, start
from tests.factories import NOON, make_course, make_question, make_quiz, make_user
from tests.quizzes.correcting import Action, accepting, draft, numbers, with_key

pytestmark = pytest.mark.django_db

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
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_replay_is_cache_preview_is_result_and_nothing_falls_unasked(moves):
    world = World()
    for move in moves:
        world.play(*move)
        assert list(folding.mismatches()) == []


@given(moves=moves, action=st.sampled_from([action.value for action in Action]), lowers=st.booleans())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
