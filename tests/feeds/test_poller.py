"""The service of feeds, end to end on a real server and a real database."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.errors import Unreachable
from bot.feeds.connectivity import Connectivity
from bot.model import News, ParsedFeed
from bot.store.database import Connection
from bot.store.feeds.feeds import claim_due
from tests.feeds.conftest import NOON, Desk
from tests.feeds.server import Answer, FeedServer, LineReader, answer
from tests.support.following import wake

LARGE_AT_ONCE = 4
LEASE = timedelta(minutes=5)


async def test_d28_a_first_poll_floods_nobody(desk: Desk, server: FeedServer) -> None:
    feed_id = await desk.follow(server.put("/feed", "1 | First\n2 | Second"))

    assert await desk.poll() == 1

    assert desk.owed == []
    assert {item.title for item in await desk.items.newest(feed_id, 9)} == {"First", "Second"}


async def test_a_new_item_is_owed_once(desk: Desk, server: FeedServer) -> None:
    await desk.follow(server.put("/feed", "1 | First"))
    await desk.poll()
    server.put("/feed", "2 | Second\n1 | First")

    for _ in range(3):
        await desk.poll(hours=7)

    assert desk.owed == [["Second"]]


async def test_a_changed_item_is_reported_as_changed_and_not_as_new(
    desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/feed", "1 | First"))
    await desk.poll()
    server.put("/feed", "1 | First, corrected")

    await desk.poll(hours=7)

    assert (desk.owed, desk.changed) == ([], [["First, corrected"]])


async def test_what_nobody_is_told_of_is_kept_all_the_same(desk: Desk, server: FeedServer) -> None:
    await desk.follow(server.put("/feed", '1 | The "first"'))
    await desk.poll()
    server.put("/feed", "1 | The “first”")

    await desk.poll(hours=7)

    kept = await desk.database.fetch_all("SELECT title FROM items")
    assert [row["title"] for row in kept] == ["The “first”"]
    assert (desk.owed, desk.changed) == ([], [])


async def test_d28_a_later_follower_gets_only_what_comes_later(
    desk: Desk, server: FeedServer
) -> None:
    url = server.put("/feed", "1 | First")
    await desk.follow(url, 1)
    await desk.poll()
    server.put("/feed", "2 | Second\n1 | First")
    await desk.poll(hours=7)
    await desk.follow(url, 2)
    server.put("/feed", "3 | Third\n2 | Second\n1 | First")
    await desk.poll(hours=7)

    rows = await desk.database.fetch_all(
        "SELECT channel_id, title FROM deliveries"
        " JOIN delivery_items ON delivery_id = deliveries.id"
        " JOIN items ON items.id = item_id ORDER BY title, channel_id"
    )

    assert [tuple(row) for row in rows] == [(1, "Second"), (1, "Third"), (2, "Third")]


async def test_a_feed_that_nobody_followed_for_a_while_floods_nobody_again(
    desk: Desk, server: FeedServer
) -> None:
    url = server.put("/feed", "1 | First")
    await desk.follow(url)
    await desk.poll()
    await desk.unfollow()
    server.put("/feed", "\n".join(f"{n} | Item {n}" for n in range(9, 0, -1)))
    await desk.poll(days=30)
    await desk.follow(url)

    await desk.poll()

    assert desk.owed == []


async def test_a_feed_that_is_followed_again_tells_what_comes_after(
    desk: Desk, server: FeedServer
) -> None:
    url = server.put("/feed", "1 | First", ETag='"1"')
    await desk.follow(url)
    await desk.poll()
    await desk.unfollow()
    await desk.follow(url)
    await desk.poll(hours=7)  # 304
    server.put("/feed", "2 | Second\n1 | First")

    await desk.poll(hours=7)

    assert desk.owed == [["Second"]]


async def test_a_server_that_says_unchanged_for_ever_is_doubted(
    desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/feed", "1 | First", ETag='"1"'))
    await desk.poll()
    server.put("/feed", "2 | Second\n1 | First", ETag='"1"')
    await desk.poll(hours=7)
    for _ in range(2):
        await desk.poll(days=1)
    believed = list(desk.owed)

    for _ in range(4):
        await desk.poll(days=1)

    assert (believed, desk.owed) == ([], [["Second"]])


async def test_only_what_is_new_in_a_document_is_read_but_all_of_it_once_a_week(
    desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/feed", "1 | Item"))
    await desk.poll()
    for n in range(2, 6):
        server.put("/feed", "\n".join(f"{m} | Item" for m in range(n, 0, -1)))
        await desk.poll(days=3)

    assert desk.reader.read_whole == [True, False, False, True, False]


async def test_an_item_that_nobody_could_be_told_of_is_not_stored(
    desk: Desk, server: FeedServer
) -> None:
    """D29: items and what they cause are one transaction; and one bad feed stops no other."""
    bad = await desk.follow(server.put("/bad", "1 | First"))
    good = await desk.follow(server.put("/good", "1 | First"))
    await desk.poll()
    for path in ("/bad", "/good"):
        server.put(path, "2 | Second\n1 | First")
    owe = desk.owe

    async def refuse(connection: Connection, news: Sequence[News], now: datetime) -> int:
        if any(one.feed.id == bad for one in news):
            raise RuntimeError("a fault")
        return await owe(connection, news, now)

    async with desk.open_poller(owe=refuse):
        await desk.poll(hours=7)
    failed = await desk.feed(bad)
    await desk.poll(hours=7)

    assert failed.error == "unknown"
    assert desk.owed == [["Second"], ["Second"]]  # of the good one, later of the other
    for feed_id in (bad, good):
        assert len(await desk.items.newest(feed_id, 9)) == 2


async def test_a_parser_that_fails_ends_one_poll_and_not_the_bot(
    desk: Desk, server: FeedServer
) -> None:
    class Faulty(LineReader):
        async def read(
            self, body: bytes, *, url: str, content_type: str | None, known: bytes = b""
        ) -> ParsedFeed:
            if b"bad" in body:
                raise ZeroDivisionError
            return await super().read(body, url=url, content_type=content_type, known=known)

    desk.reader = Faulty()
    bad = await desk.follow(server.put("/bad", "1 | bad"))
    good = await desk.follow(server.put("/good", "1 | good"))
    async with desk.open_poller():
        await desk.poll()

    assert (await desk.feed(bad)).error == "unknown"
    assert (await desk.feed(good)).error is None


async def test_few_large_documents_are_in_memory_together(desk: Desk, server: FeedServer) -> None:
    class Slow(LineReader):
        here = most = 0

        async def read(
            self, body: bytes, *, url: str, content_type: str | None, known: bytes = b""
        ) -> ParsedFeed:
            self.here += 1
            self.most = max(self.most, self.here)
            for _ in range(100):
                await asyncio.sleep(0)
            self.here -= 1
            return await super().read(body, url=url, content_type=content_type, known=known)

    reader = desk.reader = Slow()
    for n in range(12):
        host = f"http://f{n}.test:{server.host.rpartition(':')[2]}"
        server.put(f"/{n}", f"{n} | {'x' * 2_000_000}")
        await desk.follow(f"{host}/{n}")

    async def lookup(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    trusted = frozenset(f"f{n}.test" for n in range(12))
    async with desk.open_poller(lookup=lookup, trusted=trusted):
        polled = await desk.poll()

    assert polled == len(reader.read_whole) == 12
    assert reader.most <= LARGE_AT_ONCE


async def test_a_claimed_feed_is_nobody_elses_until_its_lease_ends(
    desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/feed", "1 | First"))
    async with desk.database.transaction() as connection:
        first = await claim_due(connection, NOON, limit=9, lease=LEASE)
        again = await claim_due(connection, NOON + LEASE / 2, limit=9, lease=LEASE)
        later = await claim_due(connection, NOON + LEASE, limit=9, lease=LEASE)

    assert [len(claimed) for claimed in (first, again, later)] == [1, 0, 1]


async def test_d24_a_feed_that_is_another_sites_now_ends_and_says_why(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(
        server.put(
            "/feed", "title: Courier\nsite: http://courier.test/\n1 | First | http://courier.test/1"
        )
    )
    await desk.poll()
    server.put("/feed", "title: Casino\nsite: http://win.test/\n9 | Win | http://win.test/9")

    await desk.poll_until(days=2)

    feed = await desk.feed(feed_id)
    assert (feed.title, feed.error, feed.ended_at is None) == ("Courier", "replaced", False)
    assert [(event.kind, event.detail) for event in await desk.events(feed_id)] == [
        ("gone", "replaced")
    ]
    assert desk.owed == []


async def test_a_stop_gives_back_what_was_not_read(desk: Desk, server: FeedServer) -> None:
    for n in range(3):
        await desk.follow(server.put(f"/feed{n}", Answer(body=b"1 | Item", trickle_s=60)))
    async with desk.open_poller() as poller:
        taken = [await poller.run_due(NOON) for _ in range(3)]
        await poller.finish(timedelta())
        idle = await poller.run_due(NOON)
    for n in range(3):
        server.put(f"/feed{n}", f"{n} | Item")

    polled = await desk.poll(minutes=1)

    assert (taken, idle, polled) == ([1, 1, 0], 0, 3)  # two at a time, of one host


async def test_what_is_owed_wakes_the_deliverer(desk: Desk, server: FeedServer) -> None:
    owed = asyncio.Event()
    await desk.follow(server.put("/feed", "1 | First"))
    async with desk.open_poller(deliveries_owed=owed):
        await desk.poll()
        quiet = owed.is_set()
        server.put("/feed", "2 | Second\n1 | First")
        await desk.poll(hours=7)

    assert (quiet, owed.is_set()) == (False, True)


async def unknown_name(host: str, port: int) -> tuple[str, ...]:
    raise OSError


async def test_a_bot_that_is_offline_blames_no_feed(desk: Desk) -> None:
    ids = [await desk.follow(f"http://site{n}.test/feed", n) for n in range(6)]

    async with desk.open_poller(lookup=unknown_name):
        await desk.poll_until(days=0.1)
    feeds = [await desk.feed(feed_id) for feed_id in ids]

    assert [feed.failures for feed in feeds] == [0] * 6
    assert all(feed.due_at - desk.now < timedelta(minutes=10) for feed in feeds)


def test_hosts_that_are_silent_for_a_day_are_dead_after_all() -> None:
    line = Connectivity()
    line.record([(f"site{n}.test", Unreachable("dns")) for n in range(3)], NOON)

    assert line.is_down(NOON + timedelta(hours=23))
    assert not line.is_down(NOON + timedelta(hours=24))


async def test_a_dead_host_is_blamed_while_others_answer(desk: Desk, server: FeedServer) -> None:
    dead = await desk.follow("http://gone.test/feed")
    await desk.follow(server.put("/feed", "1 | First"))

    async with desk.open_poller(lookup=unknown_name):
        await desk.poll_until(days=3)

    assert (await desk.feed(dead)).failures > 3
    assert [event.kind for event in await desk.events(dead)] == ["failing"]


@pytest.mark.parametrize(("status", "cause"), [(401, "http_401"), (404, "http_404")])
async def test_the_cause_of_a_failure_is_kept(
    status: int, cause: str, desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(status)))

    await desk.poll()

    feed = await desk.feed(feed_id)
    assert (feed.error, feed.failures, feed.failing_since) == (cause, 1, NOON)


async def test_a_feed_that_falls_due_while_it_is_read_is_not_read_twice_at_once(
    desk: Desk, server: FeedServer
) -> None:
    """`/feed add` in a second channel and `/feed resume` may hurry a feed that is in hand."""
    feed_id = await desk.follow(server.put("/feed", "1 | First"))
    go_on = asyncio.Event()

    class Slow(LineReader):
        async def read(
            self, body: bytes, *, url: str, content_type: str | None, known: bytes = b""
        ) -> ParsedFeed:
            await go_on.wait()
            return await super().read(body, url=url, content_type=content_type, known=known)

    desk.reader = Slow()
    async with desk.open_poller() as poller:
        await poller.run_due(desk.now)
        await wake(desk.database, feed_id, desk.now)
        await poller.run_due(desk.now)
        go_on.set()
        await poller.drain()

    assert len(server.asked("/feed")) == 1
    assert (await desk.feed(feed_id)).failures == 0
    assert (await desk.feed(feed_id)).due_at > desk.now
