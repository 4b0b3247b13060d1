"""D19: dates that are no dates of publication."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.items.believed_dates import believed_dates
from bot.model import ParsedItem

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def believed(*dates: datetime | None) -> list[datetime | None]:
    items = [ParsedItem(guid=None, link=None, title="", published_at=at) for at in dates]
    return believed_dates(items, NOW)


@pytest.mark.parametrize(
    "at",
    [
        None,
        NOW + timedelta(minutes=1),
        NOW + timedelta(days=365),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1904, 1, 1, tzinfo=UTC),
        datetime(1989, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
def test_a_missing_future_or_ancient_date_is_not_believed(at: datetime | None) -> None:
    assert believed(at, NOW - HOUR) == [None, NOW - HOUR]


@pytest.mark.parametrize("at", [datetime(1990, 1, 1, tzinfo=UTC), NOW])
def test_a_date_from_1990_until_now_is_believed(at: datetime) -> None:
    assert believed(at, NOW - HOUR) == [at, NOW - HOUR]


def test_an_instant_that_all_items_share_is_not_theirs() -> None:
    assert believed(NOW - HOUR, NOW - HOUR, NOW - HOUR) == [None, None, None]
    assert believed(NOW - HOUR, NOW - HOUR) == [NOW - HOUR, NOW - HOUR]


def test_an_item_of_today_at_midnight_is_as_old_as_its_arrival() -> None:
    midnight = NOW.replace(hour=0)

    assert believed(midnight, midnight - DAY) == [NOW, midnight - DAY]


def test_one_time_of_the_day_for_all_is_no_time() -> None:
    evening = datetime(2026, 11, 24, 22, tzinfo=UTC)  # midnight, somewhere

    dates = [evening, evening - DAY, evening - 2 * DAY]

    assert believed(*dates) == [NOW, *dates[1:]]


def test_a_date_of_change_stands_for_one_of_publication() -> None:
    item = ParsedItem(guid=None, link=None, title="", updated_at=NOW - HOUR)

    assert believed_dates([item], NOW) == [NOW - HOUR]
