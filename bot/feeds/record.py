"""One poll's second half: what was read becomes rows, in one transaction for many polls.

Decides nothing itself: `identity` says what is new, `aftermath` what becomes of the feed.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from bot.errors import BadStatus, FeedError, StoreError
from bot.feeds.connectivity import Connectivity, is_silence
from bot.feeds.feed_state import NextState, after_failure, after_outage, after_read, after_unchanged
from bot.feeds.http.politeness import FIRST_PAUSE, host_pause
from bot.feeds.http.ssrf_guard import host_of
from bot.feeds.items.decide import decide, identity_of
from bot.feeds.items.keys import Keyed, all_keys, keyed
from bot.feeds.poll import Failed, Read, Reading, Unchanged
from bot.model import Decision, Feed, FeedEvent, Item, News, ParsedFeed
from bot.store.database import Connection, Database
from bot.store.feeds.feeds import (
    HostState,
    fetch_host,
    move_feed,
    record_events,
    record_hosts,
    record_polls,
)
from bot.store.feeds.items import (
    Arrival,
    change_items,
    fetch_known_of_all,
    insert_arrivals,
    write_marks,
)

log = logging.getLogger(__name__)

# Owes every follower of some feeds what is new and what has changed: `delivery.owing.owe`.
Owe = Callable[[Connection, Sequence[News], datetime], Awaitable[int]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Poll:
    """A feed as it was claimed, and what its poll read."""

    feed: Feed
    reading: Reading
    now: datetime

    @property
    def weight(self) -> int:
        """Return how much there is to record: the poll and its items."""
        return 1 + (len(self.reading.parsed.items) if isinstance(self.reading, Read) else 0)

    @property
    def error(self) -> FeedError | None:
        return self.reading.error if isinstance(self.reading, Failed) else None


@dataclass(frozen=True, slots=True)
class _Brought:
    """What was decided of a document, and the items that readers should hear of."""

    decision: Decision
    new: Sequence[Item]
    changed: Sequence[Item]


class Recorder:
    """Writes polls down."""

    def __init__(self, database: Database, owe: Owe, dice: Random) -> None:
        self._database = database
        self._owe = owe
        self._dice = dice
        self._line = Connectivity()

    async def record(self, polls: Sequence[Poll]) -> int:
        """Write polls down together, or one by one if one of them cannot be; return the rows owed.

        Raises:
            StoreError: the database cannot be written.
        """
        try:
            return await self._record(polls)
        except StoreError:
            raise
        except Exception:  # row boundary: one bad poll must not undo the others
            log.exception("polls failed to be recorded: feeds=%s", [p.feed.id for p in polls])
            if len(polls) > 1:
                return sum([await self.record([poll]) for poll in polls])
            return await self._record([self._given_up(polls[0])])

    @staticmethod
    def _given_up(poll: Poll) -> Poll:
        return Poll(
            feed=poll.feed, reading=Failed(error=FeedError("a fault of the bot")), now=poll.now
        )

    async def _record(self, polls: Sequence[Poll]) -> int:
        self._line.hear([(poll.feed.host, poll.error) for poll in polls], polls[-1].now)
        async with self._database.transaction() as connection:
            brought = await self._store(connection, polls)
            afters = [self._after(poll, brought.get(poll)) for poll in polls]
            news = [
                News(feed=after.feed, new=tuple(came.new), changed=tuple(came.changed))
                for poll, after in zip(polls, afters, strict=True)
                if (came := brought.get(poll)) and (came.new or came.changed)
            ]
            owed = await self._owe(connection, news, polls[-1].now) if news else 0
            await record_polls(connection, [after.feed for after in afters])
            await record_events(connection, [e for after in afters for e in after.events])
            for poll, after in zip(polls, afters, strict=True):
                if after.move_to is not None:
                    await self._move(connection, after, poll.now)
            await record_hosts(connection, await self._hosts(connection, polls))
        for poll, after in zip(polls, afters, strict=True):
            _report(poll, after)
        return owed

    def _after(self, poll: Poll, came: "_Brought | None") -> NextState:
        match poll.reading:
            case Unchanged(answer=answer):
                return after_unchanged(poll.feed, answer, poll.now, self._dice)
            case Failed(error=error):
                if is_silence(error) and self._line.is_down(poll.now):
                    return after_outage(poll.feed, poll.now, self._dice)
                return after_failure(poll.feed, error, poll.now, self._dice)
            case Read() as read:
                assert came is not None
                return after_read(poll.feed, read, came.decision, poll.now, self._dice)

    async def _store(self, connection: Connection, polls: Sequence[Poll]) -> dict[Poll, "_Brought"]:
        """Store what documents bring: their items, and the marks of what they list."""
        found = {
            poll: (poll.reading, _keyed(poll.feed, poll.reading.parsed))
            for poll in polls
            if isinstance(poll.reading, Read)
        }
        asked = {poll.feed.id: all_keys(items) for poll, (_, items) in found.items()}
        known = await fetch_known_of_all(connection, asked) if asked else {}
        decisions = {
            poll: decide(poll.feed, read.parsed, items, known[poll.feed.id], poll.now)
            for poll, (read, items) in found.items()
        }
        arrivals = [
            Arrival(feed_id=poll.feed.id, new=made.new, silent=made.silent, now=poll.now)
            for poll, made in decisions.items()
        ]
        stored = await insert_arrivals(connection, arrivals)
        await write_marks(
            connection,
            [
                (poll.feed.id, key, item_id, poll.now)
                for poll, made in decisions.items()
                for key, item_id in made.keys.items()
            ],
        )
        brought: dict[Poll, _Brought] = {}
        for (poll, made), items in zip(decisions.items(), stored, strict=True):
            changed = await change_items(connection, made.changed, poll.now)
            await change_items(connection, made.renewed, None)
            brought[poll] = _Brought(made, items, changed)
        return brought

    async def _move(self, connection: Connection, after: NextState, now: datetime) -> None:
        """Follow a feed to its new address, where another feed may be already."""
        feed, url = after.feed, after.move_to
        assert url is not None
        into = await move_feed(connection, feed, url, host_of(url))
        kind, detail = ("moved", url) if into == feed.id else ("merged", feed.url)
        event = FeedEvent(feed_id=into, kind=kind, detail=detail, at=now)
        await record_events(connection, [event])
        log.info("feed %s: feed=%d into=%d", kind, feed.id, into)

    async def _hosts(self, connection: Connection, polls: Sequence[Poll]) -> list[HostState]:
        """Return what the polls mean for their hosts: refused again, or on good terms."""
        states: dict[str, HostState] = {}
        for poll in polls:
            name, error = poll.feed.host, poll.error
            if error is not None:
                if not isinstance(error, BadStatus) or error.status not in FIRST_PAUSE:
                    continue
                before = states.get(name) or await fetch_host(connection, name)
                failures = (before.failures if before else 0) + 1
                pause = host_pause(error.status, failures, error.retry_at, poll.now, self._dice)
                states[name] = HostState(name=name, wait_until=pause, failures=failures)
            else:
                states[name] = HostState(name=name, wait_until=poll.now, failures=0)
        return list(states.values())


def _keyed(feed: Feed, parsed: ParsedFeed) -> list[Keyed]:
    by = identity_of(feed, parsed)
    return [] if by is None else keyed(parsed, by)


def _report(poll: Poll, after: NextState) -> None:
    """Log what an operator would want to know: when a trouble begins, and when it ends."""
    before, feed = poll.feed, after.feed
    if feed.failures and not before.failures:
        log.warning("poll failed: feed=%d error=%s next=%s", feed.id, poll.error, feed.due_at)
    elif before.failures and not feed.failures:
        log.info("poll ok again: feed=%d failures=%d", feed.id, before.failures)
    if feed.ended_at is not None:
        log.warning("feed ended: feed=%d error=%s", feed.id, feed.error)
