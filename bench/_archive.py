"""Fill a database with a large archive; a helper of the benchmarks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench._items import insert_items
from bench._press import item
from bot.model import DecidedItem, Kind, ParsedItem
from bot.store.database import Database

_AT_ONCE = 2_000
_FEEDS = 500
_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)


async def fill(database: Database, count: int) -> None:
    """Store `count` items of feeds that nobody follows, with their marks and search rows."""
    if not count:
        return
    async with database.transaction() as connection:
        await connection.executemany(
            "INSERT INTO feeds (id, url, due_at, interval_s, ended_at) VALUES (?, ?, 0, 3600, 0)",
            [(1_000_000 + n, f"https://old{n}.test/") for n in range(_FEEDS)],
        )
    made = _items(count)
    for begin in range(0, count, _AT_ONCE):
        batch = [one for _, one in zip(range(_AT_ONCE), made, strict=False)]
        async with database.transaction() as connection:
            feed_id = 1_000_000 + (begin // _AT_ONCE) % _FEEDS
            await insert_items(connection, feed_id, batch, _BEGAN, silent=True)


def _items(count: int) -> Iterator[DecidedItem]:
    texts = [item(0, n)[-700:] for n in range(300)]
    for n in range(count):
        link = f"https://old.test/{n}"
        parsed = ParsedItem(
            guid=f"old-{n}", link=link, title=texts[n % 300][:60], lead=texts[n % 299][:200]
        )
        yield DecidedItem(
            parsed=parsed,
            kind=Kind.ARTICLE,
            published_at=_BEGAN + timedelta(minutes=n),
            canonical_link=link,
            keys=tuple(f"{prefix}{n}".encode() for prefix in ("guid", "at", "bulk")),
        )
