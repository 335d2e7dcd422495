"""Going through a page by keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page

FURTHEST = 400  # how many times Tab is pressed before a thing counts as out of reach


class Keyboard:
    """Somebody who uses a page by keyboard alone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, selector: str) -> None:
        """Tab until what has the focus matches the selector. Raises AssertionError if it never does."""
        for _ in range(FURTHEST):
            if self.page.locator(f":is({selector}):focus").count():
                return
            self.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab on {self.page.url}")

    def use(self, selector: str) -> None:
        """Go to a link or button and press it."""
        self.go_to(selector)
        self.press("Enter")
        self.page.wait_for_load_state("networkidle")

    def type_into(self, selector: str, text: str) -> None:
        self.go_to(selector)
        self.page.keyboard.type(text)

    def answer(self, within: str) -> None:
        """Answer the one question inside `within`, whatever its kind: rightly or wrongly does not matter."""
        scope = self.page.locator(within)
        if scope.locator("input[type=radio]").count():
            self.go_to(f"{within} input[type=radio]")
            self.press("Space")
        elif scope.locator("input[type=checkbox]").count():
            self.go_to(f"{within} input[type=checkbox]")
            self.press("Space")
        elif number := scope.locator("select").count():
            for place in range(number):
                name = scope.locator("select").nth(place).get_attribute("name")
                self.go_to(f"{within} select[name='{name}']")
                self.press(*["ArrowDown"] * (place + 1))
        else:
            self.type_into(f"{within} input[name=answer]", "1993")
