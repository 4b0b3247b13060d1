"""Rows of the audit: added inside the transaction of the change, the last read; judges nothing."""

from bot.model.guilds.audit import AuditLine
from bot.store.database import Connection, Fetch
from bot.store.times import from_unix, to_unix

KEPT = 2_000  # lines of a guild: a change of many feeds has a line for each

_ADD = """
    INSERT INTO audit (guild_id, user_id, at, act, subject, detail, channel_id, subscription_id)
    SELECT :guild_id, :user_id, :at, :act, :subject, :detail, :channel_id, :subscription_id
    FROM guilds WHERE id = :guild_id
"""
_PRUNE = """
    DELETE FROM audit WHERE guild_id = :guild_id AND id <= (
        SELECT id FROM audit WHERE guild_id = :guild_id ORDER BY id DESC LIMIT 1 OFFSET :kept)
"""
# What somebody did to several feeds at once is one change.
_LAST = """
    WITH changes AS (
        SELECT max(id) AS id, count(DISTINCT subscription_id) AS feeds FROM audit
        WHERE guild_id = :guild_id
          AND (:subscription_id IS NULL OR subscription_id = :subscription_id)
        GROUP BY user_id, at, act, detail, CASE WHEN subscription_id IS NULL THEN id END
    )
    SELECT audit.*, changes.feeds FROM audit JOIN changes ON changes.id = audit.id
    ORDER BY audit.id DESC LIMIT :limit
"""


async def add_audit_line(connection: Connection, guild_id: int, line: AuditLine) -> None:
    """Add a line for a guild, and drop what is too long ago."""
    await connection.execute(
        _ADD,
        {
            "guild_id": guild_id,
            "user_id": line.user_id,
            "at": to_unix(line.at),
            "act": line.act,
            "subject": line.subject,
            "detail": ",".join(line.fields),
            "channel_id": line.channel_id,
            "subscription_id": line.subscription_id,
        },
    )
    await connection.execute(_PRUNE, {"guild_id": guild_id, "kept": KEPT})


async def last_audit_lines(
    fetch: Fetch, guild_id: int, *, limit: int, subscription_id: int | None = None
) -> list[AuditLine]:
    """Return the last changes in a guild, or of one of its subscriptions, the last first."""
    values = {"guild_id": guild_id, "subscription_id": subscription_id, "limit": limit}
    return [
        AuditLine(
            user_id=row["user_id"],
            at=from_unix(row["at"]),
            act=row["act"],
            subject=row["subject"],
            fields=tuple(filter(None, row["detail"].split(","))),
            channel_id=row["channel_id"],
            subscription_id=row["subscription_id"],
            feeds=row["feeds"],
        )
        for row in await fetch(_LAST, values)
    ]
