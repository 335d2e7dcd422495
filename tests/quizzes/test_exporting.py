"""Exporting a course: its files come out as they went in, edits included."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lessons.importing import SHELVES, normal_content
from lessons.models import Course, LessonText, SectionText, Term
from quizzes.coursefiles.course import read_whole_course
from quizzes.exporting import export_course
from quizzes.importing import load_whole_course
from quizzes.models import Question, Quiz, QuizItem
from tests.factories import make_question, publish
from tests.little_course import FILES, change, write_course

COURSE = Path(__file__).parents[2] / "courses" / "mutual-education"
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return write_course(tmp_path / "from")


def load(folder):
    course, _changes = load_whole_course(read_whole_course(folder), at=AT)
    return course


def export(course, tmp_path):
    """The course read back from the files it was exported to."""
    call_command("export_course", course.slug, str(tmp_path / "to"))
    return read_whole_course(tmp_path / "to" / course.slug)


def shelves_of(course):
    """Every shelf's rows, the keys they refer to in one order."""
    return {
        name: [normal_content(row.model_dump()) for row in getattr(course.taught.reference, name)]
        for name in SHELVES
    }


def test_the_course_of_this_repository_comes_out_as_it_went_in(tmp_path, capsys):
    before = read_whole_course(COURSE)
    after = export(load(COURSE), tmp_path)
    assert after.taught.reference.course == before.taught.reference.course
    assert shelves_of(after) == shelves_of(before)
    assert after.taught.lessons == before.taught.lessons
    assert after.quizzes == before.quizzes
    assert "cannot say" not in capsys.readouterr().out


def test_what_was_exported_is_no_change_where_it_came_from(folder, tmp_path):
    course = load(folder)
    after = export(course, tmp_path)
    assert not load_whole_course(after)[1]


def test_the_files_have_the_names_of_those_that_were_loaded(folder):
    assert export_course(load(folder)).keys() == FILES.keys()


def test_settings_of_a_sitting_come_out_as_they_went_in(folder, tmp_path):
    change(
        folder,
        "quizzes/02-bridge.yaml",
        "lesson: bridge}",
        "lesson: bridge, pass_percent: 80, attempts_allowed: 3, wait_between: 60, time_limit: 900,"
        " certainty: ask, shuffle: true, grading: last}",
    )
    change(folder, "quizzes/02-bridge.yaml", "value: 1993", "value: 1993\n  max_mark: 2.5")
    before = read_whole_course(folder).quizzes
    assert export(load(folder), tmp_path).quizzes == before


@pytest.mark.parametrize(
    "written", ["{id: 0badcafe, text: 'Yes', correct: true}", "{text: {en: 'Yes', ru: Да}, correct: true}"]
)
def test_ids_of_an_author_and_texts_by_language_come_out_as_they_went_in(folder, tmp_path, written):
    change(folder, "quizzes/01-bank.yaml", '{text: "Yes", correct: true}', written)
    before = read_whole_course(folder).quizzes
    assert export(load(folder), tmp_path).quizzes == before


def test_edited_rows_come_out_as_edited(folder, tmp_path):
    course = load(folder)
    Term.objects.update(definition="Mine: a bank.")
    LessonText.objects.filter(lesson__slug="bank").update(title="My banks")
    SectionText.objects.filter(section__key="towns").update(
        markdown="Mine {P1}.\n\n::: check bank-towns\n:::"
    )
    Quiz.objects.filter(slug="bank").update(time_limit=600)
    QuizItem.objects.filter(question__slug="bank-lay", quiz__slug="bank").update(max_mark=2)
    question = Question.objects.get(slug="bank-lay")
    publish(question, "true_false", question.published.body | {"prompt": "Mine?"})
    after = export(course, tmp_path)
    assert after.taught.reference.terms[0].definition == "Mine: a bank."
    assert after.taught.lessons[0].front.title == "My banks"
    assert after.taught.lessons[0].sections[0].markdown.startswith("Mine {P1}.")
    assert after.quizzes[0].row.time_limit == 600
    assert after.quizzes[0].questions[1].row.max_mark == 2
    assert after.quizzes[0].questions[1].body.prompt == "Mine?"


def test_a_retired_question_is_left_out(folder, tmp_path):
    course = load(folder)
    Question.objects.filter(slug="bank-lay").update(retired_at=AT)
    after = export(course, tmp_path)
    assert [question.slug for question in after.quizzes[0].questions] == ["bank-crossed"]


def test_what_the_files_cannot_say_is_named(folder, tmp_path, capsys):
    course = load(folder)
    question = make_question(course)
    export(course, tmp_path)
    shown = capsys.readouterr().out
    assert "The files cannot say it all" in shown
    assert f"question {question}" in shown


def test_a_course_that_would_not_load_is_written_and_its_slips_are_named(folder, tmp_path):
    course = load(folder)
    SectionText.objects.filter(section__key="towns").update(markdown="Nothing supports this.")
    with pytest.raises(CommandError, match=r"(?s)does not load:.*no citation in: 'Nothing supports this.'"):
        call_command("export_course", course.slug, str(tmp_path))
    assert (tmp_path / "little" / "lessons/en/01-bank.md").exists()


def test_exporting_onto_the_files_themselves_replaces_them(folder):
    course = load(folder)
    Term.objects.update(definition="Mine.")
    call_command("export_course", course.slug, str(folder))
    assert "Mine." in (folder / "terms.yaml").read_text()


def test_a_file_that_would_be_taken_for_the_courses_is_in_the_way(folder):
    course = load(folder)
    (folder / "quizzes/09-old.yaml").write_text("quiz: {}\n")
    with pytest.raises(CommandError, match=r"In the way .*quizzes/09-old.yaml"):
        call_command("export_course", course.slug, str(folder))


def test_there_is_no_such_course(folder, tmp_path):
    load(folder)
    with pytest.raises(CommandError, match=r"There is no course 'big'\. There is: little\."):
        call_command("export_course", "big", str(tmp_path))
    assert Course.objects.count() == 1
