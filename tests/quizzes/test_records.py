"""A learner's record: every attempt and answer, on the page and in the files they take away."""

import csv
import io
import json

import pytest

from quizzes import records
from quizzes.taking import finish, item_for_check, record_answer, start
from tests.factories import (
    NOON,
    answer_items,
    key_of,
    make_attempt,
    make_checks,
    make_course,
    make_lesson,
    make_question,
    make_quiz,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    lesson = make_lesson(make_course())
    make_quiz([make_question(lesson.course, "short_text") for _ in range(2)], lesson=lesson)
    return lesson


@pytest.fixture
def quiz(lesson):
    return lesson.quizzes.get()


@pytest.fixture
def dana(client):
    dana = make_user("dana", display_name="Дана Әбдіғаппарқызы")
    client.force_login(dana)
    return dana


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_page_lists_every_attempt_with_what_came_of_it(client, dana, quiz):
    make_attempt(dana, quiz, right=0)
    make_attempt(dana, quiz)
    page = client.get("/progress/").content.decode()
    assert page.count(">passed<") == page.count(">not passed<") == 1


def test_a_stranger_sees_an_empty_record_and_is_not_made_a_guest(client, lesson):
    response = client.get("/progress/")
    assert response.status_code == 200
    assert "sessionid" not in response.cookies


@pytest.mark.parametrize("name", ["json", "csv"])
def test_a_stranger_has_no_file_to_take(client, name):
    assert client.get(f"/progress/export.{name}").status_code == 302


def test_the_table_has_a_row_for_each_answer_ever_given(client, dana, quiz):
    attempt = start(dana, quiz, at=NOON)
    item = attempt.items.first()
    record_answer(item, {"answer": "Astana"}, sequence=1, by=dana, at=NOON)
    record_answer(item, {"answer": "Алма-Ата"}, sequence=2, by=dana, at=NOON)
    finish(attempt, at=NOON)
    rows = rows_of(client.get("/progress/export.csv"))
    assert [(row["answer"], row["fraction"]) for row in rows] == [("Astana", "0.0"), ("Алма-Ата", "1.0")]


def test_excel_is_told_that_the_table_is_utf_8(client, dana, quiz):
    make_attempt(dana, quiz)
    assert client.get("/progress/export.csv").content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("typed", ["=1+1", "+7 701", "-5", "@cmd", "=HYPERLINK(1)"])
def test_no_cell_runs_as_a_formula(client, dana, quiz, typed):
    item = start(dana, quiz).items.first()
    record_answer(item, {"answer": typed}, sequence=1, by=dana)
    assert rows_of(client.get("/progress/export.csv"))[0]["answer"] == f"'{typed}"


def test_the_file_holds_attempts_answers_and_what_was_read(client, dana, lesson, quiz):
    question = make_checks(lesson.sections.first())[0]
    answer_items([item_for_check(dana, question)])
    make_attempt(dana, quiz)
    data = json.loads(client.get("/progress/export.json").content)
    assert data["learner"]["display_name"] == "Дана Әбдіғаппарқызы"
    answers = {one["behaviour"]: len(one["answers"]) for one in data["attempts"]}
    assert answers == {"practice": 1, "graded": 2}


def test_an_open_attempt_tells_nothing_of_right_or_wrong(client, dana, quiz):
    item = start(dana, quiz).items.first()
    record_answer(item, key_of(item), sequence=1, by=dana)
    assert rows_of(client.get("/progress/export.csv"))[0]["fraction"] == ""
    data = json.loads(client.get("/progress/export.json").content)
    assert data["attempts"][0]["answers"][0]["fraction"] is None
    for address in ("/progress/", "/progress/export.csv", "/progress/export.json"):
        assert b"CANARY" not in client.get(address).content


def test_the_record_is_the_learners_own(client, dana, quiz):
    make_attempt(make_user("bob"), quiz)
    assert rows_of(client.get("/progress/export.csv")) == []
    assert json.loads(client.get("/progress/export.json").content)["attempts"] == []


def test_the_files_cost_the_same_number_of_queries_for_one_answer_or_sixty(dana, django_assert_num_queries):
    for size in (1, 60):
        course = make_course()
        quiz = make_quiz([make_question(course) for _ in range(size)])
        make_attempt(dana, quiz)
        with django_assert_num_queries(1):
            assert records.as_csv(records.answers_of(dana, "en"))


@pytest.mark.parametrize("number", ["0", "99", "x", "-1"])
def test_a_page_that_does_not_exist_shows_the_nearest(client, dana, quiz, number):
    make_attempt(dana, quiz)
    assert client.get("/progress/", {"page": number}).status_code == 200
