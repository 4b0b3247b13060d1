"""A connection that tells who stands by whether the server was there all the while; holds no lock.

Locks end with their connections. Where one that only looks on has lasted, who held a free lock is
gone; where it was lost as well, the server ended them all, and who held one will be back.
"""

from typing import Any

import psycopg
from psycopg import AsyncConnection

from bot.store.engine.postgres.parameters import reading


class PostgresWitness:
    """Looks on, by one connection."""

    def __init__(self, address: str) -> None:
        self._parameters: dict[str, Any] = reading(address)
        self._connection: AsyncConnection | None = None

    async def rest(self) -> None:
        """Look on no longer, until asked again for the first time."""
        if self._connection is not None:
            await self._connection.close()
        self._connection = None

    async def lasts(self) -> bool:
        """Say whether the server was there since this was asked last; the first time, is."""
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
