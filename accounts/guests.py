"""Learners who have not signed up. Each is a row of its own from the first thing they do."""

from datetime import datetime, timedelta

from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import get_language

from accounts.models import User

GUEST_PREFIX = "guest-"
SAME_CLICK = timedelta(seconds=60)


def learner_for(request: HttpRequest, *, at: datetime | None = None) -> User:
    """Who the work of this request belongs to: the user, or a guest made now and logged in on the session.

    Call it where something is written: a GET never makes a guest, and raises RuntimeError for a stranger.
    """
    if request.user.is_authenticated:
        return request.user
    if request.method != "POST":
        raise RuntimeError("A guest is made by a POST, never by reading.")
    guest = _guest_of_browser(request.META.get("CSRF_COOKIE"), at or timezone.now())
    _log_in(request, guest)
    return guest


def _guest_of_browser(secret: str | None, at: datetime) -> User:
    """The guest of the browser that holds this CSRF secret, if made within the last minute, else a new one.

    A double-clicked first answer is two requests that know nothing of each other but this secret. The name
    made from it is unique, so the database lets one of them make the guest and gives the same to the other.
    """
    if not secret:
        return _make_guest(get_random_string(20), at)
    guest = _make_guest(salted_hmac("accounts.guests", secret, algorithm="sha256").hexdigest()[:20], at)
    if guest.is_active and at - guest.date_joined < SAME_CLICK:
        return guest
    return _make_guest(get_random_string(20), at)


def _make_guest(key: str, at: datetime) -> User:
    language = get_language()
    return User.objects.get_or_create(
        username=f"{GUEST_PREFIX}{key.lower()}",
        defaults={
            "is_guest": True,
            "password": make_password(None),
            "language": language if language in User.Language else User.Language.ENGLISH,
            "date_joined": at,
        },
    )[0]


def _log_in(request: HttpRequest, guest: User) -> None:
    """Logs in without changing the CSRF secret: the other forms of the page being read still carry it."""
    secret = request.META.get("CSRF_COOKIE")
    login(request, guest)
    if secret:
        request.META["CSRF_COOKIE"] = secret
