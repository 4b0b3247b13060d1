"""Translations by what was translated, and the deliveries that wait for one; asks nobody."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.model import Item, Translation, WaitingItem
from bot.store.database import Connection, Database, Fetch
from bot.store.engine.retry import retried
from bot.store.rows import to_item
from bot.store.times import from_unix, to_unix

KEEP = timedelta(days=365)
ASKED_FOR = timedelta(minutes=1)  # after which somebody who asked is taken for dead

_OWE = """
    INSERT INTO translation_debts (delivery_id, item_id, language, due_at)
    SELECT id, :item_id, :language, :now FROM deliveries
    WHERE channel_id = :channel_id AND slot = :slot AND state = 'pending' AND attempts = 0
    ON CONFLICT DO NOTHING
"""
_LET_GO = """
    DELETE FROM translation_debts
    WHERE due_at <= :now AND EXISTS (
        SELECT 1 FROM deliveries WHERE deliveries.id = translation_debts.delivery_id
          AND (state <> 'pending' OR attempts > 0))
"""
_CLAIM = """
    UPDATE translation_debts SET due_at = :lease_ends WHERE id IN (
        SELECT id FROM translation_debts WHERE due_at <= :now
        ORDER BY due_at, id LIMIT :limit /*pg FOR UPDATE SKIP LOCKED */)
    RETURNING id
"""
_DEBTS = """
    SELECT items.*, debts.id AS debt_id, debts.delivery_id AS delivery_id,
           debts.language AS wanted, channels.guild_id AS guild_id
    FROM translation_debts AS debts
    JOIN items ON items.id = debts.item_id
    JOIN deliveries ON deliveries.id = debts.delivery_id
    JOIN channels ON channels.id = deliveries.channel_id
    WHERE debts.id IN (SELECT value FROM json_each(:ids)) AND channels.guild_id IS NOT NULL
    ORDER BY debts.id
"""
# A delivery that was tried already goes by its own clock.
_RELEASE = """
    UPDATE deliveries SET due_at = min(due_at, :now)
    WHERE id = :delivery_id AND state = 'pending' AND attempts = 0
      AND NOT EXISTS (SELECT 1 FROM translation_debts WHERE delivery_id = :delivery_id)
"""
_BEGIN = """
    INSERT INTO translations (key, state, asked_at) VALUES (:key, 'asked', :now)
    ON CONFLICT (key) DO NOTHING
"""
_KNOWN = """
    SELECT key, title, lead FROM translations
    WHERE state = 'done' AND key IN (SELECT value FROM json_each(:keys))
"""

_ASKED = "SELECT key FROM translations WHERE key IN (SELECT value FROM json_each(:keys))"


class Begun(Enum):
    """What came of beginning to ask for a translation."""

    MINE = auto()  # nobody did: ask
    OTHERS = auto()  # somebody is asking now
    SETTLED = auto()  # it is there, or there will be none


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationDebt:
    """A delivery of a guild waits for an item in a language."""

    id: int
    delivery_id: int
    guild_id: int
    language: str
    item: Item


class TranslationStore:
    """Rows of translations and of their debts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @retried
    async def claim_due(self, now: datetime, limit: int, lease: timedelta) -> list[TranslationDebt]:
        """Take up to `limit` due debts, each for the length of `lease`; forget what is no more."""
        times = {"now": to_unix(now), "lease_ends": to_unix(now + lease), "limit": limit}
        async with self._database.transaction() as connection:
            await connection.execute(_LET_GO, {"now": to_unix(now)})
            ids = [row["id"] for row in await connection.execute_fetchall(_CLAIM, times)]
            rows = await connection.execute_fetchall(_DEBTS, {"ids": json.dumps(ids)})
            return [
                TranslationDebt(
                    id=row["debt_id"],
                    delivery_id=row["delivery_id"],
                    guild_id=row["guild_id"],
                    language=row["wanted"],
                    item=to_item(row),
                )
                for row in rows
            ]

    @retried
    async def settle(self, debt_id: int, delivery_id: int, now: datetime) -> bool:
        """End a debt; say whether its delivery waits for nothing more, and so falls due."""
        delivery = {"delivery_id": delivery_id, "now": to_unix(now)}
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM translation_debts WHERE id = ?", (debt_id,))
            return (await connection.execute(_RELEASE, delivery)).rowcount > 0

    @retried
    async def postpone(self, debt_id: int, due_at: datetime) -> None:
        """Look at a debt again then."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE translation_debts SET due_at = ? WHERE id = ?",
                (to_unix(due_at), debt_id),
            )

    @retried
    async def begin(self, key: str, now: datetime) -> Begun:
        """Note that a translation is being asked for, unless it was before."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(_BEGIN, {"key": key, "now": to_unix(now)})
            if cursor.rowcount > 0:
                return Begun.MINE
            rows = await connection.execute_fetchall(
                "SELECT state, asked_at FROM translations WHERE key = ?", (key,)
            )
            row = next(iter(rows), None)
        if row is None:  # dropped in between by another process, which did not ask
            return Begun.OTHERS
        is_waiting = row["state"] == "asked" and now < from_unix(row["asked_at"]) + ASKED_FOR
        return Begun.OTHERS if is_waiting else Begun.SETTLED

    @retried
    async def put(self, key: str, translation: Translation | None, now: datetime) -> None:
        """Keep what was answered, or that no use could be made of it; forget what is old."""
        found = translation or Translation(title="", lead="")
        state = "failed" if translation is None else "done"
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE translations SET state = ?, title = ?, lead = ? WHERE key = ?",
                (state, found.title, found.lead, key),
            )
            await connection.execute(
                "DELETE FROM translations WHERE asked_at < ?", (to_unix(now - KEEP),)
            )

    @retried
    async def drop(self, key: str) -> None:
        """Forget that a translation was asked for, because it was not."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM translations WHERE key = ?", (key,))

    async def asked(self, keys: Collection[str]) -> set[str]:
        """Return those of these that somebody asked for, whatever came of it."""
        query = {"keys": json.dumps(list(keys))}
        return {row["key"] for row in await self._database.fetch_all(_ASKED, query)}

    async def known(self, keys: Collection[str]) -> dict[str, Translation]:
        """Return the translations there are of these."""
        return await fetch_translations(self._database.fetch_all, keys)


async def fetch_translations(fetch: Fetch, keys: Iterable[str]) -> dict[str, Translation]:
    """Return the translations there are, by key."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = await fetch(_KNOWN, {"keys": json.dumps(wanted)})
    return {row["key"]: Translation(title=row["title"], lead=row["lead"]) for row in rows}


async def insert_waiting(
    connection: Connection, waiting: Sequence[WaitingItem], now: datetime
) -> None:
    """Let owed deliveries wait for the translations of their items."""
    await connection.executemany(
        _OWE,
        [
            {
                "channel_id": each.channel_id,
                "slot": each.slot,
                "item_id": each.item_id,
                "language": each.language,
                "now": to_unix(now),
            }
            for each in waiting
        ],
    )
