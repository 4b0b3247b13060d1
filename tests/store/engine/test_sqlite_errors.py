"""Damage is told wherever it is met, and a lock of another program is waited for."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.errors import DatabaseDamaged
from bot.store.database import Database
from tests.store.damage import damage_table

_FEEDS = "SELECT * FROM feeds"


async def ask(database: Database) -> None:
    await database.fetch_all(_FEEDS)


async def look(database: Database) -> None:
    await database.read(lambda connection: connection.execute(_FEEDS).fetchall())


async def write(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute("UPDATE feeds SET title = 'x'")


@pytest.mark.parametrize("step", [ask, look, write])
async def test_a_broken_page_is_damage_and_not_an_error_of_what_was_asked(
    tmp_path: Path, step: Callable[[Database], Awaitable[None]]
) -> None:
    path = tmp_path / "gazette.sqlite3"
    async with Database.open(path):
        pass
    damage_table(path, "feeds")

    async with Database.open(path) as database:
        with pytest.raises(DatabaseDamaged, match="the database is damaged; restore a backup"):
            await step(database)

        assert database.is_damaged.is_set()


async def test_a_lock_of_another_program_is_waited_for_and_told_once(tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"
    with heard() as warnings:
        async with Database.open(path) as database:
            with closing(_locking(path)):
                waiting = asyncio.ensure_future(write(database))
                await warnings.event.wait()
                await ask(database)  # readers are not in its way
                assert not waiting.done()
            await waiting

    assert warnings.texts == [f"another program holds the database locked, waiting: {path}"]


async def test_a_start_waits_for_a_lock_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"
    with heard() as warnings, closing(_locking(path)):
        opening = asyncio.ensure_future(_open(path))
        await warnings.event.wait()
        assert not opening.done()

    await opening


class Warnings(logging.Handler):
    """Hears what is warned of, and sets an event at the first."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []
        self.event = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())
        self.event.set()


@contextmanager
def heard() -> Iterator[Warnings]:
    handler = Warnings()
    logger = logging.getLogger("bot.store")
    logger.addHandler(handler)
    try:
        yield handler
    finally:
        logger.removeHandler(handler)


async def _open(path: Path) -> None:
    async with Database.open(path) as database:
        await ask(database)


def _locking(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    return connection
