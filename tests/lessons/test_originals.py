"""A licensed copy of the chapter: its paragraphs are found by their opening words, or nothing is stored.

The chapter here is made up for these tests.
"""

import pytest
from django.core.management import CommandError, call_command

from lessons.coursefiles.course import read_course
from lessons.coursefiles.problems import CourseError
from lessons.models import Paragraph, SectionText
from lessons.originals import find_paragraphs
from lessons.texts import load_course
from tests.little_course import write_course

OPENINGS = {1: "Two towns lay", 2: "Nobody crossed", 3: "A bridge was"}
TOWNS = "Two towns lay on two banks, and each thought the other asleep. They were wrong."
RIVER = "Nobody crossed the river in winter. In summer the well-known ferryman did."
BRIDGE = "A bridge was built at last. Both towns woke up."
CHAPTER = "\n\n".join(["The Bridge", TOWNS, RIVER, BRIDGE]) + "\n"


def find(text):
    return find_paragraphs("copy.txt", text, OPENINGS)


def problems_of(text):
    with pytest.raises(CourseError) as caught:
        find(text)
    return [str(problem) for problem in caught.value.problems]


def test_each_paragraph_is_found_and_the_title_left_out():
    assert find(CHAPTER) == {1: TOWNS, 2: RIVER, 3: BRIDGE}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"),
        ("\n\n", "\n \n\n\n"),
        ("banks, and", "banks,\n  and"),
        ("asleep", "as-\nleep"),
        ("well-known", "well-\nknown ferry and the well-known"),
        ("thought the", "thought\n\nthe"),
        ("thought the", "thought\n\n17\n\nthe"),
        ("thought the", "thought\n– 17 –\nthe"),
        ("thought the", "thought\n\nxvii\n\nthe"),
        ("thought the", "thought\n\fthe"),
        ("thought the", "thought\n\n\fThe"),
        ("asleep. They", "asleep.\n\n17\n\nThey"),
        ("asleep. They", "asleep.\n\n\fThey"),
        ("\n\nNobody", "\n\n17\n\nNobody"),
        ("\n\nNobody", "\n\n\fNobody"),
    ],
)
def test_lines_pages_and_divided_words_are_made_whole(old, new):
    found = find(CHAPTER.replace(old, new))
    assert found[1].casefold() == TOWNS.casefold()
    assert found[2].replace("well-known ferry and the ", "") == RIVER
    assert found[3] == BRIDGE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("16  Towns and Rivers", "Towns and Rivers  17"),
        ("16\n\nTowns and Rivers", "17\n\nTowns and Rivers"),
        ("\fTowns and Rivers", "\fTowns and Rivers"),
        ("Towns and Rivers", "Towns and Rivers"),
    ],
)
def test_running_heads_are_left_out(first, second):
    text = CHAPTER.replace("the other asleep", f"the\n\n{first}\n\nother asleep")
    text = text.replace("ferryman did", f"ferryman\n\n{second}\n\ndid")
    assert find(text) == {1: TOWNS, 2: RIVER, 3: BRIDGE}


def test_a_last_line_that_is_a_year_or_a_word_of_roman_letters_is_no_page_number():
    assert find(CHAPTER.replace("They were wrong.", "That was in\n1993."))[1].endswith("That was in 1993.")
    assert find(CHAPTER.replace("They were wrong.", "They were\ncivil."))[1].endswith("They were civil.")


def test_quotes_dashes_emphasis_and_capitals_do_not_hide_an_opening():
    openings = {1: "Today's world - big"}
    text = "*Today’s* WORLD — big as it is."
    assert find_paragraphs("copy.txt", text, openings) == {1: text}


def test_of_two_openings_that_fit_the_longer_one_counts():
    openings = {1: "The river", 2: "The river bank"}
    text = "The river runs.\n\nThe river bank stays."
    assert find_paragraphs("copy.txt", text, openings) == {1: "The river runs.", 2: "The river bank stays."}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            CHAPTER.replace("A bridge was", "One bridge was"),
            [
                "copy.txt: P3 was not found: no block begins with 'A bridge was'",
                "copy.txt:7: 'One bridge was built at last. Both towns woke up.' begins like no paragraph",
            ],
        ),
        (
            CHAPTER.replace("\n\nNobody", "\n\nThe River\n\nNobody"),
            ["copy.txt:5: 'The River' begins like no paragraph"],
        ),
        (CHAPTER + "\n\f\nAbout the authors. They live.\n", ["copy.txt:10: 'About the authors. They live.'"]),
        (CHAPTER + "\n" + RIVER, ["copy.txt:9: P2 begins here, and on line 5 already"]),
        ("\n\n".join([RIVER, TOWNS, BRIDGE]), ["copy.txt:3: P1 begins here, after P2"]),
        (CHAPTER.replace("Two towns lay", "Two townsmen lay"), ["copy.txt: P1 was not found"]),
        ("", [f"copy.txt: P{number} was not found" for number in (1, 2, 3)]),
    ],
)
def test_what_does_not_fit_is_named(text, expected):
    found = problems_of(text)
    assert len(found) == len(expected)
    assert all(problem.startswith(start) for problem, start in zip(found, expected, strict=True)), found


@pytest.fixture
def course(tmp_path, db):
    return load_course(read_course(write_course(tmp_path)))[0]


@pytest.fixture
def copy(tmp_path):
    """Writes a copy of the chapter and gives its path."""

    def write(text):
        path = tmp_path / "copy.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def test_a_copy_opens_beside_the_sentences_that_cite_it(course, copy):
    call_command("load_source", "little", copy(CHAPTER))
    assert Paragraph.objects.get(number=3).original == BRIDGE
    assert BRIDGE in SectionText.objects.get(section__key="opens").html


def test_the_original_is_text_and_never_markup(course, copy):
    call_command("load_source", "little", copy(CHAPTER.replace("at last", "<b>at</b> {P1} &amp; last")))
    html = SectionText.objects.get(section__key="opens").html
    assert "&lt;b&gt;at&lt;/b&gt; {P1} &amp;amp; last" in html


def test_a_second_time_changes_nothing(course, copy, capsys):
    call_command("load_source", "little", copy(CHAPTER))
    call_command("load_source", "little", copy(CHAPTER))
    assert "3 paragraphs found, 0 stored anew, 0 sections rendered anew." in capsys.readouterr().out


def test_loading_the_course_again_keeps_the_original(course, copy, tmp_path):
    call_command("load_source", "little", copy(CHAPTER))
    assert not load_course(read_course(tmp_path / "little"))[1]
    assert Paragraph.objects.get(number=3).original == BRIDGE


def test_where_anything_is_left_over_nothing_is_stored(course, copy):
    with pytest.raises(CommandError, match=r"(?s)copy\.txt: P3 was not found.*nothing was stored"):
        call_command("load_source", "little", copy(CHAPTER.replace(BRIDGE, "")))
    assert not Paragraph.objects.exclude(original="").exists()


@pytest.mark.parametrize("name", ["nowhere.txt", ""])
def test_a_copy_that_cannot_be_read_is_refused(course, tmp_path, name):
    with pytest.raises(CommandError, match="is missing, unreadable"):
        call_command("load_source", "little", str(tmp_path / name))


def test_a_copy_in_another_encoding_is_refused(course, copy):
    with pytest.raises(CommandError, match="not UTF-8"):
        call_command("load_source", "little", copy("Dvě města".encode("utf-16")))


def test_a_course_that_does_not_exist_is_named(db, copy):
    with pytest.raises(CommandError, match="There is no course 'little'"):
        call_command("load_source", "little", copy(CHAPTER))
