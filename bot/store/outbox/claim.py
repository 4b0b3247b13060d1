"""Claim due heads of the outbox's lanes under a lease, in few steps however much is owed."""

from collections.abc import Mapping

from bot.store.database import Connection, Row
from bot.store.processes.shares import guild_is_ours

MANY_LANES = 500  # in which something is owed
LOOKED_AT = 1_000  # rows that fell due first

# The index of lanes is walked from head to head, so a claim costs as many steps as channels are
# owed something, however deep the backlog of each is.
_HEADS = """
    WITH RECURSIVE heads (id, channel_id, lane) AS (
        SELECT * FROM (
            SELECT id, channel_id, lane FROM deliveries WHERE state = 'pending'
            ORDER BY channel_id, lane, rank, position, id LIMIT 1) AS first
        UNION ALL
        SELECT d.id, d.channel_id, d.lane FROM heads JOIN deliveries AS d ON d.id = COALESCE(
            (SELECT e.id FROM deliveries AS e
             WHERE e.state = 'pending' AND e.channel_id = heads.channel_id AND e.lane > heads.lane
             ORDER BY e.lane, e.rank, e.position, e.id LIMIT 1),
            (SELECT e.id FROM deliveries AS e
             WHERE e.state = 'pending' AND e.channel_id > heads.channel_id
             ORDER BY e.channel_id, e.lane, e.rank, e.position, e.id LIMIT 1))
    )
"""
# Where so many are owed something that the walk is long, those that fell due first are looked at
# instead: most are heads, unless their channels have a deep backlog as well.
_FIRST_DUE = """
    WITH first AS MATERIALIZED (
        SELECT id, channel_id, lane FROM deliveries
        WHERE state = 'pending' AND due_at <= :now ORDER BY due_at LIMIT :looked_at
    ), heads (id) AS MATERIALIZED (
        SELECT first.id FROM first WHERE first.id = (
            SELECT e.id FROM deliveries AS e
            WHERE e.state = 'pending' AND e.channel_id = first.channel_id AND e.lane = first.lane
            ORDER BY e.rank, e.position, e.id LIMIT 1)
    )
"""
# Heads are looked up one by one, and so are their channels: PostgreSQL would guess wrong how many a
# share has, or what a table holds that it has no statistics of. (With + no index serves.)
_TAKE = f"""
    , taken AS (
        SELECT d.id FROM heads JOIN deliveries AS d ON d.id = heads.id
        WHERE +d.due_at <= :now AND d.state = 'pending' AND 1 = (
            SELECT 1 FROM channels LEFT JOIN guilds ON guilds.id = channels.guild_id
            WHERE channels.id = d.channel_id
              AND (channels.block_code IS NULL OR (channels.probe_at <= :now AND d.lane = 0))
              AND channels.gone_at IS NULL AND guilds.gone_at IS NULL
              AND {guild_is_ours("channels.guild_id")}
              AND NOT EXISTS (SELECT 1 FROM restored_channels AS restored
                              WHERE restored.channel_id = channels.id
                                AND restored.state = 'unread'))
        ORDER BY d.due_at, d.id LIMIT :limit /*pg FOR UPDATE OF d SKIP LOCKED */
    )
    UPDATE deliveries SET due_at = :lease_ends, rank = 0, attempts = attempts + 1
    WHERE id IN (SELECT id FROM taken)
    RETURNING *
"""  # noqa: S608  # no value is put into it
_CLAIM = _HEADS + _TAKE
_CLAIM_FIRST_DUE = _FIRST_DUE + _TAKE
_COUNT_LANES = f"{_HEADS} SELECT count(*) AS n FROM (SELECT 1 FROM heads LIMIT :most) AS counted"  # noqa: S608
_ARE_MORE_DUE = """
    SELECT 1 FROM deliveries WHERE state = 'pending' AND due_at <= :now
    ORDER BY due_at LIMIT 1 OFFSET :looked_at
"""


async def claim_heads(connection: Connection, query: Mapping[str, object], limit: int) -> list[Row]:
    """Take up to `limit` due heads of lanes, what fell due first first, until `lease_ends`."""
    fetch = connection.execute_fetchall
    [lanes] = await fetch(_COUNT_LANES, {"most": MANY_LANES})
    rows: list[Row] = []
    if lanes["n"] == MANY_LANES:
        looked_at = {"looked_at": LOOKED_AT}
        rows += await fetch(_CLAIM_FIRST_DUE, {**query, **looked_at, "limit": limit})
        left = {"now": query["now"], "looked_at": LOOKED_AT - len(rows)}
        if len(rows) == limit or not await fetch(_ARE_MORE_DUE, left):
            return rows
    return [*rows, *await fetch(_CLAIM, {**query, "limit": limit - len(rows)})]
