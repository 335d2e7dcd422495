"""Whose session it is: what a page asks before it sends again what it could not send."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_guest, make_user

pytestmark = pytest.mark.django_db


def asked(client: Client) -> dict[str, Any]:
    return client.get(reverse("session")).json()


def test_it_names_the_person_and_says_whether_they_are_a_guest(client):
    learner, guest = make_user(), make_guest()
    client.force_login(learner)
    assert (asked(client)["person"], asked(client)["isGuest"]) == (str(learner.pk), False)
    client.force_login(guest)
    assert (asked(client)["person"], asked(client)["isGuest"]) == (str(guest.pk), True)


def test_a_stranger_is_nobody_and_gets_no_session(client):
    assert (asked(client)["person"], asked(client)["isGuest"]) == ("", False)
    assert "sessionid" not in client.cookies


def test_its_token_is_good_for_the_next_form():
    client = Client(enforce_csrf_checks=True)
    token = asked(client)["token"]
    response = client.post(reverse("set_language"), {"language": "kk"}, headers={"X-CSRFToken": token})
    assert response.status_code == 302


def test_a_token_from_before_a_sign_in_is_good_no_longer():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    token = asked(client)["token"]
    other = make_user()
    sign_in = {"login": other.username, "password": "correct horse battery"}
    client.post(reverse("account_logout"), headers={"X-CSRFToken": token})
    client.post(reverse("account_login"), sign_in, headers={"X-CSRFToken": token})
    assert asked(client)["person"] == str(other.pk)
    response = client.post(reverse("set_language"), {"language": "kk"}, headers={"X-CSRFToken": token})
    assert response.status_code == 403


def test_it_is_never_cached(client):
    assert "no-store" in client.get(reverse("session")).headers["Cache-Control"]
