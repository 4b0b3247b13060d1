"""`python -m bot import FILE`: follow what a file names, with the settings that it has."""

import argparse
import asyncio
from collections.abc import Mapping
from pathlib import Path

from bot import i18n
from bot.cli.transfer.export import chosen_guild
from bot.config import Settings
from bot.errors import ConfigError, UserError
from bot.follow.limits import FollowLimits
from bot.model import Channel, Guild
from bot.store.database import Database
from bot.store.guilds.guilds import GuildStore
from bot.transfer.at_once import Brought, Result, bring_all
from bot.transfer.bring_in import ImportRules
from bot.transfer.document import Document
from bot.transfer.read_file import read_file, refuse_large
from bot.transfer.settings import kind_of
from bot.transfer.targets import target_of
from bot.worker.loop import utcnow

HELP = "follow the feeds of an OPML file or a list; what Gazette exported comes back whole"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file, and where its feeds go."""
    parser.add_argument("file", type=Path, metavar="FILE", help="OPML, or a list of addresses")
    parser.add_argument(
        "--server", type=int, metavar="ID", help="default: the file's own, or the only one"
    )
    parser.add_argument(
        "--channel", type=int, metavar="ID", help="for folders that are no channel of that server"
    )


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Bring the file in and say what became of it; the bot reads the feeds when it runs."""
    settings = Settings.from_env(env)
    document = _read(arguments.file)
    brought = asyncio.run(_import(settings, document, arguments.server, arguments.channel))
    print(_report(brought, document))
    return 0


def _read(path: Path) -> Document:
    try:
        refuse_large(path.stat().st_size)
        return read_file(path.read_bytes())
    except OSError as e:
        raise ConfigError(f"cannot read {path}: {e.strerror}") from e
    except UserError as e:
        raise ConfigError(i18n.text(i18n.DEFAULT_LOCALE, e.key, **e.params)) from e


async def _import(
    settings: Settings, document: Document, server: int | None, channel_id: int | None
) -> Brought:
    async with Database.open(settings.database, zone=settings.zone) as database:
        guilds = GuildStore(database)
        guild = await _guild(guilds, document, server)
        known = await guilds.of_guild(guild.id)
        targets = _targets(document, guild, known, channel_id)
        limits = FollowLimits(server=settings.feeds_per_server, member=settings.feeds_per_member)
        rules = ImportRules(limits=limits, fastest=settings.fastest)
        return await bring_all(database, document, guild, targets, rules, utcnow())


async def _guild(guilds: GuildStore, document: Document, server: int | None) -> Guild:
    """Return the server to fill: the file's own is made where it is not there yet."""
    wanted = server or document.guild_id
    if wanted is not None and wanted == document.guild_id:
        known = await guilds.guild(wanted)
        return known or Guild(id=wanted, name=document.title)
    return chosen_guild(await guilds.all(), server)


def _targets(
    document: Document, guild: Guild, known: list[Channel], channel_id: int | None
) -> dict[int, Channel]:
    """Return the channel of each folder, by its place.

    Raises:
        ConfigError: a folder has none.
    """
    there = {channel.id: channel for channel in known}
    if document.guild_id == guild.id:
        for folder in document.folders:
            if folder.channel_id is not None and folder.channel_id not in there:
                there[folder.channel_id] = Channel(
                    id=folder.channel_id, guild_id=guild.id, kind=kind_of(folder.settings),
                    name=folder.name,
                )  # fmt: skip
    other = there.get(channel_id) if channel_id is not None else None
    if channel_id is not None and other is None:
        raise ConfigError(f"channel {channel_id} is none that the bot knows in that server")
    targets, missing = {}, []
    for place, folder in enumerate(document.folders):
        channel = target_of(folder, list(there.values())) or other
        if channel is None:
            missing.append(folder.name or "(no folder)")
        else:
            targets[place] = channel
    if missing:
        named = ", ".join(missing[:10])
        raise ConfigError(f"no channel is named like: {named}; say --channel ID for these")
    return targets


def _report(brought: Brought, document: Document) -> str:
    results = brought.results
    parts = [f"{results.get(Result.FOLLOWED, 0):,} feeds are followed now"]
    parts += [f"{n:,} were already" for n in [results.get(Result.KNOWN, 0)] if n]
    parts += [f"{n:,} are over the limit" for n in [results.get(Result.OVER, 0)] if n]
    parts += [f"{n:,} entries are no feeds" for n in [len(document.left_out)] if n]
    parts += [f"{n:,} digests are planned" for n in [brought.digests] if n]
    return "; ".join(parts) + "."
