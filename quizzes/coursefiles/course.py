"""A whole course read from its folder: what is taught and what is asked, checked against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lessons.coursefiles.course import CourseFiles, keys_of, survey_course
from lessons.coursefiles.lessontext import Keys, LessonFile, SectionFile, blocks, read_mark
from lessons.coursefiles.problems import CourseError, Problem
from lessons.coursefiles.reference import Reference
from lessons.coursefiles.schema import ClaimRow
from lessons.coursefiles.yamlfile import YamlFile
from quizzes.coursefiles.quizfile import ABOUT, QuestionFile, QuizFile, parse_quiz
from quizzes.kinds import get_kind

CITED = ("paragraph", "claim", "source", "milestone")
# A lesson's checks are a quiz of their own, of this name after its slug.
CHECKS = "-checks"
LONGEST_SLUG = 50


@dataclass(frozen=True)
class WholeCourse:
    """Everything a course's folder holds, free of errors; quizzes in the order of their files."""

    taught: CourseFiles
    quizzes: list[QuizFile]


def read_whole_course(folder: Path) -> WholeCourse:
    """The course in `folder`. Raises CourseError with every problem that can be told."""
    taught = survey_course(folder)
    quizzes, problems = _read_quizzes(folder)
    all_quizzes_are_read = not problems
    problems += [*taught.problems, *_same_slugs(quizzes)]
    for quiz in quizzes:
        if taught.reference:
            problems += _mark_problems(quiz, taught.reference)
        if taught.is_whole:
            problems += _section_problems(quiz, taught.lessons)
    if all_quizzes_are_read:
        problems += [*_pool_problems(quizzes), *_problems_without_marks(quizzes)]
        if taught.reference:
            problems += _course_problems(quizzes, taught.reference)
        if taught.is_whole:
            problems += _check_problems(quizzes, taught.lessons)
    if problems or taught.reference is None:
        raise CourseError(problems)
    return WholeCourse(CourseFiles(taught.reference, taught.lessons), quizzes)


def _read_quizzes(folder: Path) -> tuple[list[QuizFile], list[Problem]]:
    quizzes: list[QuizFile] = []
    problems: list[Problem] = []
    for path in sorted((folder / "quizzes").glob("*.yaml")):
        file = YamlFile.read(folder, f"quizzes/{path.name}")
        quiz = [file] if isinstance(file, Problem) else parse_quiz(file)
        if isinstance(quiz, QuizFile):
            quizzes.append(quiz)
        else:
            problems += quiz
    return quizzes, problems


def _same_slugs(quizzes: list[QuizFile]) -> Iterator[Problem]:
    """Slugs of quizzes or of questions that stand twice in the course."""
    names: dict[str, str] = {}
    questions: dict[str, str] = {}
    for quiz in quizzes:
        own = [quiz.slug, quiz.slug + CHECKS] if quiz.checks else [quiz.slug]
        for slug in own:
            if slug in names:
                message = f"the quiz {slug!r} is in {names[slug]}, too: give one of the two another slug"
                yield quiz.file.problem(["quiz", "slug"], message)
            names[slug] = quiz.file.name
        if len(own[-1]) > LONGEST_SLUG:
            yield quiz.file.problem(
                ["quiz", "slug"], f"at most {LONGEST_SLUG - len(CHECKS)} characters where there are checks"
            )
        for question in (*quiz.checks, *quiz.questions):
            if question.slug in questions:
                message = f"stands in {questions[question.slug]}, too: give one of the two another slug"
                yield quiz.problem(question, ["slug"], message)
            questions[question.slug] = quiz.file.name


def _mark_problems(quiz: QuizFile, reference: Reference) -> Iterator[Problem]:
    keys, claims = keys_of(reference), {row.key: row for row in reference.claims}
    for question in (*quiz.checks, *quiz.questions):
        yield from _marks(quiz, question, "cites", question.body.cites, CITED, keys)
        yield from _marks(quiz, question, "about", question.row.about, ABOUT, keys)
        kinds = {read_mark(mark)[0] for mark in question.body.cites}
        if not kinds & {"paragraph", "claim", "source"}:
            advice = "cite at least one paragraph, claim or source that supports the key"
            yield quiz.problem(question, ["cites"], advice)
        if not question.body.fact_check and (wrong := _wrong_claims(question, claims)):
            advice = f"the verdict on claim {wrong[0]} is wrong, so ask it as a fact check (fact_check: true)"
            yield quiz.problem(question, ["cites"], advice)


def _marks(
    quiz: QuizFile,
    question: QuestionFile,
    name: str,
    marks: list[str],
    kinds: tuple[str, ...],
    keys: Keys,
) -> Iterator[Problem]:
    """`about` may stand in another order in the file, so that a mark's own line is looked for."""
    written = _written(quiz, question, name)
    for mark in marks:
        kind, key = read_mark(mark)
        place: list[str | int] = [name, written.index(mark)] if mark in written else [name]
        if kind not in kinds:
            yield quiz.problem(question, place, f"{mark!r} in `{name}` names no {_or(kinds)}")
        elif not keys.has(kind, key):
            yield quiz.problem(question, place, f"there is no {kind} {key!r} in the course")


def _written(quiz: QuizFile, question: QuestionFile, name: str) -> list[str]:
    data = quiz.file.data
    for step in question.path:
        data = data[step]
    found: list[str] = data.get(name, [])
    return found


def _or(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _wrong_claims(question: QuestionFile, claims: Mapping[str, ClaimRow]) -> list[str]:
    marks = [read_mark(mark) for mark in question.body.cites]
    return [
        key for kind, key in marks if kind == "claim" and key in claims and claims[key].verdict == "wrong"
    ]


def _section_problems(quiz: QuizFile, lessons: list[LessonFile]) -> Iterator[Problem]:
    slugs = {lesson.slug for lesson in lessons}
    sections = {f"{lesson.slug}#{section.key}" for lesson in lessons for section in lesson.sections}
    if quiz.row.lesson is not None and quiz.row.lesson not in slugs:
        yield quiz.file.problem(["quiz", "lesson"], f"course.yaml lists no lesson {quiz.row.lesson!r}")
        return
    if quiz.row.lesson is None and quiz.checks:
        yield quiz.file.problem(["checks"], "checks belong to a lesson: say in `quiz` which")
    for question in (*quiz.checks, *quiz.questions):
        if question.row.section not in sections:
            yield quiz.problem(question, ["section"], f"there is no section {question.row.section!r}")


def _course_problems(quizzes: list[QuizFile], reference: Reference) -> Iterator[Problem]:
    """Lessons with no quiz, or with two, and a course that no quiz closes."""
    of_lesson = Counter(quiz.row.lesson for quiz in quizzes)
    for place, slug in enumerate(reference.course.lessons):
        if not of_lesson[slug]:
            advice = f"the lesson {slug!r} has no quiz: name it as `lesson` in one file under quizzes/"
            yield reference.problem("course", ["lessons", place], advice)
    for quiz in quizzes:
        if quiz.row.lesson and of_lesson[quiz.row.lesson] > 1:
            advice = f"the lesson {quiz.row.lesson!r} has another quiz, too: a lesson has one"
            yield quiz.file.problem(["quiz", "lesson"], advice)
    final = next((quiz for quiz in quizzes if quiz.slug == reference.course.final_quiz), None)
    if final is None:
        advice = f"there is no quiz {reference.course.final_quiz!r} under quizzes/"
        yield reference.problem("course", ["final_quiz"], advice)
    elif final.row.lesson:
        yield final.file.problem(["quiz", "lesson"], "the quiz that closes the course belongs to no lesson")


def _check_problems(quizzes: list[QuizFile], lessons: list[LessonFile]) -> Iterator[Problem]:
    """Checks placed in a lesson that its quiz does not have, and the other way about, in each language."""
    of_lesson = {quiz.row.lesson: quiz for quiz in quizzes if quiz.row.lesson}
    for lesson in lessons:
        if quiz := of_lesson.get(lesson.slug):
            yield from _checks_of(lesson, quiz)


def _checks_of(lesson: LessonFile, quiz: QuizFile) -> Iterator[Problem]:
    checks = {question.slug: question for question in quiz.checks}
    placed: Counter[str] = Counter()
    for section in lesson.sections:
        for line, slug in _placed_in(section):
            placed[slug] += 1
            if slug not in checks:
                advice = f"there is no check {slug!r} in {quiz.file.name}"
            elif placed[slug] > 1:
                advice = f"the check {slug!r} stands in this lesson already: a check stands once"
            elif checks[slug].row.section != f"{lesson.slug}#{section.key}":
                advice = (
                    f"the check {slug!r} names the section {checks[slug].row.section!r} and stands elsewhere"
                )
            else:
                continue
            yield Problem(lesson.name, line, advice)
    for slug in checks.keys() - placed.keys():
        advice = f"no section of {lesson.name} asks it: place it with ::: check {slug}"
        yield quiz.problem(checks[slug], [], advice)


def _placed_in(section: SectionFile) -> Iterator[tuple[int, str]]:
    for line, directive, argument, _text in blocks(section):
        if directive == "check":
            yield line, argument


def _pool_problems(quizzes: list[QuizFile]) -> Iterator[Problem]:
    held = {quiz.slug: len(quiz.questions) for quiz in quizzes}
    for quiz in quizzes:
        seen: set[str] = {quiz.slug}
        for place, pool in enumerate(quiz.row.pools):
            if advice := _pool_advice(pool.quiz, pool.draw, held, seen, quiz.row.pools[0].draw):
                yield quiz.file.problem(["quiz", "pools", place], advice)
            seen.add(pool.quiz)


def _problems_without_marks(quizzes: list[QuizFile]) -> Iterator[Problem]:
    """Quizzes that nobody could pass, draws that are worth more or less, and essays that no teacher sees."""
    asked = {quiz.slug: quiz.questions for quiz in quizzes}
    for quiz in quizzes:
        for check in quiz.checks:
            if get_kind(check.row.kind).is_marked_by_hand:
                yield quiz.problem(
                    check, ["kind"], "a teacher marks it, so ask it in the quiz, not as a check"
                )
        pooled = [one for pool in quiz.row.pools for one in asked.get(pool.quiz, [])]
        if not any(_carries_marks(one) for one in (*quiz.questions, *pooled)):
            yield quiz.file.problem(
                ["questions"], "none of the questions carries marks, so nobody could pass"
            )
        for place, pool in enumerate(quiz.row.pools):
            if not all(_carries_marks(one) for one in asked.get(pool.quiz, [])):
                advice = f"draws from {pool.quiz!r}, in which an opinion carries no marks: draws would differ"
                yield quiz.file.problem(["quiz", "pools", place], advice)


def _carries_marks(question: QuestionFile) -> bool:
    return get_kind(question.row.kind).carries_marks


def _pool_advice(
    name: str, draw: int, held: Mapping[str, int], seen: Collection[str], first_draw: int
) -> str:
    if name not in held:
        return f"there is no quiz {name!r} to draw from"
    if name in seen:
        return f"{name!r} is this quiz itself, or a pool already"
    if draw > held[name]:
        return f"draws {draw} of {name!r}, which has {held[name]} questions"
    if draw != first_draw:
        return f"draws {draw} and the first pool {first_draw}: draw the same number from each"
    return ""
