"""How the tests run: in development mode, each run on its own database, in the system's Chromium."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

os.environ["KZLEARN_DEV"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "kzlearn.settings"
# Playwright's loop runs in the test's thread, where Django would then refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import ConsoleMessage, Page, Request, Response

# A busy machine is slow, and that is no fault of the code. CI judges a change by the same examples each time;
# everybody else looks for new ones.
SLOW = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile("anew", deadline=None, suppress_health_check=SLOW)
hypothesis.settings.register_profile("ci", deadline=None, suppress_health_check=SLOW, derandomize=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "anew"))

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """SQLite in a file, not in memory: threads of one test then lock each other out as in production.

    Each process of a parallel run has a database of its own, by name or by file.
    """
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def _no_rate_carried_over() -> None:
    """The limits on guessing are counted in the cache, which would outlive the test."""
    cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        pytest.fail("No Chromium here. On Debian: apt-get install chromium; `make test` does it as root.")
    return {**browser_type_launch_args, "executable_path": path, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    """Makes `page.goto("/lessons/")` mean the live server's."""
    return str(live_server.url)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about. A test that provokes one on purpose takes it off the list."""
    return []


@pytest.fixture
def page(page: Page, complaints: list[str]) -> Iterator[Page]:
    """Playwright's page, which fails the test on any console error, policy violation or failed request."""
    listen(page, complaints)
    yield page
    assert complaints == []


def listen(page: Page, complaints: list[str]) -> None:
    """Notes what goes wrong on a page: for pages of a context that a test opens itself."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.type}: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 400:
            complaints.append(f"{response.status} {response.request.method} {response.url}")

    def on_failure(request: Request) -> None:
        # A page that is left gives up what it was still loading: that is no fault.
        if request.failure != "net::ERR_ABORTED":
            complaints.append(f"{request.failure} {request.method} {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("response", on_response)
    page.on("requestfailed", on_failure)
