"""`python -m bot export > server.opml`: a server's feeds and settings as OPML."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.config import Settings
from bot.errors import ConfigError
from bot.model import Guild
from bot.store.database import Database
from bot.transfer.export import Exporter
from bot.transfer.opml.writer import write_opml
from bot.worker.loop import utcnow

HELP = "write a server's feeds with all their settings as OPML, also while the bot runs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which server, and where to."""
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="where to (default: standard output)"
    )
    parser.add_argument("--server", type=int, metavar="ID", help="its id (default: the only one)")


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Write the file; it holds the addresses as they are, keys included."""
    settings = Settings.from_env(env)
    if isinstance(settings.database, Path) and not settings.database.exists():
        raise ConfigError(f"there is no database at {settings.database}")
    written = asyncio.run(_export(settings, arguments.server))
    if arguments.file is None:
        sys.stdout.buffer.write(written)
    else:
        _write(arguments.file, written)
        print(f"{arguments.file}: {len(written):,} bytes; addresses are whole, with their keys.")
    return 0


def _write(path: Path, written: bytes) -> None:
    """Write a new file that its owner alone can read: some of its addresses are secrets.

    Raises:
        ConfigError: it is there already, or cannot be made.
    """
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(written)
    except OSError as e:
        raise ConfigError(f"{path} cannot be made: {e.strerror}") from e


async def _export(settings: Settings, server: int | None) -> bytes:
    async with Database.open(settings.database, zone=settings.zone) as database:
        exporter = Exporter(database)
        guild = chosen_guild(await exporter.guilds(), server)
        document = await exporter.gather(guild.id, with_keys=True)
    return write_opml(document, utcnow())


def chosen_guild(guilds: list[Guild], server: int | None) -> Guild:
    """Return the server that is meant.

    Raises:
        ConfigError: there is no such server, or several and none was named.
    """
    named = [guild for guild in guilds if server is None or guild.id == server]
    if len(named) == 1:
        return named[0]
    listed = [f"  {guild.id}  {guild.name}" for guild in guilds]
    if not listed:
        raise ConfigError("there is no server yet: the bot was in none with this database")
    question = "which server? say --server ID:" if server is None else f"there is no {server}:"
    raise ConfigError("\n".join([question, *listed]))
