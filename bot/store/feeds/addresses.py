"""Give a feed another address, for everybody or for one guild; judges nothing.

What is written is written inside the caller's transaction. Where a server redirects for good, the
poller does the like by `bot.store.feeds.feeds.move_feed`.
"""

from datetime import datetime

from bot.store.database import Connection
from bot.store.times import to_unix

_ID_AT = "SELECT id FROM feeds WHERE url = ?"
_NAMES = "SELECT guid, title FROM items WHERE feed_id = ? ORDER BY id DESC LIMIT 2000"
# What was known of the old address says nothing of the new one.
_BEGIN_ANEW = """
    UPDATE feeds SET
        etag = NULL, last_modified = NULL, body_hash = NULL, entry_hashes = x'',
        read_whole_at = NULL, answered_url = NULL, moved_to = NULL, moved_seen = 0,
        failures = 0, failing_since = NULL, error = NULL, gone_seen = 0, ended_at = NULL,
        due_at = :now
    WHERE id = :feed_id
"""
_ADD = """
    INSERT INTO feeds (url, host, title, due_at, interval_s)
    VALUES (:url, :host, :title, :now, 3600)
    RETURNING id
"""
_MOVE_GUILDS = """
    UPDATE subscriptions SET feed_id = :into
    WHERE feed_id = :feed_id
      AND channel_id IN (SELECT id FROM channels WHERE guild_id = :guild_id)
      AND channel_id NOT IN (SELECT channel_id FROM subscriptions WHERE feed_id = :into)
"""
# The marks alone: the items stay with the feed that others follow.
_COPY_SEEN = """
    INSERT INTO seen (feed_id, key, item_id, last_seen_at)
    SELECT :into, key, NULL, last_seen_at FROM seen WHERE feed_id = :feed_id
    ON CONFLICT (feed_id, key) DO NOTHING
"""


async def feed_at(connection: Connection, url: str) -> int | None:
    """Return the id of the feed at an address; None where it is not known."""
    rows = list(await connection.execute_fetchall(_ID_AT, (url,)))
    return int(rows[0]["id"]) if rows else None


async def known_names(connection: Connection, feed_id: int) -> list[tuple[str | None, str]]:
    """Return the guids and titles of a feed's newest items."""
    rows = await connection.execute_fetchall(_NAMES, (feed_id,))
    return [(row["guid"], row["title"]) for row in rows]


async def begin_anew(connection: Connection, feed_id: int, now: datetime) -> None:
    """Forget what the last answers of a feed said, and let it fall due."""
    await connection.execute(_BEGIN_ANEW, {"feed_id": feed_id, "now": to_unix(now)})


async def split_feed(
    connection: Connection, feed_id: int, url: str, host: str, title: str, now: datetime
) -> int:
    """Add a feed at another address that has seen what this one has; return its id."""
    values = {"url": url, "host": host, "title": title, "now": to_unix(now)}
    rows = await connection.execute_fetchall(_ADD, values)
    into = int(next(iter(rows))["id"])
    await connection.execute(_COPY_SEEN, {"into": into, "feed_id": feed_id})
    return into


async def move_followers(connection: Connection, feed_id: int, into: int, guild_id: int) -> None:
    """Let a guild's channels follow another feed, but those that do already."""
    values = {"feed_id": feed_id, "into": into, "guild_id": guild_id}
    await connection.execute(_MOVE_GUILDS, values)
