"""Bring a whole document in, in one transaction, asking no feed: the command line's way.

What `/feed import` does step by step is `bot.transfer.service`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import UserError
from bot.model import Channel, Guild
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.transfer.bring_in import ImportRules, bring_channel, bring_digests, bring_feed, bring_guild
from bot.transfer.document import Document, Folder


class Result(StrEnum):
    """What became of an entry."""

    FOLLOWED = "followed"
    KNOWN = "known"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """How many feeds became what in a channel at least, and how many digests were planned."""

    results: Mapping[Result, int]
    digests: int


@retried
async def bring_all(
    database: Database,
    document: Document,
    guild: Guild,
    targets: Mapping[int, Channel],
    rules: ImportRules,
    now: datetime,
) -> Brought:
    """Bring a document into a guild; `targets` are the channels of its folders, by their place.

    Feeds that were followed already stay as they are, and no more than the limit are added.
    """
    became: dict[Result, set[str]] = defaultdict(set)  # addresses
    digests = 0
    folders = [(document.folders[place], channel) for place, channel in sorted(targets.items())]
    own = {
        folder.channel_id: channel for folder, channel in folders if folder.channel_id is not None
    }
    async with database.transaction() as connection:
        await bring_guild(connection, document, guild, own)
        for folder, channel in folders:
            await bring_channel(connection, folder.settings, channel)
            for url, result in await _feeds(connection, folder, channel, guild, rules, now):
                became[result].add(url)
            digests += await bring_digests(connection, folder.digests, channel, guild, now)
    results = {result: len(urls) for result, urls in became.items()}
    return Brought(results=results, digests=digests)


async def _feeds(
    connection: Connection,
    folder: Folder,
    channel: Channel,
    guild: Guild,
    rules: ImportRules,
    now: datetime,
) -> list[tuple[str, Result]]:
    results: list[tuple[str, Result]] = []
    for entry in folder.feeds:
        await connection.execute("SAVEPOINT entry")
        try:
            await bring_feed(connection, entry, channel, guild, rules, now)
        except UserError as e:
            await connection.execute("ROLLBACK TO entry")
            is_over = e.key == rules.limits.too_many(guild).key
            results.append((entry.url, Result.OVER if is_over else Result.KNOWN))
        else:
            results.append((entry.url, Result.FOLLOWED))
        finally:
            await connection.execute("RELEASE entry")
    return results
