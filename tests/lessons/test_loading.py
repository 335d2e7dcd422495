"""Loading a course: once makes it, twice changes nothing, an edit in the admin is kept."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from lessons.coursefiles.reference import read_reference
from lessons.importing import load_reference
from lessons.models import Actor, Claim, Course, Milestone, Paragraph, Source, Term

COURSE = Path(__file__).parents[2] / "courses" / "mutual-education"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reference():
    return read_reference(COURSE)


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


def test_a_row_edited_since_the_last_load_is_kept_and_named(reference):
    load_reference(reference)
    Term.objects.filter(slug="pivot").update(definition="Mine.")
    _course, changes = load_reference(reference)
    assert changes.kept == ["term pivot"]
    assert Term.objects.get(slug="pivot").definition == "Mine."


def test_overwriting_takes_the_files_version(reference):
    load_reference(reference)
    Term.objects.filter(slug="pivot").update(definition="Mine.")
    _course, changes = load_reference(reference, overwrite=True)
    assert changes.updated == ["term pivot"]
    assert Term.objects.get(slug="pivot").definition != "Mine."


def test_a_row_that_left_the_files_is_kept_and_named(reference):
    course, _changes = load_reference(reference)
    Term.objects.create(course=course, slug="extra", name="extra", definition="x")
    assert load_reference(reference)[1].gone == ["term extra"]


def test_files_with_an_error_load_nothing(tmp_path):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "course.yaml").write_text("slug: broken\n")
    with pytest.raises(CommandError, match=r"(?s)claims\.yaml.*nothing was loaded"):
        call_command("load_course", str(folder))
    assert not Course.objects.exists()


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
