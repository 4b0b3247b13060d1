"""The store in one SQLite file: opened, brought up to date, its transactions and reads.

One connection writes, behind a lock; a second one, read-only, serves short reads, so that a long
write never costs an interaction its three seconds. What reads much and computes (a search) runs
in threads of its own, each with a connection and one snapshot of the whole.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

import aiosqlite

from bot.errors import DatabaseDamaged, StoreError
from bot.store.engine.connection import Connection, Parameters, Row, SnapshotConnection
from bot.store.engine.migrations import migrations
from bot.store.engine.snapshots import Snapshots
from bot.store.engine.sqlite_errors import ForeignLock, translated
from bot.store.file.catch_up import LAST_EDITED, missing_statements
from bot.store.file.location import make_file

T = TypeVar("T")

_PRAGMAS = """
    PRAGMA busy_timeout = 1000;             -- then it is told, and tried again
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
"""
_READ_ONLY = "PRAGMA query_only = ON;"
_WRITER_PRAGMAS = """
    PRAGMA page_size = 8192;              -- three articles a page; in 4096 bytes only one fits
    PRAGMA auto_vacuum = INCREMENTAL;     -- what a merge of the search index leaves is given back
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;            -- a lost "sent" mark would be a doubled message
    PRAGMA journal_size_limit = 67108864;
"""


class SqliteEngine:
    """The one file, open: lends write transactions one at a time, and reads beside them."""

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        reader: aiosqlite.Connection,
        snapshots: Snapshots,
    ) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._snapshots = snapshots
        self._lock = asyncio.Lock()
        self._foreign_lock = ForeignLock(path)
        self.is_damaged = asyncio.Event()  # whoever waits for it ends the process

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, *, zone: str = "UTC") -> AsyncIterator[Self]:
        """Open `path`, made and migrated as needed, and close it at the end.

        `zone` is what `default_zone()` says in SQL: it holds where nobody chose a time zone.

        Raises:
            StoreError: the file is newer than this program, damaged, or cannot be written.
        """
        make_file(path)
        with translated(path):
            await ForeignLock(path).outwait(partial(asyncio.to_thread, _probe, path))
            writer = await _connect(path, zone, read_only=False)
        try:
            with translated(path):
                await _migrate(writer, path)
                reader = await _connect(path, zone, read_only=True)
        except BaseException:
            await writer.close()
            raise
        snapshots = Snapshots(path, _PRAGMAS + _READ_ONLY)
        try:
            yield cls(path, writer, reader, snapshots)
        finally:
            snapshots.close()
            await reader.close()
            await writer.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Lend the writing connection inside one transaction; all of it stays, or nothing.

        Raises:
            StoreError: the disk is full, or the file is damaged or can no longer be written.
        """
        begin = partial(self._writer.execute, "BEGIN IMMEDIATE")
        async with self._lock:
            with self._watched():
                try:
                    await self._foreign_lock.outwait(begin)
                    yield self._writer
                    await self._writer.commit()
                except BaseException:  # also a cancellation while BEGIN is on its way
                    await self._writer.rollback()
                    raise

    async def read(self, work: Callable[[SnapshotConnection], T]) -> T:
        """Run `work` in a thread, on a read-only connection within one snapshot of the file."""

        async def attempt() -> T:
            return await asyncio.wrap_future(self._snapshots.submit(work))

        with self._watched():
            return await self._foreign_lock.outwait(attempt)

    async def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return the rows of a query, read beside the writer."""
        ask = partial(self._reader.execute_fetchall, sql, parameters)
        with self._watched():
            return list(await self._foreign_lock.outwait(ask))

    async def pages(self) -> tuple[int, int]:
        """Return how many pages the file has, and how many of them are empty."""
        [[pages]] = await self.fetch_all("PRAGMA page_count")
        [[empty]] = await self.fetch_all("PRAGMA freelist_count")
        return int(pages), int(empty)

    async def size(self) -> int:
        """Return the bytes that the file takes on the disk, with the log beside it."""
        return await asyncio.to_thread(_size, self.path)

    async def last_numbers(self) -> dict[str, int]:
        """Return the last number that was given to a row, of the tables that never reuse one."""
        return {
            row["name"]: row["seq"] for row in await self.fetch_all("SELECT * FROM sqlite_sequence")
        }

    async def set_last_number(self, connection: Connection, table: str, number: int) -> None:
        """Let a table number its next row above `number`, if it never reuses one."""
        raised = await connection.execute(
            "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (number, table)
        )
        if not raised.rowcount:
            await connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, number))

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Translate errors, and note damage wherever it is met, whoever catches it then."""
        try:
            with translated(self.path):
                yield
        except DatabaseDamaged:
            self.is_damaged.set()
            raise


def _size(path: Path) -> int:
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def _probe(path: Path) -> None:
    """Read the file's first page: what cannot be opened fails here, without threads."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_PRAGMAS)
        connection.execute("PRAGMA schema_version").fetchone()


async def _connect(path: Path, zone: str, *, read_only: bool) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None)
    pragmas = _PRAGMAS + (_READ_ONLY if read_only else _WRITER_PRAGMAS)
    try:
        connection.row_factory = sqlite3.Row
        await connection.create_function("default_zone", 0, lambda: zone, deterministic=True)
        await ForeignLock(path).outwait(partial(connection.executescript, pragmas))
    except BaseException:
        await connection.close()
        raise
    return connection


async def _migrate(writer: aiosqlite.Connection, path: Path) -> None:
    """Run the scripts the file has not had yet, each in one transaction with its number.

    Raises:
        StoreError: the file was written by a newer program.
    """
    rows: Iterable[sqlite3.Row] = await writer.execute_fetchall("PRAGMA user_version")
    version = next(iter(rows))[0]
    known = migrations()
    if version > known[-1][0]:
        raise StoreError(
            f"the database is at version {version}, this Gazette knows {known[-1][0]}: "
            "install the newer Gazette again, or restore a backup"
        )
    if 0 < version <= LAST_EDITED:
        had = [script for number, script in known if number <= version]
        behind = await asyncio.to_thread(missing_statements, path, had)
        await _run_script(writer, path, version, ";\n".join(behind))
    for number, script in known:
        if number > version:
            await _run_script(writer, path, number, script)


async def _run_script(writer: aiosqlite.Connection, path: Path, number: int, script: str) -> None:
    """Bring the file to schema `number` in one transaction.

    Raises:
        StoreError: it cannot be run on this file.
    """
    whole = f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT;"
    try:
        with translated(path):
            await ForeignLock(path).outwait(partial(writer.executescript, whole))
    except sqlite3.Error as e:
        if writer.in_transaction:
            await writer.rollback()
        raise StoreError(f"migration {number} failed: {e}") from e
