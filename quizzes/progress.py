"""How far a learner has come, and the rule for it, which the pages show.

A section is done when its reader says so and its checks have been answered; a lesson when its sections are
done and its quiz passed; the course when its lessons are done and its final quiz passed. Done is written down
once and never taken back, so that a later edit of the course cannot lower anybody's progress.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from lessons.models import Course, CourseProgress, Lesson, LessonProgress, Section, SectionProgress
from quizzes.grading import counted_grade
from quizzes.models import Attempt, AttemptItem, Behaviour, Question, Quiz, QuizItem

Learner = AbstractBaseUser | AnonymousUser


class ChecksUnanswered(Exception):
    """A section cannot be done yet: `questions` are its checks still to be answered."""

    def __init__(self, questions: list[Question]) -> None:
        super().__init__(f"{len(questions)} checks are still to be answered")
        self.questions = questions


@dataclass(frozen=True)
class QuizRecord:
    """A graded quiz and what the learner made of it.

    `grade` is the share of the marks that counts, 0 to 1; passed is who passed in any attempt; `is_waiting`
    where a finished one is still to be marked by a teacher.
    """

    quiz: Quiz
    grade: float | None
    is_passed: bool
    is_open: bool
    is_waiting: bool = False


@dataclass(frozen=True)
class LessonRecord:
    """A lesson and how much of it is done; its quiz counts as one part more than its sections."""

    lesson: Lesson
    sections: int
    sections_done: int
    quiz: QuizRecord | None
    is_done: bool
    is_begun: bool

    @property
    def parts(self) -> int:
        return self.sections + (self.quiz is not None)

    @property
    def parts_done(self) -> int:
        """All of them once the lesson is done, whatever has been added to it since."""
        if self.is_done:
            return self.parts
        return min(self.sections_done, self.sections) + bool(self.quiz and self.quiz.is_passed)

    @property
    def fulfils_the_rule(self) -> bool:
        return self.parts > 0 and self.parts_done == self.parts

    @property
    def state(self) -> str:
        return "done" if self.is_done else "begun" if self.is_begun or self.parts_done else "new"


@dataclass(frozen=True)
class CourseRecord:
    """The whole course: its lessons in order, the quizzes on no single lesson, and whether it is done."""

    course: Course
    lessons: list[LessonRecord]
    quizzes: list[QuizRecord]
    is_done: bool
    is_strangers: bool = False

    @property
    def final(self) -> QuizRecord | None:
        return next((record for record in self.quizzes if record.quiz.is_final), None)

    @property
    def fulfils_the_rule(self) -> bool:
        # A lesson without parts has left the course's files after somebody worked on it.
        lessons_done = all(one.is_done or one.fulfils_the_rule for one in self.lessons if one.parts)
        return bool(self.lessons) and lessons_done and (self.final is None or self.final.is_passed)

    @property
    def percent(self) -> int:
        """0 to 100, rounded down, so that 100 means done."""
        if self.is_done:
            return 100
        parts = sum(record.parts for record in self.lessons) + (self.final is not None)
        done = sum(record.parts_done for record in self.lessons) + bool(self.final and self.final.is_passed)
        return 100 * done // parts if parts else 0


def courses_for(user: Learner) -> QuerySet[Course]:
    """The courses in order, each with `is_done` for this learner; what `course_record` starts from."""
    done = CourseProgress.objects.filter(course=OuterRef("pk"), user=user.pk)
    return Course.objects.annotate(is_done=Exists(done)).order_by("pk")


def course_record(user: Learner, course: Any) -> CourseRecord:
    """The learner's record of one of `courses_for(user)`, in three queries."""
    quizzes = _quiz_records(user, course)
    of_lesson = {record.quiz.lesson_id: record for record in quizzes if record.quiz.lesson_id}
    lessons = [_lesson_record(lesson, of_lesson.get(lesson.pk)) for lesson in _lessons(user, course)]
    of_course = [record for record in quizzes if not record.quiz.lesson_id]
    return CourseRecord(course, lessons, of_course, course.is_done, is_strangers=not user.is_authenticated)


def _lessons(user: Learner, course: Course) -> QuerySet[Lesson]:
    live = Q(sections__retired_at=None)
    # A stranger has no id, and a section that nobody has done has no user: the two are not the same.
    mine = Q(sections__progress__user=user.pk, sections__progress__isnull=False)
    return (
        Lesson.objects.filter(course=course)
        .annotate(
            section_count=Count("sections", filter=live, distinct=True),
            done_count=Count("sections", filter=live & mine, distinct=True),
            is_done=Exists(LessonProgress.objects.filter(lesson=OuterRef("pk"), user=user.pk)),
            is_begun=Exists(Attempt.objects.filter(quiz__lesson=OuterRef("pk"), user=user.pk)),
        )
        .order_by("position")
    )


def _quiz_records(user: Learner, course: Course) -> list[QuizRecord]:
    """Each graded quiz that asks anything, with the learner's attempts at it: of all others none are read."""
    asked = QuizItem.objects.filter(quiz=OuterRef("pk"))
    quizzes = Quiz.objects.filter(Exists(asked), course=course, behaviour=Behaviour.GRADED)
    attempts: dict[int, list[Any]] = {}
    mine = Attempt.objects.visible_to(user).filter(quiz__course=course)
    for one in mine.with_waiting().order_by("number"):
        attempts.setdefault(one.quiz_id, []).append(one)
    ordered = quizzes.order_by("lesson__position", "pk")
    return [_quiz_record(quiz, attempts.get(quiz.pk, [])) for quiz in ordered]


def _quiz_record(quiz: Quiz, attempts: list[Any]) -> QuizRecord:
    grades = [one.grade for one in attempts if one.grade is not None]
    return QuizRecord(
        quiz=quiz,
        grade=counted_grade(quiz.grading, grades),
        is_passed=any(one.is_passed for one in attempts),
        is_open=any(one.is_open for one in attempts),
        is_waiting=any(one.is_waiting and one.grade is not None for one in attempts),
    )


def _lesson_record(lesson: Any, quiz: QuizRecord | None) -> LessonRecord:
    return LessonRecord(
        lesson, lesson.section_count, lesson.done_count, quiz, lesson.is_done, lesson.is_begun
    )


def unanswered_checks(user: Learner, section: Section) -> QuerySet[Question]:
    """The section's checks that the learner has never answered, in whatever wording."""
    answered = AttemptItem.objects.filter(
        version__question=OuterRef("pk"),
        attempt__user=user.pk,
        attempt__behaviour=Behaviour.PRACTICE,
        last_sequence__gt=0,
    )
    checks = Question.objects.filter(
        section=section, items__quiz__behaviour=Behaviour.PRACTICE, retired_at=None, published__isnull=False
    )
    return checks.exclude(Exists(answered)).distinct()


@transaction.atomic
def mark_section_done(user: User, section: Section, *, at: datetime | None = None) -> SectionProgress:
    """Writes down that the reader is done with the section; a second time changes nothing.

    Raises ChecksUnanswered.
    """
    at = at or timezone.now()
    if found := SectionProgress.objects.filter(user=user, section=section).first():
        return found
    if unanswered := list(unanswered_checks(user, section)):
        raise ChecksUnanswered(unanswered)
    progress, _made = SectionProgress.objects.get_or_create(
        user=user, section=section, defaults={"done_at": at}
    )
    settle(user, section.lesson.course_id, at=at)
    return progress


def settle(user: User, course_id: int, *, at: datetime) -> None:
    """Writes down each lesson, and the course, that by the rule is now done."""
    record = course_record(user, courses_for(user).get(pk=course_id))
    LessonProgress.objects.bulk_create(_newly_done(user, record.lessons, at), ignore_conflicts=True)
    if record.fulfils_the_rule and not record.is_done:
        done = CourseProgress(user=user, course=record.course, done_at=at)
        CourseProgress.objects.bulk_create([done], ignore_conflicts=True)


def _newly_done(user: User, records: Iterable[LessonRecord], at: datetime) -> list[LessonProgress]:
    return [
        LessonProgress(user=user, lesson=record.lesson, done_at=at)
        for record in records
        if record.fulfils_the_rule and not record.is_done
    ]
