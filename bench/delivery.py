"""Posting under Discord's real limits: 1,000 channels at one instant, and 10,000 owed in a round.

The sandbox is a process of its own and answers 100 ms late, as Discord does from afar. The
baseline is what a bot without an outbox does: `channel.send` of discord.py, all at once; on a
sample, because it takes minutes to lose what it loses.
"""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench._bot import Bot, logged_in, open_bot, utcnow
from bench._items import insert_items
from bench._sandbox import MESSAGES, Remote, sandbox_process
from bot.delivery.fan_out import owe
from bot.model import DecidedItem, Feed, Item, Kind, News, ParsedItem
from bot.store.database import Connection, Database
from bot.store.rows import to_feed

CHANNELS = 1000
SAMPLE = 400  # of the baseline
BACKLOG = 10_000
WATCHED_S = 10.0  # how long a backlog is watched
LATENCY_S = 0.1
GUILD = "Bench"
_SUBSCRIBE = """
    INSERT INTO subscriptions (feed_id, channel_id, burst, include, created_at)
    VALUES (1, ?, 1000, ?, 0)
"""


async def follow(
    database: Database, channel_ids: Sequence[int], filters: Sequence[str | None]
) -> None:
    """Let channels follow one feed."""
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO guilds (id) VALUES (1)")
        await connection.execute(
            "INSERT INTO feeds (url, host, title, due_at, interval_s)"
            " VALUES ('https://paper.example/feed', 'paper.example', 'The Paper', 0, 3600)"
        )
        await connection.executemany(
            "INSERT INTO channels (id, guild_id) VALUES (?, 1)", [(each,) for each in channel_ids]
        )
        await connection.executemany(_SUBSCRIBE, list(zip(channel_ids, filters, strict=True)))


async def receive(database: Database, count: int) -> tuple[int, float]:
    """Let a poll bring items and owe them; return the number of rows and the seconds it took."""
    [row] = await database.fetch_all("SELECT * FROM feeds")
    feed = to_feed(row)
    began = time.perf_counter()
    async with database.transaction() as connection:
        items = await _insert(connection, feed, count)
        rows = await owe(connection, [News(feed=feed, new=tuple(items))], utcnow())
    return rows, time.perf_counter() - began


async def _insert(connection: Connection, feed: Feed, count: int) -> list[Item]:
    stamp = time.time_ns()
    judged = [
        DecidedItem(
            parsed=ParsedItem(
                guid=f"{stamp}.{number}",
                link=f"https://paper.example/{stamp}/{number}",
                title=f"Number {number} of what happened today in the city",
                lead="A lead of a usual length, which says a little more than the title. " * 3,
                position=number,
            ),
            kind=Kind.ARTICLE,
            published_at=utcnow(),
        )
        for number in range(count)
    ]
    return await insert_items(connection, feed.id, judged, utcnow())


async def deliver(bot: Bot, *, until: float | None = None) -> float:
    """Run the service until nothing is due, or until a time; return the seconds."""
    began = time.perf_counter()
    while until is None or time.perf_counter() < until:
        bot.wake.clear()
        if await bot.deliverer.run_due(utcnow()):
            continue
        [row] = await bot.database.fetch_all(
            "SELECT count(*) FROM deliveries WHERE state = 'pending'"
        )
        if not row[0]:
            break
        try:
            await asyncio.wait_for(bot.wake.wait(), 0.5)
        except TimeoutError:
            continue
    return time.perf_counter() - began


async def many_channels(remote: Remote, folder: Path, channel_ids: Sequence[int]) -> None:
    """1,000 channels are owed one message each at the same instant."""
    async with open_bot(remote.base, remote.token, folder / "bench.sqlite3") as bot:
        await follow(bot.database, channel_ids, [None] * len(channel_ids))
        await receive(bot.database, 1)
        used = time.process_time()
        seconds = await deliver(bot)
        used = time.process_time() - used
    show("Gazette's outbox", len(channel_ids), seconds, await remote.texts(), channel_ids)
    statuses = Counter(await remote.statuses())
    print(
        f"{'':24} answers {dict(statuses)}, CPU {1000 * used / len(channel_ids):.1f} ms a message"
    )


async def plain_send(remote: Remote, channel_ids: Sequence[int]) -> None:
    """What a bot without an outbox does: send all at once with discord.py."""
    before = len(await remote.statuses())
    async with logged_in(remote.base, remote.token) as client:
        channels = [client.get_partial_messageable(each) for each in channel_ids]
        began = time.perf_counter()
        await asyncio.wait_for(
            asyncio.gather(*[each.send("baseline") for each in channels], return_exceptions=True),
            120,
        )
        seconds = time.perf_counter() - began
    texts = {
        each: [t for t in some if t == "baseline"] for each, some in (await remote.texts()).items()
    }
    show("discord.py, all at once", len(channel_ids), seconds, texts, channel_ids)
    print(f"{'':24} answers {dict(Counter((await remote.statuses())[before:]))}")


def show(
    name: str, owed: int, seconds: float, texts: dict[int, list[str]], channel_ids: Sequence[int]
) -> None:
    counts = [len(texts[each]) for each in channel_ids]
    lost, doubled = counts.count(0), sum(count > 1 for count in counts)
    there = sum(counts)
    print(
        f"{name:24} owed {owed:5}  there {there:5}  lost {lost:4}  doubled {doubled}"
        f"  {seconds:6.1f} s  {there / seconds:5.1f} messages/s"
    )


async def big_round(remote: Remote, folder: Path, channel_ids: Sequence[int]) -> None:
    """10,000 messages are owed by one poll, and drain."""
    each = BACKLOG // len(channel_ids)
    filters = [f"city -word{number}" for number in range(len(channel_ids))]
    for name, some in (("no filter", [None] * len(filters)), ("1,000 filters", filters)):
        async with Database.open(folder / f"{name}.sqlite3") as database:
            await follow(database, channel_ids, some)
            async with stalls() as seen:
                rows, seconds = await receive(database, each)
        print(f"one poll owes {rows} ({name}): {seconds:.2f} s, longest stall {max(seen):.0f} ms")
    async with open_bot(remote.base, remote.token, folder / "bench.sqlite3") as bot:
        await follow(bot.database, channel_ids, [None] * len(channel_ids))
        await receive(bot.database, each)
        used = time.process_time()
        seconds = await deliver(bot, until=time.perf_counter() + WATCHED_S)
        used = time.process_time() - used
        [row] = await bot.database.fetch_all("SELECT count(*) FROM deliveries WHERE state = 'sent'")
        print(
            f"a backlog of {BACKLOG} drains at {row[0] / seconds:.1f} messages/s"
            f" (CPU {100 * used / seconds:.0f} % of a core)"
        )
        await bot.deliverer.drain()


@asynccontextmanager
async def stalls() -> AsyncIterator[list[float]]:
    """Note for how many milliseconds the event loop was kept by others, until the block ends."""
    seen = [0.0]

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            seen.append(1000 * (time.perf_counter() - before - 0.001))

    watching = asyncio.create_task(watch(), name="stalls")
    try:
        yield seen
    finally:
        watching.cancel()
        await asyncio.wait([watching])


async def measure() -> None:
    async with sandbox_process(real_limits=True) as remote:
        await remote.post("guilds", name=GUILD)
        channel_ids = await remote.add_channels(GUILD, CHANNELS)
        sample = await remote.add_channels(GUILD, SAMPLE)
        late = {"order": "slow", "route": MESSAGES, "seconds": LATENCY_S, "times": 1_000_000}
        await remote.post("faults", **late)
        with tempfile.TemporaryDirectory() as folder:
            await many_channels(remote, Path(folder), channel_ids)
        await asyncio.sleep(5)  # what the limits remember
        await plain_send(remote, sample)
        await asyncio.sleep(5)
        with tempfile.TemporaryDirectory() as folder:
            await big_round(remote, Path(folder), channel_ids)


def main() -> None:
    asyncio.run(measure())


if __name__ == "__main__":
    main()
