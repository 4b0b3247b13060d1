"""What a clock that was ahead has written, and its correction; reads no clock."""

from datetime import datetime, timedelta

from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.times import from_unix_or_none, to_unix

# The latest moment at which anything was done, by what every running bot does, and what it noted.
_LAST = """
    SELECT max(at) AS at FROM (
        SELECT max(last_polled_at) AS at FROM feeds
        UNION ALL SELECT max(created_at) FROM deliveries
        UNION ALL SELECT max(created_at) FROM subscriptions
        UNION ALL SELECT max(done_at) FROM (
            SELECT done_at FROM deliveries ORDER BY id DESC LIMIT 1000) AS latest
        UNION ALL SELECT max(asked_at) FROM deliveries
            JOIN delivery_parts ON delivery_parts.delivery_id = deliveries.id
            WHERE deliveries.state = 'pending'
        UNION ALL SELECT CAST(value AS BIGINT) FROM meta WHERE key = 'clock_at') AS acts
"""
_NOTE = """
    INSERT INTO meta (key, value) VALUES ('clock_at', :now)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
# What was reckoned from the wrong clock is due as much later as its rule says, and no more.
_DUE = (
    "UPDATE feeds SET due_at = max(:now, due_at - :by) WHERE due_at > :now",
    "UPDATE hosts SET wait_until = max(:now, wait_until - :by) WHERE wait_until > :now",
    """
    UPDATE deliveries SET due_at = max(:now, due_at - :by)
    WHERE state = 'pending' AND due_at > :now
    """,
    "UPDATE channels SET probe_at = max(:now, probe_at - :by) WHERE probe_at > :now",
    "UPDATE notice_plans SET due_at = max(:now, due_at - :by) WHERE due_at > :now",
    "UPDATE restored_channels SET due_at = max(:now, due_at - :by) WHERE due_at > :now",
)
# Nothing has happened later than now. How long nobody ran is not known: what was asked for by a
# clock that was ahead was so at any time since it was owed, by a clock that was right. Its nonce
# may be forgotten, and it is looked for in all that time.
_HAPPENED = (
    """
    UPDATE delivery_parts SET started_at = COALESCE(
        (SELECT deliveries.created_at FROM deliveries
         WHERE deliveries.id <= delivery_parts.delivery_id AND deliveries.created_at <= :now
         ORDER BY deliveries.id DESC LIMIT 1),
        started_at - :by)
    WHERE message_id IS NULL AND started_at > :now
    """,
    "UPDATE delivery_parts SET asked_at = :now WHERE message_id IS NULL AND asked_at > :now",
    "UPDATE feeds SET last_polled_at = :now WHERE last_polled_at > :now",
    "UPDATE subscriptions SET created_at = :now WHERE created_at > :now",
    "UPDATE deliveries SET created_at = :now WHERE created_at > :now",
    "UPDATE deliveries SET done_at = :now WHERE kind = 'publish' AND done_at > :now",
    "UPDATE notice_plans SET told_at = :now WHERE told_at > :now",
)


class ClockStore:
    """Corrects rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last_act_at(self) -> datetime | None:
        """Return when anything was done last, by the clock of then; None: never."""
        row = await self._database.fetch_one(_LAST)
        return from_unix_or_none(row["at"] if row else None)

    @retried
    async def note(self, now: datetime) -> None:
        """Write down what the clock says, for a next life that sees another."""
        async with self._database.transaction() as connection:
            await connection.execute(_NOTE, {"now": str(to_unix(now))})

    @retried
    async def set_back(self, now: datetime, by: timedelta) -> None:
        """Let what falls due later than `now` do so earlier by that much."""
        values = {"now": to_unix(now), "by": int(by.total_seconds())}
        async with self._database.transaction() as connection:
            for statement in (*_DUE, *_HAPPENED):
                await connection.execute(statement, values)
