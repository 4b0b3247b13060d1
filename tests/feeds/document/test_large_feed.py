"""How far into a document that is too large its root, first entry and dates are looked for."""

import json

import pytest

from bot.feeds.document.large_feed import LargeFeed, first_json_items

KIB = 1024
OLD, NEW = [f"<item><pubDate>2025-12-{day}</pubDate></item>" for day in ("01", "09")]


def feed_of(*items: str) -> LargeFeed:
    feed = LargeFeed.of(f"<rss><channel>{''.join(items)}".encode())
    assert feed is not None
    return feed


@pytest.mark.parametrize("beside", [0, 1])
def test_a_root_begins_in_64_kib_and_an_entry_in_twice_as_many(beside: int) -> None:
    roots = b"<rss>".rjust(64 * KIB + 1 + beside) + b"<item>"
    entries = b"<rss>".ljust(128 * KIB - 5 + beside) + b"<item>"

    for document in (roots, entries):
        assert (LargeFeed.of(document) is not None) == (beside == 0)


@pytest.mark.parametrize("beside", [0, 1])
def test_dates_of_the_first_and_the_last_256_kib_tell_the_order(beside: int) -> None:
    begun = "<item><pubDate>"
    first = f"{begun}2025-12-01".replace(begun, begun.ljust(256 * KIB - 10 + beside))
    last = "<pubDate>2025-12-09</pubDate>".ljust(256 * KIB + beside)

    assert feed_of(first, " " * 512 * KIB, NEW).is_oldest_first() is (beside == 0)
    assert feed_of(OLD, " " * 512 * KIB, last).is_oldest_first() is (beside == 0)


def test_the_date_in_the_middle_of_five_stands_for_each_end() -> None:
    days = [1, 2, 3, 20, 21, 19, *[10] * 5]
    items = [f"<item><pubDate>2025-12-{day:02}</pubDate></item>" for day in days]
    listed = [{"date_published": f"2025-12-{day:02}"} for day in days]

    assert feed_of(*items).is_oldest_first()
    assert not feed_of(*reversed(items)).is_oldest_first()
    assert first_json_items(json.dumps({"items": listed}).encode()) is None
    assert first_json_items(json.dumps({"items": listed[::-1]}).encode()) is not None
