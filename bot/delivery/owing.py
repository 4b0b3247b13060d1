"""Owe what a poll brought: reads the followers, plans, writes the rows; sends nothing.

Runs inside the poll's transaction, so an item is never stored without its deliveries.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.delivery.plan import (
    AlsoIn,
    Decision,
    Edit,
    Follower,
    Hold,
    Post,
    Posted,
    plan_changed,
    plan_new,
)
from bot.model import Feed, Item
from bot.store.database import Connection
from bot.store.owing import (
    Owed,
    fetch_followers,
    fetch_shown,
    insert_also,
    insert_owed,
)


async def owe(
    connection: Connection,
    feed: Feed,
    items: Sequence[Item],
    changed: Sequence[Item],
    now: datetime,
) -> int:
    """Owe every follower of `feed` its new and changed items; return the number of rows."""
    if not items and not changed:
        return 0
    followers = [
        Follower(subscription=subscription, same_story=same_story, zone=zone)
        for subscription, same_story, zone in await fetch_followers(connection, feed.id)
    ]
    posted = await _posted(connection, changed)
    decisions: list[Decision] = []
    for follower in followers:
        decisions += plan_new(follower, items, judge=lambda follower, item: None, told={})
        decisions += plan_changed(follower, changed, posted)
    owed = [to_owed(decision, now) for decision in decisions]
    await insert_owed(connection, owed, now)
    await insert_also(
        connection,
        [(d.delivery_id, d.item.id) for d in decisions if isinstance(d, AlsoIn)],
    )
    return sum(1 for row in owed if not row.held)


async def _posted(connection: Connection, items: Sequence[Item]) -> list[Posted]:
    rows = await fetch_shown(connection, [item.id for item in items])
    return [
        Posted(
            delivery_id=row["delivery_id"],
            subscription_id=row["subscription_id"],
            item_id=row["item_id"],
            begun=bool(row["begun"]),
        )
        for row in rows
    ]


def to_owed(decision: Decision, now: datetime) -> Owed:
    """Return the row that carries a decision out, or remembers it."""
    match decision:
        case Post():
            return _post(decision, now)
        case Hold(follower=follower, item=item, reason=reason, detail=detail):
            return _held(follower, item, reason, detail)
        case AlsoIn(follower=follower, item=item, delivery_id=delivery_id):
            return _held(follower, item, "same_story", str(delivery_id))
        case Edit():
            return edit_of(decision.channel_id, decision.subscription_id, decision.delivery_id, now)


def _post(post: Post, now: datetime) -> Owed:
    subscription, first = post.follower.subscription, post.items[0]
    slot = f"group:{first.id}" if post.grouped else f"item:{first.id}"
    return Owed(
        kind="group" if post.grouped else "item",
        channel_id=subscription.channel_id,
        subscription_id=subscription.id,
        slot=f"{slot}@{int(now.timestamp())}" if post.again else slot,
        rank_at=first.published_at,
        position=first.position,
        item_ids=tuple([item.id for item in post.items]),
    )


def _held(follower: Follower, item: Item, reason: str, detail: str) -> Owed:
    return Owed(
        kind="item",
        channel_id=follower.subscription.channel_id,
        subscription_id=follower.subscription.id,
        slot=f"item:{item.id}",
        held=reason,
        detail=detail,
        item_ids=(item.id,),
    )


def edit_of(channel_id: int, subscription_id: int | None, delivery_id: int, now: datetime) -> Owed:
    """Return the row that writes a delivery's message anew; several edits are several rows."""
    return Owed(
        kind="edit",
        channel_id=channel_id,
        subscription_id=subscription_id,
        target_id=delivery_id,
        slot=f"edit:{delivery_id}@{int(now.timestamp())}",
    )
