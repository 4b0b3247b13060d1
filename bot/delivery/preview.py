"""Show how a subscription's messages would look, before it is saved; pure, calls nobody.

The role that would be called is named, but nobody is pinged; the looker's own eyes are the only
ones. What a forum's post would be called is told with it.
"""

from dataclasses import replace
from datetime import datetime

from bot.delivery.drafts import opening_of, write
from bot.delivery.message import Message
from bot.delivery.sieve import Sieve
from bot.model import Delivery, Feed, Item, Subscription
from bot.search.match import Verdict
from bot.store.jobs import Job, Opening, Target


def preview(
    subscription: Subscription, feed: Feed, item: Item, target: Target, now: datetime
) -> tuple[Message, ...]:
    """Return the messages that `item` would be in the channel, pinging nobody."""
    job = _job(subscription, feed, item, target, now)
    messages = write(job, named=not subscription.webhook)
    return tuple([replace(each, mention_role_id=None, silent=False) for each in messages])


def preview_post(
    subscription: Subscription, feed: Feed, item: Item, target: Target, now: datetime
) -> Opening | None:
    """Return the post of a forum that `item` would open; None where no forum is meant."""
    return opening_of(_job(subscription, feed, item, target, now))


def would_pass(subscription: Subscription, feed: Feed, item: Item, zone: str | None) -> Verdict:
    """Say whether `item` passes the subscription's filters, and which words decide."""
    return Sieve(feed).judge(subscription, item, zone)


def _job(subscription: Subscription, feed: Feed, item: Item, target: Target, now: datetime) -> Job:
    """Return what the outbox would hand out for `item`, owed now."""
    delivery = Delivery(
        id=0,
        kind="item",
        channel_id=target.id,
        subscription_id=subscription.id,
        edition_id=None,
        item_ids=(item.id,),
        attempts=0,
        due_at=now,
        created_at=now,
    )
    return Job(
        delivery=delivery,
        kind="item",
        state="pending",
        target=target,
        subscription=subscription,
        feed=feed,
        items=(item,),
        also_in=(),
        updated=False,
        parts=(),
        version="",
    )
