"""Nothing on what is right leaves the server before it may be seen: every learner-facing page is searched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Milestone, Source
from quizzes.models import Attempt, AttemptItem, Behaviour, Question, QuizItem
from quizzes.taking import start
from tests.factories import (
    key_of,
    make_attempt,
    make_course,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
)
from tests.quizzes.answering import HTMX, KINDS, other_option, right, sent

pytestmark = pytest.mark.django_db

SECRET = re.compile(
    r"CANARY[-A-Z]*|987654321|secret-cite|is-key|is-wrong|state-right|state-wrong|verdict-", re.I
)

BODIES: dict[str, dict[str, Any]] = {
    "short_text": {
        "accepted": ["CANARY-KEY"],
        "wrong": [{"text": "CANARY-WRONG", "feedback": "CANARY-FEEDBACK"}],
    },
    "number": {"value": 987654321, "wrong": [{"value": 1993, "feedback": "CANARY-FEEDBACK"}]},
}
WRONG: dict[str, dict[str, Any]] = {
    "multiple_choice": {},
    "true_false": {"answer": "false"},
    "short_text": {"answer": "Verny"},
    "number": {"answer": "1993"},
}


def secret_question(course: Any, kind: str, **fields: Any) -> Question:
    body = {"cites": ["milestone:secret-cite", "S99"], "explanation": "CANARY-EXPLANATION"}
    return make_question(course, kind, body=body | BODIES.get(kind, {}), **fields)


@pytest.fixture
def course() -> Any:
    course = make_course()
    Source.objects.create(course=course, key="S99", name="CANARY-SOURCE")
    Milestone.objects.create(
        course=course, slug="secret-cite", date="1994", precision="year", title={"en": "CANARY-MILESTONE"},
        theme="t", status="in_chapter",
    )  # fmt: skip
    return course


@pytest.fixture
def attempt(course) -> Attempt:
    """An open attempt at a lesson's quiz; somebody else has finished theirs, so statistics could be had."""
    lesson = make_lesson(course)
    quiz = make_quiz([secret_question(course, kind) for kind in KINDS], lesson=lesson)
    checks = [secret_question(course, kind, section=lesson.sections.get(position=1)) for kind in KINDS]
    make_quiz(checks, lesson=lesson, behaviour=Behaviour.PRACTICE)
    make_attempt(make_user(), quiz)
    return start(make_user(), quiz)


@pytest.fixture
def client(attempt) -> Client:
    client = Client()
    client.force_login(attempt.user)
    return client


def told(response: Any) -> list[str]:
    """What a response gives away, in its body or its headers."""
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return SECRET.findall(headers + response.content.decode())


def items(attempt: Attempt) -> list[AttemptItem]:
    return list(attempt.items.select_related("version", "attempt"))


def wrong(item: AttemptItem) -> dict[str, Any]:
    kind = item.version.kind
    if kind == "single_choice":
        return sent(item, other_option(item.version))
    if kind == "multiple_choice":
        options = item.version.body["options"]
        return sent(item, {"answer": [one["id"] for one in options if not one["correct"]]})
    key = key_of(item)["answer"]
    if isinstance(key, dict):  # what belongs to the second part is given to the first
        first, second, *_rest = key
        return sent(item, {"answer": {first: key[second]}})
    if kind == "ordering":
        order = [one["id"] for one in item.version.body["items"]]
        return sent(item, {"answer": order[::-1]})
    return sent(item, WRONG[kind])


def replies(client: Client, item: AttemptItem, data: dict[str, Any]) -> Iterator[Any]:
    address = reverse("attempt_answer", args=[item.attempt_id, item.position])
    for headers in (None, HTMX):
        for go in ("", "stay", "next"):
            yield client.post(address, data | {"go": go}, headers=headers, follow=headers is None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("make", [right, wrong])
def test_the_replies_to_an_answer_tell_nothing(client, attempt, kind, make):
    item = attempt.items.select_related("version", "attempt").get(version__kind=kind)
    data = make(item)
    typed = {str(value) for value in data.values()}  # what one has typed oneself is no secret
    for response in replies(client, item, data):
        assert set(told(response)) <= typed
    for response in replies(client, item, data | {"sequence": 9}):
        assert set(told(response)) <= typed


@pytest.mark.parametrize("kind", ["single_choice", "true_false", "multiple_choice"])
def test_a_right_and_a_wrong_answer_get_the_same_reply(client, attempt, kind):
    item = attempt.items.select_related("version", "attempt").get(version__kind=kind)
    address = reverse("attempt_answer", args=[item.attempt_id, item.position])
    said = []
    for sequence, data in enumerate([right(item), wrong(item)], 1):
        response = client.post(address, data | {"sequence": sequence}, headers=HTMX)
        said.append(re.sub(r"<time.*?</time>|value=\"\d\"", "", response.content.decode()))
    assert said[0] == said[1]


def test_no_page_of_an_open_attempt_tells_anything(client, attempt):
    pages = [reverse("attempt", args=[attempt.pk]) + f"?at={item.position}" for item in items(attempt)]
    pages += [reverse(name, args=[attempt.pk]) for name in ("attempt_finish", "attempt_review")]
    for page in pages:
        assert told(client.get(page, follow=True)) == []
        assert told(client.get(page, headers=HTMX)) == []


def test_no_bad_request_tells_anything(client, attempt):
    for item in items(attempt):
        address = reverse("attempt_answer", args=[attempt.pk, item.position])
        for data in ({}, {"sequence": 1, "answer": "x", "answer-deadbeef": "1"}, {"sequence": "x"}):
            assert told(client.post(address, data)) == []
            assert told(client.post(address, data, headers=HTMX)) == []


def test_no_other_page_tells_anything_while_the_attempt_is_open(client, attempt):
    for item in items(attempt):
        client.post(reverse("attempt_answer", args=[attempt.pk, item.position]), wrong(item))
    lesson = attempt.quiz.lesson
    for page in (
        reverse("home"),
        reverse("outline"),
        reverse("lesson", args=[lesson.slug]),
        reverse("quiz", args=[attempt.quiz.slug]),
        reverse("progress"),
        reverse("progress_json"),
        reverse("progress_csv"),
    ):
        given = {"1993"}  # the learner's own answer stands in their own export
        assert set(told(client.get(page))) <= given, page


def checks() -> list[Question]:
    found = QuizItem.objects.filter(quiz__behaviour=Behaviour.PRACTICE).order_by("position")
    return [one.question for one in found.select_related("question__published")]


def test_no_check_tells_anything_before_it_is_answered(client, attempt):
    for check in checks():
        address = reverse("check", args=[check.slug])
        assert told(client.get(address)) == []
        assert told(client.get(address, headers=HTMX)) == []
        slip = {"sequence": 1, "version": 1, "answer": "not a number"}
        for data in ({"sequence": 1, "version": 1}, {"sequence": 1, "version": 2}, {}, slip):
            if data == slip and check.published and check.published.kind != "number":
                continue
            for headers in (None, HTMX):
                assert told(client.post(address, data, headers=headers)) == []


def test_an_answered_check_tells_nothing_to_anybody_else(client, attempt):
    check = next(one for one in checks() if one.published and one.published.kind == "true_false")
    address = reverse("check", args=[check.slug])
    data = {"sequence": 1, "version": 1, "answer": "true"}
    assert "CANARY" in client.post(address, data, headers=HTMX).content.decode()
    stranger, lesson = Client(), reverse("lesson", args=[attempt.quiz.lesson.slug])
    assert told(stranger.get(lesson)) == []
    assert told(stranger.get(address)) == []


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice"])
def test_the_order_of_options_does_not_depend_on_the_key(course, kind):
    """The same texts with another key: the same ids in the same order."""
    orders = set()
    for place in range(3):
        options: list[dict[str, Any]] = [{"text": f"option {n}", "feedback": "no"} for n in range(3)]
        options[place] = {"text": f"option {place}", "correct": True}
        question = make_question(course, kind, body={"options": options})
        attempt = start(make_user(), make_quiz([question]))
        attempt.items.update(seed=7)
        client = Client()
        client.force_login(attempt.user)
        page = client.get(reverse("attempt", args=[attempt.pk]), {"at": 1}).content.decode()
        orders.add(tuple(re.findall(r'value="([0-9a-f]{8})"', page)))
    assert len(orders) == 1
