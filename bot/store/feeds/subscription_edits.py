"""What moderators choose of a subscription: drafts, saving, pause, another channel; judges nothing.

What is written is written inside the caller's transaction.

A draft is what somebody has changed in the panel and not saved. It is kept as columns and their
values, so that what was saved meanwhile by somebody else stays.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.model import Mode, Subscription
from bot.store.database import Connection, Fetch
from bot.store.guilds.mutes import MUTES_OF_CHANNEL
from bot.store.rows import to_subscription
from bot.store.times import to_unix, to_unix_or_none

DRAFT_LIVES = timedelta(days=1)

_TYPED = "typed"  # among the columns of a draft: fields of a form that was refused
_COLUMNS = (
    "mode",
    "style",
    "template",
    "colour",
    "picture",
    "silent",
    "mention_role_id",
    "mention_when",
    "include",
    "exclude",
    "on_change",
    "burst",
    "webhook",
    "publish",
    "forum_daily",
    "forum_tags",
    "interval_s",
    "translate",
)
_SAVE = f"""
    UPDATE subscriptions SET {", ".join(f"{name} = :{name}" for name in _COLUMNS)}
    WHERE id = :id
"""  # noqa: S608  # only the names above are put into it
_WITH_GUILD = f"""
    SELECT subscriptions.*, channels.guild_id AS guild_id, {MUTES_OF_CHANNEL}
    FROM subscriptions JOIN channels ON channels.id = subscriptions.channel_id
    WHERE subscriptions.id = ?
"""  # noqa: S608  # no value is put into it
_DRAFT = """
    INSERT INTO drafts (user_id, subscription_id, changes, changed_at)
    VALUES (:user_id, :subscription_id, :changes, :now)
    ON CONFLICT (user_id, subscription_id) DO UPDATE SET
        changes = excluded.changes, changed_at = excluded.changed_at
"""
_CHANGES = """
    SELECT changes FROM drafts WHERE user_id = :user_id AND subscription_id = :subscription_id
"""
_DROP = "DELETE FROM drafts WHERE user_id = :user_id AND subscription_id = :subscription_id"
_ELSEWHERE = """
    SELECT 1 FROM subscriptions JOIN channels ON channels.id = subscriptions.channel_id
    WHERE subscriptions.feed_id = :feed_id AND channels.guild_id IS NOT :guild_id LIMIT 1
"""
_FULL_TEXT = """
    SELECT id FROM feeds WHERE full_text = 1 AND id IN (SELECT value FROM json_each(:ids))
"""
_PAUSE = "UPDATE subscriptions SET paused_at = :paused_at WHERE id = :id"
_MOVE = """
    UPDATE subscriptions SET channel_id = :channel_id
    WHERE id = :id AND NOT EXISTS (
        SELECT 1 FROM subscriptions AS there
        WHERE there.feed_id = subscriptions.feed_id AND there.channel_id = :channel_id
          AND there.id <> :id)
"""
# What was not begun goes along; what stands in the old channel is no longer ours to edit.
_MOVE_OWED = """
    UPDATE deliveries SET channel_id = :channel_id
    WHERE subscription_id = :id AND state = 'pending'
      AND NOT EXISTS (SELECT 1 FROM deliveries AS there
                      WHERE there.channel_id = :channel_id AND there.slot = deliveries.slot)
      AND NOT EXISTS (SELECT 1 FROM delivery_parts WHERE delivery_id = deliveries.id)
"""
_LET_GO = """
    UPDATE deliveries SET subscription_id = NULL
    WHERE subscription_id = :id AND channel_id <> :channel_id
"""


async def draft_of(fetch: Fetch, user_id: int, subscription: Subscription) -> Subscription:
    """Return a subscription with what `user_id` has changed of it and not saved."""
    drafts = list(await fetch(_CHANGES, {"user_id": user_id, "subscription_id": subscription.id}))
    changes = json.loads(drafts[0]["changes"]) if drafts else {}
    stored = list(await fetch(_WITH_GUILD, (subscription.id,)))
    if not stored or not changes:
        return subscription
    return to_subscription({**dict(stored[0]), **changes})


async def put_draft(
    connection: Connection, user_id: int, before: Subscription, after: Subscription, now: datetime
) -> None:
    """Keep what differs between a subscription and its draft; drafts that are old are dropped."""
    old, new = _values(before), _values(after)
    changes = {name: new[name] for name in _COLUMNS if new[name] != old[name]}
    await connection.execute(
        "DELETE FROM drafts WHERE changed_at < ?", (to_unix(now - DRAFT_LIVES),)
    )
    await connection.execute(
        _DRAFT,
        {
            "user_id": user_id,
            "subscription_id": before.id,
            "changes": json.dumps(changes),
            "now": to_unix(now),
        },
    )


async def keep_typed(
    connection: Connection,
    user_id: int,
    subscription_id: int,
    fields: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep what was typed into a form beside somebody's draft, until the draft changes."""
    drafts = await connection.execute_fetchall(
        _CHANGES, {"user_id": user_id, "subscription_id": subscription_id}
    )
    changes: dict[str, Any] = next((json.loads(row["changes"]) for row in drafts), {})
    await connection.execute(
        _DRAFT,
        {
            "user_id": user_id,
            "subscription_id": subscription_id,
            "changes": json.dumps({**changes, _TYPED: dict(fields)}),
            "now": to_unix(now),
        },
    )


async def typed_of(fetch: Fetch, user_id: int, subscription_id: int) -> dict[str, str]:
    """Return what is kept so, by the names of its fields."""
    drafts = await fetch(_CHANGES, {"user_id": user_id, "subscription_id": subscription_id})
    return next((json.loads(row["changes"]).get(_TYPED, {}) for row in drafts), {})


async def drop_draft(connection: Connection, user_id: int, subscription_id: int) -> None:
    await connection.execute(_DROP, {"user_id": user_id, "subscription_id": subscription_id})


async def update_subscription(connection: Connection, subscription: Subscription) -> None:
    """Write what moderators choose of a subscription."""
    await connection.execute(_SAVE, _values(subscription) | {"id": subscription.id})


async def set_mode(connection: Connection, subscription_ids: Iterable[int], mode: Mode) -> None:
    """Change how subscriptions get their items, inside the caller's transaction."""
    await connection.executemany(
        "UPDATE subscriptions SET mode = ? WHERE id = ?",
        [(mode.value, subscription_id) for subscription_id in subscription_ids],
    )


async def is_shared(fetch: Fetch, feed_id: int, guild_id: int) -> bool:
    """Say whether another guild follows the feed too, so that it is not this one's alone."""
    rows = await fetch(_ELSEWHERE, {"feed_id": feed_id, "guild_id": guild_id})
    return bool(list(rows))


async def has_full_text(fetch: Fetch, feed_id: int) -> bool:
    """Say whether the pages of a feed's articles may be fetched."""
    rows = list(await fetch("SELECT full_text FROM feeds WHERE id = ?", (feed_id,)))
    return bool(rows) and bool(rows[0]["full_text"])


async def full_text_feeds(fetch: Fetch, feed_ids: Iterable[int]) -> frozenset[int]:
    """Return which of these feeds have the pages of their articles fetched."""
    rows = await fetch(_FULL_TEXT, {"ids": json.dumps(sorted(feed_ids))})
    return frozenset(row["id"] for row in rows)


async def set_full_text(connection: Connection, feed_id: int, *, wanted: bool) -> None:
    await connection.execute("UPDATE feeds SET full_text = ? WHERE id = ?", (int(wanted), feed_id))


async def set_kind_rules(connection: Connection, feed_id: int, rules: str | None) -> None:
    """Keep what tells a feed's briefs from its articles; None for the defaults."""
    await connection.execute("UPDATE feeds SET kind_rules = ? WHERE id = ?", (rules, feed_id))


async def set_paused(
    connection: Connection, subscription_id: int, paused_at: datetime | None
) -> None:
    """Stop owing anything from now on, or with None begin again."""
    values = {"id": subscription_id, "paused_at": to_unix_or_none(paused_at)}
    await connection.execute(_PAUSE, values)


async def move_subscription(connection: Connection, subscription_id: int, channel_id: int) -> bool:
    """Let a subscription post elsewhere; False where that channel follows the feed already.

    The new channel's row must exist.
    """
    values = {"id": subscription_id, "channel_id": channel_id}
    if (await connection.execute(_MOVE, values)).rowcount == 0:
        return False
    await connection.execute(_MOVE_OWED, values)
    await connection.execute(_LET_GO, values)
    return True


def _values(subscription: Subscription) -> dict[str, Any]:
    """Return the columns that moderators choose."""
    look, interval = subscription.look, subscription.interval
    return {
        "mode": subscription.mode.value,
        "style": look.style.value,
        "template": look.template,
        "colour": look.colour,
        "picture": int(look.picture),
        "silent": int(look.silent),
        "mention_role_id": look.mention_role_id,
        "mention_when": look.mention_when,
        "include": subscription.include,
        "exclude": subscription.exclude,
        "on_change": subscription.on_change.value,
        "burst": subscription.burst,
        "webhook": int(subscription.webhook),
        "publish": int(subscription.publish),
        "forum_daily": int(subscription.forum_daily),
        "forum_tags": subscription.forum_tags,
        "interval_s": None if interval is None else int(interval.total_seconds()),
        "translate": int(subscription.translate),
    }
