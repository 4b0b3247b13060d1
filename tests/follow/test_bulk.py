"""What can be done to no feed at all is refused, for each act in its own words."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import UserError
from bot.feeds.discovery.candidates import OfferedFeed
from bot.follow.bulk import BulkService
from bot.follow.limits import FollowLimits
from bot.follow.service import FollowService
from bot.model import BulkVerb, Channel, Guild
from bot.store.database import Database
from tests.support.sentences import assert_said

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
NEWS = Channel(id=11, guild_id=1, name="news")
LIMITS = FollowLimits(server=2, member=0)


@pytest.mark.parametrize("verb", BulkVerb)
async def test_nothing_is_asked_of_no_feed(database: Database, verb: BulkVerb) -> None:
    with pytest.raises(UserError) as refused:
        await BulkService(database, limits=LIMITS).ask(1, verb, [], NOON)

    assert_said(refused.value)
    assert refused.value.key == f"bulk.nothing_to.{verb}"


async def test_what_is_so_already_is_not_done_again(database: Database) -> None:
    follow = FollowService(database, limits=LIMITS)
    offer = OfferedFeed(url="https://courier.test/feed", title="Courier")
    running = await follow.follow(offer, NEWS, Guild(id=1, name="Readers"), NOON)
    paused = await follow.pause(running.subscription.id, 1, NOON)
    bulk = BulkService(database, limits=LIMITS)

    for verb, feed, channel in (
        (BulkVerb.RESUME, running, None),
        (BulkVerb.PAUSE, paused, None),
        (BulkVerb.MOVE, running, NEWS),
    ):
        with pytest.raises(UserError) as refused:
            await bulk.ask(1, verb, [feed], NOON, channel=channel)
        assert refused.value.key == f"bulk.nothing_to.{verb}"


async def test_feeds_that_are_changed_or_resumed_together_are_polled_soon(
    database: Database,
) -> None:
    follow = FollowService(database, limits=LIMITS)
    offer = OfferedFeed(url="https://courier.test/feed", title="Courier")
    feed = await follow.follow(offer, NEWS, Guild(id=1, name="Readers"), NOON)
    bulk = BulkService(database, limits=LIMITS)
    far, now = int(NOON.timestamp()) + 9 * 86_400, NOON + timedelta(hours=1)

    async def due_at() -> int:
        """Return when the feed is due, and let it be due late again."""
        [row] = await database.fetch_all("SELECT due_at FROM feeds")
        async with database.transaction() as connection:
            await connection.execute("UPDATE feeds SET due_at = ?", (far,))
        return int(row["due_at"])

    await due_at()
    for verb, changes in ((BulkVerb.PAUSE, {}), (BulkVerb.CHANGE, {"burst": "3"})):
        asked = await bulk.ask(1, verb, [feed], now, changes=changes)
        done = await bulk.carry_out(asked.change.id, 1, now)
        assert await due_at() == int(now.timestamp())
        await bulk.undo(done.change.id, 1, now)
        assert await due_at() == int(now.timestamp())
