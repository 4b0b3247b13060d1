"""Owe what a poll brought: reads the followers, plans, writes the rows; sends nothing.

Runs inside the poll's transaction, so an item is never stored without its deliveries.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.delivery.plan import (
    AlsoIn,
    Decision,
    Edit,
    Follower,
    Hold,
    Post,
    Posted,
    Told,
    in_order,
    plan_changed,
    plan_new,
)
from bot.delivery.sieve import Sieve
from bot.delivery.told import find_told
from bot.model import Feed, Item, Mode
from bot.store.database import Connection
from bot.store.owing import (
    Owed,
    fetch_followers,
    fetch_shown,
    insert_also,
    insert_owed,
)
from bot.store.times import to_unix

FOLLOWERS_AT_ONCE = 50


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
    if not followers:
        return 0
    told = await _told(connection, feed, items, followers, now)
    plan = _planner(feed, in_order(items), changed, told, await _posted(connection, changed))
    count = 0
    for at in range(0, len(followers), FOLLOWERS_AT_ONCE):  # others get their turn in between
        decisions = [d for each in followers[at : at + FOLLOWERS_AT_ONCE] for d in plan(each)]
        owed = [row for decision in decisions for row in to_owed(decision, now)]
        await insert_owed(connection, owed, now)
        also = [(d.posted.delivery_id, d.item.id) for d in decisions if isinstance(d, AlsoIn)]
        await insert_also(connection, also)
        count += sum(1 for row in owed if not row.held)
    return count


async def _told(
    connection: Connection,
    feed: Feed,
    items: Sequence[Item],
    followers: Sequence[Follower],
    now: datetime,
) -> Told:
    """Look for stories that were told, where anybody minds hearing them twice."""
    minds = any(f.same_story and f.subscription.mode is not Mode.DIGEST for f in followers)
    return await find_told(connection, feed, items, now) if minds and items else {}


def _planner(
    feed: Feed,
    items: Sequence[Item],
    changed: Sequence[Item],
    told: Told,
    posted: Sequence[Posted],
) -> Callable[[Follower], list[Decision]]:
    """Return what plans for one follower; what followers share is worked out once."""
    sieve = Sieve(feed)
    shown: dict[int, list[Posted]] = {}
    for each in posted:
        shown.setdefault(each.subscription_id, []).append(each)

    def judge(follower: Follower, item: Item) -> str | None:
        verdict = sieve.judge(follower.subscription, item, follower.zone)
        return None if verdict.passed else verdict.because

    def plan(follower: Follower) -> list[Decision]:
        new = plan_new(follower, items, judge=judge, told=told)
        return new + plan_changed(follower, changed, shown.get(follower.subscription.id, ()))

    return plan


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


def to_owed(decision: Decision, now: datetime) -> list[Owed]:
    """Return the rows that carry a decision out, or remember it."""
    match decision:
        case Post():
            return [_post(decision, now)]
        case Hold(follower=follower, item=item, reason=reason, detail=detail):
            return [_held(follower, item, reason, detail)]
        case AlsoIn(follower=follower, item=item, posted=posted):
            held = _held(follower, item, "same_story", str(posted.delivery_id))
            if not posted.begun:  # it will name this source when it is written
                return [held]
            channel_id = follower.subscription.channel_id
            return [held, edit_of(channel_id, posted, f"{to_unix(now)}.{item.id}")]
        case Edit(channel_id=channel_id, posted=posted):
            return [edit_of(channel_id, posted, str(to_unix(now)))]


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


def edit_of(channel_id: int, posted: Posted, why: str) -> Owed:
    """Return the row that writes a delivery's message anew, in its own subscription's look."""
    return Owed(
        kind="edit",
        channel_id=channel_id,
        subscription_id=posted.subscription_id,
        target_id=posted.delivery_id,
        slot=f"edit:{posted.delivery_id}@{why}",
    )
