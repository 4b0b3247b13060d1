"""The outbox: claim owed messages under a lease, and record what became of each; sends nothing.

A claimed row moves to the front of its lane (rank 0) and falls due when its lease ends. So the
head of a channel is either due, or somebody holds it, and nothing overtakes it.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.model import ChannelKind, Delivery, Feed, Item, Subscription
from bot.store.database import Connection, Database
from bot.store.rows import to_delivery, to_feed, to_item, to_subscription
from bot.store.times import from_unix_or_none, to_unix

LEASE = timedelta(seconds=90)  # shorter than Discord remembers a nonce

_CLAIM = """
    UPDATE deliveries SET due_at = :lease_ends, rank = 0, attempts = attempts + 1
    WHERE id IN (
        SELECT d.id FROM deliveries AS d
        JOIN channels ON channels.id = d.channel_id
        LEFT JOIN guilds ON guilds.id = channels.guild_id
        WHERE d.state = 'pending' AND d.due_at <= :now
          AND channels.blocked IS NULL AND channels.gone_at IS NULL AND guilds.gone_at IS NULL
          AND d.id = (
              SELECT e.id FROM deliveries AS e
              WHERE e.channel_id = d.channel_id AND e.lane = d.lane AND e.state = 'pending'
              ORDER BY e.rank, e.position, e.id LIMIT 1)
        ORDER BY d.due_at, d.id LIMIT :limit)
    RETURNING *
"""
_ITEM_IDS = """
    SELECT item_id FROM delivery_items WHERE delivery_id = ? AND role = 'main' ORDER BY place
"""
_ITEMS = """
    SELECT items.*, delivery_items.role AS role FROM delivery_items
    JOIN items ON items.id = delivery_items.item_id
    WHERE delivery_items.delivery_id = ? ORDER BY delivery_items.place
"""
_ALSO_IN = """
    SELECT DISTINCT feeds.title AS title FROM delivery_items
    JOIN items ON items.id = delivery_items.item_id JOIN feeds ON feeds.id = items.feed_id
    WHERE delivery_items.delivery_id = ? AND delivery_items.role = 'also'
    ORDER BY delivery_items.place
"""
_TARGET = """
    SELECT channels.id, channels.guild_id, channels.kind, channels.name, channels.webhook_id,
           channels.webhook_token,
           COALESCE(channels.locale, guilds.locale, guilds.preferred_locale) AS locale,
           COALESCE(channels.zone, guilds.zone) AS zone
    FROM channels LEFT JOIN guilds ON guilds.id = channels.guild_id
    WHERE channels.id = ?
"""
_SUBSCRIPTION = """
    SELECT subscriptions.*, channels.guild_id AS guild_id FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id
    WHERE subscriptions.id = ?
"""
_INSERT_PART = """
    INSERT INTO delivery_parts (delivery_id, part, payload, nonce)
    VALUES (:delivery_id, :part, :payload, :nonce)
"""
_START_PART = """
    UPDATE delivery_parts SET started_at = COALESCE(started_at, :now),
           webhook_id = :webhook_id, place_id = :place_id
    WHERE delivery_id = :delivery_id AND part = :part
"""
_RECORD_PART = """
    UPDATE delivery_parts SET message_id = :message_id, place_id = :place_id
    WHERE delivery_id = :delivery_id AND part = :part
"""
_RENEW = "UPDATE deliveries SET due_at = :due_at WHERE id = :id AND state = 'pending'"
_SETTLE = """
    UPDATE deliveries SET state = :state, reason = :reason, detail = :detail, done_at = :now
    WHERE id = :id AND state = 'pending'
"""
_RETRY = """
    UPDATE deliveries SET due_at = :due_at, attempts = attempts - :forgiven,
           reason = :reason, detail = :detail
    WHERE id = :id AND state = 'pending'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a delivery goes: the channel with what the guild decides for it."""

    id: int
    guild_id: int | None
    kind: ChannelKind
    name: str
    locale: str | None
    zone: str | None
    webhook_id: int | None = None
    webhook_token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of a delivery, and what is known of it."""

    number: int
    payload: Mapping[str, Any]
    nonce: str
    place_id: int | None = None
    webhook_id: int | None = None
    message_id: int | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A claimed delivery with all it is rendered from and all that was sent of it."""

    delivery: Delivery
    target: Target
    subscription: Subscription | None
    feed: Feed | None
    items: tuple[Item, ...]
    also_in: tuple[str, ...]
    parts: tuple[Part, ...]


class Outbox:
    """Rows of owed messages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim_due(
        self, now: datetime, limit: int, lease: timedelta = LEASE
    ) -> tuple[Delivery, ...]:
        """Take up to `limit` due heads of channels, each for the length of `lease`."""
        times = {"now": to_unix(now), "lease_ends": to_unix(now + lease), "limit": limit}
        async with self._database.transaction() as connection:
            rows = list(await connection.execute_fetchall(_CLAIM, times))
            claimed = [
                to_delivery(
                    row, tuple([i[0] for i in await _all(connection, _ITEM_IDS, row["id"])])
                )
                for row in rows
            ]
        return tuple(claimed)

    async def load(self, delivery: Delivery) -> Job | None:
        """Return what `delivery` needs; None when it was taken away since it was claimed."""
        target = await self._target(delivery.channel_id)
        if target is None:
            return None
        subscription = await self._subscription(delivery.subscription_id)
        main = delivery.target_id or delivery.id
        items = [
            to_item(row)
            for row in await self._database.fetch_all(_ITEMS, (main,))
            if row["role"] == "main"
        ]
        also = await self._database.fetch_all(_ALSO_IN, (main,))
        return Job(
            delivery=delivery,
            target=target,
            subscription=subscription,
            feed=await self._feed(subscription.feed_id if subscription else None),
            items=tuple(items),
            also_in=tuple([row["title"] for row in also]),
            parts=await self._parts(main),
        )

    async def _target(self, channel_id: int) -> Target | None:
        row = await self._database.fetch_one(_TARGET, (channel_id,))
        if row is None:
            return None
        fields = {name: row[name] for name in row.keys() if name != "kind"}  # noqa: SIM118
        return Target(kind=ChannelKind(row["kind"]), **fields)

    async def _subscription(self, subscription_id: int | None) -> Subscription | None:
        row = await self._database.fetch_one(_SUBSCRIPTION, (subscription_id,))
        return to_subscription(row) if row else None

    async def _feed(self, feed_id: int | None) -> Feed | None:
        row = await self._database.fetch_one("SELECT * FROM feeds WHERE id = ?", (feed_id,))
        return to_feed(row) if row else None

    async def _parts(self, delivery_id: int) -> tuple[Part, ...]:
        rows = await self._database.fetch_all(
            "SELECT * FROM delivery_parts WHERE delivery_id = ? ORDER BY part", (delivery_id,)
        )
        return tuple([_part(row) for row in rows])

    async def record_parts(
        self, delivery_id: int, payloads: Sequence[Mapping[str, Any]], nonces: Sequence[str]
    ) -> tuple[Part, ...]:
        """Fix what the messages of a delivery say, before the first is sent."""
        parts = [
            Part(number=number, payload=payload, nonce=nonce)
            for number, (payload, nonce) in enumerate(zip(payloads, nonces, strict=True))
        ]
        async with self._database.transaction() as connection:
            await connection.executemany(
                _INSERT_PART,
                [
                    {
                        "delivery_id": delivery_id,
                        "part": part.number,
                        "payload": json.dumps(part.payload, ensure_ascii=False),
                        "nonce": part.nonce,
                    }
                    for part in parts
                ],
            )
        return tuple(parts)

    async def record_started(
        self,
        delivery_id: int,
        part: Part,
        now: datetime,
        *,
        place_id: int | None,
        webhook_id: int | None,
        lease: timedelta = LEASE,
    ) -> None:
        """Note, before a request is made, that one is made, and renew the lease."""
        async with self._database.transaction() as connection:
            await connection.execute(
                _START_PART,
                {
                    "delivery_id": delivery_id,
                    "part": part.number,
                    "now": to_unix(now),
                    "place_id": place_id,
                    "webhook_id": webhook_id,
                },
            )
            await connection.execute(_RENEW, {"id": delivery_id, "due_at": to_unix(now + lease)})

    async def record_part(
        self, delivery_id: int, number: int, *, message_id: int, place_id: int | None
    ) -> None:
        """Note that a message is in the channel."""
        async with self._database.transaction() as connection:
            await connection.execute(
                _RECORD_PART,
                {
                    "delivery_id": delivery_id,
                    "part": number,
                    "message_id": message_id,
                    "place_id": place_id,
                },
            )

    async def rewrite_part(self, delivery_id: int, number: int, payload: Mapping[str, Any]) -> None:
        """Note what a message says since it was edited."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE delivery_parts SET payload = ? WHERE delivery_id = ? AND part = ?",
                (json.dumps(payload, ensure_ascii=False), delivery_id, number),
            )

    async def mark_sent(self, delivery_id: int, now: datetime) -> None:
        await self._settle(delivery_id, "sent", now, None, None)

    async def mark_dead(self, delivery_id: int, now: datetime, reason: str, detail: str) -> None:
        """Give a row up: Discord will never take it as it is."""
        await self._settle(delivery_id, "dead", now, reason, detail)

    async def mark_held(self, delivery_id: int, now: datetime, reason: str, detail: str) -> None:
        """Note that a row is not to be posted after all, and why."""
        await self._settle(delivery_id, "held", now, reason, detail)

    async def _settle(
        self, delivery_id: int, state: str, now: datetime, reason: str | None, detail: str | None
    ) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(
                _SETTLE,
                {
                    "id": delivery_id,
                    "state": state,
                    "reason": reason,
                    "detail": detail,
                    "now": to_unix(now),
                },
            )

    async def postpone(
        self,
        delivery_id: int,
        due_at: datetime,
        *,
        reason: str,
        detail: str = "",
        forgiven: bool = False,
    ) -> None:
        """Let a row fall due again at `due_at`; `forgiven` does not count the attempt."""
        async with self._database.transaction() as connection:
            await connection.execute(
                _RETRY,
                {
                    "id": delivery_id,
                    "due_at": to_unix(due_at),
                    "reason": reason,
                    "detail": detail,
                    "forgiven": int(forgiven),
                },
            )

    async def block_channel(self, channel_id: int, why: str) -> None:
        """Stop posting in a channel until `unblock_channel`; its rows wait."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE channels SET blocked = ? WHERE id = ?", (why, channel_id)
            )

    async def unblock_channel(self, channel_id: int) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE channels SET blocked = NULL WHERE id = ?", (channel_id,)
            )


async def _all(connection: Connection, sql: str, *parameters: object) -> list[sqlite3.Row]:
    return list(await connection.execute_fetchall(sql, parameters))


def _part(row: sqlite3.Row) -> Part:
    return Part(
        number=row["part"],
        payload=json.loads(row["payload"]),
        nonce=row["nonce"],
        place_id=row["place_id"],
        webhook_id=row["webhook_id"],
        message_id=row["message_id"],
        started_at=from_unix_or_none(row["started_at"]),
    )
