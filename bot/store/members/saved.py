"""Saved articles of members, and which items a posted message shows; decides nothing.

What is written is written inside the caller's transaction.
"""

import json
from collections.abc import Sequence

from bot.model import Item, Kind
from bot.model.members.saved import SavedArticle
from bot.store.database import Connection, Fetch, Row
from bot.store.rows import to_item
from bot.store.times import from_unix, to_unix

_IN_TURN = (
    "/*pg SELECT pg_advisory_xact_lock(hashtext('saved_articles'), hashtext(:user_id::text)) */"
)
_INSERT = """
    INSERT INTO saved_articles (user_id, key, link, title, kicker, lead, body, authors, categories,
                                kind, language, feed_title, feed_url, published_at, saved_at)
    VALUES (:user_id, :key, :link, :title, :kicker, :lead, :body, :authors, :categories,
            :kind, :language, :feed_title, :feed_url, :published_at, :saved_at)
    ON CONFLICT (user_id, key) DO NOTHING
"""
_NEWEST = """
    SELECT * FROM saved_articles WHERE user_id = :user_id
    ORDER BY saved_at DESC, id DESC LIMIT :limit OFFSET :offset
"""
_HEADS = """
    SELECT id, link, title, kicker, lead, '' AS body, authors, categories, kind, language,
           feed_title, feed_url, published_at, saved_at
    FROM saved_articles WHERE user_id = :user_id ORDER BY saved_at DESC, id DESC
"""
_OF_MESSAGE = """
    SELECT items.* FROM delivery_parts
    JOIN deliveries ON deliveries.id = delivery_parts.delivery_id
    JOIN delivery_items ON delivery_items.delivery_id = deliveries.id
    JOIN items ON items.id = delivery_items.item_id
    WHERE delivery_parts.message_id = :message_id AND delivery_items.role = 'main'
      AND :place_id IN (deliveries.channel_id, delivery_parts.place_id)
    ORDER BY delivery_items.place
"""
_GUILDS = """
    SELECT guilds.id FROM guilds
    WHERE guilds.gone_at IS NULL AND (
        EXISTS (SELECT 1 FROM digests
                WHERE digests.guild_id = guilds.id AND digests.user_id = :user_id)
        OR EXISTS (SELECT 1 FROM alert_plans
                   WHERE alert_plans.guild_id = guilds.id AND alert_plans.user_id = :user_id))
    ORDER BY guilds.id
"""


async def count_saved(fetch: Fetch, user_id: int) -> int:
    """Return how many articles somebody has saved."""
    [row] = await fetch("SELECT count(*) AS n FROM saved_articles WHERE user_id = ?", (user_id,))
    return int(row["n"])


async def lock_saved(connection: Connection, user_id: int) -> None:
    """Let no other process keep anything for somebody until the caller's transaction ends."""
    await connection.execute(_IN_TURN, {"user_id": user_id})


async def saved_keys(fetch: Fetch, user_id: int) -> set[str]:
    """Return the keys of what somebody has saved."""
    rows = await fetch("SELECT key FROM saved_articles WHERE user_id = ?", (user_id,))
    return {row["key"] for row in rows}


async def fetch_newest(
    fetch: Fetch, user_id: int, *, limit: int, offset: int = 0
) -> list[SavedArticle]:
    """Return some of what somebody has saved, what was saved last first."""
    query = {"user_id": user_id, "limit": limit, "offset": offset}
    return [_to_saved(row) for row in await fetch(_NEWEST, query)]


async def fetch_heads(fetch: Fetch, user_id: int) -> list[SavedArticle]:
    """Return all that somebody has saved without the texts, what was saved last first."""
    return [_to_saved(row) for row in await fetch(_HEADS, {"user_id": user_id})]


async def fetch_saved(fetch: Fetch, user_id: int, article_id: int) -> SavedArticle | None:
    """Return an article of somebody's; None where it is not theirs."""
    rows = await fetch(
        "SELECT * FROM saved_articles WHERE id = ? AND user_id = ?", (article_id, user_id)
    )
    return next((_to_saved(row) for row in rows), None)


async def insert_saved(
    connection: Connection, user_id: int, keyed: Sequence[tuple[str, SavedArticle]]
) -> None:
    """Keep articles under their keys; one whose key is there already is left as it is."""
    await connection.executemany(
        _INSERT, [_values(user_id, key, article) for key, article in keyed]
    )


async def delete_saved(connection: Connection, user_id: int, article_id: int) -> None:
    await connection.execute(
        "DELETE FROM saved_articles WHERE id = ? AND user_id = ?", (article_id, user_id)
    )


async def items_of_message(fetch: Fetch, message_id: int, place_id: int) -> list[Item]:
    """Return the items that a message of ours shows, in a channel or a thread of one."""
    rows = await fetch(_OF_MESSAGE, {"message_id": message_id, "place_id": place_id})
    return [to_item(row) for row in rows]


def _values(user_id: int, key: str, article: SavedArticle) -> dict[str, object]:
    return {
        "user_id": user_id,
        "key": key,
        "link": article.link,
        "title": article.title,
        "kicker": article.kicker,
        "lead": article.lead,
        "body": article.body,
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "categories": json.dumps(article.categories, ensure_ascii=False),
        "kind": article.kind.value,
        "language": article.language,
        "feed_title": article.feed_title,
        "feed_url": article.feed_url,
        "published_at": to_unix(article.published_at),
        "saved_at": to_unix(article.saved_at),
    }


def _to_saved(row: Row) -> SavedArticle:
    return SavedArticle(
        id=row["id"],
        link=row["link"],
        title=row["title"],
        kicker=row["kicker"],
        lead=row["lead"],
        body=row["body"],
        authors=tuple(json.loads(row["authors"])),
        categories=tuple(json.loads(row["categories"])),
        kind=Kind(row["kind"]),
        language=row["language"],
        feed_title=row["feed_title"],
        feed_url=row["feed_url"],
        published_at=from_unix(row["published_at"]),
        saved_at=from_unix(row["saved_at"]),
    )


async def guilds_that_write_to(fetch: Fetch, user_id: int) -> list[int]:
    """Return the guilds of which somebody has news by direct message."""
    return [row["id"] for row in await fetch(_GUILDS, {"user_id": user_id})]
