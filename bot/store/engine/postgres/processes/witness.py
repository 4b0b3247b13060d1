"""A connection by which a standby process knows whether the server was up throughout; no locks.

Locks end with their connections. If this connection has lasted, the process that held a lock which
is free now has died, and a standby may take its slot. If this one was lost too, the server dropped
them all, and the processes that held the locks will be back for them.
"""

from typing import Any

import psycopg
from psycopg import AsyncConnection

from bot.store.engine.postgres.parameters import reading


class PostgresWitness:
    """The witness of a server's database: one idle connection."""

    def __init__(self, address: str) -> None:
        self._parameters: dict[str, Any] = reading(address)
        self._connection: AsyncConnection | None = None

    async def rest(self) -> None:
        """Close the connection; the next `lasts` begins anew."""
        if self._connection is not None:
            await self._connection.close()
        self._connection = None

    async def lasts(self) -> bool:
        """Say whether the server was up since the last call; at the first, whether it is now."""
        if await self._answers():
            return True
        is_first = self._connection is None
        try:
            self._connection = await AsyncConnection.connect(**self._parameters, autocommit=True)
        except psycopg.OperationalError:
            return False
        return is_first

    async def _answers(self) -> bool:
        if self._connection is None or self._connection.closed:
            return False
        try:
            await self._connection.execute("SELECT 1")
        except psycopg.OperationalError:
            await self._connection.close()
            return False
        return True
