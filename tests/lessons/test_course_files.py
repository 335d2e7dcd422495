"""What is taught, read from a folder: lessons fit the shelves, course.yaml and their translations."""

import pytest

from lessons.coursefiles.course import read_course
from lessons.coursefiles.problems import CourseError
from tests.little_course import change, write_course

BANK, BRIDGE = "lessons/en/01-bank.md", "lessons/en/02-bridge.md"


@pytest.fixture
def folder(tmp_path):
    return write_course(tmp_path)


def problems_of(folder):
    with pytest.raises(CourseError) as caught:
        read_course(folder)
    return [str(problem) for problem in caught.value.problems]


def test_lessons_are_read_in_the_order_of_course_yaml(folder):
    change(folder, "course.yaml", "lessons: [bank, bridge]", "lessons: [bridge, bank]")
    assert [lesson.slug for lesson in read_course(folder).lessons] == ["bridge", "bank"]


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        (
            BANK,
            "[1, 2]",
            "[1]",
            "paragraphs.yaml:2: P2 has no home: name it in the `paragraphs` of one lesson",
        ),
        (BRIDGE, "[3]", "[2, 3]", f"{BRIDGE}:5: P2 has its home in bank already: a paragraph has one"),
        (BRIDGE, "[3]", "[3, 4]", f"{BRIDGE}:5: there is no paragraph 4"),
        (BANK, "{claim:1.1}", "{claim:1.2}", f"{BANK}:11: there is no claim '1.2' in the course"),
        (BANK, " {claim:1.1}", "", f"{BANK}:11: no citation in: "),
        (BANK, "Two towns", "<b>Two</b> towns", f"{BANK}:11: HTML is not used in lessons: write Markdown"),
        (BANK, "question: What", "question: &q What", ""),
        (
            "course.yaml",
            "[bank, bridge]",
            "[bank, bridge, sea]",
            "course.yaml:15: there is no file lessons/en/NN-sea.md",
        ),
        (
            "course.yaml",
            "[bank, bridge]",
            "[bank]",
            f"{BRIDGE}: course.yaml does not list the lesson 'bridge'",
        ),
        (
            "course.yaml",
            "languages: [en]",
            "languages: [en, ru]",
            "course.yaml:15: there is no file lessons/ru/NN-",
        ),
    ],
)
def test_a_slip_is_named_with_its_place(folder, name, old, new, problem):
    change(folder, name, old, new)
    if problem:
        found = problems_of(folder)
        assert any(each.startswith(problem) for each in found), found
    else:
        read_course(folder)


def test_a_translation_has_the_sections_of_the_first_language(folder):
    change(folder, "course.yaml", "languages: [en]", "languages: [en, ru]")
    (folder / "lessons/ru").mkdir()
    for name in ("01-bank.md", "02-bridge.md"):
        text = (folder / "lessons/en" / name).read_text().replace("{#river}", "{#reka}")
        (folder / "lessons/ru" / name).write_text(text)
    assert problems_of(folder) == [
        "lessons/ru/01-bank.md: the sections are not those of the first language, which are towns, river"
    ]


def test_lessons_are_checked_even_where_a_shelf_is_amiss(folder):
    change(folder, "claims.yaml", "kind: fact", "kind: gossip")
    change(folder, BANK, " {claim:1.1}", "")
    assert [problem.split(":")[0] for problem in problems_of(folder)] == ["claims.yaml", BANK]


def test_nothing_is_said_of_homes_while_a_lesson_cannot_be_read(folder):
    change(folder, BANK, "title: Two banks\n", "")
    assert problems_of(folder) == [f"{BANK}:2: title: this field is missing"]
