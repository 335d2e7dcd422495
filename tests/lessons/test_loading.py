"""Loading what is taught: once makes it, twice changes nothing, an edit in the admin is kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from lessons.coursefiles.course import read_course
from lessons.coursefiles.reference import read_reference
from lessons.importing import load_reference
from lessons.models import (
    Actor,
    Claim,
    Lesson,
    LessonText,
    Milestone,
    Paragraph,
    Section,
    SectionText,
    Source,
    Term,
)
from lessons.texts import load_course
from tests.little_course import change, write_course

COURSE = Path(__file__).parents[2] / "courses" / "mutual-education"
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 9, tzinfo=UTC)
BANK = "lessons/en/01-bank.md"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reference():
    return read_reference(COURSE)


@pytest.fixture
def folder(tmp_path):
    return write_course(tmp_path)


def load(folder, at=AT, **options):
    """What loading the lessons of this folder changed."""
    return load_course(read_course(folder), at=at, **options)[1]


def test_every_row_of_the_files_is_in_the_tables(reference):
    load_reference(reference)
    for model, rows in (
        (Source, reference.sources),
        (Paragraph, reference.paragraphs),
        (Claim, reference.claims),
        (Actor, reference.actors),
        (Milestone, reference.milestones),
        (Term, reference.terms),
    ):
        assert model.objects.count() == len(rows)
    derr = Actor.objects.get(slug="derr")
    assert derr.name["kk"] == "Кеннет Дерр (Кен Дерр)"
    assert list(derr.paragraphs.values_list("number", flat=True)) == [6, 14]


def test_a_second_load_changes_nothing(reference):
    load_reference(reference)
    before = list(Claim.objects.values().order_by("pk"))
    _course, changes = load_reference(reference)
    assert not changes
    assert changes.kept == changes.gone == []
    assert list(Claim.objects.values().order_by("pk")) == before


def test_a_row_edited_since_the_last_load_is_kept_and_named(folder):
    load(folder)
    Term.objects.update(definition="Mine.")
    assert load(folder).kept == ["term bank"]
    assert Term.objects.get().definition == "Mine."


def test_a_relation_edited_since_the_last_load_is_kept_and_named(folder):
    load(folder)
    Actor.objects.get().paragraphs.clear()
    assert load(folder).kept == ["actor mayor"]


def test_overwriting_takes_the_files_version(folder):
    load(folder)
    Term.objects.update(definition="Mine.")
    assert load(folder, overwrite=True).updated == ["term bank"]
    assert Term.objects.get().definition == "The edge of a river."


def test_a_row_edited_into_what_the_file_says_later_counts_as_the_files(folder):
    load(folder)
    Term.objects.update(definition="Mine.")
    change(folder, "terms.yaml", "The edge of a river.", "Mine.")
    load(folder)
    change(folder, "terms.yaml", "Mine.", "The edge.")
    assert load(folder).updated == ["term bank"]


def test_a_changed_row_takes_its_relations_along(folder):
    load(folder)
    change(folder, "actors.yaml", "paragraphs: [3]", "paragraphs: [1, 2]")
    assert load(folder).updated == ["actor mayor"]
    assert list(Actor.objects.get().paragraphs.values_list("number", flat=True)) == [1, 2]


def test_a_row_that_no_file_has_is_kept_and_named(reference):
    course, _changes = load_reference(reference)
    Term.objects.create(course=course, slug="extra", name="extra", definition="x")
    assert load_reference(reference)[1].gone == ["term extra"]


def test_each_paragraph_gets_its_home(folder):
    load(folder)
    homes = Paragraph.objects.values_list("number", "lesson__slug")
    assert dict(homes) == {1: "bank", 2: "bank", 3: "bridge"}


def test_a_section_knows_what_it_cites_and_links(folder):
    load(folder)
    towns, river = Section.objects.filter(lesson__slug="bank")
    assert [claim.key for claim in towns.claims.all()] == ["1.1"]
    assert [term.slug for term in towns.terms.all()] == ["bank"]
    assert [source.key for source in river.sources.all()] == ["GK"]
    assert [milestone.slug for milestone in river.milestones.all()] == ["ferry"]
    assert not river.actors.exists()


def test_a_section_forgets_what_it_no_longer_cites(folder):
    load(folder)
    change(folder, BANK, "{claim:1.1}", "{P1}")
    load(folder)
    towns = Section.objects.get(key="towns")
    assert not towns.claims.exists()
    assert [paragraph.number for paragraph in towns.paragraphs.all()] == [1]


def test_a_text_says_since_when_it_reads_otherwise(folder):
    load(folder)
    assert not SectionText.objects.exclude(changed_at=None).exists()
    change(folder, BANK, "Two towns lay", "Two old towns lay")
    assert load(folder, at=LATER).updated == ["section bank#towns"]
    assert list(SectionText.objects.exclude(changed_at=None).values_list("section__key", "changed_at")) == [
        ("towns", LATER)
    ]
    assert "Two old towns" in SectionText.objects.get(section__key="towns").html


def test_a_correction_on_the_shelf_reaches_the_margin(folder):
    load(folder)
    change(folder, "claims.yaml", "A ferry crossed every day.", "Two ferries crossed.")
    load(folder, at=LATER)
    river = SectionText.objects.get(section__key="river")
    assert "Two ferries crossed." in river.html
    assert river.changed_at is None


def test_a_section_that_left_the_files_is_retired_and_comes_back(folder):
    load(folder)
    text = (folder / BANK).read_text()
    change(folder, BANK, text[text.index("## The river") :], "")
    assert load(folder, at=LATER).removed == ["section bank#river"]
    assert Section.objects.get(key="river").retired_at == LATER
    assert not load(folder)
    (folder / BANK).write_text(text)
    load(folder)
    assert Section.objects.get(key="river").retired_at is None


def test_a_section_made_in_the_admin_is_not_retired(folder):
    load(folder)
    own = Section.objects.create(lesson=Lesson.objects.get(slug="bank"), key="mine", position=9)
    load(folder)
    own.refresh_from_db()
    assert own.retired_at is None


def test_lessons_take_the_order_of_the_file(folder):
    load(folder)
    change(folder, "course.yaml", "lessons: [bank, bridge]", "lessons: [bridge, bank]")
    load(folder)
    assert list(Lesson.objects.values_list("slug", flat=True)) == ["bridge", "bank"]


def test_an_edited_title_of_a_lesson_is_kept(folder):
    load(folder)
    LessonText.objects.filter(lesson__slug="bank").update(title="Mine")
    assert load(folder).kept == ["lesson bank"]


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("claim_fact_has_verdict", {"kind": "fact", "verdict": ""}),
        ("claim_kind_known", {"kind": "gossip"}),
        ("claim_verdict_known", {"verdict": "perhaps"}),
    ],
)
def test_the_database_guards_claims(reference, name, changed):
    load_reference(reference)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Claim.objects.filter(key="2.4").update(**changed)


def test_the_database_guards_keys(reference):
    course, _changes = load_reference(reference)
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(course=course, key="S01", name="Again")
    with pytest.raises(IntegrityError), transaction.atomic():
        Paragraph.objects.create(course=course, number=1, opening="x", topic="x", gist="x")
