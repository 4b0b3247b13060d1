"""Work on running imports: claim due entries, ask them, follow what is a feed; one loop's step.

An entry is followed and settled in one transaction, so that a kill anywhere leaves it either due
again or done. What a feed holds on that day floods nobody: it is its first reading. Hosts are
asked one request at a time, at the pace of `bot.feeds.http.politeness`.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

from bot import i18n
from bot.errors import BadStatus, FeedError, NotAFeed, StoreError, Unreachable, UserError
from bot.feeds.discovery.candidates import OfferedFeed
from bot.feeds.discovery.discover import Discover
from bot.feeds.http.politeness import SPACING, HostLimits
from bot.message.nonce import nonce_of
from bot.message.payload import to_payload
from bot.model import EVERYTHING, DeliveryKind, EntryState, FollowedFeed, ImportEntry, Owed, Share
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.feeds.imports import (
    claim_entries,
    find_import,
    finish_import,
    folders_of,
    is_waiting,
    progress_of,
    release_entries,
    retry_entry,
    running_imports,
    settle_entry,
)
from bot.store.feeds.subscriptions import channels_following, count_feeds
from bot.store.guilds.guilds import find_guild, locale_and_zone
from bot.store.outbox.enqueue import insert_messages
from bot.transfer.bring_in import ImportRules, bring_digests, bring_feed
from bot.transfer.document import DigestEntry, FeedEntry
from bot.transfer.report import render_report
from bot.worker.pool import PooledService, WorkerPool

log = logging.getLogger(__name__)

WORKERS = 8
LEASE = timedelta(minutes=3)  # longer than a search for a feed may take
GRACE = timedelta(seconds=5)
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5))  # after a failure that may pass
MAX_WAIT = timedelta(hours=1)

# Keeps what was read of a new feed as its first reading.
RecordFirst = Callable[[FollowedFeed, OfferedFeed, datetime], Awaitable[None]]


class ImportService(PooledService):
    """The service of imports; use as a context, which ends when its workers have."""

    def __init__(
        self,
        database: Database,
        discover: Discover,
        record_first: RecordFirst,
        *,
        rules: ImportRules,
        wake: asyncio.Event,
        wake_deliveries: asyncio.Event,
        spacing: timedelta = SPACING,
        share: Callable[[], Share] = lambda: EVERYTHING,
    ) -> None:
        super().__init__(WorkerPool("import", rows=WORKERS, workers=WORKERS, wake=wake))
        self._database = database
        self._share = share
        self._discover = discover
        self._record_first = record_first
        self._rules = rules
        self._wake_deliveries = wake_deliveries
        self._host_limits = HostLimits(spacing)

    async def run_due(self, now: datetime) -> int:
        """Hand due entries to free workers, end what has none left; return how many of both."""
        try:
            running = await running_imports(self._database.fetch_all, self._share())
            ended = [each for each, is_waiting in running.items() if not is_waiting]
            for import_id in ended:
                await self._end(import_id, now)
            claimed = await self._claim(now) if any(running.values()) else []
        except StoreError:  # nothing is asked that could not be kept
            log.exception("imports wait")
            return 0
        for entry in claimed:
            if entry.id not in self._pool:
                self._host_limits.begin(entry.host, now)
                self._pool.start(entry.id, self._work(entry, now))
        return len(claimed) + len(ended)

    @retried
    async def _claim(self, now: datetime) -> list[ImportEntry]:
        async with self._database.transaction() as connection:
            return await claim_entries(
                connection,
                now,
                limit=self._pool.room,
                lease=LEASE,
                busy=self._host_limits.busy(now),
                share=self._share(),
            )

    async def finish(self, grace: timedelta = GRACE) -> None:
        """End: wait a moment for requests on their way, then give back what was not asked."""
        unasked = await self._pool.finish(grace)
        if unasked:
            try:
                await self._release(unasked)
            except StoreError:  # their leases end
                log.exception("entries not given back: entries=%d", len(unasked))

    async def _work(self, entry: ImportEntry, now: datetime) -> None:
        try:
            async with self._pool.slot(entry.id):
                await self._bring(entry, now)
        except StoreError:  # its lease ends, and it is tried again
            log.exception("entry not kept: entry=%d", entry.id)
        except Exception:  # row boundary: one bad entry must not stop the rest
            log.exception("import failed: entry=%d", entry.id)
            await self._settle_quietly(entry)
        finally:
            self._host_limits.end(entry.host)

    async def _settle_quietly(self, entry: ImportEntry) -> None:
        try:
            await self._settle(entry, EntryState.UNREACHABLE, "unknown")
        except StoreError:  # its lease ends, and it is tried again
            log.exception("entry not settled: entry=%d", entry.id)

    async def _bring(self, entry: ImportEntry, now: datetime) -> None:
        if (state := await self._decided(entry)) is not None:
            await self._settle(entry, state)
            return
        try:
            discovery = await self._discover(entry.url, now=now)
        except FeedError as e:
            await self._failed(entry, e, now)
        except UserError:
            await self._failed(entry, NotAFeed("html"), now)
        else:
            await self._follow(entry, discovery.feeds[0], now)

    @retried
    async def _decided(self, entry: ImportEntry) -> EntryState | None:
        """Return what becomes of an entry that needs not be asked; None of one that does."""
        async with self._database.transaction() as connection:
            following = await channels_following(connection, entry.guild_id, entry.url)
            if entry.channel.id in following:
                return EntryState.KNOWN
            guild = await find_guild(connection.execute_fetchall, entry.guild_id)
            limit = self._rules.limits.of(guild) if guild else 0
            followed = await count_feeds(connection, entry.guild_id)
            if not following and followed >= limit:
                return EntryState.OVER
        return None

    async def _failed(self, entry: ImportEntry, error: FeedError, now: datetime) -> None:
        """Try again later what may pass; what we followed ourselves is followed all the same."""
        if entry.is_ours:
            await self._follow(entry, None, now)
            return
        wait = _wait(entry, error, now)
        if wait is None:
            await self._settle(entry, EntryState.UNREACHABLE, error.cause)
            return
        await self._retry(entry, now + wait)

    @retried
    async def _retry(self, entry: ImportEntry, due_at: datetime) -> None:
        async with self._database.transaction() as connection:
            await retry_entry(connection, entry, due_at)

    @retried
    async def _release(self, entry_ids: Collection[int]) -> None:
        async with self._database.transaction() as connection:
            await release_entries(connection, entry_ids)

    @retried
    async def _settle(
        self, entry: ImportEntry, state: EntryState, cause: str | None = None
    ) -> None:
        async with self._database.transaction() as connection:
            await settle_entry(connection, entry.id, state, cause)

    async def _follow(self, entry: ImportEntry, offer: OfferedFeed | None, now: datetime) -> None:
        followed = await self._follow_and_settle(entry, offer, now)
        if followed is not None and offer is not None:
            await self._record_first(followed, offer, now)

    @retried
    async def _follow_and_settle(
        self, entry: ImportEntry, offer: OfferedFeed | None, now: datetime
    ) -> FollowedFeed | None:
        """Follow a feed and settle its entry, unless the import was stopped meanwhile."""
        followed = None
        async with self._database.transaction() as connection:
            if not await is_waiting(connection, entry.id):
                return None
            await connection.execute("SAVEPOINT follow")
            try:
                followed = await self._insert(connection, entry, offer, now)
                state = EntryState.FOLLOWED
            except UserError as e:
                await connection.execute("ROLLBACK TO follow")
                state = EntryState.KNOWN if e.key == "feeds.add.already" else EntryState.OVER
            await settle_entry(connection, entry.id, state)
        return followed

    async def _insert(
        self, connection: Connection, entry: ImportEntry, offer: OfferedFeed | None, now: datetime
    ) -> FollowedFeed:
        guild = await find_guild(connection.execute_fetchall, entry.guild_id)
        assert guild is not None
        parsed = offer.parsed if offer else None
        feed = FeedEntry(
            url=offer.url if offer else entry.url,
            title=(offer.title if offer else "") or entry.title,
            site_url=parsed.site_url if parsed else entry.site_url,
            settings=entry.settings,
            is_read=offer is not None and offer.reading is not None,
        )
        return await bring_feed(connection, feed, entry.channel, guild, self._rules, now)

    @retried
    async def _end(self, import_id: int, now: datetime) -> None:
        """End an import of which nothing waits: plan its digests, and owe the one report."""
        async with self._database.transaction() as connection:
            if await finish_import(connection, import_id, now):
                await _bring_digests(connection, import_id, now)
                await _owe_report(connection, import_id, now)
        log.info("import done: id=%d", import_id)
        self._wake_deliveries.set()


def _wait(entry: ImportEntry, error: FeedError, now: datetime) -> timedelta | None:
    """Return how long to wait before a failed entry is tried again; None for no more."""
    passes = isinstance(error, Unreachable) or (
        isinstance(error, BadStatus) and (error.status in (408, 425, 429) or error.status >= 500)
    )
    if not passes or entry.attempts >= len(BACKOFF):
        return None
    wait = BACKOFF[entry.attempts]
    return wait if error.retry_at is None else min(max(wait, error.retry_at - now), MAX_WAIT)


async def _bring_digests(connection: Connection, import_id: int, now: datetime) -> None:
    job = await find_import(connection.execute_fetchall, import_id)
    assert job is not None
    guild = await find_guild(connection.execute_fetchall, job.guild_id)
    assert guild is not None
    for folder in await folders_of(connection, import_id):
        digests = [DigestEntry(settings=each, feeds=feeds) for each, feeds in folder.digests]
        await bring_digests(connection, digests, folder.channel, guild, now)


async def _owe_report(connection: Connection, import_id: int, now: datetime) -> None:
    """Tell the end of an import: to who is told of failures, else where it was asked for."""
    job = await find_import(connection.execute_fetchall, import_id)
    assert job is not None
    guild = await find_guild(connection.execute_fetchall, job.guild_id)
    assert guild is not None
    channel_id = guild.notice_channel_id or job.channel_id
    spoken, _ = await locale_and_zone(connection.execute_fetchall, channel_id)
    locale = i18n.choose_locale(spoken)
    progress = await progress_of(connection.execute_fetchall, job)
    owed = Owed(kind=DeliveryKind.NOTICE, channel_id=channel_id, slot=f"import:{import_id}")
    payload = to_payload(render_report(progress, locale))
    await insert_messages(connection, owed, [payload], nonce_of, now)
