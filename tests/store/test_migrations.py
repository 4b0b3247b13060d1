"""Migrations that landed stay as they are; a database of any past schema opens with its rows."""

import asyncio
import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest

from bot.model import ChannelBlock, DecidedItem, Kind, ParsedItem, Subject, SubjectKind
from bot.store.database import Database
from bot.store.feeds.items import ItemStore
from bot.store.guilds.notices import NoticeStore
from bot.store.rows import to_block
from tests.support.stored import insert_items

pytestmark = pytest.mark.uncounted

DATA = Path(__file__).parent / "data"
PAST = sorted(DATA.glob("version-*.sql"))
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PERMISSIONS = ("send_messages", "embed_links")


def test_a_migration_that_landed_is_never_edited() -> None:
    lines = (DATA / "migrations.sha256").read_text(encoding="utf-8").splitlines()
    landed = {name: checksum for checksum, name in (line.split() for line in lines)}
    folder = resources.files("bot.store") / "migrations"
    scripts = {
        entry.name: hashlib.sha256(entry.read_bytes()).hexdigest()
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    }

    assert scripts == landed, "a landed migration was edited, or a new one has no line yet"
    numbers = sorted(int(name[:4]) for name in scripts)
    assert numbers == list(range(1, len(numbers) + 1)), "two branches took one number"


def restored(dump: Path, folder: Path) -> Path:
    path = folder / "gazette.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    return path


def schema_of(path: Path) -> set[tuple[str, ...]]:
    """Return the names of all tables with their columns, indexes and triggers."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(
            "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            (kind, name, *sorted(row[0] for row in connection.execute(_COLUMNS, (name,))))
            for kind, name in found
        }


_COLUMNS = "SELECT name FROM pragma_table_info(?)"


@pytest.fixture(scope="module")
def todays(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    async def make(path: Path) -> Path:
        async with Database.open(path):
            return path

    new = tmp_path_factory.mktemp("new") / "gazette.sqlite3"
    return schema_of(asyncio.run(make(new)))


@pytest.mark.parametrize("dump", PAST, ids=lambda dump: dump.stem)
async def test_a_database_of_a_past_schema_opens_with_todays_and_its_rows_and_finds_what_comes(
    dump: Path, tmp_path: Path, todays: set[tuple[str, ...]]
) -> None:
    path = restored(dump, tmp_path)
    judged = DecidedItem(
        parsed=ParsedItem(guid="b", link=None, title="Bridge closes"),
        kind=Kind.ARTICLE,
        published_at=NOW,
    )

    async with Database.open(path) as database:
        item = await ItemStore(database).items([1])
        feeds = await database.fetch_all("SELECT url, interval_s FROM feeds")
        followed = await database.fetch_all("SELECT feed_id, channel_id FROM subscriptions")
        blocks = {row["id"]: to_block(row) for row in await database.fetch_all(_CHANNELS)}
        async with database.transaction() as connection:
            [later] = await insert_items(connection, 1, [judged], NOW)
        owed = await database.fetch_all("SELECT item_id FROM search_pending ORDER BY item_id")

    assert schema_of(path) == todays
    assert item[1].title == "Bridge opens"
    assert [tuple(row) for row in feeds] == [("https://paper.test/rss", 900)]
    assert [tuple(row) for row in followed] == [(1, 10)]
    assert blocks == {
        10: ChannelBlock(code=50013, missing=PERMISSIONS),
        11: ChannelBlock(code=10003),
        12: None,  # closed by an answer that was not Discord's
    }
    assert later.id != 1
    assert later.id in [row["item_id"] for row in owed]


_CHANNELS = "SELECT id, block_code, block_missing FROM channels ORDER BY id"


@pytest.mark.parametrize("dump", [dump for dump in PAST if "told_troubles" in dump.read_text()])
async def test_a_trouble_that_was_told_stays_told(dump: Path, tmp_path: Path) -> None:
    async with Database.open(restored(dump, tmp_path)) as database:
        told = await NoticeStore(database).told(1)

    assert [(trouble.subject, trouble.cause, trouble.missing) for trouble in told] == [
        (Subject(SubjectKind.CHANNEL, 10), "", PERMISSIONS),
        (Subject(SubjectKind.FEED, 1), "dns", ()),
    ]
