"""The admin shows every table at a constant cost, links its rows, and keeps hands off the evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from lessons.models import (
    Actor,
    Claim,
    Course,
    CourseProgress,
    Indicator,
    Lesson,
    LessonProgress,
    Milestone,
    Paragraph,
    Section,
    SectionProgress,
    SectionText,
    Source,
    Term,
)
from lessons.texts import render_course
from quizzes.models import (
    Allowance,
    Attempt,
    AttemptItem,
    Correction,
    Question,
    QuestionReport,
    QuestionVersion,
    Quiz,
    QuizItem,
    Response,
)
from quizzes.taking import record_answer, start
from tests.factories import (
    BODIES,
    NOON,
    key_of,
    make_attempt,
    make_course,
    make_guest,
    make_lesson,
    make_question,
    make_quiz,
    make_section,
    make_user,
    publish,
)

OURS = [
    model for app in ("accounts", "lessons", "quizzes") for model in apps.get_app_config(app).get_models()
]
EVIDENCE = [
    QuestionVersion,
    Attempt,
    AttemptItem,
    Response,
    Correction,
    QuestionReport,
    SectionProgress,
    LessonProgress,
    CourseProgress,
]
NAZARBAYEV = {"en": "Nazarbayev", "kk": "Назарбаев Нұрсұлтан", "ru": "Назарбаев Нурсултан"}
pytestmark = pytest.mark.django_db


def address(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def pages_of(model: type[models.Model]) -> list[str]:
    """The list of a table, and the page of its first row."""
    first = model._default_manager.earliest("pk")
    return [address(model, "changelist"), address(model, "change", first.pk)]


def grow(course: Course) -> None:
    """One more row in every table, and one more beneath the first of each, in its course."""
    number = Source.objects.count() + 1
    source = Source.objects.create(course=course, key=f"S{number}", name=f"Source {number}")
    paragraph = Paragraph.objects.create(
        course=course, number=number, opening="Words", topic="Topic", gist={"en": "Gist", "kk": "Мәні"}
    )
    claim = Claim.objects.create(
        course=course,
        paragraph=course.paragraphs.first(),
        key=f"1.{number}",
        kind="fact",
        text="A fact.",
        verdict="accurate",
    )
    actor = Actor.objects.create(
        course=course,
        slug=f"actor-{number}",
        type="person",
        name=NAZARBAYEV,
        role="president",
        summary="He led.",
    )
    milestone = Milestone.objects.create(
        course=course,
        slug=f"m-{number}",
        date="1993",
        precision="year",
        title="T",
        theme="oil",
        status="after",
    )
    term = Term.objects.create(course=course, slug=f"term-{number}", name="Term", definition={"en": "Words."})
    Indicator.objects.create(
        course=course, slug=f"i-{number}", name="Area", unit="km²", kazakhstan=1, united_states=2, year="2020"
    ).sources.add(source)
    for entry in Actor.objects.all():
        entry.paragraphs.add(paragraph)
    lesson = make_lesson(course, sections=1)
    make_section(Lesson.objects.earliest("pk"), position=10 + number)
    question = make_question(course, section=lesson.sections.first())
    first = Question.objects.earliest("pk")
    body = {"prompt": f"Asked {number} times?", "explanation": "E", "cites": ["P1"]}
    publish(first, "true_false", BODIES["true_false"] | body)
    for row in (Section.objects.earliest("pk"), first):
        for relation, one in {
            "paragraphs": paragraph,
            "claims": claim,
            "sources": source,
            "actors": actor,
            "milestones": milestone,
            "terms": term,
        }.items():
            getattr(row, relation).add(one)
    make_quiz(list({question.pk: question, first.pk: first}.values()), lesson=lesson)
    quiz = Quiz.objects.earliest("pk")
    if question not in [item.question for item in quiz.items.select_related("question")]:
        QuizItem.objects.create(quiz=quiz, question=question, position=quiz.items.count() + 1)
    _answer(quiz)
    learner = User.objects.latest("pk")
    Allowance.objects.create(user=learner, quiz=quiz, extra_time=60)
    correction = Correction.objects.create(
        question=first,
        action="wording",
        version_before=first.published,
        reason="A slip.",
        by=learner,
        created_at=NOON,
    )
    QuestionReport.objects.create(
        version=first.published, user=learner, text="A slip!", created_at=NOON, correction=correction
    )
    SectionProgress.objects.create(user=learner, section=lesson.sections.first(), done_at=NOON)
    LessonProgress.objects.create(user=learner, lesson=lesson, done_at=NOON)
    CourseProgress.objects.create(user=learner, course=course, done_at=NOON)


def _answer(quiz: Quiz) -> None:
    """Somebody new takes the quiz; and somebody, the same each time, answers once more in an open attempt."""
    learner = make_user()
    make_attempt(learner, quiz)
    attempt = Attempt.objects.filter(state="open").first() or start(make_user("dana"), quiz, at=NOON)
    item = attempt.items.earliest("pk")
    record_answer(
        item, key_of(item), sequence=item.last_sequence + 1, by=attempt.user, at=NOON + timedelta(1)
    )
    question = make_question(quiz.course)
    AttemptItem.objects.create(
        attempt=Attempt.objects.earliest("pk"),
        position=100 + question.pk,
        version=question.published,
        seed=1,
        max_mark=1,
    )


@pytest.fixture
def course() -> Course:
    course = make_course()
    grow(course)
    return course


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root"))
    return client


# --- What can be seen ---


def test_every_table_of_ours_is_in_the_admin() -> None:
    assert [model for model in OURS if model not in admin.site._registry] == []


def test_every_table_is_listed_searched_and_opened(root: Client, course: Course) -> None:
    refused = [
        page
        for model in OURS
        for page in (*pages_of(model), address(model, "changelist") + "?q=nothing")
        if root.get(page).status_code != 200
    ]
    assert refused == []


def test_a_page_costs_the_same_however_much_there_is(root: Client, course: Course) -> None:
    grow(course)
    before = {page: _queries(root, page) for model in OURS for page in pages_of(model)}
    for _more in range(3):
        grow(course)
    after = {page: _queries(root, page) for page in before}
    assert after == before
    assert {page: number for page, number in before.items() if number > 30} == {}


def _queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_every_filter_of_a_list_works(root: Client, course: Course) -> None:
    refused = []
    for model in OURS:
        page = address(model, "changelist")
        cl: Any = root.get(page).context["cl"]
        choices = [choice["query_string"] for spec in cl.filter_specs for choice in spec.choices(cl)]
        refused += [page + query for query in choices if root.get(page + query).status_code != 200]
    assert refused == []


@pytest.mark.parametrize(
    ("model", "found"),
    [
        (Actor, "Назарбаев Нұр"),
        (Actor, "Nazarbayev"),
        (Paragraph, "Мәні"),
        (Claim, "A fact"),
        (QuestionVersion, "Which field"),
        (Question, "Asked 1 times"),
        (Response, "dana"),
        (Attempt, "dana"),
    ],
)
def test_a_text_is_found_in_any_language(
    root: Client, course: Course, model: type[models.Model], found: str
) -> None:
    page = root.get(address(model, "changelist"), {"q": found})
    assert page.context["cl"].result_count >= 1
    assert root.get(address(model, "changelist"), {"q": found + "?!"}).context["cl"].result_count == 0


def test_a_text_is_shown_in_the_readers_language(root: Client, course: Course) -> None:
    page = address(Actor, "changelist")
    assert "Nazarbayev" in root.get(page).text
    User.objects.filter(username="root").update(language="ru")
    assert "Назарбаев Нурсултан" in root.get(page).text


# --- One leads to the other ---


def test_the_rows_of_the_bank_and_the_evidence_lead_to_each_other(root: Client, course: Course) -> None:
    response = Response.objects.select_related("item__attempt", "item__version").earliest("pk")
    item, version, attempt = response.item, response.item.version, response.item.attempt
    leads: dict[str, list[models.Model | None]] = {
        address(Question, "changelist"): [version.question.published, attempt.quiz],
        address(Question, "change", version.question_id): [version.question.published],
        address(QuestionVersion, "changelist"): [version.question],
        address(QuestionVersion, "change", version.pk): [version.question],
        address(Quiz, "change", attempt.quiz_id): [version.question],
        address(QuizItem, "changelist"): [attempt.quiz, version.question],
        address(Attempt, "changelist"): [attempt.quiz, attempt.user],
        address(Attempt, "change", attempt.pk): [version, attempt.quiz, attempt.user],
        address(AttemptItem, "changelist"): [attempt, version],
        address(AttemptItem, "change", item.pk): [attempt, version],
        address(Response, "changelist"): [item, version],
        address(Response, "change", response.pk): [item],
    }
    for page, targets in leads.items():
        text = root.get(page).text
        for target in targets:
            assert target is not None
            assert f'href="{address(type(target), "change", target.pk)}' in text, (page, target)


def test_lists_lead_to_what_belongs_to_a_row(root: Client, course: Course) -> None:
    quiz, version = Quiz.objects.earliest("pk"), QuestionVersion.objects.earliest("pk")
    for page, target in {
        address(Quiz, "changelist"): address(Attempt, "changelist") + f"?quiz__id__exact={quiz.pk}",
        address(QuestionVersion, "changelist"): address(AttemptItem, "changelist")
        + f"?version__id__exact={version.pk}",
    }.items():
        assert f'href="{target}"' in root.get(page).text
        assert root.get(target).status_code == 200


def test_an_answer_is_told_in_words_beside_its_json(root: Client, course: Course) -> None:
    question = make_question(course, "single_choice")
    make_attempt(make_user(), make_quiz([question]))
    response = Response.objects.latest("pk")
    for page in (address(Response, "change", response.pk), address(Response, "changelist")):
        assert "Tengiz" in root.get(page).text
    assert response.answer["answer"] in root.get(address(Response, "change", response.pk)).text


def test_a_version_whose_kind_is_gone_can_still_be_looked_at(root: Client, course: Course) -> None:
    old = QuestionVersion.objects.create(
        question=Question.objects.earliest("pk"),
        number=99,
        kind="charade",
        body={"prompt": 7},
        created_at=NOON,
    )
    assert root.get(address(QuestionVersion, "change", old.pk)).status_code == 200
    assert root.get(address(QuestionVersion, "changelist")).status_code == 200


# --- What nobody touches ---


@pytest.mark.parametrize("model", EVIDENCE, ids=lambda model: model._meta.label)
def test_evidence_is_not_added_changed_or_deleted(
    root: Client, course: Course, model: type[models.Model]
) -> None:
    row = model._default_manager.earliest("pk")
    rows = list(model._default_manager.order_by("pk").values())
    for page, data in [
        (address(model, "add"), {}),
        (address(model, "change", row.pk), {"fraction": "1", "mark": "1"}),
        (address(model, "delete", row.pk), {"post": "yes"}),
    ]:
        assert root.post(page, data).status_code == 403
    root.post(
        address(model, "changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )
    assert list(model._default_manager.order_by("pk").values()) == rows


def test_somebody_who_has_answered_is_not_deleted(root: Client, course: Course) -> None:
    learner = Attempt.objects.earliest("pk").user
    root.post(address(User, "delete", learner.pk), {"post": "yes"})
    assert User.objects.filter(pk=learner.pk).exists()


@pytest.mark.parametrize("model", [Course, Lesson, Section, Claim, Actor, Question, Quiz])
def test_what_is_taught_and_asked_is_not_deleted(
    root: Client, course: Course, model: type[models.Model]
) -> None:
    row = model._default_manager.earliest("pk")
    assert root.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("person", ["learner", "guest", "stranger"])
def test_others_are_turned_away(client: Client, course: Course, person: str) -> None:
    if person != "stranger":
        client.force_login(make_user() if person == "learner" else make_guest())
    let_in = [
        page
        for model in OURS
        for page in pages_of(model)
        for response in (client.get(page), client.post(page, {"post": "yes"}))
        if not response.headers.get("Location", "").startswith("/admin/login/?next=")
    ]
    assert let_in == []


# --- What may be changed ---


def _text_of(course: Course) -> SectionText:
    text = SectionText.objects.filter(section__lesson__course=course).earliest("pk")
    render_course(course)
    text.refresh_from_db()
    return text


def test_a_changed_section_is_rendered(root: Client, course: Course) -> None:
    text = _text_of(course)
    response = root.post(
        address(SectionText, "change", text.pk), {"title": "New", "markdown": "It opened *late* {P1}."}
    )
    assert response.status_code == 302
    text.refresh_from_db()
    assert "<em>late</em>" in text.html
    assert list(text.section.paragraphs.all()) == [course.paragraphs.get(number=1)]


@pytest.mark.parametrize(
    ("markdown", "told"),
    [
        ("It opened {claim:9.9}.", "claim"),
        ("It opened <b>late</b> {P1}.", "HTML"),
        ("It opened late.", "no citation"),
        ("It opened {actor:nobody} {P1}.", "actor"),
    ],
)
def test_a_section_that_a_file_could_not_hold_is_not_saved(
    root: Client, course: Course, markdown: str, told: str
) -> None:
    text = _text_of(course)
    response = root.post(address(SectionText, "change", text.pk), {"title": "New", "markdown": markdown})
    assert response.status_code == 200
    assert told in str(response.context["adminform"].form.errors)
    assert SectionText.objects.get(pk=text.pk).html == text.html


def test_a_name_that_lessons_show_is_changed_in_them_too(root: Client, course: Course) -> None:
    text, actor = _text_of(course), Actor.objects.get(slug="actor-1")
    SectionText.objects.filter(pk=text.pk).update(markdown="{actor:actor-1} led {P1}.")
    data = {"name_en": "Elbasy", "name_shape": "map", "summary_en": "He led.", "summary_shape": "plain"}
    data |= {"type": "person", "role": "president"}
    assert root.post(address(Actor, "change", actor.pk), data).status_code == 302
    text.refresh_from_db()
    assert "Elbasy" in text.html
    actor.refresh_from_db()
    assert (actor.name, actor.summary) == ({"en": "Elbasy"}, "He led.")
