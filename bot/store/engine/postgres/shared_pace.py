"""A rate limit in one row of PostgreSQL (GCRA), for all processes of a bot; sends nothing.

It has a connection of its own, so that no transaction of the store is waited for, and goes by the
server's clock. What a crash of the server takes is worth less than a flush for each request.
"""

import asyncio
from typing import Any

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor

from bot.errors import TransactionLost
from bot.store.engine.postgres.errors import sentence
from bot.store.engine.postgres.parameters import writing
from bot.store.shared_pace import Turn

_WITHIN_S = 5.0
_MICRO = 1_000_000
_FARTHEST_US = 5 * _MICRO  # ahead; beyond, the server's clock went back
_LONGEST_US = 86_400 * _MICRO
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"

# $1 the place, $2 and $3 the microseconds between two requests (and when slower).
_TAKE = f"""
    WITH clock AS MATERIALIZED (SELECT {_NOW} AS now),
    held AS (SELECT closed_until_us AS until FROM rate_limits WHERE place = $1 AND place <> '')
    INSERT INTO rate_limits AS pace (place, next_us)
    VALUES ('', (SELECT now FROM clock) + $2)
    ON CONFLICT (place) DO UPDATE SET next_us = (
        SELECT CASE
            WHEN greatest(pace.closed_until_us, (SELECT until FROM held)) > now THEN pace.next_us
            ELSE greatest(now, least(pace.next_us, now + {_FARTHEST_US}))
                 + CASE WHEN pace.slow_until_us > now THEN $3 ELSE $2 END END
        FROM clock)
    RETURNING next_us - (SELECT now FROM clock), closed_until_us - (SELECT now FROM clock),
              coalesce((SELECT until FROM held), 0) - (SELECT now FROM clock),
              slow_until_us - (SELECT now FROM clock)
"""  # noqa: S608  # names of ours
_CLOSE = f"""
    INSERT INTO rate_limits AS pace (place, closed_until_us, slow_until_us)
    SELECT $1, now + $2, now + $3 FROM (SELECT {_NOW} AS now) AS clock
    ON CONFLICT (place) DO UPDATE SET
        closed_until_us = greatest(pace.closed_until_us, excluded.closed_until_us),
        slow_until_us = greatest(pace.slow_until_us, excluded.slow_until_us)
"""  # noqa: S608
_FORGET = f"DELETE FROM rate_limits WHERE place <> '' AND closed_until_us < {_NOW}"  # noqa: S608


class PostgresPace:
    """The pace of one bot, by the database that its processes share."""

    def __init__(self, address: str) -> None:
        parameters = writing(address)
        options = f"{parameters['options']} -c synchronous_commit=off"
        self._parameters: dict[str, Any] = parameters | {"options": options}
        self._connection: AsyncConnection | None = None
        self._lock = asyncio.Lock()

    async def aclose(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def take(self, place: str, *, rate: float, slow_rate: float, burst: float) -> Turn:
        """Take the next turn at a request about `place`; it is the caller's, used or not.

        Raises:
            TransactionLost: the database cannot be asked now.
        """
        [[next_us, *until_us]] = await self._ask(_TAKE, (place, _gap_us(rate), _gap_us(slow_rate)))
        all_closed, place_closed, slow = (_seconds(us) for us in until_us)
        gap = 1 / (slow_rate if slow else rate)
        return Turn(
            wait_s=max(0.0, next_us / _MICRO - gap * burst),
            all_closed_s=all_closed,
            place_closed_s=place_closed,
            slow_s=slow,
        )

    async def close(self, place: str, seconds: float, *, slow_s: float = 0) -> None:
        """Let no process ask anything about `place` for a while, '' is everything; then slower.

        Raises:
            TransactionLost: the database cannot be told now.
        """
        await self._ask(_CLOSE, (place, int(seconds * _MICRO), int(slow_s * _MICRO)))
        await self._ask(_FORGET, ())

    async def _ask(self, sql: str, values: tuple[str | int, ...]) -> list[Any]:
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
            await self.aclose()
            raise
        except TimeoutError as e:
            await self.aclose()
            raise TransactionLost(f"no answer within {_WITHIN_S:.0f} s") from e

    async def _connected(self) -> AsyncConnection:
        if self._connection is None or self._connection.closed:
            self._connection = await AsyncConnection.connect(
                **self._parameters, autocommit=True, cursor_factory=AsyncRawCursor
            )
        return self._connection


def _gap_us(rate: float) -> int:
    return round(_MICRO / rate)


def _seconds(us: int) -> float:
    return min(max(us, 0), _LONGEST_US) / _MICRO
