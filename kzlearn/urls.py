"""The addresses of kzlearn."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from kzlearn import views

# Signing in to the admin is signing in to the site: the same page, the same limits on guessing.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("lessons.urls")),
    path("", include("quizzes.urls")),
    path("", include("classrooms.urls")),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
