"""Checks inside a lesson: feedback at once, as often as one likes; and saying that a section is done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from lessons.models import Actor, LessonProgress, Section, SectionProgress
from quizzes.kinds import get_kind, parse_body
from quizzes.models import Attempt, AttemptItem, Behaviour, Question, QuestionVersion, Response
from tests.factories import (
    make_attempt,
    make_checks,
    make_course,
    make_guest,
    make_lesson,
    make_question,
    make_quiz,
    make_section,
    make_user,
    publish,
)
from tests.quizzes.answering import HTMX, KINDS, fields, other_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> Section:
    return make_lesson(make_course()).sections.get(position=1)


@pytest.fixture
def check(section) -> Question:
    return make_checks(section)[0]


def make_check(section: Section, kind: str) -> Question:
    question = make_question(section.lesson.course, kind, section=section)
    make_quiz([question], lesson=section.lesson, behaviour=Behaviour.PRACTICE)
    return question


def published(question: Question) -> QuestionVersion:
    question.refresh_from_db()
    assert question.published
    return question.published


def form(question: Question, answer: dict[str, Any] | None = None, **extra: Any) -> dict[str, Any]:
    """The form of a check as a stranger's page has it, with the right answer unless another is given."""
    version = published(question)
    key = get_kind(version.kind).key(parse_body(version.kind, version.body))
    data = fields(version.kind, key if answer is None else answer)
    return {"sequence": 1, "version": version.number} | data | extra


def post(client: Client, question: Question, data: Any, *, htmx: bool = False, **extra: Any) -> Any:
    return client.post(reverse("check", args=[question.slug]), data, headers=HTMX if htmx else None, **extra)


def learner_client() -> Client:
    client = Client()
    client.force_login(make_user())
    return client


def rows() -> list[Any]:
    models = (Response, AttemptItem, Attempt, SectionProgress, LessonProgress)
    return [list(model.objects.order_by("pk").values()) for model in models] + [User.objects.count()]


def render(user: Any, source: str, **context: Any) -> str:
    request = RequestFactory().get("/")
    request.user = user
    return Template("{% load quizzing %}" + source).render(Context({"request": request, **context}))


# --- answering ----------------------------------------------------------------------------------------------


def test_a_strangers_first_answer_makes_a_guest_and_leads_back_to_the_check(client, check, section):
    response = post(client, check, form(check))
    place = reverse("lesson", args=[section.lesson.slug]) + f"#check-{check.slug}"
    assert response.headers["Location"] == place
    guest = User.objects.get()
    assert guest.is_guest
    assert Response.objects.get().by == guest


@pytest.mark.parametrize("make", [make_user, make_guest, lambda: make_user(is_staff=True)])
def test_anybody_signed_in_answers_as_themselves(check, make):
    client, person = Client(), make()
    client.force_login(person)
    assert post(client, check, form(check), htmx=True).status_code == 200
    assert Response.objects.get().by == person


@pytest.mark.parametrize("kind", KINDS)
def test_feedback_comes_at_once_with_the_key_the_reasons_and_the_source(client, section, kind):
    question = make_check(section, kind)
    response = post(client, question, form(question), htmx=True)
    assertContains(response, "CANARY-EXPLANATION")
    assertContains(response, "state-right")
    assertContains(response, reverse("claims") + "#p1")
    assertContains(response, "data-saved")
    assertContains(response, "Try again")
    assertNotContains(response, "<html")
    assert response.headers["Kzlearn-Answer"] == "saved"


def test_feedback_is_on_what_was_chosen_and_on_nothing_else(client, check):
    response = post(client, check, form(check, other_option(published(check))), htmx=True)
    assertContains(response, "Kashagan came in 1997")
    assertNotContains(response, "Karachaganak came later")
    assertContains(response, "state-wrong")


def test_a_check_may_be_tried_again_and_every_try_is_kept(client, check):
    post(client, check, form(check, other_option(published(check))))
    fresh = client.get(reverse("check", args=[check.slug]), headers=HTMX)
    assertNotContains(fresh, "checked")
    assertNotContains(fresh, "CANARY")
    assertContains(fresh, 'name="sequence" value="2"')
    post(client, check, form(check, sequence=2))
    assert list(Response.objects.order_by("sequence").values_list("fraction", flat=True)) == [0.0, 1.0]


def test_a_double_click_makes_one_guest_and_one_row(check):
    clicks = [Client(), Client()]
    for client in clicks:
        client.cookies["csrftoken"] = "a" * 32
        assert post(client, check, form(check), htmx=True).status_code == 200
    assert (User.objects.count(), Attempt.objects.count(), Response.objects.count()) == (1, 1, 1)


def test_the_options_stay_where_they_stood_before_the_answer(client, section):
    question = make_check(section, "multiple_choice")
    page = client.get(reverse("check", args=[question.slug]), headers=HTMX).content.decode()
    told = post(client, question, form(question), htmx=True).content.decode()

    def order(html: str) -> list[str]:
        return sorted(("Baker", "Gore", "Carter"), key=html.index)

    assert order(page) == order(told)


def test_another_tabs_answer_is_shown_and_the_given_one_stays(check):
    client = learner_client()
    post(client, check, form(check))
    response = post(client, check, form(check, other_option(published(check))), htmx=True)
    assertContains(response, "Tengiz", status_code=409)
    assertContains(response, "checked", count=1, status_code=409)
    assertContains(response, 'name="sequence" value="2"', status_code=409)
    assert Response.objects.count() == 1


def test_a_check_changed_meanwhile_is_shown_anew_and_nothing_is_saved(client, check):
    old = form(check)
    publish(check, "single_choice", published(check).body | {"prompt": "In which year, then?"})
    response = post(client, check, old, htmx=True)
    assertContains(response, "In which year, then?", status_code=409)
    assertContains(response, "has been changed", status_code=409)
    assert not Response.objects.exists()
    assert not User.objects.exists()


def test_a_page_of_somebody_who_has_signed_out_asks_to_send_again(client, check):
    response = post(client, check, form(check, sequence=4), htmx=True)
    assertContains(response, 'name="sequence" value="1"', status_code=409)
    assertContains(response, "checked", count=1, status_code=409)
    assert not User.objects.exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_nothing_given_is_nothing_written_and_makes_no_guest(client, check, htmx):
    assertContains(post(client, check, form(check, {}), htmx=htmx), "Give an answer first")
    assert not User.objects.exists()


def test_nothing_given_leaves_the_earlier_answer(client, check):
    post(client, check, form(check))
    assertContains(post(client, check, form(check, {}, sequence=2)), "earlier answer still counts")
    assert Response.objects.count() == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_a_slip_is_named_and_what_was_typed_stays(client, section, htmx):
    question = make_check(section, "number")
    response = post(client, question, form(question, {"answer": "long ago"}), htmx=htmx)
    assertContains(response, 'value="long ago"')
    assertContains(response, "in figures")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"sequence": ""},
        {"sequence": "x"},
        {"version": ""},
        {"version": "x"},
        {"answer": "deadbeef"},
        {"answer-deadbeef": "1"},
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_form_of_nobodys_making_is_a_bad_request_and_makes_no_guest(client, check, wrong, htmx):
    before = rows()
    assert post(client, check, form(check) | wrong, htmx=htmx).status_code == 400
    assert rows() == before


def test_a_question_of_a_quiz_is_no_check(client):
    question = make_question(make_course())
    make_quiz([question])
    assert client.get(reverse("check", args=[question.slug])).status_code == 404
    assert post(client, question, form(question)).status_code == 404


def test_reading_a_check_writes_nothing(client, check):
    before = rows()
    assertContains(client.get(reverse("check", args=[check.slug])), "<html")
    assert rows() == before


values = st.one_of(st.text(max_size=20), st.sampled_from(["1", "true", "1993", "Alma-Ata"]))
names = st.sampled_from(["sequence", "version", "answer", "unit", "answer-deadbeef", "go"])


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(extra=st.dictionaries(names, st.lists(values, max_size=2)))
def test_no_form_whatever_breaks_a_check_or_writes_when_it_is_refused(section, kind, extra):
    question = Question.objects.filter(section=section).first() or make_check(section, kind)
    before = rows()
    response = post(
        Client(),
        question,
        urlencode(form(question) | extra, doseq=True),
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (200, 302, 400, 409)
    if response.status_code != 302:
        assert rows() == before


def test_an_answer_to_a_check_costs_nine_queries(check):
    client = learner_client()
    post(client, check, form(check))
    again = form(check, sequence=2)
    with CaptureQueriesContext(connection) as captured:
        post(client, check, again, htmx=True)
    assert len(captured) == 9


# --- a section done -----------------------------------------------------------------------------------------


def done(client: Client, section: Section, *, htmx: bool = False, **extra: Any) -> Any:
    address = reverse("section_done", args=[section.lesson.slug, section.key])
    return client.post(address, headers=HTMX if htmx else None, **extra)


def test_a_section_is_done_when_its_reader_says_so(client, section):
    response = done(client, section)
    assert response.headers["Location"].endswith(f"#done-{section.key}")
    assert SectionProgress.objects.get().user.is_guest


def test_a_section_done_twice_is_done_once(section):
    client = learner_client()
    for _ in range(2):
        assertContains(done(client, section, htmx=True), "Section done on")
    assert SectionProgress.objects.count() == 1


@pytest.mark.parametrize("make", [None, make_user])
def test_a_section_with_an_unanswered_check_is_not_done_and_says_which(section, check, make):
    client = Client()
    if make:
        client.force_login(make())
    before = rows()
    response = done(client, section, htmx=True)
    assertContains(response, "Not yet")
    assertContains(response, f'href="#check-{check.slug}"')
    assert rows() == before


def test_without_scripts_the_page_says_which_check_is_left(section, check):
    page = done(learner_client(), section, follow=True)
    assert page.redirect_chain == [(reverse("lesson", args=[section.lesson.slug]) + "#done-part-1", 302)]
    assertContains(page, published(check).body["prompt"])
    assertContains(page, "not done yet")


def test_a_section_is_done_once_its_checks_are_answered_rightly_or_not(section, check):
    client = learner_client()
    post(client, check, form(check, other_option(published(check))))
    assertContains(done(client, section, htmx=True), "Section done on")


def test_a_section_that_is_not_there_is_not_found(client, section):
    assert client.post(reverse("section_done", args=[section.lesson.slug, "none"])).status_code == 404


@pytest.mark.parametrize("name", ["check", "section_done"])
def test_opening_the_address_of_a_form_writes_nothing(client, section, check, name):
    args = [check.slug] if name == "check" else [section.lesson.slug, section.key]
    before = rows()
    assert client.get(reverse(name, args=args)).status_code in (200, 302)
    assert rows() == before


# --- on the lesson's page -----------------------------------------------------------------------------------


PAGE = (
    "{% quizzing_of lesson as quizzing %}"
    "{% for slug in slugs %}{% check quizzing slug %}{% endfor %}"
    "{% for section in sections %}{% section_foot quizzing section %}{% endfor %}"
    "{% lesson_end quizzing %}"
)


def lesson_page(user: Any, section: Section, *slugs: str) -> str:
    lesson = section.lesson
    return render(user, PAGE, lesson=lesson, slugs=slugs, sections=list(lesson.sections.all()))


def test_a_lesson_shows_its_checks_to_a_stranger_without_a_word_on_what_is_right(section, check):
    page = lesson_page(make_guest(), section, check.slug)
    assert published(check).body["prompt"] in page
    assert "CANARY" not in page
    assert "state-right" not in page


def test_a_lesson_shows_what_its_reader_answered_and_not_what_others_did(section, check):
    client = learner_client()
    post(client, check, form(check))
    reader = User.objects.get()
    assert "CANARY-EXPLANATION" in lesson_page(reader, section, check.slug)
    assert "CANARY" not in lesson_page(make_user(), section, check.slug)


def test_a_check_that_is_asked_no_longer_leaves_no_trace(section):
    assert "check-" not in lesson_page(make_user(), section, "gone")


def test_a_reader_who_answered_an_older_wording_is_asked_anew_but_may_be_done(section, check):
    client = learner_client()
    post(client, check, form(check))
    publish(check, "single_choice", published(check).body | {"prompt": "In which year, then?"})
    page = lesson_page(User.objects.get(), section, check.slug)
    assert "CANARY" not in page
    assert "data-unanswered=" not in page
    assertContains(done(client, section, htmx=True), "Section done on")


def test_the_end_of_a_lesson_tells_the_best_grade_and_what_passes(section):
    lesson, reader = section.lesson, make_user()
    quiz = make_quiz([make_question(lesson.course) for _ in range(4)], lesson=lesson)
    assert "4 questions." in lesson_page(reader, section)
    make_attempt(reader, quiz, right=3)
    make_attempt(reader, quiz, right=1)
    page = lesson_page(reader, section)
    assert "Your grade so far: 75%" in page
    assert "state-passed" in page
    assert "Your best" not in lesson_page(make_user(), section)


def test_a_lesson_without_a_quiz_still_knows_its_sections(section):
    client = learner_client()
    done(client, section)
    page = client.get(reverse("lesson", args=[section.lesson.slug]))
    assertContains(page, "Section done on", count=1)
    assertNotContains(page, 'id="quiz"')


@pytest.mark.parametrize(("sections", "checks"), [(2, 1), (5, 4)])
@pytest.mark.parametrize("is_known", [False, True])
def test_a_lessons_questions_cost_two_queries_at_most_however_many_they_are(sections, checks, is_known):
    lesson = make_lesson(make_course(), sections=sections)
    questions = [one for section in lesson.sections.all() for one in make_checks(section, number=checks)]
    make_quiz([make_question(lesson.course)], lesson=lesson)
    user = make_user()
    if is_known:
        client = Client()
        client.force_login(user)
        for question in questions:
            post(client, question, form(question))
    places, slugs = list(lesson.sections.all()), [one.slug for one in questions]
    with CaptureQueriesContext(connection) as captured:
        render(user, PAGE, lesson=lesson, slugs=slugs, sections=places)
    assert len(captured) == 2


# --- on the shelves -----------------------------------------------------------------------------------------


def make_actors(number: int) -> list[Actor]:
    """People, each asked about twice in one quiz and once in the other."""
    course = make_course()
    first, both = [], []
    actors = []
    for place in range(number):
        actor = Actor.objects.create(
            course=course, slug=f"a-{place}", type="person", name={"en": "A"}, role="r", summary={"en": "s"}
        )
        questions = [make_question(course) for _ in range(3)]
        for question in questions:
            question.actors.add(actor)
        first += questions[:2]
        both += questions[2:]
        actors.append(actor)
    make_quiz(first, title={"en": "First"})
    make_quiz(both, title={"en": "Second"})
    checks = make_question(course)
    checks.actors.add(actors[0])
    make_quiz([checks], behaviour=Behaviour.PRACTICE)
    return actors


@pytest.mark.parametrize("number", [1, 12])
def test_a_shelf_knows_the_quizzes_that_ask_about_each_row_in_one_query(number):
    actors = make_actors(number)
    with CaptureQueriesContext(connection) as captured:
        page = render(
            make_user(),
            "{% asked_of rows %}{% for row in rows %}"
            "{% for quiz in row.asked %}{{ quiz.title }} {% endfor %}|{% endfor %}",
            rows=actors,
        )
    assert len([query for query in captured if "quizzes_quiz" in query["sql"]]) == 1
    assert page == "First Second |" * number


def test_an_empty_shelf_and_a_row_nobody_asks_about_have_no_quizzes():
    course = make_course()
    actor = Actor.objects.create(
        course=course, slug="a", type="person", name={"en": "A"}, role="r", summary={"en": "s"}
    )
    assert render(make_user(), "{% asked_of rows %}", rows=[]) == ""
    assert render(make_user(), "{% asked_of rows %}{{ rows.0.asked }}", rows=[actor]) == "[]"


def test_a_section_of_another_lesson_has_its_own_checks(section, check):
    other = make_section(make_lesson(section.lesson.course), position=9)
    assert "data-unanswered" not in lesson_page(make_user(), other)
