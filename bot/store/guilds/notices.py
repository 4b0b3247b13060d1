"""What keeps news from a guild, and what its moderators were told of it; decides nothing."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model import (
    EVERYTHING,
    AilingFeed,
    BlockedChannel,
    FollowedFeedEvent,
    Matter,
    NoticePlan,
    Refusals,
    Share,
    Subject,
    SubjectKind,
    ToldTrouble,
)
from bot.store.database import Connection, Database, Row
from bot.store.engine.retry import retried
from bot.store.feeds.feed_names import joined_names
from bot.store.processes.shares import guild_is_ours, share_values
from bot.store.rows import to_block
from bot.store.times import from_unix, from_unix_or_none, to_unix, to_unix_or_none

_PLAN = """
    INSERT INTO notice_plans (guild_id, due_at, event_id)
    SELECT guilds.id, :now, (SELECT coalesce(max(id), 0) FROM feed_events) FROM guilds
    WHERE guilds.notice_channel_id IS NOT NULL
      AND guilds.id NOT IN (SELECT guild_id FROM notice_plans)
    ON CONFLICT (guild_id) DO NOTHING
"""
_CLAIM = f"""
    WITH taken AS (
        SELECT plans.guild_id FROM notice_plans AS plans
        JOIN guilds ON guilds.id = plans.guild_id
        WHERE plans.due_at <= :now AND guilds.notice_channel_id IS NOT NULL
          AND guilds.gone_at IS NULL AND {guild_is_ours("plans.guild_id")}
        ORDER BY plans.due_at, plans.guild_id LIMIT :limit /*pg FOR UPDATE OF plans SKIP LOCKED */
    )
    UPDATE notice_plans SET due_at = :next_at WHERE guild_id IN (SELECT guild_id FROM taken)
    RETURNING guild_id, told_at, event_id
"""  # noqa: S608  # no value is put into it
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
           hosts.wait_until, feed_names.name AS name
    FROM feeds {joined_names(":guild_id")}
    LEFT JOIN hosts ON hosts.name = feeds.host AND hosts.wait_until > :now
    WHERE feeds.id IN ({_FOLLOWED})
      AND (feeds.failing_since IS NOT NULL OR feeds.ended_at IS NOT NULL)
    ORDER BY coalesce(feeds.ended_at, feeds.failing_since), feeds.id
"""  # noqa: S608  # no value is put into it
_EVENTS = f"""
    SELECT feed_events.id, feed_events.kind, feed_events.detail, feed_events.at,
           feeds.title, feeds.url, feed_names.name AS name
    FROM feed_events JOIN feeds ON feeds.id = feed_events.feed_id {joined_names(":guild_id")}
    WHERE feed_events.id > :event_id AND feed_events.kind IN ('moved', 'republished', 'held')
      AND feed_events.feed_id IN ({_FOLLOWED})
    ORDER BY feed_events.id
"""  # noqa: S608
_CHANNELS = """
    SELECT id, block_code, block_missing,
           (SELECT min(created_at) FROM deliveries
            WHERE channel_id = channels.id AND state = 'pending') AS waiting_since
    FROM channels WHERE guild_id = :guild_id AND block_code IS NOT NULL AND gone_at IS NULL
    ORDER BY id
"""
_REFUSED = """
    SELECT deliveries.channel_id, max(deliveries.done_at) AS at, count(*) AS number
    FROM deliveries JOIN channels ON channels.id = deliveries.channel_id
    WHERE channels.guild_id = :guild_id AND channels.gone_at IS NULL
      AND deliveries.state = 'dead' AND deliveries.done_at > :after
    GROUP BY deliveries.channel_id ORDER BY deliveries.channel_id
"""
# What is no longer followed is not "fine again": nobody waits for it.
_FORGET = f"""
    DELETE FROM told_troubles WHERE guild_id = :guild_id AND (
        (subject_kind = 'feed' AND subject_id NOT IN ({_FOLLOWED}))
        OR (subject_kind = 'channel' AND subject_id NOT IN (
            SELECT id FROM channels WHERE guild_id = :guild_id AND gone_at IS NULL)))
"""  # noqa: S608
_TELL = """
    INSERT INTO told_troubles
        (guild_id, subject_kind, subject_id, matter, name, cause, missing, since)
    VALUES (:guild_id, :subject_kind, :subject_id, :matter, :name, :cause, :missing, :since)
    ON CONFLICT (guild_id, subject_kind, subject_id) DO UPDATE SET
        matter = excluded.matter, name = excluded.name, cause = excluded.cause,
        missing = excluded.missing
"""
_FORGET_ONE = """
    DELETE FROM told_troubles
    WHERE guild_id = :guild_id AND subject_kind = :subject_kind AND subject_id = :subject_id
"""


class NoticeStore:
    """Rows of troubles and of what was told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @retried
    async def claim_due(
        self, now: datetime, *, every: timedelta, limit: int, share: Share = EVERYTHING
    ) -> list[NoticePlan]:
        """Take guilds of a share that want notices and were not looked at for `every`."""
        async with self._database.transaction() as connection:
            await connection.execute(_PLAN, {"now": to_unix(now)})
            query = {"now": to_unix(now), "next_at": to_unix(now + every), "limit": limit}
            query |= share_values(share)
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
                name=row["name"],
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
                name=row["name"],
                url=row["url"],
            )
            for row in await self._database.fetch_all(_EVENTS, query)
        ]

    async def blocked_channels(self, guild_id: int) -> list[BlockedChannel]:
        return [
            BlockedChannel(
                channel_id=row["id"],
                block=block,
                waiting_since=from_unix_or_none(row["waiting_since"]),
            )
            for row in await self._database.fetch_all(_CHANNELS, {"guild_id": guild_id})
            if (block := to_block(row)) is not None
        ]

    async def refusals(self, guild_id: int, after: datetime) -> list[Refusals]:
        query = {"guild_id": guild_id, "after": to_unix(after)}
        return [
            Refusals(
                channel_id=row["channel_id"],
                number=row["number"],
                at=from_unix(row["at"]),
            )
            for row in await self._database.fetch_all(_REFUSED, query)
        ]

    async def told(self, guild_id: int) -> list[ToldTrouble]:
        rows = await self._database.fetch_all(
            "SELECT * FROM told_troubles WHERE guild_id = ? ORDER BY subject_kind, subject_id",
            (guild_id,),
        )
        return [_told(row) for row in rows]


async def record_told(
    connection: Connection,
    plan: NoticePlan,
    *,
    new: Sequence[ToldTrouble],
    over: Sequence[ToldTrouble],
    told_at: datetime | None,
    event_id: int,
) -> None:
    """Note what a notice says, in the transaction that owes it."""
    await connection.executemany(_FORGET_ONE, [_subject(plan, trouble) for trouble in over])
    await connection.executemany(
        _TELL,
        [
            {
                **_subject(plan, trouble),
                "matter": trouble.matter,
                "name": trouble.name,
                "cause": trouble.cause,
                "missing": json.dumps(trouble.missing),
                "since": to_unix(trouble.since),
            }
            for trouble in new
        ],
    )
    await connection.execute(
        "UPDATE notice_plans SET told_at = ?, event_id = ? WHERE guild_id = ?",
        (to_unix_or_none(told_at), event_id, plan.guild_id),
    )


def _subject(plan: NoticePlan, trouble: ToldTrouble) -> dict[str, object]:
    return {
        "guild_id": plan.guild_id,
        "subject_kind": trouble.subject.kind,
        "subject_id": trouble.subject.id,
    }


def _told(row: Row) -> ToldTrouble:
    return ToldTrouble(
        subject=Subject(SubjectKind(row["subject_kind"]), row["subject_id"]),
        matter=Matter(row["matter"]),
        name=row["name"],
        cause=row["cause"],
        missing=tuple(json.loads(row["missing"])),
        since=from_unix(row["since"]),
    )
