"""Poll the feeds that are due: claim, read, decide, record; one loop's step.

Feeds are read by a bounded number of workers that outlive a step. What they bring is recorded
together, many polls in one transaction: items, sent marks, the deliveries they cause and the
feeds' next state, all of it or nothing. Whoever dies in between leaves rows that fall due again.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from types import TracebackType
from typing import Self

from bot.errors import FeedError, StoreError
from bot.feeds.http.fetch import Fetcher
from bot.feeds.http.politeness import SPACING, HostLimits
from bot.feeds.poll import Failed, FeedReader, Reading, Reads
from bot.feeds.record import Owe, Poll, Recorder
from bot.model import Feed
from bot.store.database import Database
from bot.store.feeds.feeds import claim_due, release

log = logging.getLogger(__name__)

CLAIM = 256  # feeds in hand at a time
REQUESTS = 64  # on their way at a time
LEASE = timedelta(minutes=5)  # longer than the feeds in hand can take
LINGER_S = 0.05  # for others to be recorded in the same transaction
AT_ONCE = 200  # polls and items in one transaction
GRACE_S = 5.0  # at a stop, for requests that are on their way


class Poller:
    """The service of feeds; use as a context, which ends when its workers have."""

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        parser: Reads,
        *,
        owe: Owe,
        dice: Random,
        wake: asyncio.Event,
        told: asyncio.Event | None = None,
        spacing: timedelta = SPACING,
        requests: int = REQUESTS,
    ) -> None:
        """Poll what `database` owes.

        `wake` is set when there is room for more feeds, `told` when deliveries were owed;
        `spacing` lies between two requests to one host, `requests` are on their way at most.
        """
        self._database = database
        self._reader = FeedReader(fetcher, parser)
        self._recorder = Recorder(database, owe, dice)
        self._wake = wake
        self._told = told or asyncio.Event()
        self._turns = HostLimits(spacing)
        self._requests = asyncio.Semaphore(requests)
        self._group = asyncio.TaskGroup()
        self._busy: set[asyncio.Task[None]] = set()
        self._waiting: list[Poll] = []
        self._in_hand: set[int] = set()  # ids, from the claim until the poll is recorded
        self._reading: dict[int, asyncio.Task[None]] = {}
        self._is_recording = False
        self._is_ending = False

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._group.__aexit__(kind, error, traceback)

    async def run_due(self, now: datetime) -> int:
        """Hand due feeds to free workers; return how many. `drain` waits for them."""
        free = CLAIM - len(self._busy) - len(self._waiting)
        if free < CLAIM // 4 or self._is_ending:  # a claim costs as much for one as for many
            return 0
        try:
            async with self._database.transaction() as connection:
                claimed = await claim_due(
                    connection, now, limit=free, lease=LEASE, busy=self._turns.busy(now)
                )
        except StoreError:  # nothing is fetched that could not be recorded
            log.exception("claim failed: feeds wait")
            return 0
        for feed in claimed:
            if feed.id not in self._in_hand:  # else somebody hurried it, or its lease ran out
                self._begin(feed, now)
        return len(claimed)

    def _begin(self, feed: Feed, now: datetime) -> None:
        self._turns.begin(feed.host, now)
        task = self._group.create_task(self._work(feed, now), name=f"feed {feed.id}")
        self._in_hand.add(feed.id)
        self._busy.add(task)
        self._reading[feed.id] = task
        task.add_done_callback(self._done)

    async def drain(self) -> None:
        """Wait until every worker has recorded its feed."""
        while self._busy:
            await asyncio.wait(self._busy)

    async def finish(self, grace_s: float = GRACE_S) -> None:
        """End: wait a moment for requests on their way, then give back what was not read."""
        self._is_ending = True
        if self._reading:
            await asyncio.wait(self._reading.values(), timeout=grace_s)
        unread = dict(self._reading)
        for task in unread.values():
            task.cancel()
        await self.drain()
        if unread:
            try:
                async with self._database.transaction() as connection:
                    await release(connection, unread)
            except StoreError:  # their leases end
                log.exception("feeds not given back: feeds=%d", len(unread))

    def _done(self, task: asyncio.Task[None]) -> None:
        self._busy.discard(task)
        self._wake.set()

    async def _work(self, feed: Feed, now: datetime) -> None:
        reading: Reading
        try:
            async with self._requests:
                reading = await self._reader.read(feed, now)
        except Exception:  # row boundary: one bad feed must not stop the rest
            log.exception("poll failed: feed=%d", feed.id)
            reading = Failed(error=FeedError("a fault of the bot"))
        finally:
            self._turns.end(feed.host)
        del self._reading[feed.id]
        await self._record(Poll(feed=feed, reading=reading, now=now))

    async def _record(self, poll: Poll) -> None:
        """Have a poll recorded; whoever comes while nobody records does it for all that follow."""
        self._waiting.append(poll)
        if self._is_recording:
            return
        self._is_recording = True
        try:
            while self._waiting:
                if len(self._busy) > 1:
                    await asyncio.sleep(LINGER_S)
                await self._record_together(self._take())
        finally:
            self._is_recording = False

    def _take(self) -> list[Poll]:
        """Take what is recorded together: not so much that the event loop would be held."""
        count = weight = 0
        while count < len(self._waiting) and weight < AT_ONCE:
            weight += self._waiting[count].weight
            count += 1
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    async def _record_together(self, polls: Sequence[Poll]) -> None:
        try:
            owed = await self._recorder.record(polls)
        except StoreError:  # their leases end, and they are polled again
            log.exception("polls not recorded: feeds=%d", len(polls))
        else:
            if owed:
                self._told.set()
        finally:
            self._in_hand.difference_update(poll.feed.id for poll in polls)
