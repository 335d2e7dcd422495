"""What every answer of the site carries, whichever app gave it."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
)


class PermissionsPolicyMiddleware:
    """Forbids the browser's features that no page of ours uses."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class HtmxAnswersMiddleware:
    """Keeps page and fragment apart in caches; sends an htmx request that needs a sign-in to that whole page.

    Without the second, htmx follows the redirect unseen and puts the sign-in page where the fragment belongs.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
        if htmx and _leads_to_sign_in(response):
            response = HttpResponseClientRedirect(_sign_in_address(htmx.current_url_abs_path))
        patch_vary_headers(response, ["HX-Request"])
        return response


def _leads_to_sign_in(response: HttpResponse) -> bool:
    target = response.headers.get("Location", "")
    return response.status_code == 302 and urlsplit(target).path == resolve_url(settings.LOGIN_URL)


def _sign_in_address(page: str | None) -> str:
    """The sign-in page, leading back to `page`: the one the reader sees, not the fragment asked for."""
    query = QueryDict(mutable=True)
    if page:
        query[REDIRECT_FIELD_NAME] = page
    return resolve_url(settings.LOGIN_URL) + (f"?{query.urlencode(safe='/')}" if query else "")
