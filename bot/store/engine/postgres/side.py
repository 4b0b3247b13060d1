"""A connection beside the store's, for what waits for no transaction of it and outlives no crash.

Its commits are not flushed to the server's disk.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor

from bot.errors import TransactionLost
from bot.store.engine.postgres.errors import sentence
from bot.store.engine.postgres.parameters import writing

_WITHIN_S = 5.0


class SideConnection:
    """One connection, made at its first use and again when it was lost."""

    def __init__(self, address: str) -> None:
        parameters = writing(address)
        options = f"{parameters['options']} -c synchronous_commit=off"
        self._parameters: dict[str, Any] = parameters | {"options": options}
        self._connection: AsyncConnection | None = None
        self._lock = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, address: str) -> AsyncIterator[Self]:
        side = cls(address)
        try:
            yield side
        finally:
            await side._drop()

    async def ask(self, sql: str, values: tuple[str | int, ...] = ()) -> list[Any]:
        """Run one statement, a transaction of its own, and return its rows.

        Raises:
            TransactionLost: the server cannot be asked now.
        """
        async with self._lock:
            try:
                return await self._try(sql, values)
            except psycopg.Error:  # its connection ended, most likely, and another can be had
                return await self._try_again(sql, values)

    async def _try_again(self, sql: str, values: tuple[str | int, ...]) -> list[Any]:
        try:
            return await self._try(sql, values)
        except psycopg.Error as e:
            raise TransactionLost(sentence(e)) from e

    async def _try(self, sql: str, values: tuple[str | int, ...]) -> list[Any]:
        try:
            async with asyncio.timeout(_WITHIN_S):
                connection = await self._connected()
                cursor = await connection.execute(sql, values)
                return await cursor.fetchall() if cursor.description else []
        except psycopg.Error:
            await self._drop()
            raise
        except TimeoutError as e:
            await self._drop()
            raise TransactionLost(f"no answer within {_WITHIN_S:.0f} s") from e

    async def _connected(self) -> AsyncConnection:
        if self._connection is None or self._connection.closed:
            self._connection = await AsyncConnection.connect(
                **self._parameters, autocommit=True, cursor_factory=AsyncRawCursor
            )
        return self._connection

    async def _drop(self) -> None:
        if self._connection is not None:
            await self._connection.close()
