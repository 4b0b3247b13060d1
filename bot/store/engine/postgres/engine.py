"""The store in a PostgreSQL database: a pool of connections, transactions, reads beside them.

Write transactions of a process are one at a time, as with SQLite, so that what is read in one and
then written is still so; several processes are kept apart by locks of rows (a claim's
`FOR UPDATE … SKIP LOCKED`) and by what each is responsible for.

A server that is away is waited for before a transaction begins, and reads are done again. What is
lost in the middle leaves as `TransactionLost`: nothing of it stayed, so it may be done again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Self, TypeVar

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg_pool import AsyncConnectionPool

from bot.errors import CommitUncertain, DatabaseAway, StoreError, TransactionLost
from bot.store.engine.connection import Connection, Parameters, Row, SnapshotConnection
from bot.store.engine.postgres.adapt import PostgresRow, register, row_factory
from bot.store.engine.postgres.dialect import statement
from bot.store.engine.postgres.errors import is_lost, sentence, translated
from bot.store.engine.postgres.migrate import migrate
from bot.store.engine.postgres.parameters import reading, writing
from bot.store.engine.postgres.snapshots import PostgresSnapshots

log = logging.getLogger(__name__)
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # each failed try; we tell it once

T = TypeVar("T")
Pool = AsyncConnectionPool[AsyncConnection[PostgresRow]]

_LAST_NUMBERS = """
    SELECT relation.relname AS name, sequences.last_value AS number
    FROM pg_sequences AS sequences
    JOIN pg_class AS sequence ON sequence.relname = sequences.sequencename
    JOIN pg_depend ON pg_depend.objid = sequence.oid AND pg_depend.deptype = 'i'
    JOIN pg_class AS relation ON relation.oid = pg_depend.refobjid
    WHERE sequences.schemaname = current_schema() AND sequences.last_value IS NOT NULL
"""
_READERS = 4  # beside the one that writes
_BETWEEN_TRIES_S = 0.5
_GETS_WITHIN_S = 5.0
_RECONNECTS_WITHIN_S = 2.0  # then whoever asks begins anew: later tries would be minutes apart


class PostgresConnection:
    """Runs statements of the shared subset inside one transaction."""

    def __init__(self, connection: AsyncConnection[PostgresRow], zone: str) -> None:
        self._connection = connection
        self._zone = zone

    async def execute(
        self, sql: str, parameters: Parameters = (), /
    ) -> psycopg.AsyncCursor[PostgresRow]:
        asked = statement(sql, self._zone)
        values = asked.bind(parameters)
        return await self._connection.execute(asked.sql, values, prepare=asked.prepare)

    async def executemany(
        self, sql: str, parameters: Iterable[Parameters], /
    ) -> psycopg.AsyncCursor[PostgresRow]:
        asked = statement(sql, self._zone)
        cursor = self._connection.cursor()
        await cursor.executemany(asked.sql, [asked.bind(values) for values in parameters])
        return cursor

    async def execute_fetchall(
        self, sql: str, parameters: Parameters = (), /
    ) -> Sequence[PostgresRow]:
        return await (await self.execute(sql, parameters)).fetchall()


class PostgresEngine:
    """A database on a server, open."""

    def __init__(
        self, writers: Pool, readers: Pool, snapshots: PostgresSnapshots, zone: str
    ) -> None:
        self._writers = writers
        self._readers = readers
        self._snapshots = snapshots
        self._zone = zone
        self._lock = asyncio.Lock()
        self._is_told = False

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, *, zone: str = "UTC") -> AsyncIterator[Self]:
        """Open the database at `url`, migrated as needed, and close it at the end.

        Raises:
            DatabaseAway: the server cannot be reached.
            StoreError: the database is newer than this program, or not ours to use.
        """
        try:
            await migrate(writing(url))
        except psycopg.Error as e:
            kind = DatabaseAway if is_lost(e) else StoreError
            raise kind(f"the database cannot be used: {sentence(e)}") from e
        async with AsyncExitStack() as stack:
            writers = await stack.enter_async_context(_pool(writing(url), 1))
            readers = await stack.enter_async_context(_pool(reading(url), _READERS))
            snapshots = PostgresSnapshots(reading(url), zone)
            stack.callback(snapshots.close)
            yield cls(writers, readers, snapshots, zone)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Lend a connection inside one transaction; all of it stays, or nothing.

        Raises:
            TransactionLost: the server went away, or another transaction was preferred.
            StoreError: there is no room, or no right.
        """
        async with self._lock:
            connection = await self._outwait(self._begin)
            try:
                yield PostgresConnection(connection, self._zone)
                await _commit(connection)
            except psycopg.errors.ReadOnlySqlTransaction as e:  # the primary is another by now
                await connection.close()
                raise TransactionLost(sentence(e)) from e
            except BaseException as e:  # also a cancellation
                await _roll_back(connection)
                if isinstance(e, psycopg.Error):
                    raise translated(e) from e
                raise
            finally:
                await self._writers.putconn(connection)

    async def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return the rows of a query, read beside the writer."""
        asked = statement(sql, self._zone)
        values = asked.bind(parameters)

        async def attempt() -> list[Row]:
            async with self._readers.connection(timeout=_GETS_WITHIN_S) as connection:
                cursor = await connection.execute(asked.sql, values, prepare=asked.prepare)
                return list(await cursor.fetchall())

        try:
            return await self._outwait(attempt)
        except psycopg.Error as e:
            raise translated(e) from e

    async def read(self, work: Callable[[SnapshotConnection], T]) -> T:
        """Run `work` in a thread, on a read-only connection within one snapshot."""

        async def attempt() -> T:
            return await asyncio.wrap_future(self._snapshots.submit(work))

        return await self._outwait(attempt)

    async def pages(self) -> tuple[int, int]:
        """Return that no page is empty: the server looks after its own."""
        return 0, 0

    async def last_numbers(self) -> dict[str, int]:
        """Return the last number that was given to a row, by table."""
        return {row["name"]: row["number"] for row in await self.fetch_all(_LAST_NUMBERS)}

    async def set_last_number(self, connection: Connection, table: str, number: int) -> None:
        """Let a table number its next row above `number` and all its rows."""
        await connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), n) FROM"  # noqa: S608  # ours
            f" (SELECT max(coalesce(max(id), 0), ?) AS n FROM {table}) AS last WHERE n > 0",
            (number,),
        )

    async def size(self) -> int:
        """Return the bytes that the database takes on the server."""
        [[size]] = await self.fetch_all("SELECT pg_database_size(current_database())")
        return int(size)

    async def _begin(self) -> AsyncConnection[PostgresRow]:
        connection = await self._writers.getconn(timeout=_GETS_WITHIN_S)
        try:
            await connection.execute("BEGIN")
        except BaseException:
            await _roll_back(connection)
            await self._writers.putconn(connection)
            raise
        return connection

    async def _note_away(self, error: psycopg.Error) -> None:
        """Throw away what is broken, tell once, and wait if that has not helped before."""
        if self._is_told:
            await asyncio.sleep(_BETWEEN_TRIES_S)
        else:
            log.warning("the database is away, waiting for it: %s", sentence(error))
        self._is_told = True
        await self._writers.check()
        await self._readers.check()

    async def _outwait(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Do `attempt`, again and again while the server is away, and tell of that once."""
        while True:
            try:
                result = await attempt()
            except psycopg.Error as e:
                if not is_lost(e):
                    raise
                await self._note_away(e)
            else:
                if self._is_told:
                    log.info("the database is back")
                self._is_told = False
                return result


async def _commit(connection: AsyncConnection[PostgresRow]) -> None:
    """Let what was written stay.

    Raises:
        CommitUncertain: the answer did not come.
    """
    try:
        done = await connection.execute("COMMIT")
    except psycopg.Error as e:
        if is_lost(e):
            raise CommitUncertain(sentence(e)) from e
        raise
    if done.statusmessage == "ROLLBACK":
        raise StoreError("an error within a transaction was not let through")


def _pool(parameters: dict[str, Any], size: int) -> Pool:
    return AsyncConnectionPool(
        kwargs={
            **parameters,
            "autocommit": True,
            "cursor_factory": AsyncRawCursor,
            "row_factory": row_factory,
        },
        connection_class=AsyncConnection[PostgresRow],
        configure=_configure,
        reconnect_timeout=_RECONNECTS_WITHIN_S,
        min_size=1,
        max_size=size,
        open=False,
    )


async def _configure(connection: AsyncConnection[PostgresRow]) -> None:
    register(connection)


async def _roll_back(connection: AsyncConnection[PostgresRow]) -> None:
    """End what was begun; a connection that cannot is thrown away by its pool."""
    with suppress(psycopg.Error):
        await connection.execute("ROLLBACK")
