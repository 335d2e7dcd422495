"""The way through a course as a learner sees it: its lessons as stops, and the one next step."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from lessons.models import Course, LessonText, Section, SectionProgress, SectionText, in_language
from quizzes.progress import CourseRecord, Learner, LessonRecord, QuizRecord


@dataclass(frozen=True)
class Stop:
    """A lesson on the route; `grade` is its quiz's in percent, rounded down. A stranger's has no state."""

    position: int
    slug: str
    title: str
    question: str
    language: str
    state: str
    is_next: bool
    grade: int | None
    is_passed: bool
    sections_done: int
    sections_total: int
    quiz_slug: str


@dataclass(frozen=True)
class Step:
    """What to do next: `kind` is read, quiz, final or done; `is_begun` where it was left half way."""

    kind: str
    title: str = ""
    address: str = ""
    lesson: str = ""
    position: int = 0
    is_begun: bool = False


def stops_of(record: CourseRecord, language: str) -> list[Stop]:
    """The lessons that have anything to read or answer, in order; a learner's next one marked; one query."""
    texts = lesson_texts(record.course, language)
    there = [one for one in record.lessons if one.parts and one.lesson.pk in texts]
    if record.is_strangers:
        return [_stop(one, texts[one.lesson.pk], state="") for one in there]
    following = next((one.lesson.pk for one in there if not one.is_done), None)
    return [
        _stop(one, texts[one.lesson.pk], state=one.state, is_next=one.lesson.pk == following) for one in there
    ]


def lesson_texts(course: Course, language: str) -> dict[int, LessonText]:
    """Each lesson's text by its id, in the language where there is one, else in the course's first."""
    texts = LessonText.objects.filter(lesson__course=course, language__in=[language, *course.languages[:1]])
    return {text.lesson_id: text for text in sorted(texts, key=lambda text: text.language == language)}


def _stop(record: LessonRecord, text: LessonText, *, state: str, is_next: bool = False) -> Stop:
    quiz = record.quiz
    return Stop(
        position=record.lesson.position,
        slug=record.lesson.slug,
        title=text.title,
        question=text.question,
        language=text.language,
        state=state,
        is_next=is_next,
        grade=percent(quiz.grade) if quiz else None,
        is_passed=bool(quiz and quiz.is_passed),
        sections_done=record.sections_done,
        sections_total=record.sections,
        quiz_slug=quiz.quiz.slug if quiz else "",
    )


def percent(share: float | None) -> int | None:
    """A share of marks in whole percent, rounded down but for the rounding of sums of thirds."""
    return None if share is None else int(100 * share + 1e-6)


def next_step(user: Learner, record: CourseRecord, language: str) -> Step:
    """The first thing not done yet, in the order of the course; at most one query."""
    for one in record.lessons:
        if not one.is_done:
            return _step_in(user, one, language)
    if record.final and not record.final.is_passed:
        return _quiz_step(record.final, "final", language)
    return Step("done")


def _step_in(user: Learner, record: LessonRecord, language: str) -> Step:
    lesson, quiz = record.lesson, record.quiz
    if record.sections_done < record.sections and (text := _first_unread(user, record, language)):
        address = f"{reverse('lesson', args=[lesson.slug])}#{text.section.key}"
        return Step("read", text.title, address, lesson.slug, lesson.position, record.state == "begun")
    if quiz:
        return _quiz_step(quiz, "quiz", language, record)
    return Step("read", "", reverse("lesson", args=[lesson.slug]), lesson.slug, lesson.position)


def _quiz_step(record: QuizRecord, kind: str, language: str, of: LessonRecord | None = None) -> Step:
    title = in_language(record.quiz.title, language)
    address = reverse("quiz", args=[record.quiz.slug])
    lesson, position = (of.lesson.slug, of.lesson.position) if of else ("", 0)
    return Step(kind, title, address, lesson, position, record.is_open)


def _first_unread(user: Learner, record: LessonRecord, language: str) -> SectionText | None:
    done = SectionProgress.objects.filter(section=OuterRef("pk"), user=user.pk)
    unread = Section.objects.filter(lesson=record.lesson, retired_at=None).exclude(Exists(done))
    texts = SectionText.objects.filter(section__in=unread).select_related("section")
    first = list(texts.order_by("section__position"))
    return min(first, key=lambda text: (text.section.position, text.language != language), default=None)
