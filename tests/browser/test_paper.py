"""A quiz as the browser prints it: the paper's size, the code, Kazakh letters, nothing beyond the edge."""

from __future__ import annotations

import re
from typing import Any

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from quizzes.kinds import KINDS
from quizzes.models import Quiz
from tests.factories import make_course, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db(transaction=True)

KAZAKH = "Әрбір ғалымның көзқарасы: Қазақстан өз үлесін қосты, ұлттың һәм іскерліктің аңызы"
SIZES = {"A4": (595, 842), "Letter": (612, 792)}  # in points
INSIDE_MARGINS = {"A4": 642, "Letter": 665}  # what 20 mm on either side leave, in CSS pixels
TOO_WIDE = """() => [...document.querySelectorAll('.paper, .paper *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 || one.scrollWidth > one.clientWidth + 1
        && getComputedStyle(one).display !== 'inline' && !one.closest('svg, .unseen'))
    .map(one => one.outerHTML.slice(0, 100))"""
MODULES = """size => [...Array(size).keys()].map(y => [...Array(size).keys()].map(x => {
    const path = document.querySelector('.sheet-code path');
    return path.isPointInStroke(new DOMPoint(x + 4.5, y + 4.5));
}))"""


@pytest.fixture
def quiz(live_server: object) -> Quiz:
    course = make_course(languages=["en", "kk"])
    questions = [make_question(course, kind, body={"prompt": {"en": kind, "kk": KAZAKH}}) for kind in KINDS]
    return make_quiz(questions, title={"en": "Oil and atoms", "kk": "Мұнай мен атом"})


@pytest.fixture
def page(page: Page, client: Any, base_url: str) -> Page:
    """The page of a teacher who is signed in."""
    client.force_login(make_user("teacher", is_staff=True, is_superuser=True))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": base_url}])
    return page


def open_sheet(page: Page, quiz: Quiz, **query: str) -> None:
    choices = {"seed": "481516", "key": "with", "language": "kk"} | query
    page.goto(f"/quizzes/{quiz.slug}/paper/?" + "&".join(f"{name}={one}" for name, one in choices.items()))


def test_a_teacher_chooses_and_prints_in_three_steps(page: Page, quiz: Quiz) -> None:
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(f"/quizzes/{quiz.slug}/")
    page.locator("main a[href$='/paper/']").click()
    page.get_by_role("button", name="Show").click()
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")


@pytest.mark.parametrize("paper", SIZES)
def test_it_is_printed_on_the_paper_chosen(page: Page, quiz: Quiz, paper: str) -> None:
    open_sheet(page, quiz, paper=paper)
    document = page.pdf(prefer_css_page_size=True)
    boxes = {
        (round(float(width)), round(float(height)))
        for width, height in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", document)
    }
    assert boxes == {SIZES[paper]}


@pytest.mark.parametrize("paper", INSIDE_MARGINS)
def test_in_print_nothing_goes_beyond_the_margins(page: Page, quiz: Quiz, paper: str) -> None:
    page.set_viewport_size({"width": INSIDE_MARGINS[paper], "height": 900})
    page.emulate_media(media="print")
    open_sheet(page, quiz, paper=paper)
    assert page.evaluate(TOO_WIDE) == []


def test_in_print_the_sheet_is_laid_out_for_paper_and_not_for_a_telephone(page: Page, quiz: Quiz) -> None:
    page.set_viewport_size({"width": INSIDE_MARGINS["A4"], "height": 900})
    page.emulate_media(media="print")
    open_sheet(page, quiz)
    title, code = (page.locator(one).first.bounding_box() for one in (".sheet-name", ".sheet-code"))
    assert code["x"] > title["x"] + title["width"]


@pytest.mark.parametrize("width", [320, 360, 768])
def test_on_the_screen_nothing_goes_beyond_the_window(page: Page, quiz: Quiz, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_sheet(page, quiz)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_of_the_page_only_the_sheet_is_printed(page: Page, quiz: Quiz) -> None:
    open_sheet(page, quiz)
    page.emulate_media(media="print")
    shown = page.evaluate(
        """[...document.querySelectorAll('body > *, main > *')]
            .filter(one => one.checkVisibility()).map(one => one.className)"""
    )
    assert shown == ["", "paper"]  # main, and the paper in it


def test_in_print_a_question_keeps_together_and_the_foot_is_on_every_page(page: Page, quiz: Quiz) -> None:
    open_sheet(page, quiz)
    page.emulate_media(media="print")
    style = "one => getComputedStyle(one)"
    together = page.locator(".asked-one:not(.asks-essay)").evaluate_all(
        f"all => all.map(one => ({style})(one).breakInside)"
    )
    assert set(together) == {"avoid"}
    assert page.locator(".paper-foot").evaluate(f"one => ({style})(one).position") == "fixed"


def test_kazakh_letters_are_in_the_sites_own_type(page: Page, quiz: Quiz) -> None:
    open_sheet(page, quiz)
    page.evaluate("document.fonts.ready")
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    prompt = devtools.send("DOM.querySelector", {"nodeId": root, "selector": ".asked-prompt"})["nodeId"]
    fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": prompt})["fonts"]
    assert page.locator(".asked-prompt").first.inner_text() == KAZAKH
    assert {font["isCustomFont"] for font in fonts} == {True}


def test_the_code_as_drawn_is_that_of_the_quizzes_address(page: Page, quiz: Quiz, base_url: str) -> None:
    open_sheet(page, quiz)
    code = segno.make_qr(f"{base_url}/quizzes/{quiz.slug}/", error="m").matrix
    assert page.evaluate(MODULES, len(code)) == [[bool(module) for module in row] for row in code]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken(page: Page, quiz: Quiz, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    open_sheet(page, quiz)
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:150]) for one in violations] == []
