"""Answer requests for summaries: find the items a guild may see, read them, say what they say.

Everything is offline unless the operator names a language model and the guild wants one; and if
that does not answer, or not usably, the offline summary stands in, with a word that it does.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from bot.errors import AddressRefused, ModelError, UserError
from bot.feeds.http.politeness import host_pause
from bot.feeds.http.ssrf_guard import host_of
from bot.feeds.items.canonical_url import canonical
from bot.feeds.worker.article import ArticleReader, ArticleText
from bot.llm.fences import Extract
from bot.llm.language_model import LanguageModel
from bot.message.feed_title import feed_title
from bot.model import Item, Kind
from bot.search.service import Asker, SearchOptions, SearchService
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.feeds.feeds import FeedStore, HostState, record_hosts
from bot.store.feeds.items import ItemStore
from bot.store.feeds.subscription_edits import has_full_text
from bot.store.guilds.guilds import GuildStore
from bot.store.summaries import ArticlePage, SummaryStore
from bot.summary.answer import Summary, SummaryLine, SummaryRequest, SummarySubject
from bot.summary.prompt import read_answer, to_question
from bot.summary.select import (
    by_weight,
    is_lead_only,
    summarize_item,
    summarize_stories,
    to_article,
    to_stories,
)
from bot.text.similarity.rarity import WordCounts

log = logging.getLogger(__name__)

MAX_DAY = 500  # items of a day that are looked at
MAX_TOPIC = 12
MAX_FEED = 20
MAX_LINKS = 10  # of a message
RETRY_PAGE = timedelta(days=1)  # a page that was not given may be given tomorrow


# Counts in how many headlines of late each word stands.
Counts = Callable[[datetime], Awaitable[WordCounts]]


class SummaryService:
    """The one place that sums up, whoever asks."""

    def __init__(
        self,
        database: Database,
        search: SearchService,
        pages: ArticleReader,
        model: LanguageModel | None,
        *,
        counts: Counts,
        dice: Random | None = None,
    ) -> None:
        self.store = SummaryStore(database)
        self._database = database
        self._dice = dice or Random()
        self._feeds = FeedStore(database)
        self._items = ItemStore(database)
        self._guilds = GuildStore(database)
        self._search = search
        self._pages = pages
        self._model = model
        self._counts = counts

    @property
    def has_model(self) -> bool:
        """Say whether the operator names a language model, which a guild may then let in."""
        return self._model is not None

    async def article(self, item_id: int, request: SummaryRequest) -> Summary:
        """Sum up one item.

        Raises:
            UserError: the guild follows no feed with such an item.
        """
        item = await self.store.item(request.channel_ids, item_id)
        if item is None:
            raise UserError("summary.error.unknown_article")
        return await self.of_item(item, request)

    async def links(self, links: Collection[str], request: SummaryRequest) -> Summary:
        """Sum up what these addresses lead to, where the guild's feeds have it.

        Raises:
            UserError: they have none of it.
        """
        known = dict.fromkeys(
            spelled for link in list(links)[:MAX_LINKS] if (spelled := canonical(link))
        )
        found: dict[str | None, Item] = {}
        for item in await self.store.items_at(request.channel_ids, known):
            found.setdefault(canonical(item.link or ""), item)
        items = [found[link] for link in known if link in found]
        if not items:
            raise UserError("summary.error.unknown_link")
        if len(items) == 1:
            return await self.of_item(items[0], request)
        stories = await asyncio.to_thread(to_stories, items)
        return await self._many(SummarySubject(kind="links"), stories, request)

    async def feed(self, feed_id: int, request: SummaryRequest) -> Summary:
        """Sum up what a feed had last.

        Raises:
            UserError: the guild does not follow it, or nothing has come of it.
        """
        names = {feed.id: feed for feed in await self._search.feeds(asker_of(request))}
        if feed_id not in names:
            raise UserError("feeds.already_gone")
        newest = await self._items.newest(feed_id, MAX_FEED)
        if not newest:
            raise UserError("summary.error.empty_feed")
        articles = [item for item in newest if item.kind is Kind.ARTICLE] or newest
        subject = SummarySubject(kind="feed", name=feed_title(names[feed_id]))
        summary = await self._many(subject, await asyncio.to_thread(to_stories, articles), request)
        has_texts = await has_full_text(self._database.fetch_all, feed_id)
        notes = () if has_texts or not all(map(is_lead_only, articles)) else ("leads_only",)
        return replace(summary, more=0, notes=(*summary.notes, *notes))

    async def topic(self, query: str, request: SummaryRequest) -> Summary:
        """Sum up what a search finds.

        Raises:
            UserError: it finds nothing.
        """
        answer = await self._search.ask(
            SearchOptions(text=query), asker_of(request), request.now, limit=MAX_TOPIC
        )
        if not answer.hits:
            raise UserError("summary.error.nothing_found")
        stories = await asyncio.to_thread(to_stories, [hit.item for hit in answer.hits])
        summary = await self._many(SummarySubject(kind="topic", name=query), stories, request)
        return replace(summary, more=max(summary.more, answer.total - len(summary.sources)))

    async def day(self, day: date, request: SummaryRequest) -> Summary:
        """Sum up a day, as its news is dated in the guild's zone.

        Raises:
            UserError: there was no news.
        """
        since = datetime.combine(day, time(), tzinfo=request.zone)
        until = datetime.combine(day + timedelta(days=1), time(), tzinfo=request.zone)
        items = await self.store.published(request.channel_ids, since, until, MAX_DAY)
        if not items:
            raise UserError("summary.error.empty_day")
        counts = await self._counts(request.now)
        stories = await asyncio.to_thread(lambda: by_weight(to_stories(items, counts)))
        return await self._many(SummarySubject(kind="day", name=day.isoformat()), stories, request)

    async def days(self, request: SummaryRequest) -> list[date]:
        """Return the latest days that have news."""
        offset = request.now.astimezone(request.zone).utcoffset() or timedelta()
        return await self.store.days(request.channel_ids, request.now - timedelta(days=30), offset)

    async def of_item(self, item: Item, request: SummaryRequest) -> Summary:
        """Sum up an item that the asker is known to be allowed to read."""
        feed = (await self.store.feeds([item.feed_id], request.guild_id))[item.feed_id]
        page = await self._page(item, request.now)
        text = page.text if page is not None and page.state == "read" else ""
        summary = await asyncio.to_thread(summarize_item, item, feed_title(feed), text)
        summary = await self._by_model(summary, [item], {item.id: text}, request)
        notes = _page_notes(page)
        if not notes and not text and is_lead_only(item):
            notes = ("lead_only",) if item.link else ("lead_alone",)
        return replace(summary, notes=(*summary.notes, *notes))

    async def _many(
        self, subject: SummarySubject, stories: Sequence[Sequence[Item]], request: SummaryRequest
    ) -> Summary:
        feed_ids = {item.feed_id for story in stories for item in story}
        feeds = await self.store.feeds(feed_ids, request.guild_id)
        names = {feed_id: feed_title(feed) for feed_id, feed in feeds.items()}
        known = await self.store.pages([story[0].id for story in stories[:MAX_TOPIC]])
        pages = {item_id: page.text for item_id, page in known.items() if page.state == "read"}
        summary = await asyncio.to_thread(summarize_stories, subject, stories, names, pages)
        shown = [item for story in stories for item in story][: len(summary.sources)]
        return await self._by_model(summary, shown, pages, request)

    async def _by_model(
        self,
        summary: Summary,
        items: Sequence[Item],
        pages: Mapping[int, str],
        request: SummaryRequest,
    ) -> Summary:
        """Let the model say it, where there is one and the guild wants it, and if it can."""
        if self._model is None:
            return summary
        guild = await self._guilds.guild(request.guild_id)
        if guild is None or not guild.summary_llm:
            return summary
        try:
            lines = await self._tell(self._model, summary.subject, items, pages, request)
        except ModelError as e:
            log.warning("model not used: guild=%d cause=%s", request.guild_id, e.cause)
            return replace(summary, notes=(*summary.notes, f"model_{e.note}"))
        return replace(summary, lines=lines, notes=(*summary.notes, "by_model"))

    @staticmethod
    async def _tell(
        model: LanguageModel,
        subject: SummarySubject,
        items: Sequence[Item],
        pages: Mapping[int, str],
        request: SummaryRequest,
    ) -> tuple[SummaryLine, ...]:
        """Return what the model says of items; a line's sources are their numbers here.

        Raises:
            ModelError: it was not asked, did not answer, or not as it should.
        """
        extracts = [_extract(item, pages.get(item.id, "")) for item in items]
        question = to_question(subject, extracts, request.locale)
        return await model.answer(
            question,
            lambda answer: read_answer(answer, extracts),
            guild_id=request.guild_id,
            now=request.now,
        )

    async def _page(self, item: Item, now: datetime) -> ArticlePage | None:
        """Return the page of an item whose feed gives only a lead, where that may be fetched."""
        if item.link is None or not is_lead_only(item):
            return None
        known = (await self.store.pages([item.id])).get(item.id)
        if known is not None and (known.state == "read" or now < known.fetched_at + RETRY_PAGE):
            return known
        if not await has_full_text(self._database.fetch_all, item.feed_id):
            return known
        try:
            name = host_of(item.link)
        except AddressRefused:
            return ArticlePage(state="refused", text="", fetched_at=now)
        host = await self._feeds.host(name)
        if host is not None and now < host.wait_until:
            return known or ArticlePage(state="unreachable", text="", fetched_at=now)
        read = await self._pages.read(item.link, now)
        if read.pause is not None:
            await self._leave_alone(name, host, read, now)
        page = ArticlePage(state=read.state, text=read.text, fetched_at=now)
        await self.store.put_page(item.id, page)
        return page

    @retried
    async def _leave_alone(
        self, name: str, host: HostState | None, read: ArticleText, now: datetime
    ) -> None:
        """Keep for the feeds too that a host asks for a pause."""
        assert read.pause is not None
        failures = (host.failures if host else 0) + 1
        until = host_pause(read.pause, failures, read.retry_at, now, self._dice)
        state = HostState(name=name, wait_until=until, failures=failures)
        async with self._database.transaction() as connection:
            await record_hosts(connection, [state])


def asker_of(request: SummaryRequest) -> Asker:
    """Return who asks, as a search wants it."""
    return Asker(
        guild_id=request.guild_id,
        channel_ids=request.channel_ids,
        locale=request.locale,
        zone=request.zone,
    )


def _page_notes(page: ArticlePage | None) -> tuple[str, ...]:
    """Return what is to be said of a page that could not be read."""
    if page is None or page.state == "read":
        return ()
    return (f"page_{page.state}",)


def _extract(item: Item, page: str) -> Extract:
    article = to_article(item, page)
    parts = (item.kicker or "", article.lead, article.text)
    return Extract(title=item.title, text="\n\n".join(part for part in parts if part))
