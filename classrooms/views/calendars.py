"""What is due, for a calendar program: by a secret address that its owner can change."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from classrooms.access import user_of
from classrooms.calendars import events_for
from classrooms.ical import calendar
from classrooms.models import CalendarLink
from classrooms.models.calendars import draw_token


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_page(request: HttpRequest) -> HttpResponse:
    """The user's own address. A POST makes it, or another in its place."""
    user = user_of(request)
    link = CalendarLink.objects.filter(user=user).first()
    if request.method == "POST":
        if link and "new" in request.POST:
            link.token = draw_token()
            link.save(update_fields=["token"])
            messages.success(request, _("The address is another now. The old one is dead."))
        elif link is None:
            CalendarLink.objects.get_or_create(user=user)
        return redirect("calendar")
    address = request.build_absolute_uri(reverse("calendar_feed", args=[link.token])) if link else ""
    return render(request, "classrooms/calendar.html", {"address": address})


@never_cache
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the address reads it, without a session: a calendar program has none."""
    link = get_object_or_404(CalendarLink.objects.select_related("user"), token=token, user__is_active=True)
    user: User = link.user
    with translation.override(user.language):
        events = events_for(user, request.build_absolute_uri("/"))
        text = calendar(_("kzlearn: what is due"), events)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="kzlearn.ics"'
    return response
