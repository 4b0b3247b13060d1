"""What posting must know of a channel: its block (a circuit breaker), webhook, post of the day."""

import json
from datetime import date, datetime

from bot.model import ChannelBlock, ChannelKind, Webhook
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.times import to_unix, to_unix_or_none

_BLOCK = """
    UPDATE channels SET block_code = :code, block_missing = :missing, probe_at = :probe_at,
           gone_at = coalesce(gone_at, :gone_at),
           refusals = CASE WHEN block_code IS NOT :code THEN 1 ELSE refusals + 1 END
    WHERE id = :id
"""
_WAIT = """
    UPDATE deliveries SET due_at = :probe_at
    WHERE channel_id = :id AND state = 'pending' AND due_at < :probe_at
"""
_UNBLOCK = """
    UPDATE channels SET block_code = NULL, block_missing = '[]', refusals = 0, probe_at = NULL,
           gone_at = NULL
    WHERE id = :id AND block_code IS NOT NULL
"""
_FALL_DUE = """
    UPDATE deliveries SET due_at = :now
    WHERE channel_id = :id AND state = 'pending' AND due_at > :now
"""
# Feeds that only closed direct channels follow rest meanwhile: see `store/feeds/feeds.py`.
_POLL_AGAIN = """
    UPDATE feeds SET due_at = :now
    WHERE due_at > :now AND id IN (
        SELECT feed_id FROM subscriptions JOIN channels ON channels.id = subscriptions.channel_id
        WHERE channels.id = :id AND channels.kind = 'dm' AND subscriptions.paused_at IS NULL)
"""
_KEEP_DAY = """
    INSERT INTO forum_days (subscription_id, day, thread_id) VALUES (?, ?, ?)
    ON CONFLICT (subscription_id, day) DO UPDATE SET thread_id = excluded.thread_id
"""


class ChannelStateStore:
    """Rows of channels, as posting sees them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @retried
    async def block(
        self,
        channel_id: int,
        block: ChannelBlock,
        probe_at: datetime | None = None,
        *,
        gone_at: datetime | None = None,
    ) -> None:
        """Stop posting in a channel; its rows wait until `probe_at` or `unblock`.

        With `gone_at` it counts as deleted since then.
        """
        values = {
            "id": channel_id,
            "code": block.code,
            "missing": json.dumps(block.missing),
            "probe_at": to_unix_or_none(probe_at),
            "gone_at": to_unix_or_none(gone_at),
        }
        async with self._database.transaction() as connection:
            await connection.execute(_BLOCK, values)
            await connection.execute(_WAIT, values)

    @retried
    async def unblock(self, channel_id: int, now: datetime) -> None:
        """Post in a channel again: what waits for it is due."""
        async with self._database.transaction() as connection:
            await unblock(connection, channel_id, now)

    async def blocked(self, guild_id: int) -> tuple[tuple[int, ChannelKind], ...]:
        """Return the channels of a guild that are closed to us, with their kinds."""
        rows = await self._database.fetch_all(
            "SELECT id, kind FROM channels"
            " WHERE guild_id = ? AND block_code IS NOT NULL ORDER BY id",
            (guild_id,),
        )
        return tuple([(row["id"], ChannelKind(row["kind"])) for row in rows])

    @retried
    async def save_webhook(self, channel_id: int, webhook: Webhook | None) -> None:
        """Keep the webhook of a channel, or with None forget it."""
        values = (None, None) if webhook is None else (webhook.id, webhook.token)
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE channels SET webhook_id = ?, webhook_token = ? WHERE id = ?",
                (*values, channel_id),
            )

    async def day_thread(self, subscription_id: int, day: date) -> int | None:
        """Return the post of a forum in which a subscription's items of a day are."""
        row = await self._database.fetch_one(
            "SELECT thread_id FROM forum_days WHERE subscription_id = ? AND day = ?",
            (subscription_id, day.isoformat()),
        )
        return row["thread_id"] if row else None

    @retried
    async def forget_thread(self, thread_id: int) -> None:
        """Note that a day's post is gone: the next item opens another."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM forum_days WHERE thread_id = ?", (thread_id,))


async def unblock(connection: Connection, channel_id: int, now: datetime) -> None:
    """Unblock a channel inside the caller's transaction, if it was blocked."""
    values = {"id": channel_id, "now": to_unix(now)}
    if (await connection.execute(_UNBLOCK, values)).rowcount:
        await connection.execute(_FALL_DUE, values)
        await connection.execute(_POLL_AGAIN, values)


async def keep_day(
    connection: Connection, subscription_id: int, day: date, thread_id: int | None
) -> None:
    """Remember the post of a day inside the caller's transaction."""
    await connection.execute(_KEEP_DAY, (subscription_id, day.isoformat(), thread_id))
