"""A Gazette that only posts, for benchmarks: a database, a client, the outbox's service."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import discord

from bot.delivery.send.pacer import Pacer
from bot.delivery.send.rest import RestClient
from bot.delivery.send.sender import Sender
from bot.delivery.send.timeouts import PATIENT, Timeouts
from bot.delivery.service import Deliverer
from bot.store.database import Database
from bot.store.outbox.outbox import Outbox
from sandbox.client import point_client_at


def utcnow() -> datetime:
    return datetime.now(UTC)


class Listener(discord.Client):
    """A client that passes echoes on."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, messages=True), guild_ready_timeout=0.2
        )
        self.sender: Sender | None = None
        self.ready = asyncio.Event()

    async def on_ready(self) -> None:
        self.ready.set()

    async def on_message(self, message: discord.Message) -> None:
        if self.sender is not None:
            self.sender.heard(message)


@dataclass(kw_only=True)
class Bot:
    """The open parts."""

    client: Listener
    database: Database
    rest: RestClient
    deliverer: Deliverer
    wake: asyncio.Event


@asynccontextmanager
async def logged_in(base: str, token: str, grace_s: float = 60.0) -> AsyncIterator[Listener]:
    """Run a client until the block ends; after `grace_s` without a gateway."""
    point_client_at(base)
    client = Listener()
    runner = asyncio.create_task(client.start(token), name="client")
    ready = asyncio.create_task(client.ready.wait(), name="ready")
    try:
        await asyncio.wait([runner, ready], timeout=grace_s, return_when=asyncio.FIRST_COMPLETED)
        if runner.done():
            runner.result()
        yield client
    finally:
        ready.cancel()
        await client.close()
        await asyncio.wait([runner])


@asynccontextmanager
async def open_bot(
    base: str,
    token: str,
    path: Path,
    timeouts: Timeouts = PATIENT,
    clock: Callable[[], datetime] = utcnow,
    *,
    grace_s: float = 60.0,
) -> AsyncIterator[Bot]:
    """Open a database and what posts from it."""
    async with (
        Database.open(path) as database,
        logged_in(base, token, grace_s) as client,
        aiohttp.ClientSession() as session,
    ):
        pacer = Pacer(clock=asyncio.get_running_loop().time)
        rest = RestClient(session, token=token, pacer=pacer, clock=clock, timeouts=timeouts)
        client.sender = Sender(client, rest, clock=clock, timeouts=timeouts)
        wake = asyncio.Event()
        async with Deliverer(
            Outbox(database), client.sender, clock=clock, wake=wake, timeouts=timeouts
        ) as deliverer:
            yield Bot(client=client, database=database, rest=rest, deliverer=deliverer, wake=wake)
