"""A learner reports an error; it reaches the question's teachers; the learner hears of it, once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from kzlearn.adapter import move_work
from quizzes.changes import changes_for
from quizzes.models import Question, QuestionReport
from quizzes.regrading import apply, propose, save_draft
from quizzes.reporting import JOINED, LONGEST, MOST, TooManyReports, replies_to, report, resolve, take_off
from quizzes.taking import start
from tests.factories import (
    NOON,
    make_attempt,
    make_checks,
    make_course,
    make_guest,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db
TOMORROW = NOON + timedelta(days=1)
WRONG = {"text": "Tengiz was signed for in 1993, was it not?"}


@pytest.fixture
def dana():
    return make_user("dana")


@pytest.fixture
def teacher():
    teacher = make_user("teacher", is_staff=True)
    teacher.user_permissions.add(Permission.objects.get(codename="change_question"))
    return teacher


@pytest.fixture
def question():
    return make_question(make_course())


@pytest.fixture
def attempt(dana, question):
    return make_attempt(dana, make_quiz([question]))


@pytest.fixture
def check():
    return make_checks(make_lesson(make_course()).sections.first())[0]


def in_attempt(attempt, position=1):
    return reverse("attempt_report", args=[attempt.pk, position])


def in_check(check):
    return reverse("check_report", args=[check.slug])


# --- what is written down


def test_a_report_keeps_the_version_that_was_seen(question, dana):
    seen = question.published
    publish(question, "single_choice", {**seen.body, "prompt": "Worded anew?"})
    assert report(seen, "Odd.", by=dana, at=NOON).version.number == 1


def test_a_second_report_of_the_same_version_joins_the_first(question, dana):
    first = report(question.published, "Odd.", by=dana, at=NOON)
    assert report(question.published, "And wrong.", by=dana, at=NOON) == first
    assert QuestionReport.objects.get().text == "Odd.\n\nAnd wrong."


def test_the_same_words_twice_are_said_once(question, dana):
    for _ in range(2):
        report(question.published, "Odd.", by=dana, at=NOON)
    assert QuestionReport.objects.get().text == "Odd."


def test_once_replied_to_a_version_can_be_reported_anew(question, dana, teacher):
    first = report(question.published, "Odd.", by=dana, at=NOON)
    resolve(first.pk, question, reply="It is not.", by=teacher, at=NOON)
    assert report(question.published, "Odd.", by=dana, at=NOON) != first


@pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST + 1)])
def test_a_report_has_a_text_of_some_length(question, dana, text):
    with pytest.raises(ValueError, match="characters"):
        report(question.published, text, by=dana, at=NOON)


def test_a_learner_reports_so_many_questions_an_hour(dana):
    course = make_course()
    questions = [make_question(course) for _ in range(MOST + 1)]
    for question in questions[:-1]:
        report(question.published, "Odd.", by=dana, at=NOON)
    with pytest.raises(TooManyReports):
        report(questions[-1].published, "Odd.", by=dana, at=NOON)
    report(questions[-1].published, "Odd.", by=dana, at=NOON + timedelta(minutes=61))
    report(questions[0].published, "More.", by=dana, at=NOON)


def test_one_report_does_not_grow_without_end(question, dana):
    with pytest.raises(TooManyReports):
        for number in range(JOINED // LONGEST + 1):
            report(question.published, f"{number}" * LONGEST, by=dana, at=NOON)


# --- from the pages


def test_the_review_page_has_a_form_that_reports_the_question(client, dana, attempt, question):
    client.force_login(dana)
    assert in_attempt(attempt) in client.get(reverse("attempt_review", args=[attempt.pk])).content.decode()
    response = client.post(in_attempt(attempt), WRONG)
    thanks = client.get(response.url).content.decode()
    assert f"{reverse('attempt_review', args=[attempt.pk])}#question-1" in thanks
    found = QuestionReport.objects.get()
    assert (found.user, found.version, found.text) == (dana, question.published, WRONG["text"])


def test_a_check_is_reported_in_the_version_that_its_form_names(client, dana, check):
    client.force_login(dana)
    old = check.published
    publish(check, "single_choice", {**old.body, "prompt": "Worded anew?"})
    client.post(in_check(check), WRONG | {"version": "1"})
    assert QuestionReport.objects.get().version == old


def test_a_guest_reports_too_and_a_stranger_becomes_one(client, check):
    assert client.post(in_check(check), WRONG | {"version": "1"}).status_code == 302
    assert QuestionReport.objects.get().user.is_guest


def test_a_stranger_who_sends_nothing_is_made_no_guest(client, check):
    assert "error-summary" in client.post(in_check(check), {"text": " "}).content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST + 1), "nul \x00"])
def test_a_form_with_something_amiss_comes_back_with_what_was_typed(client, dana, attempt, text):
    client.force_login(dana)
    response = client.post(in_attempt(attempt), {"text": text})
    assert (response.status_code, "error-summary" in response.content.decode()) == (200, True)
    assert not QuestionReport.objects.exists()


@pytest.mark.parametrize("version", ["0", "7", "-1", "one", "9" * 30, "٣"])
def test_a_version_that_never_was_is_refused(client, dana, check, version):
    client.force_login(dana)
    assert client.post(in_check(check), WRONG | {"version": version}).status_code == 400
    assert not QuestionReport.objects.exists()


def test_too_many_reports_are_told_so_and_lose_nothing_typed(client, dana, attempt):
    course = make_course()
    for _ in range(MOST):
        report(make_question(course).published, "Odd.", by=dana)
    client.force_login(dana)
    html = client.post(in_attempt(attempt), WRONG).content.decode()
    assert "was it not?" in html
    assert "You have sent many reports" in html


def test_reading_the_form_writes_nothing(client, check):
    assert client.get(in_check(check)).status_code == 200
    assert not User.objects.exists()


# --- who may


def test_a_strangers_attempt_cannot_be_reported(client, attempt):
    client.force_login(make_user("bob"))
    assert client.post(in_attempt(attempt), WRONG).status_code == 404


def test_without_signing_in_no_attempt_can_be_reported(client, attempt):
    assert client.post(in_attempt(attempt), WRONG).status_code == 302
    assert not QuestionReport.objects.exists()


def test_a_question_of_an_open_attempt_is_not_reported(client, dana, question):
    attempt = start(dana, make_quiz([question]))
    client.force_login(dana)
    assert client.post(in_attempt(attempt), WRONG).status_code == 404


@pytest.mark.parametrize("position", [0, 2, 99])
def test_a_question_that_is_not_there_is_not_reported(client, dana, attempt, position):
    client.force_login(dana)
    assert client.post(in_attempt(attempt, position), WRONG).status_code == 404


def test_a_question_that_is_no_check_has_no_such_page(client, dana, question):
    client.force_login(dana)
    assert client.post(in_check(question), WRONG).status_code == 404


# --- the reply


@pytest.fixture
def reported(question, dana):
    return report(question.published, "Odd.", by=dana, at=NOON)


def reply(report, **sent):
    """What the form on the teacher's page sends."""
    return {f"report-{report.pk}-{name}": value for name, value in sent.items()}


def test_the_teacher_sees_the_report_with_the_version_and_replies(client, question, reported, teacher):
    client.force_login(teacher)
    html = client.get(reverse("corrections", args=[question.pk])).content.decode()
    assert "saw version 1" in html
    address = reverse("report_resolve", args=[question.pk, reported.pk])
    assert client.post(address, reply(reported, reply="Thank you, put right.")).status_code == 302
    reported.refresh_from_db()
    assert (reported.reply, reported.resolved_by) == ("Thank you, put right.", teacher)


def test_a_reply_may_name_the_correction_it_led_to(client, question, reported, teacher):
    draft = propose(question, "void", by=teacher, reason="Odd.")
    correction = apply(save_draft(draft), by=teacher)
    client.force_login(teacher)
    address = reverse("report_resolve", args=[question.pk, reported.pk])
    client.post(address, reply(reported, reply="Yes.", correction=correction.pk))
    assert QuestionReport.objects.get().correction == correction


def test_a_correction_of_another_question_is_refused(client, question, reported, teacher):
    stranger = make_question(question.course)
    correction = apply(save_draft(propose(stranger, "void", by=teacher, reason="Odd.")), by=teacher)
    client.force_login(teacher)
    address = reverse("report_resolve", args=[question.pk, reported.pk])
    html = client.post(address, reply(reported, reply="Yes.", correction=correction.pk)).content.decode()
    assert "error-summary" in html
    reported.refresh_from_db()
    assert reported.resolved_at is None


def test_a_reply_to_a_report_of_another_question_leads_nowhere(client, question, reported, teacher):
    stranger = make_question(question.course)
    client.force_login(teacher)
    address = reverse("report_resolve", args=[stranger.pk, reported.pk])
    assert client.post(address, reply(reported, reply="Yes.")).status_code == 404


def test_an_empty_reply_is_refused(client, question, reported, teacher):
    client.force_login(teacher)
    address = reverse("report_resolve", args=[question.pk, reported.pk])
    assert "error-summary" in client.post(address, reply(reported, reply=" ")).content.decode()


def test_the_first_reply_stands(question, reported, teacher):
    resolve(reported.pk, question, reply="First.", by=teacher, at=NOON)
    assert resolve(reported.pk, question, reply="Second.", by=teacher, at=TOMORROW).reply == "First."


def test_the_learner_reads_the_reply_at_home_until_they_take_it_off(
    client, question, reported, dana, teacher
):
    resolve(reported.pk, question, reply="You were right.", by=teacher)
    client.force_login(dana)
    for _ in range(2):  # reading the page does not take it off
        assert "You were right." in client.get("/").content.decode()
    assert client.post(reverse("reply_seen", args=[reported.pk])).url == "/"
    assert "You were right." not in client.get("/").content.decode()


def test_a_reply_reaches_one_who_has_answered_nothing(client, question, reported, dana, teacher):
    resolve(reported.pk, question, reply="You were right.", by=teacher)
    assert changes_for(dana, "en").replies


def test_somebody_elses_reply_cannot_be_taken_off(client, question, reported, teacher):
    resolve(reported.pk, question, reply="You were right.", by=teacher)
    client.force_login(make_user("bob"))
    assert client.post(reverse("reply_seen", args=[reported.pk])).status_code == 404


def test_a_reply_is_not_taken_off_by_following_a_link(client, question, reported, dana, teacher):
    resolve(reported.pk, question, reply="You were right.", by=teacher)
    client.force_login(dana)
    assert client.get(reverse("reply_seen", args=[reported.pk])).status_code == 405


def test_what_has_no_reply_yet_cannot_be_taken_off(reported, dana):
    with pytest.raises(Http404):
        take_off(dana, reported.pk)


# --- a guest who signs in


def test_a_guests_reports_go_along_to_the_account(question, dana, teacher):
    guest = make_guest()
    sent = report(question.published, "Odd.", by=guest, at=NOON)
    move_work(guest, dana)
    resolve(sent.pk, question, reply="Thank you.", by=teacher)
    assert list(replies_to(dana)) == [sent]


def test_where_both_reported_the_same_version_the_two_are_joined(question, dana):
    guest = make_guest()
    report(question.published, "Odd.", by=guest, at=NOON)
    report(question.published, "Wrong.", by=dana, at=NOON)
    move_work(guest, dana)
    assert QuestionReport.objects.get().text == "Wrong.\n\nOdd."


def test_a_question_with_reports_is_not_deleted(question, reported):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        Question.objects.filter(pk=question.pk).delete()
