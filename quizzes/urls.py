"""The addresses of what is asked, and of a learner's own record."""

from django.urls import path

from quizzes import recordpages

urlpatterns = [
    path("progress/", recordpages.progress, name="progress"),
    path("progress/export.json", recordpages.export_json, name="progress_json"),
    path("progress/export.csv", recordpages.export_csv, name="progress_csv"),
]
