"""Imports: drafts, entries claimed when due, what became of them; asks no feed, decides nothing."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from bot.model import (
    EVERYTHING,
    Channel,
    ChannelKind,
    EntryState,
    FolderCount,
    Import,
    ImportEntry,
    ImportFolder,
    ImportProgress,
    ImportState,
    Share,
)
from bot.store.database import Connection, Database, Fetch, Row
from bot.store.processes.shares import guild_is_ours, share_values
from bot.store.times import to_unix

DRAFT_LIVES = timedelta(days=1)
KEPT = timedelta(days=30)  # what is over
NAMED = 15  # unreachable ones that are listed

_ADD = """
    INSERT INTO imports (guild_id, channel_id, file_guild_id, settings, left_out, dropped,
                         created_at)
    VALUES (:guild_id, :channel_id, :file_guild_id, :settings, :left_out, :dropped,
            :now)
    RETURNING id
"""
_ADD_FOLDER = """
    INSERT INTO import_folders (import_id, place, name, file_id, channel_id, settings, digests)
    VALUES (:import_id, :place, :name, :file_id, :channel_id, :settings, :digests)
"""
_ADD_ENTRY = """
    INSERT INTO import_feeds (import_id, place, url, host, title, site_url, settings, due_at)
    VALUES (:import_id, :place, :url, :host, :title, :site_url, :settings, :now)
"""
_FORGET = """
    DELETE FROM imports WHERE (state = 'draft' AND created_at < :drafts_before)
       OR (state IN ('stopped', 'done') AND done_at < :before)
       OR (state = 'draft' AND guild_id = :guild_id)
"""
# While one runs, no other is drafted.
_LAST = "SELECT * FROM imports WHERE guild_id = :guild_id ORDER BY id DESC LIMIT 1"
_FOLDERS = """
    SELECT folders.place, folders.name, folders.channel_id, count(entries.id) AS feeds,
           count(entries.id) FILTER (WHERE NOT EXISTS (
               SELECT 1 FROM subscriptions JOIN feeds ON feeds.id = subscriptions.feed_id
               WHERE subscriptions.channel_id = folders.channel_id AND feeds.url = entries.url
           )) AS new
    FROM import_folders AS folders
    LEFT JOIN import_feeds AS entries
      ON entries.import_id = folders.import_id AND entries.place = folders.place
    WHERE folders.import_id = :id
    GROUP BY folders.place, folders.name, folders.channel_id ORDER BY folders.place
"""
_FEEDS = """
    SELECT count(DISTINCT entries.url) AS feeds,
           count(DISTINCT entries.url) FILTER (WHERE NOT EXISTS (
               SELECT 1 FROM subscriptions JOIN feeds ON feeds.id = subscriptions.feed_id
               WHERE subscriptions.channel_id = folders.channel_id AND feeds.url = entries.url
           )) AS new,
           count(DISTINCT entries.url) FILTER (WHERE NOT EXISTS (
               SELECT 1 FROM subscriptions JOIN feeds ON feeds.id = subscriptions.feed_id
               JOIN channels ON channels.id = subscriptions.channel_id
               WHERE channels.guild_id = :guild_id AND feeds.url = entries.url
           )) AS unknown
    FROM import_feeds AS entries
    JOIN import_folders AS folders
      ON folders.import_id = entries.import_id AND folders.place = entries.place
    WHERE entries.import_id = :id
"""
_WHOLE_FOLDERS = """
    SELECT folders.*, channels.guild_id AS guild_id, channels.kind AS channel_kind,
           channels.name AS channel_name
    FROM import_folders AS folders JOIN channels ON channels.id = folders.channel_id
    WHERE folders.import_id = ? ORDER BY folders.place
"""
_ENTRIES = """
    SELECT entries.*, imports.guild_id AS guild_id,
           imports.file_guild_id IS NOT NULL AS is_ours,
           channels.id AS channel_id, channels.kind AS channel_kind, channels.name AS channel_name
    FROM import_feeds AS entries
    JOIN imports ON imports.id = entries.import_id
    JOIN import_folders AS folders
      ON folders.import_id = entries.import_id AND folders.place = entries.place
    JOIN channels ON channels.id = folders.channel_id
"""
# Of each host one entry, and none of a host that is to be left alone.
_DUE = f"""
    WITH due AS (
        SELECT import_feeds.id AS id,
               row_number() OVER (PARTITION BY host ORDER BY due_at, import_feeds.id) AS nth
        FROM import_feeds JOIN imports ON imports.id = import_feeds.import_id
        WHERE imports.state = 'running' AND import_feeds.state = 'waiting' AND due_at <= :now
          AND host NOT IN (SELECT value FROM json_each(:busy))
          AND {guild_is_ours("imports.guild_id")}
          AND host NOT IN (SELECT name FROM hosts WHERE wait_until > :now)
    )
    {_ENTRIES} JOIN due ON due.id = entries.id
    WHERE due.nth = 1 AND entries.state = 'waiting' AND entries.due_at <= :now
    ORDER BY entries.due_at, entries.id LIMIT :limit /*pg FOR UPDATE OF entries SKIP LOCKED */
"""  # noqa: S608  # no value is put into it
_SETTLE = """
    UPDATE import_feeds SET state = :state, cause = :cause WHERE id = :id AND state = 'waiting'
"""
_RETRY = "UPDATE import_feeds SET due_at = :due_at, attempts = attempts + 1 WHERE id = :id"
_DEFER = """
    UPDATE import_feeds SET due_at = :due_at
    WHERE host = :host AND state = 'waiting' AND due_at < :due_at
"""
_FINISHED = """
    UPDATE imports SET state = 'done', done_at = :now
    WHERE id = :id AND state = 'running'
      AND NOT EXISTS (SELECT 1 FROM import_feeds WHERE import_id = :id AND state = 'waiting')
"""
_RUNNING = f"""
    SELECT id, EXISTS (SELECT 1 FROM import_feeds
                       WHERE import_id = imports.id AND state = 'waiting') AS is_waiting
    FROM imports WHERE state = 'running' AND {guild_is_ours("guild_id")}
"""  # noqa: S608  # likewise


class ImportStore:
    """Rows of imports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last(self, guild_id: int) -> Import | None:
        """Return the newest import of a guild."""
        rows = await self._database.fetch_all(_LAST, {"guild_id": guild_id})
        return _job(rows[0]) if rows else None

    async def progress(self, job: Import) -> ImportProgress:
        return await progress_of(self._database.fetch_all, job)


async def find_import(fetch: Fetch, import_id: int, guild_id: int | None = None) -> Import | None:
    """Return an import; None where there is none, or not in the guild given."""
    rows = list(
        await fetch(
            "SELECT * FROM imports WHERE id = :id AND (:guild_id IS NULL OR guild_id = :guild_id)",
            {"id": import_id, "guild_id": guild_id},
        )
    )
    return _job(rows[0]) if rows else None


async def progress_of(fetch: Fetch, job: Import) -> ImportProgress:
    """Return an import with its numbers."""
    query = {"id": job.id, "guild_id": job.guild_id, "named": NAMED}
    counted = await fetch(
        "SELECT state, count(*) AS entries, count(DISTINCT url) AS feeds"
        " FROM import_feeds WHERE import_id = :id GROUP BY state",
        query,
    )
    by_state = {EntryState(row["state"]): row for row in counted}
    [numbers] = await fetch(_FEEDS, query)
    followed = await fetch(
        "SELECT count(DISTINCT subscriptions.feed_id) AS n FROM subscriptions"
        " JOIN channels ON channels.id = subscriptions.channel_id"
        " WHERE channels.guild_id = :guild_id",
        query,
    )
    unreachable = await fetch(
        _ENTRIES + "WHERE entries.import_id = :id AND entries.state = 'unreachable'"
        " ORDER BY entries.id LIMIT :named",
        query,
    )
    return ImportProgress(
        job=job,
        counts={state: row["entries"] for state, row in by_state.items()},
        feed_counts={state: row["feeds"] for state, row in by_state.items()},
        **dict(numbers),
        folders=tuple([FolderCount(**dict(row)) for row in await fetch(_FOLDERS, query)]),
        unreachable=tuple([_entry(row) for row in unreachable]),
        followed_here=next(iter(followed))["n"],
    )


async def insert_import(connection: Connection, draft: dict[str, object], now: datetime) -> int:
    """Keep a draft, instead of the guild's last one; what is old is dropped. Return its id."""
    await connection.execute(
        _FORGET,
        {
            "drafts_before": to_unix(now - DRAFT_LIVES),
            "before": to_unix(now - KEPT),
            "guild_id": draft["guild_id"],
        },
    )
    rows = await connection.execute_fetchall(_ADD, draft | {"now": to_unix(now)})
    return int(next(iter(rows))["id"])


async def insert_folders(connection: Connection, folders: Iterable[Mapping[str, object]]) -> None:
    await connection.executemany(_ADD_FOLDER, list(folders))


async def insert_entries(connection: Connection, entries: Iterable[Mapping[str, object]]) -> None:
    await connection.executemany(_ADD_ENTRY, list(entries))


async def set_folder_channel(
    connection: Connection, import_id: int, place: int, channel_id: int
) -> None:
    """Let a folder become another channel, whose row exists."""
    await connection.execute(
        "UPDATE import_folders SET channel_id = ? WHERE import_id = ? AND place = ?",
        (channel_id, import_id, place),
    )


async def folders_of(connection: Connection, import_id: int) -> list[ImportFolder]:
    """Return the folders of an import with what the file says of them, and their channels."""
    rows = await connection.execute_fetchall(_WHOLE_FOLDERS, (import_id,))
    return [_folder(row) for row in rows]


async def set_import_state(
    connection: Connection, import_id: int, state: ImportState, now: datetime
) -> None:
    """Begin or end an import; what begins falls due at once."""
    values = {"id": import_id, "state": state.value, "now": to_unix(now)}
    await connection.execute(
        "UPDATE imports SET state = :state,"
        " done_at = CASE WHEN :state IN ('stopped', 'done') THEN :now END WHERE id = :id",
        values,
    )
    await connection.execute(
        "UPDATE import_feeds SET due_at = :now WHERE import_id = :id AND state = 'waiting'", values
    )


async def is_importing(connection: Connection, guild_id: int) -> bool:
    rows = await connection.execute_fetchall(
        "SELECT 1 FROM imports WHERE guild_id = ? AND state = 'running'", (guild_id,)
    )
    return bool(list(rows))


async def claim_entries(
    connection: Connection,
    now: datetime,
    *,
    limit: int,
    lease: timedelta,
    busy: Collection[str],
    share: Share = EVERYTHING,
) -> list[ImportEntry]:
    """Take up to `limit` due entries of a share's imports, one of each host that is not `busy`."""
    query = {"now": to_unix(now), "busy": json.dumps(sorted(busy)), "limit": limit}
    query |= share_values(share)
    entries = [_entry(row) for row in await connection.execute_fetchall(_DUE, query)]
    await connection.executemany(
        "UPDATE import_feeds SET due_at = ? WHERE id = ?",
        [(to_unix(now + lease), entry.id) for entry in entries],
    )
    return entries


async def release_entries(connection: Connection, entry_ids: Iterable[int]) -> None:
    """Let claimed entries fall due again: they were not asked."""
    await connection.executemany(
        "UPDATE import_feeds SET due_at = 0 WHERE id = ? AND state = 'waiting'",
        [(entry_id,) for entry_id in entry_ids],
    )


async def retry_entry(connection: Connection, entry: ImportEntry, due_at: datetime) -> None:
    """Try an entry again later, and none of its host before."""
    values = {"id": entry.id, "host": entry.host, "due_at": to_unix(due_at)}
    await connection.execute(_RETRY, values)
    await connection.execute(_DEFER, values)


async def settle_entry(
    connection: Connection, entry_id: int, state: EntryState, cause: str | None = None
) -> None:
    """Note what became of an entry."""
    await connection.execute(_SETTLE, {"id": entry_id, "state": state.value, "cause": cause})


async def is_waiting(connection: Connection, entry_id: int) -> bool:
    """Say whether an entry is still to be brought in: nobody stopped its import meanwhile."""
    rows = await connection.execute_fetchall(
        "SELECT 1 FROM import_feeds JOIN imports ON imports.id = import_feeds.import_id"
        " WHERE import_feeds.id = ? AND import_feeds.state = 'waiting'"
        " AND imports.state = 'running'",
        (entry_id,),
    )
    return bool(list(rows))


async def running_imports(fetch: Fetch, share: Share = EVERYTHING) -> Mapping[int, bool]:
    """Return a share's running imports, and of each whether something of it waits."""
    rows = await fetch(_RUNNING, share_values(share))
    return {row["id"]: bool(row["is_waiting"]) for row in rows}


async def finish_import(connection: Connection, import_id: int, now: datetime) -> bool:
    """End an import of which nothing waits; False where it was ended already."""
    cursor = await connection.execute(_FINISHED, {"id": import_id, "now": to_unix(now)})
    return cursor.rowcount > 0


def _job(row: Row) -> Import:
    return Import(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        state=ImportState(row["state"]),
        file_guild_id=row["file_guild_id"],
        settings=json.loads(row["settings"]),
        left_out=tuple(json.loads(row["left_out"])),
        dropped=row["dropped"],
    )


def _folder(row: Row) -> ImportFolder:
    digests = [
        (each["settings"], None if each["feeds"] is None else tuple(each["feeds"]))
        for each in json.loads(row["digests"])
    ]
    return ImportFolder(
        channel=_channel(row),
        file_id=row["file_id"],
        settings=json.loads(row["settings"]),
        digests=tuple(digests),
    )


def _channel(row: Row) -> Channel:
    return Channel(
        id=row["channel_id"],
        guild_id=row["guild_id"],
        kind=ChannelKind(row["channel_kind"]),
        name=row["channel_name"],
    )


def _entry(row: Row) -> ImportEntry:
    return ImportEntry(
        id=row["id"],
        import_id=row["import_id"],
        guild_id=row["guild_id"],
        channel=_channel(row),
        is_ours=bool(row["is_ours"]),
        url=row["url"],
        host=row["host"],
        title=row["title"],
        site_url=row["site_url"],
        settings=json.loads(row["settings"]),
        state=EntryState(row["state"]),
        cause=row["cause"],
        attempts=row["attempts"],
    )
