"""`python -m bot demo`: the bot in a Discord of its own, with two papers to read, on loopback.

Every demo begins anew: the messages of its Discord live in memory, so a kept archive would speak
of messages that are gone. What the bot wrote stays in the folder until the next demo.
"""

import argparse
import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from bot.app.opening import open_app
from bot.cli.logs import set_up
from bot.cli.run import until_signal
from bot.config import Settings
from bot.demo import guild as stage
from bot.demo import seed
from bot.demo.cluster import started
from bot.demo.publishers import PAPERS, Publishers, load_paper
from bot.demo.recorded_feeds import RecordedFeeds
from bot.feeds.poller import LEASE
from bot.i18n.zones import is_zone
from bot.running import App
from bot.store.feeds.feeds import FeedStore
from bot.store.file.process_lock import hold, lock_of
from bot.worker.loop import utcnow
from sandbox import Refused, Sandbox
from sandbox.client import point_client_at
from sandbox.world.world import Rules

HELP = "try the bot in a Discord of its own, without an account"
HOST = "127.0.0.1"
PATIENCE_S = 30.0  # for the bot to log in

_SHARED = """
Two processes serve one PostgreSQL, which is gone at the end as well. This one has the server
Readers (shard 0 of 2), process {pid} has Writers (shard 1).
"""
_SAID = """
Gazette runs in a Discord of its own:

    {address}

Two papers print something every {every:g} seconds. All of it happens on this machine, and the
sandbox forgets it at the end; what the bot kept {kept}. Ctrl-C ends it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """What the command line asked for."""

    port: int
    folder: Path
    every: timedelta
    urls: Sequence[str]
    files: Sequence[Path]
    is_shared: bool  # by two processes, on a PostgreSQL


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8765, help="a free one where it is taken")
    parser.add_argument("--data", type=Path, default=Path("demo-data"), metavar="FOLDER")
    parser.add_argument(
        "--every", type=float, default=8.0, metavar="SECONDS", help="between two items of a paper"
    )
    parser.add_argument(
        "--postgres", action="store_true", help="two processes on a PostgreSQL of the demo's own"
    )
    parser.add_argument(
        "--feed", action="append", default=[], metavar="URL|FILE", help="follow this feed as well"
    )


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Play until SIGINT or SIGTERM; the exit code is that of `until_signal`."""
    wishes = DemoOptions(
        port=arguments.port,
        folder=arguments.data,
        every=timedelta(seconds=arguments.every),
        urls=[each for each in arguments.feed if "://" in each],
        files=[Path(each) for each in arguments.feed if "://" not in each],
        is_shared=arguments.postgres,
    )
    for file in wishes.files:
        if not file.is_file():
            print(f"there is no file {file}", file=sys.stderr)
            return 2
    quiet = {"LOG_LEVEL": "WARNING", "ZONE": local_zone()} | {k: v for k, v in env.items() if v}

    with ExitStack() as stack:
        if wishes.is_shared:
            quiet |= {"DATABASE": stack.enter_context(started()).address, "PROCESSES": "2"}
        else:
            quiet |= {"DATABASE": str(_empty(wishes.folder))}

        async def work(stop: asyncio.Event) -> None:
            await play(wishes, quiet, stop)

        return until_signal(work)


def _empty(folder: Path) -> Path:
    """Return where the demo's database goes; the last demo's is taken away.

    Raises:
        DatabaseInUse: the last demo still plays.
    """
    database = folder / "gazette.sqlite3"
    with hold(database, utcnow()):
        for file in folder.glob(f"{database.name}*"):
            if file.name != lock_of(database).name:
                file.unlink()
    return database


def local_zone() -> str:
    """Return this machine's time zone, or UTC where it does not tell."""
    name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    return name if is_zone(name) else "UTC"


async def play(wishes: DemoOptions, env: Mapping[str, str], stop: asyncio.Event) -> None:
    """Raise the curtain: the sandbox with its page, the press, the bot between them."""
    papers = [load_paper(name) for name in PAPERS]
    press = Publishers(papers, clock=utcnow, every=wishes.every)
    shelf = RecordedFeeds(wishes.files)
    rules = Rules(shards=2, max_concurrency=2) if wishes.is_shared else Rules()
    sandbox = Sandbox(port=_free(wishes.port), remember=100, rules=rules)
    sandbox.app.add_subapp("/press", press.app())
    sandbox.app.add_subapp("/shelf", shelf.app())
    scene = stage.set_up(sandbox)
    second = stage.add_second(sandbox, scene) if wishes.is_shared else None
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(sandbox)
        point_client_at(sandbox.base)
        env = {**env, "DISCORD_TOKEN": sandbox.token, "ALLOWED_HOSTS": HOST}
        settings = Settings.from_env(env)
        set_up(settings)
        async with open_app(settings, spacing=timedelta(), guild_ready_timeout=0.2) as app:
            await seed.seed(app, scene, papers, f"{sandbox.base}/press")
            kept = f"stays in {wishes.folder} until the next start"
            if second is not None:
                await seed.seed_second(app, scene, second, papers[0], f"{sandbox.base}/press")
                pid = await stack.enter_async_context(_second_process(sandbox.base, env))
                print(_SHARED.format(pid=pid), end="")
                kept = "too"
            print(_SAID.format(
                address=sandbox.base, every=wishes.every.total_seconds(), kept=kept
            ), flush=True)  # fmt: skip
            files = [
                f"{sandbox.base}/shelf{quote(shelf.path(n))}" for n in range(len(wishes.files))
            ]
            addresses = [*files, *wishes.urls]
            async with asyncio.TaskGroup() as group:
                side = [
                    group.create_task(
                        hurry(app, scene, sandbox.base, wishes.every / 2), name="hurry"
                    ),
                    group.create_task(bring(sandbox, scene, addresses), name="feeds"),
                ]
                await app.run(stop)
                for task in side:
                    task.cancel()


@asynccontextmanager
async def _second_process(base: str, env: Mapping[str, str]) -> AsyncIterator[int]:
    """Run another process of the bot until the block ends; lend its number."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli.demo_process", base,
        stdin=asyncio.subprocess.PIPE, env={**os.environ, **env},
    )  # fmt: skip
    assert process.stdin is not None
    try:
        yield process.pid
    finally:
        process.stdin.close()
        await process.wait()


def _free(port: int) -> int:
    """Return `port`, or 0 for any where somebody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return 0
    return port


async def hurry(app: App, scene: stage.DemoGuild, base: str, every: timedelta) -> None:
    """Ask the demo's own papers every few seconds, and show what feeds held at the start."""
    feeds = FeedStore(app.database)
    shown: set[int] = set()
    while True:
        await feeds.fall_due([urlsplit(base).netloc], app.clock(), lease=LEASE)
        app.wakes.polls.set()
        for following in await app.services.feeds.reader.of_guild(scene.guild.id):
            feed_id = following.feed.id
            if feed_id not in shown and await seed.show_what_is_there(app, feed_id):
                shown.add(feed_id)
        await asyncio.sleep(every.total_seconds())


async def bring(sandbox: Sandbox, scene: stage.DemoGuild, addresses: Sequence[str]) -> None:
    """Follow the visitor's own feeds, with `/feed add` as a moderator would."""
    if not addresses:
        return
    await sandbox.until(lambda: sandbox.commands, seconds=PATIENCE_S)
    for address in addresses:
        channel = scene.add_channel(_channel_name(address))
        try:
            reply = await sandbox.slash(
                scene.moderator, channel, "feed add", url=address, channel=channel
            )
        except Refused as e:
            print(f"{address}: {e}")
        else:
            said = (reply.text or reply.failed or "").splitlines()[0]
            told = said.replace("**", "").replace(f"<#{channel.id}>", f"#{channel.name}")
            print(f"{address}: {told}", flush=True)


def _channel_name(address: str) -> str:
    """Return a name as channels have them: "next-2025-12", "www-example-org"."""
    parts = urlsplit(address)
    name = Path(parts.path).stem if parts.hostname == HOST else parts.hostname or "feed"
    return "".join(char if char.isalnum() else "-" for char in name.lower()).strip("-")[:50]
