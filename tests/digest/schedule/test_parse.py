"""What people type for times, days, zones and dates."""

from datetime import time

import pytest

from bot.digest.schedule.parse import parse_days, parse_times
from bot.errors import UserError
from tests.support.sentences import assert_said

EVERY_DAY = {0, 1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("8:00", [time(8)]),
        ("8h", [time(8)]),
        ("8", [time(8)]),
        ("18h30", [time(18, 30)]),
        ("18 h 30", [time(18, 30)]),
        ("6 PM", [time(18)]),
        ("6:15pm", [time(18, 15)]),
        ("12am", [time(0)]),
        ("midi", [time(12)]),
        ("18:30, 8h", [time(8), time(18, 30)]),
        ("8h et 18h30", [time(8), time(18, 30)]),
        ("7:00 12:00 19:00 7:00", [time(7), time(12), time(19)]),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, expected: list[time]) -> None:
    assert list(parse_times(typed)) == expected


@pytest.mark.parametrize("typed", ["", "soon", "24:00", "8:60", "13pm", "0am", "8h et demie", "-1"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_times(typed)

    assert refused.value.key == "digest.error.time"


def test_more_times_than_a_day_needs_are_refused() -> None:
    with pytest.raises(UserError) as refused:
        parse_times("1 2 3 4 5 6 7")

    assert_said(refused.value)
    assert refused.value.key == "digest.error.too_many_times"
    assert refused.value.params == {"n": 6}
    assert len(parse_times("1 2 3 4 5 6")) == 6


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", EVERY_DAY),
        ("tous les jours", EVERY_DAY),
        ("Daily", EVERY_DAY),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("Jours ouvrés", {0, 1, 2, 3, 4}),
        ("week-end", {5, 6}),
        ("lun-ven", {0, 1, 2, 3, 4}),
        ("du lundi au jeudi", {0, 1, 2, 3}),
        ("Fri to Mon", {4, 5, 6, 0}),
        ("mon,wed", {0, 2}),
        ("lundis et jeudis", {0, 3}),
        ("mar. mer. sam-dim", {1, 2, 5, 6}),
        ("sunday", {6}),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, expected: set[int]) -> None:
    assert parse_days(typed) == expected


@pytest.mark.parametrize("typed", ["m", "someday", "lun-", "-ven", "8h", ","])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_days(typed)

    assert refused.value.key == "digest.error.days"
