"""A language model's answers, kept by what was asked, and what they cost whom; asks nobody."""

from datetime import datetime, timedelta

from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.times import to_unix

KEEP_ANSWERS = timedelta(days=30)
KEEP_SPENDING = timedelta(days=60)

_PUT_ANSWER = """
    INSERT INTO model_answers (key, answer, made_at) VALUES (:key, :answer, :now)
    ON CONFLICT (key) DO UPDATE SET answer = excluded.answer, made_at = excluded.made_at
"""
# A guild may spend its even share of the day, counted over those that asked for a model.
_SPENT = """
    SELECT coalesce(sum(tokens), 0) AS everybody,
           coalesce(sum(tokens) FILTER (WHERE guild_id = :guild_id), 0) AS guild,
           (SELECT count(*) FROM guilds WHERE gone_at IS NULL AND (summary_llm = 1
              OR EXISTS (SELECT 1 FROM digests
                         WHERE digests.guild_id = guilds.id AND digests.removed_at IS NULL
                           AND (digests.opening = 1 OR digests.translate = 1))
              OR EXISTS (SELECT 1 FROM channels
                         JOIN subscriptions ON subscriptions.channel_id = channels.id
                         WHERE channels.guild_id = guilds.id AND channels.gone_at IS NULL
                           AND subscriptions.translate = 1))) AS guilds
    FROM model_spending WHERE day = :day
"""
_SPEND = """
    INSERT INTO model_spending (day, guild_id, tokens) VALUES (:day, :guild_id, max(0, :tokens))
    ON CONFLICT (day, guild_id) DO UPDATE SET tokens = max(0, model_spending.tokens + :tokens)
"""


class ModelStore:
    """Rows of a model's answers and of what guilds have spent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answer(self, key: bytes) -> str | None:
        row = await self._database.fetch_one(
            "SELECT answer FROM model_answers WHERE key = ?", (key,)
        )
        return row["answer"] if row else None

    @retried
    async def put_answer(self, key: bytes, answer: str, now: datetime) -> None:
        """Keep what a model answered; forget what is old."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "DELETE FROM model_answers WHERE made_at < ?", (to_unix(now - KEEP_ANSWERS),)
            )
            await connection.execute(
                _PUT_ANSWER, {"key": key, "answer": answer, "now": to_unix(now)}
            )

    @retried
    async def reserve(self, guild_id: int, tokens: int, budget: int, now: datetime) -> bool:
        """Take tokens from the day's budget and the guild's share of it; False: not enough left."""
        today = {"day": _day(now), "guild_id": guild_id}
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(_SPENT, today)
            spent = next(iter(rows))
            share = budget // max(1, spent["guilds"])
            if spent["everybody"] + tokens > budget or spent["guild"] + tokens > share:
                return False
            await connection.execute(_SPEND, today | {"tokens": tokens})
            await connection.execute(
                "DELETE FROM model_spending WHERE day < ?", (_day(now - KEEP_SPENDING),)
            )
        return True

    @retried
    async def correct(self, guild_id: int, tokens: int, now: datetime) -> None:
        """Add tokens to what a guild has spent on the day of a reservation, or take some back."""
        query = {"day": _day(now), "guild_id": guild_id, "tokens": tokens}
        async with self._database.transaction() as connection:
            await connection.execute(_SPEND, query)


def _day(when: datetime) -> str:
    return when.date().isoformat()
