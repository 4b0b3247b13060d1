"""What keeps news from a guild, and what its moderators were told of it; decides nothing."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.database import Connection, Database
from bot.store.times import from_unix, from_unix_or_none, to_unix, to_unix_or_none

_PLAN = """
    INSERT INTO notice_plans (guild_id, due_at, event_id)
    SELECT guilds.id, :now, (SELECT coalesce(max(id), 0) FROM feed_events) FROM guilds
    WHERE guilds.notice_channel_id IS NOT NULL
      AND guilds.id NOT IN (SELECT guild_id FROM notice_plans)
"""
_CLAIM = """
    UPDATE notice_plans SET due_at = :next_at
    WHERE guild_id IN (
        SELECT plans.guild_id FROM notice_plans AS plans
        JOIN guilds ON guilds.id = plans.guild_id
        WHERE plans.due_at <= :now AND guilds.notice_channel_id IS NOT NULL
          AND guilds.gone_at IS NULL
        ORDER BY plans.due_at, plans.guild_id LIMIT :limit)
    RETURNING guild_id, told_at, event_id
"""
_PLACE = """
    SELECT channels.id AS channel_id,
           COALESCE(channels.locale, guilds.locale, guilds.preferred_locale) AS locale
    FROM guilds JOIN channels ON channels.id = guilds.notice_channel_id
    WHERE guilds.id = ? AND channels.gone_at IS NULL
"""
# A feed is one trouble, in however many channels it is followed.
_FOLLOWED = """
    SELECT subscriptions.feed_id FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id
    WHERE channels.guild_id = :guild_id AND channels.gone_at IS NULL
      AND subscriptions.paused_at IS NULL
"""
_FEEDS = f"""
    SELECT feeds.id, feeds.title, feeds.url, feeds.error, feeds.failing_since, feeds.ended_at,
           hosts.wait_until
    FROM feeds LEFT JOIN hosts ON hosts.name = feeds.host AND hosts.wait_until > :now
    WHERE feeds.id IN ({_FOLLOWED})
      AND (feeds.failing_since IS NOT NULL OR feeds.ended_at IS NOT NULL)
    ORDER BY coalesce(feeds.ended_at, feeds.failing_since), feeds.id
"""  # noqa: S608  # no value is put into it
_EVENTS = f"""
    SELECT feed_events.id, feed_events.kind, feed_events.detail, feed_events.at,
           feeds.title, feeds.url
    FROM feed_events JOIN feeds ON feeds.id = feed_events.feed_id
    WHERE feed_events.id > :event_id AND feed_events.kind IN ('moved', 'republished')
      AND feed_events.feed_id IN ({_FOLLOWED})
    ORDER BY feed_events.id
"""  # noqa: S608
_CHANNELS = """
    SELECT id, name, blocked,
           (SELECT min(created_at) FROM deliveries
            WHERE channel_id = channels.id AND state = 'pending') AS waiting_since
    FROM channels WHERE guild_id = :guild_id AND blocked IS NOT NULL AND gone_at IS NULL
    ORDER BY id
"""
_REFUSED = """
    SELECT deliveries.channel_id, max(deliveries.done_at) AS at, count(*) AS number,
           max(deliveries.detail) AS detail
    FROM deliveries JOIN channels ON channels.id = deliveries.channel_id
    WHERE channels.guild_id = :guild_id AND channels.gone_at IS NULL
      AND deliveries.state = 'dead' AND deliveries.done_at > :after
    GROUP BY deliveries.channel_id ORDER BY deliveries.channel_id
"""
# What is no longer followed is not "fine again": nobody waits for it.
_FORGET = f"""
    DELETE FROM told_troubles WHERE guild_id = :guild_id AND (
        (subject LIKE 'feed:%' AND CAST(substr(subject, 6) AS INTEGER) NOT IN ({_FOLLOWED}))
        OR (subject LIKE 'channel:%' AND CAST(substr(subject, 9) AS INTEGER) NOT IN (
            SELECT id FROM channels WHERE guild_id = :guild_id AND gone_at IS NULL)))
"""  # noqa: S608
_TELL = """
    INSERT INTO told_troubles (guild_id, subject, matter, name, cause, since)
    VALUES (:guild_id, :subject, :matter, :name, :cause, :since)
    ON CONFLICT (guild_id, subject) DO UPDATE SET
        matter = excluded.matter, name = excluded.name, cause = excluded.cause
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePlan:
    """A guild whose troubles are to be looked at, and how far it was told of them."""

    guild_id: int
    told_at: datetime | None
    event_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AilingFeed:
    """A followed feed that fails or has ended; `error` is a word of `bot.i18n.causes`."""

    feed_id: int
    title: str
    url: str
    error: str
    failing_since: datetime | None
    ended_at: datetime | None
    retry_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedFeedEvent:
    """Something that happened to a followed feed."""

    id: int
    kind: str
    detail: str
    at: datetime
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedChannel:
    """A channel that will not be posted in until it opens."""

    channel_id: int
    why: str
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """Messages of a channel that Discord will not have, since they were last told."""

    channel_id: int
    number: int
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A trouble that moderators were told of."""

    subject: str
    matter: str
    name: str
    cause: str
    since: datetime


class NoticeStore:
    """Rows of troubles and of what was told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim_due(self, now: datetime, *, every: timedelta, limit: int) -> list[NoticePlan]:
        """Take guilds that want notices and were not looked at for `every`."""
        async with self._database.transaction() as connection:
            await connection.execute(_PLAN, {"now": to_unix(now)})
            query = {"now": to_unix(now), "next_at": to_unix(now + every), "limit": limit}
            rows = list(await connection.execute_fetchall(_CLAIM, query))
            await connection.executemany(_FORGET, [{"guild_id": row["guild_id"]} for row in rows])
        return [
            NoticePlan(
                guild_id=row["guild_id"],
                told_at=from_unix_or_none(row["told_at"]),
                event_id=row["event_id"],
            )
            for row in rows
        ]

    async def place(self, guild_id: int) -> tuple[int, str | None] | None:
        """Return the channel for notices and its language; None where it is gone."""
        row = await self._database.fetch_one(_PLACE, (guild_id,))
        return (row["channel_id"], row["locale"]) if row else None

    async def ailing_feeds(self, guild_id: int, now: datetime) -> list[AilingFeed]:
        query = {"guild_id": guild_id, "now": to_unix(now)}
        return [
            AilingFeed(
                feed_id=row["id"],
                title=row["title"],
                url=row["url"],
                error=row["error"] or "",
                failing_since=from_unix_or_none(row["failing_since"]),
                ended_at=from_unix_or_none(row["ended_at"]),
                retry_at=from_unix_or_none(row["wait_until"]),
            )
            for row in await self._database.fetch_all(_FEEDS, query)
        ]

    async def feed_events(self, guild_id: int, after_id: int) -> list[FollowedFeedEvent]:
        """Return what happened to followed feeds that is worth a word and has no end."""
        query = {"guild_id": guild_id, "event_id": after_id}
        return [
            FollowedFeedEvent(
                id=row["id"],
                kind=row["kind"],
                detail=row["detail"],
                at=from_unix(row["at"]),
                title=row["title"],
                url=row["url"],
            )
            for row in await self._database.fetch_all(_EVENTS, query)
        ]

    async def closed_channels(self, guild_id: int) -> list[ClosedChannel]:
        return [
            ClosedChannel(
                channel_id=row["id"],
                why=row["blocked"],
                waiting_since=from_unix_or_none(row["waiting_since"]),
            )
            for row in await self._database.fetch_all(_CHANNELS, {"guild_id": guild_id})
        ]

    async def refusals(self, guild_id: int, after: datetime) -> list[Refusals]:
        query = {"guild_id": guild_id, "after": to_unix(after)}
        return [
            Refusals(
                channel_id=row["channel_id"],
                number=row["number"],
                at=from_unix(row["at"]),
                detail=row["detail"] or "",
            )
            for row in await self._database.fetch_all(_REFUSED, query)
        ]

    async def told(self, guild_id: int) -> list[Told]:
        rows = await self._database.fetch_all(
            "SELECT * FROM told_troubles WHERE guild_id = ? ORDER BY subject", (guild_id,)
        )
        return [_told(row) for row in rows]


async def record_told(
    connection: Connection,
    plan: NoticePlan,
    *,
    new: Sequence[Told],
    over: Sequence[str],
    told_at: datetime | None,
    event_id: int,
) -> None:
    """Note what a notice says, in the transaction that owes it."""
    await connection.executemany(
        "DELETE FROM told_troubles WHERE guild_id = ? AND subject = ?",
        [(plan.guild_id, subject) for subject in over],
    )
    await connection.executemany(
        _TELL,
        [
            {
                "guild_id": plan.guild_id,
                "subject": row.subject,
                "matter": row.matter,
                "name": row.name,
                "cause": row.cause,
                "since": to_unix(row.since),
            }
            for row in new
        ],
    )
    await connection.execute(
        "UPDATE notice_plans SET told_at = ?, event_id = ? WHERE guild_id = ?",
        (to_unix_or_none(told_at), event_id, plan.guild_id),
    )


def _told(row: sqlite3.Row) -> Told:
    return Told(
        subject=row["subject"],
        matter=row["matter"],
        name=row["name"],
        cause=row["cause"],
        since=from_unix(row["since"]),
    )
