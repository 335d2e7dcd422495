"""A whole course's files: quizzes are checked against lessons and shelves, every slip named at once."""

import pytest
from django.core.management import CommandError, call_command

from lessons.coursefiles.problems import CourseError
from lessons.models import Course
from quizzes.coursefiles.course import read_whole_course
from tests.little_course import change, write_course


@pytest.fixture
def folder(tmp_path):
    return write_course(tmp_path)


def problems_of(folder):
    with pytest.raises(CourseError) as caught:
        read_whole_course(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_course_without_slips_is_read(folder):
    course = read_whole_course(folder)
    assert [(quiz.slug, len(quiz.checks), len(quiz.questions)) for quiz in course.quizzes] == [
        ("bank", 1, 2),
        ("bridge", 0, 1),
        ("everything", 0, 1),
    ]


def test_a_section_is_read_with_its_lesson_and_what_is_cited_need_not_be_repeated(folder):
    question = read_whole_course(folder).quizzes[0].questions[0]
    assert question.row.section == "bank#river"
    assert question.row.about == ["term:bank"]


BANK, BRIDGE, ALL = "quizzes/01-bank.yaml", "quizzes/02-bridge.yaml", "quizzes/03-everything.yaml"
LESSON = "lessons/en/01-bank.md"


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (BANK, "slug: bank-lay", "slug: bank-crossed", "bank-crossed: stands in quizzes/01-bank.yaml, too"),
        (BANK, "slug: bank\n", "slug: Bank!\n", "quiz.slug: 'Bank!' does not have the form"),
        (BANK, "kind: true_false", "kind: guessing", "bank-lay: There is no kind 'guessing': use one of"),
        (BANK, "answer: false", "answer: nope", "bank-lay: answer:"),
        (BANK, "cites: [P1]", "cites: [P9]", "bank-lay: there is no paragraph '9' in the course"),
        (
            BANK,
            "cites: [P1]",
            "cites: [p1]",
            "bank-lay: 'p1' in `cites` names no paragraph, claim, source or",
        ),
        (BANK, "cites: [P1]", "cites: [P1, 'actor:mayor']", "'actor:mayor' in `cites` names no paragraph"),
        (BANK, "cites: [P1]", "cites: ['milestone:ferry']", "cite at least one paragraph, claim or source"),
        (BANK, "cites: [P1]", "cites: []", "bank-lay: cites: give at least 1"),
        (BANK, '"term:bank"', '"term:river"', "bank-crossed: there is no term 'river' in the course"),
        (BANK, '"term:bank"', '"P1"', "'P1' in `about` names no actor, milestone or term"),
        (BANK, "section: river", "section: sea", "bank-crossed: there is no section 'bank#sea'"),
        (ALL, "section: bridge#opens", "section: opens", "the quiz has no lesson, so write lesson#opens"),
        (BANK, "tags: [ferry]", "tags: ferry", "bank-crossed: tags: a list belongs here"),
        (BANK, "tags: [ferry]", "tagz: [ferry]", "bank-crossed: tagz: there is no such field here"),
        (BANK, ", feedback: There was a ferry.", "", "options.1: A wrong option needs `feedback`"),
        (BANK, "value: 2", "value: two", "bank-towns: value: Give a number"),
        (BANK, '"claim:2.1",', '"claim:2.1", &a P1, *a,', "aliases (*name) are not used here"),
        (BANK, "lesson: bank\n", "lesson: bang\n", "course.yaml lists no lesson 'bang'"),
        (BANK, "lesson: bank\n", "lesson: bridge\n", "the lesson 'bridge' has another quiz, too"),
        (ALL, "quiz: bridge, draw: 1", "quiz: bride, draw: 1", "there is no quiz 'bride' to draw from"),
        (
            ALL,
            "quiz: bridge, draw: 1",
            "quiz: bank, draw: 1",
            "'bank' is this quiz itself, or a pool already",
        ),
        (ALL, "{quiz: bank, draw: 1}", "{quiz: bank, draw: 3}", "draws 3 of 'bank', which has 2 questions"),
        (ALL, "{quiz: bank, draw: 1}", "{quiz: bank, draw: 2}", "draw the same number from each"),
    ],
)
def test_a_slip_in_a_quiz_is_named_with_its_line(folder, name, old, new, message):
    line = change(folder, name, old, new)
    found = problems_of(folder)
    lines = range(line, line + new.count("\n") + 2)
    assert any(any(each.startswith(f"{name}:{n}:") for n in lines) and message in each for each in found), (
        found
    )


def test_a_field_that_is_missing_is_named_at_its_question(folder):
    change(folder, BANK, "  explanation: There are two.\n", "")
    assert problems_of(folder) == [f"{BANK}:7: bank-towns: explanation: this field is missing"]


def test_a_wrong_statement_of_the_chapter_is_asked_as_a_fact_check_only(folder):
    change(folder, BANK, "  fact_check: true\n", "")
    [problem] = problems_of(folder)
    assert "the verdict on claim 2.1 is wrong, so ask it as a fact check" in problem


@pytest.mark.parametrize(
    ("name", "old", "new", "file", "message"),
    [
        (LESSON, "::: check bank-towns", "::: check bank-rivers", LESSON, "there is no check 'bank-rivers'"),
        (LESSON, "::: check bank-towns", "::: check bank-lay", LESSON, "there is no check 'bank-lay'"),
        (LESSON, "::: check bank-towns\n:::\n", "", BANK, "no section of lessons/en/01-bank.md asks it"),
        (BANK, "section: towns", "section: river", LESSON, "names the section 'bank#river' and stands"),
        (
            LESSON,
            "## The river {#river}\n",
            "::: check bank-towns\n:::\n\n## The river {#river}\n",
            LESSON,
            "stands in this lesson already",
        ),
        (
            BANK,
            '  - {text: "No", feedback: There was a ferry.}\n',
            "",
            BANK,
            "bank-crossed: Give two options",
        ),
        (BANK, "slug: bank\n", "slug: bridge\n", BRIDGE, "the quiz 'bridge' is in quizzes/01-bank.yaml, too"),
        (BRIDGE, "lesson: bridge", "lesson: bank", "course.yaml", "the lesson 'bridge' has no quiz"),
        ("course.yaml", "final_quiz: everything", "final_quiz: all", "course.yaml", "there is no quiz 'all'"),
        ("course.yaml", "final_quiz: everything", "final_quiz: bank", BANK, "belongs to no lesson"),
    ],
)
def test_lessons_and_quizzes_fit_each_other(folder, name, old, new, file, message):
    change(folder, name, old, new)
    found = problems_of(folder)
    assert any(each.startswith(f"{file}:") and message in each for each in found), found


OPINION = "kind: opinion\n  words: true"


@pytest.mark.parametrize(
    ("name", "old", "new", "file", "message"),
    [
        (
            BANK,
            "kind: number\n",
            "kind: essay\n  rubric: [{text: Reasons, marks: 3}]\n",
            BANK,
            "not as a check",
        ),
        (BRIDGE, "kind: number", OPINION, BRIDGE, "none of the questions carries marks"),
        (BRIDGE, "kind: number", OPINION, ALL, "draws from 'bridge', in which an opinion"),
    ],
)
def test_what_no_machine_marks_stands_where_it_can(folder, name, old, new, file, message):
    change(folder, name, old, new)
    change(folder, name, "  value: 2\n" if name == BANK else "  value: 1993\n", "")
    found = problems_of(folder)
    assert any(each.startswith(f"{file}:") and message in each for each in found), found


def test_every_slip_of_every_file_is_named_at_once(folder):
    places = [
        f"{name}:{change(folder, name, old, new)}:"
        for name, old, new in (
            ("terms.yaml", "in_chapter: true", "in_chapter: 1"),
            (LESSON, "{claim:1.1}. Who", ". Who"),
            (BANK, "value: 2", "value: two"),
            (BRIDGE, "kind: number", "kind: guess"),
        )
    ]
    found = problems_of(folder)
    assert len(found) == len(places)
    assert all(any(each.startswith(place) for each in found) for place in places), found


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["check_course", "load_course"])
def test_a_command_lists_the_slips_and_touches_no_database(folder, command):
    line = change(folder, BANK, "value: 2", "value: two")
    with pytest.raises(CommandError, match=rf"01-bank\.yaml:{line}: bank-towns: value: .*\n1 problem"):
        call_command(command, str(folder))
    assert not Course.objects.exists()


def test_check_course_warns_with_the_line_and_passes(folder, capsys):
    call_command("check_course", str(folder))
    assert "No problem found." in capsys.readouterr().out
    line = change(folder, BANK, 'cites: ["claim:1.1"]', "cites: [P1]")
    call_command("check_course", str(folder))
    assert f"warning: {BANK}:{line}: bank-towns: only paragraphs support the key" in capsys.readouterr().out


def test_check_course_fails_on_a_warning_where_it_is_to_be_strict(folder):
    with pytest.raises(CommandError, match="warnings in"):
        call_command("check_course", str(folder), "--strict")
