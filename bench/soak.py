"""Soak: the whole bot with LISTEN on and 500 feeds, and its memory minute by minute.

Ten minutes in which the bot's clock runs six times as fast: an hour of its life. Every minute each
feed has a new article, which is posted into a sandbox; health and metrics are asked every few
seconds, and the page of a digest beside them. (Whether it is healthy is not judged: its loops wait
by the wall clock.) Memory is what the system counts: the resident
bytes of the process, and of all its processes together, what they share counted once (PSS).

    python -m bench soak                    # SOAK_MINUTES=60 for the whole hour
"""

import asyncio
import os
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from bench._press import Press, open_press
from bench._sandbox import Remote, sandbox_process
from bot.digest.web_pages import WebPages
from bot.model import Channel, Digest, Mode
from bot.store.database import Database
from bot.store.digests.digest_edits import insert_digest
from bot.store.guilds.guilds import GuildStore
from bot.worker.loop import utcnow

FEEDS, CHANNELS, SPEED, GOAL_MB = 500, 20, 6.0, 128
MINUTES = float(os.environ.get("SOAK_MINUTES", "10"))
ASK_EVERY_S = 5.0
MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was measured at one moment."""

    own: float  # MB of the bot's process
    whole: float  # MB with its children
    polls: float
    sent: float


async def prepare(path: Path, remote: Remote, port: int) -> str:
    """Let channels follow the feeds, one with a digest on the web; return its path there."""
    guild = (await remote.post("guilds", name="Readers"))["id"]
    channels = await remote.add_channels(guild, CHANNELS)
    now = utcnow()
    async with Database.open(path) as database:
        guilds = GuildStore(database)
        await guilds.record_guild(int(guild), "Readers", "en-US")
        for number, channel in enumerate(channels):
            await guilds.record_channel(
                Channel(id=channel, guild_id=int(guild), name=f"text-{number}")
            )
        await follow(database, channels, port)
        draft = Digest(
            channel_id=channels[0], guild_id=int(guild), times=(now.time(),),
            days=frozenset(range(7)), planned_at=now, due_at=now, created_at=now,
        )  # fmt: skip
        async with database.transaction() as connection:
            digest = await insert_digest(connection, draft)
        pages = WebPages(database, public_url="http://news.test")
        return pages.url(await pages.allow(digest.id, now, indexed=False)).partition(".test")[2]


async def follow(database: Database, channels: list[int], port: int) -> None:
    from tests.support.following import follow as followed  # a builder of the tests'

    for number in range(1, FEEDS + 1):
        url, channel = f"http://127.0.0.1:{port}/{number}", channels[number % CHANNELS]
        mode = Mode.BOTH if channel == channels[0] else Mode.LIVE
        await followed(database, channel, url, utcnow(), mode=mode)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


async def sample(session: aiohttp.ClientSession, base: str, pid: int, page: str) -> Sample:
    """Ask the bot everything that it answers, and the system for its memory."""
    async with session.get(f"{base}/healthz") as answer:
        await answer.read()
    async with session.get(f"{base}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    async with session.get(f"{base}{page}") as answer:
        await answer.read()
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return Sample(
        own=process.memory_info().rss / MB,
        whole=sum(each.memory_full_info().pss for each in family) / MB,
        polls=total(lines, "gazette_polls_total"),
        sent=total(lines, 'gazette_deliveries_total{outcome="send"}'),
    )


def total(lines: list[str], name: str) -> float:
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


async def watch(base: str, pid: int, page: str, press: Press) -> None:
    """Print the largest of each minute, and let every feed have something new."""
    print("minute   own MB  whole MB   polls    sent")
    largest = 0.0
    async with aiohttp.ClientSession() as session:
        await until_healthy(session, base)
        for minute in range(1, round(MINUTES) + 1):
            press.turn(minute)
            samples, until = [], time.monotonic() + 60
            while time.monotonic() < until:
                await asyncio.sleep(ASK_EVERY_S)
                samples.append(await sample(session, base, pid, page))
            own, whole = max(s.own for s in samples), max(s.whole for s in samples)
            largest = max(largest, own)
            last = samples[-1]
            counts = f"{last.polls:7.0f} {last.sent:7.0f}"
            print(f"{minute:6} {own:8.0f} {whole:9.0f} {counts}", flush=True)
    print(f"\nlargest: {largest:.0f} MB; goal: under {GOAL_MB} MB")


async def until_healthy(session: aiohttp.ClientSession, base: str) -> None:
    for _ in range(60):
        try:
            async with session.get(f"{base}/healthz"):
                return
        except aiohttp.ClientError:
            await asyncio.sleep(1)


async def measure() -> None:
    """Start everything, watch it, and end it."""
    with tempfile.TemporaryDirectory() as folder, open_press() as press:
        path, port = Path(folder) / "gazette.sqlite3", free_port()
        async with sandbox_process(real_limits=False) as remote:
            page = await prepare(path, remote, press.port)
            env = os.environ | {
                "DISCORD_TOKEN": remote.token,
                "DATABASE": str(path),
                "ALLOWED_HOSTS": "127.0.0.1",
                "LISTEN": f"127.0.0.1:{port}",
                "PUBLIC_URL": "http://news.test",
                "LOG_LEVEL": "WARNING",
            }
            bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bench._soaked", remote.base, str(SPEED), env=env
            )
            try:
                await watch(f"http://127.0.0.1:{port}", bot.pid, page, press)
            finally:
                bot.terminate()
                print(f"ended with {await bot.wait()}")


def main() -> None:
    """Measure, and print the goal."""
    asyncio.run(measure())


if __name__ == "__main__":
    main()
