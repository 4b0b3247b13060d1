"""Many servers on two processes and PostgreSQL, beside one process and SQLite in the same run.

    python -m bench scale --servers 1000     # 10,000 without a number, for a machine with cores

Each server has a channel that follows five feeds of twice as many as there are servers, each with a
host of its own and ten articles. The sandbox tells them by four shards and limits as Discord does.
What is measured: the first poll of every feed, a poll without news and one with an item in each, a
message owed to each server at one instant, and a digest of each server at one minute.

Simulated are Discord, the feeds and their servers, all on this machine; real are the whole bot, the
gateway's and REST's protocols, and the databases.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import psutil

from bench._bot import utcnow
from bench._postgres import own_postgres
from bench._press import Press, open_press
from bot.message.nonce import nonce_of
from bot.model import Channel, DeliveryKind, Digest, Guild, Owed
from bot.store.database import Database
from bot.store.digests.digest_edits import insert_digest
from bot.store.guilds.guilds import upsert_channel, upsert_guild
from bot.store.outbox.enqueue import insert_messages
from sandbox import Rules, Sandbox
from sandbox.rest.rate_limits import REAL

SERVERS, FEEDS_A_SERVER, FOLLOWED, SHARDS = 10_000, 2, 5, 4
ITEMS = 10  # of a feed
NEVER = 4_102_444_800  # in 2100
WITHIN_S = 3600.0
AHEAD = timedelta(seconds=15)  # at the least, to write the digests down
MB = 1_000_000
NOTICE = {"content": "A word to each server.", "flags": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a form of it keeps its rows, and how many processes serve it."""

    name: str
    database: str
    processes: int


@dataclass(kw_only=True)
class Figures:
    """What one form came to, in seconds if not said otherwise."""

    name: str
    seconds: dict[str, float] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)  # MB, of each process
    cpu_s: float = 0.0
    server_cpu_s: float = 0.0
    refused: int = 0  # by Discord, as too many


class Served:
    """The processes of one form, and what they use."""

    def __init__(
        self, processes: list[asyncio.subprocess.Process], server: psutil.Process | None
    ) -> None:
        self._processes = [psutil.Process(each.pid) for each in processes]
        self._server = server

    def check(self) -> None:
        """Look that all still run."""
        assert all(each.status() != psutil.STATUS_ZOMBIE for each in self._processes), (
            "a process ended"
        )

    def memory(self) -> list[float]:
        return [each.memory_info().rss / MB for each in self._processes]

    def cpu_s(self) -> float:
        return sum(_cpu_s(each) for each in self._processes)

    def server_cpu_s(self) -> float:
        return 0.0 if self._server is None else _cpu_s(self._server)


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in process.children(recursive=True):
        total += child.cpu_times().user + child.cpu_times().system
    return float(total)


async def fill(sandbox: Sandbox, database: Database, servers: int, port: int) -> list[Channel]:
    """Make the servers with their channels, and let these follow feeds; nothing is due yet."""
    feeds = FEEDS_A_SERVER * servers
    channels: list[Channel] = []
    async with database.transaction() as connection:
        for number in range(servers):
            made = sandbox.add_guild(f"Server {number}", shard=(number % SHARDS, SHARDS))
            news = made.add_channel("news")
            guild = Guild(id=made.id, name=made.name, preferred_locale="en-US")
            channels.append(Channel(id=news.id, guild_id=made.id, name="news"))
            await upsert_guild(connection, guild)
            await upsert_channel(connection, channels[-1])
        await connection.executemany(
            "INSERT INTO feeds (id, url, host, due_at, interval_s) VALUES (?, ?, ?, ?, 86400)",
            [(n, f"http://{host(n)}:{port}/{n}", host(n), NEVER) for n in range(1, feeds + 1)],
        )
        await connection.executemany(
            "INSERT INTO subscriptions (feed_id, channel_id, mode, created_at)"
            " VALUES (?, ?, 'digest', 0)",
            [
                ((number * FOLLOWED + n) % feeds + 1, channel.id)
                for number, channel in enumerate(channels)
                for n in range(FOLLOWED)
            ],
        )
    return channels


def host(feed: int) -> str:
    """Return an address of this machine that is this feed's alone."""
    return f"127.{1 + (feed >> 16)}.{feed >> 8 & 255}.{feed & 255}"


class Form:
    """One form while it runs."""

    def __init__(
        self, database: Database, channels: list[Channel], figures: Figures, served: Served
    ) -> None:
        self._database = database
        self._served = served
        self._channels = channels
        self._figures = figures

    async def measure(self, press: Press) -> None:
        served = self._served
        before, server_before = served.cpu_s(), served.server_cpu_s()
        await self._poll("first poll")
        await self._poll("poll, nothing new")
        press.turn(1)
        await self._poll("poll, one new")
        await self._deliver()
        await self._print()
        self._figures.memory = served.memory()
        self._figures.cpu_s = served.cpu_s() - before
        self._figures.server_cpu_s = served.server_cpu_s() - server_before

    async def _poll(self, name: str) -> None:
        """Let every feed fall due, and wait until all were asked."""
        now = int(utcnow().timestamp())
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE feeds SET due_at = ?, last_polled_at = NULL", (now,))
        await self._until(name, "SELECT count(*) AS n FROM feeds WHERE last_polled_at IS NULL")
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE feeds SET due_at = ?", (NEVER,))

    async def _deliver(self) -> None:
        now = utcnow()
        async with self._database.transaction() as connection:
            for channel in self._channels:
                owed = Owed(kind=DeliveryKind.NOTICE, channel_id=channel.id, slot="scale")
                await insert_messages(connection, owed, [NOTICE], nonce_of, now)
        await self._until("a message each", _OWED)

    async def _print(self) -> None:
        """Let each server have a digest at a minute that is near."""
        now = utcnow()
        at = (now + AHEAD).replace(second=0, microsecond=0) + timedelta(minutes=1)
        async with self._database.transaction() as connection:
            for channel in self._channels:
                assert channel.guild_id is not None
                digest = Digest(
                    channel_id=channel.id, guild_id=channel.guild_id, times=(at.time(),),
                    days=frozenset(range(7)), planned_at=now, due_at=at, created_at=now,
                )  # fmt: skip
                await insert_digest(connection, digest)
        await asyncio.sleep(max(0.0, (at - utcnow()).total_seconds()))
        printed = f"SELECT {len(self._channels)} - count(*) AS n FROM editions"
        began = time.perf_counter()
        await self._until("digests of a minute, composed", printed)
        await self._until("digests of a minute, sent", _OWED)
        self._figures.seconds["digests of a minute, sent"] = time.perf_counter() - began

    async def _until(self, name: str, left: str) -> None:
        """Wait until nothing of it is left, and note how long that took."""
        began = time.perf_counter()
        while time.perf_counter() - began < WITHIN_S:
            self._served.check()
            row = await self._database.fetch_one(left)
            if row is not None and row["n"] <= 0:
                break
            await asyncio.sleep(0.2)
        self._figures.seconds[name] = time.perf_counter() - began
        memory = " + ".join(f"{each:.0f}" for each in self._served.memory())
        print(
            f"{self._figures.name}: {name} {self._figures.seconds[name]:.1f} s, {memory} MB",
            flush=True,
        )


_OWED = "SELECT count(*) AS n FROM deliveries WHERE state = 'pending'"


@asynccontextmanager
async def _processes(place: Place, sandbox: Sandbox) -> AsyncIterator[Served]:
    """Run the bot's processes until the block ends."""
    words = (place.database, sandbox.base, sandbox.token, str(place.processes))
    started = [
        await asyncio.create_subprocess_exec(sys.executable, "-m", "bench._member", "scale", *words)
        for _ in range(place.processes)
    ]
    shards = frozenset((shard, SHARDS) for shard in range(SHARDS))
    try:
        await sandbox.until(lambda: sandbox.gateway.shards == shards, seconds=600)
        yield Served(started, await _server_of(place))
    finally:
        for each in started:
            each.terminate()
        for each in started:
            await each.wait()


async def _server_of(place: Place) -> psutil.Process | None:
    """Return the database's server, all of whose processes are its children."""
    if "://" not in place.database:
        return None
    async with Database.open(place.database) as database:
        row = await database.fetch_one("SELECT pg_backend_pid() AS pid")
        assert row is not None
        return psutil.Process(row["pid"]).parent()


async def measure(place: Place, servers: int, press: Press) -> Figures:
    figures = Figures(name=place.name)
    rules = Rules(shards=SHARDS, max_concurrency=16)
    press.turn(0)
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(
            Sandbox(dice=Random(1), rules=rules, limits=replace(REAL, others=None))
        )
        target = Path(place.database) if "://" not in place.database else place.database
        database = await stack.enter_async_context(Database.open(target))
        channels = await fill(sandbox, database, servers, press.port)
        served = await stack.enter_async_context(_processes(place, sandbox))
        await Form(database, channels, figures, served).measure(press)
        figures.refused = sum(request.status == 429 for request in sandbox.requests)
    print(figures, flush=True)
    return figures


def tell(servers: int, forms: list[Figures]) -> None:
    feeds = FEEDS_A_SERVER * servers
    print(f"\n{servers:,} servers x {FOLLOWED} feeds ({feeds:,} feeds), {SHARDS} shards")
    print(f"{'':<30}" + "".join(f"{form.name:>26}" for form in forms))
    for name in forms[0].seconds:
        rate = feeds if "poll" in name else servers
        row = [f"{form.seconds[name]:8.1f} s {rate / form.seconds[name]:7.1f}/s" for form in forms]
        print(f"{name:<30}" + "".join(f"{each:>26}" for each in row))
    memory = [" + ".join(f"{each:.0f}" for each in form.memory) + " MB" for form in forms]
    print(f"{'memory':<30}" + "".join(f"{each:>26}" for each in memory))
    refused = [str(form.refused) for form in forms]
    print(f"{'429s':<30}" + "".join(f"{each:>26}" for each in refused))
    cpu = [f"{form.cpu_s:.0f} + {form.server_cpu_s:.0f} s" for form in forms]
    print(f"{'processor, bot + server':<30}" + "".join(f"{each:>26}" for each in cpu))


async def both(servers: int) -> list[Figures]:
    with (
        TemporaryDirectory() as folder,
        own_postgres() as address,
        open_press("0.0.0.0", ITEMS) as press,  # a host each: 127.x.y.z
    ):
        file = Place(name="one process, SQLite", database=f"{folder}/scale.sqlite3", processes=1)
        server = Place(name="two, PostgreSQL", database=address, processes=2)
        return [await measure(file, servers, press), await measure(server, servers, press)]


def main(servers: int = SERVERS) -> None:
    tell(servers, asyncio.run(both(servers)))
