"""YAML as a course's files use it: what is written reads back as the same, what is of no use is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.coursefiles.problems import Problem
from lessons.coursefiles.yamlfile import YamlFile
from lessons.coursefiles.yamltext import to_spaced_yaml, to_yaml

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
DATA = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=20)
FILES = st.lists(DATA, min_size=1) | st.dictionaries(TEXTS, DATA, min_size=1)


@given(FILES)
def test_what_is_written_reads_back_as_the_same(data):
    for text in (to_yaml(data), to_spaced_yaml(data)):
        file = YamlFile.parse("a.yaml", text)
        assert isinstance(file, YamlFile), file
        assert file.data == data


def test_a_long_text_is_folded_and_a_short_list_stands_on_one_line():
    text = to_yaml({"note": "word " * 30 + "end", "cites": ["P2", "claim:2.1"]})
    assert text.startswith("note: >-\n  word word")
    assert text.endswith("cites: [P2, 'claim:2.1']\n")


def test_entries_are_set_apart():
    assert to_spaced_yaml({"quiz": 1, "questions": [{"a": 1}, {"a": 2}]}) == (
        "quiz: 1\n\nquestions:\n- a: 1\n\n- a: 2\n"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: &x 1\nb: *x\n", "a.yaml:2: not YAML as used here: aliases (*name) are not used here"),
        ("a: 1\nb: 2\na: 3\n", "a.yaml:3: not YAML as used here: the field 'a' stands twice"),
        ("a: 1\n? [b, c]\n: 2\n", "a.yaml:2: not YAML as used here: the name of a field is one word"),
        ("a: !!python/object:os.system 1\n", "a.yaml:1: not YAML as used here: could not determine"),
        ('a: 1\nb: "x\\0"\n', "a.yaml:2: not YAML as used here: a character that no text has"),
        ('a: "\\ud83d"\n', "a.yaml:1: not YAML as used here: a character that no text has"),
        ("a: [1\n", "a.yaml:2: not YAML as used here: "),
        ("a: 1\n---\nb: 2\n", "a.yaml:2: not YAML as used here: "),
        ("[" * 5000, "a.yaml: not YAML as used here: "),
    ],
)
def test_yaml_that_a_course_has_no_use_for_is_refused(text, problem):
    found = YamlFile.parse("a.yaml", text)
    assert isinstance(found, Problem)
    assert str(found).startswith(problem)
