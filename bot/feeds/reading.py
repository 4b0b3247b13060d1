"""One poll's first half: ask the server, skip a body we know, have a new one read; stores nothing.

What comes out is one of three answers; what it means for the feed, `aftermath` says.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.errors import FeedError
from bot.feeds.fetch import Fetched, Fetcher, NotModified
from bot.model import Feed, ParsedFeed

READ_WHOLE_EVERY = timedelta(days=7)  # so that the marks of what is still listed stay fresh


class Reads(Protocol):
    """What reads documents: `feeds.parse.Parser`."""

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
class Read:
    """A document that was read."""

    answer: Fetched
    parsed: ParsedFeed
    body_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No document this time."""

    error: FeedError


# None of them holds a body: hundreds of them can wait to be recorded.
Reading = Unchanged | Read | Failed


async def read_feed(feed: Feed, fetcher: Fetcher, parser: Reads, now: datetime) -> Reading:
    """Ask for `feed` and read what is new in it."""
    try:
        answer = await fetcher.fetch(
            feed.url,
            now=now,
            etag=feed.etag,
            last_modified=feed.last_modified,
            answered_url=feed.answered_url,
            followers=feed.followers,
        )
        if isinstance(answer, NotModified):
            return Unchanged(answer=answer)
        body, answer = answer.body, replace(answer, body=b"")
        body_hash = hashlib.blake2b(body, digest_size=16).digest()
        if body_hash == feed.body_hash and feed.first_polled_at is not None:
            return Unchanged(answer=answer)
        parsed = await parser.read(
            body,
            url=answer.url,
            content_type=answer.content_type,
            known=b"" if _is_whole_due(feed, now) else feed.entry_hashes,
        )
    except FeedError as e:
        return Failed(error=e)
    return Read(answer=answer, parsed=parsed, body_hash=body_hash)


def _is_whole_due(feed: Feed, now: datetime) -> bool:
    return (
        feed.first_polled_at is None
        or feed.read_whole_at is None
        or now - feed.read_whole_at >= READ_WHOLE_EVERY
    )
