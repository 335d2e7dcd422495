from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.middleware import PreferencesMiddleware
from accounts.models import User

pytestmark = pytest.mark.django_db
FORM = {"display_name": "Алия", "language": "kk", "country": "KZ", "time_zone": "Asia/Almaty"}


@pytest.fixture
def alice(client: Client) -> User:
    alice = User.objects.create_user("alice")
    client.force_login(alice)
    return alice


def test_a_stranger_has_no_profile(client: Client) -> None:
    assert client.get("/accounts/profile/").headers["Location"].startswith("/accounts/login/")


def test_a_learner_changes_their_profile(client: Client, alice: User) -> None:
    assert client.post("/accounts/profile/", FORM).headers["Location"] == "/accounts/profile/"
    alice.refresh_from_db()
    assert {name: getattr(alice, name) for name in FORM} == FORM


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "de"},
        {"language": ""},
        {"country": "XX"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../etc/passwd"},
        {"display_name": "x" * 81},
    ],
)
def test_a_refused_profile_changes_nothing(client: Client, alice: User, wrong: dict[str, str]) -> None:
    response = client.post("/accounts/profile/", {**FORM, **wrong})
    assert response.status_code == 200
    assert response.context["form"].errors
    alice.refresh_from_db()
    assert alice.display_name == ""


def test_nobody_makes_themselves_staff(client: Client, alice: User) -> None:
    client.post("/accounts/profile/", {**FORM, "is_staff": "on", "is_superuser": "on"})
    alice.refresh_from_db()
    assert not (alice.is_staff or alice.is_superuser)


def test_the_switch_is_remembered_by_the_browser_of_a_stranger(client: Client) -> None:
    response = client.post("/accounts/language/", {"language": "ru", "next": "/accounts/login/"})
    assert response.headers["Location"] == "/accounts/login/"
    assert client.get("/accounts/login/").headers["Content-Language"] == "ru"
    assert not User.objects.exists()


def test_the_switch_is_remembered_for_a_learner(client: Client, alice: User) -> None:
    client.post("/accounts/language/", {"language": "kk"})
    alice.refresh_from_db()
    assert alice.language == "kk"


def test_a_learner_reads_in_their_language_on_any_browser(client: Client, alice: User) -> None:
    User.objects.update(language="ru")
    response = client.get("/accounts/profile/", headers={"accept-language": "en"})
    assert response.wsgi_request.LANGUAGE_CODE == "ru"


def test_the_switch_knows_three_languages(client: Client, alice: User) -> None:
    client.post("/accounts/language/", {"language": "de"})
    alice.refresh_from_db()
    assert alice.language == "en"


def test_the_switch_needs_a_post(client: Client) -> None:
    assert client.get("/accounts/language/?language=ru").status_code == 405


@pytest.mark.parametrize(
    ("name", "hour"), [("Asia/Almaty", 17), ("", 12), ("Mars/Olympus", 12), ("../zone", 12), ("Asia", 12)]
)
def test_times_are_those_of_the_place_and_utc_where_it_is_unknown(
    rf: RequestFactory, name: str, hour: int
) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("UTC"))
    request = rf.get("/")
    request.user = User(username="alice", time_zone=name)

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(timezone.localtime(noon).hour)

    assert PreferencesMiddleware(page)(request).content == str(hour).encode()
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE


@pytest.mark.parametrize(
    "wrong", [{"language": "de"}, {"country": "XX"}, {"is_guest": True, "is_staff": True}]
)
def test_the_database_refuses_what_no_form_would_send(wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create(username="alice", **wrong)


def test_a_guest_is_greeted_as_one() -> None:
    assert User(username="guest-1f3a", is_guest=True).name == "guest"
    assert User(username="alice").name == "alice"
