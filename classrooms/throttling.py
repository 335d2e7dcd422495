"""Guessing codes is slow: wrong ones are counted for each address and for each browser, in the cache."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

# Wrong codes allowed, in so many seconds. A whole class behind one address mistypes, too.
WINDOW = 600
A_BROWSER = 10
AN_ADDRESS = 40
DAY = 86400
AN_ADDRESS_A_DAY = 400


def may_try(request: HttpRequest) -> bool:
    """Whether another code is looked at; when not, a right one is refused as well."""
    counted = cache.get_many(_limits(request))
    return all(counted.get(key, 0) < allowed for key, (allowed, _) in _limits(request).items())


def count_wrong(request: HttpRequest) -> None:
    for key, (_, seconds) in _limits(request).items():
        cache.add(key, 0, seconds)
        try:
            cache.incr(key)
        except ValueError:  # it expired a moment ago
            cache.set(key, 1, seconds)


def _limits(request: HttpRequest) -> dict[str, tuple[int, int]]:
    """Each count that the request goes by: how many are allowed, and for how long it lasts."""
    address = get_adapter(request).get_client_ip(request)
    limits = {
        f"classrooms:address:{address}": (AN_ADDRESS, WINDOW),
        f"classrooms:day:{address}": (AN_ADDRESS_A_DAY, DAY),
    }
    if browser := request.session.session_key or request.META.get("CSRF_COOKIE"):
        limits[f"classrooms:browser:{browser}"] = (A_BROWSER, WINDOW)
    return limits
