"""Open the SQLite file, bring it up to date, and lend transactions; holds no business logic.

One connection writes, behind a lock; a second one, read-only, serves short reads, so that a long
write never costs an interaction its three seconds. What reads much and computes (a search) runs
in threads of its own, each with a connection and one snapshot of the whole.
"""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import Self, TypeVar

import aiosqlite

from bot.errors import StoreError

Connection = aiosqlite.Connection
Parameters = Mapping[str, object] | Sequence[object]
T = TypeVar("T")

_READING_THREADS = 2  # a long build of the index, and a search beside it

_PRAGMAS = """
    PRAGMA busy_timeout = 5000;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
"""
_WRITER_PRAGMAS = """
    PRAGMA page_size = 8192;              -- three articles a page; in 4096 bytes only one fits
    PRAGMA auto_vacuum = INCREMENTAL;     -- what a merge of the search index leaves is given back
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;            -- a lost "sent" mark would be a doubled message
    PRAGMA journal_size_limit = 67108864;
"""


def like(text: str) -> str:
    """Return the pattern of what holds `text`, for `LIKE … ESCAPE '!'`."""
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


class Database:
    """The one file, open: lends write transactions one at a time, and reads beside them."""

    def __init__(
        self, writer: aiosqlite.Connection, reader: aiosqlite.Connection, snapshots: "_Snapshots"
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._snapshots = snapshots
        self._lock = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator[Self]:
        """Open `path`, made and migrated as needed, and close it at the end.

        Raises:
            StoreError: the file is newer than this program, damaged, or cannot be written.
        """
        try:
            _make(path)
            writer = await _connect(path, read_only=False)
        except (sqlite3.Error, OSError) as e:
            raise StoreError(f"cannot open {path}: {e}") from e
        try:
            await _migrate(writer)
            reader = await _connect(path, read_only=True)
        except BaseException:
            await writer.close()
            raise
        snapshots = _Snapshots(path)
        try:
            yield cls(writer, reader, snapshots)
        finally:
            snapshots.close()
            await reader.close()
            await writer.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """Lend the writing connection inside one transaction; all of it stays, or nothing.

        Raises:
            StoreError: the disk is full or the file can no longer be written.
        """
        async with self._lock:
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                await self._writer.commit()
            except BaseException as e:  # also a cancellation while BEGIN is on its way
                await self._writer.rollback()
                if isinstance(e, sqlite3.OperationalError) and _out_of_reach(e):
                    raise StoreError(str(e)) from e
                raise

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in a thread, on a read-only connection within one snapshot of the file."""
        return await asyncio.wrap_future(self._snapshots.submit(work))

    async def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Return the rows of a query, read beside the writer."""
        return list(await self._reader.execute_fetchall(sql, parameters))

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        rows = await self.fetch_all(sql, parameters)
        return rows[0] if rows else None


class _Snapshots:
    """Threads that read, each with a connection opened at its first work."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(_READING_THREADS, thread_name_prefix="snapshot")

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> Future[T]:
        return self._pool.submit(self._run, work)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        for connection in self._opened:
            connection.close()

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            return work(connection)
        finally:
            connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "connection"):
            connection = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False
            )  # the pool's end is its own thread's business, the closing ours
            connection.row_factory = sqlite3.Row
            connection.executescript(_PRAGMAS + "PRAGMA query_only = ON;")
            self._own.connection = connection
            self._opened.append(connection)
        found: sqlite3.Connection = self._own.connection
        return found


def _out_of_reach(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in (  # of SQLITE_IOERR there are thirty kinds
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
    )


def _make(path: Path) -> None:
    """Make the file readable by its owner alone before SQLite would make it for everybody."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)


async def _connect(path: Path, *, read_only: bool) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        await connection.executescript(_PRAGMAS)
        await connection.executescript("PRAGMA query_only = ON;" if read_only else _WRITER_PRAGMAS)
    except BaseException:
        await connection.close()
        raise
    return connection


def migrations() -> list[tuple[int, str]]:
    """Return the numbered scripts of `migrations/`, in order."""
    folder = resources.files("bot.store") / "migrations"
    scripts = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(int(name[:4]), (folder / name).read_text(encoding="utf-8")) for name in scripts]


async def _migrate(writer: aiosqlite.Connection) -> None:
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
    for number, script in known:
        if number <= version:
            continue
        try:
            await writer.executescript(
                f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT;"
            )
        except sqlite3.Error as e:
            if writer.in_transaction:
                await writer.rollback()
            raise StoreError(f"migration {number} failed: {e}") from e
