"""Imports as moderators meet them: a dry run first, then begun, looked at, stopped; asks no feed.

One transaction each. What is begun is done entry by entry by `bot.transfer.service`.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import UserError
from bot.feeds.http.ssrf_guard import host_of
from bot.follow.audit import Actor, note
from bot.model import Channel, Guild, Import, ImportProgress, ImportState
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.feeds.imports import (
    ImportStore,
    find_import,
    folders_of,
    insert_entries,
    insert_folders,
    insert_import,
    is_importing,
    progress_of,
    set_folder_channel,
    set_import_state,
)
from bot.store.guilds.guilds import find_guild, upsert_channel, upsert_guild
from bot.store.times import to_unix
from bot.transfer.bring_in import ImportRules, bring_channel, bring_guild
from bot.transfer.document import Document
from bot.transfer.targets import target_of

_OWN = ("paused_at", "full_text", "kind_rules", "name")  # what is not one subscription's look


class Importer:
    """What may be done with imports; `wake` is set when entries have fallen due."""

    def __init__(
        self, database: Database, rules: ImportRules, *, wake: asyncio.Event | None = None
    ) -> None:
        self._database = database
        self._rules = rules
        self._imports = ImportStore(database)
        self._wake = wake or asyncio.Event()

    @retried
    async def draft(
        self,
        document: Document,
        guild: Guild,
        channel: Channel,
        channels: Sequence[Channel],
        roles: frozenset[int],
        now: datetime,
    ) -> ImportProgress:
        """Keep a dry run: folders become the channels named like them, all else goes to `channel`.

        `channels` are those to choose from, `roles` those that may be called. Settings that may
        not be here are left away.

        Raises:
            UserError: an import runs already.
        """
        targets = [target_of(folder, channels) or channel for folder in document.folders]
        rules = replace(self._rules, roles=roles)
        async with self._database.transaction() as connection:
            if await is_importing(connection, guild.id):
                raise UserError("transfer.running_already")
            await upsert_guild(connection, guild)
            for each in {target.id: target for target in (channel, *targets)}.values():
                await upsert_channel(connection, each)
            job = _job(document, guild, channel) | {"dropped": _dropped(document, rules)}
            import_id = await insert_import(connection, job, now)
            await insert_folders(connection, _folders(import_id, document, targets))
            await insert_entries(connection, _entries(import_id, document, rules, now))
            return await _progress(connection, import_id, guild.id)

    async def last(self, guild_id: int) -> ImportProgress:
        """Return the import of a guild that runs, else its newest.

        Raises:
            UserError: there is none.
        """
        job = await self._imports.last(guild_id)
        if job is None:
            raise UserError("transfer.none")
        return await self._imports.progress(job)

    async def progress(self, import_id: int, guild_id: int) -> ImportProgress:
        """Return an import of a guild.

        Raises:
            UserError: it is gone.
        """
        job = await find_import(self._database.fetch_all, import_id, guild_id)
        if job is None:
            raise UserError("transfer.gone")
        return await self._imports.progress(job)

    @retried
    async def place_folder(
        self, import_id: int, guild_id: int, place: int, channel: Channel
    ) -> ImportProgress:
        """Let a folder of a dry run become another channel.

        Raises:
            UserError: it is begun already, or gone.
        """
        async with self._database.transaction() as connection:
            await _required(connection, import_id, guild_id, ImportState.DRAFT)
            await upsert_channel(connection, channel)
            await set_folder_channel(connection, import_id, place, channel.id)
            return await _progress(connection, import_id, guild_id)

    @retried
    async def start(
        self, import_id: int, guild_id: int, now: datetime, *, by: Actor | None = None
    ) -> ImportProgress:
        """Begin an import: settings at once, feeds one after the other.

        Raises:
            UserError: another one runs, it is begun already, or gone.
        """
        async with self._database.transaction() as connection:
            job = await _required(connection, import_id, guild_id, ImportState.DRAFT)
            if await is_importing(connection, guild_id):
                raise UserError("transfer.running_already")
            await _bring_settings(connection, job)
            await set_import_state(connection, import_id, ImportState.RUNNING, now)
            await note(connection, by, "import_begun")
            progress = await _progress(connection, import_id, guild_id)
        self._wake.set()
        return progress

    @retried
    async def stop(
        self, import_id: int, guild_id: int, now: datetime, *, by: Actor | None = None
    ) -> ImportProgress:
        """End an import where it is; what was followed stays, a dry run is forgotten.

        Raises:
            UserError: it is over already, or gone.
        """
        async with self._database.transaction() as connection:
            states = (ImportState.DRAFT, ImportState.RUNNING)
            job = await _required(connection, import_id, guild_id, *states)
            if job.state is ImportState.RUNNING:
                await note(connection, by, "import_stopped")
            await set_import_state(connection, import_id, ImportState.STOPPED, now)
            return await _progress(connection, import_id, guild_id)


async def _required(
    connection: Connection, import_id: int, guild_id: int, *states: ImportState
) -> Import:
    job = await find_import(connection.execute_fetchall, import_id, guild_id)
    if job is None or job.state not in states:
        raise UserError("transfer.gone")
    return job


async def _progress(connection: Connection, import_id: int, guild_id: int) -> ImportProgress:
    job = await find_import(connection.execute_fetchall, import_id, guild_id)
    assert job is not None
    return await progress_of(connection.execute_fetchall, job)


async def _bring_settings(connection: Connection, job: Import) -> None:
    """Take over what the file says of the server and its channels, where nothing is chosen yet."""
    guild = await find_guild(connection.execute_fetchall, job.guild_id)
    assert guild is not None
    document = Document(guild_id=job.file_guild_id, settings=job.settings)
    folders = await folders_of(connection, job.id)
    channels = {each.file_id: each.channel for each in folders if each.file_id is not None}
    await bring_guild(connection, document, guild, channels)
    for folder in folders:
        await bring_channel(connection, folder.settings, folder.channel)


def _job(document: Document, guild: Guild, channel: Channel) -> dict[str, object]:
    return {
        "guild_id": guild.id,
        "channel_id": channel.id,
        "file_guild_id": document.guild_id,
        "settings": json.dumps(dict(document.settings)),
        "left_out": json.dumps(document.left_out),
    }


def _folders(
    import_id: int, document: Document, targets: Sequence[Channel]
) -> list[dict[str, object]]:
    return [
        {
            "import_id": import_id,
            "place": place,
            "name": folder.name,
            "file_id": folder.channel_id,
            "channel_id": target.id,
            "settings": json.dumps(dict(folder.settings)),
            "digests": json.dumps(
                [{"settings": dict(each.settings), "feeds": each.feeds} for each in folder.digests]
            ),
        }
        for place, (folder, target) in enumerate(zip(document.folders, targets, strict=True))
    ]


def _entries(
    import_id: int, document: Document, rules: ImportRules, now: datetime
) -> list[dict[str, object]]:
    return [
        {
            "import_id": import_id,
            "place": place,
            "url": feed.url,
            "host": host_of(feed.url),
            "title": feed.title,
            "site_url": feed.site_url,
            "settings": json.dumps(_allowed(feed.settings, rules)),
            "now": to_unix(now),
        }
        for place, folder in enumerate(document.folders)
        for feed in folder.feeds
    ]


def _dropped(document: Document, rules: ImportRules) -> int:
    """Return how many settings cannot be kept here."""
    feeds = [feed for folder in document.folders for feed in folder.feeds]
    return sum(len(rules.of_feed(feed.settings)[1]) for feed in feeds)


def _allowed(written: Mapping[str, str], rules: ImportRules) -> dict[str, str]:
    settings, _ = rules.of_feed(written)
    return settings | {name: written[name] for name in _OWN if name in written}
