"""How the whole bot fares: counts of rows, the age of what is owed, the size of the file."""

from datetime import datetime, timedelta

from bot.model.vitals import Backlog, Vitals
from bot.store.database import Database
from bot.store.times import to_unix

# What waits for a channel that is blocked or gone is nobody's delay, nor is a feed without readers.
_VITALS = """
    SELECT
        (SELECT count(*) FROM guilds WHERE gone_at IS NULL) AS guilds,
        (SELECT count(*) FROM feeds) AS feeds,
        (SELECT count(*) FROM feeds WHERE failing_since IS NOT NULL AND ended_at IS NULL)
            AS failing_feeds,
        (SELECT count(*) FROM feeds WHERE ended_at IS NOT NULL) AS ended_feeds,
        (SELECT count(*) FROM channels WHERE block_code IS NOT NULL AND gone_at IS NULL)
            AS blocked_channels,
        (SELECT count(*) FROM items) AS items
"""
_BACKLOGS = """
    SELECT 'poll' AS kind, count(*) AS size, min(feeds.due_at) AS since
    FROM feeds LEFT JOIN hosts ON hosts.name = feeds.host
    WHERE feeds.ended_at IS NULL AND feeds.due_at <= :now
      AND (hosts.wait_until IS NULL OR hosts.wait_until <= :now)
    UNION ALL
    SELECT 'delivery', count(*), min(deliveries.created_at)
    FROM deliveries JOIN channels ON channels.id = deliveries.channel_id
    LEFT JOIN guilds ON guilds.id = channels.guild_id
    WHERE deliveries.state = 'pending' AND channels.block_code IS NULL
      AND channels.gone_at IS NULL AND guilds.gone_at IS NULL
    UNION ALL
    SELECT 'digest', count(*), min(digests.due_at)
    FROM digests JOIN channels ON channels.id = digests.channel_id
    JOIN guilds ON guilds.id = digests.guild_id
    WHERE digests.due_at <= :now AND digests.paused_at IS NULL AND digests.removed_at IS NULL
      AND channels.block_code IS NULL AND channels.gone_at IS NULL AND guilds.gone_at IS NULL
"""


class VitalsStore:
    """Counts rows; changes none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ping(self) -> None:
        """Ask the database for anything at all.

        Raises:
            StoreError: it does not answer as it should.
        """
        await self._database.fetch_one("SELECT key FROM meta LIMIT 1")

    async def read(self, now: datetime) -> Vitals:
        """Return how the bot fares at this instant."""
        row = await self._database.fetch_one(_VITALS)
        assert row is not None
        owed = await self._database.fetch_all(_BACKLOGS, {"now": to_unix(now)})
        return Vitals(
            **dict(row),
            backlogs={
                each["kind"]: Backlog(rows=each["size"], oldest=_age(each["since"], now))
                for each in owed
            },
            database_bytes=await self._database.size(),
        )


def _age(since: int | None, now: datetime) -> timedelta:
    return timedelta(seconds=max(0, to_unix(now) - since)) if since is not None else timedelta()
