"""What a class is given: choosing it, its times and settings, and who has longer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classrooms import assigning
from classrooms.access import get_classroom_for, user_of
from classrooms.assigning import title_of
from classrooms.forms import AssignmentForm, ExtensionForm
from classrooms.models import Assignment, Classroom, Extension, Role
from lessons.models import Lesson, LessonText
from quizzes.models import Behaviour, Quiz


@login_required
@never_cache
@require_safe
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """The lessons and quizzes of the course, to choose one to give."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER)
    given = Assignment.objects.filter(classroom=room)
    lessons: Any = Lesson.objects.filter(course=room.course_id).annotate(
        is_given=Exists(given.filter(lesson=OuterRef("pk")))
    )
    quizzes: Any = Quiz.objects.filter(course=room.course_id, behaviour=Behaviour.GRADED).annotate(
        is_given=Exists(given.filter(quiz=OuterRef("pk")))
    )
    titles = _titles_of_lessons(lessons)
    by_lesson: dict[int | None, list[Quiz]] = {}
    for quiz in quizzes.order_by("lesson__position", "pk"):
        by_lesson.setdefault(quiz.lesson_id, []).append(quiz)
    rows = [(one, titles.get(one.pk, one.slug), by_lesson.get(one.pk, [])) for one in lessons]
    context = {"classroom": room, "rows": rows, "other_quizzes": by_lesson.get(None, [])}
    return render(request, "classrooms/assign.html", context)


def _titles_of_lessons(lessons: Any) -> dict[int, str]:
    language = get_language() or "en"
    texts = LessonText.objects.filter(lesson__in=lessons)
    rows = sorted(texts, key=lambda text: (text.language == language, text.language == "en"))
    return {text.lesson_id: text.title for text in rows}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int, what: str, slug: str) -> HttpResponse:
    """Gives the class a lesson or a quiz. What may not have been meant is pointed out first."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=request.method == "POST")
    assignment = _new(room, what, slug)
    given = room.assignments.filter(lesson=assignment.lesson, quiz=assignment.quiz).first()
    if given:
        return redirect("assignment", pk, given.pk)
    form = AssignmentForm(request.POST or None, instance=assignment)
    doubts: list[str] = []
    if request.method == "POST" and form.is_valid():
        doubts = assigning.doubts(assignment, get_language() or "en")
        if not doubts or "sure" in request.POST:
            assigning.give(assignment, by=user_of(request))
            messages.success(request, _("The class has it."))
            return redirect("classroom", pk)
    return _form(request, assignment, form, doubts)


def _new(room: Classroom, what: str, slug: str) -> Assignment:
    assignment = Assignment(classroom=room)
    if what == "lesson":
        assignment.lesson = get_object_or_404(Lesson, course=room.course_id, slug=slug)
    elif what == "quiz":
        quizzes = Quiz.objects.filter(behaviour=Behaviour.GRADED, course=room.course_id)
        assignment.quiz = get_object_or_404(quizzes, slug=slug)
    else:
        raise Http404
    return assignment


def _form(
    request: HttpRequest,
    assignment: Assignment,
    form: AssignmentForm,
    doubts: Sequence[str] = (),
    longer: ExtensionForm | None = None,
) -> HttpResponse:
    """The page of an assignment that is there or is to be; `longer` is a form on it that was refused."""
    context = {
        "classroom": assignment.classroom,
        "assignment": assignment,
        "title": _title(assignment),
        "form": form,
        "doubts": doubts,
    }
    if assignment.pk:
        context["extensions"] = assignment.extensions.select_related("member", "group")
        context["longer"] = longer or ExtensionForm(assignment=assignment)
    return render(request, "classrooms/assignment.html", context)


def _title(assignment: Assignment) -> str:
    language = get_language() or "en"
    row: Any = assignment
    if assignment.lesson:
        row.lesson_title = _titles_of_lessons([assignment.lesson]).get(assignment.lesson.pk, "")
    return title_of(row, language)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """The times and settings of what was given, to change; who has longer; taking it back."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=request.method == "POST")
    found = _assignment(room, assignment)
    if request.method == "POST" and "withdraw" in request.POST:
        assigning.withdraw(found)
        messages.success(request, _("It is due no longer. What was answered is kept."))
        return redirect("classroom", pk)
    form = AssignmentForm(request.POST or None, instance=found)
    doubts: list[str] = []
    if request.method == "POST" and form.is_valid():
        doubts = assigning.doubts(found, get_language() or "en")
        if not doubts or "sure" in request.POST:
            assigning.change(found)
            messages.success(request, _("Saved."))
            return redirect("classroom", pk)
    return _form(request, found, form, doubts)


def _assignment(room: Classroom, pk: int) -> Assignment:
    found = get_object_or_404(room.assignments.select_related("lesson", "quiz"), pk=pk)
    found.classroom = room
    return found


@login_required
@require_POST
def extend(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """Gives a pupil or a group longer."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=True)
    found = _assignment(room, assignment)
    form = ExtensionForm(request.POST, assignment=found)
    if form.is_valid():
        given = form.cleaned_data
        assigning.extend(
            found,
            form.there[given["whom"]],
            due_at=given.get("due_at"),
            extra_time=given.get("extra_time") or 0,
        )
        messages.success(request, _("They have longer now."))
        return redirect("assignment", pk, assignment)
    return _form(request, found, AssignmentForm(instance=found), longer=form)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int, assignment: int, extension: int) -> HttpResponse:
    """Takes an extension back."""
    room = get_classroom_for(request.user, pk, role=Role.TEACHER, to_change=True)
    found = Extension.objects.filter(assignment__classroom=room, assignment=assignment, pk=extension).first()
    if found:  # a second click finds nothing, and nothing is amiss
        assigning.take_back(found)
        messages.success(request, _("They have as long as everybody."))
    return redirect("assignment", pk, assignment)
