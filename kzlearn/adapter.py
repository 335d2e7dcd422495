"""How sign-up and sign-in treat a guest: where accounts meet the work that the apps above them keep."""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.guests import GUEST_PREFIX
from accounts.models import User
from classrooms.moving import move_memberships
from lessons.moving import move_progress
from quizzes.moving import move_attempts

logger = logging.getLogger(__name__)

# Each moves what its app keeps about a guest to an account, in this order, within one transaction.
MOVERS: list[Callable[[User, User], object]] = [move_progress, move_attempts, move_memberships]


@transaction.atomic
def move_work(guest: User, account: User) -> None:
    """Gives the guest's work to the account and retires the emptied guest; a second call does nothing.

    The row stays, inactive: deleting it would take along whatever an app forgot to move.
    """
    locked = User.objects.select_for_update().filter(pk__in=[guest.pk, account.pk]).order_by("pk")
    rows = {user.pk: user for user in locked}
    guest = rows[guest.pk]
    if not (guest.is_guest and guest.is_active):
        return
    for move in MOVERS:
        move(guest, rows[account.pk])
    guest.is_active = False
    guest.save(update_fields=["is_active"])


class AccountAdapter(DefaultAccountAdapter):
    def new_user(self, request: HttpRequest) -> User:
        """The guest's own row, so that signing up keeps everything; otherwise a new one."""
        if guest := _guest_on(request):
            return guest
        return User(language=_language())

    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:
        user.is_guest = False
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def clean_username(self, username: str, shallow: bool = False) -> str:
        if username.casefold().startswith(GUEST_PREFIX):
            raise forms.ValidationError(_("A user name cannot begin with “guest-”. Please choose another."))
        cleaned: str = super().clean_username(username, shallow)
        return cleaned

    def login(self, request: HttpRequest, user: User) -> None:
        """Signs in with the guest's work or, when that cannot be moved, not at all: the guest keeps it."""
        guest = _guest_on(request)
        if guest and guest.pk != user.pk:
            self._bring_along(request, guest, user)
        super().login(request, user)

    def _bring_along(self, request: HttpRequest, guest: User, account: User) -> None:
        try:
            move_work(guest, account)
        except Exception as error:
            logger.exception("The work of guest %s could not be moved to user %s", guest.pk, account.pk)
            messages.error(
                request,
                _(
                    "You are not signed in: what you did as a guest could not be brought along. "
                    "Nothing is lost. Please try again in a minute."
                ),
            )
            raise ImmediateHttpResponse(redirect("account_login")) from error


def _guest_on(request: HttpRequest) -> User | None:
    """A fresh copy of the guest's row: a half-filled one must not become the user of this request."""
    user = request.user
    return User.objects.get(pk=user.pk) if user.is_authenticated and user.is_guest else None


def _language() -> Any:
    language = get_language()
    return language if language in User.Language else User.Language.ENGLISH
