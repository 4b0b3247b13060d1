"""Poll a feed: ask the server (conditional request), skip a known body, have a new one parsed.

The first half of a poll: it stores nothing. Its outcome goes on to `record`, which has it decided
on (`items.decide`, `feed_state`) and written.
"""

import asyncio
import hashlib
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from bot.errors import FeedError
from bot.feeds.http.fetch import Fetched, Fetcher, MakeRoom, NotModified
from bot.feeds.items.service_notices import without_notices
from bot.model import Feed, ParsedFeed

LARGE_AT_ONCE = 4  # bodies over a megabyte, in memory together
READ_WHOLE_EVERY = timedelta(days=7)  # so that the marks of what is still listed stay fresh
UNCONDITIONAL_EVERY = timedelta(days=3)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class DocumentParser(Protocol):
    """What reads documents: `worker.pool.ParserPool`."""

    async def read(
        self, body: bytes, *, url: str, content_type: str | None, known: bytes = b""
    ) -> ParsedFeed:
        """Read a document; entries whose hash is in `known` may be left out.

        Raises:
            FeedError: it is no feed, or too much of one.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """Nothing new: a 304, or the body of last time."""

    answer: Fetched | NotModified


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """A document that was read."""

    answer: Fetched
    parsed: ParsedFeed
    body_hash: bytes
    is_push: bool = False  # brought by a hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No document this time."""

    error: FeedError


# None of them holds a body: hundreds of them can wait to be recorded.
PollOutcome = Unchanged | ReadDocument | Failed


class FeedPoller:
    """Polls feeds through a fetcher and a parser, with room for a few large bodies at once."""

    def __init__(self, fetcher: Fetcher, parser: DocumentParser) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._room = asyncio.Semaphore(LARGE_AT_ONCE)

    async def poll(self, feed: Feed, now: datetime) -> PollOutcome:
        """Ask for `feed` and read what is new in it."""
        try:
            async with AsyncExitStack() as held:
                return await self._poll(feed, now, partial(held.enter_async_context, self._room))
        except FeedError as e:
            return Failed(error=e)

    async def _poll(self, feed: Feed, now: datetime, make_room: MakeRoom) -> PollOutcome:
        is_unconditional = _is_unconditional_due(feed, now)
        answer = await self._fetcher.fetch(
            feed.url,
            now=now,
            etag=None if is_unconditional else feed.etag,
            last_modified=None if is_unconditional else feed.last_modified,
            answered_url=feed.answered_url,
            followers=feed.followers,
            make_room=make_room,
        )
        if isinstance(answer, NotModified):
            return Unchanged(answer=answer)
        body = answer.body
        body_hash = _hash_of(body)
        answer = replace(answer, body=b"")
        if body_hash == feed.body_hash and feed.first_polled_at is not None:
            return Unchanged(answer=answer)
        parsed = await self._parser.read(
            body,
            url=answer.url,
            content_type=answer.content_type,
            known=b"" if _is_whole_due(feed, now) else feed.entry_hashes,
        )
        return ReadDocument(answer=answer, parsed=without_notices(parsed), body_hash=body_hash)


def reading_of(answer: Fetched, parsed: ParsedFeed) -> ReadDocument:
    """Return a document that was fetched and parsed by discovery as the outcome of a poll."""
    kept = replace(answer, body=b"", moved_to=None)
    return ReadDocument(answer=kept, parsed=parsed, body_hash=_hash_of(answer.body))


def _hash_of(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


def _is_unconditional_due(feed: Feed, now: datetime) -> bool:
    """Say whether to send no validators this time: some servers answer 304 whatever is new.

    That is so once in `UNCONDITIONAL_EVERY`, at a time that differs from feed to feed, unless the
    feed was read whole since then.
    """
    if feed.read_whole_at is None or feed.last_polled_at is None:
        return False
    phase = timedelta(minutes=feed.id * 61) % UNCONDITIONAL_EVERY
    last_period, period = (
        (at - phase - _EPOCH) // UNCONDITIONAL_EVERY for at in (feed.last_polled_at, now)
    )
    return now - feed.read_whole_at >= UNCONDITIONAL_EVERY and last_period != period


def _is_whole_due(feed: Feed, now: datetime) -> bool:
    return (
        feed.first_polled_at is None
        or feed.read_whole_at is None
        or now - feed.read_whole_at >= READ_WHOLE_EVERY
    )
