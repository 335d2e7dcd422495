"""The house itself: how it starts, what every answer carries, what its locks and imports keep to."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import User

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY = "a long secret made up for this test, xK4vQ9zR2mT7wB5nL8pC1sD6fG3hJ0yU"


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a command as a production machine would: with no variable of ours but those given."""
    ours = (
        "KZLEARN_DEV",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "DEBUG",
        "DATABASE_URL",
        "DJANGO_ALLOW_ASYNC_UNSAFE",
    )
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=clean | environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({}, {"SECRET_KEY", "ALLOWED_HOSTS"}),
        ({"SECRET_KEY": SECRET_KEY}, {"ALLOWED_HOSTS"}),
        ({"ALLOWED_HOSTS": "kzlearn.example"}, {"SECRET_KEY"}),
        ({"SECRET_KEY": " ", "ALLOWED_HOSTS": ""}, {"SECRET_KEY", "ALLOWED_HOSTS"}),
    ],
)
def test_production_refuses_to_start_and_says_what_is_missing(
    environment: dict[str, str], missing: set[str]
) -> None:
    start = run(["-c", "import kzlearn.wsgi"], **environment)
    assert start.returncode != 0
    assert set(re.findall("SECRET_KEY|ALLOWED_HOSTS", start.stderr.splitlines()[-1])) == missing


def test_production_passes_djangos_deployment_checks() -> None:
    command = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    check = run(command, SECRET_KEY=SECRET_KEY, ALLOWED_HOSTS="kzlearn.example")
    assert check.returncode == 0, check.stderr


def test_production_cannot_be_put_into_debug_mode() -> None:
    show = "from django.conf import settings; print(settings.DEBUG)"
    production = {"SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": "kzlearn.example", "DEBUG": "1"}
    assert run(["-c", show], DJANGO_SETTINGS_MODULE="kzlearn.settings", **production).stdout == "False\n"


@pytest.mark.django_db
def test_every_page_carries_the_strict_headers(client: Client) -> None:
    headers = client.get("/accounts/login/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_page_and_fragment_are_kept_apart_in_caches(client: Client) -> None:
    assert "HX-Request" in client.get("/accounts/login/").headers["Vary"]


@pytest.mark.django_db
def test_an_expired_session_sends_htmx_to_the_sign_in_page_and_back_to_the_page_it_was_on(
    client: Client,
) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/lessons/tengiz/?at=2"}
    response = client.post("/accounts/profile/", headers=headers)
    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=/lessons/tengiz/%3Fat%3D2"


@pytest.mark.django_db
def test_another_sites_page_is_not_where_the_sign_in_leads_back_to(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example/"}
    assert client.get("/accounts/profile/", headers=headers).headers["HX-Redirect"] == "/accounts/login/"


@pytest.mark.django_db
def test_an_expired_session_redirects_a_whole_page(client: Client) -> None:
    response = client.get("/accounts/profile/")
    assert response.headers["Location"] == "/accounts/login/?next=/accounts/profile/"


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_stale_form_is_refused_with_a_page_that_says_so(headers: dict[str, str]) -> None:
    User.objects.create_user("alice", password="correct horse battery")
    client = Client(enforce_csrf_checks=True)
    credentials = {"login": "alice", "password": "correct horse battery"}
    response = client.post("/accounts/login/", credentials, headers=headers)
    assert response.status_code == 403
    assert "session_expired.html" in [template.name for template in response.templates]
    assert response.headers.get("HX-Refresh", "") == headers.get("HX-Request", "")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_host_that_is_not_ours_gets_a_page_that_says_the_request_was_bad() -> None:
    response = Client(raise_request_exception=False).get("/lessons/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "400.html" in [template.name for template in response.templates]


def test_production_finds_every_file_that_a_style_sheet_names(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    storage = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


def locked(name: str) -> dict[str, str]:
    lock = (ROOT / name).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_versions_and_hashes_and_no_place_to_get_them_from(name: str) -> None:
    lock = (ROOT / name).read_text()
    entries = re.split(r"^(?=\S)", re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE), flags=re.MULTILINE)[1:]
    assert all(re.match(r"[a-z0-9-]+==[^ ;]+ \\\n +--hash=sha256:", entry) for entry in entries)
    assert not re.search(r"://|index|trusted|find-links|(?<!\S)/", lock)


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_a_lock_holds_what_was_asked_for(name: str) -> None:
    asked = re.findall(r"^[A-Za-z][\w-]*", (ROOT / f"{name}.in").read_text(), re.MULTILINE)
    assert {each.lower() for each in asked} <= locked(f"{name}.txt").keys()


def test_the_tests_run_on_what_the_site_runs_on() -> None:
    assert locked("requirements.txt").items() <= locked("requirements-dev.txt").items()


def test_apps_import_downwards_only() -> None:
    lint = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True
    )
    assert lint.returncode == 0, lint.stdout


def test_marking_knows_neither_the_database_nor_the_request() -> None:
    """Nor does anything that it imports. Import-linter cannot say this: it sees Django as one module."""
    show = "import sys, quizzes.kinds; print({'django.db', 'django.http'} & sys.modules.keys())"
    marking = run(["-c", show])
    assert (marking.returncode, marking.stdout) == (0, "set()\n"), marking.stderr
