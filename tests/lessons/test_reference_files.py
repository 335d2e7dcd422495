"""Bad course files: every error is listed with its file and line."""

import shutil
from pathlib import Path

import pytest

from lessons.coursefiles.problems import CourseError
from lessons.coursefiles.reference import FILES, read_reference
from lessons.importing import SHELVES

COURSE = Path(__file__).parents[2] / "courses" / "mutual-education"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(COURSE, tmp_path / "mutual-education"))


def problems_after(folder, name, old, new):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(CourseError) as caught:
        read_reference(folder)
    return [str(problem) for problem in caught.value.problems]


def test_the_course_of_this_repository_has_no_problem():
    reference = read_reference(COURSE)
    assert [row.number for row in reference.paragraphs] == list(range(1, reference.course.paragraphs + 1))


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("claims.yaml", "sources: [S01", "sources: [S999", "there is no source 'S999'"),
        ("claims.yaml", "paragraph: 2\n", "paragraph: 99\n", "there is no paragraph 99"),
        ("claims.yaml", "kind: fact", "kind: gossip", "kind: Input should be 'fact'"),
        ("claims.yaml", "verdict: accurate", "verdikt: accurate", "there is no such field here"),
        ("claims.yaml", "  verdict: accurate\n", "", "a fact has a verdict"),
        ("actors.yaml", "slug: tokayev", "slug: nazarbayev", "nazarbayev stands twice"),
        ("actors.yaml", "in_chapter: true", "in_chapter: 'yes'", "write true or false"),
        ("milestones.yaml", "precision: day", "precision: year", "is no year as in"),
        ("terms.yaml", "slug: asymmetry", "slug: Asymmetry!", "'Asymmetry!' does not have the form"),
        ("paragraphs.yaml", "- number: 23", "- number: 24", "the numbers are not 1 to 23"),
        ("course.yaml", "slug: mutual-education", "slug: other", "the slug is not the folder's name"),
        ("indicators.yaml", "kazakhstan: ", "kazakhstan: .nan #", "Input should be a finite number"),
        ("milestones.yaml", "theme: ", "theme: much-too-long-for-its-column #", "at most 20 characters"),
        ("sources.yaml", "- key: S01", "- key: &a S01", ""),
    ],
)
def test_an_error_is_named_with_its_file(folder, name, old, new, message):
    if "&a" in new:
        (folder / name).write_text((folder / name).read_text() + "\n- *a\n")
        message = "aliases"
    found = problems_after(folder, name, old, new)
    assert any(line.startswith(name) and message in line for line in found), found


def test_an_error_gives_the_line_it_stands_on(folder):
    lines = (folder / "claims.yaml").read_text().splitlines()
    expected = next(i for i, line in enumerate(lines, 1) if "kind: fact" in line)
    found = problems_after(folder, "claims.yaml", "kind: fact", "kind: gossip")
    assert any(line.startswith(f"claims.yaml:{expected}:") for line in found), found


def test_an_alias_bomb_is_refused_before_it_grows(folder):
    links = zip("abcdefgh", "bcdefghi", strict=True)
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in links)
    (folder / "terms.yaml").write_text(bomb)
    with pytest.raises(CourseError, match="aliases"):
        read_reference(folder)


def test_every_file_is_checked_before_anything_is_said(folder):
    (folder / "terms.yaml").write_text("nonsense: [")
    (folder / "actors.yaml").unlink()
    (folder / "sources.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CourseError) as caught:
        read_reference(folder)
    assert {"terms.yaml", "actors.yaml", "sources.yaml"} <= {p.file for p in caught.value.problems}


@pytest.mark.parametrize("name", FILES)
def test_no_text_is_longer_than_its_column(name):
    columns = {column.name: column.max_length for column in SHELVES[name][0]._meta.concrete_fields}
    fields = FILES[name].model_json_schema()["properties"]
    for field, schema in fields.items():
        longest = columns.get(field)
        if longest and schema.get("type") == "string" and "enum" not in schema and field != "date":
            assert schema.get("maxLength", 10_000) <= longest, field
