"""Who may put a question right."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from quizzes.models import Correction, Question

PERMISSION = "quizzes.change_question"


def get_question_for_correction(user: AbstractBaseUser | AnonymousUser, pk: int) -> Question:
    """The question with its published version. Http404 for learners, PermissionDenied for other staff."""
    staff = _staff(user)
    question = get_object_or_404(Question.objects.select_related("published", "course"), pk=pk)
    if not staff.has_perm(PERMISSION):
        raise PermissionDenied
    return question


def questions_for_correction(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Question]:
    """Every question that may be put right or marked; raises as above."""
    if not _staff(user).has_perm(PERMISSION):
        raise PermissionDenied
    return Question.objects.all()


def _staff(user: AbstractBaseUser | AnonymousUser) -> PermissionsMixin:
    if isinstance(user, PermissionsMixin) and getattr(user, "is_staff", False):
        return user
    raise Http404


def get_correction_for(user: AbstractBaseUser | AnonymousUser, question_pk: int, pk: int) -> Correction:
    """A correction of the question that its address names; else as for the question, and Http404."""
    question = get_question_for_correction(user, question_pk)
    found = Correction.objects.select_related("version_before", "version_after", "by", "undone_by")
    correction = get_object_or_404(found, pk=pk, question=question)
    correction.question = question
    return correction
