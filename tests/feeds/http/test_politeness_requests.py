"""Manners, points 15 to 23: what a request says, how many there are, and what a stop leaves."""

import asyncio
import gzip
from datetime import timedelta

import pytest

from bot import __version__
from bot.feeds.http.fetch import FetchLimits
from bot.feeds.http.politeness import HostLimits
from tests.feeds.conftest import NOON, Desk
from tests.feeds.server import Answer, FeedServer, answer

pytestmark = pytest.mark.uncounted

SPACING = timedelta(seconds=1)

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("channels", "told"), [(1, "1 subscriber"), (2, "2 subscribers")])
async def test_15_the_user_agent_says_who_asks_and_for_how_many(
    desk: Desk, server: FeedServer, channels: int, told: str
) -> None:
    url = server.put("/feed", "1 | First")
    for channel in range(channels):
        await desk.follow(url, channel)

    await desk.poll()

    assert server.requests[0].headers["User-Agent"] == (
        f"Gazette/{__version__} (Discord news bot; +https://example.org/bot; {told})"
    )


async def test_16_nothing_is_sent_that_was_not_asked_for(desk: Desk, server: FeedServer) -> None:
    path = "/Feed%7E%c3%a9?b=2&a=%20x"
    server.put("/Feed~é?b=2&a= x", answer(200, "1 | First", Set_Cookie="id=1; Path=/"))
    await desk.follow(f"{server.base.replace('//', '//user:secret@')}{path}#part")
    await desk.poll()
    await desk.poll(hours=7)

    assert [(asked.method, asked.target) for asked in server.requests] == [("GET", path)] * 2
    for asked in server.requests:
        assert not {"Cookie", "Referer", "Pragma", "Cache-Control"} & {*asked.headers}
        assert asked.headers["Authorization"].startswith("Basic ")


async def test_16_a_password_does_not_follow_a_redirect_to_another_host(
    desk: Desk, server: FeedServer
) -> None:
    elsewhere = server.base.replace("127.0.0.1", "localhost")
    server.put("/feed", answer(302, Location=f"{elsewhere}/other"))
    server.put("/other", "1 | First")
    await desk.follow(f"{server.base.replace('//', '//user:secret@')}/feed")

    await desk.poll()

    assert "Authorization" in server.asked("/feed")[0].headers
    assert "Authorization" not in server.asked("/other")[0].headers


async def test_17_feeds_are_asked_for_by_type_and_read_from_gzip(
    desk: Desk, server: FeedServer
) -> None:
    packed = Answer(body=gzip.compress(b"1 | First"), headers={"Content-Encoding": "gzip"})
    feed_id = await desk.follow(server.put("/feed", packed))

    await desk.poll()

    headers = server.requests[0].headers
    assert headers["Accept"].startswith("application/rss+xml, application/atom+xml")
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert [item.title for item in await desk.items.newest(feed_id)] == ["First"]


async def test_18_and_20_a_poll_asks_for_the_feed_and_for_nothing_else(
    desk: Desk, server: FeedServer
) -> None:
    body = f"site: {server.base}/\n1 | First | {server.base}/first"
    await desk.follow(server.put("/feed", body))

    await desk.poll_until(days=2)

    assert {asked.target for asked in server.requests} == {"/feed"}


async def test_19_a_host_is_asked_once_a_second(desk: Desk, server: FeedServer) -> None:
    for n in range(5):
        await desk.follow(server.put(f"/feed{n}", f"{n} | Item"))
    counts = []
    async with desk.open_poller(spacing=SPACING) as poller:
        for tenth in range(31):
            await poller.run_due(NOON + timedelta(seconds=tenth / 10))
            await poller.drain()
            counts.append(len(server.requests))

    assert (counts[0], counts[9], counts[10], counts[30]) == (1, 1, 2, 4)


def test_19_a_host_has_two_requests_at_a_time() -> None:
    turns = HostLimits()
    turns.begin("slow.test", NOON)
    turns.begin("slow.test", NOON + SPACING)

    assert turns.busy(NOON + HOUR) == ["slow.test"]

    turns.end("slow.test")
    assert turns.busy(NOON + HOUR) == []


async def test_19_a_thousand_feeds_of_one_host_stand_in_nobodys_way(
    desk: Desk, server: FeedServer
) -> None:
    elsewhere = server.base.replace("127.0.0.1", "localhost")
    for n in range(200):
        await desk.follow(f"{elsewhere}/many{n}")
    desk.now += timedelta(minutes=1)
    await desk.follow(server.put("/one", "1 | First"))

    async with desk.open_poller(spacing=SPACING) as poller:
        await poller.run_due(desk.now)
        await poller.drain()

    assert len(server.requests) == 2


async def test_21_connections_are_closed_and_a_slow_body_is_cut(
    desk: Desk, server: FeedServer
) -> None:
    arrived = asyncio.Event()
    server.on_request = lambda asked: arrived.set()
    feed_id = await desk.follow(server.put("/feed", Answer(body=b"1 |", trickle_s=60)))

    async with desk.open_poller(limits=FetchLimits(total_s=1)):
        await desk.poll()

    assert arrived.is_set()
    assert (await desk.feed(feed_id)).error == "timeout"


async def test_22_an_item_is_owed_at_the_next_poll_after_it_appears(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", "1 | First"))
    await desk.poll()
    server.put("/feed", "2 | Second\n1 | First")
    due_at = (await desk.feed(feed_id)).due_at

    desk.now = due_at
    await desk.poll()

    assert desk.owed == [["Second"]]
    assert due_at - NOON <= 1.1 * HOUR


async def test_23_a_poll_that_is_cut_off_leaves_nothing_and_is_made_again(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", Answer(body=b"1 | First", trickle_s=60)))
    arrived = asyncio.Event()
    server.on_request = lambda asked: arrived.set()

    async def killed() -> None:
        async with desk.open_poller() as poller:
            await poller.run_due(NOON)
            await arrived.wait()
            raise RuntimeError("killed")

    with pytest.raises(ExceptionGroup):
        await killed()
    server.put("/feed", "1 | First")
    before = await desk.feed(feed_id)
    await desk.poll(minutes=1)
    leased = len(server.requests)
    await desk.poll(minutes=10)

    assert (before.last_polled_at, before.error) == (None, None)
    assert (leased, len(server.requests)) == (1, 2)


async def test_feeds_that_nobody_follows_are_not_asked(desk: Desk, server: FeedServer) -> None:
    await desk.follow(server.put("/feed", "1 | First"))
    await desk.unfollow()

    await desk.poll_until(days=3)

    assert server.requests == []
