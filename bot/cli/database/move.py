"""`gazette move FROM TO`: a whole database to another place, from a file to a server or back."""

import argparse
import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from bot.config import ServerUrl, place_of
from bot.errors import ConfigError
from bot.store.database import Database
from bot.store.move import Mover
from bot.store.place import hold
from bot.worker.loop import utcnow

HELP = "move everything from one database to another, while no bot runs on either"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="FROM", help="a file, or postgresql://…")
    parser.add_argument("target", metavar="TO", help="likewise; must hold nothing yet")


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Move, and say how much; stopped half-way, the same words go on.

    Raises:
        ConfigError: there is nothing to move, or no way there.
        StoreError: a database is in use, or holds something already.
    """
    source, target = place_of(arguments.source), place_of(arguments.target)
    if isinstance(source, Path) and not source.exists():
        raise ConfigError(f"there is no database at {source}")
    if source == target:
        raise ConfigError("that is one database, not two")
    name = source.shown if isinstance(source, ServerUrl) else str(source.resolve())
    moved = asyncio.run(_move(source, target, name))
    print(f"done: {moved:,} rows, counted on both sides. Set DATABASE to the new place now.")
    return 0


async def _move(source: Path | ServerUrl, target: Path | ServerUrl, name: str) -> int:
    async with AsyncExitStack() as stack:
        for place in (source, target):
            await stack.enter_async_context(hold(place, utcnow()))
        opened = [
            await stack.enter_async_context(Database.open(place)) for place in (source, target)
        ]
        return await Mover(*opened, name=name, told=_tell).move(utcnow())


def _tell(table: str, rows: int) -> None:
    if rows:
        print(f"{table}: {rows:,}", flush=True)
