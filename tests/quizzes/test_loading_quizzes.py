"""Loading a whole course: its questions in versions, its quizzes, and what becomes of what left the files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lessons.models import Course, Lesson, Section, SectionProgress
from quizzes.coursefiles.course import read_whole_course
from quizzes.importing import load_whole_course
from quizzes.models import AttemptItem, Question, QuestionVersion, Quiz, QuizItem
from quizzes.progress import course_record, courses_for, mark_section_done
from quizzes.taking import item_for_check
from tests.factories import answer_items, make_attempt, make_question, make_quiz, make_user
from tests.little_course import change, write_course

COURSE = Path(__file__).parents[2] / "courses" / "mutual-education"
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 9, tzinfo=UTC)
BANK, ALL = "quizzes/01-bank.yaml", "quizzes/03-everything.yaml"
SECOND = """\
- slug: bank-lay
  kind: true_false
  prompt: Two towns lay on one bank.
  answer: false
  feedback: They lay on two.
  explanation: They lay on two.
  cites: [P1]
  section: towns
"""
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return write_course(tmp_path)


def load(folder, at=AT, **options):
    """What loading this folder changed."""
    return load_whole_course(read_whole_course(folder), at=at, **options)[1]


def items_of(slug):
    return list(Quiz.objects.get(slug=slug).items.values_list("question__slug", "pool"))


def test_a_question_is_there_with_its_first_version_and_all_it_refers_to(folder):
    load(folder)
    question = Question.objects.get(slug="bank-crossed")
    version = question.published
    assert (version.number, version.kind, version.created_at) == (1, "single_choice", AT)
    assert version.body["prompt"] == "Did anybody cross?"
    assert version.body["fact_check"] is True
    assert str(question.section) == "bank#river"
    assert question.tags == ["ferry"]
    assert [claim.key for claim in question.claims.all()] == ["2.1"]
    assert [milestone.slug for milestone in question.milestones.all()] == ["ferry"]
    assert [term.slug for term in question.terms.all()] == ["bank"]
    assert not question.paragraphs.exists()


def test_a_lessons_questions_are_graded_and_its_checks_are_practice(folder):
    load(folder)
    quiz, checks = Quiz.objects.get(slug="bank"), Quiz.objects.get(slug="bank-checks")
    assert (quiz.behaviour, checks.behaviour) == ("graded", "practice")
    assert quiz.lesson == checks.lesson == Lesson.objects.get(slug="bank")
    assert quiz.title == checks.title
    assert quiz.pass_fraction == 0.6
    assert items_of("bank") == [("bank-crossed", ""), ("bank-lay", "")]
    assert items_of("bank-checks") == [("bank-towns", "")]


def test_the_quiz_that_closes_the_course_asks_its_own_and_draws_from_pools(folder):
    load(folder)
    final = Quiz.objects.get(is_final=True)
    assert (final.slug, final.lesson, final.draw) == ("everything", None, 1)
    assert items_of("everything") == [
        ("everything-order", ""),
        ("bank-crossed", "bank"),
        ("bank-lay", "bank"),
        ("bridge-when", "bridge"),
    ]


def test_a_second_load_changes_nothing(folder):
    load(folder)
    tables = (Question, QuestionVersion, Quiz, QuizItem)
    before = [list(table.objects.values().order_by("pk")) for table in tables]
    changes = load(folder, at=LATER)
    assert not changes
    assert changes.kept == changes.gone == []
    assert [list(table.objects.values().order_by("pk")) for table in tables] == before


def test_a_question_asked_otherwise_gets_a_new_version(folder):
    load(folder)
    change(folder, BANK, "prompt: Did anybody cross?", "prompt: Did anyone cross?")
    assert load(folder, at=LATER).updated == ["question bank-crossed"]
    old, new = QuestionVersion.objects.filter(question__slug="bank-crossed")
    assert (old.number, old.body["prompt"]) == (1, "Did anybody cross?")
    assert (new.number, new.body["prompt"], new.created_at) == (2, "Did anyone cross?", LATER)
    assert new.question.published == new


def test_what_a_question_is_about_changes_without_a_new_version(folder):
    load(folder)
    change(folder, BANK, 'about: ["term:bank", "milestone:ferry"]', 'about: ["actor:mayor"]')
    assert load(folder).updated == ["question bank-crossed"]
    question = Question.objects.get(slug="bank-crossed")
    assert question.published.number == 1
    assert [actor.slug for actor in question.actors.all()] == ["mayor"]
    assert [milestone.slug for milestone in question.milestones.all()] == ["ferry"]
    assert not question.terms.exists()


def test_a_question_edited_in_the_admin_is_kept_until_it_is_overwritten(folder):
    load(folder)
    question = Question.objects.get(slug="bank-lay")
    body = question.published.body | {"prompt": "Mine."}
    question.published = QuestionVersion.objects.create(
        question=question, number=2, kind="true_false", body=body, created_at=AT
    )
    question.save()
    assert load(folder).kept == ["question bank-lay"]
    assert load(folder, overwrite=True).updated == ["question bank-lay"]
    question.refresh_from_db()
    assert (question.published.number, question.published.body["prompt"]) == (3, "Two towns lay on one bank.")


def test_a_field_that_a_kind_learns_later_changes_no_question(folder):
    """A version stored before a kind had a field lacks it; its default says nothing new."""
    load(folder)
    question = Question.objects.get(slug="bank-lay")
    body = {name: value for name, value in question.published.body.items() if name != "fact_check"}
    question.published = QuestionVersion.objects.create(
        question=question, number=2, kind="true_false", body=body, created_at=AT
    )
    question.save()
    changes = load(folder)
    assert not changes
    assert changes.kept == []


def test_a_quiz_edited_in_the_admin_is_kept_until_it_is_overwritten(folder):
    load(folder)
    QuizItem.objects.filter(question__slug="bank-lay", pool="").update(max_mark=3)
    assert load(folder).kept == ["quiz bank"]
    assert load(folder, overwrite=True).updated == ["quiz bank"]
    assert QuizItem.objects.get(question__slug="bank-lay", pool="").max_mark == 1


def test_an_edited_quiz_that_closes_the_course_goes_on_closing_it(folder):
    load(folder)
    Quiz.objects.filter(slug="everything").update(shuffle=True)
    (folder / "quizzes/04-all.yaml").write_text(
        (folder / ALL).read_text().replace("slug: everything", "slug: all")
    )
    change(folder, "course.yaml", "final_quiz: everything", "final_quiz: all")
    assert load(folder).kept == ["quiz everything"]
    assert Quiz.objects.get(is_final=True).slug == "everything"


def test_another_quiz_can_come_to_close_the_course(folder):
    load(folder)
    (folder / "quizzes/04-all.yaml").write_text(
        (folder / ALL).read_text().replace("slug: everything", "slug: all")
    )
    change(folder, "course.yaml", "final_quiz: everything", "final_quiz: all")
    load(folder)
    assert Quiz.objects.get(is_final=True).slug == "all"


def test_a_question_that_left_the_files_is_retired_and_its_evidence_stays(folder):
    load(folder)
    attempt = make_attempt(make_user(), Quiz.objects.get(slug="bank"))
    change(folder, BANK, SECOND, "")
    changes = load(folder, at=LATER)
    assert changes.removed == ["question bank-lay"]
    assert Question.objects.get(slug="bank-lay").retired_at == LATER
    assert items_of("bank") == [("bank-crossed", "")]
    assert AttemptItem.objects.filter(attempt=attempt, version__question__slug="bank-lay").exists()
    assert not load(folder)


def test_a_question_that_comes_back_is_asked_again(folder):
    load(folder)
    change(folder, BANK, SECOND, "")
    load(folder)
    with (folder / BANK).open("a") as file:
        file.write(SECOND)
    assert "question bank-lay" in load(folder).updated
    question = Question.objects.get(slug="bank-lay")
    assert question.retired_at is None
    assert question.versions.count() == 1


def test_a_question_retired_in_the_admin_stays_retired(folder):
    load(folder)
    Question.objects.filter(slug="bank-lay").update(retired_at=AT)
    assert load(folder).kept == ["question bank-lay"]


def test_what_no_file_ever_had_is_kept_and_named(folder):
    load(folder)
    question = make_question(Course.objects.get())
    quiz = make_quiz([question])
    changes = load(folder)
    assert changes.gone == [f"question {question}", f"quiz {quiz.slug}"]
    question.refresh_from_db()
    assert question.retired_at is None


def without_the_second_lesson(folder):
    """Takes the second lesson and its quiz out of the files."""
    for name in ("lessons/en/02-bridge.md", "quizzes/02-bridge.yaml"):
        (folder / name).unlink()
    change(folder, "course.yaml", "lessons: [bank, bridge]", "lessons: [bank]")
    change(folder, "lessons/en/01-bank.md", "paragraphs: [1, 2]", "paragraphs: [1, 2, 3]")
    change(folder, ALL, ", {quiz: bridge, draw: 1}", "")
    change(folder, ALL, "section: bridge#opens", "section: bank#river")


def test_a_lesson_and_a_quiz_that_left_the_files_are_removed(folder):
    load(folder)
    without_the_second_lesson(folder)
    changes = load(folder)
    assert {"quiz bridge", "lesson bridge", "section bridge#opens"} <= set(changes.removed)
    assert not Quiz.objects.filter(slug="bridge").exists()
    assert not Lesson.objects.filter(slug="bridge").exists()
    assert not load(folder)


def test_what_somebody_has_worked_on_stays_when_it_leaves_the_files(folder):
    load(folder)
    learner = make_user()
    attempt = make_attempt(learner, Quiz.objects.get(slug="bridge"))
    SectionProgress.objects.create(user=learner, section=Section.objects.get(key="opens"), done_at=AT)
    without_the_second_lesson(folder)
    changes = load(folder)
    assert "quiz bridge" in changes.removed
    assert changes.gone == ["lesson bridge"]
    attempt.refresh_from_db()
    assert (attempt.quiz.slug, attempt.quiz.lesson, attempt.quiz.items.count()) == ("bridge", None, 0)
    assert SectionProgress.objects.count() == 1
    assert not load(folder)


def test_a_lesson_that_left_the_files_does_not_keep_the_course_from_being_done(folder):
    load(folder)
    learner, late = make_user(), make_user()
    bridge = Section.objects.get(key="opens")
    SectionProgress.objects.create(user=late, section=bridge, done_at=AT)
    make_attempt(late, Quiz.objects.get(slug="bridge"))
    without_the_second_lesson(folder)
    load(folder)
    for check in Question.objects.filter(slug="bank-towns"):
        answer_items([item_for_check(learner, check)])
    for section in Section.objects.filter(retired_at=None):
        mark_section_done(learner, section, at=AT)
    for quiz in Quiz.objects.filter(slug__in=["bank", "everything"]):
        make_attempt(learner, quiz)
    record = course_record(learner, courses_for(learner).get())
    assert record.is_done
    assert {one.quiz.slug for one in record.quizzes} == {"everything"}


def test_the_command_shows_what_a_dry_run_leaves_undone(folder, capsys):
    call_command("load_course", str(folder), dry_run=True)
    shown = capsys.readouterr().out
    assert "question bank-crossed" in shown
    assert "a dry run, nothing was loaded" in shown
    assert not Course.objects.exists()


def test_the_command_says_when_there_is_nothing_to_change(folder, capsys):
    call_command("load_course", str(folder))
    assert "added: " in capsys.readouterr().out
    call_command("load_course", str(folder))
    assert capsys.readouterr().out == "A little course: nothing to change.\n"


def test_the_course_of_this_repository_loads_and_a_second_time_changes_nothing():
    files = read_whole_course(COURSE)
    load_whole_course(files)
    assert Question.objects.filter(published=None).count() == 0
    assert Question.objects.count() >= 120
    _course, changes = load_whole_course(files)
    assert not changes
    assert changes.kept == changes.gone == []


def queries_of_loading(folder):
    with CaptureQueriesContext(connection) as queries:
        load_whole_course(read_whole_course(folder))
    return len(queries)


def test_loading_a_large_course_costs_hardly_more_queries_than_a_little_one(folder):
    """SQLite takes at most 999 values at once, so that some 1,500 rows need a few statements more."""
    assert queries_of_loading(COURSE) <= queries_of_loading(folder) + 15
