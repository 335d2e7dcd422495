"""The admin in a real browser: reached through the site's own sign-in, at ease under the strict policy."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.models import User
from lessons.models import Actor, Paragraph
from quizzes.models import Attempt, Question
from tests.factories import make_attempt, make_course, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(page: Page) -> Page:
    User.objects.create_superuser("root", password="correct horse battery")
    page.goto("/admin/")
    page.locator("#id_login").fill("root")
    page.locator("#id_password").fill("correct horse battery")
    page.locator("main form button").last.click()
    expect(page).to_have_url("/admin/")
    return page


def test_a_text_is_looked_at_without_changing_it_and_changed_by_language(signed_in: Page) -> None:
    course = make_course()
    paragraph = Paragraph.objects.create(course=course, number=1, opening="Words", topic="Topic", gist="Gist")
    actor = Actor.objects.create(
        course=course, slug="mayor", type="person", name={"en": "Mayor"}, role="mayor", summary="She led."
    )
    actor.paragraphs.add(paragraph)
    before = Actor.objects.values().get(pk=actor.pk)
    signed_in.goto("/admin/lessons/actor/")
    signed_in.get_by_role("link", name="mayor").first.click()
    signed_in.get_by_role("button", name="Save", exact=True).click()
    expect(signed_in.locator(".messagelist .success")).to_be_visible()
    assert Actor.objects.values().get(pk=actor.pk) == before
    signed_in.goto(f"/admin/lessons/actor/{actor.pk}/change/")
    signed_in.get_by_label("Kazakh").first.fill("Әкім")
    signed_in.get_by_role("button", name="Save", exact=True).click()
    expect(signed_in.locator(".messagelist .success")).to_be_visible()
    assert Actor.objects.get(pk=actor.pk).name == {"en": "Mayor", "kk": "Әкім"}


def test_from_a_question_to_the_answers_it_was_given(signed_in: Page) -> None:
    question = make_question(make_course())
    quiz = make_quiz([question])
    make_attempt(make_user(), quiz)
    signed_in.goto(f"/admin/quizzes/question/{Question.objects.get().pk}/change/")
    signed_in.get_by_role("link", name=f"{question} v1").first.click()
    expect(signed_in.locator("pre")).to_contain_text("Which field")
    expect(signed_in.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    signed_in.goto("/admin/quizzes/attempt/")
    signed_in.locator("#result_list tbody th a").first.click()
    expect(signed_in).to_have_url(f"/admin/quizzes/attempt/{Attempt.objects.get().pk}/change/")
    expect(signed_in.get_by_role("link", name=f"{question} v1").first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(signed_in: Page, theme: Literal["light", "dark"]) -> None:
    question = make_question(make_course())
    attempt = make_attempt(make_user(), make_quiz([question]))
    signed_in.emulate_media(color_scheme=theme)
    found = []
    for address in (
        "",
        "quizzes/question/",
        f"quizzes/question/{question.pk}/change/",
        f"quizzes/questionversion/{question.published_id}/change/",
        f"quizzes/attempt/{attempt.pk}/change/",
        "quizzes/allowance/add/",
        "lessons/actor/add/",
        "lessons/claim/add/",
        "accounts/user/",
        f"accounts/user/{attempt.user_id}/change/",
    ):
        signed_in.goto(f"/admin/{address}")
        # The admin's style sheets import others: axe would copy those into the page against the policy.
        for one in Axe().run(signed_in, options={"preload": False}).response["violations"]:
            found += [f"{address}: {one['id']}: {node['html'][:150]}" for node in one["nodes"]]
    assert found == []
