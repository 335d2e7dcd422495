from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who learns, teaches or looks after the site; a guest too, so that signing up loses nothing."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        KAZAKH = "kk", _("Kazakh")
        RUSSIAN = "ru", _("Russian")

    class Country(models.TextChoices):
        KAZAKHSTAN = "KZ", _("Kazakhstan")
        UNITED_STATES = "US", _("United States")
        OTHER = "other", _("another country")

    display_name = models.CharField(
        _("display name"), max_length=80, blank=True, help_text=_("What the site and your teacher call you.")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    country = models.CharField(_("country"), max_length=5, choices=Country, blank=True)
    is_guest = models.BooleanField(
        _("guest"),
        default=False,
        help_text=_("Has begun to learn without an account, in one browser."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, help_text=_("A name such as Asia/Almaty. Blank means UTC.")
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(name="user_language_known", condition=Q(language__in=["en", "kk", "ru"])),
            models.CheckConstraint(
                name="user_country_known", condition=Q(country__in=["", "KZ", "US", "other"])
            ),
            models.CheckConstraint(
                name="user_guest_has_no_powers",
                condition=Q(is_guest=False) | Q(is_staff=False, is_superuser=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What to call them on a page: the name they chose, else the user name; a guest has neither."""
        if self.is_guest:
            return self.display_name or gettext("guest")
        return self.display_name or self.username
