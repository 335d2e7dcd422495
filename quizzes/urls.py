"""The addresses of what is asked, and of a learner's own record."""

from django.urls import path

from quizzes import recordpages
from quizzes.views import about, attempts, checks, paper, results

urlpatterns = [
    path("quizzes/<slug:slug>/", about.quiz, name="quiz"),
    path("quizzes/<slug:slug>/start/", about.start_attempt, name="quiz_start"),
    path("quizzes/<slug:slug>/paper/", paper.paper, name="quiz_paper"),
    path("attempts/<int:pk>/", attempts.attempt, name="attempt"),
    path("attempts/<int:pk>/<int:position>/", attempts.answer, name="attempt_answer"),
    path("attempts/<int:pk>/finish/", attempts.finish_attempt, name="attempt_finish"),
    path("attempts/<int:pk>/review/", results.review, name="attempt_review"),
    path("checks/<slug:slug>/", checks.check, name="check"),
    path("lessons/<slug:slug>/<slug:key>/done/", checks.section_done, name="section_done"),
    path("progress/", recordpages.progress, name="progress"),
    path("progress/export.json", recordpages.export_json, name="progress_json"),
    path("progress/export.csv", recordpages.export_csv, name="progress_csv"),
]
