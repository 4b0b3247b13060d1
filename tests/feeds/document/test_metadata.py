"""What a feed wishes of who asks for it, at the edges of what is believed."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from bot.feeds.document.metadata import FeedMetadata, language_of, read_metadata

MINUTES_OF_A_MONTH = 31 * 24 * 60


def ttl_of(ttl: str = "", period: str = "", frequency: str = "") -> timedelta | None:
    said = FeedMetadata(ttl=ttl, period=period, frequency=frequency)
    return read_metadata(said, "https://e.test/feed").ttl


@pytest.mark.parametrize(
    ("period", "frequency", "wish"),
    [
        ("hourly", "1", timedelta(hours=1)),
        ("hourly", "2", timedelta(minutes=30)),
        ("hourly", "0", timedelta(hours=1)),
        ("hourly", "", timedelta(hours=1)),
        (" Daily ", "1", timedelta(days=1)),
        ("weekly", "1", timedelta(days=7)),
        ("monthly", "1", timedelta(days=30)),
        ("yearly", "1", None),
        ("yearly", "12", timedelta(days=365) / 12),
        ("sometimes", "1", None),
    ],
)
def test_a_feed_wishes_to_be_asked_so_often_in_a_period(
    period: str, frequency: str, wish: timedelta | None
) -> None:
    assert ttl_of(period=period, frequency=frequency) == wish


@pytest.mark.parametrize(
    ("ttl", "wish"),
    [
        (" 1 ", timedelta(minutes=1)),
        ("soon", timedelta(days=1)),
        ("0", timedelta(days=1)),
        ("-5", timedelta(days=1)),
        (f"{MINUTES_OF_A_MONTH}", timedelta(days=31)),
        (f"{MINUTES_OF_A_MONTH + 1}", None),
        ("9999999", None),
        ("99999999", timedelta(days=1)),
    ],
)
def test_a_wish_in_minutes_goes_before_a_period_and_is_a_month_at_most(
    ttl: str, wish: timedelta | None
) -> None:
    assert ttl_of(ttl=ttl, period="daily") == wish


def test_hours_and_days_without_news_are_some_of_all() -> None:
    def skipped(hours: Iterable[object], days: tuple[str, ...]) -> tuple[list[int], list[int]]:
        said = FeedMetadata(hours=tuple(map(str, hours)), days=days)
        read = read_metadata(said, "https://e.test/feed")
        return sorted(read.skip_hours), sorted(read.skip_days)

    week = ("Monday", "tuesday", "wednesday", "thursday", "friday", "saturday", " sunday ")
    assert skipped(range(22, 27), week[5:]) == ([0, 22, 23], [5, 6])
    assert skipped(range(23), week[:6]) == ([*range(23)], [*range(6)])
    assert skipped(range(24), week) == ([], [])
    assert skipped(("99", "x"), ("someday",)) == ([], [])


@pytest.mark.parametrize(
    ("written", "language"),
    [("fr-FR", "fr"), (" EN_us ", "en"), ("gsw", "gsw"), ("french", None), ("f", None),
     ("", None), (None, None)],
)  # fmt: skip
def test_a_language_is_its_code(written: str | None, language: str | None) -> None:
    assert language_of(written) == language
