"""Rows of bulk changes, and whole subscriptions taken out and put back; judges nothing.

What is written is written inside the caller's transaction.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.model import BulkChange, BulkState, BulkVerb, FollowedFeed
from bot.store.database import Connection, Fetch, Row
from bot.store.feeds.subscriptions import find_followed
from bot.store.times import to_unix

KEPT = timedelta(days=1)

_ADD = """
    INSERT INTO bulk_changes (guild_id, verb, subscription_ids, changes, channel_id, created_at)
    VALUES (:guild_id, :verb, :subscription_ids, :changes, :channel_id, :now)
    RETURNING id
"""
_COLUMNS = (
    "feed_id", "channel_id", "mode", "style", "template", "colour", "picture", "silent",
    "mention_role_id", "mention_when", "include", "exclude", "on_change", "burst", "webhook",
    "publish", "forum_daily", "forum_tags", "interval_s", "translate", "created_at", "paused_at",
)  # fmt: skip
_LISTED = ", ".join(_COLUMNS)
_VALUES = ", ".join(f":{name}" for name in _COLUMNS)
# Only the names above are put into these.
_RESTORE_AS_IT_WAS = f"""
    INSERT INTO subscriptions (id, {_LISTED}) VALUES (:id, {_VALUES})
    ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608
_RESTORE = f"""
    INSERT INTO subscriptions ({_LISTED}) VALUES ({_VALUES})
    ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608
_DIGESTS = "SELECT digest_id FROM digest_subscriptions WHERE subscription_id = ?"
_RELINK = """
    INSERT INTO digest_subscriptions (digest_id, subscription_id)
    SELECT id, :subscription_id FROM digests WHERE id = :digest_id
    ON CONFLICT DO NOTHING
"""


async def insert_bulk(connection: Connection, change: BulkChange, now: datetime) -> BulkChange:
    """Keep a bulk change that was asked for, and drop those that are old."""
    await connection.execute(
        "DELETE FROM bulk_changes WHERE created_at < ?", (to_unix(now - KEPT),)
    )
    rows = await connection.execute_fetchall(
        _ADD,
        {
            "guild_id": change.guild_id,
            "verb": change.verb.value,
            "subscription_ids": json.dumps(change.subscription_ids),
            "changes": json.dumps(dict(change.changes)),
            "channel_id": change.channel_id,
            "now": to_unix(now),
        },
    )
    kept = await find_bulk(
        connection.execute_fetchall, int(next(iter(rows))["id"]), change.guild_id
    )
    assert kept is not None
    return kept


async def find_bulk(fetch: Fetch, bulk_id: int, guild_id: int) -> BulkChange | None:
    """Return a bulk change of a guild; None where there is none."""
    rows = list(
        await fetch("SELECT * FROM bulk_changes WHERE id = ? AND guild_id = ?", (bulk_id, guild_id))
    )
    return _change(rows[0]) if rows else None


async def set_bulk_ids(connection: Connection, bulk_id: int, ids: Collection[int]) -> None:
    """Let a bulk change be about other subscriptions."""
    await connection.execute(
        "UPDATE bulk_changes SET subscription_ids = ? WHERE id = ?",
        (json.dumps(sorted(ids)), bulk_id),
    )


async def set_bulk_state(
    connection: Connection, bulk_id: int, state: BulkState, undo: Collection[Mapping[str, Any]] = ()
) -> None:
    """Note that a bulk change was done, with what undoes it, or that it was undone."""
    await connection.execute(
        "UPDATE bulk_changes SET state = ?, undo = ? WHERE id = ?",
        (state.value, json.dumps(list(undo)), bulk_id),
    )


async def whole_subscription(connection: Connection, subscription_id: int) -> dict[str, Any]:
    """Return a subscription's row and the digests that chose it, to be put back one day."""
    rows = await connection.execute_fetchall(
        f"SELECT id, {_LISTED} FROM subscriptions WHERE id = ?",  # noqa: S608  # as above
        (subscription_id,),
    )
    row = next(iter(rows))
    digests = await connection.execute_fetchall(_DIGESTS, (subscription_id,))
    return {name: row[name] for name in ("id", *_COLUMNS)} | {
        "digest_ids": [each["digest_id"] for each in digests]
    }


async def restore_subscription(
    connection: Connection, whole: Mapping[str, Any]
) -> FollowedFeed | None:
    """Put a subscription back; None where its channel follows the feed again already."""
    values = {name: value for name, value in whole.items() if name != "digest_ids"}
    taken = await connection.execute_fetchall(
        "SELECT 1 FROM subscriptions WHERE id = ?", (whole["id"],)
    )
    sql = _RESTORE if list(taken) else _RESTORE_AS_IT_WAS
    rows = list(await connection.execute_fetchall(sql, values))
    if not rows:
        return None
    subscription_id = rows[0]["id"]
    await connection.executemany(
        _RELINK,
        [{"digest_id": each, "subscription_id": subscription_id} for each in whole["digest_ids"]],
    )
    return await find_followed(connection.execute_fetchall, subscription_id)


async def channel_defaults(fetch: Fetch, channel_id: int) -> dict[str, str]:
    """Return the settings with which a new feed of a channel begins."""
    rows = list(await fetch("SELECT defaults FROM channels WHERE id = ?", (channel_id,)))
    return json.loads(rows[0]["defaults"] or "{}") if rows else {}


async def set_channel_defaults(
    connection: Connection, channel_id: int, settings: Mapping[str, str]
) -> None:
    written = json.dumps(dict(settings)) if settings else None
    await connection.execute("UPDATE channels SET defaults = ? WHERE id = ?", (written, channel_id))


def _change(row: Row) -> BulkChange:
    return BulkChange(
        id=row["id"],
        guild_id=row["guild_id"],
        verb=BulkVerb(row["verb"]),
        subscription_ids=tuple(json.loads(row["subscription_ids"])),
        changes=json.loads(row["changes"]),
        channel_id=row["channel_id"],
        undo=tuple(json.loads(row["undo"])),
        state=BulkState(row["state"]),
    )
