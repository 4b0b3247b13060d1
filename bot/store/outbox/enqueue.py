"""Enqueue: rows of the outbox, written inside the transaction that owes them; decides nothing.

Everything owed has a slot, unique in its channel, so that owing it again changes nothing.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.model import Delivery, DeliveryState, Owed, Subscription
from bot.store.database import Connection, Row
from bot.store.guilds.mutes import MUTES_OF_CHANNEL
from bot.store.rows import to_delivery, to_subscription
from bot.store.times import sent_at, to_unix

_FOLLOWERS = f"""
    SELECT subscriptions.*, channels.guild_id AS guild_id, {MUTES_OF_CHANNEL},
           COALESCE(channels.same_story, guilds.same_story, 1) AS same_story,
           COALESCE(channels.zone, guilds.zone, default_zone()) AS zone,
           COALESCE(channels.locale, guilds.locale, guilds.preferred_locale) AS locale
    FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id
    LEFT JOIN guilds ON guilds.id = channels.guild_id
    WHERE subscriptions.feed_id IN (SELECT value FROM json_each(:feed_ids))
      AND channels.gone_at IS NULL AND guilds.gone_at IS NULL
      AND (channels.kind <> 'dm' OR channels.block_code IS NULL)
    ORDER BY subscriptions.id
"""  # noqa: S608  # no value is put into it
_OWE = """
    INSERT INTO deliveries (kind, channel_id, subscription_id, edition_id, target_id, slot, lane,
                            rank, position, state, reason, detail, due_at, created_at, done_at)
    VALUES (:kind, :channel_id, :subscription_id, :edition_id, :target_id, :slot, :lane,
            :rank, :position, :state, :reason, :detail, :due_at, :created_at, :done_at)
    ON CONFLICT (channel_id, slot) DO NOTHING
"""
_ADD_ITEM = """
    INSERT INTO delivery_items (delivery_id, item_id, role, place)
    SELECT id, :item_id, 'main', :place FROM deliveries
    WHERE channel_id = :channel_id AND slot = :slot
    ON CONFLICT DO NOTHING
"""
_OWED = """
    SELECT * FROM deliveries WHERE channel_id = :channel_id AND slot = :slot
      AND NOT EXISTS (SELECT 1 FROM delivery_parts WHERE delivery_id = deliveries.id)
"""
_ADD_PART = """
    INSERT INTO delivery_parts (delivery_id, part, payload, nonce)
    VALUES (:delivery_id, :part, :payload, :nonce)
"""
# One message that shows several items belongs to none of them: an edit must not rewrite it.
PLACE_FOUND = """
    INSERT INTO delivery_parts (delivery_id, part, payload, nonce, place_id, webhook_id,
                                message_id, started_at, asked_at)
    SELECT deliveries.id, 0, found.payload, '', found.place_id, found.webhook_id,
           found.message_id, :at, :at
    FROM deliveries JOIN restored_messages AS found ON found.message_id = :message_id
    WHERE {of_delivery} AND found.several = 0
      AND NOT EXISTS (SELECT 1 FROM delivery_parts WHERE message_id = found.message_id)
    ON CONFLICT DO NOTHING
"""
_PLACE_FOUND_OF_SLOT = PLACE_FOUND.format(
    of_delivery="deliveries.channel_id = :channel_id AND deliveries.slot = :slot"
    " AND deliveries.state = 'sent'"
)
_ADD_ALSO = """
    INSERT INTO delivery_items (delivery_id, item_id, role, place)
    SELECT :delivery_id, :item_id, 'also', 1 + MAX(place) FROM delivery_items
    WHERE delivery_id = :delivery_id
    ON CONFLICT DO NOTHING
"""
# Of those that are not begun nobody writes the words down until the poll's transaction ends: they
# would be of items as they were before it, and not be edited, as nothing was to be edited yet.
# (Where one process has the file, its transactions are one at a time.)
_HOLD_SHOWN = """
    /*pg SELECT id FROM deliveries WHERE state = 'pending' AND id IN (
        SELECT delivery_id FROM delivery_items
        WHERE item_id IN (SELECT value FROM json_each(:item_ids)))
    ORDER BY id FOR SHARE */
"""
_SHOWN = """
    SELECT delivery_items.item_id AS item_id, deliveries.id AS delivery_id,
           deliveries.subscription_id AS subscription_id,
           EXISTS (SELECT 1 FROM delivery_parts WHERE delivery_id = deliveries.id) AS begun
    FROM delivery_items JOIN deliveries ON deliveries.id = delivery_items.delivery_id
    WHERE delivery_items.item_id IN (SELECT value FROM json_each(:item_ids))
      AND delivery_items.role = 'main'
      AND deliveries.kind IN ('item', 'group') AND deliveries.state IN ('pending', 'sent')
      AND deliveries.subscription_id IS NOT NULL
    ORDER BY deliveries.id
"""


async def fetch_followers(
    connection: Connection, feed_ids: Collection[int]
) -> list[tuple[Subscription, bool, str | None, str | None]]:
    """Return who follows these feeds, with same story, zone and locale as they hold there."""
    query = {"feed_ids": json.dumps(list(feed_ids))}
    rows = await connection.execute_fetchall(_FOLLOWERS, query)
    return [
        (to_subscription(row), bool(row["same_story"]), row["zone"], row["locale"]) for row in rows
    ]


async def fetch_shown(connection: Connection, item_ids: Collection[int]) -> list[Row]:
    """Return the deliveries that show these items or will, with whether they have begun."""
    if not item_ids:
        return []
    await hold_shown(connection, item_ids)
    query = {"item_ids": json.dumps(list(item_ids))}
    return list(await connection.execute_fetchall(_SHOWN, query))


async def hold_shown(connection: Connection, item_ids: Collection[int]) -> None:
    """Let none of the deliveries that will show these items begin before the transaction ends."""
    await connection.execute(_HOLD_SHOWN, {"item_ids": json.dumps(list(item_ids))})


async def has_slot(connection: Connection, channel_id: int, slot: str) -> bool:
    """Say whether a channel is or was owed what a slot names."""
    rows = await connection.execute_fetchall(
        "SELECT 1 FROM deliveries WHERE channel_id = ? AND slot = ?", (channel_id, slot)
    )
    return bool(list(rows))


async def insert_owed(connection: Connection, owed: Sequence[Owed], now: datetime) -> None:
    """Write rows that are not there yet, with the items they show."""
    await connection.executemany(_OWE, [_values(row, now) for row in owed])
    await connection.executemany(
        _ADD_ITEM,
        [
            {"channel_id": row.channel_id, "slot": row.slot, "item_id": item_id, "place": place}
            for row in owed
            for place, item_id in enumerate(row.item_ids)
        ],
    )
    await connection.executemany(
        _PLACE_FOUND_OF_SLOT,
        [
            {
                "channel_id": row.channel_id,
                "slot": row.slot,
                "message_id": row.found,
                "at": sent_at(row.found),
            }
            for row in owed
            if row.found is not None
        ],
    )


async def insert_messages(
    connection: Connection,
    owed: Owed,
    payloads: Sequence[Mapping[str, Any]],
    nonce: Callable[[Delivery, int], str],
    now: datetime,
) -> bool:
    """Owe messages that are written already (a digest, a notice); False where they are owed."""
    await insert_owed(connection, [owed], now)
    place = {"channel_id": owed.channel_id, "slot": owed.slot}
    rows = list(await connection.execute_fetchall(_OWED, place))
    if not rows:
        return False
    delivery = to_delivery(rows[0], ())
    await connection.executemany(
        _ADD_PART,
        [
            {
                "delivery_id": delivery.id,
                "part": number,
                "payload": json.dumps(payload, ensure_ascii=False),
                "nonce": nonce(delivery, number),
            }
            for number, payload in enumerate(payloads)
        ],
    )
    return True


async def insert_also(connection: Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Note items that tell a delivery's story too: pairs of delivery and item."""
    for delivery_id, item_id in pairs:
        await connection.execute(_ADD_ALSO, {"delivery_id": delivery_id, "item_id": item_id})


def _values(row: Owed, now: datetime) -> Mapping[str, Any]:
    return {
        "kind": row.kind,
        "channel_id": row.channel_id,
        "subscription_id": row.subscription_id,
        "edition_id": row.edition_id,
        "target_id": row.target_id,
        "slot": row.slot,
        "lane": row.lane,
        "rank": max(1, to_unix(row.rank_at or now)),  # 0 is what has begun
        "position": row.position,
        "state": _state_of(row),
        "reason": row.held,
        "detail": row.detail,
        "due_at": to_unix(row.due_at or now),
        "created_at": to_unix(now),
        "done_at": None if _state_of(row) is DeliveryState.PENDING else to_unix(now),
    }


def _state_of(row: Owed) -> DeliveryState:
    if row.found is not None:
        return DeliveryState.SENT
    return DeliveryState.HELD if row.held else DeliveryState.PENDING
