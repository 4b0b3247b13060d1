"""Delete a million old items while deliveries are claimed, on both engines; beside claims alone.

The items are of 2,000 feeds, have sent marks and 300 letters each. A claim takes 32 rows of 2,000
channels and gives them back: two write transactions, which must get between the batches.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench._postgres import own_postgres
from bot.store.database import Database
from bot.store.outbox.outbox import Outbox
from bot.store.upkeep.housekeeping import delete_items_before

ITEMS, FEEDS, CHANNELS, CLAIMED = 1_000_000, 2_000, 2_000, 32
ALONE_S = 10.0
NOW = datetime(2026, 3, 1, tzinfo=UTC)
OLD = int((NOW - timedelta(days=90)).timestamp())
_NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most})"
_LETTERS = "x" * 300
_FILL = (
    f"""
    INSERT INTO feeds (id, url, due_at, interval_s)
    {_NUMBERS.format(most=FEEDS)} SELECT i, 'https://a.test/' || i, 0, 3600 FROM n
    """,
    f"""
    INSERT INTO channels (id, kind, name)
    {_NUMBERS.format(most=CHANNELS)} SELECT i, 'dm', 'c' FROM n
    """,
    f"""
    INSERT INTO deliveries (kind, channel_id, slot, rank, due_at, created_at)
    {_NUMBERS.format(most=CHANNELS)} SELECT 'notice', i, 's', 1, 0, 0 FROM n
    """,
    f"""
    INSERT INTO items (id, feed_id, guid, title, lead, kind, published_at, received_at)
    {_NUMBERS.format(most=ITEMS)}
    SELECT i, 1 + i % {FEEDS}, CAST(i AS TEXT), 'A title of ' || i, '{_LETTERS}', 'article',
           {OLD}, {OLD} + i / 100 FROM n
    """,
    f"""
    INSERT INTO seen (feed_id, key, item_id, last_seen_at)
    SELECT feed_id, CAST(guid AS {{blob}}), id, {OLD} FROM items
    """,
)


@asynccontextmanager
async def databases() -> AsyncIterator[dict[str, Database]]:
    """Lend a filled database of each engine."""
    with TemporaryDirectory() as folder, own_postgres() as address:
        async with (
            Database.open(Path(folder) / "bench.sqlite3") as sqlite,
            Database.open(address) as postgres,
        ):
            yield {"SQLite": sqlite, "PostgreSQL": postgres}


async def fill(database: Database) -> None:
    blob = "BLOB" if database.path else "bytea"
    for statement in _FILL:
        async with database.transaction() as connection:
            await connection.execute(statement.format(blob=blob))


async def claims(outbox: Outbox, until: asyncio.Event) -> list[float]:
    """Claim and give back until then; return how many milliseconds each took, in order of size."""
    took: list[float] = []
    while not until.is_set():
        begun = time.perf_counter()
        claimed = await outbox.claim_due(NOW, CLAIMED)
        took.append(1000 * (time.perf_counter() - begun))
        await outbox.release([each.id for each in claimed], NOW)
        await asyncio.sleep(0.02)
    return sorted(took)


async def beside(outbox: Outbox, work: asyncio.Task[object]) -> list[float]:
    until = asyncio.Event()
    work.add_done_callback(lambda _: until.set())
    took = await claims(outbox, until)
    await work
    return took


def told(took: list[float]) -> str:
    median, late = took[len(took) // 2], took[int(len(took) * 0.99)]
    return f"{median:7.1f} {late:7.1f} {took[-1]:7.1f}"


async def measure() -> None:
    print(f"{ITEMS:,} old items of {FEEDS:,} feeds; a claim's ms: median, 99 of 100, longest")
    async with databases() as opened:
        for name, database in opened.items():
            await fill(database)
            outbox = Outbox(database)
            alone = await beside(outbox, asyncio.create_task(asyncio.sleep(ALONE_S)))
            begun = time.perf_counter()
            deleting = asyncio.create_task(delete_items_before(database, NOW - timedelta(days=30)))
            meanwhile = await beside(outbox, deleting)
            took = time.perf_counter() - begun
            print(f"{name:<12} alone {told(alone)}   meanwhile {told(meanwhile)}")
            print(f"{'':<12} {deleting.result():,} deleted in {took:.0f} s")


def main() -> None:
    asyncio.run(measure())
