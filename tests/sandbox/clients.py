"""A real discord.py client, logged in at a sandbox for the length of a block."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import discord
from discord import app_commands

from sandbox import Sandbox
from sandbox.client import point_client_at

T = TypeVar("T", bound=discord.Client)
INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class Probe(discord.Client):
    """A client with a command tree; tests add what they need before `login_to`."""

    def __init__(
        self,
        intents: discord.Intents = INTENTS,
        **options: Any,  # discord.py's own
    ) -> None:
        super().__init__(
            intents=intents,
            guild_ready_timeout=0.05,
            allowed_mentions=discord.AllowedMentions.none(),
            **options,
        )
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        if self.tree.get_commands() or self.tree.get_commands(type=discord.AppCommandType.message):
            await self.tree.sync()


@asynccontextmanager
async def logged_in(client: T, sandbox: Sandbox) -> AsyncIterator[T]:
    """Run a client until the block ends; inside it, the client is ready."""
    point_client_at(sandbox.base)
    runner = asyncio.create_task(client.start(sandbox.token), name="client")
    ready = asyncio.create_task(_ready(client), name="ready")
    try:
        await asyncio.wait([runner, ready], return_when=asyncio.FIRST_COMPLETED)
        if runner.done():
            runner.result()
        yield client
    finally:
        ready.cancel()
        await client.close()
        with suppress(asyncio.CancelledError):
            await runner


@asynccontextmanager
async def let_in(sandbox: Sandbox) -> AsyncIterator[Probe]:
    """Log a client in for REST alone, which takes a tenth of the time."""
    point_client_at(sandbox.base)
    async with Probe() as client:
        await client.login(sandbox.token)
        yield client


async def _ready(client: discord.Client) -> None:
    while not client.is_ready():
        try:
            await client.wait_until_ready()
        except RuntimeError:  # not logged in yet
            await asyncio.sleep(0)
