"""A score matrix read from a file, and what is said when it is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics.scorefile import MAX_BYTES, BadScoreFile, read_score_file, read_scores


def cells(text: str) -> list[list[float | None]]:
    return [list(row) for row in read_scores(text.encode()).fractions]


def complaint(content: str | bytes) -> str:
    with pytest.raises(BadScoreFile) as error:
        read_scores(content.encode() if isinstance(content, str) else content)
    return str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "learner,Q1,Q2\nanna,1,0.5\nberik,0,\n",
        "learner;Q1;Q2\nanna;1;0.5\nberik;0;\n",
        "learner;Q1;Q2\nanna;1;0,5\nberik;0;\n",
        "learner\tQ1\tQ2\nanna\t1\t0,5\nberik\t0\t\n",
        'learner,Q1,Q2\nanna,1,"0,5"\nberik,0,\n',
        "\ufefflearner,Q1,Q2\nanna,1,0.5\nberik,0,\n",
        "learner,Q1,Q2\r\nanna,1,0.5\r\nberik,0,\r\n",
        "learner,Q1,Q2\ranna,1,0.5\rberik,0,\r",
        "learner,Q1,Q2\nanna,1,0.5\nberik,0,",
        "learner , Q1 , Q2\n anna , 1 , .5\n berik , 0.0 , \n",
        "\nlearner,Q1,Q2\n\nanna,1.,5e-1\n,,\nberik,0,\n\n",
        "learner,Q1,Q2,,\nanna,1,0.5,,\nberik,0,,,\n",
        '"learner","Q1","Q2"\n"anna","1","0.5"\n"berik","0",""\n',
    ],
)
def test_a_file_is_read_however_a_spreadsheet_wrote_it(text: str) -> None:
    assert cells(text) == [[1, 0.5], [0, None]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("learner;Q1, the first;Q2\nanna;1;0,5\n", ["Q1, the first", "Q2"]),
        ("learner,Q1; really,Q2\nanna,1,0\n", ["Q1; really", "Q2"]),
        ('learner,"Who signed, and\nwhen?",Q2\nanna,1,0\n', ["Who signed, and\nwhen?", "Q2"]),
        ("оқушы;Ұлы Дала;Қазақстан\nӘсел;1;0\n", ["Ұлы Дала", "Қазақстан"]),
        ("learner;Q1\nanna;0,5\n", ["Q1"]),
    ],
)
def test_the_separator_is_the_one_that_fits_the_first_rows(text: str, names: list[str]) -> None:
    assert [item.name for item in read_scores(text.encode()).items] == names


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ("learner,Q1\n", "line 1: no learners below the header"),
        ("learner\nanna\n", "line 1: no questions"),
        ("learner,Q1,,Q3\nanna,1,0,1\n", "line 1: column 3 has no name"),
        ("learner,Q1,Q1\nanna,1,0\n", "line 1: two columns are called “Q1”"),
        ("learner,Q1\nanna,1\nberik,1.5\n", "line 3: “Q1”: “1.5” is not a mark from 0 to 1"),
        ("learner,Q1,Q2\nanna,1,-0.1\n", "line 2: “Q2”: “-0.1” is not a mark"),
        ("learner,Q1\nanna,nan\n", "line 2: “Q1”: “nan” is not a mark"),
        ("learner,Q1\nanna,1e999\n", "line 2: “Q1”: “1e999” is not a mark"),
        ("learner,Q1\nanna,50%\n", "line 2: “Q1”: “50%” is not a mark"),
        ("learner,Q1\nanna,right\n", "line 2: “Q1”: “right” is not a mark"),
        ("learner,Q1\nanna,١\n", "line 2: “Q1”: “١” is not a mark"),
        ('learner,Q1\nanna,"0,5.1"\n', "line 2: “Q1”: “0,5.1” is not a mark"),
        ("learner,Q1,Q2\nanna,1,0\nberik,1\n", "line 3: 2 cells, and the header has 3"),
        ("learner,Q1,Q2\nanna,1,0\nberik,1,0,1\n", "line 3: 4 cells, and the header has 3"),
        ("learner,Q1\nanna,1\nberik,0\nanna,0\n", "line 4: “anna” is already on line 2"),
        ("learner,Q1\nЙүсіп,1\nИ\u0306үсіп,0\n", "line 3: “И\u0306үсіп” is already on line 2"),
        ("learner,Q1\n,1\n", "line 2: no learner in the first column"),
        ('learner,Q1\nanna,1\nberik,"1\n', "line 3: not CSV"),
        ('learner,"Q\n1",Q2\nanna,1,0\nberik,7,0\n', "line 4: “Q�1”: “7” is not a mark"),
        ("learner,Q1\nanna," + "9" * 500 + "\n", "line 2: “Q1”: “" + "9" * 29 + "…” is not a mark"),
        (b"learner,Q1\nanna,1\nb\xe9rik,1\n", "line 3: not UTF-8"),
        ("learner,Q1\nanna,1\n".encode("utf-16"), "line 1: UTF-16, not UTF-8"),
        (b"PK\x03\x04\n\0\0\0", "line 2: not a text file"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(content: str | bytes, said: str) -> None:
    assert complaint(content).startswith(said)


def test_what_a_file_says_cannot_steer_the_terminal() -> None:
    assert complaint("learner,Q1\nanna,\x1b[2J\n") == "line 2: “Q1”: “�[2J” is not a mark from 0 to 1"


def test_a_file_of_100_mb_is_refused_unread(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(BadScoreFile, match="too large: a score file has at most 20 MB"):
        read_score_file(large)


def test_a_class_of_thirty_thousand_fits() -> None:
    row = len("learner-30000;" + "0,333;" * 60)
    assert 30_000 * row < MAX_BYTES


@pytest.mark.parametrize(("name", "said"), [("missing.csv", "No such file"), ("", "Is a directory")])
def test_a_file_that_cannot_be_read_is_named_so(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(BadScoreFile, match=f"cannot be read: {said}"):
        read_score_file(tmp_path / name)


@given(st.binary(max_size=200) | st.text('learnQ10.5,;\t"\n\r ', max_size=200).map(str.encode))
def test_whatever_the_file_holds_it_is_read_or_refused_in_words(content: bytes) -> None:
    try:
        scores = read_scores(content)
    except BadScoreFile as error:
        assert str(error)
    else:
        assert scores.items and scores.attempts


@given(st.lists(st.lists(st.sampled_from([0.0, 0.25, 1 / 3, 1.0, None]), min_size=3, max_size=3), min_size=1))
def test_what_was_written_is_read_back(rows: list[list[float | None]]) -> None:
    lines = [
        f"learner {number}," + ",".join("" if mark is None else repr(mark) for mark in row)
        for number, row in enumerate(rows)
    ]
    assert cells("\n".join(["learner,Q1,Q2,Q3", *lines])) == rows
