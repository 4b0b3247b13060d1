"""Settle what a copy owes a channel by what was found there, inside one transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.delivery.owed_rows import reconciled
from bot.delivery.stale import owe_edits
from bot.message.payload import fingerprint
from bot.model import ChannelKind, DeliveryKind, FoundMessage, RestoredChannel, UnsettledDelivery
from bot.query.filters import read_zone
from bot.store.database import Connection
from bot.store.guilds.channel_state import keep_day
from bot.store.outbox import found as store
from bot.store.outbox.enqueue import insert_owed

# The found message that shows an item as it came, by item.
Posted = Mapping[int, int]


async def settle(
    connection: Connection,
    channel: RestoredChannel,
    found: Iterable[FoundMessage],
    now: datetime,
) -> int:
    """Keep what was found and take for sent what it shows; return how many messages it was."""
    messages = await store.insert_found(connection, channel, found)
    unsettled = await store.fetch_unsettled(connection, channel.id)
    posted = await _posted(connection, channel, unsettled)
    unmatched = list(messages)
    for delivery in unsettled:
        if delivery.parts:
            await _settle_begun(connection, delivery, unmatched, posted, now)
        elif delivery.kind is DeliveryKind.GROUP:
            await _settle_group(connection, channel, delivery, messages, posted, now)
        else:
            await _settle_item(connection, delivery, posted, now)
    await owe_edits(connection, posted.values(), now)
    if channel.kind is ChannelKind.FORUM:
        await _keep_days(connection, channel, messages)
    await store.note_printed(connection, await store.fetch_arrived(connection, channel.since))
    return len(messages)


async def _posted(
    connection: Connection, channel: RestoredChannel, unsettled: Iterable[UnsettledDelivery]
) -> Posted:
    item_ids = [item.id for delivery in unsettled for item in delivery.items]
    shown = await store.fetch_posted(connection, item_ids)
    return {item_id: message for (place, item_id), message in shown.items() if place == channel.id}


async def _settle_begun(
    connection: Connection,
    delivery: UnsettledDelivery,
    unmatched: list[FoundMessage],
    posted: Posted,
    now: datetime,
) -> None:
    """Find each message whose words are fixed by these; what is not there is still owed."""
    missing = 0
    for part in delivery.parts:
        if part.message_id is not None:
            continue
        words = fingerprint(part.payload)
        match = next((m for m in unmatched if fingerprint(m.payload) == words), None)
        if match is None:
            missing += 1
            continue
        unmatched.remove(match)
        await store.place_part(connection, delivery.id, part.number, match)
    if not missing:
        await store.mark_reconciled(connection, delivery.id, now)
    else:  # it was edited since, or its first message stands for all
        await _settle_item(connection, delivery, posted, now)


async def _settle_group(
    connection: Connection,
    channel: RestoredChannel,
    delivery: UnsettledDelivery,
    messages: Iterable[FoundMessage],
    posted: Posted,
    now: datetime,
) -> None:
    """Take out of a group what was posted by itself; one that was posted as it is, is sent."""
    several = {message.id for message in messages if message.several}
    shown = [item.id for item in delivery.items if item.id in posted]
    if any(posted[item_id] in several for item_id in shown):
        await store.mark_reconciled(connection, delivery.id, now)
        return
    rows = [
        reconciled(channel.id, delivery.subscription_id, item_id, posted[item_id])
        for item_id in shown
    ]
    await insert_owed(connection, rows, now)
    await store.take_out(connection, delivery.id, shown)
    if len(shown) == len(delivery.items):
        await store.mark_reconciled(connection, delivery.id, now)


async def _settle_item(
    connection: Connection, delivery: UnsettledDelivery, posted: Posted, now: datetime
) -> None:
    for item in delivery.items:
        if item.id in posted:
            await store.place_found(connection, delivery.id, posted[item.id])
            await store.mark_reconciled(connection, delivery.id, now)


async def _keep_days(
    connection: Connection,
    channel: RestoredChannel,
    messages: Iterable[FoundMessage],
) -> None:
    """Remember the post of each day, where one subscription alone has such posts."""
    daily = await store.fetch_daily(connection, channel.id)
    if len(daily) != 1:
        return
    [(subscription_id, zone)] = daily
    for message in messages:
        day = message.at.astimezone(read_zone(zone)).date()
        await keep_day(connection, subscription_id, day, message.place_id)
