from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassroomsConfig(AppConfig):
    name = "classrooms"
    verbose_name = _("Classes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The quizzes ask us what holds for somebody in a class: they know nothing of classes."""
        from classrooms.terms import terms_at
        from quizzes.limits import PROVIDERS

        if terms_at not in PROVIDERS:
            PROVIDERS.append(terms_at)
