"""Typed text: what is forgiven, and what never is."""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.kinds import get_kind, parse_body
from quizzes.kinds.short_text import ShortTextBody
from quizzes.kinds.typos import distance, is_slip
from quizzes.kinds.words import Word
from tests.quizzes.kinds.pairs import ALL
from tests.quizzes.kinds.samples import CYRILLIC, LETTERS, examples, lines

ACCEPTED = sorted({text for accepted, _wrong, _typed, _is_right in ALL for text in accepted})
NAMES = ["Tokayev", "Nazarbayev", "Clinton", "Courtney", "Matzke", "Semipalatinsk", "Kazakhstan", "Lisbon"]
LIKE_WORDS = st.text(LETTERS + CYRILLIC + "0123456789 -.,'+%", min_size=1, max_size=30)


def body(*accepted: str, wrong: list[str] | None = None, **fields: Any) -> ShortTextBody:
    of_wrong = [{"text": text, "feedback": f"Not {text}."} for text in wrong or []]
    data = {"prompt": "?", "explanation": "!", "cites": ["P1"], "accepted": accepted, "wrong": of_wrong}
    parsed = parse_body("short_text", data | {"accepted": list(accepted)} | fields)
    assert isinstance(parsed, ShortTextBody)
    return parsed


def of_any_text(text: str) -> ShortTextBody:
    """A question with this one accepted text; texts without anything to compare are left out of the trial."""
    try:
        return body(text)
    except ValidationError:
        assume(False)
        raise


# --- The table ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "wrong", "typed", "is_right"), ALL, ids=[f"{pair[0][0]}: {pair[2]}" for pair in ALL]
)
def test_pair(accepted: list[str], wrong: list[str], typed: str, is_right: bool) -> None:
    assert body(*accepted, wrong=wrong).accepts(typed) is is_right


def test_the_table_is_long_enough_and_tries_both_sides() -> None:
    sides = Counter(is_right for *_question, is_right in ALL)
    assert min(sides.values()) >= 100
    assert len({(tuple(accepted), typed) for accepted, _wrong, typed, _is_right in ALL}) == len(ALL)


# --- Digits -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [1991, 1993, 1994, 1995, 2001, 2019])
def test_no_year_passes_for_another(year: int) -> None:
    question = body(str(year), f"in {year}", f"{year} год", f"{year} жыл", f"1 May {year}")
    for other in range(1900, 2100):
        for text in (f"{other}", f"in {other}", f"{other} год", f"{other} жыл", f"1 May {other}"):
            assert question.accepts(text) is (other == year)


@examples
@given(text=LIKE_WORDS, data=st.data())
def test_no_changed_digit_is_accepted(text: str, data: st.DataObject) -> None:
    places = [place for place, c in enumerate(text) if c.isdigit()]
    assume(places)
    place, digit = data.draw(st.sampled_from(places)), data.draw(st.sampled_from("0123456789"))
    assume(text[place] != digit)
    assert not of_any_text(text).accepts(text[:place] + digit + text[place + 1 :])


@examples
@given(text=LIKE_WORDS, data=st.data())
def test_no_digit_too_many_or_too_few_is_accepted(text: str, data: st.DataObject) -> None:
    places = [place for place, c in enumerate(text) if c.isdigit()]
    assume(places)
    question, place = of_any_text(text), data.draw(st.sampled_from(places))
    assert not question.accepts(text[:place] + data.draw(st.sampled_from("0123456789")) + text[place:])
    assert not question.accepts(text[:place] + text[place + 1 :])


def test_no_accepted_text_of_the_table_survives_a_changed_digit() -> None:
    for text in ACCEPTED:
        question = body(text)
        for place, digit in itertools.product(range(len(text)), "0123456789"):
            if text[place].isdigit() and text[place] != digit:
                assert not question.accepts(text[:place] + digit + text[place + 1 :])


# --- Negations ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "negation",
    ["not {}", "{} not", "no {}", "never {}", "non-{}", "un{}", "не {}", "не{}", "{} емес", "{} жоқ"],
)
def test_a_negation_is_never_forgiven(negation: str) -> None:
    for text in ACCEPTED:
        assert not body(text).accepts(negation.format(text))
        assert not body(negation.format(text)).accepts(text)


NEGATED = """
    болады болмады болмайды
    аяқталады аяқталмады аяқталмайды
    қосылды қосылмады қосылған
    ратификацияланады ратификацияланбады ратификацияланбайды
    келіседі келіспеді келіспейді
    қабылдады қабылдамады қабылдамайды
    мақұлдайды мақұлдамайды
    қарулы қарусыз
    тәуелді тәуелсіз
    нападение ненападение
    вмешательство невмешательство
    распространение нераспространение
    proliferation nonproliferation counterproliferation
    armament disarmament
    stability instability
    legal illegal
    moral immoral amoral
    aligned nonaligned unaligned
    dependence independence
"""


@pytest.mark.parametrize("line", NEGATED.strip().splitlines())
@pytest.mark.parametrize("is_name", [True, False])
def test_a_negated_word_is_another_word(line: str, is_name: bool) -> None:
    word, *negated = line.split()
    for other in negated:
        assert not is_slip(Word(word, is_name), other)
        assert not is_slip(Word(other, is_name), word)


NUMBERS = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
    trillion first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth
    один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать
    пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать тридцать сорок пятьдесят шестьдесят
    семьдесят восемьдесят девяносто сто двести триста тысяча миллион миллиард первый второй третий четвертый
    пятый шестой седьмой восьмой девятый десятый
    бір екі үш төрт бес алты жеті сегіз тоғыз он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан жүз мың
    миллион бірінші екінші үшінші төртінші бесінші алтыншы жетінші сегізінші тоғызыншы оныншы
"""


def test_no_number_in_words_passes_for_another() -> None:
    for one, other in itertools.permutations(set(NUMBERS.split()), 2):
        assert not is_slip(Word(one), other)


# --- Names --------------------------------------------------------------------------------------------------


@examples
@given(name=st.sampled_from(NAMES), data=st.data())
def test_a_name_with_another_consonant_is_another_name(name: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([i for i, c in enumerate(name) if c.casefold() not in "aeiouyh"]))
    consonant = data.draw(st.sampled_from([c for c in "bdfglmnprtj" if c != name[place].casefold()]))
    typed = name[:place] + consonant + name[place + 1 :]
    assert not body(name).accepts(typed)


@pytest.mark.parametrize(
    "names",
    [
        "Miller Muller Moller",
        "Karimov Kerimov Karimova Karamov",
        "Nelson Nilson Nilsen",
        "Alimzhanov Akimzhanov Alimbayev",
        "Mukhambetov Mukhametov",
        "Stevenson Stephenson",
        "Hutchinson Hutchison",
        "Serikbayev Serikkaliyev Serkebayev",
        "Suleimenov Suleimanov",
        "Zhukov Shukov Zhuk",
        "Gorbachev Gorbacheva",
        "Alexander Alexandra Alexandrov",
        "Christian Christina Christine",
        "Slovakia Slovenia",
        "Mauritania Mauritius",
        "Дарига Дария",
        "Токаев Токарев Тукаев",
        "Мухамбетов Мухаметов",
        "Клинтон Клифтон",
    ],
)
def test_names_that_differ_are_told_apart(names: str) -> None:
    for one, other in itertools.permutations(names.split(), 2):
        assert not body(one).accepts(other)


def test_only_two_names_may_change_places() -> None:
    assert body("Ken Derr").accepts("Derr Ken")
    assert not body("oil price").accepts("price oil")
    assert not body("United States Senate").accepts("Senate States United")
    assert not body("START I").accepts("I START")


# --- What never matters -------------------------------------------------------------------------------------


@examples
@given(text=lines, change=st.sampled_from([str.upper, str.lower, str.swapcase]))
def test_case_never_matters(text: str, change: Callable[[str], str]) -> None:
    assert of_any_text(text).accepts(change(text))


@examples
@given(text=lines)
def test_how_a_letter_is_put_together_never_matters(text: str) -> None:
    question = of_any_text(text)
    assert question.accepts(unicodedata.normalize("NFD", text))
    assert question.accepts(unicodedata.normalize("NFKC", text))


@examples
@given(
    text=lines,
    around=st.sampled_from([" {} ", "“{}”", "«{}»", "({})", "{}.", "{}!", "\u200b{}\u00ad", "\u2067{}"]),
)
def test_what_stands_around_never_matters(text: str, around: str) -> None:
    assert of_any_text(text).accepts(around.format(text))


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u200d", "\u2060", "\u202e", "\ufeff", "\u0301", "’"])
def test_marks_inside_a_word_never_matter(mark: str) -> None:
    assert body("Назарбаев").accepts(f"Назарба{mark}ев")


@pytest.mark.parametrize("without", ["Казакстан", "Қазақстан", "КАЗАКСТАН", "Kазакстан"])
def test_kazakh_letters_may_be_typed_on_a_russian_keyboard(without: str) -> None:
    assert body("Қазақстан").accepts(without)


def test_kazakh_words_written_with_kazakh_letters_are_told_apart() -> None:
    assert not body("ұлы").accepts("үлі")


# --- What the author says -----------------------------------------------------------------------------------


def test_an_author_may_forbid_slips() -> None:
    assert body("geography").accepts("geografhy") is False
    assert body("geography").accepts("geogrphy")
    assert not body("geography", typos=False).accepts("geogrphy")


def test_a_foreseen_wrong_answer_is_never_a_slip_and_has_its_feedback() -> None:
    question = body("assurance", wrong=["assurence"])
    assert not question.accepts("assurence")
    assert question.feedback_on("Assurence!") == "Not assurence."
    assert question.feedback_on("assurance") is None
    assert question.feedback_on("something else") is None


def test_a_foreseen_order_of_two_names_is_wrong() -> None:
    assert not body("Moscow Astana", wrong=["Astana Moscow"]).accepts("Astana, Moscow")


@pytest.mark.parametrize(
    ("accepted", "wrong"), [(["Russia"], ["russia"]), (["Nur-Sultan"], ["Nursultan"]), (["?!"], []), ([], [])]
)
def test_texts_that_cannot_be_told_apart_are_refused(accepted: list[str], wrong: list[str]) -> None:
    with pytest.raises(ValidationError):
        body(*accepted, wrong=wrong)


def test_feedback_on_a_slip_is_none() -> None:
    kind, question = get_kind("short_text"), body("Astana", wrong=["Almaty"])
    shown = kind.shown(question, {"answer": "Almaty"}, seed=1, language="en", reveal=True)
    assert (shown["verdict"], shown["feedback"], shown["key"]) == ("wrong", "Not Almaty.", "Astana")


# --- The measure --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("ab", "ba", 1),
        ("abc", "ca", 3),
        ("kitten", "sitting", 3),
        ("same", "same", 0),
    ],
)
def test_distance(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == distance(other, one) == steps


@examples
@given(word=st.text(LETTERS + CYRILLIC, min_size=1, max_size=14).map(str.casefold), typed=lines)
def test_only_letters_are_ever_forgiven(word: str, typed: str) -> None:
    if is_slip(Word(word), typed):
        assert word.isalpha() and typed.isalpha() and min(len(word), len(typed)) >= 5
