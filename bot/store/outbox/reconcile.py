"""Reconciliation: the channels that are read back after a restore; what was found is elsewhere.

A channel is `unread` until it was read back; the claims of the outbox and of digests leave it
out so long. What was found (`bot.store.outbox.found`) stays for a while, because items that it
shows come in again with the polls of the days after.
"""

import json
from datetime import datetime, timedelta

from bot.model import EVERYTHING, ChannelKind, Reason, RestoredChannel, RestoreSummary, Share
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.file.backup import COPIED_AT
from bot.store.processes.shares import guild_is_ours, share_values
from bot.store.times import from_unix, to_unix

_BEGIN = """
    INSERT INTO restored_channels (channel_id, since, restored_at, due_at)
    SELECT id, :since, :now, :now FROM channels WHERE gone_at IS NULL AND (
        id IN (SELECT channel_id FROM subscriptions)
        OR id IN (SELECT channel_id FROM digests WHERE removed_at IS NULL)
        OR id IN (SELECT channel_id FROM deliveries WHERE state = 'pending'))
    ON CONFLICT (channel_id) DO UPDATE SET
        since = min(restored_channels.since, excluded.since), restored_at = excluded.restored_at,
        due_at = excluded.due_at, state = 'unread', told_at = NULL
"""
_CLAIM = f"""
    WITH taken AS (
        SELECT restored.channel_id FROM restored_channels AS restored
        LEFT JOIN channels ON channels.id = restored.channel_id
        WHERE restored.state = 'unread' AND restored.due_at <= :now
          AND {guild_is_ours("channels.guild_id")}
        ORDER BY restored.due_at, restored.channel_id
        LIMIT :limit /*pg FOR UPDATE OF restored SKIP LOCKED */
    )
    UPDATE restored_channels SET due_at = :lease_ends
    WHERE channel_id IN (SELECT channel_id FROM taken)
    RETURNING channel_id, since, restored_at,
        (SELECT guild_id FROM channels WHERE id = channel_id) AS guild_id,
        (SELECT kind FROM channels WHERE id = channel_id) AS kind
"""  # noqa: S608  # no value is put into it
_SILENCE = "UPDATE restored_channels SET state = 'silent' WHERE channel_id = :channel_id"
_KEEP_BACK = """
    UPDATE deliveries SET state = 'held', reason = :reason, detail = NULL, done_at = :now
    WHERE channel_id = :channel_id AND state = 'pending' AND created_at <= :restored_at
      AND kind IN ('item', 'group', 'digest', 'notice')
"""
_SKIP_RUNS = """
    UPDATE digests SET planned_at = max(planned_at, :restored_at), due_at = min(due_at, :now)
    WHERE channel_id = :channel_id
"""
_ZONES = """
    SELECT digests.id, COALESCE(digests.zone, channels.zone, guilds.zone, default_zone()) AS zone
    FROM digests JOIN channels ON channels.id = digests.channel_id
    JOIN guilds ON guilds.id = digests.guild_id
    WHERE digests.channel_id = :channel_id
"""
_TO_TELL = """
    SELECT guilds.id AS guild_id, guilds.notice_channel_id,
           COALESCE(guilds.locale, guilds.preferred_locale) AS locale,
           min(restored.since) AS since, sum(restored.messages) AS messages,
           json_group_array(restored.channel_id) FILTER (WHERE restored.state = 'silent') AS silent
    FROM restored_channels AS restored
    JOIN channels ON channels.id = restored.channel_id
    JOIN guilds ON guilds.id = channels.guild_id
    WHERE restored.told_at IS NULL
    GROUP BY guilds.id HAVING count(*) FILTER (WHERE restored.state = 'unread') = 0
    LIMIT 1
"""
_TOLD = """
    UPDATE restored_channels SET told_at = :now
    WHERE told_at IS NULL AND channel_id IN (SELECT id FROM channels WHERE guild_id = :guild_id)
"""
_FORGET = """
    DELETE FROM restored_channels WHERE state <> 'unread' AND restored_at < :before
"""


class ReconcileStore:
    """Rows of channels that are read back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @retried
    async def begin(self, now: datetime) -> bool:
        """Let every channel be read back, if the database is a copy of an earlier one."""
        async with self._database.transaction() as connection:
            rows = list(
                await connection.execute_fetchall(
                    "DELETE FROM meta WHERE key = ? RETURNING value", (COPIED_AT,)
                )
            )
            if not rows:
                return False
            since = min(datetime.fromisoformat(rows[0]["value"]), now)
            await connection.execute(_BEGIN, {"since": to_unix(since), "now": to_unix(now)})
        return True

    @retried
    async def claim_due(
        self, now: datetime, *, limit: int, lease: timedelta, share: Share = EVERYTHING
    ) -> list[RestoredChannel]:
        """Take up to `limit` unread channels of a share, each for the length of `lease`."""
        times = {"now": to_unix(now), "lease_ends": to_unix(now + lease), "limit": limit}
        if (
            await self._database.fetch_one(
                "SELECT 1 FROM restored_channels WHERE state = 'unread' AND due_at <= :now", times
            )
            is None
        ):
            return []
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(_CLAIM, times | share_values(share))
        return [
            RestoredChannel(
                id=row["channel_id"],
                guild_id=row["guild_id"],
                kind=ChannelKind(row["kind"]),
                since=from_unix(row["since"]),
                restored_at=from_unix(row["restored_at"]),
            )
            for row in rows
        ]

    async def digest_zones(self, channel_id: int) -> dict[int, str]:
        """Return the zones that hold for a channel's digests, by id."""
        rows = await self._database.fetch_all(_ZONES, {"channel_id": channel_id})
        return {row["id"]: row["zone"] for row in rows}

    @retried
    async def postpone(self, channel_id: int, due_at: datetime) -> None:
        """Let a channel be read at `due_at` instead."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE restored_channels SET due_at = ? WHERE channel_id = ?",
                (to_unix(due_at), channel_id),
            )

    @retried
    async def keep_silent(self, channel: RestoredChannel, now: datetime) -> None:
        """Note that a channel cannot be read: what is older than the restore stays unposted."""
        values = {
            "channel_id": channel.id,
            "restored_at": to_unix(channel.restored_at),
            "now": to_unix(now),
            "reason": Reason.RESTORED,
        }
        async with self._database.transaction() as connection:
            await connection.execute(_KEEP_BACK, values)
            await connection.execute(_SKIP_RUNS, values)
            await connection.execute(_SILENCE, values)

    async def to_tell(self) -> RestoreSummary | None:
        """Return a guild whose channels are all settled and whose moderators were not told."""
        row = await self._database.fetch_one(_TO_TELL)
        if row is None:
            return None
        return RestoreSummary(
            guild_id=row["guild_id"],
            notice_channel_id=row["notice_channel_id"],
            locale=row["locale"],
            since=from_unix(row["since"]),
            messages=row["messages"],
            silent_channel_ids=tuple(json.loads(row["silent"])),
        )

    @retried
    async def forget_before(self, before: datetime) -> None:
        """Delete what was found after restores before then."""
        async with self._database.transaction() as connection:
            await connection.execute(_FORGET, {"before": to_unix(before)})


async def mark_told(connection: Connection, guild_id: int, now: datetime) -> bool:
    """Note that a guild's moderators are told; False where another process was quicker."""
    cursor = await connection.execute(_TOLD, {"guild_id": guild_id, "now": to_unix(now)})
    return cursor.rowcount > 0
