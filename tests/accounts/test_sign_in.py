import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from kzlearn import adapter

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice", "alice@kzlearn.example", PASSWORD)


@pytest.fixture
def guest(client: Client) -> User:
    guest = User.objects.create_user("guest-one", is_guest=True)
    client.force_login(guest)
    return guest


@pytest.fixture
def moves(monkeypatch: pytest.MonkeyPatch) -> list[tuple[User, User]]:
    """Stands for what the apps move; the real movers have tests of their own."""
    moves: list[tuple[User, User]] = []
    monkeypatch.setattr(adapter, "MOVERS", [lambda guest, account: moves.append((guest, account))])
    return moves


def sign_in(client: Client, login: str = "alice") -> str:
    response = client.post("/accounts/login/", {"login": login, "password": PASSWORD})
    return str(response.headers.get("Location", ""))


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("login", ["alice", "ALICE", "alice@kzlearn.example"])
def test_by_user_name_or_address(client: Client, alice: User, login: str) -> None:
    assert sign_in(client, login) == "/"
    assert signed_in(client) == str(alice.pk)


def test_a_wrong_password_is_told_on_the_page(client: Client, alice: User) -> None:
    response = client.post("/accounts/login/", {"login": "alice", "password": "wrong"})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert signed_in(client) is None


def test_guessing_passwords_is_slowed_down(client: Client, alice: User) -> None:
    for _ in range(6):
        client.post("/accounts/login/", {"login": "alice", "password": "wrong"})
    sign_in(client)
    assert signed_in(client) is None


def test_a_guest_brings_the_work_along_once(
    client: Client, alice: User, guest: User, moves: list[tuple[User, User]]
) -> None:
    assert sign_in(client) == "/"
    assert moves == [(guest, alice)]
    assert signed_in(client) == str(alice.pk)
    guest.refresh_from_db()
    assert not guest.is_active
    adapter.move_work(guest, alice)
    assert len(moves) == 1


def test_an_account_is_never_emptied_into_another(
    client: Client, alice: User, moves: list[tuple[User, User]]
) -> None:
    client.force_login(User.objects.create_user("bob"))
    sign_in(client)
    assert moves == []
    assert signed_in(client) == str(alice.pk)


def test_work_that_cannot_be_moved_stays_with_the_guest_who_stays(
    client: Client, alice: User, guest: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(guest: User, account: User) -> None:
        User.objects.filter(pk=account.pk).update(display_name="half moved")

    def fail(guest: User, account: User) -> None:
        raise IntegrityError("two open attempts")

    monkeypatch.setattr(adapter, "MOVERS", [rename, fail])
    response = client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    assert response.headers["Location"] == "/accounts/login/"
    assert ["Nothing is lost" in str(message) for message in get_messages(response.wsgi_request)] == [True]
    assert signed_in(client) == str(guest.pk)
    for user in (alice, guest):
        user.refresh_from_db()
    assert alice.display_name == ""
    assert guest.is_active


def test_the_sign_in_after_a_failure_brings_it_along(
    client: Client, alice: User, guest: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves: list[User] = []

    def fail_once(guest: User, account: User) -> None:
        moves.append(guest)
        if len(moves) == 1:
            raise IntegrityError("busy")

    monkeypatch.setattr(adapter, "MOVERS", [fail_once])
    sign_in(client)
    sign_in(client)
    assert moves == [guest, guest]
    assert signed_in(client) == str(alice.pk)


def test_leaving_needs_a_post(client: Client, alice: User) -> None:
    client.force_login(alice)
    client.get("/accounts/logout/")
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert signed_in(client) is None


def test_the_way_back_leads_to_no_other_site(client: Client, alice: User) -> None:
    credentials = {"login": "alice", "password": PASSWORD}
    response = client.post("/accounts/login/", {**credentials, "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"
