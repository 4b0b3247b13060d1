"""The demo's hurry: its own feeds fall due at once, others and those being read do not."""

from datetime import UTC, datetime, timedelta

from bot.model import Channel
from bot.store.database import Database
from bot.store.feeds.feeds import FeedStore, claim_due
from bot.store.guilds.guilds import GuildStore
from tests.support.following import follow as store_follow

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
LEASE = timedelta(minutes=5)
LATER = timedelta(minutes=20)


async def follow(database: Database, name: str, host: str, now: datetime) -> int:
    await GuildStore(database).record_guild(1, "Readers", "en-US")
    await GuildStore(database).record_channel(Channel(id=2, guild_id=1, name="news"))
    url = f"http://{host}/{name}"
    return (await store_follow(database, 2, url, now, host=host)).feed.id


async def claimed(database: Database, now: datetime) -> set[int]:
    async with database.transaction() as connection:
        feeds = await claim_due(connection, now, limit=10, lease=LEASE, busy=[])
    return {feed.id for feed in feeds}


async def test_only_feeds_of_the_named_hosts_that_nobody_reads_fall_due(
    database: Database,
) -> None:
    own = await follow(database, "own", "127.0.0.1:8765", NOON + LATER)
    await follow(database, "foreign", "e.test", NOON + LATER)
    leased = await follow(database, "leased", "127.0.0.1:9000", NOON)
    assert await claimed(database, NOON) == {leased}

    hosts = ["127.0.0.1:8765", "127.0.0.1:9000"]
    await FeedStore(database).fall_due(hosts, NOON, lease=LEASE)

    assert await claimed(database, NOON) == {own}
