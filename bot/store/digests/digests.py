"""Digests: read, claimed when due, settled once printed; prints and decides nothing.

What moderators and members choose is written by `bot.store.digests.digest_edits`, what is printed
by `bot.store.digests.editions`.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.message.feed_title import title_order
from bot.model import (
    EVERYTHING,
    ON_DEMAND,
    ChannelKind,
    Digest,
    FollowedFeed,
    Grouping,
    Item,
    Share,
    Subscription,
    WhenEmpty,
)
from bot.store.database import Connection, Database, Fetch, Row
from bot.store.engine.retry import retried
from bot.store.feeds.feed_names import joined_names
from bot.store.feeds.subscriptions import to_followed
from bot.store.guilds.mutes import MUTES_OF_CHANNEL
from bot.store.processes.shares import guild_is_ours, share_values
from bot.store.rows import to_item
from bot.store.times import from_unix, from_unix_or_none, to_unix, to_unix_or_none

_DONE_BEFORE = timedelta(days=3)  # a zone moves a run by a day at most
_MANY = 200  # rows above which making values of them would hold the event loop

SELECT = """
    SELECT digests.*, channels.kind AS kind,
           COALESCE(channels.locale, guilds.locale, guilds.preferred_locale) AS locale,
           COALESCE(digests.zone, channels.zone, guilds.zone, default_zone()) AS zone_here,
           COALESCE(channels.same_story, guilds.same_story, 1) AS same_story,
           (SELECT json_group_array(subscription_id) FROM digest_subscriptions
            WHERE digest_id = digests.id) AS subscription_ids,
           (SELECT json_group_array(channel_id) FROM digest_channels
            WHERE digest_id = digests.id) AS channel_ids
    FROM digests
    JOIN channels ON channels.id = digests.channel_id
    JOIN guilds ON guilds.id = digests.guild_id
"""
BY_ID = "WHERE digests.id = :id"
# What a member follows themselves is a guild of one, whose digest is their own.
OF_GUILD = """
    WHERE digests.guild_id = :id AND (digests.user_id IS NULL OR digests.user_id = :id)
      AND digests.removed_at IS NULL AND channels.gone_at IS NULL
    ORDER BY digests.channel_id, digests.id
"""
OF_MEMBER = """
    WHERE digests.user_id = :user_id AND digests.guild_id = :guild_id
      AND digests.removed_at IS NULL
    ORDER BY digests.id
"""
# A blocked channel gets one page at most, which tries it; the next makes up for the rest.
_DUE = f"""{SELECT}
    WHERE digests.due_at <= :now AND digests.paused_at IS NULL AND digests.removed_at IS NULL
      AND channels.gone_at IS NULL AND guilds.gone_at IS NULL
      AND {guild_is_ours("digests.guild_id")}
      AND (channels.block_code IS NULL OR NOT EXISTS (
          SELECT 1 FROM deliveries WHERE channel_id = channels.id AND state = 'pending'))
      AND NOT EXISTS (SELECT 1 FROM restored_channels AS restored
                      WHERE restored.channel_id = channels.id AND restored.state = 'unread')
    ORDER BY digests.due_at, digests.id LIMIT :limit /*pg FOR UPDATE OF digests SKIP LOCKED */
"""  # noqa: S608  # no value is put into it
_DONE = """
    SELECT digest_id, local_date, slot FROM editions
    WHERE digest_id IN (SELECT value FROM json_each(:ids)) AND local_date >= :since
      AND slot < :on_demand
"""
_SETTLE = """
    UPDATE digests SET mark = :mark, planned_at = :planned_at, due_at = :due_at
    WHERE id = :id AND due_at = :lease_ends AND paused_at IS NULL AND removed_at IS NULL
"""
# A lease, or a due time reckoned from a clock or a zone that was wrong, is looked at anew.
# What the clock skipped while it was ahead is at most a day old, or it is let go; nothing was owed
# before there was the digest.
_REWIND = f"""
    UPDATE digests SET
        planned_at = CASE WHEN planned_at > :now
            THEN max(:now - 86400, min(created_at, :now)) ELSE planned_at END,
        due_at = min(due_at, :now)
    WHERE paused_at IS NULL AND removed_at IS NULL AND {guild_is_ours("guild_id")}
"""  # noqa: S608  # likewise
_FEEDS_DUE = """
    SELECT feeds.id FROM feeds LEFT JOIN hosts ON hosts.name = feeds.host
    WHERE feeds.ended_at IS NULL AND feeds.due_at <= :now
      AND (hosts.wait_until IS NULL OR hosts.wait_until <= :now)
"""
_FOLLOWED = f"""
    SELECT subscriptions.*, channels.guild_id AS guild_id, {MUTES_OF_CHANNEL},
           feed_names.name AS feed_name
    FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id
    JOIN feeds ON feeds.id = subscriptions.feed_id
    {joined_names("channels.guild_id")}
    WHERE channels.gone_at IS NULL AND
"""  # noqa: S608  # no value is put into it
_SOURCES_OF_CHANNEL = f"""{_FOLLOWED}
    subscriptions.channel_id = :channel_id AND subscriptions.mode IN ('digest', 'both')
    AND (:all_feeds = 1 OR subscriptions.id IN (
        SELECT subscription_id FROM digest_subscriptions WHERE digest_id = :id))
    ORDER BY feeds.id, subscriptions.id
"""  # noqa: S608  # likewise
# A digest for oneself reads what it names, of channels and of feeds; each list is an index's.
_SOURCES_OF_MEMBER = f"""{_FOLLOWED}
    channels.guild_id = :guild_id
    AND (:guild_id <> :user_id OR subscriptions.mode IN ('digest', 'both'))
    AND subscriptions.id IN (
        SELECT chosen.id FROM digest_channels JOIN subscriptions AS chosen
        ON chosen.channel_id = digest_channels.channel_id WHERE digest_channels.digest_id = :id
        UNION SELECT subscription_id FROM digest_subscriptions WHERE digest_id = :id)
    ORDER BY feeds.id, subscriptions.id
"""  # noqa: S608  # likewise
_UNPRINTED = """
    FROM json_each(:feed_ids) AS feed CROSS JOIN items ON items.feed_id = feed.value
    WHERE items.silent = 0
      AND items.id > :after AND items.id <= :up_to
      AND NOT EXISTS (  -- what was posted, or may have been, before a restore
          SELECT 1 FROM edition_items JOIN editions ON editions.id = edition_items.edition_id
          WHERE edition_items.item_id = items.id AND editions.digest_id = :digest_id
            AND editions.slot < :on_demand)
      AND NOT EXISTS (
          SELECT 1 FROM restored_channels AS restored
          WHERE restored.channel_id = :channel_id AND restored.state = 'silent'
            AND items.published_at <= restored.restored_at)
"""
# Of a row of subscriptions: a digest of its channel reads it, or would in another mode.
HAS_DIGEST = """EXISTS (
    SELECT 1 FROM digests
    WHERE digests.channel_id = subscriptions.channel_id AND digests.removed_at IS NULL
      AND (digests.user_id IS NULL OR digests.user_id = digests.guild_id)
      AND (digests.all_feeds = 1 OR digests.id IN (
          SELECT digest_id FROM digest_subscriptions WHERE subscription_id = subscriptions.id)))
"""
_READ_BY = f"SELECT 1 FROM subscriptions WHERE subscriptions.id = :id AND {HAS_DIGEST}"  # noqa: S608
_NOWHERE = f"""
    SELECT subscriptions.id FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id
    WHERE channels.guild_id = :guild_id AND subscriptions.mode = 'digest' AND NOT {HAS_DIGEST}
"""  # noqa: S608  # no value is put into it
_COUNT_OLD = f"SELECT count(*) AS n {_UNPRINTED} AND items.received_at < :oldest"
_NEW = f"SELECT items.* {_UNPRINTED} AND items.received_at >= :oldest ORDER BY items.id"
_NEWEST = """
    SELECT * FROM items WHERE feed_id IN (SELECT value FROM json_each(:feed_ids))
    ORDER BY received_at DESC, published_at DESC, position LIMIT :limit
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDigest:
    """A digest that fell due; its `due_at` is the end of the lease. `done` runs are printed."""

    digest: Digest
    done: frozenset[tuple[date, int]]


async def has_digest(fetch: Fetch, subscription: Subscription) -> bool:
    """Say whether a digest of its channel reads a subscription, or would in another mode."""
    return bool(list(await fetch(_READ_BY, {"id": subscription.id})))


async def without_digest(fetch: Fetch, guild_id: int) -> frozenset[int]:
    """Return a guild's subscriptions that are for digests alone, and that no digest reads."""
    return frozenset([row["id"] for row in await fetch(_NOWHERE, {"guild_id": guild_id})])


class DigestStore:
    """Rows of digests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, digest_id: int) -> Digest | None:
        """Return a digest, removed ones too: their pages are still there."""
        found = await self._many(BY_ID, {"id": digest_id})
        return found[0] if found else None

    async def all(self) -> list[Digest]:
        return await self._many("WHERE digests.removed_at IS NULL ORDER BY digests.id", {})

    async def of_guild(self, guild_id: int) -> list[Digest]:
        """Return the digests of a guild's channels; those of its members are their own."""
        return await self._many(OF_GUILD, {"id": guild_id})

    async def of_member(self, guild_id: int, user_id: int) -> Digest | None:
        """Return the digest that a member of a guild has for themselves."""
        found = await self._many(OF_MEMBER, {"guild_id": guild_id, "user_id": user_id})
        return found[0] if found else None

    @retried
    async def claim_due(
        self, now: datetime, *, limit: int, lease: timedelta, share: Share = EVERYTHING
    ) -> list[ClaimedDigest]:
        """Take up to `limit` due digests of a share, in a fixed order, each for a `lease`."""
        query = {"now": to_unix(now), "limit": limit} | share_values(share)
        lease_ends = from_unix(to_unix(now + lease))
        async with self._database.transaction() as connection:
            digests = [to_digest(row) for row in await connection.execute_fetchall(_DUE, query)]
            await connection.executemany(
                "UPDATE digests SET due_at = ? WHERE id = ?",
                [(to_unix(lease_ends), digest.id) for digest in digests],
            )
            done = await _done(connection, digests, now)
        return [
            ClaimedDigest(
                digest=replace(digest, due_at=lease_ends), done=frozenset(done.get(digest.id, ()))
            )
            for digest in digests
        ]

    async def done(self, digest: Digest, now: datetime) -> frozenset[tuple[date, int]]:
        """Return which runs of about `now` or later are printed."""
        query = _done_query([digest], now)
        rows = await self._database.fetch_all(_DONE, query)
        return frozenset((date.fromisoformat(row["local_date"]), row["slot"]) for row in rows)

    @retried
    async def plan(self, digests: Sequence[tuple[Digest, datetime]]) -> None:
        """Give claimed digests of which nothing is owed their next due times."""
        if not digests:
            return
        async with self._database.transaction() as connection:
            for digest, due_at in digests:
                await settle(
                    connection,
                    digest,
                    mark=digest.mark,
                    planned_at=digest.planned_at,
                    due_at=due_at,
                )

    @retried
    async def rewind(self, now: datetime, share: Share = EVERYTHING) -> None:
        """Let a share's digests be planned anew: after a start, or when the clock went back."""
        async with self._database.transaction() as connection:
            await connection.execute(_REWIND, {"now": to_unix(now)} | share_values(share))

    async def feeds_due(self, now: datetime) -> frozenset[int]:
        """Return the feeds that a poll is due of; not those whose hosts are to be left alone."""
        rows = await self._database.fetch_all(_FEEDS_DUE, {"now": to_unix(now)})
        return frozenset([row["id"] for row in rows])

    async def sources(self, digest: Digest) -> list[FollowedFeed]:
        """Return the subscriptions that a digest reads, by the name of their feed."""
        query = _SOURCES_OF_CHANNEL if digest.user_id is None else _SOURCES_OF_MEMBER
        rows = await self._database.fetch_all(query, values_of(digest))
        sources = await to_followed(self._database.fetch_all, list(rows))
        return sorted(sources, key=lambda each: title_order(each.feed))

    async def last_item_id(self) -> int:
        row = await self._database.fetch_one("SELECT coalesce(max(id), 0) AS id FROM items")
        return row["id"] if row else 0

    async def unprinted(
        self, digest: Digest, feed_ids: Iterable[int], *, up_to: int, oldest: datetime
    ) -> tuple[list[Item], int]:
        """Return the items of these feeds that are new since the last page, and a number.

        It counts those that were received before `oldest` and are not returned.
        """
        query = {
            "feed_ids": json.dumps(list(feed_ids)),
            "digest_id": digest.id,
            "channel_id": digest.channel_id,
            "after": digest.mark,
            "up_to": up_to,
            "oldest": to_unix(oldest),
            "on_demand": ON_DEMAND,
        }
        items = await to_items(await self._database.fetch_all(_NEW, query))
        old = await self._database.fetch_one(_COUNT_OLD, query)
        return items, old["n"] if old else 0

    async def newest(self, feed_ids: Iterable[int], limit: int) -> list[Item]:
        """Return what these feeds had last, announced or not, newest first."""
        query = {"feed_ids": json.dumps(list(feed_ids)), "limit": limit}
        return await to_items(await self._database.fetch_all(_NEWEST, query))

    async def _many(self, where: str, values: Mapping[str, object]) -> list[Digest]:
        return [to_digest(row) for row in await self._database.fetch_all(SELECT + where, values)]


async def settle(
    connection: Connection, digest: Digest, *, mark: int, planned_at: datetime, due_at: datetime
) -> bool:
    """Note how far a claimed digest is printed; False where somebody changed it meanwhile."""
    cursor = await connection.execute(
        _SETTLE,
        {
            "id": digest.id,
            "mark": mark,
            "planned_at": to_unix(planned_at),
            "due_at": to_unix(due_at),
            "lease_ends": to_unix(digest.due_at),
        },
    )
    return cursor.rowcount > 0


async def to_items(rows: Sequence[Row]) -> list[Item]:
    """Make items of rows, beside the event loop where there are many."""
    if len(rows) > _MANY:
        return await asyncio.to_thread(lambda: [to_item(row) for row in rows])
    return [to_item(row) for row in rows]


async def _done(
    connection: Connection, digests: Sequence[Digest], now: datetime
) -> dict[int, set[tuple[date, int]]]:
    done: dict[int, set[tuple[date, int]]] = {}
    for row in await connection.execute_fetchall(_DONE, _done_query(digests, now)):
        run = (date.fromisoformat(row["local_date"]), row["slot"])
        done.setdefault(row["digest_id"], set()).add(run)
    return done


def _done_query(digests: Sequence[Digest], now: datetime) -> dict[str, object]:
    first = min([now, *(digest.planned_at for digest in digests)])
    return {
        "ids": json.dumps([digest.id for digest in digests]),
        "since": (first - _DONE_BEFORE).date().isoformat(),
        "on_demand": ON_DEMAND,
    }


def values_of(digest: Digest) -> dict[str, object]:
    return {
        "id": digest.id,
        "channel_id": digest.channel_id,
        "guild_id": digest.guild_id,
        "user_id": digest.user_id,
        "times": json.dumps([at.hour * 60 + at.minute for at in digest.times]),
        "days": json.dumps(sorted(digest.days)),
        "zone": digest.zone,
        "grouping": digest.grouping.value,
        "when_empty": digest.when_empty.value,
        "title": digest.title,
        "picture": int(digest.picture),
        "opening": int(digest.opening),
        "translate": int(digest.translate),
        "words": digest.words,
        "all_feeds": int(digest.subscription_ids is None),
        "planned_at": to_unix(digest.planned_at),
        "due_at": to_unix(digest.due_at),
        "created_at": to_unix(digest.created_at),
        "paused_at": to_unix_or_none(digest.paused_at),
        "removed_at": to_unix_or_none(digest.removed_at),
    }


def to_digest(row: Row) -> Digest:
    chosen = frozenset(json.loads(row["subscription_ids"]))
    return Digest(
        id=row["id"],
        channel_id=row["channel_id"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        times=tuple(time(minute // 60, minute % 60) for minute in json.loads(row["times"])),
        days=frozenset(json.loads(row["days"])),
        zone=row["zone"],
        grouping=Grouping(row["grouping"]),
        when_empty=WhenEmpty(row["when_empty"]),
        title=row["title"],
        picture=bool(row["picture"]),
        opening=bool(row["opening"]),
        translate=bool(row["translate"]),
        words=row["words"],
        subscription_ids=None if row["all_feeds"] else chosen,
        channel_ids=frozenset(json.loads(row["channel_ids"])),
        mark=row["mark"],
        planned_at=from_unix(row["planned_at"]),
        due_at=from_unix(row["due_at"]),
        created_at=from_unix(row["created_at"]),
        paused_at=from_unix_or_none(row["paused_at"]),
        removed_at=from_unix_or_none(row["removed_at"]),
        kind=ChannelKind(row["kind"]),
        locale=row["locale"],
        zone_here=row["zone_here"],
        same_story=bool(row["same_story"]),
    )
