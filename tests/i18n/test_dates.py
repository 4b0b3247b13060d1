"""Days and hours as a language writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot import i18n


@pytest.mark.parametrize(
    ("locale", "day", "full", "short"),
    [
        ("en", date(2025, 12, 9), "Tuesday, December 9, 2025", "Dec 9"),
        ("en", date(2025, 12, 1), "Monday, December 1, 2025", "Dec 1"),
        ("fr", date(2025, 12, 9), "mardi 9 décembre 2025", "9 déc."),
        ("fr", date(2025, 12, 1), "lundi 1er décembre 2025", "1er déc."),
        ("fr", date(2025, 12, 2), "mardi 2 décembre 2025", "2 déc."),
        ("fr", date(2025, 12, 11), "jeudi 11 décembre 2025", "11 déc."),
    ],
)
def test_a_day_is_written_in_full_and_short(locale: str, day: date, full: str, short: str) -> None:
    assert (i18n.format_day(locale, day), i18n.format_short_day(locale, day)) == (full, short)


@pytest.mark.parametrize(
    ("other", "days", "written"),
    [
        (date(2026, 3, 1), -183, "Aug 30"),
        (date(2026, 3, 1), -184, "Aug 29, 2025"),
        (date(2025, 10, 1), 183, "Apr 2"),
        (date(2025, 10, 1), 184, "Apr 3, 2026"),
        (date(2025, 12, 31), -364, "Jan 1"),
    ],
)
def test_half_a_year_away_a_day_of_another_year_says_so(
    other: date, days: int, written: str
) -> None:
    assert i18n.format_day_beside("en", other + timedelta(days=days), other) == written


def test_the_week_begins_on_monday() -> None:
    week = [i18n.format_weekday("fr", day) for day in range(7)]

    assert week == ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


def test_a_clock_is_that_of_its_own_zone_to_the_minute() -> None:
    written = [i18n.format_clock(locale, datetime(2025, 12, 9, 18, 5, 59, tzinfo=UTC))
               for locale in ("en", "fr")]  # fmt: skip

    assert written == ["18:05", "18:05"]
