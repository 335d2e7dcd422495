"""Taking a quiz page by page: who may, what is saved, what is refused, and what it costs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from lessons.models import LessonProgress, SectionProgress
from quizzes.models import Attempt, AttemptItem, Response
from quizzes.taking import finish, start
from tests.factories import make_course, make_guest, make_question, make_quiz, make_user
from tests.quizzes.answering import HTMX, KINDS, fields, other_option, right, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    course = make_course()
    return make_quiz([make_question(course, kind) for kind in KINDS])


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def client(client, learner):
    client.force_login(learner)
    return client


@pytest.fixture
def attempt(quiz, learner):
    return start(learner, quiz)


def item_of(attempt: Attempt, kind: str) -> AttemptItem:
    return attempt.items.select_related("version", "attempt").get(version__kind=kind)


def post(client: Client, item: AttemptItem, data: Any, *, htmx: bool = False, **extra: Any) -> Any:
    address = reverse("attempt_answer", args=[item.attempt_id, item.position])
    return client.post(address, data, headers=HTMX if htmx else None, **extra)


def take(client: Client, attempt: Attempt, at: int, **headers: str) -> Any:
    return client.get(reverse("attempt", args=[attempt.pk]), {"at": at}, headers=headers or None)


def rows() -> Any:
    """Everything that an answer could have changed."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Response, AttemptItem, Attempt, SectionProgress, LessonProgress)
    ] + [User.objects.count()]


# --- who ----------------------------------------------------------------------------------------------------


def addresses(attempt: Attempt) -> list[tuple[str, str]]:
    at = [attempt.pk, 1]
    return [
        ("get", reverse("attempt", args=[attempt.pk]) + "?at=1"),
        ("get", reverse("attempt_answer", args=at)),
        ("post", reverse("attempt_answer", args=at)),
        ("get", reverse("attempt_finish", args=[attempt.pk])),
        ("post", reverse("attempt_finish", args=[attempt.pk])),
        ("get", reverse("attempt_review", args=[attempt.pk])),
    ]


@pytest.mark.parametrize("make", [make_user, make_guest, lambda: make_user(is_staff=True, is_superuser=True)])
def test_an_attempt_is_not_found_by_another_learner_a_guest_or_a_teacher(attempt, make):
    theirs, before = Client(), rows()
    theirs.force_login(make())
    before = rows()
    answered = [getattr(theirs, how)(address).status_code for how, address in addresses(attempt)]
    # What leads from the address of an answer to its page says nothing of whether there is one.
    assert answered == [404, 302, 404, 404, 404, 404]
    assert rows() == before


def test_a_stranger_is_asked_to_sign_in_and_nothing_is_written(attempt):
    stranger, before = Client(), rows()
    for how, address in addresses(attempt):
        response = getattr(stranger, how)(address)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))
    assert rows() == before


def test_an_htmx_request_of_a_stranger_is_led_to_the_whole_sign_in_page(attempt):
    item = item_of(attempt, "number")
    response = post(Client(), item, {"sequence": 1, "answer": "1993"}, htmx=True)
    assert response.headers["HX-Redirect"].startswith(reverse("account_login"))


def test_a_guest_takes_a_quiz_like_anybody_else(quiz):
    guest, client = make_guest(), Client()
    client.force_login(guest)
    item = item_of(start(guest, quiz), "number")
    assert post(client, item, right(item)).status_code == 302
    assert item.responses.get().by == guest


def test_an_answer_needs_the_token_of_its_page(attempt, learner):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    assert post(strict, item_of(attempt, "number"), {"sequence": 1, "answer": "1993"}).status_code == 403


def test_answers_to_a_lessons_checks_have_no_pages(client, learner):
    course = make_course()
    checks = make_quiz([make_question(course)], behaviour="practice")
    attempt = start(learner, checks)
    for how, address in addresses(attempt):
        if not (how == "get" and address.endswith("/1/")):
            assert getattr(client, how)(address, {"sequence": 1}).status_code == 404


# --- the page of a question ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_one_question_with_fields_that_have_names(client, attempt, kind):
    item = item_of(attempt, kind)
    response = take(client, attempt, item.position)
    for other in attempt.items.select_related("version"):
        asked = other.version.body["prompt"] in response.content.decode()
        assert asked == (other == item)
    form = response.content.decode()
    for name in fields(kind, right(item)):
        assert f'name="{name}"' in form
    assertContains(response, '<input type="hidden" name="sequence" value="1">', html=True)


def test_the_outline_tells_answered_and_flagged_in_words(client, attempt):
    item = item_of(attempt, "number")
    post(client, item, right(item, flag="on"))
    response = take(client, attempt, 1)
    assertContains(response, f'{item.position}<span class="unseen">, answered, flagged</span>')
    assertContains(response, f"1 of {len(KINDS)} answered")


def test_an_attempt_opens_at_its_first_unanswered_question(client, attempt):
    for item in attempt.items.select_related("version", "attempt")[:2]:
        post(client, item, right(item))
    page = reverse("attempt", args=[attempt.pk])
    assertRedirects(client.get(page), f"{page}?at=3")


@pytest.mark.parametrize("at", ["0", "99", "-1", "two", "1.5", "", "９", "1" * 500])
def test_a_position_that_is_none_leads_to_one_that_is(client, attempt, at):
    page = reverse("attempt", args=[attempt.pk])
    assertRedirects(client.get(page, {"at": at}), f"{page}?at=1")


def test_a_finished_attempt_leads_to_its_review(client, attempt):
    finish(attempt)
    assertRedirects(take(client, attempt, 1), reverse("attempt_review", args=[attempt.pk]))
    assertRedirects(
        client.get(reverse("attempt_finish", args=[attempt.pk])),
        reverse("attempt_review", args=[attempt.pk]),
    )


def test_an_attempt_that_was_set_aside_leads_to_its_quiz(client, attempt):
    Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.ABANDONED)
    response = client.get(reverse("attempt", args=[attempt.pk]), follow=True)
    assertContains(response, "set aside")


def test_htmx_gets_the_frame_and_a_walk_through_the_history_the_whole_page(client, attempt):
    frame = take(client, attempt, 2, **HTMX)
    assertNotContains(frame, "<html")
    assertContains(frame, 'id="quiz"')
    assert "HX-Request" in frame.headers["Vary"]
    page = take(client, attempt, 2, **HTMX, **{"HX-History-Restore-Request": "true"})
    assertContains(page, "<html")


def test_what_is_saved_stands_in_the_form_when_the_page_is_opened_again(client, attempt):
    item = item_of(attempt, "short_text")
    post(client, item, sent(item, {"answer": "Алма-Ата"}))
    response = take(client, attempt, item.position)
    assertContains(response, 'value="Алма-Ата"')
    assertContains(response, "data-saved")
    assertContains(response, '<input type="hidden" name="sequence" value="2">', html=True)


def test_reading_writes_nothing(client, attempt):
    before = rows()
    for how, address in addresses(attempt):
        if how == "get":
            client.get(address)
            client.head(address)
    assert rows() == before


# --- saving -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("htmx", [False, True])
def test_every_kind_is_saved_and_marked_on_the_server(client, attempt, kind, htmx):
    item = item_of(attempt, kind)
    post(client, item, right(item), htmx=htmx)
    item.refresh_from_db()
    assert (item.state, item.fraction, item.last_sequence) == ("answered", 1.0, 1)


@pytest.mark.parametrize(
    ("go", "leads_to"), [("next", "?at=3"), ("prev", "?at=1"), ("stay", "?at=2"), ("finish", "finish/")]
)
def test_without_scripts_the_button_says_where_to_go(client, attempt, go, leads_to):
    item = attempt.items.select_related("version", "attempt").get(position=2)
    response = post(client, item, right(item, go=go))
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("attempt", args=[attempt.pk]) + leads_to
    assert item.responses.count() == 1


def test_with_htmx_the_next_question_comes_with_the_reply_and_its_address(client, attempt):
    item = attempt.items.select_related("version", "attempt").get(position=2)
    response = post(client, item, right(item, go="next"), htmx=True)
    assertContains(response, f"Question 3 of {len(KINDS)}")
    assert response.headers["HX-Retarget"] == "#quiz"
    assert response.headers["HX-Push-Url"] == reverse("attempt", args=[attempt.pk]) + "?at=3"
    assert response.headers["Kzlearn-Answer"] == "saved"


@pytest.mark.parametrize(("go", "position"), [("next", len(KINDS)), ("finish", 2)])
def test_with_htmx_the_last_question_leads_to_the_end(client, attempt, go, position):
    item = attempt.items.select_related("version", "attempt").get(position=position)
    response = post(client, item, right(item, go=go), htmx=True)
    assert response.headers["HX-Redirect"] == reverse("attempt_finish", args=[attempt.pk])


def test_saved_in_passing_says_when_and_leaves_the_fields_alone(client, attempt):
    item = item_of(attempt, "single_choice")
    response = post(client, item, right(item), htmx=True)
    assertContains(response, "data-saved")
    assertContains(response, item.responses.get().created_at.isoformat())
    assertContains(response, 'hx-swap-oob="true"')
    assertContains(response, '<input type="hidden" name="sequence" value="2">', html=True)
    assertNotContains(response, 'name="answer"')


def test_a_double_click_makes_one_row_and_the_same_reply(client, attempt):
    item = item_of(attempt, "single_choice")
    data = right(item, go="next")
    assert post(client, item, data).headers["Location"] == post(client, item, data).headers["Location"]
    assert post(client, item, right(item), htmx=True).status_code == 200
    assert item.responses.count() == 1


def test_turning_a_page_without_a_change_is_no_event(client, attempt):
    item = item_of(attempt, "single_choice")
    post(client, item, right(item))
    post(client, item, right(item) | {"sequence": 2, "go": "next"})
    assert item.responses.count() == 1


def test_an_answer_may_be_changed_until_the_end(client, attempt):
    item = item_of(attempt, "single_choice")
    post(client, item, right(item))
    post(client, item, sent(item, other_option(item.version)) | {"sequence": 2})
    item.refresh_from_db()
    assert (item.fraction, item.last_sequence) == (0.0, 2)


def test_a_flag_is_put_up_and_taken_off_and_keeps_the_answer(client, attempt):
    item = item_of(attempt, "number")
    post(client, item, right(item, flag="on"))
    item.refresh_from_db()
    assert item.is_flagged
    assert item.state == "answered"
    response = post(client, item, {"sequence": 2, "flag": "off"}, htmx=True)
    item.refresh_from_db()
    assert not item.is_flagged
    assert item.state == "answered"
    assertContains(response, 'value="on"')


def test_an_empty_answer_overwrites_nothing_and_says_so(client, attempt):
    item = item_of(attempt, "short_text")
    post(client, item, right(item))
    response = post(client, item, {"sequence": 2, "answer": " "}, htmx=True)
    assertContains(response, "still counts: Alma-Ata")
    response = post(client, item, {"sequence": 2, "go": "next"}, htmx=True)
    assertContains(response, "was sent empty")
    assertContains(post(client, item, {"sequence": 2}, follow=True), "was sent empty")
    post(client, item, {"sequence": 2, "go": "finish"}, htmx=True)
    assertContains(client.get(reverse("attempt_finish", args=[attempt.pk])), "was sent empty")
    assert item.responses.count() == 1


def test_an_unanswered_question_may_be_left(client, attempt):
    item = attempt.items.get(position=1)
    response = post(client, item, {"sequence": 1, "go": "next"})
    assert response.headers["Location"].endswith("?at=2")
    assert post(client, item, {"sequence": 1}, htmx=True).headers["Kzlearn-Answer"] == "empty"


# --- two tabs -----------------------------------------------------------------------------------------------


def test_another_tabs_answer_is_shown_and_what_was_given_stays_to_be_sent_again(client, attempt):
    item = item_of(attempt, "short_text")
    post(client, item, sent(item, {"answer": "Akmola"}))
    page = post(client, item, sent(item, {"answer": "Verny"}, go="next"))
    assertContains(page, "Akmola", status_code=409)
    assertContains(page, 'value="Verny"', status_code=409)
    assertContains(page, 'name="sequence" value="2"', status_code=409)
    assert item.responses.count() == 1
    post(client, item, sent(item, {"answer": "Verny"}) | {"sequence": 2})
    assert item.responses.latest("sequence").answer == {"answer": "Verny"}


def test_another_tabs_answer_is_shown_in_place_with_htmx(client, attempt):
    item = item_of(attempt, "single_choice")
    post(client, item, right(item))
    response = post(client, item, sent(item, other_option(item.version), go="next"), htmx=True)
    assertContains(response, "Tengiz", status_code=409)
    assertContains(response, 'name="sequence" value="2"', status_code=409)
    assert response.headers["Kzlearn-Answer"] == "stale"
    assert "HX-Retarget" not in response.headers


def test_an_old_form_sent_again_after_a_change_is_told_of_the_change(client, attempt):
    item = item_of(attempt, "short_text")
    first = sent(item, {"answer": "Akmola"})
    post(client, item, first)
    post(client, item, sent(item, {"answer": "Verny"}) | {"sequence": 2})
    assertContains(post(client, item, first), "Verny", status_code=409)
    assert item.responses.count() == 2


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("number", {"answer": "nineteen ninety-three"}),
        ("short_text", {"answer": "a" * 600}),
        ("ordering", {}),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_slip_is_named_and_what_was_typed_stays(client, attempt, kind, typed, htmx):
    item = item_of(attempt, kind)
    if kind == "ordering":
        typed = {f"answer-{item.version.body['items'][0]['id']}": "2"}
    before = rows()
    response = post(client, item, {"sequence": 1, "go": "next"} | typed, htmx=htmx)
    assertContains(response, "Not saved yet")
    if not htmx:
        shown = "<option selected>2</option>" if kind == "ordering" else typed["answer"][:500]
        assertContains(response, shown, html=kind == "ordering")
    assert rows() == before


BAD = [
    {"answer": "1993"},
    {"sequence": "", "answer": "1993"},
    {"sequence": "0", "answer": "1993"},
    {"sequence": "-1", "answer": "1993"},
    {"sequence": "one", "answer": "1993"},
    {"sequence": "٣", "answer": "1993"},
    {"sequence": "9" * 30, "answer": "1993"},
    {"sequence": ["1", "1"], "answer": "1993"},
    {"sequence": "1", "answer": ["1993", "1994"]},
    {"sequence": "1", "answer": "1993", "answer-deadbeef": "1"},
    {"sequence": "1", "answer": "19\x0093"},
    {"sequence": "1", "answer": "1993", "go": "away"},
    {"sequence": "1", "answer": "1993", "flag": "maybe"},
]


@pytest.mark.parametrize("data", BAD)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_form_of_nobodys_making_is_a_bad_request_and_changes_nothing(client, attempt, data, htmx):
    before = rows()
    response = post(client, item_of(attempt, "number"), data, htmx=htmx)
    assertContains(response, "We could not read that", status_code=400)
    assert rows() == before


def test_an_option_of_another_question_is_a_bad_request(client, attempt):
    item, other = item_of(attempt, "single_choice"), item_of(attempt, "multiple_choice")
    foreign = other.version.body["options"][0]["id"]
    assert post(client, item, {"sequence": 1, "answer": foreign}).status_code == 400


@pytest.mark.parametrize("htmx", [False, True])
def test_a_finished_attempt_takes_no_answer_and_gives_it_back(client, attempt, htmx):
    item = item_of(attempt, "short_text")
    finish(attempt)
    before = rows()
    response = post(client, item, sent(item, {"answer": "Verny"}, flag="on"), htmx=htmx)
    assertContains(response, "Verny", status_code=409)
    assertContains(response, reverse("attempt_review", args=[attempt.pk]), status_code=409)
    assert rows() == before


def test_a_finished_attempt_takes_no_slip_either(client, attempt):
    item = item_of(attempt, "number")
    finish(attempt)
    assert post(client, item, {"sequence": 1, "answer": "x"}).status_code == 409


def test_a_sequence_from_nowhere_saves_nothing_and_asks_again(client, attempt):
    item = item_of(attempt, "number")
    response = post(client, item, {"sequence": 7, "answer": "1993"})
    assertContains(response, 'name="sequence" value="1"', status_code=409)
    assert not item.responses.exists()


# Anything at all in any field; among it, often enough, what the form would send.
texts = st.text(max_size=30)
values = st.one_of(texts, st.sampled_from(["1", "2", "3", "next", "on", "true", "1993", "Alma-Ata"]))
extras = st.dictionaries(
    st.sampled_from(["sequence", "answer", "unit", "go", "flag", "answer-deadbeef", "certainty", "version"]),
    st.lists(values, max_size=3),
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("htmx", [False, True])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_form_whatever_breaks_a_page_or_writes_when_it_is_refused(client, attempt, kind, htmx, data):
    item = item_of(attempt, kind)
    known = {name: ["1"] for name in fields(kind, right(item))} | {"sequence": [str(item.last_sequence + 1)]}
    form = known | data.draw(extras)
    for name in list(form):
        if name.startswith("answer"):
            ids = [part.get("id", "") for part in item.version.body.get("options", [])]
            form[name] = data.draw(st.lists(st.one_of(st.sampled_from(["1", "2", *ids]), values), max_size=2))
    before = rows()
    response = post(
        client,
        item,
        urlencode(form, doseq=True),
        htmx=htmx,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (200, 302, 400, 409)
    if response.status_code >= 400:
        assert rows() == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_no_bytes_whatever_break_a_page(client, attempt, body):
    item = item_of(attempt, "single_choice")
    response = post(client, item, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 302, 400, 409)


# --- the end ------------------------------------------------------------------------------------------------


def test_finishing_asks_first_and_counts_what_is_unanswered(client, attempt):
    item = item_of(attempt, "number")
    post(client, item, right(item, flag="on"))
    response = client.get(reverse("attempt_finish", args=[attempt.pk]))
    assertContains(response, f"{len(KINDS) - 1} of {len(KINDS)} questions are not answered yet")
    assertContains(response, "Flagged to come back to")
    attempt.refresh_from_db()
    assert attempt.is_open


def test_finishing_twice_is_finishing_once(client, attempt):
    page = reverse("attempt_finish", args=[attempt.pk])
    review = reverse("attempt_review", args=[attempt.pk])
    assertRedirects(client.post(page), review)
    attempt.refresh_from_db()
    finished_at = attempt.finished_at
    assertRedirects(client.post(page), review)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at) == ("finished", finished_at)


# --- what it costs ------------------------------------------------------------------------------------------


def queries(call: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


@pytest.mark.parametrize("size", [3, 40])
def test_a_question_costs_the_same_in_a_short_and_a_long_quiz(client, learner, size):
    course = make_course()
    attempt = start(learner, make_quiz([make_question(course) for _ in range(size)]))
    items = list(attempt.items.select_related("version", "attempt")[:2])
    assert queries(lambda: take(client, attempt, 2)) == 4
    assert queries(lambda: take(client, attempt, 2, **HTMX)) == 4
    assert queries(lambda: post(client, items[0], right(items[0], go="next"), htmx=True)) == 9
    assert queries(lambda: post(client, items[1], right(items[1]), htmx=True)) == 9
    assert queries(lambda: post(client, items[0], right(items[0]) | {"sequence": 2, "go": "next"})) == 3
    assert queries(lambda: client.get(reverse("attempt_finish", args=[attempt.pk]))) == 4
