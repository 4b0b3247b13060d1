"""`python -m bot digest show > day.html`: a printed page, or the one in the making, as a file."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from bot import i18n
from bot.config import Settings
from bot.digest.compose import Page
from bot.digest.reader import DigestReader
from bot.digest.render.html import render_html
from bot.digest.render.markdown import render_markdown
from bot.digest.schedule.describe import say_schedule
from bot.digest.schedule.runs import schedule_of, zone_of
from bot.digest.service import DigestService
from bot.errors import ConfigError, UserError
from bot.model import Digest
from bot.query.days import parse_day
from bot.store.database import Database
from bot.store.digests.digests import DigestStore
from bot.store.guilds.guilds import GuildStore
from bot.worker.loop import utcnow

HELP = "write a digest's page as HTML or Markdown, or list the digests"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take `list`, or `show` with which page and how."""
    verbs = parser.add_subparsers(dest="what", required=True, metavar="list|show")
    verbs.add_parser("list", help="the digests there are, with their numbers")
    show = verbs.add_parser("show", help="one page, on standard output")
    show.add_argument("day", nargs="?", metavar="DAY", help="2025-12-09 (default: the last page)")
    show.add_argument("--digest", type=int, metavar="N", help="its number (default: the only one)")
    show.add_argument("--preview", action="store_true", help="the page in the making instead")
    show.add_argument("--markdown", action="store_true", help="Markdown instead of HTML")
    show.add_argument("--language", choices=i18n.LOCALES, help="default: the channel's")


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Print what was asked for.

    Raises:
        ConfigError: there is no such digest, page or database.
    """
    settings = Settings.from_env(env)
    if isinstance(settings.database, Path) and not settings.database.exists():
        raise ConfigError(f"there is no database at {settings.database}")
    sys.stdout.write(asyncio.run(_asked(arguments, settings)))
    return 0


async def _asked(arguments: argparse.Namespace, settings: Settings) -> str:
    async with Database.open(settings.database, zone=settings.zone) as database:
        service = DigestService(database)
        listed = await _list(database)
        if arguments.what == "list":
            return "".join(f"{line}\n" for line in listed.values())
        digest = await _chosen(database, arguments.digest, listed)
        page = await _page(arguments, database, service, digest)
    return render_markdown(page) if arguments.markdown else render_html(page)


async def _list(database: Database) -> dict[int, str]:
    """Return a line for each digest, by its number."""
    lines = {}
    guilds = GuildStore(database)
    for digest in await DigestStore(database).all():
        guild, channel = (
            await guilds.guild(digest.guild_id),
            await guilds.channel(digest.channel_id),
        )
        place = f"#{channel.name}" if channel and digest.user_id is None else "direct message"
        when = say_schedule(schedule_of(digest), i18n.DEFAULT_LOCALE)
        lines[digest.id] = f"{digest.id}  {guild.name if guild else ''}  {place}  {when}"
    return lines


async def _chosen(database: Database, number: int | None, listed: Mapping[int, str]) -> Digest:
    if number is None and len(listed) != 1:
        raise ConfigError(
            "\n".join(["which digest? say --digest N:", *listed.values()])
            if listed
            else "there is no digest yet; /digest set in Discord makes one"
        )
    digest = await DigestStore(database).one(next(iter(listed)) if number is None else number)
    if digest is None:
        raise ConfigError(f"there is no digest {number}")
    return digest


async def _page(
    arguments: argparse.Namespace, database: Database, service: DigestService, digest: Digest
) -> Page:
    reader, now = DigestReader(database, service), utcnow()
    locale = i18n.choose_locale(arguments.language, digest.locale)
    if arguments.preview:
        return (await reader.draft(digest, locale, now)).page
    if arguments.day is None:
        edition = await reader.latest(digest.id)
    else:
        edition = await reader.on_day(digest.id, _day(arguments.day, digest, now))
    if edition is None:
        days = [day.isoformat() for day in await reader.days(digest.id, 10)]
        raise ConfigError(f"there is no such page; the last ones are: {', '.join(days) or 'none'}")
    return (await reader.open(digest, edition, locale)).page


def _day(typed: str, digest: Digest, now: datetime) -> date:
    try:
        return parse_day(typed, now.astimezone(zone_of(digest)).date())
    except UserError as e:
        raise ConfigError(i18n.text(i18n.DEFAULT_LOCALE, e.key, **e.params)) from e
