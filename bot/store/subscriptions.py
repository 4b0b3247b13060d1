"""Who follows what: subscriptions made, listed, changed and ended; polls and deliveries apart."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import Channel, Feed, Item, Subscription
from bot.store.database import Connection, Database
from bot.store.guilds import upsert_channel
from bot.store.rows import to_feed, to_item, to_subscription
from bot.store.times import to_unix, to_unix_or_none

FIRST_INTERVAL = timedelta(hours=1)

_ADD_GUILD = "INSERT INTO guilds (id, name) VALUES (?, ?) ON CONFLICT (id) DO NOTHING"
_ADD_FEED = """
    INSERT INTO feeds (url, title, site_url, due_at, interval_s)
    VALUES (:url, :title, :site_url, :now, :interval_s)
    ON CONFLICT (url) DO UPDATE SET ended_at = NULL, due_at = MIN(due_at, excluded.due_at)
    RETURNING id
"""
_ADD = """
    INSERT INTO subscriptions (feed_id, channel_id, mode, created_at)
    VALUES (:feed_id, :channel_id, :mode, :now)
    ON CONFLICT (feed_id, channel_id) DO NOTHING
    RETURNING id
"""
_FOLLOWED = """
    SELECT subscriptions.*, channels.guild_id AS guild_id, channels.name AS channel_name,
           channels.blocked AS channel_blocked, feeds.id AS the_feed_id
    FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id
    JOIN feeds ON feeds.id = subscriptions.feed_id
"""
_OF_GUILD = f"""
    {_FOLLOWED} WHERE channels.guild_id = :guild_id AND channels.gone_at IS NULL
    ORDER BY channels.name, feeds.title, subscriptions.id
"""
_ONE = f"{_FOLLOWED} WHERE subscriptions.id = :id AND channels.guild_id = :guild_id"
_FEEDS_OF_GUILD = """
    SELECT DISTINCT feeds.* FROM feeds
    JOIN subscriptions ON subscriptions.feed_id = feeds.id
    JOIN channels ON channels.id = subscriptions.channel_id
    WHERE channels.guild_id = :guild_id
"""
_SAVE = """
    UPDATE subscriptions SET
        mode = :mode, style = :style, template = :template, colour = :colour,
        picture = :picture, silent = :silent, mention_role_id = :mention_role_id,
        mention_when = :mention_when, include = :include, exclude = :exclude,
        on_change = :on_change, burst = :burst, webhook = :webhook, publish = :publish,
        forum_daily = :forum_daily, forum_tags = :forum_tags, interval_s = :interval_s,
        paused_at = :paused_at
    WHERE id = :id
"""
_NEWEST = """
    SELECT * FROM items WHERE feed_id = :feed_id
    ORDER BY published_at DESC, position LIMIT :limit
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A subscription with the feed it is to and the channel it is in."""

    subscription: Subscription
    feed: Feed
    channel_name: str
    channel_blocked: str | None


class SubscriptionStore:
    """Rows of subscriptions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def follow(
        self,
        url: str,
        *,
        title: str,
        site_url: str | None,
        channel: Channel,
        mode: str,
        now: datetime,
    ) -> int | None:
        """Let a channel follow the feed at `url`; all of it is stored, or nothing.

        Returns:
            The subscription's id, or None where the channel follows the feed already.
        """
        async with self._database.transaction() as connection:
            if channel.guild_id is not None:
                await connection.execute(_ADD_GUILD, (channel.guild_id, ""))
            await upsert_channel(connection, channel)
            feed = {
                "url": url,
                "title": title,
                "site_url": site_url,
                "now": to_unix(now),
                "interval_s": int(FIRST_INTERVAL.total_seconds()),
            }
            feed_id = await _returned(connection, _ADD_FEED, feed)
            return await _returned(
                connection,
                _ADD,
                {"feed_id": feed_id, "channel_id": channel.id, "mode": mode, "now": to_unix(now)},
            )

    async def unfollow(self, subscription_id: int) -> None:
        """End a subscription; what it still owes goes with it, what it posted stays."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM subscriptions WHERE id = ?", (subscription_id,))

    async def of_guild(self, guild_id: int) -> list[Followed]:
        """Return what a guild follows, by channel and feed."""
        rows = await self._database.fetch_all(_OF_GUILD, {"guild_id": guild_id})
        feeds = {
            row["id"]: to_feed(row)
            for row in await self._database.fetch_all(_FEEDS_OF_GUILD, {"guild_id": guild_id})
        }
        return [_followed(row, feeds[row["the_feed_id"]]) for row in rows]

    async def find(self, guild_id: int, subscription_id: int) -> Followed | None:
        """Return one subscription of a guild; None when it is another guild's, or nobody's."""
        row = await self._database.fetch_one(_ONE, {"id": subscription_id, "guild_id": guild_id})
        if row is None:
            return None
        feed = await self._database.fetch_one(
            "SELECT * FROM feeds WHERE id = ?", (row["the_feed_id"],)
        )
        assert feed is not None, "a subscription's feed cannot be missing"
        return _followed(row, to_feed(feed))

    async def save(self, subscription: Subscription) -> None:
        """Keep every choice of a subscription as it now is."""
        async with self._database.transaction() as connection:
            await connection.execute(_SAVE, _choices(subscription))

    async def move(self, subscription_id: int, channel: Channel) -> bool:
        """Let another channel of the guild get what this subscription gets from now on.

        Returns:
            False where that channel follows the feed already; nothing is changed then.
        """
        async with self._database.transaction() as connection:
            await upsert_channel(connection, channel)
            try:
                await connection.execute(
                    "UPDATE subscriptions SET channel_id = ? WHERE id = ?",
                    (channel.id, subscription_id),
                )
            except sqlite3.IntegrityError:
                return False
        return True

    async def newest_items(self, feed_id: int, *, limit: int) -> list[Item]:
        """Return the newest items of a feed, newest first."""
        rows = await self._database.fetch_all(_NEWEST, {"feed_id": feed_id, "limit": limit})
        return [to_item(row) for row in rows]


async def _returned(
    connection: Connection, sql: str, parameters: Mapping[str, object]
) -> int | None:
    rows = list(await connection.execute_fetchall(sql, parameters))
    return int(rows[0][0]) if rows else None


def _followed(row: sqlite3.Row, feed: Feed) -> Followed:
    return Followed(
        subscription=to_subscription(row),
        feed=feed,
        channel_name=row["channel_name"],
        channel_blocked=row["channel_blocked"],
    )


def _choices(subscription: Subscription) -> dict[str, object]:
    look = subscription.look
    interval = subscription.interval
    return {
        "id": subscription.id,
        "mode": subscription.mode.value,
        "style": look.style.value,
        "template": look.template,
        "colour": look.colour,
        "picture": look.picture,
        "silent": look.silent,
        "mention_role_id": look.mention_role_id,
        "mention_when": look.mention_when,
        "include": subscription.include,
        "exclude": subscription.exclude,
        "on_change": subscription.on_change.value,
        "burst": subscription.burst,
        "webhook": subscription.webhook,
        "publish": subscription.publish,
        "forum_daily": subscription.forum_daily,
        "forum_tags": subscription.forum_tags,
        "interval_s": int(interval.total_seconds()) if interval else None,
        "paused_at": to_unix_or_none(subscription.paused_at),
    }
