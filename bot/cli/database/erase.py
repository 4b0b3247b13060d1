"""`python -m bot erase`: delete what is kept of one server or one person; asks before it does."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.errors import ConfigError
from bot.store.database import Database
from bot.store.upkeep.erase import erase_guild, erase_person, kept_of_guild, kept_of_person

HELP = "delete all that is kept of one server, or of one person; asks before it does"

_AFTER = """\
Erased. Backups made before hold it until they are deleted. Messages that were posted are
Discord's to keep or to delete."""
_STILL_THERE = "Remove the bot from that server first: where it still is, the server counts as new."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What would be erased, in words, and how."""

    said: str
    erase: Callable[[Database, int], Awaitable[None]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--server", type=int, metavar="ID", help="Discord's id of the server")
    whose.add_argument("--person", type=int, metavar="ID", help="Discord's id of the person")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Say what is kept, ask, and erase it; 1 where nothing is, or the answer is no.

    Raises:
        ConfigError: there is no database.
    """
    settings = Settings.from_env(env)
    if isinstance(settings.database, Path) and not settings.database.exists():
        raise ConfigError(f"there is no database at {settings.database}")
    return asyncio.run(_run(arguments, settings))


async def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    async with Database.open(settings.database) as database:
        if arguments.server is not None:
            id_, plan = arguments.server, await _plan_guild(database, arguments.server)
        else:
            id_, plan = arguments.person, await _plan_person(database, arguments.person)
        if plan is None:
            print(f"Nothing is kept of {id_}.")
            return 1
        print(plan.said)
        if not arguments.yes and not _confirmed(id_):
            print("Nothing was erased.")
            return 1
        await plan.erase(database, id_)
    print(_AFTER)
    return 0


async def _plan_guild(database: Database, guild_id: int) -> _Plan | None:
    kept = await kept_of_guild(database, guild_id)
    if kept is None:
        return None
    said = (
        f"Kept of the server {kept.name!r}: channels: {kept.channels}, followed feeds: "
        f"{kept.feeds}, digests: {kept.digests}, and what was posted there and asked for.\n"
        f"{_STILL_THERE}"
    )
    return _Plan(said=said, erase=erase_guild)


async def _plan_person(database: Database, user_id: int) -> _Plan | None:
    kept = await kept_of_person(database, user_id)
    if kept.is_nothing:
        return None
    said = (
        f"Kept of that person: feeds of their own: {kept.feeds}, digests of their own: "
        f"{kept.digests}, alerts: {kept.alerts}, "
        f"lists of what they told of: {kept.told}, searches: {kept.questions}, "
        f"summaries: {kept.answers}, "
        f"changes that were not saved: {kept.drafts}, lines of the audit: {kept.changes}, "
        f"saved articles: {kept.saved}, lists of muted words: {kept.muted}, "
        f"their language and zone: {kept.settings}."
    )
    return _Plan(said=said, erase=erase_person)


def _confirmed(id_: int) -> bool:
    """Ask for the id once more; where nobody can answer, the answer is no."""
    if not sys.stdin.isatty():
        print("Say --yes to erase it without being asked.")
        return False
    return input(f"It cannot be undone. Type {id_} to erase it: ").strip() == str(id_)
