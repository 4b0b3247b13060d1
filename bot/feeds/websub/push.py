"""Read what a hub pushes, the same way as a poll: worker, dedupe, items and deliveries at once.

A push holds the entries that are new, with little of the feed's own metadata, so it changes items
alone: what is known of the whole document stays, and the next poll reads it.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.errors import FeedError
from bot.feeds.document.select import HASH_BYTES
from bot.feeds.http.fetch import Fetched
from bot.feeds.poll import DocumentParser, ReadDocument
from bot.feeds.record import Poll, Recorder
from bot.feeds.websub.signature import is_signed
from bot.model import Feed, ParsedFeed
from bot.model.feeds.hub import HubState
from bot.store.database import Database
from bot.store.feeds.feeds import FeedStore
from bot.store.feeds.hubs import HubStore
from bot.worker.stats import Stats

log = logging.getLogger(__name__)

AT_ONCE = 4  # in memory; the hub keeps the others


class PushOutcome(StrEnum):
    """What became of a push."""

    READ = "read"
    FORGED = "forged"  # not signed, or by somebody else
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"  # we are not subscribed
    BUSY = "busy"


class PushReader:
    """Takes pushes in; `deliveries_owed` is set where they cause some."""

    def __init__(
        self,
        database: Database,
        parser: DocumentParser,
        recorder: Recorder,
        *,
        deliveries_owed: asyncio.Event,
        stats: Stats,
    ) -> None:
        self._hubs = HubStore(database)
        self._feeds = FeedStore(database)
        self._parser = parser
        self._recorder = recorder
        self._deliveries_owed = deliveries_owed
        self._stats = stats
        self._room = asyncio.Semaphore(AT_ONCE)

    @property
    def is_busy(self) -> bool:
        """Say whether the hub should come again later."""
        return self._room.locked()

    async def is_expected(self, token: str) -> bool:
        """Say whether anything may be pushed to this address."""
        return await self._hubs.by_token(token) is not None

    async def take(
        self, token: str, body: bytes, *, signature: str | None, content_type: str, now: datetime
    ) -> PushOutcome:
        """Read a push, if it is signed by a hub that we asked.

        Raises:
            StoreError: it could not be recorded; the hub tries again.
        """
        async with self._room:
            outcome = await self._take(token, body, signature, content_type, now)
        self._stats.pushes[outcome] += 1
        return outcome

    async def _take(
        self, token: str, body: bytes, signature: str | None, content_type: str, now: datetime
    ) -> PushOutcome:
        subscription = await self._hubs.by_token(token)
        if subscription is None or subscription.feed_id is None:
            return PushOutcome.UNKNOWN
        if not is_signed(body, signature, subscription.secret):
            log.warning("push ignored, its signature is not ours: feed=%d", subscription.feed_id)
            return PushOutcome.FORGED
        feed = await self._feeds.feed(subscription.feed_id)
        if feed is None or feed.first_polled_at is None or feed.ended_at is not None:
            return PushOutcome.UNKNOWN
        if subscription.state is HubState.ENDING:
            return PushOutcome.UNKNOWN
        try:
            parsed = await self._parser.read(body, url=feed.url, content_type=content_type)
        except FeedError as e:
            log.warning("push cannot be read: feed=%d cause=%s", feed.id, e.cause)
            return PushOutcome.UNREADABLE
        if await self._recorder.record([Poll(feed=feed, outcome=_as_poll(feed, parsed), now=now)]):
            self._deliveries_owed.set()
        await self._hubs.note_push(subscription.id, now)
        return PushOutcome.READ


def _as_poll(feed: Feed, parsed: ParsedFeed) -> ReadDocument:
    """Return a push as what a poll reads of the whole document: its other entries are known."""
    pushed = replace(
        parsed,
        title="",
        site_url=None,
        icon_url=None,
        hub_url=None,
        own_url=None,
        ttl=feed.ttl,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
        listed=parsed.listed + len(feed.entry_hashes) // HASH_BYTES,
        hashes=feed.entry_hashes,
        whole=False,
    )
    answer = Fetched(
        body=b"",
        url=feed.answered_url or feed.url,
        etag=feed.etag,
        last_modified=feed.last_modified,
    )
    return ReadDocument(answer=answer, parsed=pushed, body_hash=feed.body_hash or b"", is_push=True)
