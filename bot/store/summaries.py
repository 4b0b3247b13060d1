"""What summaries read and keep: items, pages, and answers for their buttons; sums up nothing.

Everything that is found here is found in the feeds that some channels follow, and nowhere else.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.model import Feed, Item, PageState
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.feeds.feed_names import joined_names
from bot.store.rows import to_feed, to_item
from bot.store.times import from_unix, to_unix

KEEP_ANSWERS = timedelta(days=2)  # the button of an older answer says that it is over

_FOLLOWED = """
    items.feed_id IN (
        SELECT subscriptions.feed_id FROM subscriptions
        JOIN channels ON channels.id = subscriptions.channel_id
        WHERE channels.id IN (SELECT value FROM json_each(:channel_ids)))
"""
_ITEM = f"SELECT * FROM items WHERE id = :id AND {_FOLLOWED}"  # noqa: S608  # no value in it
_AT = f"""
    SELECT * FROM items
    WHERE canonical_link IN (SELECT value FROM json_each(:links)) AND {_FOLLOWED}
    ORDER BY published_at DESC, id
"""  # noqa: S608
_BETWEEN = f"""
    SELECT * FROM items
    WHERE published_at >= :since AND published_at < :until AND {_FOLLOWED}
    ORDER BY published_at DESC, id LIMIT :limit
"""  # noqa: S608
_DAYS = f"""
    SELECT DISTINCT (published_at + :offset) / 86400 AS day FROM items
    WHERE published_at >= :since AND {_FOLLOWED} ORDER BY day DESC
"""  # noqa: S608
_FEEDS = f"""
    SELECT feeds.*, feed_names.name AS name FROM feeds {joined_names(":guild_id")}
    WHERE feeds.id IN (SELECT value FROM json_each(:ids))
"""  # noqa: S608  # no value is put into it
_PUT_PAGE = """
    INSERT INTO article_pages (item_id, state, text, fetched_at)
    SELECT :item_id, :state, :text, :now WHERE EXISTS (SELECT 1 FROM items WHERE id = :item_id)
    ON CONFLICT (item_id) DO UPDATE SET
        state = excluded.state, text = excluded.text, fetched_at = excluded.fetched_at
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """What is known of an article's page."""

    state: PageState
    text: str
    fetched_at: datetime


class SummaryStore:
    """Rows behind summaries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def item(self, channel_ids: Collection[int], item_id: int) -> Item | None:
        """Return an item, if it is of a feed that one of the channels follows."""
        query = {"id": item_id, "channel_ids": json.dumps([*channel_ids])}
        row = await self._database.fetch_one(_ITEM, query)
        return to_item(row) if row else None

    async def items_at(self, channel_ids: Collection[int], links: Collection[str]) -> list[Item]:
        """Return the channels' items at these addresses, as `feeds.canonical` spells them."""
        query = {"links": json.dumps([*links]), "channel_ids": json.dumps([*channel_ids])}
        return [to_item(row) for row in await self._database.fetch_all(_AT, query)]

    async def published(
        self, channel_ids: Collection[int], since: datetime, until: datetime, limit: int
    ) -> list[Item]:
        """Return the channels' items published from `since` until before `until`, newest first."""
        query = {
            "since": to_unix(since),
            "until": to_unix(until),
            "channel_ids": json.dumps([*channel_ids]),
            "limit": limit,
        }
        return [to_item(row) for row in await self._database.fetch_all(_BETWEEN, query)]

    async def days(
        self, channel_ids: Collection[int], since: datetime, offset: timedelta
    ) -> list[date]:
        """Return the days with items, the last first, where local time is `offset` after UTC."""
        query = {
            "channel_ids": json.dumps([*channel_ids]),
            "since": to_unix(since),
            "offset": int(offset.total_seconds()),
        }
        rows = await self._database.fetch_all(_DAYS, query)
        return [date(1970, 1, 1) + timedelta(days=row["day"]) for row in rows]

    async def feeds(self, feed_ids: Collection[int], guild_id: int | None) -> dict[int, Feed]:
        """Return feeds as a guild calls them."""
        query = {"ids": json.dumps(list(feed_ids)), "guild_id": guild_id}
        rows = await self._database.fetch_all(_FEEDS, query)
        return {row["id"]: to_feed(row) for row in rows}

    async def pages(self, item_ids: Sequence[int]) -> dict[int, ArticlePage]:
        """Return what is known of the pages of these items."""
        sql = "SELECT * FROM article_pages WHERE item_id IN (SELECT value FROM json_each(?))"
        rows = await self._database.fetch_all(sql, (json.dumps(list(item_ids)),))
        return {
            row["item_id"]: ArticlePage(
                state=row["state"], text=row["text"], fetched_at=from_unix(row["fetched_at"])
            )
            for row in rows
        }

    @retried
    async def put_page(self, item_id: int, page: ArticlePage) -> None:
        """Keep what an item's page says; nothing where the item is kept no longer."""
        query = {
            "item_id": item_id,
            "state": page.state,
            "text": page.text,
            "now": to_unix(page.fetched_at),
        }
        async with self._database.transaction() as connection:
            await connection.execute(_PUT_PAGE, query)

    @retried
    async def keep_answer(
        self, guild_id: int, user_id: int, payload: Mapping[str, Any], now: datetime
    ) -> int:
        """Keep what a member was answered, for the button under it; forget what is old."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "DELETE FROM summary_answers WHERE made_at < ?", (to_unix(now - KEEP_ANSWERS),)
            )
            rows = await connection.execute_fetchall(
                "INSERT INTO summary_answers (guild_id, user_id, payload, made_at)"
                " VALUES (?, ?, ?, ?) RETURNING id",
                (guild_id, user_id, json.dumps(payload, ensure_ascii=False), to_unix(now)),
            )
            return int(next(iter(rows))["id"])

    async def answer(self, answer_id: int, guild_id: int, user_id: int) -> dict[str, Any] | None:
        """Return what this member was answered here; None: not theirs, or forgotten."""
        row = await self._database.fetch_one(
            "SELECT payload FROM summary_answers WHERE id = ? AND guild_id = ? AND user_id = ?",
            (answer_id, guild_id, user_id),
        )
        found: dict[str, Any] | None = json.loads(row["payload"]) if row else None
        return found
