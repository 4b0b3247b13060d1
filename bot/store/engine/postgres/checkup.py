"""Look at a PostgreSQL database without changing it: can it be reached, is it of our version."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor

from bot.errors import StoreError
from bot.store.engine.connection import Fetch, Parameters, Row
from bot.store.engine.postgres.adapt import PostgresRow, register, row_factory
from bot.store.engine.postgres.dialect import statement
from bot.store.engine.postgres.errors import sentence
from bot.store.engine.postgres.parameters import writing
from bot.store.engine.postgres.requirements import require_usable

_SILENCE = """
    SELECT extract(epoch FROM clock_timestamp() - max(state_change))::bigint FROM pg_stat_activity
    WHERE application_name = current_setting('application_name')
      AND datname = current_database() AND pid <> pg_backend_pid()
"""


@asynccontextmanager
async def looking_at(address: str) -> AsyncIterator[Fetch]:
    """Lend reads of the database at `address`, which is neither made nor migrated.

    Raises:
        StoreError: it cannot be reached, or holds no store and never could.
    """
    try:
        connection = await AsyncConnection[PostgresRow].connect(
            **writing(address),  # whichever server is served; nothing is written
            autocommit=True,
            cursor_factory=AsyncRawCursor[PostgresRow],
            row_factory=row_factory,
        )
    except psycopg.Error as e:
        raise StoreError(f"the database cannot be reached: {sentence(e)}") from e
    register(connection)

    async def fetch(sql: str, parameters: Parameters = ()) -> list[Row]:
        asked = statement(sql)
        try:
            cursor = await connection.execute(asked.sql, asked.bind(parameters))
            return list(await cursor.fetchall())
        except psycopg.Error as e:
            raise StoreError(f"the database cannot be used: {sentence(e)}") from e

    async with connection:
        await connection.execute("SET default_transaction_read_only = on")
        await require_usable(connection)
        yield fetch


async def version_of(fetch: Fetch) -> int:
    """Return the version of the schema; 0: there is none yet."""
    [[is_made]] = await fetch("SELECT to_regclass('schema_version') IS NOT NULL", ())
    if not is_made:
        return 0
    [[number]] = await fetch("SELECT number FROM schema_version", ())
    return int(number)


async def silence_of_host(fetch: Fetch) -> int | None:
    """Return for how many seconds no process of this machine has asked; None: none is connected."""
    [[seconds]] = await fetch(_SILENCE, ())
    return None if seconds is None else int(seconds)
