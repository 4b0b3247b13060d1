"""Subscriptions at WebSub hubs: wanted, claimed when due, verified, ended; asks no hub."""

import json
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from bot.model.feeds.hub import HubState, HubSubscription
from bot.store.database import Connection, Database, Row
from bot.store.engine.retry import retried
from bot.store.times import from_unix, from_unix_or_none, to_unix

_FOLLOWED = """
    EXISTS (SELECT 1 FROM subscriptions
            JOIN channels ON channels.id = subscriptions.channel_id
            LEFT JOIN guilds ON guilds.id = channels.guild_id
            WHERE subscriptions.feed_id = feeds.id AND subscriptions.paused_at IS NULL
              AND channels.gone_at IS NULL AND guilds.gone_at IS NULL)
"""
_WANTED = f"""
    SELECT feeds.id, feeds.url, feeds.hub_url, feeds.topic_url FROM feeds
    WHERE feeds.hub_url IS NOT NULL AND feeds.topic_url IS NOT NULL AND feeds.ended_at IS NULL
      AND feeds.first_polled_at IS NOT NULL AND {_FOLLOWED}
      AND NOT EXISTS (SELECT 1 FROM hub_subscriptions WHERE feed_id = feeds.id)
    ORDER BY feeds.id LIMIT :limit
"""  # noqa: S608  # no value is put into it
_INSERT = """
    INSERT INTO hub_subscriptions (feed_id, hub_url, topic_url, callback, token, secret, due_at)
    VALUES (:feed_id, :hub_url, :topic_url, :callback, :token, :secret, :now)
    ON CONFLICT (feed_id) DO NOTHING  -- another process was quicker
"""
# A feed that nobody follows, that ended, or that names another hub: what was is ended.
_END = f"""
    UPDATE hub_subscriptions SET state = 'ending', due_at = :now, attempts = 0
    WHERE state <> 'ending' AND NOT EXISTS (
        SELECT 1 FROM feeds
        WHERE feeds.id = hub_subscriptions.feed_id AND feeds.ended_at IS NULL
          AND feeds.hub_url = hub_subscriptions.hub_url
          AND feeds.topic_url = hub_subscriptions.topic_url AND {_FOLLOWED})
"""  # noqa: S608  # likewise
_CLAIM = """
    UPDATE hub_subscriptions SET due_at = :lease_ends, attempts = attempts + 1
    WHERE id IN (SELECT id FROM hub_subscriptions WHERE due_at <= :now
                 ORDER BY due_at, id LIMIT :limit /*pg FOR UPDATE SKIP LOCKED */)
    RETURNING *
"""
_VERIFY = """
    UPDATE hub_subscriptions SET state = 'live', attempts = 0, lease_ends_at = :lease_ends,
           due_at = :due_at
    WHERE id = :id AND state <> 'ending'
"""
_DENY = """
    UPDATE hub_subscriptions SET state = 'denied', attempts = 0, due_at = :due_at
    WHERE id = :id AND state <> 'ending'
"""
_DISTRUST = """
    UPDATE hub_subscriptions SET pushed_at = NULL
    WHERE feed_id IN (SELECT value FROM json_each(:feed_ids))
"""


class HubStore:
    """Rows of subscriptions at hubs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @retried
    async def want(
        self,
        now: datetime,
        make: Callable[[Row], dict[str, str] | None],
        *,
        base: str,
        limit: int,
    ) -> None:
        """Write down what is to be subscribed, and what is to end.

        `make` returns the callback, token and secret of a new one, None for a feed that no hub is
        to be told of. What was asked for under another address than `base` is asked anew.
        """
        at = to_unix(now)
        async with self._database.transaction() as connection:
            await connection.execute(_END, {"now": at})
            await connection.execute(
                "UPDATE hub_subscriptions SET callback = :base || token, state = 'asking',"
                " due_at = :now, attempts = 0, pushed_at = NULL"
                " WHERE state <> 'ending' AND callback <> :base || token",
                {"base": base, "now": at},
            )
            rows = await connection.execute_fetchall(_WANTED, {"limit": limit})
            for row in rows:
                if (made := make(row)) is not None:
                    values = {
                        "feed_id": row["id"],
                        "hub_url": row["hub_url"],
                        "topic_url": row["topic_url"],
                        "now": at,
                    }
                    await connection.execute(_INSERT, {**values, **made})

    @retried
    async def forget_all(self) -> None:
        """Forget every subscription: nothing listens to hubs any more."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM hub_subscriptions")

    async def is_empty(self) -> bool:
        return await self._database.fetch_one("SELECT 1 FROM hub_subscriptions LIMIT 1") is None

    @retried
    async def claim_due(
        self, now: datetime, *, limit: int, lease: timedelta
    ) -> Sequence[HubSubscription]:
        """Take up to `limit` due subscriptions, each for the length of `lease`."""
        times = {"now": to_unix(now), "lease_ends": to_unix(now + lease), "limit": limit}
        async with self._database.transaction() as connection:
            return [_hub(row) for row in await connection.execute_fetchall(_CLAIM, times)]

    @retried
    async def postpone(self, claimed: HubSubscription, due_at: datetime) -> None:
        """Let a claimed subscription fall due again, if nothing has become of it meanwhile."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE hub_subscriptions SET due_at = ? WHERE id = ? AND due_at = ?",
                (to_unix(due_at), claimed.id, to_unix(claimed.due_at)),
            )

    async def by_token(self, token: str) -> HubSubscription | None:
        row = await self._database.fetch_one(
            "SELECT * FROM hub_subscriptions WHERE token = ?", (token,)
        )
        return _hub(row) if row else None

    @retried
    async def verify(
        self, subscription_id: int, *, lease_ends_at: datetime, due_at: datetime
    ) -> None:
        """Note that the hub has verified us, until when, and when to renew that."""
        values = {
            "id": subscription_id,
            "lease_ends": to_unix(lease_ends_at),
            "due_at": to_unix(due_at),
        }
        async with self._database.transaction() as connection:
            await connection.execute(_VERIFY, values)

    @retried
    async def deny(self, subscription_id: int, due_at: datetime) -> None:
        """Note that the hub will not have us, and when to ask again."""
        async with self._database.transaction() as connection:
            await connection.execute(_DENY, {"id": subscription_id, "due_at": to_unix(due_at)})

    @retried
    async def delete(self, subscription_id: int) -> None:
        """Forget a subscription that is over."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "DELETE FROM hub_subscriptions WHERE id = ?", (subscription_id,)
            )

    @retried
    async def note_push(self, subscription_id: int, now: datetime) -> None:
        """Note that a push was read: this hub does push."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE hub_subscriptions SET pushed_at = ? WHERE id = ?",
                (to_unix(now), subscription_id),
            )


async def distrust(connection: Connection, feed_ids: Collection[int]) -> None:
    """Note that hubs did not push what a poll has found: their feeds are polled as others are."""
    await connection.execute(_DISTRUST, {"feed_ids": json.dumps(list(feed_ids))})


def _hub(row: Row) -> HubSubscription:
    return HubSubscription(
        id=row["id"],
        feed_id=row["feed_id"],
        hub_url=row["hub_url"],
        topic_url=row["topic_url"],
        callback=row["callback"],
        secret=row["secret"],
        state=HubState(row["state"]),
        attempts=row["attempts"],
        due_at=from_unix(row["due_at"]),
        lease_ends_at=from_unix_or_none(row["lease_ends_at"]),
    )
