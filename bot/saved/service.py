"""Saved articles: keep, list, search, remove, bring back; rules in one transaction each.

Whoever asks is given by their id, and never sees or touches what is another's. Whether they may
read an item is decided before it is kept.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import UserError
from bot.message.feed_title import feed_title
from bot.model import FeedName, Item
from bot.model.members.saved import SavedArticle
from bot.saved.article import bounded, feed_of, key_of, save_item, to_item
from bot.search.engine import SearchRequest
from bot.search.index.in_memory import InMemoryIndex
from bot.search.service import (
    Asker,
    Found,
    Hit,
    SearchAnswer,
    SearchOptions,
    answer_from,
    require_readable,
    today_of,
)
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.feeds.feeds import FeedStore
from bot.store.members.saved import (
    count_saved,
    delete_saved,
    fetch_heads,
    fetch_newest,
    fetch_saved,
    guilds_that_write_to,
    insert_saved,
    items_of_message,
    lock_saved,
    saved_keys,
)

MAX_SAVED = 500  # articles of a member
A_PAGE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many articles are kept now, were kept before, and found no room."""

    new: int
    known: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """Some of somebody's articles, what was saved last first, and how many there are."""

    articles: tuple[SavedArticle, ...]
    number: int
    total: int


class SavedService:
    """Everybody's saved articles."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._feeds = FeedStore(database)

    async def of_message(self, message_id: int, place_id: int) -> list[Item]:
        """Return the items that a message of ours shows, in a channel or thread."""
        return await items_of_message(self._database.fetch_all, message_id, place_id)

    async def guilds(self, user_id: int) -> list[int]:
        """Return the guilds of which somebody has news by direct message."""
        return await guilds_that_write_to(self._database.fetch_all, user_id)

    async def save(self, user_id: int, items: Sequence[Item], now: datetime) -> Kept:
        """Keep items for somebody, who may read them.

        Raises:
            UserError: they have as many as may be.
        """
        feeds = {item.feed_id: await self._feeds.feed(item.feed_id) for item in items}
        copies = [
            save_item(item, feed, now)
            for item in items
            if (feed := feeds[item.feed_id]) is not None
        ]
        kept = await self.add_all(user_id, copies)
        if kept.left_out:
            raise UserError("saved.error.full", n=MAX_SAVED)
        return kept

    @retried
    async def add_all(self, user_id: int, articles: Sequence[SavedArticle]) -> Kept:
        """Keep articles, what was saved last first, as long as there is room."""
        keyed: dict[str, SavedArticle] = {}
        for article in map(bounded, articles):
            keyed.setdefault(key_of(article), article)
        async with self._database.transaction() as connection:
            await lock_saved(connection, user_id)
            known = await saved_keys(connection.execute_fetchall, user_id)
            new = [pair for pair in keyed.items() if pair[0] not in known]
            room = max(0, MAX_SAVED - len(known))
            await insert_saved(connection, user_id, new[:room][::-1])
        return Kept(new=len(new[:room]), known=len(articles) - len(new), left_out=len(new[room:]))

    async def page(self, user_id: int, number: int) -> SavedPage:
        """Return a page of what somebody has saved; one that there is no more is the last."""
        total = await count_saved(self._database.fetch_all, user_id)
        number = min(number, max(0, total - 1) // A_PAGE)
        articles = await fetch_newest(
            self._database.fetch_all, user_id, limit=A_PAGE, offset=number * A_PAGE
        )
        return SavedPage(articles=tuple(articles), number=number, total=total)

    async def all(self, user_id: int) -> list[SavedArticle]:
        """Return all that somebody has saved, what was saved last first."""
        return await fetch_newest(self._database.fetch_all, user_id, limit=MAX_SAVED)

    async def heads(self, user_id: int) -> list[SavedArticle]:
        """Return the same without the texts, which may be long."""
        return await fetch_heads(self._database.fetch_all, user_id)

    async def article(self, user_id: int, article_id: int) -> SavedArticle:
        """Return an article of somebody's.

        Raises:
            UserError: they have no such article.
        """
        article = await fetch_saved(self._database.fetch_all, user_id, article_id)
        if article is None:
            raise UserError("saved.error.unknown")
        return article

    @retried
    async def remove(self, user_id: int, article_id: int) -> SavedArticle:
        """Delete an article of somebody's, and return what it was.

        Raises:
            UserError: they have no such article.
        """
        async with self._database.transaction() as connection:
            article = await fetch_saved(connection.execute_fetchall, user_id, article_id)
            if article is None:
                raise UserError("saved.error.unknown")
            await delete_saved(connection, user_id, article_id)
        return article

    async def search(
        self, user_id: int, ask: SearchOptions, asker: Asker, now: datetime, *, offset: int = 0
    ) -> SearchAnswer:
        """Return a page of what somebody has saved that answers a question, as `/search` does.

        Raises:
            UserError: a day cannot be read, or a feed is named of which nothing is saved.
        """
        articles = await self.all(user_id)
        if not articles:
            return SearchAnswer(offset=offset)
        named = {(article.feed_title, article.feed_url) for article in articles}
        numbers = {name: number for number, name in enumerate(sorted(named), start=1)}
        feeds: dict[int, FeedName] = {}
        items: list[Item] = []
        for article in articles:
            number = numbers[article.feed_title, article.feed_url]
            feeds[number] = feed_of(article, number)
            items.append(to_item(article, number))
        require_readable(ask.query(today_of(asker, now)), feeds.values())
        request = SearchRequest(now=now, order=ask.order, offset=offset, limit=A_PAGE)

        def work() -> SearchAnswer:
            found = answer_from(InMemoryIndex(items), ask, feeds, asker, request)
            return replace(_answer(found, feeds), offset=offset)

        return await asyncio.to_thread(work)


def _answer(found: Found, feeds: dict[int, FeedName]) -> SearchAnswer:
    hits = [
        Hit(item=item, feed=feed_title(feeds[item.feed_id]), pieces=pieces)
        for item, pieces in zip(found.results.items, found.snippets(), strict=True)
    ]
    return found.answer(tuple(hits), feeds=len(feeds))
