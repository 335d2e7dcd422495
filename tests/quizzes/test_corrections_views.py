"""The teacher's pages for putting a question right."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from quizzes.models import Correction, Question, QuestionVersion, Response
from quizzes.regrading import apply, plan, propose, save_draft
from quizzes.reporting import report
from quizzes.taking import finish, record_answer, start
from tests.factories import (
    NOON,
    make_attempt,
    make_course,
    make_guest,
    make_question,
    make_quiz,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db
REASON = {"reason": "The key was wrong.", "note": "Seen by the class."}
TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def teacher():
    """May change questions; nothing else is asked of who corrects them."""
    teacher = make_user("teacher", is_staff=True)
    teacher.user_permissions.add(Permission.objects.get(codename="change_question"))
    return teacher


@pytest.fixture
def question():
    return make_question(make_course())


@pytest.fixture
def quiz(question):
    return make_quiz([question, make_question(question.course, "number")])


@pytest.fixture
def site(client, teacher):
    client.force_login(teacher)
    return client


def option(question, text):
    return next(one["id"] for one in question.published.body["options"] if one["text"] == text)


def sit(quiz, choice, learner=None):
    learner = learner or make_user()
    attempt = start(learner, quiz, at=NOON)
    item = attempt.items.select_related("version__question__published").get(position=1)
    chosen = option(item.version.question, choice)
    record_answer(item, {"answer": chosen}, sequence=1, by=learner, at=NOON)
    return finish(attempt, at=NOON)


def new(question, action):
    return reverse("correction_new", args=[question.pk, action])


def page(correction, name="correction"):
    return reverse(name, args=[correction.question_id, correction.pk])


def key_form(question, text="Kashagan"):
    """What the form of a new key sends, the key being this option."""
    sent = {"right": option(question, text), f"said-{option(question, 'Tengiz')}": "It was not."}
    body = question.published.body
    for place, one in enumerate(body["options"]):
        if one["feedback"]:
            sent[f"options-{place}-feedback"] = one["feedback"]
    return {**sent, "explanation": body["explanation"], **REASON}


def make_draft(question, teacher, action="void", **fields):
    return save_draft(propose(question, action, by=teacher, reason="It was wrong.", at=NOON, **fields))


def addresses(question, correction):
    """Each page, and how it is asked for."""
    return {
        "overview": ("get", reverse("corrections", args=[question.pk])),
        "form": ("get", new(question, "key")),
        "proposal": ("post", new(question, "key")),
        "draft": ("get", page(correction)),
        "change": ("post", page(correction)),
        "apply": ("post", page(correction, "correction_apply")),
        "undo": ("post", page(correction, "correction_undo")),
        "discard": ("post", page(correction, "correction_discard")),
        "sheet": ("get", page(correction, "correction_csv")),
        "reply": ("post", reverse("report_resolve", args=[question.pk, 1])),
    }


PAGES = list(addresses(Question(pk=1), Correction(pk=1, question_id=1)))


# --- who may


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_asked_to_sign_in(client, question, teacher, name):
    method, address = addresses(question, make_draft(question, teacher))[name]
    response = getattr(client, method)(address)
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("make", [make_user, make_guest])
@pytest.mark.parametrize("name", PAGES)
def test_for_a_learner_there_is_no_such_page(client, question, teacher, name, make):
    method, address = addresses(question, make_draft(question, teacher))[name]
    client.force_login(make())
    assert getattr(client, method)(address).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_staff_who_may_not_change_questions_are_refused(client, question, teacher, name):
    method, address = addresses(question, make_draft(question, teacher))[name]
    client.force_login(make_user("reader", is_staff=True))
    assert getattr(client, method)(address).status_code == 403


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("overview", "form", "proposal")])
def test_an_address_with_another_question_leads_nowhere(site, question, teacher, name):
    stranger = make_question(question.course)
    correction = make_draft(question, teacher)
    correction.question_id = stranger.pk
    method, address = addresses(stranger, correction)[name]
    assert getattr(site, method)(address, {"report-1-reply": "Yes."}).status_code == 404
    assert not Response.objects.filter(action="regrade").exists()


@pytest.mark.parametrize("name", ["apply", "discard"])
def test_nothing_is_done_by_following_a_link(site, question, teacher, name):
    _method, address = addresses(question, make_draft(question, teacher))[name]
    assert site.get(address).status_code == 405
    assert Correction.objects.drafts().count() == 1


# --- the way from a slip to a correction


def test_the_overview_names_what_can_be_done_and_the_key(site, question, quiz):
    sit(quiz, "Kashagan")
    html = site.get(reverse("corrections", args=[question.pk])).content.decode()
    for action in ("wording", "key", "accept", "void", "full_credit"):
        assert new(question, action) in html
    assert "CANARY-EXPLANATION" in html
    assert "in 1 attempt" in html


def test_a_new_key_is_planned_shown_and_applied(site, question, quiz):
    attempt = sit(quiz, "Kashagan", make_user("saule", display_name="Saule"))
    response = site.post(new(question, "key"), key_form(question))
    draft = Correction.objects.get()
    assert response.url == page(draft)
    html = site.get(page(draft)).content.decode()
    assert "Saule" in html
    assert "1 mark changes, of 1." in html
    sent = {"fingerprint": plan(draft).fingerprint}
    assert site.post(page(draft, "correction_apply"), sent).url == page(draft)
    attempt.refresh_from_db()
    assert attempt.mark == 1.0
    assert "What it did" in site.get(page(draft)).content.decode()


def test_applying_twice_does_it_once(site, question, quiz):
    sit(quiz, "Kashagan")
    site.post(new(question, "key"), key_form(question))
    draft = Correction.objects.get()
    sent = {"fingerprint": plan(draft).fingerprint}
    for _ in range(2):
        assert site.post(page(draft, "correction_apply"), sent).status_code == 302
    assert Response.objects.filter(action="regrade").count() == 1


def test_a_plan_out_of_date_is_shown_anew_and_not_applied(site, question, quiz, teacher):
    draft = make_draft(question, teacher)
    shown = plan(draft).fingerprint
    sit(quiz, "Kashagan")
    response = site.post(page(draft, "correction_apply"), {"fingerprint": shown})
    assert response.status_code == 409
    assert "Nothing was changed." in response.content.decode()
    assert not Response.objects.filter(action="regrade").exists()


@pytest.mark.parametrize("sent", [{}, {"fingerprint": ""}, {"fingerprint": "0" * 32}])
def test_a_plan_that_was_not_seen_is_not_applied(site, question, quiz, teacher, sent):
    draft = make_draft(question, teacher)
    assert site.post(page(draft, "correction_apply"), sent).status_code == 409
    assert Correction.objects.drafts().count() == 1


def test_a_draft_from_an_older_wording_is_not_applied(site, question, quiz, teacher):
    draft = make_draft(question, teacher)
    publish(question, "single_choice", {**question.published.body, "prompt": "Anew?"})
    response = site.post(page(draft, "correction_apply"), {"fingerprint": plan(draft).fingerprint})
    assert response.status_code == 409
    assert "This draft is out of date." in response.content.decode()


def test_who_would_fall_is_named_and_falls_only_with_the_tick(site, question, quiz):
    attempt = sit(quiz, "Tengiz")
    site.post(new(question, "key"), key_form(question))
    draft = Correction.objects.get()
    assert "would fall and keep their mark" in site.get(page(draft)).content.decode()
    site.post(page(draft), {"lowers": "on", **REASON})
    draft.refresh_from_db()
    site.post(page(draft, "correction_apply"), {"fingerprint": plan(draft).fingerprint})
    attempt.refresh_from_db()
    assert attempt.mark == 0.0


def test_lowering_without_a_reason_is_refused(site, question, teacher):
    draft = make_draft(question, teacher)
    response = site.post(page(draft), {"lowers": "on", "reason": "  "})
    assert "error-summary" in response.content.decode()
    draft.refresh_from_db()
    assert not draft.lowers


def test_a_tick_made_meanwhile_makes_a_plan_that_was_seen_without_it_out_of_date(
    site, question, quiz, teacher
):
    attempt = sit(quiz, "Tengiz")
    draft = make_draft(question, teacher)
    seen = plan(draft).fingerprint
    site.post(page(draft), {"lowers": "on", **REASON})
    assert site.post(page(draft, "correction_apply"), {"fingerprint": seen}).status_code == 409
    attempt.refresh_from_db()
    assert attempt.mark == 1.0


def test_the_whole_plan_is_a_table_that_runs_nothing(site, question, quiz, teacher):
    sit(quiz, "Kashagan", make_user("sly", display_name="=cmd|' /C calc'!A0"))
    text = site.get(page(make_draft(question, teacher), "correction_csv")).content.decode()
    assert text.startswith("\ufeff")
    row = next(csv.DictReader(io.StringIO(text[1:])))
    assert row["learner"] == "'=cmd|' /C calc'!A0"
    assert (row["answer"], row["fraction before"], row["fraction after"]) == (
        "Kashagan", "0.0", "does not count"
    )  # fmt: skip
    assert (row["mark before"], row["highest mark before"], row["highest mark after"]) == (
        "0.0",
        "2.0",
        "1.0",
    )


def test_a_draft_is_thrown_away_and_what_was_applied_is_not(site, question, teacher):
    draft = make_draft(question, teacher)
    assert site.post(page(draft, "correction_discard")).status_code == 302
    assert not Correction.objects.exists()
    applied = apply(make_draft(question, teacher), by=teacher, at=NOON)
    site.post(page(applied, "correction_discard"))
    assert Correction.objects.count() == 1


def test_taking_back_asks_why_and_gives_everybody_what_they_had(site, question, quiz, teacher):
    attempt = sit(quiz, "Kashagan")
    applied = apply(make_draft(question, teacher), by=teacher)
    html = site.get(page(applied, "correction_undo")).content.decode()
    fingerprint = html.split('name="fingerprint" value="')[1].split('"')[0]
    refused = site.post(page(applied, "correction_undo"), {"fingerprint": fingerprint, "reason": ""})
    assert "error-summary" in refused.content.decode()
    done = site.post(page(applied, "correction_undo"), {"fingerprint": fingerprint, "reason": "It stands."})
    assert done.url == page(applied)
    attempt.refresh_from_db()
    assert (attempt.mark, attempt.max_mark) == (0.0, 2.0)
    assert "It stands." in site.get(page(applied)).content.decode()


def test_an_earlier_correction_is_not_taken_back_before_a_later_one(site, question, teacher):
    earlier = apply(make_draft(question, teacher, "full_credit", whom="answered"), by=teacher, at=NOON)
    apply(make_draft(question, teacher), by=teacher, at=TOMORROW)
    sent = {"fingerprint": "0" * 32, "reason": "No."}
    response = site.post(page(earlier, "correction_undo"), sent)
    assert response.status_code == 409
    assert "A later correction stands upon this one." in response.content.decode()


# --- what it costs, and what stays


def test_a_long_plan_comes_in_pages_at_the_same_cost(site, question, teacher, django_assert_max_num_queries):
    quiz = make_quiz([question])
    for size in (2, 60):
        for _ in range(size):
            make_attempt(make_user(), quiz, right=0)
        draft = make_draft(question, teacher, "full_credit", whom="everybody")
        with django_assert_max_num_queries(13):
            html = site.get(page(draft)).content.decode()
    assert "Page 1 of 2" in html
    assert "Page 2 of 2" in site.get(page(draft), {"page": "2"}).content.decode()


def test_versions_are_only_ever_added(site, question, quiz):
    sit(quiz, "Kashagan")
    body = QuestionVersion.objects.get(question=question).body
    site.post(new(question, "key"), key_form(question))
    draft = Correction.objects.get()
    site.post(page(draft, "correction_apply"), {"fingerprint": plan(draft).fingerprint})
    assert QuestionVersion.objects.get(question=question, number=1).body == body


def test_the_admin_leads_to_the_corrections_of_a_question_and_counts_reports(client, question):
    report(question.published, "Odd.", by=make_user(), at=NOON)
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    html = client.get(reverse("admin:quizzes_question_change", args=[question.pk])).content.decode()
    assert reverse("corrections", args=[question.pk]) in html
    assert "1 error reported" in html
