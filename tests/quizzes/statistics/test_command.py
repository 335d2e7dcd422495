"""`manage.py item_analysis`, as somebody with a spreadsheet meets it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.quizzes.statistics import independent
from tests.quizzes.statistics.samples import Matrix, rasch

ROOT = Path(__file__).resolve().parents[3]
QUIZ = ["mean", "median", "sd", "skewness", "kurtosis", "alpha", "error_ratio", "standard_error"]


def write(path: Path, matrix: Matrix) -> Path:
    names = [f"Q{number}" for number in range(1, matrix.shape[1] + 1)]
    lines = [",".join(["learner", *names])]
    lines += [",".join([f"L{row}", *map(repr, marks)]) for row, marks in enumerate(matrix.tolist())]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def analysed(path: Path, *arguments: str) -> tuple[str, str]:
    """What the command prints, and what it says beside it."""
    out, err = io.StringIO(), io.StringIO()
    call_command("item_analysis", str(path), *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def as_json(path: Path) -> dict[str, Any]:
    return dict(json.loads(analysed(path, "--json")[0]))


def test_json_holds_the_figures_to_the_last_digit(tmp_path: Path) -> None:
    matrix = rasch(150, 7)
    found = as_json(write(tmp_path / "scores.csv", matrix))
    assert found["quiz"] == pytest.approx(independent.quiz(matrix), rel=1e-9, abs=1e-9)
    for item, expected in zip(found["items"], independent.items(matrix), strict=True):
        assert {name: item[name] for name in expected} == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_json_has_the_promised_names(tmp_path: Path) -> None:
    found = as_json(write(tmp_path / "scores.csv", rasch(150, 3)))
    assert list(found) == ["items", "quiz"]
    assert list(found["quiz"]) == QUIZ
    assert [item["item"] for item in found["items"]] == ["Q1", "Q2", "Q3"]
    assert found["items"][0].keys() >= {"random_guess_score", "intended_weight", "effective_weight"}


def test_what_is_not_defined_is_null(tmp_path: Path) -> None:
    matrix = rasch(30, 1)
    matrix[:] = 1
    found = as_json(write(tmp_path / "scores.csv", matrix))
    assert found["items"][0]["discrimination_index"] is None
    assert {name: found["quiz"][name] for name in ("skewness", "alpha")} == {"skewness": None, "alpha": None}


def test_a_mis_keyed_item_is_named(tmp_path: Path) -> None:
    matrix = rasch(60, 10)
    matrix[:, 4] = 1 - matrix[:, 4]
    path = write(tmp_path / "scores.csv", matrix)
    named = [
        one["item"] for one in as_json(path)["items"] if "mis_keyed" in [a["code"] for a in one["advice"]]
    ]
    assert named == ["Q5"]
    assert "Q5: Probably mis-keyed" in analysed(path)[0]


def test_the_table_has_a_row_an_item_and_a_line_a_figure(tmp_path: Path) -> None:
    table = analysed(write(tmp_path / "scores.csv", rasch(150, 4)))[0].splitlines()
    assert [line.split()[0] for line in table[1:5]] == ["Q1", "Q2", "Q3", "Q4"]
    assert [line.split("  ")[0] for line in table[-8:]] == [name.replace("_", " ") for name in QUIZ]


def test_a_small_class_is_warned_beside_the_figures(tmp_path: Path) -> None:
    out, err = analysed(write(tmp_path / "scores.csv", rasch(50, 4)), "--json")
    assert json.loads(out)["items"]
    assert "Only 50 attempts" in err


def test_under_twenty_learners_it_refuses(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="19 attempts tell more of chance"):
        analysed(write(tmp_path / "scores.csv", rasch(19, 4)))


def test_bad_input_is_one_message_with_the_line_and_exit_1(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("learner,Q1\nanna,1\nberik,5\n", encoding="utf-8")
    command = [sys.executable, "manage.py", "item_analysis", str(path), "--json"]
    run = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == f"CommandError: {path}: line 3: “Q1”: “5” is not a mark from 0 to 1\n"
