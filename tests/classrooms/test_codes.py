"""Codes and names as people type them, times as clocks show them: all without a database."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classrooms import codes, names, zones
from classrooms.zones import NoSuchTime, NotATime

ALMATY, NEW_YORK = ZoneInfo("Asia/Almaty"), ZoneInfo("America/New_York")


@pytest.mark.parametrize("alike", ["0O", "1IL", "2Z", "5S", "6G", "8B", "UV", "DOQ"])
def test_of_signs_that_look_alike_a_code_has_one_at_most(alike):
    assert len(set(alike) & set(codes.ALPHABET)) <= 1


def test_a_code_spells_no_word():
    assert not set("AEIOUAEIOU") & set(codes.ALPHABET)


def test_a_code_drawn_is_read_as_itself():
    for length in (codes.JOIN_LENGTH, codes.PASS_LENGTH):
        code = codes.draw(length)
        assert codes.read(code, length) == code


@pytest.mark.parametrize(
    "typed", ["CDF-H34", "cdfh34", " c d f h 3 4 ", "СDFН34", "cdf–h34", "ｃｄｆｈ３４", "CDF\u00a0H34"]
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert codes.read(typed, 6) == "CDFH34"


@given(st.text())
def test_whatever_is_typed_is_a_code_or_nothing(typed):
    code = codes.read(typed, 6)
    assert code == "" or (len(code) == 6 and set(code) <= set(codes.ALPHABET))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Айгерім", "АЙГЕРІМ"), ("Dana  S.", " dana s. "), ("Й", "И\u0306"), ("Da\u200bna", "Dana")],
)
def test_names_are_the_same_but_for_case_spaces_and_what_cannot_be_seen(one, other):
    assert names.key_of(one) == names.key_of(other)


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b\u202e", "\n\t"])
def test_a_name_of_nothing_visible_is_no_name(nothing):
    assert names.tidy(nothing) == ""


def test_names_are_sorted_as_the_kazakh_alphabet_has_them():
    alphabetical = ["Dana", "Emma", "Айгерім", "Әсем", "Бекзат", "Ғалым", "Өркен", "Үміт", "Індира"]
    assert sorted(set(alphabetical), key=names.sort_key) == alphabetical


# --- Times ---


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        (datetime(2026, 9, 1, 18), ALMATY, datetime(2026, 9, 1, 13)),
        (datetime(2024, 2, 1, 18), ALMATY, datetime(2024, 2, 1, 12)),  # UTC+6 until March 2024
        (datetime(2026, 7, 1, 18), NEW_YORK, datetime(2026, 7, 1, 22)),
        (datetime(2026, 12, 1, 18), NEW_YORK, datetime(2026, 12, 1, 23)),
    ],
)
def test_a_local_time_is_that_of_its_zone_on_its_day(local, zone, utc):
    assert zones.instant(local, zone) == utc.replace(tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused_with_the_next_there_is():
    with pytest.raises(NoSuchTime) as refusal:
        zones.instant(datetime(2026, 3, 8, 2, 30), NEW_YORK)
    assert refusal.value.after.strftime("%H:%M") == "03:30"


def test_of_a_time_that_the_clocks_show_twice_one_can_have_either():
    twice = datetime(2026, 11, 1, 1, 30)
    first, second = zones.instant(twice, NEW_YORK), zones.instant(twice, NEW_YORK, later=True)
    assert second - first == timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        (datetime(2026, 9, 1, tzinfo=UTC), ALMATY, "UTC+5"),
        (datetime(2024, 1, 1, tzinfo=UTC), ALMATY, "UTC+6"),
        (datetime(2026, 7, 1, tzinfo=UTC), NEW_YORK, "UTC−4"),
        (datetime(2026, 12, 1, tzinfo=UTC), NEW_YORK, "UTC−5"),
        (datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("Asia/Kolkata"), "UTC+5:30"),
        (datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("UTC"), "UTC"),
    ],
)
def test_the_offset_is_that_of_the_day(at, zone, words):
    assert zones.offset(at, zone) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (59, "now"),
        (60, "in 1 min"),
        (5 * 3600 + 1800, "in 5 h"),
        (47 * 3600, "in 47 h"),
        (48 * 3600, "in 2 days"),
        (-1200, "20 min ago"),
        (-86400 * 3, "3 days ago"),
    ],
)
def test_how_far_off_an_instant_is(seconds, words):
    now = datetime(2026, 9, 1, tzinfo=UTC)
    assert zones.distance(now + timedelta(seconds=seconds), now).replace("\xa0", " ") == words


@pytest.mark.parametrize(
    "text", ["2026-09-01T18:00", "2026-09-01 18:00", "01.09.2026 18:00", "01.09.2026, 18:00"]
)
def test_a_time_is_read_as_browsers_send_it_and_as_people_write_it(text):
    assert zones.read_local(text) == datetime(2026, 9, 1, 18)


@pytest.mark.parametrize("text", ["", "tomorrow", "0026-09-01T18:00", "2026-13-01T18:00", "9999-12-31T23:59"])
def test_what_is_no_time_of_these_years_is_refused(text):
    with pytest.raises(NotATime):
        zones.read_local(text)


@given(st.text())
def test_whatever_is_typed_is_a_time_or_refused(text):
    with suppress(NotATime):
        assert zones.read_local(text).year in zones.YEARS
