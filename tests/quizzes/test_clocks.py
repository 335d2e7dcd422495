"""Instants and lengths of time in words: local, with the offset from UTC, across changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from quizzes.clocks import distance, in_full, length, offset, time_of_day

ALMATY, NEW_YORK, KOLKATA = (ZoneInfo(name) for name in ("Asia/Almaty", "America/New_York", "Asia/Kolkata"))
NOON = datetime(2026, 3, 21, 12, 0, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("zone", "at", "words"),
    [
        (NEW_YORK, utc(2026, 3, 8, 6, 59), "01:59 UTC−5"),
        (NEW_YORK, utc(2026, 3, 8, 7, 0), "03:00 UTC−4"),  # two o'clock is left out
        (NEW_YORK, utc(2026, 11, 1, 5, 30), "01:30 UTC−4"),
        (NEW_YORK, utc(2026, 11, 1, 6, 30), "01:30 UTC−5"),  # the same hour again
        (ALMATY, utc(2024, 2, 29, 17, 59), "23:59 UTC+6"),
        (ALMATY, utc(2024, 2, 29, 18, 0), "23:00 UTC+5"),  # at midnight clocks went back for good
        (ALMATY, NOON, "17:00 UTC+5"),
        (KOLKATA, NOON, "17:30 UTC+5:30"),
        (UTC, NOON, "12:00 UTC"),
    ],
)
def test_a_time_of_day_names_the_offset_that_holds_at_that_instant(zone, at, words):
    assert time_of_day(at, zone) == words


@pytest.mark.parametrize(
    ("zone", "day"), [(ALMATY, "March 1, 2024, 01:30 UTC+5"), (NEW_YORK, "Feb. 29, 2024, 15:30 UTC−5")]
)
def test_the_day_is_the_one_where_the_reader_lives(zone, day):
    assert in_full(utc(2024, 2, 29, 20, 30), zone) == day


def test_an_offset_is_that_of_the_time_and_not_of_the_zone():
    summer, winter = (utc(2026, month, 1).astimezone(NEW_YORK) for month in (7, 1))
    assert (offset(summer), offset(winter)) == ("UTC−4", "UTC−5")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (59, "now"), (-59, "now"), (60, "in 1 min"), (3599, "in 59 min"), (5 * 3600, "in 5 h"),
        (6 * 3600 - 1, "in 5 h"), (47 * 3600, "in 47 h"), (48 * 3600, "in 2 days"), (-90 * 60, "1 h ago"),
    ],
)  # fmt: skip
def test_a_distance_is_in_its_larger_unit_rounded_down(seconds, words):
    assert distance(NOON + timedelta(seconds=seconds), NOON) == words


@pytest.mark.parametrize(
    ("zone", "begun", "ended"),
    [
        (NEW_YORK, datetime(2026, 3, 8, 1, 30), datetime(2026, 3, 8, 6, 30)),  # four hours, not five
        (NEW_YORK, datetime(2026, 11, 1, 0, 30), datetime(2026, 11, 1, 3, 30)),  # four hours, not three
        (ALMATY, datetime(2024, 2, 29, 22, 30), datetime(2024, 3, 1, 1, 30)),  # four hours, not three
    ],
)
def test_a_distance_counts_the_hours_that_pass_and_not_those_on_the_clock(zone, begun, ended):
    assert distance(ended.replace(tzinfo=zone), begun.replace(tzinfo=zone)) == "in 4 h"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (1200, "20 min"),
        (5400, "1 h 30 min"),
        (3601, "1 h 1 s"),
        (172_800, "2 days"),
    ],
)
def test_a_length_leaves_nothing_out(seconds, words):
    assert length(timedelta(seconds=seconds)) == words
