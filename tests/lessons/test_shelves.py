"""The reference shelves: narrowing them, what an entry leads to, and what they cost."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from lessons.models import Actor, Claim, Milestone, Paragraph, Section, Source, Term
from lessons.shelves import alphabetical, plain
from lessons.views import date_shown
from tests.factories import make_course, make_lesson, make_question, make_quiz, make_user

SHELVES = ["people", "milestones", "terms", "claims", "sources"]
FRAGMENT = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course(title={"en": "Two Countries", "ru": "Две страны"})


def make_actor(course, slug, **fields):
    defaults = {"type": "person", "name": {"en": slug.title()}, "role": "Envoy", "summary": {"en": "Came."}}
    return Actor.objects.create(course=course, slug=slug, **defaults | fields)


def make_milestone(course, slug, date, **fields):
    defaults = {"title": {"en": slug.title()}, "theme": "energy", "status": "in_chapter"}
    precision = {4: "year", 7: "month", 10: "day"}[len(date)]
    return Milestone.objects.create(
        course=course, slug=slug, date=date, precision=precision, **defaults | fields
    )


def make_term(course, slug, **fields):
    defaults = {"name": {"en": slug}, "definition": {"en": "What it means."}}
    return Term.objects.create(course=course, slug=slug, **defaults | fields)


def make_claim(course, key, **fields):
    number = int(key.partition(".")[0])
    paragraph, _made = Paragraph.objects.get_or_create(
        course=course,
        number=number,
        defaults={"opening": "It", "topic": f"Topic {number}", "gist": {"en": f"Gist {number}"}},
    )
    defaults = {"kind": "fact", "text": {"en": f"Claim {key}"}, "verdict": "accurate"}
    return Claim.objects.create(course=course, paragraph=paragraph, key=key, **defaults | fields)


def make_source(course, key, **fields):
    return Source.objects.create(course=course, key=key, **{"name": f"Paper {key}"} | fields)


def make_rows(course, numbers):
    """On each shelf a row for each number."""
    for number in numbers:
        source = make_source(course, f"S{number}")
        actor = make_actor(course, f"person-{number}")
        milestone = make_milestone(course, f"event-{number}", f"{1990 + number}")
        claim = make_claim(course, f"{number}.1")
        term = make_term(course, f"term-{number}")
        lesson = make_lesson(course, sections=1)
        question = make_question(course)
        make_quiz([question], lesson=lesson)
        for rows, row in (("actors", actor), ("milestones", milestone), ("claims", claim), ("terms", term)):
            for holder in (*lesson.sections.all(), question):
                getattr(holder, rows).add(row)
            if rows != "terms":
                row.sources.add(source)
            if rows != "claims":
                row.paragraphs.add(claim.paragraph)
        lesson.sections.get().sources.add(source)


def shown(response, field="slug"):
    return [getattr(row, field) for row in response.context["shelf"].rows]


def get(client, name, **asked):
    return client.get(reverse(name), asked)


# --- page and fragment


@pytest.mark.parametrize("name", SHELVES)
def test_a_shelf_is_a_page_and_for_htmx_its_entries_alone(client, course, name):
    make_rows(course, [1])
    page = client.get(reverse(name))
    fragment = client.get(reverse(name), headers=FRAGMENT)
    assertContains(page, "<html")
    assertNotContains(fragment, "<html")
    assertContains(fragment, 'hx-swap-oob="innerHTML:#found"')
    assertNotContains(page, "hx-swap-oob")
    assert "HX-Request" in page.headers["Vary"]


def test_going_back_in_the_history_brings_the_whole_page(client, course):
    make_rows(course, [1])
    headers = FRAGMENT | {"HX-History-Restore-Request": "true"}
    assertContains(client.get(reverse("people"), headers=headers), "<html")


@pytest.mark.parametrize("name", SHELVES)
@pytest.mark.parametrize(
    "query",
    [
        "?kind=nonsense&named=perhaps&theme=x&status=x&from=abc&to=-1&letter=!!&paragraph=999&verdict=no",
        "?q=&kind=&from=&to=",
        "?from=1991%00&q=%00%F0%9F",
        "?kind=person&kind=company&unknown=1",
        "?q=" + "long " * 200,
    ],
)
def test_whatever_is_asked_there_is_a_page(client, course, name, query):
    make_rows(course, [1])
    assert client.get(reverse(name) + query).status_code == 200


def test_a_value_that_no_row_has_asks_nothing(client, course):
    make_actor(course, "baker")
    assert shown(get(client, "people", kind="nonsense")) == ["baker"]


def test_a_narrowing_that_leaves_nothing_says_so_and_leads_back(client, course):
    make_actor(course, "baker")
    response = get(client, "people", q="nobody")
    assertContains(response, "Nothing here fits all of that")
    assertContains(response, f'href="{reverse("people")}">Show the whole shelf</a>')


@pytest.mark.parametrize("name", SHELVES)
def test_an_empty_shelf_says_that_no_course_is_loaded(client, name):
    assertContains(get(client, name), "no course has been loaded yet")


def test_what_was_asked_stays_in_the_form(client, course):
    make_actor(course, "baker")
    response = get(client, "people", q="bak", kind="person")
    assertContains(response, 'name="q" value="bak"')
    assertContains(response, '<option value="person" selected>')


# --- each shelf's own questions


def test_people_are_narrowed_by_kind_and_by_whether_the_chapter_names_them(client, course):
    make_actor(course, "baker")
    make_actor(course, "courtney", in_chapter=False)
    make_actor(course, "chevron", type="company")
    assert shown(get(client, "people", kind="company")) == ["chevron"]
    assert shown(get(client, "people", named="no")) == ["courtney"]
    assert shown(get(client, "people", kind="person", named="yes")) == ["baker"]


def test_milestones_stand_by_date_in_an_ordered_list(client, course):
    for slug, date in (("late", "2015-11-01"), ("first", "1991-12"), ("middle", "1993-04-06")):
        make_milestone(course, slug, date)
    response = get(client, "milestones")
    assert shown(response) == ["first", "middle", "late"]
    assertContains(response, '<ol class="shelf">')
    assertContains(response, '<time datetime="1993-04-06">6 April 1993</time>')


def test_milestones_are_narrowed_by_theme_status_and_years(client, course):
    make_milestone(course, "tengiz", "1993-04-06")
    make_milestone(course, "sapphire", "1994-11-21", theme="atoms", status="alluded")
    make_milestone(course, "visit", "2023-09-21", theme="diplomacy", status="after")
    assert shown(get(client, "milestones", theme="atoms")) == ["sapphire"]
    assert shown(get(client, "milestones", status="after")) == ["visit"]
    assert shown(get(client, "milestones", **{"from": "1994"})) == ["sapphire", "visit"]
    assert shown(get(client, "milestones", to="1993")) == ["tengiz"]


def test_years_asked_for_backwards_are_read_forwards(client, course):
    for year in ("1993", "1994", "2023"):
        make_milestone(course, f"in-{year}", year)
    response = get(client, "milestones", **{"from": "1994", "to": "1993"})
    assert shown(response) == ["in-1993", "in-1994"]
    assertContains(response, '<option value="1993" selected>')


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1993-04-06", "6 April 1993"),
        ("1995-04", "April 1995"),
        ("1992", "1992"),
        ("1992-99", "1992-99"),
        ("about then", "about then"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_known(written, read):
    assert date_shown(written) == read


def test_terms_stand_by_the_alphabet_and_are_narrowed_by_letter(client, course):
    for slug in ("pivot", "asymmetry", "peacekeeping"):
        make_term(course, slug)
    assert shown(get(client, "terms")) == ["asymmetry", "peacekeeping", "pivot"]
    response = get(client, "terms", letter="P")
    assert shown(response) == ["peacekeeping", "pivot"]
    assertContains(response, '<input type="hidden" name="letter" value="P" form="tools">')


def test_a_letter_keeps_the_search_and_the_search_its_letter(client, course):
    make_term(course, "pivot")
    assertContains(get(client, "terms", q="piv"), "?q=piv&amp;letter=P")


def test_terms_stand_by_the_alphabet_of_the_readers_language(client, course):
    for slug, name in (("b", "ядро"), ("a", "әлем"), ("c", "азамат")):
        make_term(course, slug, name={"en": slug, "kk": name})
    client.force_login(make_user(language="kk"))
    assert shown(get(client, "terms"), "name") == ["азамат", "әлем", "ядро"]


def test_a_term_stands_under_its_first_letter_whatever_mark_is_before_it(client, course):
    make_term(course, "c5plus1", name="«C5+1»")
    make_term(course, "asymmetry")
    make_term(course, "disarmament")
    assert shown(get(client, "terms")) == ["asymmetry", "c5plus1", "disarmament"]
    assert shown(get(client, "terms", letter="C")) == ["c5plus1"]


def test_a_term_is_named_in_the_other_languages_too(client, course):
    make_term(course, "pivot", name={"en": "pivot", "kk": "бұрылыс", "ru": "поворот"})
    response = get(client, "terms")
    assertContains(response, '<span lang="kk">бұрылыс</span>')
    assertContains(response, '<span lang="ru">поворот</span>')


def test_claims_stand_under_their_paragraphs_and_are_narrowed(client, course):
    make_claim(course, "2.4", verdict="wrong", margin={"en": "245 years."}, exact={"en": "From 1776."})
    make_claim(course, "2.9", kind="interpretation", verdict="")
    make_claim(course, "3.1")
    response = get(client, "claims", paragraph="2")
    assert shown(response, "key") == ["2.4", "2.9"]
    assertContains(response, 'id="p2"')
    assertNotContains(response, 'id="p3"')
    assert shown(get(client, "claims", kind="interpretation"), "key") == ["2.9"]
    assert shown(get(client, "claims", verdict="wrong"), "key") == ["2.4"]


def test_a_claim_carries_its_verdict_and_what_is_more_exact(client, course):
    make_claim(course, "2.4", verdict="wrong", margin={"en": "245 years."}, exact={"en": "From 1776."})
    response = get(client, "claims")
    assertContains(response, '<strong class="verdict" data-verdict="wrong">wrong</strong> 245 years.')
    assertContains(response, "From 1776.")


def test_sources_are_searched_and_say_which_claims_rest_on_them(client, course):
    source = make_source(course, "S04", name="Associated Press", url="https://example.org/ap")
    make_source(course, "S05")
    make_claim(course, "6.4").sources.add(source)
    response = get(client, "sources", q="associated")
    assert shown(response, "key") == ["S04"]
    assertContains(response, '<a href="https://example.org/ap" rel="noreferrer">Associated Press</a>')
    assertContains(response, f'<a href="{reverse("claims")}#c6.4">6.4</a>')


# --- searching


@pytest.mark.parametrize(
    "search",
    ["nazarbayev", "НАЗАРБАЕВ", "Нұрсұлтан", "first president", "president  FIRST", "nursultan steppe", "é"],
)
def test_a_search_finds_every_word_in_any_language_whatever_the_case(client, course, search):
    make_actor(
        course,
        "nazarbayev",
        name={"en": "Nursultan Nazarbayev", "kk": "Нұрсұлтан Назарбаев"},
        role="First President",
        summary="He knew the steppe; his chargé did not.",
    )
    make_actor(course, "zzz", role="")
    rows = shown(get(client, "people", q=search))
    assert "nazarbayev" in rows
    assert "zzz" not in rows or search == "é"


def test_letters_are_compared_without_case_accent_or_width():
    assert plain("ＣＨＡＲＧÉ Ё") == plain("charge е")


def test_kazakh_letters_stand_where_the_kazakh_alphabet_has_them():
    words = ["үй", "ұя", "әке", "ақ", "қала", "кала", "zebra"]
    assert sorted(words, key=alphabetical) == ["zebra", "ақ", "әке", "кала", "қала", "ұя", "үй"]


# --- where an entry leads


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("people", "actors"),
        ("milestones", "milestones"),
        ("terms", "terms"),
        ("claims", "claims"),
        ("sources", "sources"),
    ],
)
def test_an_entry_leads_to_where_it_is_taught(client, course, name, field):
    make_rows(course, [1])
    section = Section.objects.get()
    assert getattr(section, field).exists()
    assertContains(get(client, name), f'href="{reverse("lesson", args=[section.lesson.slug])}#{section.key}"')


def test_a_retired_section_teaches_no_longer(client, course):
    make_rows(course, [1])
    Section.objects.update(retired_at=timezone.now())
    assertNotContains(get(client, "people"), "Taught in")


@pytest.mark.parametrize("name", ["people", "milestones", "terms", "claims"])
def test_an_entry_leads_to_the_quizzes_that_ask_about_it(client, course, name):
    make_rows(course, [1])
    assertContains(get(client, name), "Asked in")


@pytest.mark.parametrize("name", ["people", "milestones", "claims"])
def test_an_entry_names_its_sources(client, course, name):
    make_rows(course, [1])
    assertContains(get(client, name), f'<a href="{reverse("sources")}#S1" title="Paper S1">S1</a>')


@pytest.mark.parametrize("name", ["people", "milestones", "terms"])
def test_an_entry_names_its_paragraphs(client, course, name):
    make_rows(course, [1])
    assertContains(get(client, name), f'<a href="{reverse("claims")}#p1">P1</a>')


# --- hostile texts, and what it costs


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_a_term_named_like_a_script_is_shown_and_not_run(client, course, headers):
    make_term(course, "x", name="<script>alert(1)</script>", definition='"><img src=x onerror=alert(1)>')
    response = client.get(reverse("terms"), headers=headers)
    assertContains(response, "&lt;script&gt;alert(1)&lt;/script&gt;")
    assertNotContains(response, "<script>alert")
    assertNotContains(response, "<img")


def test_a_search_is_shown_and_not_run(client, course):
    make_actor(course, "baker")
    assertNotContains(get(client, "people", q='"><script>alert(1)</script>'), "<script>alert")


@pytest.mark.parametrize("name", SHELVES)
def test_a_shelf_costs_the_same_however_many_rows_stand_on_it(
    client, course, name, django_assert_num_queries, django_assert_max_num_queries
):
    make_rows(course, range(1, 3))
    with django_assert_max_num_queries(8) as small:
        client.get(reverse(name))
    make_rows(course, range(3, 15))
    with django_assert_num_queries(len(small)):
        client.get(reverse(name))
