import pytest
from django.test import Client

from accounts.guests import GUEST_PREFIX
from accounts.models import User

pytestmark = pytest.mark.django_db
FORM = {"username": "alice", "password1": "correct horse battery"}


def make_guest(name: str = "one") -> User:
    return User.objects.create_user(f"{GUEST_PREFIX}{name}", is_guest=True, language="ru")


def test_a_stranger_signs_up_with_a_name_and_a_password_only(client: Client) -> None:
    response = client.post("/accounts/signup/", FORM, headers={"accept-language": "kk"})
    assert response.headers["Location"] == "/"
    alice = User.objects.get()
    assert client.session["_auth_user_id"] == str(alice.pk)
    assert (alice.username, alice.language, alice.is_guest) == ("alice", "kk", False)


def test_the_display_name_is_kept(client: Client) -> None:
    client.post("/accounts/signup/", {**FORM, "display_name": "Алия"})
    assert User.objects.get().name == "Алия"


def test_a_guest_who_signs_up_keeps_the_row(client: Client) -> None:
    guest = make_guest()
    client.force_login(guest)
    client.post("/accounts/signup/", {**FORM, "email": "alice@kzlearn.example"})
    alice = User.objects.get()
    assert alice.pk == guest.pk
    assert (alice.username, alice.email, alice.language) == ("alice", "alice@kzlearn.example", "ru")
    assert not alice.is_guest
    assert client.session["_auth_user_id"] == str(alice.pk)
    assert Client().login(username="alice", password=FORM["password1"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": ""},
        {"username": "bob"},
        {"username": "Bob"},
        {"username": "guest-bob"},
        {"username": "Guest-bob"},
        {"username": "a b"},
        {"password1": "1234"},
        {"password1": "alice"},
        {"email": "no address"},
        {"email": "bob@kzlearn.example"},
        {"display_name": "x" * 81},
    ],
)
def test_a_refused_sign_up_changes_nothing(client: Client, wrong: dict[str, str]) -> None:
    User.objects.create_user("bob", "bob@kzlearn.example")
    guest = make_guest()
    client.force_login(guest)
    response = client.post("/accounts/signup/", {**FORM, **wrong})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert User.objects.get(is_guest=True) == guest
    assert User.objects.count() == 2


def test_somebody_with_an_account_who_signs_up_again_gets_another(client: Client) -> None:
    client.force_login(User.objects.create_user("bob"))
    client.post("/accounts/signup/", FORM)
    assert set(User.objects.values_list("username", flat=True)) == {"alice", "bob"}
