"""One poller with its feeds, in a process of its own; a helper of the benchmarks.

Reads words from its input and answers each with a line of JSON:

    poll              all feeds fall due at once; until they have been polled
    steady SECONDS    they fall due evenly over so many seconds

    python -m bench._polled PORT FEEDS FILE [ITEMS]     # ITEMS are in the archive beforehand
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import psutil

from bench._archive import fill
from bot.delivery.fan_out import owe
from bot.feeds.http.fetch import Fetcher
from bot.feeds.http.ssrf_guard import SsrfGuard
from bot.feeds.poller import Poller
from bot.feeds.worker.pool import ParserPool
from bot.proxy import ProxyRules
from bot.store.database import Database
from bot.worker.interpreter import tune_interpreter
from bot.worker.loop import run_loop, utcnow

FEEDS_A_CHANNEL = 5
TICK_S = 0.01


@dataclass(slots=True)
class Lag:
    """How much later than asked the event loop lets a sleeper go on."""

    seen: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)  # of our own making: CPU, not waiting for it

    async def watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            before, worked = loop.time(), time.thread_time()
            await asyncio.sleep(TICK_S)
            self.seen.append(max(0.0, loop.time() - before - TICK_S))
            self.busy.append(max(0.0, time.thread_time() - worked - TICK_S))


def cpu_s() -> float:
    """Return the CPU seconds of this process and of its children, alive or not."""
    here = psutil.Process()
    times = here.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in here.children(recursive=True):
        total += child.cpu_times().user + child.cpu_times().system
    return float(total)


class Bench:
    """A poller on a file, with feeds that each have a host of their own."""

    def __init__(self, database: Database, poller: Poller, wake: asyncio.Event, feeds: int) -> None:
        self._database = database
        self._poller = poller
        self._wake = wake
        self._feeds = feeds

    async def poll(self) -> dict[str, float]:
        now = int(datetime.now(UTC).timestamp())
        await self._due("UPDATE feeds SET due_at = ?", now)
        return await self._measured()

    async def steady(self, seconds: int) -> dict[str, float]:
        now = int(datetime.now(UTC).timestamp())
        await self._due("UPDATE feeds SET due_at = ? + id % ?", now, seconds)
        return await self._measured()

    async def _due(self, sql: str, *values: int) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(sql, values)

    async def _measured(self) -> dict[str, float]:
        lag, stop = Lag(), asyncio.Event()
        polled = 0

        async def run_due(now: datetime) -> int:
            nonlocal polled
            taken = await self._poller.run_due(now)
            polled += taken
            if polled >= self._feeds:
                await self._poller.drain()
                stop.set()
            return taken

        before, began = cpu_s(), time.perf_counter()
        watching = asyncio.create_task(lag.watch())
        await run_loop(
            run_due,
            clock=utcnow,
            idle=timedelta(seconds=1),
            wake=self._wake,
            stop=stop,
        )
        watching.cancel()
        seen, busy = sorted(lag.seen), sorted(lag.busy)
        memory = psutil.Process().memory_info().rss
        return {
            "feeds": polled,
            "wall_s": time.perf_counter() - began,
            "cpu_s": cpu_s() - before,
            "rss_mb": memory / 1024 / 1024,
            "lag_p99_ms": 1000 * seen[int(len(seen) * 0.99)],
            "lag_max_ms": 1000 * seen[-1],
            "busy_p99_ms": 1000 * busy[int(len(busy) * 0.99)],
            "busy_max_ms": 1000 * busy[-1],
            "items": await self._count("items"),
            "deliveries": await self._count("deliveries"),
            "failing": await self._count("feeds WHERE failures > 0"),
        }

    async def _count(self, what: str) -> int:
        row = await self._database.fetch_one(f"SELECT count(*) AS n FROM {what}")
        assert row is not None
        return int(row["n"])


async def follow(database: Database, port: int, feeds: int) -> None:
    """Let every five feeds be followed by a channel."""
    async with database.transaction() as connection:
        await connection.executemany(
            "INSERT INTO channels (id, name) VALUES (?, ?)",
            [(n, f"channel {n}") for n in range(feeds // FEEDS_A_CHANNEL + 1)],
        )
        await connection.executemany(
            "INSERT INTO feeds (id, url, host, due_at, interval_s) VALUES (?, ?, ?, 0, 3600)",
            [(n, f"http://f{n}.test:{port}/{n}", f"f{n}.test:{port}") for n in range(1, feeds + 1)],
        )
        await connection.executemany(
            "INSERT INTO subscriptions (feed_id, channel_id, created_at) VALUES (?, ?, 0)",
            [(n, n // FEEDS_A_CHANNEL) for n in range(1, feeds + 1)],
        )


async def main() -> None:
    port, feeds, path = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    stored = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    guard = SsrfGuard(allowed_hosts=frozenset(f"f{n}.test" for n in range(1, feeds + 1)))

    async def lookup(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    wake = asyncio.Event()
    async with (
        Database.open(path) as database,
        Fetcher.open(guard, proxies=ProxyRules(), lookup=lookup) as fetcher,
        ParserPool.open() as parser,
        Poller(database, fetcher, parser, owe=owe, dice=Random(1), wake=wake) as poller,
    ):
        await follow(database, port, feeds)
        await fill(database, stored)
        bench = Bench(database, poller, wake, feeds)
        orders: dict[str, Callable[..., Awaitable[dict[str, float]]]] = {
            "poll": bench.poll,
            "steady": bench.steady,
        }
        while line := await asyncio.to_thread(sys.stdin.readline):
            word, *numbers = line.split()
            print(json.dumps(await orders[word](*map(int, numbers))), flush=True)


if __name__ == "__main__":
    tune_interpreter()
    asyncio.run(main())
