"""Show how a subscription's messages would look, before it is saved; pure, calls nobody.

The role that would be mentioned is named, but nobody is pinged: only the moderator sees it.
"""

from dataclasses import replace

from bot.message.message import Message
from bot.model import (
    ChannelKind,
    Delivery,
    DeliveryJob,
    DeliveryKind,
    DeliveryState,
    DeliveryTarget,
    Feed,
    Item,
    Subscription,
)
from bot.post.drafts import write


def preview(
    subscription: Subscription,
    feed: Feed,
    item: Item,
    *,
    locale: str | None,
    zone: str | None = None,
) -> tuple[Message, ...]:
    """Return the messages that `item` would be in the channel, pinging nobody."""
    job = _job(subscription, feed, item, locale, zone)
    messages = write(job, named=not subscription.webhook)
    return tuple(
        [
            replace(message, mention_role_id=None, mention_everyone=False, silent=False)
            for message in messages
        ]
    )


def _job(
    subscription: Subscription, feed: Feed, item: Item, locale: str | None, zone: str | None
) -> DeliveryJob:
    """Return what the outbox would hand out for `item`, in a plain channel."""
    channel_id, guild_id = subscription.channel_id, subscription.guild_id
    delivery = Delivery(
        id=0,
        kind=DeliveryKind.ITEM,
        channel_id=channel_id,
        subscription_id=subscription.id,
        edition_id=None,
        item_ids=(item.id,),
        attempts=0,
        due_at=item.received_at,
        created_at=item.received_at,
    )
    return DeliveryJob(
        delivery=delivery,
        kind=DeliveryKind.ITEM,
        state=DeliveryState.PENDING,
        target=DeliveryTarget(
            id=channel_id,
            guild_id=guild_id,
            kind=ChannelKind.TEXT,
            name="",
            locale=locale,
            zone=zone,
        ),
        subscription=subscription,
        feed=feed,
        items=(item,),
        also_in=(),
        updated=False,
        parts=(),
        version="",
    )
