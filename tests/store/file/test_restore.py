"""A backup in the place of the database: whole, checked, and what was there kept aside."""

import asyncio
import gzip
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.errors import DatabaseInUse, StoreError
from bot.store.database import Database
from bot.store.file.backup import back_up
from bot.store.file.process_lock import hold
from bot.store.file.restore import restore

NOW = datetime(2025, 12, 9, 12, tzinfo=UTC)
_FEED = "INSERT INTO feeds (id, url, due_at, interval_s) VALUES (1, 'https://a.test/', 0, 1)"
_ITEM = """
    INSERT INTO items (feed_id, title, kind, published_at, received_at)
    VALUES (1, ?, 'article', 1765200000, 1765200000)
"""


def fill(path: Path, *titles: str) -> None:
    asyncio.run(_fill(path, titles))


async def _fill(path: Path, titles: Sequence[str]) -> None:
    async with Database.open(path) as database, database.transaction() as connection:
        await connection.execute("DELETE FROM feeds")
        await connection.execute(_FEED)
        await connection.executemany(_ITEM, [(title,) for title in titles])


def titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [row[0] for row in connection.execute("SELECT title FROM items ORDER BY id")]


def killed(path: Path, *more: str) -> None:
    """Leave the database as `kill -9` does: what was written last is in the log beside it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany(_ITEM, [(title * 500,) for title in more])
        connection.commit()
        for file in (path, path.with_name(path.name + "-wal")):
            shutil.copy(file, file.with_name("dead-" + file.name))
    for file in (path, path.with_name(path.name + "-wal")):
        file.with_name("dead-" + file.name).rename(file)


def test_the_backup_takes_the_place_and_the_log_of_the_old_database_does_not_touch_it(
    tmp_path: Path,
) -> None:
    path, copy = tmp_path / "gazette.sqlite3", tmp_path / "copy"
    fill(path, "kept")
    back_up(path, copy, NOW)
    killed(path, *"abcdefghij")
    assert path.with_name("gazette.sqlite3-wal").stat().st_size

    restored = restore(copy, path, NOW + timedelta(days=1))

    assert titles(path) == ["kept"]
    assert (restored.feeds, restored.items, restored.copied_at) == (1, 1, NOW)
    assert restored.newest == datetime.fromtimestamp(1765200000, UTC)
    assert restored.aside is not None
    assert len(titles(restored.aside)) == 11
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "copy", "gazette.sqlite3", restored.aside.name, "gazette.sqlite3.lock",
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_what_lies_beside_a_database_that_is_gone_is_not_replayed(
    tmp_path: Path, ending: str
) -> None:
    path, copy = tmp_path / "gazette.sqlite3", tmp_path / "copy"
    fill(path, "kept")
    back_up(path, copy, NOW)
    killed(path, *"abcdefghij")
    path.unlink()
    path.with_name("gazette.sqlite3-wal").rename(path.with_name("gazette.sqlite3" + ending))

    restored = restore(copy, path, NOW)

    assert titles(path) == ["kept"]
    assert restored.aside is None


def test_a_copy_by_hand_with_its_log_is_restored_whole(tmp_path: Path) -> None:
    path, copy = tmp_path / "gazette.sqlite3", tmp_path / "copy"
    fill(path, "first")
    killed(path, "second")
    shutil.copy(path, copy)
    shutil.copy(path.with_name(path.name + "-wal"), copy.with_name("copy-wal"))
    before = copy.read_bytes()

    restore(copy, path, NOW)

    assert titles(path) == ["first", "second" * 500]
    assert copy.read_bytes() == before


@pytest.mark.parametrize("kept", [0.0, 0.4, 0.9])
def test_a_copy_by_hand_with_half_a_log_is_as_it_was_before_what_is_cut(
    tmp_path: Path, kept: float
) -> None:
    path, copy = tmp_path / "gazette.sqlite3", tmp_path / "copy"
    fill(path, "one")
    killed(path, "two")
    shutil.copy(path, copy)
    log = path.with_name(path.name + "-wal").read_bytes()
    copy.with_name("copy-wal").write_bytes(log[: int(len(log) * kept)])

    restore(copy, path, NOW)

    assert titles(path) == ["one"]


@pytest.mark.parametrize("version", ["1a", "4b", "8d", "9b"])
def test_a_backup_of_an_older_gazette_is_brought_up_to_date(tmp_path: Path, version: str) -> None:
    path, copy = tmp_path / "gazette.sqlite3", tmp_path / "copy"
    dump = Path(__file__).parents[1] / "data" / f"version-{version}.sql"
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))

    restored = restore(copy, path, NOW)

    assert restored.items > 0
    assert len(titles(path)) == restored.items
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM restored_channels").fetchone() == (0,)


def test_a_damaged_database_is_replaced_and_kept_aside_as_it_is(tmp_path: Path) -> None:
    path, copy = tmp_path / "gazette.sqlite3", tmp_path / "copy"
    fill(path, "kept")
    back_up(path, copy, NOW)
    path.write_bytes(b"not a database any more " * 500)

    restored = restore(copy, path, NOW)

    assert titles(path) == ["kept"]
    assert restored.aside is not None
    assert restored.aside.read_bytes().startswith(b"not a database")


def test_nothing_happens_while_the_bot_runs(tmp_path: Path) -> None:
    path, copy = tmp_path / "gazette.sqlite3", tmp_path / "copy"
    fill(path, "old")
    back_up(path, copy, NOW)

    with hold(path, NOW), pytest.raises(DatabaseInUse, match=f"process {os.getpid()}, since"):
        restore(copy, path, NOW)


def test_nothing_happens_while_another_program_has_the_database_open(tmp_path: Path) -> None:
    path, copy = tmp_path / "gazette.sqlite3", tmp_path / "copy"
    fill(path, "old")
    back_up(path, copy, NOW)
    fill(path, "new")

    async def restore_beside() -> None:
        async with Database.open(path):  # as `reindex` and `digest show` do
            with pytest.raises(DatabaseInUse, match="end it first"):
                await asyncio.to_thread(restore, copy, path, NOW)

    asyncio.run(restore_beside())

    assert titles(path) == ["new"]


def damaged(copy: Path) -> None:
    with copy.open("r+b") as file:
        file.seek(3 * 8192)
        file.write(b"\xff" * 8192)


def somebody_elses(copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("CREATE TABLE meta (key TEXT)")


def newer(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA user_version = 9999")


def no_database(copy: Path) -> None:
    copy.write_text("a letter to my aunt" * 100)


def empty(copy: Path) -> None:
    copy.write_bytes(b"")


def zipped(copy: Path) -> None:
    content = copy.read_bytes()
    with ZipFile(copy, "w") as archive:
        archive.writestr("gazette.sqlite3", content)


def gzipped(copy: Path) -> None:
    copy.write_bytes(gzip.compress(copy.read_bytes()))


def half(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])


def a_folder(copy: Path) -> None:
    copy.unlink()
    copy.mkdir()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (damaged, "the backup is damaged, take another one"),
        (half, "the backup is damaged, take another one"),
        (zipped, r"is packed \(zip\): unpack it"),
        (gzipped, r"is packed \(gzip\): unpack it"),
        (a_folder, "there is no backup"),
        (somebody_elses, "no backup of Gazette"),
        (newer, "version 9999"),
        (no_database, "is no database"),
        (empty, "no backup of Gazette"),
        (Path.unlink, "there is no backup"),
    ],
)
def test_a_file_that_cannot_be_restored_is_refused_and_nothing_changes(
    tmp_path: Path, spoil: object, says: str
) -> None:
    path, copy = tmp_path / "gazette.sqlite3", tmp_path / "copy"
    fill(path, "kept")
    back_up(path, copy, NOW)
    assert callable(spoil)
    spoil(copy)

    with pytest.raises(StoreError, match=says):
        restore(copy, path, NOW)

    assert titles(path) == ["kept"]
    assert not list(tmp_path.glob("*.part*"))


def test_the_database_itself_is_no_backup_of_it(tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"
    fill(path, "kept")

    with pytest.raises(StoreError, match="the database itself"):
        restore(path, path, NOW)


def test_a_copy_that_does_not_say_when_it_was_made_knows_until_its_last_row(
    tmp_path: Path,
) -> None:
    path, copy = tmp_path / "gazette.sqlite3", tmp_path / "copy"
    fill(path, "kept")
    shutil.copy(path, copy)

    restored = restore(copy, path, NOW)

    assert restored.copied_at == datetime.fromtimestamp(1765200000, UTC)
