"""The file: opened, migrated, and its transactions whole."""

import sqlite3
from pathlib import Path

import psycopg
import pytest

from bot.errors import DatabaseDamaged, StoreError
from bot.store.database import Database
from bot.store.engine.migrations import migrations


async def put(database: Database, *keys: str) -> None:
    async with database.transaction() as connection:
        for key in keys:
            await connection.execute("INSERT INTO meta VALUES (?, 'x')", (key,))


async def test_a_committed_row_is_seen_by_the_reader(database: Database) -> None:
    await put(database, "a")

    row = await database.fetch_one("SELECT value FROM meta WHERE key = :key", {"key": "a"})

    assert row is not None
    assert row["value"] == "x"


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        await put(database, "a", "b", "a")

    assert await database.fetch_all("SELECT * FROM meta") == []
    await put(database, "b")


async def test_the_reading_connection_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError, match=r"read.?only"):
        await database.fetch_all("INSERT INTO meta VALUES ('a', 'x') RETURNING key")


async def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "gazette.sqlite3"

    async with Database.open(path):
        pass

    assert path.stat().st_mode & 0o077 == 0


async def test_opening_again_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"
    async with Database.open(path) as database:
        await put(database, "a")

    async with Database.open(path) as database:
        assert len(await database.fetch_all("SELECT * FROM meta")) == 1


async def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 9999")
    connection.close()

    with pytest.raises(StoreError, match="version 9999"):
        async with Database.open(path):
            pass


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"
    path.write_bytes(b"this is not a database at all" * 100)

    with pytest.raises(DatabaseDamaged, match="the database is damaged; restore a backup"):
        async with Database.open(path):
            pass


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [number for number, _ in migrations()] == list(range(1, len(migrations()) + 1))
