"""What is ours in a database that a stranger is in too, and work within a transaction."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from bot.model import (
    ChannelKind,
    Delivery,
    DeliveryKind,
    Digest,
    Edition,
    Feed,
    FoundMessage,
    RestoredChannel,
    Subscription,
)
from bot.store.database import Connection, Database
from bot.store.digests.digests import DigestStore
from bot.store.feeds.feeds import FeedStore
from bot.store.feeds.subscriptions import SubscriptionStore
from tests.store.two_worlds import DAY, NOON, OURS

SECOND = timedelta(seconds=1)
OUR_HUB = OURS.base + 21


async def our_feed(database: Database) -> Feed:
    feed = await FeedStore(database).feed(OURS.feed)
    assert feed is not None
    return feed


async def our_digest(database: Database) -> Digest:
    digest = await DigestStore(database).one(OURS.digest)
    assert digest is not None
    return digest


async def our_subscription(database: Database) -> Subscription:
    followed = await SubscriptionStore(database).one(OURS.subscription)
    assert followed is not None
    return followed.subscription


def our_delivery(delivery_id: int = OURS.sent) -> Delivery:
    return Delivery(
        id=delivery_id,
        kind=DeliveryKind.ITEM,
        channel_id=OURS.channel,
        subscription_id=OURS.subscription,
        edition_id=None,
        item_ids=(OURS.items[0],),
        attempts=1,
        due_at=NOON,
        created_at=NOON,
    )


EDITION = Edition(
    id=OURS.edition,
    digest_id=OURS.digest,
    day=date(2025, 12, 7),
    slot=480,
    due_at=NOON - 2 * DAY,
    printed_at=NOON,
    zone="Europe/Paris",
)


Work = Callable[[Database], Awaitable[object]]
Inside = Callable[[Connection, Database], Awaitable[object]]


def inside(work: Inside) -> Work:
    """Return the same work within a transaction of its own."""

    async def run(database: Database) -> object:
        async with database.transaction() as connection:
            return await work(connection, database)

    return run


RESTORED = RestoredChannel(
    id=OURS.channel, guild_id=OURS.guild, kind=ChannelKind.TEXT, since=NOON - DAY, restored_at=NOON
)


SEGMENT = OURS.segments[0]
FOUND = FoundMessage(
    id=1094, at=NOON, place_id=None, webhook_id=None, payload={"content": "x"},
    keys=frozenset({"key of a found one"}), edition=EDITION,
)  # fmt: skip


CHANNELS = (OURS.channel, OURS.other_channel)
