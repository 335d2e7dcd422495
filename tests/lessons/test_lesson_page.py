"""A lesson's page: what stands on it, in which language, and what it costs."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from lessons.models import LessonText, Section, SectionProgress, SectionText
from lessons.reading import minutes_to_read, parts_of, read_lesson
from tests.factories import (
    make_checks,
    make_course,
    make_guest,
    make_lesson,
    make_question,
    make_quiz,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    return make_lesson(make_course(), sections=3)


def address(lesson):
    return reverse("lesson", args=[lesson.slug])


def page(client, lesson):
    return client.get(address(lesson)).content.decode()


def done(user, section):
    SectionProgress.objects.create(user=user, section=section, done_at=timezone.now())


def test_it_opens_with_number_title_and_guiding_question(client, lesson):
    make_lesson(lesson.course)
    text = lesson.texts.get()
    response = client.get(address(lesson))
    assertContains(response, "Lesson 1 of 2")
    assertContains(response, f"<h1>{text.title}</h1>", html=True)
    assertContains(response, f'<p class="guiding">{text.question}</p>', html=True)


def test_its_objectives_are_folded(client, lesson):
    response = client.get(address(lesson))
    assertContains(response, '<details class="objectives">')
    assertContains(response, "<li>Say why.</li>", html=True)


def test_its_sections_stand_in_their_order(client, lesson):
    Section.objects.filter(lesson=lesson, key="part-1").update(position=9)
    html = page(client, lesson)
    places = [html.index(f'id="part-{number}"') for number in (2, 3, 1)]
    assert places == sorted(places)


def test_a_retired_section_is_not_shown(client, lesson):
    Section.objects.filter(lesson=lesson, key="part-2").update(retired_at=timezone.now())
    response = client.get(address(lesson))
    assertContains(response, 'id="part-1"')
    assertNotContains(response, 'id="part-2"')


def test_it_leads_to_the_lessons_before_and_after_it(client, lesson):
    middle, last = make_lesson(lesson.course), make_lesson(lesson.course)
    response = client.get(address(middle))
    assertContains(response, f'rel="prev" href="{address(lesson)}"')
    assertContains(response, f'rel="next" href="{address(last)}"')


def test_the_last_lesson_leads_back_to_all_of_them(client, lesson):
    html = page(client, lesson)
    assert 'rel="next"' not in html and 'rel="prev"' not in html
    assert f'<a class="onward-on" href="{reverse("outline")}">' in html


def test_a_lesson_of_another_course_is_no_neighbour(client, lesson):
    make_lesson(make_course())
    assertContains(client.get(address(lesson)), "Lesson 1 of 1")


def test_where_two_courses_have_a_lesson_of_one_name_the_first_ones_is_read(client, lesson):
    make_lesson(make_course(), slug=lesson.slug)
    assertContains(client.get(address(lesson)), lesson.texts.get().title)


def test_a_lesson_that_does_not_exist_is_not_found(client, lesson):
    assert client.get(reverse("lesson", args=["nothing"])).status_code == 404


def test_a_lesson_without_sections_says_so(client):
    assertContains(client.get(address(make_lesson(make_course(), sections=0))), "no text yet")


# --- whose page it is


@pytest.mark.parametrize("make", [make_user, make_guest])
def test_a_reader_sees_how_much_is_done_and_where_to_go_on(client, lesson, make):
    client.force_login(user := make())
    done(user, lesson.sections.get(position=1))
    response = client.get(address(lesson))
    assertContains(response, "1 of 3 sections done")
    assertContains(response, '<a href="#part-2">')


def test_a_reader_does_not_see_what_another_has_done(client, lesson):
    done(make_user(), lesson.sections.get(position=1))
    client.force_login(make_user())
    assertNotContains(client.get(address(lesson)), "sections done")


def test_a_stranger_has_done_nothing(client, lesson):
    done(make_user(), lesson.sections.get(position=1))
    assertNotContains(client.get(address(lesson)), "sections done")


# --- in which language


def translate(lesson, language, title):
    text = lesson.texts.get(language="en")
    LessonText.objects.create(
        lesson=lesson, language=language, title=title, question="Неге?", objectives=[], perspective="Жаз."
    )
    section = text.lesson.sections.get(position=1)
    SectionText.objects.create(
        section=section, language=language, title=f"{title} 1", markdown="x", html=f"<p>{title}</p>"
    )


def test_it_is_read_in_the_readers_language_and_where_that_lacks_in_english(client, lesson):
    translate(lesson, "kk", "Мұнай")
    client.force_login(make_user(language="kk"))
    response = client.get(address(lesson))
    assertContains(response, "<h1>Мұнай</h1>", html=True)
    assertContains(response, "Мұнай 1")
    assertContains(response, "Part 2")
    assertContains(response, 'aria-labelledby="h-part-2" lang="en"')


def test_a_lesson_not_yet_translated_says_so(client, lesson):
    client.force_login(make_user(language="ru"))
    response = client.get(address(lesson))
    assertContains(response, 'class="other-language"')
    assertContains(response, '<article class="lesson" lang="en"')


def test_a_course_without_english_is_read_in_its_own_language(client):
    lesson = make_lesson(make_course(languages=["kk"]), sections=1)
    LessonText.objects.update(language="kk")
    SectionText.objects.update(language="kk")
    assertContains(client.get(address(lesson)), "<p>Text.</p>")


# --- what is written in it


def test_what_a_title_says_is_shown_and_not_run(client, lesson):
    hostile = "<script>alert(1)</script>"
    LessonText.objects.update(title=hostile, question=hostile, objectives=[hostile], perspective=hostile)
    SectionText.objects.update(title=hostile)
    html = page(client, lesson)
    assert hostile not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_check_stands_where_the_text_asks_for_it(client, lesson):
    section = lesson.sections.get(position=1)
    (question,) = make_checks(section)
    SectionText.objects.filter(section=section).update(
        html=f"<p>Before.</p><!--check:{question.slug}--><p>After.</p>"
    )
    html = page(client, lesson)
    assert html.index("Before.") < html.index(f'id="check-{question.slug}"') < html.index("After.")


def test_a_section_is_cut_where_its_checks_stand():
    parts = parts_of("<p>A</p>\n<!--check:one-->\n<!--check:two-->\n<p>B</p>")
    assert [(part.html.strip(), part.check) for part in parts] == [
        ("<p>A</p>", ""),
        ("", "one"),
        ("", "two"),
        ("<p>B</p>", ""),
    ]


@pytest.mark.parametrize(
    ("markdown", "minutes"),
    [
        ([""], 1),
        (["word " * 360], 2),
        (["word " * 180, "word " * 360], 3),
        (["word {P6} {own} " * 360], 2),
        (["{actor:baker|James Baker} " * 360], 4),
        (["word " * 360 + "\n::: check one\n:::\n\n::: check two\n:::\n"], 3),
    ],
)
def test_the_minutes_count_words_and_checks_but_no_marks(markdown, minutes):
    assert minutes_to_read(markdown) == minutes


# --- what it costs


def grow(lesson):
    """Many more lessons, sections, checks and readers."""
    for number in range(4, 12):
        make_checks(make_section(lesson, position=number), number=2)
    for _ in range(6):
        make_lesson(lesson.course)
    for section in lesson.sections.all():
        done(make_user(), section)


def test_reading_costs_two_queries_however_long_the_lesson_is(lesson, django_assert_num_queries):
    user = make_user()
    done(user, lesson.sections.get(position=1))
    with django_assert_num_queries(2):
        read_lesson(lesson.slug, language="en", user=user)
    grow(lesson)
    with django_assert_num_queries(2):
        reading = read_lesson(lesson.slug, language="en", user=user)
    assert (len(reading.sections), reading.done) == (11, 1)


def test_the_page_costs_a_learner_six_queries_however_long_the_lesson_is(
    client, lesson, django_assert_num_queries
):
    make_quiz([make_question(lesson.course)], lesson=lesson)
    client.force_login(make_user())
    with django_assert_num_queries(6):  # session, user, lessons, sections, checks, standing
        client.get(address(lesson))
    grow(lesson)
    with django_assert_num_queries(6):
        client.get(address(lesson))
