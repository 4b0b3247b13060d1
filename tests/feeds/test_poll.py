"""When a feed is asked without conditions, and read whole: at the edges of days and weeks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.http.fetch import Fetcher
from bot.feeds.http.ssrf_guard import SsrfGuard
from bot.feeds.poll import FeedPoller
from bot.model import Feed
from tests.feeds.server import FeedServer, LineReader

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
DOUBT = datetime(2026, 11, 27, 3, 3, tzinfo=UTC)  # each third day's, three times 61 minutes on


async def asked_and_read(server: FeedServer, feed: Feed, now: datetime) -> tuple[bool, list[bool]]:
    """Poll once; return whether the request had a condition, and whether all was read."""
    reader = LineReader()
    url = server.put("/feed", "1 | First", ETag='"2"')
    async with Fetcher.open(SsrfGuard(allowed_hosts=frozenset({"127.0.0.1"}))) as fetcher:
        await FeedPoller(fetcher, reader).poll(replace(feed, url=url), now)
    return "If-None-Match" in server.requests[-1].headers, reader.read_whole


def known(**more: object) -> Feed:
    """Return the third feed, read whole three days before its doubt, polled just before it."""
    feed = Feed(id=3, url="", title="", due_at=DOUBT, interval=HOUR, etag='"1"')
    before = {"first_polled_at": DOUBT - 99 * DAY, "read_whole_at": DOUBT - 3 * DAY}
    return replace(feed, **{**before, "last_polled_at": DOUBT - SECOND, **more})  # type: ignore[arg-type]  # times and texts


async def test_a_feed_is_doubted_every_third_day_at_an_hour_of_its_own(server: FeedServer) -> None:
    cases = {
        "its hour has come": (known(), DOUBT, True),
        "it has not": (known(last_polled_at=DOUBT - HOUR), DOUBT - SECOND, False),
        "it has passed": (known(last_polled_at=DOUBT), DOUBT + HOUR, False),
        "it was read whole since": (known(read_whole_at=DOUBT - 3 * DAY + SECOND), DOUBT, False),
        "another's hour has come": (known(id=4), DOUBT, False),
        "it was never read whole": (known(read_whole_at=None), DOUBT, False),
        "it was never polled": (known(last_polled_at=None), DOUBT, False),
    }

    for name, (feed, now, is_doubted) in cases.items():
        conditional, _ = await asked_and_read(server, feed, now)
        assert conditional is not is_doubted, name


@pytest.mark.parametrize(
    ("read_whole_at", "is_whole"),
    [(DOUBT - 7 * DAY, True), (DOUBT - 7 * DAY + SECOND, False), (None, True)],
)
async def test_a_feed_is_read_whole_after_a_week(
    server: FeedServer, read_whole_at: datetime | None, is_whole: bool
) -> None:
    feed = known(read_whole_at=read_whole_at, entry_hashes=b"12345678", last_polled_at=DOUBT)

    assert await asked_and_read(server, feed, DOUBT) == (True, [is_whole])


async def test_a_feed_that_was_never_polled_is_read_whole(server: FeedServer) -> None:
    feed = known(first_polled_at=None, entry_hashes=b"12345678")

    assert await asked_and_read(server, feed, DOUBT - SECOND) == (True, [True])
