"""Record polls: items, sent marks, deliveries and feed states, many polls in one transaction.

The second half of a poll. Decides nothing itself: `items.decide` says what is new, `feed_state`
what becomes of the feed.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from bot.errors import BadStatus, FeedError, StoreError
from bot.feeds.connectivity import Connectivity, is_unreachable
from bot.feeds.document.select import MAX_ITEMS
from bot.feeds.feed_state import (
    NextState,
    after_failure,
    after_outage,
    after_push,
    after_read,
    after_unchanged,
    was_just_added,
    with_pushed,
)
from bot.feeds.http.politeness import FIRST_PAUSE, host_pause
from bot.feeds.http.ssrf_guard import host_of
from bot.feeds.items.decide import decide, identity_of
from bot.feeds.items.keys import KeyedItem, all_keys, key_items
from bot.feeds.items.match import (
    LATEST,
    text_of,
    wants_latest,
    wants_texts,
    with_latest,
)
from bot.feeds.poll import Failed, PollOutcome, ReadDocument, Unchanged
from bot.model import POLL_FLOOR, Decision, Feed, FeedEvent, Item, News, ParsedFeed
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.feeds.feeds import (
    HostState,
    fetch_feeds,
    fetch_host,
    hold_feeds,
    move_feed,
    record_events,
    record_hosts,
    record_polls,
)
from bot.store.feeds.hubs import distrust
from bot.store.feeds.items import (
    Arrival,
    change_items,
    fetch_known_of_all,
    fetch_latest,
    insert_arrivals,
    write_marks,
)
from bot.worker.stats import PollResult, Stats

log = logging.getLogger(__name__)

# Owes every follower of some feeds what is new and what has changed: `delivery.fan_out.owe`.
Owe = Callable[[Connection, Sequence[News], datetime], Awaitable[int]]

_POLL_WEIGHT = 4  # items that cost as much to record as a poll without any

_RESULTS = {
    Unchanged: PollResult.UNCHANGED,
    ReadDocument: PollResult.READ,
    Failed: PollResult.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Poll:
    """A feed as it was claimed, and what its poll read."""

    feed: Feed
    outcome: PollOutcome
    now: datetime

    @property
    def weight(self) -> int:
        """Return how much there is to record, in items: the poll itself is worth some."""
        items = self.outcome.parsed.items if isinstance(self.outcome, ReadDocument) else ()
        return _POLL_WEIGHT + len(items)

    @property
    def is_push(self) -> bool:
        """Say whether a hub brought it, and nobody was asked."""
        return isinstance(self.outcome, ReadDocument) and self.outcome.is_push

    @property
    def error(self) -> FeedError | None:
        return self.outcome.error if isinstance(self.outcome, Failed) else None


@dataclass(frozen=True, slots=True)
class _Arrived:
    """What was decided of a document, and the items that readers should hear of."""

    decision: Decision
    new: Sequence[Item]
    changed: Sequence[Item]


class Recorder:
    """Writes polls down."""

    def __init__(
        self,
        database: Database,
        owe: Owe,
        dice: Random,
        *,
        fastest: timedelta = POLL_FLOOR,
        stats: Stats | None = None,
    ) -> None:
        """Write to `database`; `fastest` is how often a feed is asked whose followers wish it."""
        self._stats = stats or Stats()
        self._database = database
        self._owe = owe
        self._dice = dice
        self._fastest = fastest
        self._connectivity = Connectivity()

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
            feed=poll.feed, outcome=Failed(error=FeedError("a fault of the bot")), now=poll.now
        )

    async def _record(self, polls: Sequence[Poll]) -> int:
        if hosts := [(poll.feed.host, poll.error) for poll in polls if not poll.is_push]:
            self._connectivity.record(hosts, polls[-1].now)
        owed, recorded = await self._write(polls)
        for poll, arrived, state in recorded:
            _report(poll, state)
            self._count(poll, arrived)
        return owed

    @retried
    async def _write(
        self, polls: Sequence[Poll]
    ) -> "tuple[int, list[tuple[Poll, _Arrived | None, NextState]]]":
        async with self._database.transaction() as connection:
            polls = await _held(connection, polls)
            asked = [poll for poll in polls if not poll.is_push]
            arrived = await self._store(connection, polls)
            states = [self._next_state(poll, arrived.get(poll)) for poll in polls]
            news = [
                News(feed=state.feed, new=tuple(items.new), changed=tuple(items.changed))
                for poll, state in zip(polls, states, strict=True)
                if (items := arrived.get(poll)) and (items.new or items.changed)
            ]
            owed = await self._owe(connection, news, polls[-1].now) if news else 0
            await record_polls(connection, [state.feed for state in states])
            await record_events(connection, [event for state in states for event in state.events])
            for poll, state in zip(polls, states, strict=True):
                if state.move_to is not None:
                    await self._move(connection, state, poll.now)
            await record_hosts(connection, await self._hosts(connection, asked))
            if missed := [poll.feed.id for poll in asked if _is_missed(poll, arrived.get(poll))]:
                await distrust(connection, missed)
        return owed, [
            (poll, arrived.get(poll), state) for poll, state in zip(polls, states, strict=True)
        ]

    def _count(self, poll: Poll, arrived: "_Arrived | None") -> None:
        error = poll.error
        if not poll.is_push:
            cause = None if error is None else error.cause
            self._stats.note_poll(_RESULTS[type(poll.outcome)], cause)
        if arrived is not None:
            self._stats.note_items({"new": len(arrived.new), "changed": len(arrived.changed)})

    def _next_state(self, poll: Poll, arrived: "_Arrived | None") -> NextState:
        match poll.outcome:
            case Unchanged(answer=answer):
                return after_unchanged(
                    poll.feed, answer, poll.now, self._dice, fastest=self._fastest
                )
            case Failed(error=error):
                if is_unreachable(error) and self._connectivity.is_down(poll.now):
                    return after_outage(poll.feed, poll.now, self._dice)
                return after_failure(poll.feed, error, poll.now, self._dice)
            case ReadDocument(is_push=True):
                assert arrived is not None
                return after_push(poll.feed, arrived.decision, poll.now)
            case ReadDocument() as read:
                assert arrived is not None
                decision, fastest = arrived.decision, self._fastest
                return after_read(poll.feed, read, decision, poll.now, self._dice, fastest=fastest)

    async def _store(self, connection: Connection, polls: Sequence[Poll]) -> dict[Poll, "_Arrived"]:
        """Store what documents bring: their items, and the marks of what they list."""
        documents = {
            poll: (poll.outcome, _keyed(poll.feed, poll.outcome.parsed))
            for poll in polls
            if isinstance(poll.outcome, ReadDocument)
        }
        if not documents:
            return {}
        asked = {poll.feed.id: all_keys(items) for poll, (_, items) in documents.items()}
        known = await fetch_known_of_all(connection, asked)
        for poll, (read, items) in documents.items():
            if wants_texts(poll.feed, read.parsed, items, known[poll.feed.id]):
                kept = await fetch_latest(connection, poll.feed.id, MAX_ITEMS)
                texts = {text_of(item): item.id for item in kept}
                known[poll.feed.id] = replace(known[poll.feed.id], texts=texts)
            elif wants_latest(poll.feed, read.parsed, items, known[poll.feed.id]):
                latest = await fetch_latest(connection, poll.feed.id, LATEST)
                known[poll.feed.id] = with_latest(known[poll.feed.id], latest)
        decisions = {
            poll: decide(poll.feed, read.parsed, items, known[poll.feed.id], poll.now)
            for poll, (read, items) in documents.items()
        }
        arrivals = [
            Arrival(feed_id=poll.feed.id, new=decision.new, silent=decision.silent, now=poll.now)
            for poll, decision in decisions.items()
        ]
        stored = await insert_arrivals(connection, arrivals)
        await write_marks(
            connection,
            [
                (poll.feed.id, key, item_id, poll.now)
                for poll, decision in decisions.items()
                for key, item_id in decision.keys.items()
            ],
        )
        arrived: dict[Poll, _Arrived] = {}
        for (poll, decision), new in zip(decisions.items(), stored, strict=True):
            changed = await change_items(connection, decision.changed, poll.now)
            await change_items(connection, decision.renewed, None)
            arrived[poll] = _Arrived(decision, new, changed)
        return arrived

    async def _move(self, connection: Connection, state: NextState, now: datetime) -> None:
        """Follow a feed to its new address, where another feed may be already."""
        feed, url = state.feed, state.move_to
        assert url is not None
        into = await move_feed(connection, feed.id, url, host_of(url))
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
                if error.status == 503 and error.retry_at is None and was_just_added(poll.feed):
                    continue  # a moment ago it answered, and somebody waits for it
                before = states.get(name) or await fetch_host(connection, name)
                failures = (before.failures if before else 0) + 1
                pause = host_pause(error.status, failures, error.retry_at, poll.now, self._dice)
                states[name] = HostState(name=name, wait_until=pause, failures=failures)
            else:
                states[name] = HostState(name=name, wait_until=poll.now, failures=0)
        return list(states.values())


async def _held(connection: Connection, polls: Sequence[Poll]) -> list[Poll]:
    """Return polls of feeds that nobody else records meanwhile, as these are by now.

    A push goes by the feed as it was last recorded, whatever it was when the push came. A poll goes
    by the feed as it was asked, but for what pushes have brought since.
    """
    both = {poll.feed.id for poll in polls if poll.is_push or poll.feed.pushed}
    documents = {poll.feed.id for poll in polls if isinstance(poll.outcome, ReadDocument)}
    if not both | documents:
        return list(polls)
    await hold_feeds(connection, both | documents)
    recorded = await fetch_feeds(connection, both) if both else {}
    return [
        replace(poll, feed=_as_recorded(poll, recorded[poll.feed.id]))
        if poll.feed.id in recorded
        else poll
        for poll in polls
    ]


def _as_recorded(poll: Poll, recorded: Feed) -> Feed:
    return recorded if poll.is_push else with_pushed(poll.feed, recorded)


def _is_missed(poll: Poll, arrived: _Arrived | None) -> bool:
    """Say whether a poll found what the feed's hub should have pushed."""
    return poll.feed.pushed and arrived is not None and bool(arrived.new)


def _keyed(feed: Feed, parsed: ParsedFeed) -> list[KeyedItem]:
    scheme = identity_of(feed, parsed)
    return [] if scheme is None else key_items(parsed, scheme)


def _report(poll: Poll, state: NextState) -> None:
    """Log what an operator would want to know: when a trouble begins, and when it ends."""
    before, feed = poll.feed, state.feed
    if feed.failures and not before.failures:
        log.warning("poll failed: feed=%d error=%s next=%s", feed.id, poll.error, feed.due_at)
    elif before.failures and not feed.failures:
        log.info("poll ok again: feed=%d failures=%d", feed.id, before.failures)
    if feed.ended_at is not None and before.ended_at is None:
        log.warning("feed ended: feed=%d error=%s", feed.id, feed.error)
