"""The service of feeds, end to end on a real server and a real database."""

from tests.feeds.conftest import Desk
from tests.feeds.server import FeedServer


async def test_a_first_poll_floods_nobody(desk: Desk, server: FeedServer) -> None:
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
