"""A list of pupils as schools have them: any of five encodings, three languages, two kinds of file."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from classrooms.rosters.decoding import ENCODINGS, Undecodable, decode, recognise
from classrooms.rosters.reading import MOST_ROWS, Unreadable, read

LIST = "name,group\nДана Серікқызы,Қазақ тобы\nEmma Jones,English\n"


def workbook(*rows, sheets=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name in sheets:
        book.create_sheet(name)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def names(content, encoding=""):
    return [row.name for row in read(content, encoding).rows]


# --- Encodings ---


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("kz1048", "KZ-1048"),
    ],
)
def test_an_encoding_is_recognised_and_said(codec, name):
    roster = read(LIST.encode(codec))
    assert roster.encoding == name
    assert [(row.name, row.group) for row in roster.rows] == [
        ("Дана Серікқызы", "Қазақ тобы"),
        ("Emma Jones", "English"),
    ]


def test_russian_names_from_an_old_excel_are_windows_1251():
    roster = read("ФИО;Группа\nИван Петров;А\n".encode("cp1251"))
    assert (roster.encoding, roster.rows[0].name) == ("Windows-1251", "Иван Петров")


def test_single_accents_among_plain_letters_are_windows_1252():
    roster = read("name\nJosé Muñoz\n".encode("cp1252"))
    assert (roster.encoding, roster.rows[0].name) == ("Windows-1252", "José Muñoz")


def test_a_wrong_guess_can_be_put_right():
    content = "name\nЎткір Ёқубов\n".encode("cp1251", errors="replace")
    assert names(content, "Windows-1251")[0].startswith("Ўткір")


def test_what_is_no_text_in_the_encoding_asked_for_is_said_to_be_none():
    with pytest.raises(Unreadable, match="no text in the encoding UTF-8"):
        read("name\nИван\n".encode("cp1251"), "UTF-8")


@given(st.text(alphabet="аәбгғқңөұүһіАӘҒҚ Dana,;\n", min_size=30))
def test_what_is_written_in_utf_8_is_read_in_it(text):
    assert decode(text.encode()) == (text, "UTF-8")


@given(st.binary(max_size=300))
def test_whatever_the_bytes_they_are_text_or_refused(content):
    assert recognise(content) in ENCODINGS
    with suppress(Undecodable):
        decode(content)


# --- Columns ---


@pytest.mark.parametrize(
    "heading",
    ["name", "Name", "Full name", "ФИО", "Ф.И.О.", "Аты-жөні", "  full_name: ", "Имя и фамилия", "Оқушы"],
)
def test_the_column_of_names_is_known_in_three_languages(heading):
    assert names(f"{heading}\nДана\n".encode()) == ["Дана"]


@pytest.mark.parametrize("heading", ["Фамилия;Имя", "Тегі;Есімі", "Last name;First name"])
def test_a_name_in_two_columns_is_put_together(heading):
    assert names(f"{heading}\nСерікқызы;Дана\n".encode()) == ["Серікқызы Дана"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_separator_that_spreadsheets_use_will_do(separator):
    rows = read(
        separator.join(["id", "name", "group"]).encode() + f"\n7{separator}Dana{separator}A".encode()
    ).rows
    assert [(row.number, row.name, row.group) for row in rows] == [("7", "Dana", "A")]


def test_the_columns_are_told_with_what_they_were_taken_for():
    assert read(b"No.,name,birthday\n1,Dana,2011\n").columns == [
        ("No.", "id"),
        ("name", "name"),
        ("birthday", ""),
    ]


def test_without_a_column_of_names_the_page_says_which_columns_there_are():
    with pytest.raises(Unreadable, match=r"No column holds the names.*“pupil no”, “mark”"):
        read(b"pupil no,mark\n1,5\n")


def test_two_columns_of_names_are_one_too_many():
    with pytest.raises(Unreadable, match="Two columns mean the same"):
        read("name,ФИО\nDana,Дана\n".encode())


def test_a_quoted_name_may_hold_the_separator_and_a_line_end():
    assert names(b'name,group\n"Jones,\nEmma",A\n') == ["Jones, Emma"]


# --- Lines ---


def test_a_line_without_a_name_is_told_by_its_number_and_the_others_are_read():
    roster = read(b"id,name\n1,Dana\n2,\n\n3,Emma\n")
    assert [row.name for row in roster.rows] == ["Dana", "Emma"]
    assert [(one.line, one.message) for one in roster.problems] == [(3, "There is no name.")]


def test_a_name_that_is_too_long_is_left_out_and_told():
    assert read(f"name\n{'x' * 81}\n".encode()).problems[0].message.startswith("A name, group or number")


def test_letters_that_were_lost_before_are_told():
    assert "Letters of the name are lost" in read("name\nД\ufffdна\n".encode()).problems[0].message


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "<script>alert(1)</script>", "Robert'); DROP TABLE"])
def test_a_strange_name_is_a_name(name):
    assert names(f"name\tgroup\n{name}\tA\n".encode()) == [name]


def test_ten_thousand_rows_are_read():
    content = "name\n" + "".join(f"Pupil {number}\n" for number in range(MOST_ROWS))
    assert len(read(content.encode()).rows) == MOST_ROWS


def test_more_rows_than_that_are_refused_whole():
    content = "name\n" + "".join(f"Pupil {number}\n" for number in range(MOST_ROWS + 1))
    with pytest.raises(Unreadable, match="more than 10,000 rows"):
        read(content.encode())


# --- Files ---


def test_a_workbook_is_read_with_numbers_as_they_look():
    content = workbook(["№", "ФИО", "Группа"], [7.0, "Дана Серікқызы", "А"], [], [8, "Emma", None])
    rows = read(content).rows
    assert [(row.line, row.number, row.name) for row in rows] == [
        (2, "7", "Дана Серікқызы"),
        (4, "8", "Emma"),
    ]


def test_a_workbook_with_too_many_rows_is_refused():
    with pytest.raises(Unreadable, match=r"more than 10,000 rows"):
        read(workbook(["name"], *[[f"P{number}"] for number in range(MOST_ROWS + 1)]))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"  \n \n", "The file is empty"),
        (b"name\n", "nobody below it"),
        (b"%PDF-1.7 ...", "neither CSV nor XLSX"),
        (b"\xd0\xcf\x11\xe0 old excel", "neither CSV nor XLSX"),
        (b"PK\x03\x04 half a zip", "no XLSX workbook, or it is damaged"),
        (workbook(), "No column holds the names"),
        (b'name\n"Dana\nEmma\n', "a quotation mark is not closed"),
        (b"x" * 5_000_001, "larger than 5 MB"),
        (b"name\nD\x00na", "no text in the encoding"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(content, says):
    with pytest.raises(Unreadable, match=says):
        read(content)


@given(st.binary(max_size=500))
def test_whatever_is_uploaded_is_a_roster_or_refused(content):
    for whole in (content, b"name\n" + content, b"PK" + content):
        with suppress(Unreadable):
            read(whole)
