"""Alerts, the keys they are found by, their hits and plans; matches nothing, tells nobody.

What is written is written inside the caller's transaction, but for a claim.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from bot.model import (
    EVERYTHING,
    Alert,
    AlertCandidate,
    AlertHit,
    AlertPlan,
    Feed,
    FeedName,
    Item,
    QuietHours,
    Share,
)
from bot.store.database import Connection, Database, Fetch, Row
from bot.store.engine.retry import retried
from bot.store.processes.shares import guild_is_ours, share_values
from bot.store.rows import to_feed, to_item
from bot.store.times import from_unix_or_none, to_unix
from bot.text.urls.masking import mask_url

_PLAN_COLUMNS = """
    plans.user_id, plans.guild_id, plans.channel_id, plans.locale, plans.quiet_from,
    plans.quiet_until, plans.due_at, plans.told_day, plans.told,
    plans.zone AS own_zone, coalesce(plans.zone, guilds.zone, default_zone()) AS zone
"""
_PLAN = f"""
    SELECT {_PLAN_COLUMNS} FROM alert_plans AS plans JOIN guilds ON guilds.id = plans.guild_id
    WHERE plans.user_id = :user_id AND plans.guild_id = :guild_id
"""  # noqa: S608  # of our own names
_SAVE_PLAN = """
    INSERT INTO alert_plans (user_id, guild_id, channel_id, locale, quiet_from, quiet_until, zone)
    VALUES (:user_id, :guild_id, :channel_id, :locale, :quiet_from, :quiet_until, :zone)
    ON CONFLICT (user_id, guild_id) DO UPDATE SET
        channel_id = excluded.channel_id, locale = excluded.locale,
        quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, zone = excluded.zone
"""
_DUE = f"""
    SELECT plans.user_id, plans.guild_id FROM alert_plans AS plans
    JOIN guilds ON guilds.id = plans.guild_id
    JOIN channels ON channels.id = plans.channel_id
    WHERE plans.due_at <= :now AND guilds.gone_at IS NULL
      AND (channels.kind <> 'dm' OR channels.block_code IS NULL)
      AND {guild_is_ours("plans.guild_id")}
    ORDER BY plans.due_at, plans.user_id LIMIT :limit /*pg FOR UPDATE OF plans SKIP LOCKED */
"""  # noqa: S608  # of our own names
_SET_DUE = "UPDATE alert_plans SET due_at = :at WHERE user_id = :user_id AND guild_id = :guild_id"
# Whoever notes hits and whoever has told of some take turns at the plan, so that none is forgotten.
_FALL_DUE = """
    UPDATE alert_plans SET due_at = coalesce(due_at, :at)
    WHERE (user_id, guild_id) IN (
        SELECT plans.user_id, plans.guild_id FROM alert_plans AS plans
        WHERE (plans.user_id, plans.guild_id) IN (
            SELECT alerts.user_id, alerts.guild_id FROM alerts
            WHERE alerts.id IN (SELECT value FROM json_each(:ids)))
        ORDER BY plans.user_id, plans.guild_id /*pg FOR UPDATE */)
"""
_IN_TURN = "SELECT 1 FROM alert_plans WHERE user_id = ? ORDER BY guild_id /*pg FOR UPDATE */"
_TOLD = """
    UPDATE alert_plans SET told_day = :day, told = :told,
        due_at = CASE WHEN EXISTS (
            SELECT 1 FROM alert_hits JOIN alerts ON alerts.id = alert_hits.alert_id
            WHERE alerts.user_id = :user_id AND alerts.guild_id = :guild_id) THEN :again END
    WHERE user_id = :user_id AND guild_id = :guild_id
"""
_CANDIDATES = """
    SELECT DISTINCT alerts.id, alerts.user_id, alerts.guild_id, alerts.words,
           coalesce(guilds.zone, default_zone()) AS zone, coalesce(own.mutes, '[]') AS mutes
    FROM alert_keys JOIN alerts ON alerts.id = alert_keys.alert_id
    JOIN guilds ON guilds.id = alerts.guild_id
    LEFT JOIN guilds AS own ON own.id = alerts.user_id
    WHERE alert_keys.key IN (SELECT value FROM json_each(:keys)) AND EXISTS (
        SELECT 1 FROM subscriptions JOIN channels ON channels.id = subscriptions.channel_id
        WHERE subscriptions.feed_id = :feed_id AND channels.guild_id = alerts.guild_id
          AND channels.gone_at IS NULL AND subscriptions.paused_at IS NULL)
    ORDER BY alerts.id
"""
# The sign keeps SQLite from looking through all items of the feed instead of those of the address.
_HITS = """
    SELECT alerts.id AS alert_id, alerts.words, items.id AS item_id,
           CASE WHEN NOT EXISTS (
               SELECT 1 FROM items AS twin
               WHERE twin.canonical_link = items.canonical_link AND +twin.feed_id = items.feed_id
                 AND twin.id <> items.id) THEN items.canonical_link END AS canonical_link,
           feeds.title, feeds.url, feeds.site_url, feeds.id AS feed_id, channels.id AS channel_id
    FROM alert_hits JOIN alerts ON alerts.id = alert_hits.alert_id
    JOIN items ON items.id = alert_hits.item_id JOIN feeds ON feeds.id = items.feed_id
    JOIN subscriptions ON subscriptions.feed_id = feeds.id
    JOIN channels ON channels.id = subscriptions.channel_id AND channels.guild_id = alerts.guild_id
    WHERE alerts.user_id = :user_id AND alerts.guild_id = :guild_id
    ORDER BY items.published_at DESC, items.id DESC, alerts.id, channels.id
"""
_FORGET_HITS = """
    DELETE FROM alert_hits WHERE item_id IN (SELECT value FROM json_each(:items))
      AND alert_id IN (SELECT id FROM alerts WHERE user_id = :user_id AND guild_id = :guild_id)
"""
# Also by their alerts in other guilds.
_FORGET_TOLD = """
    DELETE FROM alert_hits
    WHERE alert_id IN (SELECT id FROM alerts WHERE user_id = :user_id)
      AND item_id IN (SELECT value FROM json_each(:items))
"""
_TOLD_BEFORE = """
    SELECT key, feed_id FROM alerts_told
    WHERE user_id = :user_id AND key IN (SELECT value FROM json_each(:keys))
"""
_REMEMBER_TOLD = """
    INSERT INTO alerts_told (user_id, key, feed_id, told_at) VALUES (?, ?, ?, ?)
    ON CONFLICT DO NOTHING
"""
_ITEMS_LEFT = """
    SELECT DISTINCT alert_hits.item_id FROM alert_hits
    JOIN alerts ON alerts.id = alert_hits.alert_id
    WHERE alerts.user_id = :user_id AND alerts.guild_id = :guild_id
"""
_DROP_IDLE_PLAN = """
    DELETE FROM alert_plans WHERE user_id = :user_id AND guild_id = :guild_id
      AND NOT EXISTS (SELECT 1 FROM alerts WHERE alerts.user_id = alert_plans.user_id
                      AND alerts.guild_id = alert_plans.guild_id)
"""


_RECENT = """
    SELECT items.* FROM items
    WHERE items.published_at >= :since AND items.feed_id IN (
        SELECT subscriptions.feed_id FROM subscriptions
        JOIN channels ON channels.id = subscriptions.channel_id
        WHERE channels.guild_id = :guild_id
          AND channels.id IN (SELECT value FROM json_each(:channel_ids)))
    ORDER BY items.published_at DESC, items.id DESC LIMIT :limit
"""
_MOST_RECENT = 2_000


async def fetch_plan(fetch: Fetch, user_id: int, guild_id: int) -> AlertPlan | None:
    """Return how a member is told; None where they have no alert."""
    rows = await fetch(_PLAN, {"user_id": user_id, "guild_id": guild_id})
    return next((_to_plan(row) for row in rows), None)


async def fetch_alerts(fetch: Fetch, user_id: int, guild_id: int) -> list[Alert]:
    """Return a member's alerts, the oldest first."""
    rows = await fetch(
        "SELECT id, user_id, guild_id, words FROM alerts"
        " WHERE user_id = :user_id AND guild_id = :guild_id ORDER BY id",
        {"user_id": user_id, "guild_id": guild_id},
    )
    return [_to_alert(row) for row in rows]


async def fetch_alert(fetch: Fetch, alert_id: int, user_id: int) -> Alert | None:
    """Return one of somebody's alerts."""
    rows = await fetch(
        "SELECT id, user_id, guild_id, words FROM alerts WHERE id = :id AND user_id = :user_id",
        {"id": alert_id, "user_id": user_id},
    )
    return next((_to_alert(row) for row in rows), None)


async def save_plan(connection: Connection, plan: AlertPlan) -> None:
    """Keep how a member is told; what is due and was told stays as it is."""
    quiet = plan.quiet
    await connection.execute(
        _SAVE_PLAN,
        {
            "user_id": plan.user_id,
            "guild_id": plan.guild_id,
            "channel_id": plan.channel_id,
            "locale": plan.locale,
            "quiet_from": quiet.from_minute if quiet else None,
            "quiet_until": quiet.until_minute if quiet else None,
            "zone": plan.own_zone,
        },
    )


async def insert_alert(
    connection: Connection, plan: AlertPlan, words: str, keys: Iterable[str], now: datetime
) -> None:
    """Keep an alert with the keys it is found by."""
    rows = await connection.execute_fetchall(
        "INSERT INTO alerts (user_id, guild_id, words, created_at)"
        " VALUES (:user_id, :guild_id, :words, :now) RETURNING id",
        {"user_id": plan.user_id, "guild_id": plan.guild_id, "words": words, "now": to_unix(now)},
    )
    [alert_id] = [row["id"] for row in rows]
    await connection.executemany(
        "INSERT INTO alert_keys (key, alert_id) VALUES (?, ?)", [(key, alert_id) for key in keys]
    )


async def delete_alert(connection: Connection, alert: Alert) -> None:
    """Delete an alert, and the plan where it was the last."""
    await connection.execute("DELETE FROM alerts WHERE id = :id", {"id": alert.id})
    await connection.execute(
        _DROP_IDLE_PLAN, {"user_id": alert.user_id, "guild_id": alert.guild_id}
    )


async def any_alert(connection: Connection) -> bool:
    """Say whether anybody has an alert at all."""
    return bool(list(await connection.execute_fetchall("SELECT 1 FROM alerts LIMIT 1")))


async def fetch_candidates(
    connection: Connection, feed_id: int, keys: Collection[str]
) -> list[AlertCandidate]:
    """Return the alerts under these keys that hear of a feed."""
    query = {"feed_id": feed_id, "keys": json.dumps(list(keys))}
    rows = await connection.execute_fetchall(_CANDIDATES, query)
    return [
        AlertCandidate(
            alert=_to_alert(row), zone=row["zone"], mutes=tuple(json.loads(row["mutes"]))
        )
        for row in rows
    ]


async def insert_hits(
    connection: Connection, hits: Sequence[tuple[int, int]], due_at: datetime
) -> None:
    """Write pairs of alert and item down, and let the plans of their members fall due."""
    await connection.executemany(
        "INSERT INTO alert_hits (alert_id, item_id) VALUES (?, ?) ON CONFLICT DO NOTHING", hits
    )
    ids = json.dumps(sorted({alert_id for alert_id, _ in hits}))
    await connection.execute(_FALL_DUE, {"ids": ids, "at": to_unix(due_at)})


@retried
async def claim_plans(
    database: Database, now: datetime, *, until: datetime, limit: int, share: Share = EVERYTHING
) -> list[AlertPlan]:
    """Take plans of a share that are due, for as long as `until`."""
    query = {"now": to_unix(now), "limit": limit} | share_values(share)
    async with database.transaction() as connection:
        due = list(await connection.execute_fetchall(_DUE, query))
        members = [{"user_id": row["user_id"], "guild_id": row["guild_id"]} for row in due]
        await connection.executemany(
            _SET_DUE, [{**member, "at": to_unix(until)} for member in members]
        )
        plans = [
            await fetch_plan(connection.execute_fetchall, row["user_id"], row["guild_id"])
            for row in due
        ]
    return [plan for plan in plans if plan is not None]


async def put_off(connection: Connection, plan: AlertPlan, until: datetime) -> None:
    """Let a plan fall due later."""
    member = {"user_id": plan.user_id, "guild_id": plan.guild_id}
    await connection.execute(_SET_DUE, {**member, "at": to_unix(until)})


async def fetch_hits(database: Database, plan: AlertPlan) -> list[AlertHit]:
    """Return what a member is still to be told of, the newest first."""
    rows = await database.fetch_all(_HITS, {"user_id": plan.user_id, "guild_id": plan.guild_id})
    found: dict[tuple[int, int], AlertHit] = {}
    channels: dict[tuple[int, int], set[int]] = {}
    for row in rows:
        pair = row["alert_id"], row["item_id"]
        channels.setdefault(pair, set()).add(row["channel_id"])
        found[pair] = AlertHit(
            alert_id=row["alert_id"],
            words=row["words"],
            item_id=row["item_id"],
            feed=_to_name(row),
            channel_ids=channels[pair],
            canonical_link=row["canonical_link"],
        )
    return list(found.values())


async def fetch_recent(
    database: Database, guild_id: int, channel_ids: Collection[int], since: datetime
) -> list[tuple[Item, Feed]]:
    """Return what has been published since then in feeds of these channels, the newest first."""
    rows = await database.fetch_all(
        _RECENT,
        {
            "guild_id": guild_id,
            "channel_ids": json.dumps(list(channel_ids)),
            "since": to_unix(since),
            "limit": _MOST_RECENT,
        },
    )
    items = [to_item(row) for row in rows]
    ids = json.dumps(sorted({item.feed_id for item in items}))
    feeds = {
        row["id"]: to_feed(row)
        for row in await database.fetch_all(
            "SELECT * FROM feeds WHERE id IN (SELECT value FROM json_each(:ids))", {"ids": ids}
        )
    }
    return [(item, feeds[item.feed_id]) for item in items]


async def take_turn(connection: Connection, plan: AlertPlan) -> set[int]:
    """Let nobody else tell this member until the transaction ends; return the items left to tell.

    A process that told them of another guild meanwhile has forgotten what it told.
    """
    await connection.execute(_IN_TURN, (plan.user_id,))
    member = {"user_id": plan.user_id, "guild_id": plan.guild_id}
    return {row["item_id"] for row in await connection.execute_fetchall(_ITEMS_LEFT, member)}


async def fetch_told(connection: Connection, user_id: int, keys: Collection[str]) -> dict[str, int]:
    """Return which of these keys a member was told of, with the feed that brought it."""
    query = {"user_id": user_id, "keys": json.dumps(list(keys))}
    rows = await connection.execute_fetchall(_TOLD_BEFORE, query)
    return {row["key"]: row["feed_id"] for row in rows}


async def remember_told(
    connection: Connection,
    user_id: int,
    feeds: Mapping[str, int],
    item_ids: Collection[int],
    now: datetime,
) -> None:
    """Remember keys that a member is told of, with their feeds; forget the hits in all guilds."""
    rows = [(user_id, key, feed_id, to_unix(now)) for key, feed_id in feeds.items()]
    await connection.executemany(_REMEMBER_TOLD, rows)
    await connection.execute(
        _FORGET_TOLD, {"user_id": user_id, "items": json.dumps(list(item_ids))}
    )


async def settle_plan(
    connection: Connection,
    plan: AlertPlan,
    item_ids: Collection[int],
    *,
    day: date | None,
    told: int,
    again: datetime,
) -> None:
    """Forget what was found; where more has come since, the plan falls due `again`."""
    member = {"user_id": plan.user_id, "guild_id": plan.guild_id}
    await connection.execute(_FORGET_HITS, {**member, "items": json.dumps(list(item_ids))})
    values = {"day": day.isoformat() if day else None, "told": told, "again": to_unix(again)}
    await connection.execute(_TOLD, {**member, **values})


def _to_alert(row: Row) -> Alert:
    return Alert(id=row["id"], user_id=row["user_id"], guild_id=row["guild_id"], words=row["words"])


def _to_plan(row: Row) -> AlertPlan:
    quiet = None
    if row["quiet_from"] is not None:
        quiet = QuietHours(from_minute=row["quiet_from"], until_minute=row["quiet_until"])
    return AlertPlan(
        user_id=row["user_id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        locale=row["locale"],
        zone=row["zone"],
        quiet=quiet,
        own_zone=row["own_zone"],
        due_at=from_unix_or_none(row["due_at"]),
        told_day=date.fromisoformat(row["told_day"]) if row["told_day"] else None,
        told=row["told"],
    )


def _to_name(row: Row) -> FeedName:
    return FeedName(
        id=row["feed_id"], title=row["title"], url=mask_url(row["url"]), site_url=row["site_url"]
    )
