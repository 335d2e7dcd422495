"""What came of an attempt: the sentence first, then each question with its key, reasons and sources."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains

from lessons.models import Milestone, SectionText, Source
from quizzes.models import Attempt
from quizzes.taking import finish, record_answer, start
from quizzes.wording import sentence_on
from tests.factories import (
    BODIES,
    make_attempt,
    make_course,
    make_guest,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
    publish,
)
from tests.quizzes.answering import KINDS, other_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def client(client, learner):
    client.force_login(learner)
    return client


@pytest.fixture
def course():
    return make_course()


def review(client, attempt):
    return client.get(reverse("attempt_review", args=[attempt.pk]))


def test_before_it_is_finished_there_is_nothing_to_see_but_a_word_why(client, course, learner):
    attempt = start(learner, make_quiz([make_question(course)]))
    response = client.get(reverse("attempt_review", args=[attempt.pk]), follow=True)
    assert response.redirect_chain[0] == (reverse("attempt", args=[attempt.pk]), 302)
    assertContains(response, "once you have finished")
    assertNotContains(response, "CANARY")


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_is_shown_with_its_reasons_and_its_source(client, course, learner, kind):
    page = review(client, make_attempt(learner, make_quiz([make_question(course, kind)])))
    assertContains(page, BODIES[kind]["prompt"])
    assertContains(page, "CANARY-EXPLANATION")
    assertContains(page, "state-right")
    assertContains(page, f'{reverse("claims")}#p1">paragraph 1</a>')


@pytest.mark.parametrize("kind", KINDS)
def test_an_unanswered_question_is_shown_with_its_key(client, course, learner, kind):
    page = review(client, make_attempt(learner, make_quiz([make_question(course, kind)]), right=0))
    assertContains(page, "Not answered")
    key = {
        "matching": "Right: Ak Orda",
        "short_text": "Alma-Ata",
        "number": "1993",
        "ordering": "Independence",
        "cloze": "Right: Tengiz",
        "categorise": "Right: Kazakhstan",
        "timeline": "1991",
    }
    assertContains(page, key.get(kind, "state-right"))
    assertNotContains(page, "CANARY-FEEDBACK Kashagan")


def test_feedback_is_on_what_was_chosen_alone(client, course, learner):
    attempt = start(learner, make_quiz([make_question(course)]))
    item = attempt.items.get()
    record_answer(item, other_option(item.version), sequence=1, by=learner)
    page = review(client, finish(attempt))
    assertContains(page, "CANARY-FEEDBACK Kashagan")
    assertNotContains(page, "CANARY-FEEDBACK Karachaganak")
    assertContains(page, "right, not chosen")


def test_sources_claims_and_milestones_are_named_and_linked(client, course, learner):
    Source.objects.create(course=course, key="S20", name="The Lisbon Protocol, text")
    Milestone.objects.create(
        course=course, slug="sapphire", date="1994-11", precision="month", title={"en": "Operation Sapphire"},
        theme="security", status="in_chapter",
    )  # fmt: skip
    cites = ["claim:2.4", "S20", "milestone:sapphire", "P6"]
    page = review(client, make_attempt(learner, make_quiz([make_question(course, body={"cites": cites})])))
    assertContains(page, f'<a href="{reverse("claims")}#c2.4">claim 2.4</a>', html=True)
    assertContains(page, f'<a href="{reverse("sources")}#S20">The Lisbon Protocol, text</a>', html=True)
    assertContains(page, f'<a href="{reverse("milestones")}#sapphire">Operation Sapphire</a>', html=True)
    assertContains(page, f'<a href="{reverse("claims")}#p6">paragraph 6</a>', html=True)


def test_what_was_missed_leads_back_to_its_section(client, course, learner):
    section = make_lesson(course).sections.get(position=2)
    quiz = make_quiz([make_question(course, section=section), make_question(course)])
    place = f'href="{reverse("lesson", args=[section.lesson.slug])}#part-2">Part 2</a>'
    assertContains(review(client, make_attempt(learner, quiz, right=0)), place)
    assertNotContains(review(client, make_attempt(learner, quiz)), place)


def test_a_section_is_named_in_the_readers_language_where_it_can_be(client, course, learner):
    section = make_lesson(course).sections.get(position=1)
    SectionText.objects.create(section=section, language="ru", title="Часть", markdown="m", html="h")
    attempt = make_attempt(learner, make_quiz([make_question(course, section=section)]), right=0)
    learner.language = "ru"
    learner.save()
    assertContains(review(client, attempt), "Часть")


def test_an_old_attempt_keeps_its_wording(client, course, learner):
    question = make_question(course, body={"prompt": "The old wording?"})
    attempt = make_attempt(learner, make_quiz([question]))
    publish(question, "single_choice", question.published.body | {"prompt": "The new wording?"})
    page = review(client, attempt)
    assertContains(page, "The old wording?")
    assertNotContains(page, "The new wording?")


@pytest.mark.parametrize("make", [make_user, make_guest, lambda: make_user(is_staff=True, is_superuser=True)])
def test_nobody_else_finds_it(course, learner, make):
    attempt, other = make_attempt(learner, make_quiz([make_question(course)])), Client()
    other.force_login(make())
    assert review(other, attempt).status_code == 404


def test_a_guest_is_told_how_to_keep_it(client, course, learner):
    guest, theirs = make_guest(), Client()
    theirs.force_login(guest)
    quiz = make_quiz([make_question(course)])
    assertContains(review(theirs, make_attempt(guest, quiz)), reverse("account_signup"))
    assertNotContains(review(client, make_attempt(learner, quiz)), "You are a guest")


def cost(client, course, learner, size):
    sections = list(make_lesson(course, sections=4).sections.all())
    questions = [
        make_question(
            course, KINDS[n % 7], section=sections[n % 4], body={"cites": [f"S{n}", f"milestone:m-{n}", "P1"]}
        )
        for n in range(size)
    ]
    attempt = make_attempt(learner, make_quiz(questions), right=1)
    with CaptureQueriesContext(connection) as captured:
        review(client, attempt)
    return len(captured)


def test_a_review_costs_the_same_however_many_questions_it_has(client, course, learner):
    small = cost(client, course, learner, 2)
    assert small <= 9
    assert cost(client, course, learner, 20) == small


@pytest.mark.parametrize(
    ("mark", "best", "missed", "sentence"),
    [
        (10, 10, 0, "You have all ten: nothing here needs another look."),
        (8, 10, 2, "You have eight of ten, and that passes; two questions are worth another look."),
        (9, 10, 1, "You have nine of ten, and that passes; one question is worth another look."),
        (3.5, 10, 7, "You have 3.5 of 10, and 7 would pass; seven questions are worth another look."),
        (0, 10, 10, "You have none of ten, and seven would pass; ten questions are worth another look."),
        (11, 16, 5, "You have 11 of 16, and 11.2 would pass; five questions are worth another look."),
        (7, 10, 3, "You have seven of ten, and that passes; three questions are worth another look."),
    ],
)
def test_the_sentence_says_it_all(mark, best, missed, sentence):
    attempt = Attempt(state="finished", mark=mark, max_mark=best, pass_fraction=0.7)
    verdicts = ["wrong"] * missed + ["right"] * (int(best) - missed)
    assert sentence_on(attempt, verdicts) == sentence


def test_other_languages_say_numbers_in_figures():
    with override("ru"):
        assert "8" in sentence_on(
            Attempt(state="finished", mark=8, max_mark=10, pass_fraction=0.7), ["wrong"]
        )
