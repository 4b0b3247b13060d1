"""Hold a PostgreSQL database for one process, by an advisory lock of a connection of its own.

The lock ends with the connection, however that ends. When the server went away, it is taken again
as soon as the server is back; if another process was first, this one must end.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any, Self

import psycopg
from psycopg import AsyncConnection

from bot.errors import DatabaseInUse, StoreError
from bot.store.engine.postgres.errors import sentence
from bot.store.engine.postgres.parameters import writing

_KEY = 0x6761_7A65_7474_66  # "gazettf": who migrates has the one before
_LOCK = "SELECT pg_try_advisory_lock(%s)"
_UNLOCK = "SELECT pg_advisory_unlock_all()"
_HOLDER = """
    SELECT host(client_addr) AS host, backend_start FROM pg_stat_activity
    WHERE pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
                  AND (classid::bigint << 32) | objid::bigint = %s)
"""


class SoleProcess:
    """The one process that serves a database."""

    def __init__(self, parameters: dict[str, Any], connection: AsyncConnection) -> None:
        self._parameters = parameters
        self._connection = connection

    @classmethod
    @asynccontextmanager
    async def hold(cls, address: str) -> AsyncIterator[Self]:
        """Be the one process that serves the database at `address`, until the block ends.

        Raises:
            StoreError: the server cannot be reached.
            DatabaseInUse: another process has the database.
        """
        parameters = writing(address)
        try:
            held = cls(parameters, await _locked(parameters))
        except psycopg.Error as e:
            raise StoreError(f"the database cannot be reached: {sentence(e)}") from e
        try:
            yield held
        finally:
            with suppress(psycopg.Error):  # a server that is away has ended the lock itself
                await held._connection.execute(_UNLOCK)  # closing is not waited for over there
            await held._connection.close()

    async def run_due(self, now: datetime) -> int:
        """Look whether the lock is still held, and take it again where it was lost; return 0.

        Raises:
            DatabaseInUse: another process took it.
        """
        try:
            await self._connection.execute("SELECT 1")
        except psycopg.OperationalError:
            await self._connection.close()
            try:
                self._connection = await _locked(self._parameters)
            except psycopg.OperationalError:
                return 0  # still away: nobody else has it either
        return 0


async def _locked(parameters: dict[str, Any]) -> AsyncConnection:
    connection = await AsyncConnection.connect(**parameters, autocommit=True)
    try:
        await _lock(connection)
    except BaseException:
        await connection.close()
        raise
    return connection


async def _lock(connection: AsyncConnection) -> None:
    [is_ours] = await (await connection.execute(_LOCK, (_KEY,))).fetchone() or (False,)
    if not is_ours:
        raise DatabaseInUse(await _in_use(connection))


async def _in_use(connection: AsyncConnection) -> str:
    holder = await (await connection.execute(_HOLDER, (_KEY,))).fetchone()
    who = "another process"
    if holder is not None:
        host, since = holder
        who += f" ({host or 'this machine'}, since {since:%Y-%m-%d %H:%M:%S %Z})"
    return f"the database is served by {who}"
