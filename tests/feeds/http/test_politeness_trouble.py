"""Manners, points 11 to 14: what fails, what is gone, what moves."""

import pytest

from tests.feeds.conftest import Desk
from tests.feeds.server import FeedServer, answer

pytestmark = pytest.mark.uncounted


async def test_11_failures_wait_longer_each_time_and_are_told_once(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(500)))
    await desk.poll_until(days=6)

    assert len(server.requests) < 20
    assert [event.kind for event in await desk.events(feed_id)] == ["failing"]


async def test_11_a_feed_recovers_by_itself_and_that_is_told(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", "1 | First"))
    await desk.poll()
    server.put("/feed", answer(500))
    await desk.poll_until(days=4)
    server.put("/feed", "2 | Second\n1 | First")
    await desk.poll_until(days=2)

    feed = await desk.feed(feed_id)

    assert [event.kind for event in await desk.events(feed_id)] == ["failing", "recovered"]
    assert (feed.failures, feed.error, desk.owed) == (0, None, [["Second"]])


async def test_11_an_hour_of_trouble_is_told_to_nobody(desk: Desk, server: FeedServer) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(500)))
    await desk.poll_until(days=0.1)
    server.put("/feed", "1 | First")
    await desk.poll_until(days=2)

    assert await desk.events(feed_id) == []


async def test_12_a_feed_that_is_gone_is_believed_the_third_time(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(410)))
    await desk.poll()
    await desk.poll(hours=23)
    asked_within_a_day = len(server.requests)

    await desk.poll_until(days=30)

    assert asked_within_a_day == 1
    assert len(server.requests) == 3
    assert [event.kind for event in await desk.events(feed_id)] == ["gone"]
    assert (await desk.feed(feed_id)).ended_at is not None


async def test_12_a_feed_that_comes_back_was_not_gone(desk: Desk, server: FeedServer) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(410)))
    await desk.poll_until(days=1.5)
    server.put("/feed", "1 | First")
    await desk.poll_until(days=2)
    server.put("/feed", answer(410))
    await desk.poll_until(days=1.5)

    assert (await desk.feed(feed_id)).ended_at is None


async def test_12_a_feed_not_found_for_two_weeks_is_looked_for_once_a_week(
    desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/feed", answer(404)))
    await desk.poll_until(days=20)
    before = len(server.requests)

    await desk.poll_until(days=28)

    assert len(server.requests) - before == 4


async def test_13_a_permanent_move_is_followed_when_it_was_seen_three_times(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/old", "1 | First"))
    await desk.poll()
    server.put("/old", answer(301, Location="/new"))
    server.put("/new", "1 | First", ETag='"1"')
    addresses = []
    for _ in range(4):
        await desk.poll(hours=7)
        addresses.append((await desk.feed(feed_id)).url.removeprefix(server.base))

    assert addresses == ["/old", "/old", "/new", "/new"]
    assert [event.kind for event in await desk.events(feed_id)] == ["moved"]
    assert server.requests[-1].headers.get("If-None-Match") == '"1"'


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_13_a_temporary_move_is_never_remembered(
    status: int, desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/old", answer(status, Location="/new")))
    server.put("/new", "1 | First")

    await desk.poll_until(days=2)  # a permanent one is followed within a day

    assert (await desk.feed(feed_id)).url == server.base + "/old"
    assert await desk.events(feed_id) == []


async def test_13_one_temporary_hop_makes_the_whole_way_temporary(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/old", answer(301, Location="/between")))
    server.put("/between", answer(302, Location="/new"))
    server.put("/new", "1 | First")

    await desk.poll_until(days=2)  # a permanent one is followed within a day

    assert (await desk.feed(feed_id)).url == server.base + "/old"


@pytest.mark.parametrize("body", ["<html>welcome</html>", "x | Parked", "title: Parked"])
async def test_13_a_move_to_something_else_is_not_followed(
    body: str, desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/old", "1 | First\n2 | Second"))
    await desk.poll()
    server.put("/old", answer(308, Location="/parked"))
    server.put("/parked", body)

    await desk.poll_until(days=1)

    assert (await desk.feed(feed_id)).url == server.base + "/old"


async def test_13_and_d23_a_feed_that_moves_to_another_is_merged_with_it(
    desk: Desk, server: FeedServer
) -> None:
    old = await desk.follow(server.put("/old", "1 | First"), 1)
    new = await desk.follow(server.put("/new", "1 | First"), 2)
    await desk.poll()
    server.put("/old", answer(301, Location="/new"))
    await desk.poll_until(days=2)
    server.put("/new", "2 | Second\n1 | First")
    await desk.poll_until(days=1)

    followed = [await desk.subscriptions.of_channel(channel) for channel in (1, 2)]

    assert [[f.feed.id for f in some] for some in followed] == [[new], [new]]
    assert await desk.feeds.feed(old) is None
    assert [event.kind for event in await desk.events(new)] == ["merged"]
    assert desk.owed == [["Second"]]


@pytest.mark.parametrize(
    ("location", "cause"),
    [
        ("/feed", "refused"),  # round and round
        ("ftp://127.0.0.1/feed", "refused"),
        ("file:///etc/passwd", "refused"),
        ("http://[::1", "refused"),
        ("//", "refused"),
    ],
)
async def test_14_a_redirect_that_leads_nowhere_is_an_error(
    location: str, cause: str, desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(301, Location=location)))

    await desk.poll()

    assert (await desk.feed(feed_id)).error == cause
    assert len(server.requests) <= 11


async def test_14_a_relative_redirect_is_followed_without_its_fragment(
    desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/a/feed", answer(302, Location="../b/feed#top")))
    server.put("/b/feed", "1 | First")

    await desk.poll()

    assert [asked.target for asked in server.requests] == ["/a/feed", "/b/feed"]
