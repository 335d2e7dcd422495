"""The addresses of what is read."""

from django.urls import path

from lessons import views

urlpatterns = [
    path("lessons/", views.outline, name="outline"),
    path("lessons/<slug:slug>/", views.lesson, name="lesson"),
    path("people/", views.people, name="people"),
    path("milestones/", views.milestones, name="milestones"),
    path("terms/", views.terms, name="terms"),
    path("claims/", views.claims, name="claims"),
    path("sources/", views.sources, name="sources"),
]
