import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(client: Client) -> User:
    call_command("make_demo")
    teacher = User.objects.get(username="teacher")
    client.force_login(teacher)
    return teacher


@pytest.mark.parametrize("query", ["", "?q=stud", "?is_guest__exact=1", "?language__exact=en"])
def test_the_teacher_finds_people(client: Client, teacher: User, query: str) -> None:
    assert client.get(f"/admin/accounts/user/{query}").status_code == 200


def test_the_teacher_looks_and_does_not_touch(client: Client, teacher: User) -> None:
    student = User.objects.get(username="student")
    assert client.get(f"/admin/accounts/user/{student.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/user/{student.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=student.pk).exists()


def test_an_administrator_makes_an_account(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    password = "correct horse battery"
    client.post(
        "/admin/accounts/user/add/",
        {"username": "bob", "usable_password": "true", "password1": password, "password2": password},
    )
    assert Client().login(username="bob", password=password)


def test_the_admin_sends_a_stranger_to_the_page_of_the_site(client: Client) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"


def test_the_admin_is_closed_to_learners(client: Client) -> None:
    client.force_login(User.objects.create_user("alice"))
    assert client.get("/admin/", follow=True).status_code == 403
