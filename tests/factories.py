"""Small courses, people and attempts for tests, made as the site makes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from accounts.models import User
from lessons.models import Course, Lesson, LessonText, Section, SectionText
from quizzes.kinds import get_kind, parse_body
from quizzes.models import Attempt, AttemptItem, Behaviour, Question, QuestionVersion, Quiz, QuizItem
from quizzes.progress import CourseRecord, course_record, courses_for
from quizzes.taking import finish, record_answer, start

NOON = datetime(2026, 3, 21, 12, 0, tzinfo=UTC)
_numbers = count(1)

BODIES: dict[str, dict[str, Any]] = {
    "single_choice": {
        "prompt": "Which field was signed for in 1993?",
        "options": [
            {"text": "Tengiz", "correct": True},
            {"text": "Kashagan", "feedback": "CANARY-FEEDBACK Kashagan came in 1997."},
            {"text": "Karachaganak", "feedback": "CANARY-FEEDBACK Karachaganak came later."},
        ],
    },
    "multiple_choice": {
        "prompt": "Which two came to Alma-Ata?",
        "options": [
            {"text": "Baker", "correct": True},
            {"text": "Gore", "correct": True},
            {"text": "Carter", "feedback": "CANARY-FEEDBACK Not while in office."},
        ],
    },
    "true_false": {
        "prompt": "Kazakhstan gave up its warheads.",
        "answer": True,
        "feedback": "CANARY-FEEDBACK They left by April 1995.",
    },
    "matching": {
        "prompt": "Who led what?",
        "pairs": [
            {"left": "Astana", "right": "Ak Orda", "feedback": "CANARY-FEEDBACK Ak Orda."},
            {"left": "Washington", "right": "White House", "feedback": "CANARY-FEEDBACK White House."},
        ],
    },
    "ordering": {
        "prompt": "Put them in order.",
        "items": ["Independence", "Tengiz", "Sapphire"],
        "feedback": "CANARY-FEEDBACK 1991, 1993, 1994.",
    },
    "short_text": {
        "prompt": "Which city was the capital in 1992?",
        "accepted": ["Alma-Ata", "Алма-Ата"],
        "wrong": [{"text": "Astana", "feedback": "CANARY-FEEDBACK Only from 1997."}],
    },
    "number": {"prompt": "In which year?", "value": 1993, "feedback": "CANARY-FEEDBACK Count again."},
    "cloze": {
        "prompt": "Fill the gaps.",
        "text": "[[1]] was signed for in [[2]] by [[3]].",
        "gaps": [
            {
                "gap": 1,
                "accepted": ["Tengiz"],
                "wrong": [{"text": "Kashagan", "feedback": "CANARY-FEEDBACK Later."}],
            },
            {"gap": 2, "value": 1993, "feedback": "CANARY-FEEDBACK Count again."},
            {
                "gap": 3,
                "options": [
                    {"text": "Nazarbayev", "correct": True},
                    {"text": "Tokayev", "feedback": "CANARY-FEEDBACK President from 2019."},
                ],
            },
        ],
    },
    "categorise": {
        "prompt": "Which country is each in?",
        "groups": [
            {
                "text": "Kazakhstan",
                "items": [{"text": "Almaty", "feedback": "CANARY-FEEDBACK Once its capital."}],
            },
            {"text": "United States", "items": ["Houston"]},
        ],
        "nowhere": [{"text": "Vienna", "feedback": "CANARY-FEEDBACK In Austria."}],
    },
    "timeline": {
        "prompt": "In which year was each?",
        "events": [
            {"text": "Independence", "year": 1991, "feedback": "CANARY-FEEDBACK In December."},
            {"text": "Sapphire", "year": 1994},
        ],
        "credit": [{"within": 1, "fraction": 0.5}],
    },
    "essay": {
        "prompt": "Who learned more from the other?",
        "rubric": [{"text": "Evidence", "marks": 3, "description": "CANARY-FEEDBACK Two facts."}],
        "min_words": 2,
        "max_words": 300,
        "model_answer": "CANARY-FEEDBACK Both did.",
    },
    "opinion": {"prompt": "Who learned more?", "choices": ["Kazakhstan", "the United States"], "words": True},
}


def make_user(name: str = "", **fields: Any) -> User:
    return User.objects.create_user(
        name or f"learner{next(_numbers)}", password="correct horse battery", **fields
    )


def make_guest() -> User:
    return User.objects.create(username=f"guest-{next(_numbers):020}", is_guest=True)


def make_course(**fields: Any) -> Course:
    number = next(_numbers)
    defaults = {
        "slug": f"course-{number}",
        "title": {"en": f"Course {number}"},
        "subtitle": {"en": "A course for tests"},
        "languages": ["en"],
        "citation": {"title": "A chapter", "authors": ["A. Uthor"], "funding": {"en": "Nobody paid."}},
    }
    return Course.objects.create(**defaults | fields)


def make_lesson(course: Course, *, sections: int = 2, **fields: Any) -> Lesson:
    number = next(_numbers)
    position = fields.pop("position", course.lessons.count() + 1)
    lesson = Lesson.objects.create(course=course, position=position, slug=fields.pop("slug", f"l-{number}"))
    LessonText.objects.create(
        lesson=lesson,
        language="en",
        title=f"Lesson {number}",
        question="Why?",
        objectives=["Say why.", "Say how.", "Say when."],
        perspective="Write as the other side.",
    )
    for place in range(1, sections + 1):
        make_section(lesson, position=place)
    return lesson


def make_section(lesson: Lesson, *, position: int, html: str = "<p>Text.</p>") -> Section:
    section = Section.objects.create(lesson=lesson, key=f"part-{position}", position=position)
    SectionText.objects.create(
        section=section, language="en", title=f"Part {position}", markdown="Text {own}.", html=html
    )
    return section


def make_question(course: Course, kind: str = "single_choice", **fields: Any) -> Question:
    """A question with one published version; `body` replaces parts of the kind's sample."""
    data = {"explanation": "CANARY-EXPLANATION Because.", "cites": ["P1"]}
    body = data | BODIES[kind] | fields.pop("body", {})
    question = Question.objects.create(course=course, slug=f"q-{next(_numbers)}", **fields)
    return publish(question, kind, body)


def publish(question: Question, kind: str, body: dict[str, Any], at: datetime = NOON) -> Question:
    version = QuestionVersion.objects.create(
        question=question,
        number=question.versions.count() + 1,
        kind=kind,
        body=parse_body(kind, body).model_dump(mode="json"),
        created_at=at,
    )
    question.published = version
    question.save(update_fields=["published"])
    return question


def make_quiz(questions: Sequence[Question], **fields: Any) -> Quiz:
    """A quiz of these questions, each worth one mark."""
    number = next(_numbers)
    defaults = {"slug": f"quiz-{number}", "title": {"en": f"Quiz {number}"}, "about": {"en": "About it."}}
    quiz = Quiz.objects.create(course=questions[0].course, **defaults | fields)
    for position, question in enumerate(questions, 1):
        QuizItem.objects.create(quiz=quiz, question=question, position=position)
    return quiz


def make_checks(section: Section, *, number: int = 1) -> list[Question]:
    """Checks inside a section, on their lesson's practice quiz."""
    lesson = section.lesson
    questions = [make_question(lesson.course, section=section) for _ in range(number)]
    quiz = Quiz.objects.filter(lesson=lesson, behaviour=Behaviour.PRACTICE).first()
    if quiz is None:
        make_quiz(questions, lesson=lesson, behaviour=Behaviour.PRACTICE)
    else:
        for question in questions:
            QuizItem.objects.create(quiz=quiz, question=question, position=quiz.items.count() + 1)
    return questions


def key_of(item: AttemptItem) -> dict[str, Any]:
    """An answer that is worth everything."""
    kind = get_kind(item.version.kind)
    return kind.key(parse_body(item.version.kind, item.version.body))


def make_attempt(user: User, quiz: Quiz, *, right: int | None = None, at: datetime = NOON) -> Attempt:
    """A finished attempt: the first `right` questions answered rightly (None: all), the rest left empty."""
    attempt = start(user, quiz, at=at)
    items = list(attempt.items.select_related("version"))
    answer_items(items if right is None else items[:right], at=at)
    return finish(attempt, at=at)


def record_of(user: User, course: Course) -> CourseRecord:
    return course_record(user, courses_for(user).get(pk=course.pk))


def answer_items(items: Iterable[AttemptItem], *, at: datetime = NOON) -> None:
    for item in items:
        record_answer(item, key_of(item), sequence=item.last_sequence + 1, by=item.attempt.user, at=at)
