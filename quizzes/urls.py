"""The addresses of what is asked, and of a learner's own record."""

from django.urls import path

from quizzes import recordpages
from quizzes.views import about, attempts, checks, corrections, marking, paper, reports, results

urlpatterns = [
    path("quizzes/<slug:slug>/", about.quiz, name="quiz"),
    path("quizzes/<slug:slug>/start/", about.start_attempt, name="quiz_start"),
    path("quizzes/<slug:slug>/paper/", paper.paper, name="quiz_paper"),
    path("attempts/<int:pk>/", attempts.attempt, name="attempt"),
    path("attempts/<int:pk>/<int:position>/", attempts.answer, name="attempt_answer"),
    path("attempts/<int:pk>/finish/", attempts.finish_attempt, name="attempt_finish"),
    path("attempts/<int:pk>/review/", results.review, name="attempt_review"),
    path("attempts/<int:pk>/<int:position>/report/", reports.report_in_attempt, name="attempt_report"),
    path("checks/<slug:slug>/", checks.check, name="check"),
    path("checks/<slug:slug>/another/", checks.another, name="check_another"),
    path("checks/<slug:slug>/report/", reports.report_check, name="check_report"),
    path("reports/<int:pk>/seen/", reports.reply_seen, name="reply_seen"),
    path("lessons/<slug:slug>/<slug:key>/done/", checks.section_done, name="section_done"),
    path("progress/", recordpages.progress, name="progress"),
    path("progress/export.json", recordpages.export_json, name="progress_json"),
    path("progress/export.csv", recordpages.export_csv, name="progress_csv"),
    path("marking/", marking.marking, name="marking"),
    path("marking/<int:pk>/", marking.mark_essays, name="mark_essays"),
    path("questions/<int:pk>/corrections/", corrections.corrections, name="corrections"),
    path(
        "questions/<int:pk>/corrections/new/<slug:action>/",
        corrections.propose_correction,
        name="correction_new",
    ),
    path("questions/<int:pk>/corrections/<int:correction_pk>/", corrections.correction, name="correction"),
    path(
        "questions/<int:pk>/corrections/<int:correction_pk>/apply/",
        corrections.apply_correction,
        name="correction_apply",
    ),
    path(
        "questions/<int:pk>/corrections/<int:correction_pk>/undo/",
        corrections.undo_correction,
        name="correction_undo",
    ),
    path(
        "questions/<int:pk>/corrections/<int:correction_pk>/discard/",
        corrections.discard_correction,
        name="correction_discard",
    ),
    path(
        "questions/<int:pk>/corrections/<int:correction_pk>/plan.csv",
        corrections.plan_csv,
        name="correction_csv",
    ),
    path(
        "questions/<int:pk>/reports/<int:report_pk>/resolve/",
        corrections.resolve_report,
        name="report_resolve",
    ),
]
