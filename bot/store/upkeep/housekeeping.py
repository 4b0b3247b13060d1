"""Retention: delete what is kept no longer, in transactions that let others get between."""

from collections.abc import Sequence
from datetime import datetime

from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.feeds.items import prune_items, prune_seen
from bot.store.times import to_unix

BATCH = 200  # items a transaction: whoever waits behind one waits as long as for a claim
FEEDS_AT_ONCE = 50  # of which a batch is

_GONE_CHANNELS = "SELECT id FROM channels WHERE gone_at < :before"
_GONE_NOTICES = f"""
    UPDATE guilds SET notice_channel_id = NULL WHERE notice_channel_id IN ({_GONE_CHANNELS})
"""  # noqa: S608  # no value is put into it
# A direct channel stays while a digest of a server that is there, or anything else, goes to it.
_GONE_DIRECT = """
    DELETE FROM channels
    WHERE guild_id IS NULL
      AND id IN (SELECT digests.channel_id FROM digests
                 JOIN guilds ON guilds.id = digests.guild_id WHERE guilds.gone_at < :before
                 UNION SELECT plans.channel_id FROM alert_plans AS plans
                 JOIN guilds ON guilds.id = plans.guild_id WHERE guilds.gone_at < :before)
      AND NOT EXISTS (
          SELECT 1 FROM digests JOIN guilds ON guilds.id = digests.guild_id
          WHERE digests.channel_id = channels.id AND coalesce(guilds.gone_at, :before) >= :before)
      AND NOT EXISTS (
          SELECT 1 FROM alert_plans AS plans JOIN guilds ON guilds.id = plans.guild_id
          WHERE plans.channel_id = channels.id AND coalesce(guilds.gone_at, :before) >= :before)
      AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE subscriptions.channel_id = channels.id)
"""
_FEEDS_WITH_OLD = """
    SELECT id FROM feeds
    WHERE EXISTS (SELECT 1 FROM items WHERE items.feed_id = feeds.id
                  AND items.received_at < :before)
"""
# What an edit or a publishing that is still owed is about stays with it.
_DELIVERIES = """
    DELETE FROM deliveries WHERE id IN (
        SELECT id FROM deliveries AS old WHERE created_at < :before AND state <> 'pending'
          AND NOT EXISTS (SELECT 1 FROM deliveries
                          WHERE deliveries.target_id = old.id AND deliveries.state = 'pending')
        LIMIT :limit)
"""


@retried
async def delete_gone(database: Database, before: datetime) -> tuple[int, int]:
    """Delete guilds and channels that went away before then; return how many of each.

    A guild takes its members' own digests with it, and the direct channels that only those used.
    """
    when = {"before": to_unix(before)}
    async with database.transaction() as connection:
        await connection.execute(_GONE_NOTICES, when)
        direct = await connection.execute(_GONE_DIRECT, when)
        guilds = await connection.execute("DELETE FROM guilds WHERE gone_at < :before", when)
        channels = await connection.execute("DELETE FROM channels WHERE gone_at < :before", when)
        return guilds.rowcount, channels.rowcount + direct.rowcount


async def delete_marks(database: Database) -> int:
    """Delete sent marks of which their feeds have not spoken for long; return how many."""
    deleted, feed_ids = 0, await _feed_ids(database)
    for at in range(0, len(feed_ids), FEEDS_AT_ONCE):
        deleted += await _delete_marks_of(database, feed_ids[at : at + FEEDS_AT_ONCE])
    return deleted


@retried
async def _delete_marks_of(database: Database, feed_ids: Sequence[int]) -> int:
    async with database.transaction() as connection:
        return sum([await prune_seen(connection, feed_id) for feed_id in feed_ids])


async def delete_items_before(database: Database, before: datetime) -> int:
    """Delete items received before then, from all feeds; return how many."""
    rows = await database.fetch_all(_FEEDS_WITH_OLD, {"before": to_unix(before)})
    feed_ids = [row["id"] for row in rows]
    deleted = 0
    while feed_ids:
        done, taken = await _delete_some_items(database, feed_ids[:FEEDS_AT_ONCE], before)
        feed_ids = feed_ids[done:]
        deleted += taken
    return deleted


@retried
async def _delete_some_items(
    database: Database, feed_ids: Sequence[int], before: datetime
) -> tuple[int, int]:
    """Delete up to `BATCH` items; return how many of the feeds are done, and how many they were."""
    deleted = 0
    async with database.transaction() as connection:
        for done, feed_id in enumerate(feed_ids):
            room = BATCH - deleted
            taken = await prune_items(connection, feed_id, before, limit=room)
            deleted += taken
            if taken == room:
                return done, deleted
    return len(feed_ids), deleted


async def delete_deliveries_before(database: Database, before: datetime) -> int:
    """Delete settled deliveries made before then; return how many."""
    deleted, taken = 0, BATCH
    while taken == BATCH:
        taken = await _delete_some_deliveries(database, before)
        deleted += taken
    return deleted


@retried
async def _delete_some_deliveries(database: Database, before: datetime) -> int:
    query = {"before": to_unix(before), "limit": BATCH}
    async with database.transaction() as connection:
        return (await connection.execute(_DELIVERIES, query)).rowcount


@retried
async def delete_told_before(database: Database, before: datetime) -> int:
    """Delete what members were told of by alerts before then; return how many keys."""
    async with database.transaction() as connection:
        sql = "DELETE FROM alerts_told WHERE told_at < :before"
        return (await connection.execute(sql, {"before": to_unix(before)})).rowcount


async def _feed_ids(database: Database) -> list[int]:
    return [row["id"] for row in await database.fetch_all("SELECT id FROM feeds")]
