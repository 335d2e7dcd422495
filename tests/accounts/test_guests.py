from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from accounts.guests import learner_for
from accounts.models import User

SECRET = "a" * 32


def write(request: HttpRequest) -> HttpResponse:
    """Stands for any page that stores what a learner does."""
    if request.method == "GET":
        return HttpResponse(get_token(request))
    return HttpResponse(learner_for(request).pk)


def read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(learner_for(request).pk)


urlpatterns = [path("write/", write), path("read/", read), path("", include("kzlearn.urls"))]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def browser(secret: str = SECRET) -> Client:
    client = Client()
    client.cookies["csrftoken"] = secret
    return client


def test_reading_makes_no_guest(client: Client) -> None:
    client.get("/write/")
    client.get("/accounts/signup/")
    assert not User.objects.exists()


def test_a_guest_is_refused_to_a_get(client: Client) -> None:
    with pytest.raises(RuntimeError, match="by a POST"):
        client.get("/read/")
    assert not User.objects.exists()


def test_the_first_write_makes_a_guest_in_the_language_of_the_page(client: Client) -> None:
    client.post("/write/", headers={"accept-language": "kk"})
    guest = User.objects.get()
    assert guest.is_guest
    assert guest.language == "kk"
    assert not guest.has_usable_password()


def test_the_next_write_is_by_the_same_guest(client: Client) -> None:
    first = client.post("/write/").content
    assert client.post("/write/").content == first


def test_a_learner_with_an_account_writes_as_themselves(client: Client) -> None:
    alice = User.objects.create_user("alice")
    client.force_login(alice)
    assert client.post("/write/").content == str(alice.pk).encode()


def test_a_double_click_makes_one_guest() -> None:
    assert browser().post("/write/").content == browser().post("/write/").content
    assert User.objects.count() == 1


def test_two_browsers_are_two_guests() -> None:
    browser("a" * 32).post("/write/")
    browser("b" * 32).post("/write/")
    assert User.objects.count() == 2


def test_the_same_browser_a_minute_later_is_another_guest() -> None:
    with time_machine.travel(timezone.now() - timedelta(seconds=61)):
        browser().post("/write/")
    browser().post("/write/")
    assert User.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_parallel_first_writes_make_one_guest() -> None:
    def first_write(_: int) -> bytes:
        try:
            return browser().post("/write/").content
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(first_write, range(16)))) == 1
    assert User.objects.count() == 1


def test_the_other_forms_of_the_page_still_work_once_the_guest_is_made() -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get("/write/").content.decode()
    for _ in range(2):
        assert client.post("/write/", {"csrfmiddlewaretoken": token}).status_code == 200


def test_a_guest_cannot_sign_in_by_password(client: Client) -> None:
    client.post("/write/")
    guest = User.objects.get()
    for password in ("", "!", guest.password):
        assert not Client().login(username=guest.username, password=password)


@pytest.mark.parametrize("page", ["password/set", "password/change", "email"])
def test_a_guest_gets_no_password_but_by_signing_up(client: Client, page: str) -> None:
    client.post("/write/")
    password = "correct horse battery"
    response = client.post(f"/accounts/{page}/", {"password1": password, "password2": password})
    assert response.headers["Location"].startswith("/accounts/signup/")
    assert not User.objects.get().has_usable_password()


def test_a_guest_has_no_password_to_reset(client: Client) -> None:
    client.post("/write/")
    guest = User.objects.get()
    client.post("/accounts/password/reset/", {"email": f"{guest.username}@kzlearn.example"})
    assert all("password/reset/key" not in str(message.body) for message in mail.outbox)
