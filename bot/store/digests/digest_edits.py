"""Rows of digests as somebody chooses them, inside the caller's transaction; judges nothing."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model import Digest
from bot.store.database import Connection
from bot.store.digests.digests import BY_ID, OF_GUILD, OF_MEMBER, SELECT, to_digest, values_of
from bot.store.times import to_unix

FIRST_PAGE = timedelta(days=1)  # how far back a digest's first page reaches

_ADD = """
    INSERT INTO digests (channel_id, guild_id, user_id, times, days, zone, grouping, when_empty,
                         title, picture, words, opening, translate, all_feeds, mark,
                         planned_at, due_at, created_at)
    VALUES (:channel_id, :guild_id, :user_id, :times, :days, :zone, :grouping, :when_empty,
            :title, :picture, :words, :opening, :translate, :all_feeds,
            coalesce((SELECT min(id) - 1 FROM items WHERE received_at >= :first_page),
                     (SELECT max(id) FROM items), 0),
            :planned_at, :due_at, :created_at)
    RETURNING id
"""
_SAVE = """
    UPDATE digests SET
        channel_id = :channel_id, times = :times, days = :days, zone = :zone,
        grouping = :grouping, when_empty = :when_empty, title = :title, picture = :picture,
        words = :words, opening = :opening, translate = :translate, all_feeds = :all_feeds,
        planned_at = :planned_at, due_at = :due_at,
        paused_at = :paused_at, removed_at = :removed_at
    WHERE id = :id
"""
_RESCHEDULE = """
    UPDATE digests SET planned_at = :now, due_at = :now
    WHERE guild_id = :guild_id AND zone IS NULL AND removed_at IS NULL
      AND channel_id IN (
          SELECT id FROM channels WHERE id = :channel_id OR (:channel_id IS NULL AND zone IS NULL))
"""


async def find_digest(connection: Connection, digest_id: int) -> Digest | None:
    """Return a digest as it is in this transaction, removed ones too."""
    found = await _select(connection, BY_ID, {"id": digest_id})
    return found[0] if found else None


async def digests_of_guild(connection: Connection, guild_id: int) -> list[Digest]:
    """Return the digests of a guild's channels; those of its members are their own."""
    return await _select(connection, OF_GUILD, {"id": guild_id})


async def digests_of_member(connection: Connection, guild_id: int, user_id: int) -> list[Digest]:
    return await _select(connection, OF_MEMBER, {"guild_id": guild_id, "user_id": user_id})


async def insert_digest(connection: Connection, digest: Digest) -> Digest:
    """Keep a new digest, whose first page reaches back a day; return it as it is read."""
    values = values_of(digest) | {"first_page": to_unix(digest.created_at - FIRST_PAGE)}
    rows = await connection.execute_fetchall(_ADD, values)
    added = replace(digest, id=next(iter(rows))["id"])
    await _link(connection, added)
    return await _reread(connection, added.id)


async def update_digest(connection: Connection, digest: Digest) -> Digest:
    """Keep what somebody chose for a digest; what was printed of it stays as it is."""
    await connection.execute(_SAVE, values_of(digest))
    await _link(connection, digest)
    return await _reread(connection, digest.id)


async def reschedule(
    connection: Connection, now: datetime, *, guild_id: int, channel_id: int | None = None
) -> None:
    """Let the digests of a guild, or of one of its channels, reckon their next pages anew.

    Those that go by a zone of their own, or of their channel's, are left alone.
    """
    values = {"now": to_unix(now), "guild_id": guild_id, "channel_id": channel_id}
    await connection.execute(_RESCHEDULE, values)


async def _reread(connection: Connection, digest_id: int) -> Digest:
    digest = await find_digest(connection, digest_id)
    assert digest is not None
    return digest


async def _select(connection: Connection, where: str, values: dict[str, object]) -> list[Digest]:
    return [to_digest(row) for row in await connection.execute_fetchall(SELECT + where, values)]


async def _link(connection: Connection, digest: Digest) -> None:
    """Write which feeds and channels a digest reads."""
    await _relink(
        connection, "digest_subscriptions", "subscription_id", digest, digest.subscription_ids or ()
    )
    await _relink(connection, "digest_channels", "channel_id", digest, digest.channel_ids)


async def _relink(
    connection: Connection, table: str, column: str, digest: Digest, ids: Collection[int]
) -> None:
    await connection.execute(f"DELETE FROM {table} WHERE digest_id = ?", (digest.id,))  # noqa: S608  # our own names
    await connection.executemany(
        f"INSERT INTO {table} (digest_id, {column}) VALUES (?, ?)",  # noqa: S608  # likewise
        [(digest.id, one) for one in sorted(ids)],
    )
