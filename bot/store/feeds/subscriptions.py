"""Who follows which feed: rows of subscriptions, listed, added and removed; judges nothing.

What is written is written inside the caller's transaction.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model import POLL_FLOOR, Feed, FollowedFeed, Mode
from bot.store.database import Connection, Database, Fetch, Row, like
from bot.store.feeds.feed_names import joined_names
from bot.store.guilds.mutes import MUTES_OF_CHANNEL
from bot.store.rows import to_feed, to_subscription
from bot.store.times import to_unix
from bot.text.urls.masking import mask_url

# A feed that nobody followed has not been read for a while: its next poll counts as its first
# one, so that what was published meanwhile floods nobody.
_ADD_FEED = """
    INSERT INTO feeds (url, host, title, site_url, due_at, interval_s)
    VALUES (:url, :host, :title, :site_url, :now, 3600)
    ON CONFLICT (url) DO UPDATE SET
        due_at = min(feeds.due_at, max(:now, coalesce(feeds.last_polled_at, 0) + :floor)),
        first_polled_at = CASE
            WHEN EXISTS (SELECT 1 FROM subscriptions WHERE feed_id = feeds.id)
            THEN feeds.first_polled_at END,
        ended_at = NULL, gone_seen = 0
    RETURNING id
"""
_ADD = """
    INSERT INTO subscriptions (feed_id, channel_id, mode, created_at)
    VALUES (:feed_id, :channel_id, :mode, :now)
    ON CONFLICT (feed_id, channel_id) DO NOTHING
    RETURNING id
"""
_SELECT = f"""
    SELECT subscriptions.*, channels.guild_id AS guild_id, {MUTES_OF_CHANNEL},
           feed_names.name AS feed_name
    FROM subscriptions JOIN channels ON channels.id = subscriptions.channel_id
    JOIN feeds ON feeds.id = subscriptions.feed_id
    {joined_names("channels.guild_id")}
"""  # noqa: S608  # no value is put into it
_OF_GUILD = """
    WHERE channels.guild_id = :id AND channels.gone_at IS NULL
    ORDER BY channels.id, feeds.title, subscriptions.id
"""
_OF_CHANNEL = "WHERE channels.id = :id ORDER BY feeds.title, subscriptions.id"
_CHANNELS = """
    SELECT id FROM channels WHERE guild_id = ? AND gone_at IS NULL
      AND EXISTS (SELECT 1 FROM subscriptions WHERE channel_id = channels.id)
"""
_COUNT = """
    SELECT count(DISTINCT subscriptions.feed_id) AS n
    FROM subscriptions JOIN channels ON channels.id = subscriptions.channel_id
    WHERE channels.guild_id = ?
"""
_PUT_OFF = """
    UPDATE feeds SET due_at = :due_at
    WHERE id = :feed_id AND first_polled_at IS NULL AND due_at < :due_at
"""
_FOLLOWING = """
    SELECT channels.id FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id
    JOIN feeds ON feeds.id = subscriptions.feed_id
    WHERE channels.guild_id = :guild_id AND feeds.url = :url
"""
# Who follows a feed for themselves leaves a note of it, by which it goes with them.
_NOTE_LEFT = """
    INSERT INTO own_feeds_left (guild_id, feed_id)
    SELECT guilds.id, subscriptions.feed_id FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id
    JOIN guilds ON guilds.id = channels.guild_id
    WHERE subscriptions.id = :id AND guilds.personal = 1
    ON CONFLICT DO NOTHING
"""
_WAKE = """
    UPDATE feeds SET due_at = min(due_at, max(:now, coalesce(last_polled_at, 0) + :floor))
    WHERE id = :feed_id
"""
_SUGGEST = """
    WHERE channels.guild_id = :guild_id AND channels.gone_at IS NULL
      AND (feeds.title LIKE :pattern ESCAPE '!' OR feeds.url LIKE :pattern ESCAPE '!'
           OR feed_names.name LIKE :pattern ESCAPE '!')
    ORDER BY feeds.title, subscriptions.id
"""


class SubscriptionStore:
    """Rows of subscriptions; a guild only ever sees its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, subscription_id: int, guild_id: int | None = None) -> FollowedFeed | None:
        """Return one subscription; None where there is none, or not in the guild given."""
        return await find_followed(self._database.fetch_all, subscription_id, guild_id)

    async def of_channel(self, channel_id: int) -> list[FollowedFeed]:
        return await self._many(_OF_CHANNEL, {"id": channel_id})

    async def of_guild(self, guild_id: int) -> list[FollowedFeed]:
        return await followed_in_guild(self._database.fetch_all, guild_id)

    async def channels(self, guild_id: int) -> list[int]:
        """Return the ids of a guild's channels that follow anything."""
        rows = await self._database.fetch_all(_CHANNELS, (guild_id,))
        return [row["id"] for row in rows]

    async def suggest(self, guild_id: int, text: str) -> list[FollowedFeed]:
        """Return the guild's subscriptions whose feed's name or address holds `text`.

        An address is looked at without its keys: they could be guessed letter by letter.
        """
        found = await self._many(_SUGGEST, {"guild_id": guild_id, "pattern": like(text)})
        return [each for each in found if _shows(each.feed, text)]

    async def _many(self, where: str, values: Mapping[str, object]) -> list[FollowedFeed]:
        return await _select(self._database.fetch_all, where, values)


async def find_followed(
    fetch: Fetch, subscription_id: int, guild_id: int | None = None
) -> FollowedFeed | None:
    """Return one subscription; None where there is none, or not in the guild given."""
    found = await _select(
        fetch,
        "WHERE subscriptions.id = :id AND (:guild_id IS NULL OR channels.guild_id = :guild_id)",
        {"id": subscription_id, "guild_id": guild_id},
    )
    return found[0] if found else None


async def insert_subscription(
    connection: Connection,
    channel_id: int,
    *,
    url: str,
    host: str,
    now: datetime,
    title: str = "",
    site_url: str | None = None,
    mode: Mode = Mode.LIVE,
) -> FollowedFeed | None:
    """Let a channel, whose row exists, follow the feed at `url`; None where it already does.

    The feed is stored with its first follower and falls due at once.
    """
    feed = {
        "url": url,
        "host": host,
        "title": title,
        "site_url": site_url,
        "now": to_unix(now),
        "floor": int(POLL_FLOOR.total_seconds()),
    }
    feed_id = await _returned_id(connection, _ADD_FEED, feed)
    follower = {
        "feed_id": feed_id,
        "channel_id": channel_id,
        "mode": mode.value,
        "now": to_unix(now),
    }
    subscription_id = await _returned_id(connection, _ADD, follower)
    if subscription_id is None:
        return None
    return await find_followed(connection.execute_fetchall, subscription_id)


async def delete_subscription(connection: Connection, subscription_id: int) -> None:
    """End a subscription; the archive of its feed stays."""
    await connection.execute(_NOTE_LEFT, {"id": subscription_id})
    await connection.execute("DELETE FROM subscriptions WHERE id = ?", (subscription_id,))


async def count_feeds(connection: Connection, guild_id: int) -> int:
    """Return how many feeds a guild follows; one in several channels counts once."""
    rows = await connection.execute_fetchall(_COUNT, (guild_id,))
    return int(next(iter(rows))["n"])


async def put_off(connection: Connection, feed_id: int, due_at: datetime) -> None:
    """Let a feed that was just read, and is recorded next, not be asked before then."""
    await connection.execute(_PUT_OFF, {"feed_id": feed_id, "due_at": to_unix(due_at)})


async def channels_following(connection: Connection, guild_id: int, url: str) -> frozenset[int]:
    """Return the channels of a guild that follow the feed at an address."""
    rows = await connection.execute_fetchall(_FOLLOWING, {"guild_id": guild_id, "url": url})
    return frozenset([row["id"] for row in rows])


async def wake_feed(connection: Connection, feed_id: int, now: datetime) -> None:
    """Let a feed fall due again, as when somebody resumes it; never before the floor."""
    values = {"feed_id": feed_id, "now": to_unix(now), "floor": int(POLL_FLOOR.total_seconds())}
    await connection.execute(_WAKE, values)


async def followed_in_guild(fetch: Fetch, guild_id: int) -> list[FollowedFeed]:
    """Return what a guild follows."""
    return await _select(fetch, _OF_GUILD, {"id": guild_id})


async def followed_in_channel(connection: Connection, channel_id: int) -> list[FollowedFeed]:
    """Return what a channel follows as it is in the caller's transaction."""
    return await _select(connection.execute_fetchall, _OF_CHANNEL, {"id": channel_id})


async def _select(fetch: Fetch, where: str, values: Mapping[str, object]) -> list[FollowedFeed]:
    return await to_followed(fetch, list(await fetch(_SELECT + where, values)))


async def to_followed(fetch: Fetch, rows: Sequence[Row]) -> list[FollowedFeed]:
    """Return subscriptions with their feeds, each by the name that its guild chose."""
    ids = json.dumps(sorted({row["feed_id"] for row in rows}))
    feeds = await fetch("SELECT * FROM feeds WHERE id IN (SELECT value FROM json_each(?))", (ids,))
    by_id = {row["id"]: to_feed(row) for row in feeds}
    return [
        FollowedFeed(
            subscription=to_subscription(row),
            feed=replace(by_id[row["feed_id"]], name=row["feed_name"])
            if row["feed_name"]
            else by_id[row["feed_id"]],
        )
        for row in rows
    ]


def _shows(feed: Feed, text: str) -> bool:
    wanted = text.casefold()
    return (
        text == feed.url
        or wanted in feed.title.casefold()
        or wanted in (feed.name or "").casefold()
        or wanted in mask_url(feed.url).casefold()
    )


async def _returned_id(
    connection: Connection, sql: str, values: Mapping[str, object]
) -> int | None:
    rows: list[Row] = list(await connection.execute_fetchall(sql, values))
    return rows[0]["id"] if rows else None
