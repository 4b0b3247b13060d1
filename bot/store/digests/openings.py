"""Openings of pages: which are to be asked for, that one was, and its sentences; asks nobody."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.model import EVERYTHING, Digest, OpeningSentence, Share
from bot.store.database import Database, Row
from bot.store.digests.digests import SELECT, to_digest
from bot.store.engine.retry import retried
from bot.store.processes.shares import guild_is_ours, share_values
from bot.store.times import to_unix

_DUE_SOON = f"""{SELECT}
    WHERE {guild_is_ours("digests.guild_id")}
      AND digests.id NOT IN (SELECT value FROM json_each(:but))
      AND (digests.translate = 1 OR (digests.opening = 1 AND NOT EXISTS (
            SELECT 1 FROM page_openings WHERE page_openings.digest_id = digests.id
              AND page_openings.due_at = digests.due_at)))
      AND (digests.user_id IS NULL OR guilds.summary_llm = 1 OR guilds.personal = 1)
      AND digests.paused_at IS NULL AND digests.removed_at IS NULL
      AND digests.due_at > :now AND digests.due_at <= :until
      AND channels.gone_at IS NULL AND channels.block_code IS NULL AND guilds.gone_at IS NULL
    ORDER BY digests.due_at, digests.id LIMIT :limit
"""  # noqa: S608  # no value is put into it
_CLAIM = """
    INSERT INTO page_openings (digest_id, local_date, slot, due_at, asked_at)
    VALUES (:digest_id, :local_date, :slot, :due_at, :now)
    ON CONFLICT (digest_id, local_date, slot) DO NOTHING
"""
# A page that is printed says no more than it did.
_PUT = """
    UPDATE page_openings SET sentences = :sentences
    WHERE digest_id = :digest_id AND local_date = :local_date AND slot = :slot
      AND NOT EXISTS (SELECT 1 FROM editions
                      WHERE editions.digest_id = page_openings.digest_id
                        AND editions.local_date = page_openings.local_date
                        AND editions.slot = page_openings.slot)
"""
_FIND = """
    SELECT sentences FROM page_openings
    WHERE digest_id = :digest_id AND local_date = :local_date AND slot = :slot
"""

_OF_EDITION = """
    SELECT sentences FROM page_openings JOIN editions
      ON editions.digest_id = page_openings.digest_id
     AND editions.local_date = page_openings.local_date AND editions.slot = page_openings.slot
    WHERE editions.id = :id
"""


class OpeningStore:
    """Rows of openings, by the names of their pages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due_soon(
        self,
        now: datetime,
        until: datetime,
        limit: int,
        *,
        but: Iterable[int] = (),
        share: Share = EVERYTHING,
    ) -> list[Digest]:
        """Return a share's digests due by then that want translations, or an opening not asked for.

        Those of `but` are passed over, so that they do not stand before others.
        """
        query: dict[str, object] = {"now": to_unix(now), "until": to_unix(until), "limit": limit}
        query |= {"but": json.dumps(list(but)), **share_values(share)}
        return [to_digest(row) for row in await self._database.fetch_all(_DUE_SOON, query)]

    @retried
    async def claim(
        self, digest_id: int, day: date, slot: int, due_at: datetime, now: datetime
    ) -> bool:
        """Note that a page's opening is being asked for; False where it was already."""
        values = {**_name(digest_id, day, slot), "due_at": to_unix(due_at), "now": to_unix(now)}
        async with self._database.transaction() as connection:
            return (await connection.execute(_CLAIM, values)).rowcount > 0

    @retried
    async def put(
        self, digest_id: int, day: date, slot: int, sentences: Sequence[OpeningSentence]
    ) -> None:
        """Keep an opening that was claimed; nothing where its page is printed already."""
        written = json.dumps([[each.text, each.item_ids] for each in sentences], ensure_ascii=False)
        async with self._database.transaction() as connection:
            await connection.execute(_PUT, {**_name(digest_id, day, slot), "sentences": written})

    async def find(self, digest_id: int, day: date, slot: int) -> tuple[OpeningSentence, ...]:
        """Return the opening of a page to come; empty where it has none."""
        return _sentences(await self._database.fetch_one(_FIND, _name(digest_id, day, slot)))

    async def of_edition(self, edition_id: int) -> tuple[OpeningSentence, ...]:
        """Return the opening of a printed page; empty where it has none."""
        return _sentences(await self._database.fetch_one(_OF_EDITION, {"id": edition_id}))


def _sentences(row: Row | None) -> tuple[OpeningSentence, ...]:
    if row is None or row["sentences"] is None:
        return ()
    return tuple(
        [
            OpeningSentence(text=text, item_ids=tuple(item_ids))
            for text, item_ids in json.loads(row["sentences"])
        ]
    )


def _name(digest_id: int, day: date, slot: int) -> dict[str, object]:
    return {"digest_id": digest_id, "local_date": day.isoformat(), "slot": slot}
