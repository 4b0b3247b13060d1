"""Open the database, whichever engine it is on, and lend its transactions; holds no statement."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol, Self, TypeVar

from bot.store.engine.connection import Connection, Fetch, Parameters, Row, SnapshotConnection
from bot.store.engine.extra import needs_postgres
from bot.store.engine.sqlite import SqliteEngine

__all__ = ["Connection", "Database", "Fetch", "Parameters", "Row", "like"]

T = TypeVar("T")


def like(text: str) -> str:
    """Return the pattern of what holds `text`, for `LIKE … ESCAPE '!'`."""
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


class Engine(Protocol):
    """What holds the rows, open."""

    def transaction(self) -> AbstractAsyncContextManager[Connection]: ...

    async def fetch_all(self, sql: str, parameters: Parameters = ...) -> list[Row]: ...

    async def read(self, work: Callable[[SnapshotConnection], T]) -> T: ...

    async def pages(self) -> tuple[int, int]: ...

    async def size(self) -> int: ...

    async def last_numbers(self) -> dict[str, int]: ...

    async def set_last_number(self, connection: Connection, table: str, number: int) -> None: ...


class Database:
    """The database, open: lends write transactions one at a time, and reads beside them."""

    def __init__(self, engine: Engine, *, path: Path | None, is_damaged: asyncio.Event) -> None:
        self._engine = engine
        self.path = path  # None: it is no file
        self.is_damaged = is_damaged  # whoever waits for it ends the process

    @classmethod
    @asynccontextmanager
    async def open(cls, place: Path | str, *, zone: str = "UTC") -> AsyncIterator[Self]:
        """Open a file, or the database at an address, made and migrated as needed.

        `zone` is what `default_zone()` says in SQL: it holds where nobody chose a time zone.

        Raises:
            StoreError: it is newer than this program, damaged, or cannot be used.
        """
        if isinstance(place, Path):
            async with SqliteEngine.open(place, zone=zone) as sqlite:
                yield cls(sqlite, path=place, is_damaged=sqlite.is_damaged)
        else:
            async with _open_postgres(place, zone) as postgres:
                yield cls(postgres, path=None, is_damaged=asyncio.Event())

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """Lend a connection inside one transaction; all of it stays, or nothing.

        Raises:
            TransactionLost: the server went away, or another transaction was preferred.
            StoreError: the disk is full, or the database can no longer be written.
        """
        return self._engine.transaction()

    async def read(self, work: Callable[[SnapshotConnection], T]) -> T:
        """Run `work` in a thread, on a read-only connection within one snapshot of the whole."""
        return await self._engine.read(work)

    async def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return the rows of a query, read beside the writer."""
        return await self._engine.fetch_all(sql, parameters)

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        rows = await self._engine.fetch_all(sql, parameters)
        return rows[0] if rows else None

    async def pages(self) -> tuple[int, int]:
        """Return how many pages the file has, and how many are empty; of a server's, none."""
        return await self._engine.pages()

    async def size(self) -> int:
        """Return the bytes that the database takes."""
        return await self._engine.size()

    async def last_numbers(self) -> dict[str, int]:
        """Return the last number that was given to a row, of the tables that never reuse one."""
        return await self._engine.last_numbers()

    async def set_last_number(self, connection: Connection, table: str, number: int) -> None:
        """Let a table number its next row above `number` and all its rows, in a transaction."""
        await self._engine.set_last_number(connection, table, number)


def _open_postgres(address: str, zone: str) -> AbstractAsyncContextManager[Engine]:
    """Open a database on a server, by libraries that only those need who have one."""
    with needs_postgres():
        from bot.store.engine.postgres.engine import PostgresEngine
    return PostgresEngine.open(address, zone=zone)
