from allauth.account import views as allauth_views
from django.urls import include, path

from accounts import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("language/", views.set_language, name="set_language"),
    path("session/", views.session, name="session"),
    # Before allauth's own, which would let a guest set a password without signing up.
    path("email/", views.account_required(allauth_views.email), name="account_email"),
    path(
        "password/change/",
        views.account_required(allauth_views.password_change),
        name="account_change_password",
    ),
    path("password/set/", views.account_required(allauth_views.password_set), name="account_set_password"),
    path("", include("allauth.account.urls")),
]
