"""Messages of ours that were read back after a restore, and what they settle; decides nothing.

Everything here runs inside the caller's transaction.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from bot.message.item_keys import item_keys
from bot.model import (
    DeliveryKind,
    Edition,
    FoundMessage,
    FoundPost,
    RestoredChannel,
    RestoredItem,
    UnsettledDelivery,
)
from bot.store.database import Connection, Row
from bot.store.digests.editions import insert_edition
from bot.store.outbox.enqueue import PLACE_FOUND
from bot.store.outbox.jobs import to_part
from bot.store.times import from_unix, sent_at, to_unix

LIVE = 0  # the digest id of messages that are no digest's

_SETTLE_CHANNEL = """
    UPDATE restored_channels SET state = :state, messages = :messages
    WHERE channel_id = :channel_id
"""
_ADD_MESSAGE = """
    INSERT INTO restored_messages (message_id, channel_id, place_id, webhook_id, edition_id,
                                   several, payload)
    VALUES (:message_id, :channel_id, :place_id, :webhook_id, :edition_id, :several, :payload)
    ON CONFLICT (message_id) DO NOTHING
"""
_ADD_KEY = """
    INSERT INTO restored_items (key, channel_id, digest_id, message_id) VALUES (?, ?, ?, ?)
    ON CONFLICT DO NOTHING
"""
_RECORDED = """
    SELECT message_id FROM delivery_parts
    WHERE message_id IN (SELECT value FROM json_each(:ids))
"""
_UNSETTLED = """
    SELECT id, kind, subscription_id FROM deliveries
    WHERE channel_id = :channel_id AND state = 'pending'
      AND kind IN ('item', 'group', 'digest', 'notice')
    ORDER BY rank, position, id
"""
_ITEMS_OF = """
    SELECT items.id, items.link, items.canonical_link, items.title, items.lead
    FROM delivery_items JOIN items ON items.id = delivery_items.item_id
    WHERE delivery_items.delivery_id = :id AND delivery_items.role = 'main'
    ORDER BY delivery_items.place
"""
_KEYS = """
    SELECT id, link, canonical_link, title, lead FROM items
    WHERE id IN (SELECT value FROM json_each(:ids))
"""
_SHOWN = """
    SELECT restored_items.channel_id, restored_items.digest_id, restored_items.key,
           restored_messages.edition_id, restored_messages.message_id
    FROM restored_items
    JOIN restored_messages ON restored_messages.message_id = restored_items.message_id
    WHERE restored_items.key IN (SELECT value FROM json_each(:keys))
"""
_SILENT = """
    SELECT channel_id, restored_at FROM restored_channels WHERE state = 'silent'
"""
_PLACE_FOUND = PLACE_FOUND.format(of_delivery="deliveries.id = :id")
# Of a delivery that had begun with other words than the message has by now.
_ADOPT = """
    UPDATE delivery_parts SET payload = found.payload, nonce = '', place_id = found.place_id,
           webhook_id = found.webhook_id, message_id = found.message_id,
           started_at = :at, asked_at = :at, revisions = NULL
    FROM restored_messages AS found
    WHERE delivery_parts.delivery_id = :id AND delivery_parts.part = 0
      AND delivery_parts.message_id IS NULL
      AND found.message_id = :message_id AND found.several = 0
      AND NOT EXISTS (SELECT 1 FROM delivery_parts AS other
                      WHERE other.message_id = found.message_id)
"""
# An edit is for whoever wants changes shown.
_FOUND_POSTS = """
    SELECT deliveries.id, deliveries.channel_id, deliveries.subscription_id, parts.payload,
           items.title, items.lead, items.link
    FROM delivery_parts AS parts JOIN deliveries ON deliveries.id = parts.delivery_id
    JOIN subscriptions ON subscriptions.id = deliveries.subscription_id
    JOIN delivery_items ON delivery_items.delivery_id = deliveries.id
    JOIN items ON items.id = delivery_items.item_id
    WHERE parts.message_id IN (SELECT value FROM json_each(:ids)) AND parts.nonce = ''
      AND deliveries.kind = 'item' AND deliveries.state = 'sent'
      AND delivery_items.role = 'main' AND subscriptions.on_change = 'edit'
    ORDER BY deliveries.id
"""
_PLACE_PART = """
    UPDATE delivery_parts SET message_id = :message_id, place_id = :place_id,
           webhook_id = :webhook_id
    WHERE delivery_id = :id AND part = :part
"""
_SETTLE = """
    UPDATE deliveries SET state = 'sent', reason = NULL, detail = NULL, done_at = :now
    WHERE id = :id AND state = 'pending'
"""
_PRINTED = """
    INSERT INTO edition_items (edition_id, item_id) VALUES (?, ?) ON CONFLICT DO NOTHING
"""
_PARTS_OF = "SELECT * FROM delivery_parts WHERE delivery_id = :id ORDER BY part"
_ARRIVED = "SELECT id FROM items WHERE received_at >= :since"
_EDITION = """
    SELECT editions.id FROM editions JOIN digests ON digests.id = editions.digest_id
    WHERE editions.digest_id = :digest_id AND editions.local_date = :day AND editions.slot = :slot
      AND digests.channel_id = :channel_id
"""
_DAILY = """
    SELECT subscriptions.id, COALESCE(channels.zone, guilds.zone, default_zone()) AS zone
    FROM subscriptions JOIN channels ON channels.id = subscriptions.channel_id
    JOIN guilds ON guilds.id = channels.guild_id
    WHERE subscriptions.channel_id = :channel_id AND subscriptions.forum_daily = 1
"""
_DIGEST_HERE = "SELECT 1 FROM digests WHERE id = :digest_id AND channel_id = :channel_id"
_TAKE_OUT = "DELETE FROM delivery_items WHERE delivery_id = :id AND item_id = :item_id"


async def insert_found(
    connection: Connection, channel: RestoredChannel, messages: Iterable[FoundMessage]
) -> list[FoundMessage]:
    """Keep what was found, and the editions that it proves; return what no delivery has yet."""
    found = list(messages)
    ids = json.dumps([message.id for message in found])
    rows = await connection.execute_fetchall(_RECORDED, {"ids": ids})
    recorded = {row["message_id"] for row in rows}
    found = [message for message in found if message.id not in recorded]
    for message in found:
        await _insert(connection, channel, message)
    await connection.execute(
        _SETTLE_CHANNEL, {"channel_id": channel.id, "state": "read", "messages": len(found)}
    )
    return found


async def _insert(connection: Connection, channel: RestoredChannel, message: FoundMessage) -> None:
    edition, digest_id, edition_id = message.edition, LIVE, None
    if edition is not None:
        digest_id = edition.digest_id
        edition_id = await _edition_id(connection, channel, edition)
    await connection.execute(
        _ADD_MESSAGE,
        {
            "message_id": message.id,
            "channel_id": channel.id,
            "place_id": message.place_id,
            "webhook_id": message.webhook_id,
            "edition_id": edition_id,
            "several": int(message.several),
            "payload": json.dumps(message.payload),
        },
    )
    if edition is not None and (edition_id is None or edition.on_demand):
        return  # of a digest that the copy does not have, or beside its schedule
    await connection.executemany(
        _ADD_KEY, [(key, channel.id, digest_id, message.id) for key in sorted(message.keys)]
    )


async def _edition_id(
    connection: Connection, channel: RestoredChannel, edition: Edition
) -> int | None:
    """Return the row of an edition that was printed, made if need be; None of a foreign digest."""
    query = {
        "digest_id": edition.digest_id,
        "day": edition.day.isoformat(),
        "slot": edition.slot,
        "channel_id": channel.id,
    }
    for row in await connection.execute_fetchall(_EDITION, query):
        return int(row["id"])
    if not list(await connection.execute_fetchall(_DIGEST_HERE, query)):
        return None
    return await insert_edition(connection, edition, {}, ())


async def fetch_unsettled(connection: Connection, channel_id: int) -> list[UnsettledDelivery]:
    """Return what the copy owes a channel, in the order of its lane."""
    rows = await connection.execute_fetchall(_UNSETTLED, {"channel_id": channel_id})
    return [
        UnsettledDelivery(
            id=row["id"],
            kind=DeliveryKind(row["kind"]),
            subscription_id=row["subscription_id"],
            items=tuple([_keyed(item) for item in await _rows_of(connection, _ITEMS_OF, row)]),
            parts=tuple([to_part(part) for part in await _rows_of(connection, _PARTS_OF, row)]),
        )
        for row in rows
    ]


async def _rows_of(connection: Connection, sql: str, row: Row) -> list[Row]:
    return list(await connection.execute_fetchall(sql, {"id": row["id"]}))


async def place_found(connection: Connection, delivery_id: int, message_id: int) -> None:
    """Note that a found message is a delivery's, which shows its one item in one message.

    One that another delivery has already is left to it.
    """
    values = {"id": delivery_id, "message_id": message_id, "at": sent_at(message_id)}
    await connection.execute(_ADOPT, values)
    await connection.execute(_PLACE_FOUND, values)


async def fetch_found_posts(
    connection: Connection, message_ids: Collection[int]
) -> list[FoundPost]:
    """Return those of some found messages that a delivery has as they were read."""
    rows = await connection.execute_fetchall(_FOUND_POSTS, {"ids": json.dumps(list(message_ids))})
    return [
        FoundPost(
            delivery_id=row["id"],
            subscription_id=row["subscription_id"],
            channel_id=row["channel_id"],
            payload=json.loads(row["payload"]),
            words=(row["title"], row["lead"], row["link"] or ""),
        )
        for row in rows
    ]


async def place_part(
    connection: Connection, delivery_id: int, part: int, message: FoundMessage
) -> None:
    """Note that a found message is a part of a delivery that had begun."""
    await connection.execute(
        _PLACE_PART,
        {
            "id": delivery_id,
            "part": part,
            "message_id": message.id,
            "place_id": message.place_id,
            "webhook_id": message.webhook_id,
        },
    )


async def mark_reconciled(connection: Connection, delivery_id: int, now: datetime) -> None:
    """Note that a delivery was sent before the restore."""
    await connection.execute(_SETTLE, {"id": delivery_id, "now": to_unix(now)})


async def take_out(connection: Connection, delivery_id: int, item_ids: Sequence[int]) -> None:
    """Let a group that has not begun show some of its items no more."""
    await connection.executemany(
        _TAKE_OUT, [{"id": delivery_id, "item_id": item_id} for item_id in item_ids]
    )


async def fetch_arrived(connection: Connection, since: datetime) -> list[int]:
    """Return the items that came in since then."""
    rows = await connection.execute_fetchall(_ARRIVED, {"since": to_unix(since)})
    return [row["id"] for row in rows]


async def fetch_posted(
    connection: Connection, item_ids: Collection[int]
) -> dict[tuple[int, int], int]:
    """Return the found message that shows an item as it came, by channel and item."""
    return {
        (row["channel_id"], item_id): row["message_id"]
        for item_id, row in await _shown(connection, item_ids)
        if row["digest_id"] == LIVE
    }


async def fetch_silent(connection: Connection) -> dict[int, datetime]:
    """Return the channels that could not be read, with when they were restored."""
    rows = await connection.execute_fetchall(_SILENT)
    return {row["channel_id"]: from_unix(row["restored_at"]) for row in rows}


async def note_printed(connection: Connection, item_ids: Collection[int]) -> None:
    """Note in which pages of digests that were found these items stand."""
    await connection.executemany(
        _PRINTED,
        [
            (row["edition_id"], item_id)
            for item_id, row in await _shown(connection, item_ids)
            if row["digest_id"] != LIVE
        ],
    )


async def fetch_daily(connection: Connection, channel_id: int) -> list[tuple[int, str]]:
    """Return a forum's subscriptions that have a post a day, each with its zone."""
    rows = await connection.execute_fetchall(_DAILY, {"channel_id": channel_id})
    return [(row["id"], row["zone"]) for row in rows]


async def is_reconciling(connection: Connection) -> bool:
    """Say whether anything was read back of late."""
    return bool(list(await connection.execute_fetchall("SELECT 1 FROM restored_channels LIMIT 1")))


async def _shown(connection: Connection, item_ids: Collection[int]) -> list[tuple[int, Row]]:
    """Return pairs of an item and a found message that shows it."""
    ids = json.dumps(list(item_ids))
    by_key: dict[str, list[int]] = {}
    for row in await connection.execute_fetchall(_KEYS, {"ids": ids}):
        for key in _keyed(row).keys:
            by_key.setdefault(key, []).append(row["id"])
    rows = await connection.execute_fetchall(_SHOWN, {"keys": json.dumps(list(by_key))})
    return [(item_id, row) for row in rows for item_id in by_key[row["key"]]]


def _keyed(row: Row) -> RestoredItem:
    words = row["title"] or row["lead"]
    return RestoredItem(id=row["id"], keys=item_keys(row["link"], row["canonical_link"], words))
