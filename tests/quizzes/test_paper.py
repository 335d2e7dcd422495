"""Composing a sheet: what a seed and a version's letter decide, and what they never change."""

from __future__ import annotations

import re
from typing import Any

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import KINDS
from quizzes.paper import (
    VERSIONS,
    Paper,
    PaperItem,
    compose,
    draw_items,
    in_order,
    lines_for,
    qr_code,
)
from quizzes.templatetags.paper import letter
from tests.factories import BODIES
from tests.quizzes.kinds.samples import Sample, examples, kind_names, samples, seeds

COMMON = {"explanation": "Because.", "cites": ["P1"]}
FIELDS = ["tengiz", "kashagan", "karachaganak", "uzen", "kumkol", "zhanazhol"]


def item(slug: str, kind: str = "true_false", **fields: Any) -> PaperItem:
    return PaperItem(slug, kind, COMMON | BODIES[kind], **fields)


def options(*texts: str) -> dict[str, Any]:
    return {
        "options": [
            {"text": text, "correct": place == 0, "feedback": "No."} for place, text in enumerate(texts)
        ]
    }


def choice(slug: str, *texts: str, pool: str = "") -> PaperItem:
    return PaperItem(slug, "single_choice", COMMON | {"prompt": slug} | options(*texts), pool=pool)


def sheet(items: list[PaperItem], version: str = "A", *, seed: int = 1, **extra: Any) -> Paper:
    return compose(items, seed=seed, version=version, language="en", **extra)


def slugs(items: list[PaperItem]) -> list[str]:
    return [one.slug for one in items]


def as_printed(paper: Paper) -> list[tuple[str, list[str]]]:
    return [(one.prompt, [option["text"] for option in one.parts["options"]]) for one in paper.questions]


# --- the same seed, the same paper --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "printed"),
    [
        ("A", ["kashagan 2016 2008 1997 1993", "zhanazhol 2016 1993 1997 2008", "uzen 1997 1993 2008 2016"]),
        ("B", ["uzen 1997 2016 2008 1993", "kashagan 1993 1997 2008 2016", "zhanazhol 1993 2008 1997 2016"]),
        ("C", ["uzen 1993 1997 2008 2016", "zhanazhol 2016 1993 2008 1997", "kashagan 2016 2008 1997 1993"]),
    ],
)
def test_a_seed_gives_this_paper_on_any_machine(version: str, printed: list[str]) -> None:
    bank = [choice(field, "1993", "1997", "2008", "2016", pool="oil") for field in FIELDS]
    paper = sheet(bank, version, seed=19930406, draw=3)
    assert [f"{prompt} {' '.join(years)}" for prompt, years in as_printed(paper)] == printed


@given(st.permutations(FIELDS), seeds, st.sampled_from(VERSIONS))
@examples
def test_the_order_in_which_the_database_gives_the_questions_does_not_matter(
    order: list[str], seed: int, version: str
) -> None:
    bank = [item(slug, pool="oil") for slug in FIELDS]
    other = [item(slug, pool="oil") for slug in order]
    papers = [sheet(one, version, seed=seed, draw=3) for one in (bank, other)]
    assert papers[0] == papers[1]


# --- versions -----------------------------------------------------------------------------------------------


@given(seeds)
@examples
def test_versions_ask_the_same_questions_each_in_an_order_of_its_own(seed: int) -> None:
    bank = [item(slug, pool="oil") for slug in FIELDS] + [item("extra")]
    drawn = draw_items(bank, seed=seed, draw=3)
    orders = [slugs(in_order(drawn, seed=seed, version=version)) for version in VERSIONS]
    assert {tuple(sorted(order)) for order in orders} == {tuple(slugs(drawn))}
    assert len({tuple(order) for order in orders}) == len(VERSIONS)


def test_where_there_are_fewer_orders_than_versions_an_order_comes_again() -> None:
    orders = [slugs(in_order([item("one"), item("two")], seed=1, version=version)) for version in VERSIONS]
    assert sorted(map(tuple, {tuple(order) for order in orders})) == [("one", "two"), ("two", "one")]


def test_versions_shuffle_the_options_of_a_question_differently() -> None:
    bank = [choice("q", *"abcdefgh")]
    assert len({tuple(as_printed(sheet(bank, version))[0][1]) for version in VERSIONS}) == len(VERSIONS)


def test_what_is_written_at_length_comes_last_and_what_brings_no_marks_after_it() -> None:
    bank = [item("view", "opinion"), item("text", "essay"), *map(item, FIELDS)]
    for version in VERSIONS:
        assert slugs(in_order(bank, seed=5, version=version))[-2:] == ["text", "view"]


# --- pools --------------------------------------------------------------------------------------------------


def test_each_pool_gives_as_many_as_are_drawn_and_what_stands_in_none_is_always_asked() -> None:
    bank = [item(slug, pool="oil") for slug in FIELDS]
    bank += [item("always"), item("alone", pool="atoms")]
    drawn = slugs(draw_items(bank, seed=8, draw=2))
    assert "always" in drawn and "alone" in drawn
    assert len(drawn) == 4


def test_another_seed_draws_others() -> None:
    bank = [item(slug, pool="oil") for slug in FIELDS]
    assert len({tuple(slugs(draw_items(bank, seed=seed, draw=2))) for seed in range(20)}) > 5


def test_without_a_number_to_draw_a_pool_is_asked_whole() -> None:
    assert len(draw_items([item(slug, pool="oil") for slug in FIELDS], seed=8, draw=None)) == len(FIELDS)


# --- the key ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", kind_names)
def test_a_sheet_without_its_key_holds_nothing_of_it(kind: str) -> None:
    question = sheet([item("q", kind)]).questions[0]
    assert (question.told, question.body) == (None, None)
    assert "CANARY" not in repr(question)


@pytest.mark.parametrize("right", [0, 1, 2])
def test_which_option_is_right_moves_nothing_on_the_sheet(right: int) -> None:
    body = COMMON | {"prompt": "Which?"} | options("a", "b", "c")
    for place, option in enumerate(body["options"]):
        option["correct"] = place == right
    paper = sheet([PaperItem("q", "single_choice", body)])
    assert as_printed(paper) == as_printed(sheet([PaperItem("q", "single_choice", body | options(*"abc"))]))


@pytest.mark.parametrize("kind", kind_names)
@given(data=st.data(), seed=seeds)
@examples
def test_the_key_has_the_parts_where_the_sheet_has_them(kind: str, data: st.DataObject, seed: int) -> None:
    sample: Sample = data.draw(samples(kind))
    paper = sheet([PaperItem("q", kind, sample.data)], seed=seed, with_key=True)
    question = paper.questions[0]
    for name, asked in question.parts.items():
        if isinstance(asked, list) and asked and isinstance(asked[0], dict) and "id" in asked[0]:
            assert [one["id"] for one in question.told[name]] == [one["id"] for one in asked]


def test_a_question_that_carries_no_marks_adds_none_to_the_total() -> None:
    bank = [item("view", "opinion", max_mark=3.0), item("a", max_mark=1.0), item("b", max_mark=2.5)]
    assert sheet(bank).marks == 3.5


# --- the edition --------------------------------------------------------------------------------------------


def test_all_versions_of_a_seed_are_of_one_edition() -> None:
    bank = [item(slug) for slug in FIELDS]
    assert len({sheet(bank, version).edition for version in VERSIONS}) == 1


@pytest.mark.parametrize(
    ("change", "is_another"),
    [
        ({"prompt": "It gave them up."}, True),
        ({"prompt": {"en": "Kazakhstan gave up its warheads.", "kk": "Қазақстан бас тартты."}}, True),
        ({"answer": False, "feedback": "It did not."}, False),
        ({"explanation": "Because it did."}, False),
    ],
)
def test_what_the_sheet_says_makes_the_edition_and_the_key_does_not(
    change: dict[str, Any], is_another: bool
) -> None:
    changed = PaperItem("tengiz", "true_false", COMMON | BODIES["true_false"] | change)
    assert (sheet([item("tengiz")]).edition != sheet([changed]).edition) == is_another


# --- lines, letters, the code -------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "lines"), [(None, 16), (10, 8), (200, 25), (5000, 40)])
def test_a_text_has_lines_by_the_words_it_may_have(words: int | None, lines: int) -> None:
    assert lines_for(words) == lines


def test_letters_are_latin_and_go_on_as_numbers() -> None:
    assert [letter(place) for place in (1, 2, 26, 27)] == ["A", "B", "Z", "27"]


def test_the_code_is_that_of_the_address_within_its_quiet_margin() -> None:
    address = "https://kzlearn.example/quizzes/two-countries-two-scales/"
    code = segno.make_qr(address, error="m")
    svg = qr_code(address)
    assert f'viewBox="0 0 {len(code.matrix) + 8} {len(code.matrix) + 8}"' in svg
    assert drawn(svg, len(code.matrix)) == [[bool(module) for module in row] for row in code.matrix]


def drawn(svg: str, size: int) -> list[list[bool]]:
    """Which modules the path of the SVG blackens: it strokes each row at half its height."""
    matrix = [[False] * size for _ in range(size)]
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", re.search(' d="([^"]+)"', svg)[1]):
        values = [float(number) for number in numbers.split()]
        if command == "h":
            for column in range(int(x), int(x + values[0])):
                matrix[int(y - 4)][column - 4] = True
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    return matrix


def test_every_kind_can_be_printed() -> None:
    assert BODIES.keys() == KINDS.keys()
