"""Show how a subscription's messages would look, before it is saved; pure, calls nobody.

The role that would be called is named, but nobody is pinged; the looker's own eyes are the only
ones. What a forum's post would be called is told with it.
"""

from dataclasses import replace
from datetime import datetime

from bot.message.message import Message
from bot.model import ChannelKind, Delivery, Feed, Item, Subscription
from bot.post.drafts import opening_of, write
from bot.store.outbox.jobs import DeliveryJob, DeliveryTarget, ForumPost


def preview(
    subscription: Subscription,
    feed: Feed,
    item: Item,
    *,
    locale: str | None,
    zone: str | None = None,
) -> tuple[Message, ...]:
    """Return the messages that `item` would be in the channel, pinging nobody."""
    job = _job(subscription, feed, item, ChannelKind.TEXT, locale, zone, item.received_at)
    messages = write(job, named=not subscription.webhook)
    return tuple([replace(each, mention_role_id=None, silent=False) for each in messages])


def preview_post(
    subscription: Subscription,
    feed: Feed,
    item: Item,
    now: datetime,
    *,
    locale: str | None,
    zone: str | None = None,
) -> ForumPost:
    """Return the post of a forum that `item` would open now, its title and its tags."""
    opening = opening_of(_job(subscription, feed, item, ChannelKind.FORUM, locale, zone, now))
    assert opening is not None
    return opening


def _job(
    subscription: Subscription,
    feed: Feed,
    item: Item,
    kind: ChannelKind,
    locale: str | None,
    zone: str | None,
    now: datetime,
) -> DeliveryJob:
    """Return what the outbox would hand out for `item`, owed now."""
    channel_id, guild_id = subscription.channel_id, subscription.guild_id
    delivery = Delivery(
        id=0,
        kind="item",
        channel_id=channel_id,
        subscription_id=subscription.id,
        edition_id=None,
        item_ids=(item.id,),
        attempts=0,
        due_at=now,
        created_at=now,
    )
    return DeliveryJob(
        delivery=delivery,
        kind="item",
        state="pending",
        target=DeliveryTarget(
            id=channel_id, guild_id=guild_id, kind=kind, name="", locale=locale, zone=zone
        ),
        subscription=subscription,
        feed=feed,
        items=(item,),
        also_in=(),
        updated=False,
        parts=(),
        version="",
    )
