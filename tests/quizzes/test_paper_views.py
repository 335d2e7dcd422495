"""The page that prints a quiz: for whom, what stands on sheet and key, what each costs."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from quizzes.kinds import KINDS
from quizzes.models import Behaviour, Question, Quiz
from quizzes.paper import SEEDS, qr_code
from tests.factories import BODIES, make_course, make_lesson, make_question, make_quiz, make_user, publish

pytestmark = pytest.mark.django_db

ALL_KINDS = list(KINDS)
HOSTILE = ["", " ", "\0", "-1", str(SEEDS), "9" * 5_000, "1e9", "<script>", "\u202e1", "A\ud800"]


def make_teacher(**fields: Any) -> User:
    teacher = make_user(is_staff=True, **fields)
    teacher.user_permissions.add(Permission.objects.get(codename="view_question"))
    return teacher


@pytest.fixture
def quiz() -> Quiz:
    course = make_course(languages=["en", "kk"])
    return make_quiz([make_question(course, kind) for kind in ALL_KINDS])


@pytest.fixture
def client(client: Client) -> Client:
    client.force_login(make_teacher())
    return client


def ask(client: Client, quiz: Quiz, **query: Any) -> Any:
    return client.get(reverse("quiz_paper", args=[quiz.slug]), query)


def html(client: Client, quiz: Quiz, **query: Any) -> str:
    response = ask(client, quiz, **({"seed": 7} | query))
    assert response.status_code == 200
    return response.content.decode()


def words(markup: str) -> str:
    """What stands on the paper, tags and white space aside."""
    return " ".join(unescape(strip_tags(markup.replace("<", " <"))).split())


def asked(page: str, kind: str) -> str:
    """The sheet's question of this kind, in words."""
    return words(re.search(rf'asks-{kind}">(.*?)(?:<li class="asked-one|</section>)', page, re.DOTALL)[1])


def told(page: str, kind: str) -> str:
    """The key's line on this question, by the number that the sheet gives it."""
    number = re.search(rf'asks-{kind}">.*?asked-number">(\d+)<', page, re.DOTALL)[1]
    return words(re.search(rf'<th scope="row">{number}</th>\s*<td>(.*?)</td>', page, re.DOTALL)[1])


def sign_before(text: str, line: str) -> str:
    """The letter or number that stands before these words."""
    return re.search(rf"(\w) {re.escape(text)}", line)[1]


# --- for whom -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_staff", [False, True])
def test_who_may_not_view_questions_finds_no_such_page(client: Client, quiz: Quiz, is_staff: bool) -> None:
    client.force_login(make_user(is_staff=is_staff))
    assert ask(client, quiz, seed=7).status_code == 404


def test_the_permission_alone_is_not_enough(client: Client, quiz: Quiz) -> None:
    teacher = make_teacher()
    User.objects.filter(pk=teacher.pk).update(is_staff=False)
    client.force_login(teacher)
    assert ask(client, quiz, seed=7).status_code == 404


def test_a_stranger_finds_no_such_page(quiz: Quiz) -> None:
    assert ask(Client(), quiz, seed=7).status_code == 404


def test_staff_with_the_permission_may_print(client: Client, quiz: Quiz) -> None:
    assert ask(client, quiz, seed=7).status_code == 200


def test_checks_are_not_printed_as_a_quiz(client: Client) -> None:
    checks = make_quiz([make_question(make_course())], behaviour=Behaviour.PRACTICE)
    assert ask(client, checks, seed=7).status_code == 404


def test_only_who_may_print_is_shown_the_way(client: Client, quiz: Quiz) -> None:
    ways = []
    for person in (make_user(), make_teacher()):
        client.force_login(person)
        page = client.get(reverse("quiz", args=[quiz.slug])).content.decode()
        ways.append(reverse("quiz_paper", args=[quiz.slug]) in page)
    assert ways == [False, True]


# --- the form -----------------------------------------------------------------------------------------------


def test_the_form_comes_with_a_seed_and_without_a_sheet(client: Client, quiz: Quiz) -> None:
    page = ask(client, quiz).content.decode()
    assert re.search(r'name="seed" value="\d{6}"', page)
    assert 'class="sheet"' not in page


@pytest.mark.parametrize(("country", "size"), [("US", "Letter"), ("KZ", "A4"), ("", "A4")])
def test_the_paper_offered_is_what_the_teachers_country_prints_on(
    client: Client, quiz: Quiz, country: str, size: str
) -> None:
    client.force_login(make_teacher(country=country))
    assert f'<option value="{size}" selected>' in ask(client, quiz).content.decode()


@pytest.mark.parametrize(("size", "sheet"), [("A4", "paper-a4.css"), ("Letter", "paper-letter.css")])
def test_the_paper_chosen_is_the_paper_printed_on(client: Client, quiz: Quiz, size: str, sheet: str) -> None:
    assert re.findall(r"paper-\w+\.css", html(client, quiz, paper=size)) == [sheet]


@pytest.mark.parametrize("field", ["seed", "version", "key", "paper", "language"])
def test_what_is_no_choice_is_said_and_prints_nothing(client: Client, quiz: Quiz, field: str) -> None:
    for value in HOSTILE:
        page = html(client, quiz, **{field: value.encode("utf-8", "surrogatepass")})
        assert 'class="error-summary"' in page
        assert 'class="sheet' not in page


def test_an_address_with_a_seed_alone_is_a_sheet(client: Client, quiz: Quiz) -> None:
    assert "Version A" in words(html(client, quiz))


# --- the sheet ----------------------------------------------------------------------------------------------


def test_a_sheet_holds_nothing_of_the_key(client: Client, quiz: Quiz) -> None:
    page = html(client, quiz)
    assert "CANARY" not in page
    assert not re.search("key-part|key-note|not for the class|Alma-Ata, |Алма-Ата", page)


@pytest.mark.parametrize(
    ("kind", "key", "other"),
    [
        ("true_false", {"answer": True}, {"answer": False}),
        ("number", {"value": 1993}, {"value": 2016, "tolerance": 3}),
        ("short_text", {"accepted": ["Alma-Ata"]}, {"accepted": ["Verny", "Верный"], "wrong": []}),
        ("ordering", {"items": ["a", "b", "c"]}, {"items": ["c", "a", "b"]}),
        (
            "matching",
            {"pairs": [{"left": "a", "right": "x"}, {"left": "b", "right": "y"}]},
            {"pairs": [{"left": "a", "right": "y"}, {"left": "b", "right": "x"}]},
        ),
    ],
)
def test_another_key_gives_the_same_sheet_to_the_letter(
    client: Client, kind: str, key: dict[str, Any], other: dict[str, Any]
) -> None:
    question = make_question(make_course(), kind, body=key)
    quiz = make_quiz([question])
    pages = [html(client, quiz)]
    publish(question, kind, question.published.body | other)
    pages.append(html(client, quiz))
    assert pages[0][pages[0].index('class="sheet"') :] == pages[1][pages[1].index('class="sheet"') :]


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_every_kind_stands_on_the_sheet_with_words_on_how_to_answer(
    client: Client, quiz: Quiz, kind: str
) -> None:
    page = html(client, quiz)
    assert BODIES[kind]["prompt"] in asked(page, kind)
    assert re.search(rf'asks-{kind}">.*?<p class="asked-how">\s*\w', page, re.DOTALL)


def test_seed_version_and_edition_stand_in_the_foot(client: Client, quiz: Quiz) -> None:
    foot = re.search(r'class="paper-foot">(.*?)</p>', html(client, quiz, seed=481516, version="C"))[1]
    assert re.search(r"Version C · seed 481516 · edition [0-9A-F]{4}$", words(foot))


def test_the_code_opens_the_quiz_and_its_address_stands_beside_it(client: Client, quiz: Quiz) -> None:
    page = html(client, quiz)
    assert qr_code(f"http://testserver/quizzes/{quiz.slug}/") in page
    assert f"testserver/<wbr>quizzes/<wbr>{quiz.slug}/<wbr></span>" in page


def test_nothing_on_it_breaks_the_policy(client: Client, quiz: Quiz) -> None:
    assert not re.search(r"\sstyle=|<style|<script(?! [^>]*src=)|data:", html(client, quiz, key="with"))


def test_the_questions_are_in_the_language_of_the_sheet(client: Client) -> None:
    course = make_course(languages=["en", "kk"])
    prompt = {"en": "A statement.", "kk": "Қазақстан ядролық қарудан бас тартты."}
    page = html(
        client, make_quiz([make_question(course, "true_false", body={"prompt": prompt})]), language="kk"
    )
    assert f'<p class="asked-prompt" lang="kk">{prompt["kk"]}</p>' in page


def test_a_language_the_course_is_not_in_is_not_offered(client: Client, quiz: Quiz) -> None:
    assert 'class="error-summary"' in html(client, quiz, language="ru")


def test_retired_and_unpublished_questions_are_not_asked(client: Client) -> None:
    course = make_course()
    kept, retired = make_question(course), make_question(course, "number", retired_at=timezone.now())
    page = html(client, make_quiz([kept, retired, Question.objects.create(course=course, slug="draft")]))
    assert page.count('class="asked-one') == 1


def test_a_quiz_without_questions_says_so(client: Client) -> None:
    question = make_question(make_course(), retired_at=timezone.now())
    page = html(client, make_quiz([question]))
    assert "This quiz has no questions yet." in page
    assert 'class="sheet"' not in page


def test_the_time_the_quiz_allows_is_told(client: Client) -> None:
    page = html(client, make_quiz([make_question(make_course())], time_limit=1800))
    assert "You have 30 minutes." in page


def test_a_lessons_quiz_says_which_lesson(client: Client) -> None:
    course = make_course()
    page = html(client, make_quiz([make_question(course)], lesson=make_lesson(course, position=4)))
    assert "Lesson 4" in page


# --- the key ------------------------------------------------------------------------------------------------


@pytest.fixture(params=["A", "B", "C"])
def both(request: pytest.FixtureRequest, client: Client, quiz: Quiz) -> str:
    """Sheet and key of a version on one page."""
    return html(client, quiz, version=request.param, key="with")


def test_the_letter_of_the_right_option(both: str) -> None:
    assert told(both, "single_choice") == sign_before("Tengiz", asked(both, "single_choice"))


def test_the_letters_of_several_right_options(both: str) -> None:
    sheet = asked(both, "multiple_choice")
    letters = " ".join(sorted(sign_before(name, sheet) for name in ("Baker", "Gore")))
    assert told(both, "multiple_choice").startswith(letters)


def test_each_left_side_with_the_letter_of_its_right_side(both: str) -> None:
    sheet, key = asked(both, "matching"), told(both, "matching")
    for left, right in (("Astana", "Ak Orda"), ("Washington", "White House")):
        assert f"{sign_before(left, sheet)} {sign_before(right, sheet)}" in key


def test_each_item_with_the_letter_of_its_group(both: str) -> None:
    sheet, key = asked(both, "categorise"), told(both, "categorise")
    groups = (("Almaty", "Kazakhstan"), ("Houston", "United States"), ("Vienna", "none of these"))
    for one, group in groups:
        assert f"{sign_before(one, sheet)} {sign_before(group, sheet)}" in key


def test_each_item_to_order_with_its_place(both: str) -> None:
    sheet, key = asked(both, "ordering"), told(both, "ordering")
    for place, one in enumerate(["Independence", "Tengiz", "Sapphire"], start=1):
        assert f"{sign_before(one, sheet)} {place}" in key


def test_each_event_with_its_year_where_the_sheet_has_it(both: str) -> None:
    sheet, key = asked(both, "timeline"), told(both, "timeline")
    for event, year in (("Independence", 1991), ("Sapphire", 1994)):
        assert f"{sign_before(event, sheet)} {year}" in key


def test_each_gap_with_its_words_and_a_letter_where_there_are_choices(both: str) -> None:
    letter = sign_before("Nazarbayev", asked(both, "cloze"))
    assert told(both, "cloze").startswith(f"1 Tengiz 2 1993 3 {letter} Nazarbayev")


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("true_false", "True"),
        ("number", "1993"),
        ("short_text", "Alma-Ata also: Алма-Ата"),
        ("essay", "Evidence 100% CANARY-FEEDBACK Two facts. CANARY-FEEDBACK Both did."),
        ("opinion", "no answer is right or wrong"),
    ],
)
def test_what_has_no_letters_is_told_in_words(client: Client, quiz: Quiz, kind: str, line: str) -> None:
    assert told(html(client, quiz, key="with"), kind) == line


def test_the_key_alone_is_as_beside_its_sheet(client: Client, quiz: Quiz) -> None:
    alone, beside = (html(client, quiz, key=which, version="B") for which in ("only", "with"))
    assert 'class="asked"' not in alone
    assert alone[alone.index('id="key-title"') :] == beside[beside.index('id="key-title"') :]


def test_marks_are_told_and_added_up(client: Client) -> None:
    course = make_course()
    quiz = make_quiz([make_question(course), make_question(course, "number")])
    quiz.items.update(max_mark=2.5)
    page = html(client, quiz, key="with")
    assert words(page).count("/ 2.5") == 2
    assert "Total 5" in words(page)


# --- what it costs ------------------------------------------------------------------------------------------


def test_a_sheet_of_many_questions_costs_no_more_queries(client: Client) -> None:
    course = make_course()
    queries = []
    for number in (2, 20):
        quiz = make_quiz([make_question(course) for _ in range(number)])
        with CaptureQueriesContext(
            connection,
        ) as captured:
            html(client, quiz, key="with")
        queries.append(len(captured))
    assert queries[0] == queries[1] <= 8
