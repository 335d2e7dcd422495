"""A live server with the whole course, and somebody at the keyboard."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.browser.keyboard import Keyboard

COURSE = Path(__file__).resolve().parents[2] / "courses" / "mutual-education"


# A busy machine is slow, and that is no fault of the page.
expect.set_options(timeout=30_000)


@pytest.fixture
def course(transactional_db: None, live_server: object) -> Any:
    """The course of this repository, loaded."""
    from lessons.models import Course  # once Django is set up

    call_command("load_course", COURSE, stdout=io.StringIO())
    return Course.objects.get()


@pytest.fixture
def keyboard(page: Page) -> Keyboard:
    return Keyboard(page)
