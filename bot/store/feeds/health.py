"""How a subscription fares: what came, what was posted, what waits; judges nothing."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.model import Item, SubscriptionHealth
from bot.store.database import Database
from bot.store.rows import to_block, to_item
from bot.store.times import from_unix_or_none, to_unix

_HEALTH = """
    SELECT
        (SELECT count(*) FROM items WHERE feed_id = subscriptions.feed_id
            AND received_at > :week_ago) AS received,
        (SELECT max(received_at) FROM items WHERE feed_id = subscriptions.feed_id) AS last_item_at,
        (SELECT count(*) FROM deliveries WHERE subscription_id = subscriptions.id
            AND state = 'pending') AS owed,
        (SELECT count(*) FROM deliveries WHERE subscription_id = subscriptions.id
            AND kind IN ('item', 'group') AND state = 'sent' AND done_at > :week_ago) AS sent,
        (SELECT count(*) FROM deliveries WHERE subscription_id = subscriptions.id
            AND state = 'held' AND done_at > :week_ago) AS held,
        (SELECT max(done_at) FROM deliveries WHERE subscription_id = subscriptions.id
            AND kind IN ('item', 'group') AND state = 'sent') AS last_sent_at,
        channels.block_code, channels.block_missing, hosts.wait_until AS wait_until
    FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id
    JOIN feeds ON feeds.id = subscriptions.feed_id
    LEFT JOIN hosts ON hosts.name = feeds.host AND hosts.wait_until > :now
    WHERE subscriptions.id = :id
"""
# By the publishers' clock, as it is shown; among those that came last, so that an index serves.
_LATEST = """
    SELECT * FROM (SELECT items.* FROM items
    WHERE items.feed_id IN (
        SELECT subscriptions.feed_id FROM subscriptions
        JOIN channels ON channels.id = subscriptions.channel_id
        WHERE channels.id IN (SELECT value FROM json_each(:channel_ids))
          AND channels.gone_at IS NULL
          AND (:feed_id IS NULL OR subscriptions.feed_id = :feed_id))
    ORDER BY items.received_at DESC, items.published_at DESC, items.position LIMIT :limit) AS latest
    ORDER BY published_at DESC, received_at DESC, position
"""
WEEK = timedelta(days=7)


class HealthStore:
    """Counts rows; changes none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, subscription_id: int, now: datetime) -> SubscriptionHealth | None:
        """Return how a subscription fares; None where there is none."""
        query = {
            "id": subscription_id,
            "week_ago": to_unix(now - WEEK),
            "now": to_unix(now),
        }
        row = await self._database.fetch_one(_HEALTH, query)
        if row is None:
            return None
        return SubscriptionHealth(
            received=row["received"],
            sent=row["sent"],
            held=row["held"],
            owed=row["owed"],
            last_item_at=from_unix_or_none(row["last_item_at"]),
            last_sent_at=from_unix_or_none(row["last_sent_at"]),
            block=to_block(row),
            retry_at=from_unix_or_none(row["wait_until"]),
        )

    async def latest(
        self, channel_ids: Iterable[int], feed_id: int | None, limit: int
    ) -> list[Item]:
        """Return the newest items of the feeds that channels follow, or of one of these feeds."""
        query = {"channel_ids": json.dumps([*channel_ids]), "feed_id": feed_id, "limit": limit}
        return [to_item(row) for row in await self._database.fetch_all(_LATEST, query)]
