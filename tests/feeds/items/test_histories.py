"""Nine real feeds over months, replayed: site moves, new guids, edited titles, all in order.

Each was saved hourly or daily. What is counted is what a channel would have seen: an article
announced a second time, and one that was never announced although it came after the first poll.
An article is told from others by its address, as a person would who looks at all versions at once.
"""

import tarfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.feeds.items.canonical_url import canonical
from bot.feeds.worker.pool import ParserPool
from tests.feeds.archive import Archive, document
from tests.support.shared import SHARED

HISTORIES = SHARED / "feeds" / "histories"
pytestmark = [pytest.mark.uncounted, pytest.mark.asyncio(loop_scope="module")]

READ_WHOLE_EVERY = timedelta(days=30)

# What is announced after the first poll; then what came silently, being older than that poll.
EXPECTED = {
    "anthropic-news": (1, 0),
    "cohere": (0, 0),
    "google-ai": (5, 0),
    "mistral": (2, 1),
    "mistral-news": (16, 0),
    "the-batch": (13, 0),
    "tldr-ai": (49, 0),
    "turing-blog": (6, 0),
    "windsurf-changelog": (1, 0),
}


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one history."""

    archive: Archive
    first: int  # articles of the first version
    repeats: int  # addresses that were stored again
    missed: int  # addresses that were never stored


def versions(name: str) -> Iterator[tuple[datetime, bytes]]:
    """Yield the saved documents of a feed with their times, each only once in a row."""
    before = b""
    with tarfile.open(HISTORIES / f"{name}.tar.xz") as saved:
        for member in sorted(saved.getmembers(), key=lambda member: member.name):
            file = saved.extractfile(member)
            body = file.read() if file else b""
            if body and body != before:
                at = int(Path(member.name).stem.split("_")[1])
                yield datetime.fromtimestamp(at, UTC), body
            before = body


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parser() -> AsyncIterator[ParserPool]:
    """Lend one parser to all histories."""
    if not HISTORIES.is_dir():
        pytest.skip("no histories of real feeds beside the checkout (../shared)")
    async with ParserPool.open(workers=1) as opened:
        yield opened


async def replay(name: str, parser: ParserPool) -> Replayed:
    """Poll a feed's past as the poller would, reading only the entries that are new."""
    archive = Archive()
    hashes, whole_at = b"", datetime.min.replace(tzinfo=UTC)
    addresses: set[str | None] = set()
    first = 0
    for at, body in versions(name):
        known = b"" if at - whole_at > READ_WHOLE_EVERY else hashes
        parsed = await parser.read(body, url="https://f.test/", content_type=None, known=known)
        whole_at = at if parsed.whole else whole_at
        hashes = parsed.hashes
        archive.now = at
        archive.read(parsed, hours=0)
        addresses |= {canonical(item.link or "") for item in parsed.items}
        first = first or len(archive.items)
    stored = Counter(canonical(item.link or "") for item in archive.items.values())
    return Replayed(archive, first, stored.total() - len(stored), len(addresses - {*stored}))


@pytest.mark.parametrize("name", EXPECTED)
async def test_a_real_history_repeats_nothing_and_misses_nothing(
    name: str, parser: ParserPool
) -> None:
    replayed = await replay(name, parser)

    announced, silent = EXPECTED[name]
    assert (replayed.repeats, replayed.missed) == (0, 0)
    assert len(replayed.archive.announced) == announced
    assert len(replayed.archive.items) == replayed.first + announced + silent


async def test_a_real_archive_that_is_added_at_once_is_kept_silently(parser: ParserPool) -> None:
    *_, (at, body) = versions("anthropic-news")
    parsed = await parser.read(body, url="https://f.test/", content_type=None)
    archive = Archive(now=at)
    archive.read(document(parsed.items[:54]))

    decision = archive.read(parsed)

    assert decision.new == ()
    assert len(decision.silent) == len(parsed.items) - 54 > 190
