"""Imports as rows: one draft a guild, one running, one entry a host, an end that comes once."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.follow.limits import FollowLimits
from bot.model import Channel, EntryState, Guild, ImportProgress, ImportState
from bot.store.database import Database
from bot.store.feeds.imports import (
    ImportStore,
    claim_entries,
    finish_import,
    folders_of,
    is_waiting,
    release_entries,
    retry_entry,
    running_imports,
    settle_entry,
)
from bot.transfer.bring_in import ImportRules
from bot.transfer.document import DigestEntry, Document, FeedEntry, Folder
from bot.transfer.importer import Importer
from tests.support.following import follow

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
LEASE = timedelta(minutes=3)
READERS, NEXT_DOOR = Guild(id=1, name="Readers"), Guild(id=2, name="Next door")
NEWS, SPORTS = Channel(id=11, guild_id=1, name="news"), Channel(id=12, guild_id=1, name="sports")
LOBBY = Channel(id=21, guild_id=2, name="lobby")
URLS = ("https://a.test/1", "https://a.test/2", "https://b.test/1")
FILE = Document(
    folders=(
        Folder(name="Sports", feeds=tuple([FeedEntry(url=url) for url in URLS])),
        Folder(name="Empty", channel_id=99, digests=(DigestEntry(settings={}, feeds=("x",)),)),
    ),
    left_out=("a page",),
)


@pytest.fixture
def importer(database: Database) -> Importer:
    return Importer(
        database,
        ImportRules(limits=FollowLimits(server=10, member=10), fastest=timedelta(minutes=10)),
    )


async def drafted(
    importer: Importer, guild: Guild = READERS, channel: Channel = NEWS, file: Document = FILE
) -> ImportProgress:
    channels = [SPORTS, channel] if guild is READERS else [channel]
    return await importer.draft(file, guild, channel, channels, frozenset(), NOON)


async def claim(database: Database, now: datetime, *, busy: tuple[str, ...] = ()) -> list[str]:
    async with database.transaction() as connection:
        entries = await claim_entries(connection, now, limit=9, lease=LEASE, busy=busy)
    return [entry.url for entry in entries]


async def test_a_draft_counts_what_is_new_by_the_channels_of_its_folders(
    database: Database, importer: Importer
) -> None:
    await drafted(importer)
    await follow(database, SPORTS.id, URLS[0], NOON)
    await drafted(importer, NEXT_DOOR, LOBBY)
    await follow(database, LOBBY.id, URLS[1], NOON)
    progress = await importer.last(READERS.id)

    assert [(f.name, f.channel_id, f.feeds, f.new) for f in progress.folders] == [
        ("Sports", SPORTS.id, 3, 2),
        ("Empty", NEWS.id, 0, 0),
    ]
    assert progress.counts == {EntryState.WAITING: 3}
    assert progress.followed_here == 1
    assert (progress.feeds, progress.new, progress.unknown) == (3, 2, 2)
    assert progress.job.left_out == ("a page",)


async def test_what_the_server_follows_elsewhere_is_new_in_its_folder_and_known(
    database: Database, importer: Importer
) -> None:
    await drafted(importer)
    await follow(database, NEWS.id, URLS[0], NOON)
    progress = await importer.last(READERS.id)

    assert (progress.feeds, progress.new, progress.unknown) == (3, 3, 2)


async def test_the_newest_import_lists_its_own_unreachable_alone(
    database: Database, importer: Importer
) -> None:
    stopped = (await drafted(importer)).job
    await importer.start(stopped.id, READERS.id, NOON)
    await importer.stop(stopped.id, READERS.id, NOON)
    newest = (await drafted(importer)).job
    stranger = (await drafted(importer, NEXT_DOOR, LOBBY)).job
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE import_feeds SET state = 'unreachable' WHERE import_id = ?", (stranger.id,)
        )

    ours, theirs = await importer.last(READERS.id), await importer.last(NEXT_DOOR.id)

    assert (ours.job.id, ours.unreachable) == (newest.id, ())
    assert [entry.url for entry in theirs.unreachable] == [*URLS]


async def test_nothing_of_a_draft_is_due_and_a_new_one_takes_its_place(
    database: Database, importer: Importer
) -> None:
    first = await drafted(importer)
    second = await drafted(importer)

    assert await claim(database, NOON + timedelta(days=1)) == []
    assert first.job.id != second.job.id
    rows = await database.fetch_all("SELECT id FROM imports")
    assert [row["id"] for row in rows] == [second.job.id]


async def test_one_entry_of_each_host_is_claimed_and_under_a_lease(
    database: Database, importer: Importer
) -> None:
    job = (await drafted(importer)).job
    await importer.start(job.id, READERS.id, NOON)

    assert await claim(database, NOON, busy=("b.test",)) == [URLS[0]]
    assert await claim(database, NOON) == [URLS[1], URLS[2]]
    assert await claim(database, NOON + LEASE - timedelta(seconds=1)) == []
    assert await claim(database, NOON + LEASE) == [URLS[0], URLS[2]]


async def test_what_is_given_back_is_due_again_and_what_failed_holds_its_host_back(
    database: Database, importer: Importer
) -> None:
    job = (await drafted(importer)).job
    await importer.start(job.id, READERS.id, NOON)
    async with database.transaction() as connection:
        first, other = await claim_entries(connection, NOON, limit=9, lease=LEASE, busy=())
        await retry_entry(connection, first, NOON + timedelta(hours=1))
        await release_entries(connection, [other.id])

    assert await claim(database, NOON + LEASE) == [URLS[2]]
    assert await claim(database, NOON + timedelta(hours=1)) == [URLS[2], URLS[0]]


async def test_an_import_ends_once_when_nothing_waits(
    database: Database, importer: Importer
) -> None:
    job = (await drafted(importer)).job
    stranger = (await drafted(importer, NEXT_DOOR, LOBBY)).job
    for each in (job, stranger):
        await importer.start(each.id, each.guild_id, NOON)
    async with database.transaction() as connection:
        early = await finish_import(connection, job.id, NOON)
        for entry in await claim_entries(connection, NOON, limit=9, lease=LEASE, busy=()):
            await settle_entry(connection, entry.id, EntryState.UNREACHABLE, "dns")
        await connection.execute(
            "UPDATE import_feeds SET state = 'followed' WHERE state = 'waiting' AND import_id = ?",
            (job.id,),
        )
        running = await running_imports(connection.execute_fetchall)
        ended = [await finish_import(connection, job.id, NOON) for _ in range(2)]
    progress = await ImportStore(database).progress(job)
    other = await importer.last(NEXT_DOOR.id)

    assert (early, ended) == (False, [True, False])
    assert running == {job.id: False, stranger.id: True}
    assert progress.counts[EntryState.UNREACHABLE] == len(progress.unreachable)
    assert other.job.state is ImportState.RUNNING


async def test_what_is_stopped_waits_for_nobody(database: Database, importer: Importer) -> None:
    job = (await drafted(importer)).job
    await importer.start(job.id, READERS.id, NOON)
    async with database.transaction() as connection:
        [entry, _] = await claim_entries(connection, NOON, limit=9, lease=LEASE, busy=())
        before = await is_waiting(connection, entry.id)

    await importer.stop(job.id, READERS.id, NOON)

    async with database.transaction() as connection:
        assert (before, await is_waiting(connection, entry.id)) == (True, False)
    assert await claim(database, NOON + LEASE) == []


async def test_what_a_file_says_of_its_folders_is_kept(
    database: Database, importer: Importer
) -> None:
    job = (await drafted(importer)).job
    await importer.place_folder(job.id, READERS.id, 1, SPORTS)

    async with database.transaction() as connection:
        folders = await folders_of(connection, job.id)

    assert [(each.channel.id, each.file_id, each.digests) for each in folders] == [
        (SPORTS.id, None, ()),
        (SPORTS.id, 99, (({}, ("x",)),)),
    ]
