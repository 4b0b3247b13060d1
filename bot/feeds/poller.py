"""Poll the feeds that are due: claim (lease), poll, decide, record; one loop's step.

Feeds are read by a pool of bounded workers. What they bring is recorded
together, many polls in one transaction: items, sent marks, the deliveries they cause and the
feeds' next state, all of it or nothing. Whoever dies in between leaves rows that fall due again.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from random import Random

from bot.errors import FeedError, StoreError
from bot.feeds.http.fetch import Fetcher
from bot.feeds.http.politeness import SPACING, HostLimits
from bot.feeds.poll import DocumentParser, Failed, FeedPoller, PollOutcome
from bot.feeds.record import Owe, Poll, Recorder
from bot.model import EVERYTHING, POLL_FLOOR, Feed, Share
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.feeds.feeds import claim_due, release
from bot.worker.pool import PooledService, WorkerPool
from bot.worker.stats import Stats

log = logging.getLogger(__name__)

CLAIM = 256  # feeds in hand at a time
REQUESTS = 64  # on their way at a time
LEASE = timedelta(minutes=5)  # longer than the feeds in hand can take
LINGER_S = 0.1  # that a poll waits for others, to be recorded in one transaction with them
AT_ONCE = 400  # items in one transaction, and polls' weight: more would hold up the event loop
GRACE = timedelta(seconds=5)  # at a stop, for requests that are on their way


class Poller(PooledService):
    """The polling service: claims due feeds, polls them in its pool, records what they bring."""

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        parser: DocumentParser,
        *,
        owe: Owe,
        dice: Random,
        wake: asyncio.Event,
        deliveries_owed: asyncio.Event | None = None,
        spacing: timedelta = SPACING,
        requests: int = REQUESTS,
        fastest: timedelta = POLL_FLOOR,
        stats: Stats | None = None,
        share: Callable[[], Share] = lambda: EVERYTHING,
    ) -> None:
        """Poll what `database` owes.

        `wake` is set when there is room for more feeds, `deliveries_owed` when there are some;
        `spacing` lies between two requests to one host, `requests` are on their way at most.
        """
        super().__init__(WorkerPool("feed", rows=CLAIM, workers=requests, wake=wake))
        self._database = database
        self._share = share
        self._feeds = FeedPoller(fetcher, parser)
        self._recorder = Recorder(database, owe, dice, fastest=fastest, stats=stats)
        self._deliveries_owed = deliveries_owed or asyncio.Event()
        self._host_limits = HostLimits(spacing)
        self._read: dict[int, Poll] = {}  # by feed, until they are recorded
        self._recording = asyncio.Lock()

    async def run_due(self, now: datetime) -> int:
        """Hand due feeds to free workers; return how many. `drain` waits for them."""
        room = self._pool.room
        if not room:
            return 0
        try:
            claimed = await self._claim(now, room)
        except StoreError:  # nothing is fetched that could not be recorded
            log.exception("claim failed: feeds wait")
            return 0
        for feed in claimed:
            if feed.id not in self._pool:  # else somebody hurried it, or its lease ran out
                self._host_limits.begin(feed.host, now)
                self._pool.start(feed.id, self._work(feed, now))
        return len(claimed)

    @retried
    async def _claim(self, now: datetime, room: int) -> Sequence[Feed]:
        async with self._database.transaction() as connection:
            return await claim_due(
                connection,
                now,
                limit=room,
                lease=LEASE,
                busy=self._host_limits.busy(now),
                share=self._share(),
            )

    @retried
    async def _release(self, feed_ids: Collection[int]) -> None:
        async with self._database.transaction() as connection:
            await release(connection, feed_ids)

    async def finish(self, grace: timedelta = GRACE) -> None:
        """Stop: wait `grace` for requests under way, then release the feeds that were not read."""
        unread = await self._pool.finish(grace)
        if unread:
            try:
                await self._release(unread)
            except StoreError:  # their leases end
                log.exception("feeds not given back: feeds=%d", len(unread))

    async def _work(self, feed: Feed, now: datetime) -> None:
        outcome: PollOutcome
        try:
            async with self._pool.slot(feed.id):
                outcome = await self._feeds.poll(feed, now)
        except Exception:  # row boundary: one bad feed must not stop the rest
            log.exception("poll failed: feed=%d", feed.id)
            outcome = Failed(error=FeedError("a fault of the bot"))
        finally:
            self._host_limits.end(feed.host)
        await self._record(Poll(feed=feed, outcome=outcome, now=now))

    async def _record(self, poll: Poll) -> None:
        """Record a poll by group commit: the first to get the lock records all that are waiting."""
        self._read[poll.feed.id] = poll
        async with self._recording:
            if poll.feed.id not in self._read:
                return
            if len(self._pool) > 1:
                await asyncio.sleep(LINGER_S)
            await self._record_together(self._take())

    def _take(self) -> list[Poll]:
        """Take the polls of the next transaction: the oldest that wait, up to `AT_ONCE`."""
        taken: list[Poll] = []
        weight = 0
        while self._read and weight < AT_ONCE:
            poll = self._read.pop(next(iter(self._read)))
            taken.append(poll)
            weight += poll.weight
        return taken

    async def _record_together(self, polls: Sequence[Poll]) -> None:
        try:
            owed = await self._recorder.record(polls)
        except StoreError:  # their leases end, and they are polled again
            log.exception("polls not recorded: feeds=%d", len(polls))
        else:
            if owed:
                self._deliveries_owed.set()
