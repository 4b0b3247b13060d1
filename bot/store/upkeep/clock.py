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
    INSERT INTO meta (key, value) VALUES ('clock_at', :now), ('clock_ahead', :ahead)
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
    "UPDATE delivery_parts SET started_at = started_at - :by WHERE message_id IS NULL",
    "UPDATE feeds SET last_polled_at = :now WHERE last_polled_at > :now",
    "UPDATE subscriptions SET created_at = :now WHERE created_at > :now",
    "UPDATE deliveries SET created_at = :now WHERE created_at > :now",
    "UPDATE deliveries SET done_at = :now WHERE kind = 'publish' AND done_at > :now",
    "UPDATE notice_plans SET told_at = :now WHERE told_at > :now",
)
# What was asked for by a clock that was behind was so later than it says.
_ASKED_LATER = """
    UPDATE delivery_parts SET asked_at = min(:now, asked_at + :by) WHERE message_id IS NULL
"""
_AHEAD = "SELECT value FROM meta WHERE key = 'clock_ahead'"


class ClockStore:
    """Corrects rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last_act_at(self) -> datetime | None:
        """Return when anything was done last, by the clock of then; None: never."""
        row = await self._database.fetch_one(_LAST)
        return from_unix_or_none(row["at"] if row else None)

    @retried
    async def note(self, now: datetime, ahead: timedelta = timedelta()) -> None:
        """Write down what the clock says, and how far it is ahead of Discord's, for a next life."""
        values = {"now": str(to_unix(now)), "ahead": str(int(ahead.total_seconds()))}
        async with self._database.transaction() as connection:
            await connection.execute(_NOTE, values)

    async def last_ahead(self) -> timedelta:
        """Return how far the clock was ahead of Discord's when that was noted last."""
        row = await self._database.fetch_one(_AHEAD)
        return timedelta(seconds=int(row["value"]) if row else 0)

    @retried
    async def set_back(self, now: datetime, by: timedelta) -> None:
        """Let what falls due later than `now` do so earlier by that much."""
        values = {"now": to_unix(now), "by": int(by.total_seconds())}
        async with self._database.transaction() as connection:
            for statement in (*_DUE, *_HAPPENED):
                await connection.execute(statement, values)

    @retried
    async def set_forward(self, now: datetime, by: timedelta) -> None:
        """Let what was asked for by a clock that was behind be looked for by that much later."""
        values = {"now": to_unix(now), "by": int(by.total_seconds())}
        async with self._database.transaction() as connection:
            await connection.execute(_ASKED_LATER, values)
