"""How the whole bot fares (read-only): rows and their age, growth, failing feeds, closed channels.

It is read of an open database or, by `doctor`, of a file beside the process that uses it.
"""

import json
from datetime import datetime, timedelta

from bot.model.vitals import Backlog, ClosedChannel, FailingFeed, Operations, ProcessFacts, Vitals
from bot.store.database import Database, Fetch, Row
from bot.store.feeds.failing import IS_FAILING
from bot.store.meta import BACKUP_KEY, process_key
from bot.store.times import from_unix, to_unix

LISTED = 20  # feeds and channels
WINDOW = timedelta(days=14)  # in which growth is measured

_VITALS = f"""
    SELECT
        (SELECT count(*) FROM guilds WHERE gone_at IS NULL AND personal = 0) AS guilds,
        (SELECT count(*) FROM feeds) AS feeds,
        (SELECT count(*) FROM feeds WHERE {IS_FAILING}) AS failing_feeds,
        (SELECT count(*) FROM feeds WHERE ended_at IS NOT NULL) AS ended_feeds,
        (SELECT count(*) FROM channels WHERE block_code IS NOT NULL AND gone_at IS NULL)
            AS blocked_channels,
        (SELECT count(*) FROM items) AS items
"""  # noqa: S608  # no value is put into it
# What waits for a channel that is blocked or gone is nobody's delay.
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
_FAILING = f"""
    SELECT title, url, failing_since, error FROM feeds
    WHERE {IS_FAILING}
    ORDER BY failing_since, id LIMIT :limit
"""  # noqa: S608  # no value is put into it
_CLOSED = """
    SELECT guilds.name AS guild, channels.name, channels.block_code AS code
    FROM channels LEFT JOIN guilds ON guilds.id = channels.guild_id
    WHERE channels.block_code IS NOT NULL AND channels.gone_at IS NULL AND guilds.gone_at IS NULL
    ORDER BY guilds.name, channels.name, channels.id LIMIT :limit
"""
# What a first poll brought came at once, and does not come every day.
_ARRIVALS = """
    SELECT count(*) AS received, min(received_at) AS since FROM items
    WHERE received_at > :since AND silent = 0
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

    async def vitals(self, now: datetime) -> Vitals:
        """Return how the bot fares at this instant."""
        database = self._database
        return await read_vitals(database.fetch_all, await database.size(), now)

    async def operations(self, now: datetime, slot: int = 0) -> Operations:
        """Return what an operator should know, and the facts of the process in a slot."""
        database = self._database
        return await read_operations(database.fetch_all, await database.size(), now, slot)


async def read_vitals(fetch: Fetch, size: int, now: datetime) -> Vitals:
    """Count what is kept, owed and failing in a database of so many bytes."""
    row = await _one(fetch, _VITALS)
    assert row is not None
    owed = await fetch(_BACKLOGS, {"now": to_unix(now)})
    return Vitals(
        **dict(row),
        backlogs={
            each["kind"]: Backlog(rows=each["size"], oldest=_age(each["since"], now))
            for each in owed
        },
        database_bytes=size,
    )


async def read_operations(fetch: Fetch, size: int, now: datetime, slot: int = 0) -> Operations:
    """Read what an operator should know of a database of so many bytes."""
    vitals = await read_vitals(fetch, size, now)
    failing = await fetch(_FAILING, {"limit": LISTED})
    closed = await fetch(_CLOSED, {"limit": LISTED})
    backup_at = await _meta(fetch, BACKUP_KEY)
    return Operations(
        vitals=vitals,
        failing=tuple(
            FailingFeed(
                title=row["title"],
                url=row["url"],
                since=from_unix(row["failing_since"]),
                cause=row["error"] or "unknown",
            )
            for row in failing
        ),
        closed=tuple(
            ClosedChannel(guild=row["guild"] or "", name=row["name"], code=row["code"])
            for row in closed
        ),
        growth=await _growth(fetch, vitals, now),
        backup_at=datetime.fromisoformat(backup_at) if backup_at else None,
        process=_process(await _meta(fetch, process_key(slot))),
    )


def write_process(facts: ProcessFacts) -> str:
    """Return the facts of a process as they are kept under its `process_key`."""
    return json.dumps(
        {
            "version": facts.version,
            "started_at": facts.started_at.isoformat(),
            "memory": facts.memory,
        }
    )


def _process(text: str | None) -> ProcessFacts | None:
    if text is None:
        return None
    facts = json.loads(text)
    started_at = datetime.fromisoformat(facts["started_at"])
    return ProcessFacts(version=facts["version"], started_at=started_at, memory=facts["memory"])


async def _growth(fetch: Fetch, vitals: Vitals, now: datetime) -> float:
    """Return bytes a day: what an item takes, times the items that come."""
    row = await _one(fetch, _ARRIVALS, since=to_unix(now - WINDOW))
    if row is None or not row["received"]:
        return 0.0
    days = max(timedelta(days=1), now - from_unix(row["since"])) / timedelta(days=1)
    received: int = row["received"]
    return vitals.database_bytes / vitals.items * received / days


async def _meta(fetch: Fetch, key: str) -> str | None:
    row = await _one(fetch, "SELECT value FROM meta WHERE key = :key", key=key)
    return None if row is None else str(row["value"])


async def _one(fetch: Fetch, sql: str, **values: object) -> Row | None:
    return next(iter(await fetch(sql, values)), None)


def _age(since: int | None, now: datetime) -> timedelta:
    return timedelta(seconds=max(0, to_unix(now) - since)) if since is not None else timedelta()
