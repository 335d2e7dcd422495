"""The bare page that everything is compared with: session, user, one indexed query, a trivial template."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from lessons.models import Lesson

# What `startproject` puts into a new project's settings.
MIDDLEWARE = [
    "bench.bare.use_bare_addresses",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PAGE = Template("<!doctype html><title>{{ lesson }}</title><p>{{ user }} reads {{ lesson }}</p>")

GetResponse = Callable[[HttpRequest], HttpResponse]


def use_bare_addresses(get_response: GetResponse) -> GetResponse:
    def answer(request: HttpRequest) -> HttpResponse:
        request.urlconf = "bench.bare"
        return get_response(request)

    return answer


def bare(request: HttpRequest) -> HttpResponse:
    lesson = Lesson.objects.get(slug="two-countries-two-scales")
    return HttpResponse(PAGE.render(Context({"user": request.user, "lesson": lesson})))


urlpatterns = [path("bare/", bare)]
