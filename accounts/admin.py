from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from accounts.models import User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    list_display = ["username", "display_name", "email", "is_guest", "is_staff", "language", "last_login"]
    list_filter = ["is_guest", "is_staff", "is_active", "language", "country", "groups"]
    search_fields = ["username", "display_name", "email"]
    date_hierarchy = "date_joined"
    readonly_fields = ["is_guest", "last_login", "date_joined"]
    filter_horizontal = []  # Django's two boxes have parts without a name for screen readers
    fieldsets = [
        (None, {"fields": ["username", "password", "is_guest"]}),
        (_("Who they are"), {"fields": ["display_name", "email", "language", "country", "time_zone"]}),
        (
            _("Permissions"),
            {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]},
        ),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]
