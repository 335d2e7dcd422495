"""Learners hear what was corrected and why, beside the wording they saw; and a command proves it all."""

import csv
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quizzes.changes import changes_for
from quizzes.models import Attempt, AttemptItem, Correction, Question
from quizzes.regrading import apply, override, propose, save_draft, undo
from quizzes.taking import finish, item_for_check, record_answer, start
from tests.factories import (
    NOON,
    make_attempt,
    make_checks,
    make_course,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
)

pytestmark = pytest.mark.django_db
EVENING = NOON + timedelta(hours=6)
TOMORROW = NOON + timedelta(days=1)
REASON = "Kashagan was right all along."


@pytest.fixture
def teacher():
    return make_user("teacher", is_staff=True)


@pytest.fixture
def dana():
    return make_user("dana")


@pytest.fixture
def question():
    return make_question(make_course())


@pytest.fixture
def quiz(question):
    return make_quiz([question, make_question(question.course, "number")])


def choose(item, text, by, at=NOON):
    chosen = next(one["id"] for one in item.version.body["options"] if one["text"] == text)
    record_answer(item, {"answer": chosen}, sequence=item.last_sequence + 1, by=by, at=at)


def sit(learner, quiz, text="Kashagan", *, at=NOON, is_finished=True):
    attempt = start(learner, quiz, at=at)
    choose(attempt.items.select_related("version").get(position=1), text, learner, at)
    return finish(attempt, at=at + timedelta(minutes=1)) if is_finished else attempt


def rekey(question, teacher, at=EVENING, **fields):
    question = Question.objects.get(pk=question.pk)
    options = [
        {**one, "correct": one["text"] == "Kashagan", "feedback": one["feedback"] or "No."}
        for one in question.published.body["options"]
    ]
    body = {**question.published.body, "options": options}
    draft = propose(question, "key", by=teacher, reason=REASON, body=body, at=at, **fields)
    return apply(save_draft(draft), by=teacher, at=at)


def reword(question, teacher, at=EVENING):
    body = {**question.published.body, "prompt": "Reworded?"}
    draft = propose(question, "wording", by=teacher, reason="A slip of the pen.", body=body, at=at)
    return apply(save_draft(draft), by=teacher, at=at)


def news(learner):
    return [(one.before.fraction, one.after.fraction, one.reason) for one in changes_for(learner, "en").marks]


# --- at home


def test_who_has_more_by_it_is_told_what_and_why(quiz, question, dana, teacher):
    sit(dana, quiz)
    rekey(question, teacher)
    assert news(dana) == [(0.0, 1.0, REASON)]


def test_who_keeps_the_mark_is_told_nothing(quiz, question, dana, teacher):
    sit(dana, quiz, "Tengiz")
    rekey(question, teacher)
    assert not changes_for(dana, "en")


def test_working_again_takes_the_news_away(quiz, question, dana, teacher):
    sit(dana, quiz)
    rekey(question, teacher)
    sit(dana, quiz, at=TOMORROW)
    assert news(dana) == []


def test_of_an_open_attempt_nothing_is_told(quiz, question, dana, teacher):
    sit(dana, quiz, is_finished=False)
    rekey(question, teacher)
    assert news(dana) == []


def test_what_was_corrected_before_it_was_finished_is_no_news(quiz, question, dana, teacher):
    attempt = sit(dana, quiz, is_finished=False)
    rekey(question, teacher)
    finish(attempt, at=TOMORROW)
    assert news(dana) == []


def test_while_the_key_is_held_back_nothing_is_told(quiz, question, dana, teacher):
    attempt = sit(dana, quiz)
    Attempt.objects.filter(pk=attempt.pk).update(key_from=NOON + timedelta(days=36500))
    rekey(question, teacher)
    assert news(dana) == []


def test_a_correction_taken_back_before_they_came_is_no_news(quiz, question, dana, teacher):
    sit(dana, quiz)
    undo(rekey(question, teacher), by=teacher, reason="A slip.", at=TOMORROW)
    assert news(dana) == []


def test_two_corrections_are_told_as_one_change(quiz, question, dana, teacher):
    sit(dana, quiz)
    rekey(question, teacher)
    item = AttemptItem.objects.get(version__question=question)
    override(item, 0.5, reason="Half.", by=teacher, at=TOMORROW)
    assert news(dana) == [(0.0, 0.5, "Half.")]


def test_a_new_wording_is_told_with_its_reason(quiz, question, dana, teacher):
    sit(dana, quiz)
    reword(question, teacher)
    versions: list[Any] = list(changes_for(dana, "en").questions)
    assert [version.reason for version in versions] == ["A slip of the pen."]


def test_a_new_key_is_not_told_as_a_wording_that_leaves_the_mark(quiz, question, dana, teacher):
    sit(dana, quiz)
    rekey(question, teacher)
    assert not changes_for(dana, "en").questions


def test_a_check_marked_anew_is_told_too(client, dana, teacher):
    check = make_checks(make_lesson(make_course()).sections.first())[0]
    choose(item_for_check(dana, check, at=NOON), "Kashagan", dana)
    rekey(check, teacher)
    client.force_login(dana)
    html = client.get("/").content.decode()
    assert REASON in html
    assert f"#check-{check.slug}" in html


def test_home_leads_to_the_answer_that_was_marked_anew(client, quiz, question, dana, teacher):
    attempt = sit(dana, quiz)
    rekey(question, teacher)
    client.force_login(dana)
    html = client.get("/").content.decode()
    assert f"{reverse('attempt_review', args=[attempt.pk])}#question-1" in html
    assert "before: 0%; now: 100%" in html


def test_nobody_hears_of_anothers_marks(quiz, question, dana, teacher):
    sit(dana, quiz)
    bob = make_user("bob")
    make_attempt(bob, make_quiz([make_question(question.course)]))
    rekey(question, teacher)
    assert news(bob) == []


# --- on the review page


def review(client, attempt):
    client.force_login(attempt.user)
    return client.get(reverse("attempt_review", args=[attempt.pk])).content.decode()


def test_the_review_says_what_changed_why_and_what_is_right_now(client, quiz, question, dana, teacher):
    attempt = sit(dana, quiz)
    rekey(question, teacher)
    html = review(client, attempt)
    assert "Before: 0%; now: 100%." in html
    assert REASON in html
    assert "Right is now: Kashagan" in html
    assert "Question 1: 1 of 1" in html


def test_the_review_still_shows_the_old_wording_and_the_old_key(client, quiz, question, dana, teacher):
    attempt = sit(dana, quiz)
    reword(question, teacher)
    rekey(question, teacher, at=TOMORROW)
    html = review(client, attempt)
    assert "Which field was signed for in 1993?" in html
    assert "Reworded?" not in html
    assert "CANARY-FEEDBACK Kashagan came in 1997." in html


def test_a_voided_question_is_said_not_to_count(client, quiz, question, dana, teacher):
    attempt = sit(dana, quiz)
    apply(save_draft(propose(question, "void", by=teacher, reason="Nobody can know.")), by=teacher)
    html = review(client, attempt)
    assert "Question 1: does not count" in html
    assert "Nobody can know." in html


def test_a_correction_taken_back_is_told_with_both_reasons(client, quiz, question, dana, teacher):
    attempt = sit(dana, quiz)
    undo(rekey(question, teacher), by=teacher, reason="It was right before.", at=TOMORROW)
    html = review(client, attempt)
    assert REASON in html
    assert "It was right before." in html
    assert "Before: 100%; now: 0%." in html


def test_a_note_to_teachers_is_shown_to_no_learner(client, quiz, question, dana, teacher):
    attempt = sit(dana, quiz)
    rekey(question, teacher, note="CANARY-NOTE")
    assert "CANARY-NOTE" not in review(client, attempt) + client.get("/").content.decode()


def test_an_open_attempt_shows_nothing_of_a_correction(client, quiz, question, dana, teacher):
    attempt = sit(dana, quiz, is_finished=False)
    rekey(question, teacher)
    client.force_login(dana)
    for address in ("attempt", "attempt_finish"):
        html = client.get(reverse(address, args=[attempt.pk]), {"at": 1}).content.decode()
        assert REASON not in html
        assert "corrected" not in html


def test_a_voided_question_of_an_open_attempt_looks_as_it_did(client, quiz, question, dana, teacher):
    attempt = sit(dana, quiz, is_finished=False)
    client.force_login(dana)
    pages = [reverse("attempt", args=[attempt.pk]) + "?at=2", reverse("attempt_finish", args=[attempt.pk])]
    before = [without_tokens(client.get(page)) for page in pages]
    apply(save_draft(propose(question, "void", by=teacher, reason="Nobody can know.")), by=teacher)
    assert [without_tokens(client.get(page)) for page in pages] == before


def without_tokens(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_the_review_costs_the_same_with_one_correction_or_many(client, dana, teacher):
    client.force_login(dana)
    counts = []
    for size in (1, 6):
        course = make_course()
        questions = [make_question(course) for _ in range(size + 1)]
        attempt = make_attempt(dana, make_quiz(questions), right=0)
        for question in questions[:size]:
            draft = propose(question, "full_credit", by=teacher, reason="So.", whom="everybody")
            apply(save_draft(draft), by=teacher)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("attempt_review", args=[attempt.pk]))
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- in the files they take away


def rows_of(client, learner):
    client.force_login(learner)
    text = client.get(reverse("progress_csv")).content.decode()
    return [(row["action"], row["fraction"], row["reason"]) for row in csv.DictReader(StringIO(text[1:]))]


def test_the_record_has_a_row_for_the_answer_and_one_for_each_correction(
    client, quiz, question, dana, teacher
):
    sit(dana, quiz)
    rekey(question, teacher)
    assert rows_of(client, dana) == [("answer", "0.0", ""), ("regrade", "1.0", REASON)]


def test_the_record_tells_nothing_of_a_correction_in_an_open_attempt(client, quiz, question, dana, teacher):
    sit(dana, quiz, is_finished=False)
    rekey(question, teacher)
    assert rows_of(client, dana) == [("answer", "", "")]


# --- the command


def regrade(**options):
    out = StringIO()
    call_command("regrade", stdout=out, **options)
    return out.getvalue()


def test_the_check_passes_after_corrections_and_undoings(quiz, question, dana, teacher):
    sit(dana, quiz)
    undo(rekey(question, teacher), by=teacher, reason="No.", at=TOMORROW)
    rekey(question, teacher, at=TOMORROW)
    assert "Every cached number is what its responses say." in regrade(check=True)


def test_the_check_fails_and_names_what_differs(quiz, dana):
    attempt = sit(dana, quiz)
    Attempt.objects.filter(pk=attempt.pk).update(mark=2.0)
    with pytest.raises(CommandError, match="1 differ"):
        regrade(check=True)
    assert regrade(rebuild=True) == "1 rows written anew\n"
    attempt.refresh_from_db()
    assert attempt.mark == 0.0


def test_the_command_wants_to_be_told_what_to_do():
    with pytest.raises(CommandError):
        regrade()


def test_a_draft_alone_changes_nothing_for_anybody(quiz, question, dana, teacher):
    sit(dana, quiz)
    save_draft(propose(question, "void", by=teacher, reason="Nobody can know."))
    assert Correction.objects.drafts().exists()
    assert news(dana) == []
