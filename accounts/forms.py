from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignUpForm(forms.Form):
    """What sign-up asks besides what django-allauth does, which builds its own form upon this one."""

    display_name = forms.CharField(
        label=_("Display name (optional)"),
        max_length=80,
        required=False,
        help_text=_("What the site and your teacher call you."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ["username", "password1", "display_name", "email"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by django-allauth once it has saved the user."""
        user.display_name = self.cleaned_data["display_name"] or user.display_name
        user.save(update_fields=["display_name"])


def time_zones() -> list[tuple[str, str]]:
    """Places, not the aliases and offsets that the zone database keeps for old machines."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("", "UTC"), *((name, name.replace("_", " ")) for name in places)]


class ProfileForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=_("time zone"), choices=time_zones, required=False)

    class Meta:
        model = User
        fields = ["display_name", "language", "country", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].widget.attrs["autocomplete"] = "nickname"
        self.fields["country"].help_text = _("You need not say.")
