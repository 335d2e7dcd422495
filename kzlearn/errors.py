"""The page for a stale form. For the other errors Django finds 400, 403, 404 and 500.html by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def session_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is out of date: another tab signed in or out, or the page lay open for too long.

    An htmx request is answered with a reload of its page: htmx shows nothing of a 403, and the page then
    has a good token.
    """
    response = render(request, "session_expired.html", {"reason": reason}, status=403)
    if request.headers.get("HX-Request") == "true":
        response["HX-Refresh"] = "true"
    return response
