"""Reading in a real browser: cards, margin notes, shelves, with scripts and without, and what it weighs."""

import gzip
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from lessons.models import Course
from lessons.rendering import Entry
from tests.factories import make_course, make_lesson
from tests.lessons.test_lesson_files import html_of
from tests.lessons.test_shelves import make_actor, make_term

ENTRIES = {
    ("claim", "6.4"): Entry("P6", "Signed on 6 April.", "/claims/#c6.4"),
    ("actor", "derr"): Entry("Kenneth T. Derr", "He headed Chevron.", "/people/#derr", meta="CEO"),
}
CARD, NOTE = ".card", ".note"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lesson() -> str:
    """The address of a lesson with one name that has a card and one citation that has a note."""
    lesson = make_lesson(make_course(), sections=1)
    lesson.sections.get().texts.update(html=html_of(entries=ENTRIES))
    return f"/lessons/{lesson.slug}/"


@pytest.fixture(params=[360, 1280])
def bare(request, browser: Browser, base_url: str) -> Iterator[Page]:
    """A page on which no script runs, on a phone and on a desk."""
    context = browser.new_context(
        java_script_enabled=False, base_url=base_url, viewport={"width": request.param, "height": 800}
    )
    yield context.new_page()
    context.close()


def test_a_card_opens_by_keyboard_and_escape_closes_it(page: Page, lesson: str) -> None:
    page.goto(lesson)
    page.get_by_role("link", name="Ken Derr").focus()
    expect(page.locator(CARD)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(CARD)).to_be_hidden()


def test_a_card_opens_when_pointed_at(page: Page, lesson: str) -> None:
    page.goto(lesson)
    page.get_by_role("link", name="Ken Derr").hover()
    expect(page.locator(CARD)).to_contain_text("He headed Chevron.")


def test_the_first_tap_opens_a_card_and_the_second_follows_it(
    browser: Browser, base_url: str, lesson: str
) -> None:
    context = browser.new_context(
        base_url=base_url, has_touch=True, is_mobile=True, viewport={"width": 360, "height": 700}
    )
    page = context.new_page()
    page.goto(lesson)
    page.get_by_role("link", name="Ken Derr").tap()
    expect(page.locator(CARD)).to_be_visible()
    page.get_by_role("link", name="Ken Derr").tap()
    expect(page).to_have_url(f"{base_url}/people/#derr")
    context.close()


def test_without_scripts_a_card_opens_by_keyboard_and_lies_within_the_page(bare: Page, lesson: str) -> None:
    bare.goto(lesson)
    bare.get_by_role("link", name="Ken Derr").focus()
    box = bare.locator(CARD).bounding_box()
    assert box is not None, "the card is not shown"
    assert bare.viewport_size is not None
    assert 0 <= box["x"] <= bare.viewport_size["width"] - box["width"]


def test_a_citation_opens_its_note_and_escape_closes_it(page: Page, lesson: str) -> None:
    page.goto(lesson)
    chip = page.locator("a.cite")
    chip.focus()
    page.keyboard.press("Space")
    expect(page.locator(NOTE)).to_be_visible()
    expect(chip).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator(NOTE)).to_be_hidden()


def test_without_scripts_a_citation_opens_its_note(bare: Page, lesson: str) -> None:
    bare.goto(lesson)
    bare.locator("a.cite").click()
    expect(bare.locator(NOTE)).to_be_visible()


def test_a_shelf_is_narrowed_while_one_types(page: Page) -> None:
    course = make_course()
    make_actor(course, "baker")
    make_actor(course, "derr")
    page.goto("/people/")
    page.get_by_label("Search").press_sequentially("bak")
    expect(page.locator("#found")).to_contain_text("1 of 2")
    expect(page.locator(".shelf > li")).to_have_count(1)
    assert page.url.endswith("/people/?q=bak&kind=&named=")


def test_without_scripts_a_shelf_is_narrowed_by_its_button_and_its_letters(bare: Page) -> None:
    course = make_course()
    make_term(course, "asymmetry")
    make_term(course, "pivot")
    bare.goto("/terms/")
    bare.get_by_role("link", name="P", exact=True).click()
    expect(bare.locator("#found")).to_contain_text("1 of 2")
    bare.get_by_label("Search").fill("nothing")
    bare.get_by_role("button", name="Show").click()
    expect(bare.locator("#found")).to_contain_text("0 of 2")


def _weight(response: Response) -> int:
    body = response.body()
    return len(body) if response.url.endswith((".woff2", ".png")) else len(gzip.compress(body))


def test_the_first_lesson_weighs_less_than_100_kilobytes_and_60_without_fonts(
    page: Page, course: Course
) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/lessons/two-countries-two-scales/", wait_until="networkidle")
    weights = {answer.url: _weight(answer) for answer in answers}
    fonts = {url for url in weights if url.endswith(".woff2")}
    assert fonts
    assert len(weights) <= 15
    assert sum(weights.values()) <= 100_000, weights
    assert sum(weight for url, weight in weights.items() if url not in fonts) <= 60_000, weights
