"""Bring a PostgreSQL database up to date: one transaction, one process at a time."""

from typing import Any

import psycopg
from psycopg import AsyncConnection

from bot.errors import StoreError
from bot.store.engine.migrations import migrations
from bot.store.engine.postgres.requirements import require_usable
from bot.store.engine.postgres.schema import statements_of, whole_schema

_LOCK = 0x6761_7A65_7474_65  # "gazette": whoever migrates holds it


async def migrate(parameters: dict[str, Any]) -> None:
    """Make the schema, or run the scripts that the database has not had yet.

    Raises:
        StoreError: it was written by a newer program, cannot hold a store, or a script cannot be
            run on it.
    """
    async with await AsyncConnection.connect(**parameters) as connection:
        await require_usable(connection)
        await connection.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
        version = await _version(connection)
        known = migrations()
        if version > known[-1][0]:
            raise StoreError(
                f"the database is at version {version}, this Gazette knows {known[-1][0]}: "
                "install the newer Gazette again, or restore a backup"
            )
        if version == 0:
            await _run(connection, known[-1][0], [*whole_schema(known[-1][0])])
        for number, script in known:
            if 0 < version < number:
                await _run(connection, number, [*statements_of(script)])


async def _version(connection: AsyncConnection) -> int:
    found = await connection.execute("SELECT to_regclass(%s) IS NOT NULL", ("schema_version",))
    [is_made] = await found.fetchone() or (False,)
    if not is_made:
        await connection.execute("CREATE TABLE schema_version (number bigint NOT NULL)")
        await connection.execute("INSERT INTO schema_version VALUES (0)")
        return 0
    row = await (await connection.execute("SELECT number FROM schema_version")).fetchone()
    return int(row[0]) if row else 0


async def _run(connection: AsyncConnection, number: int, statements: list[str]) -> None:
    try:
        for sql in statements:
            await connection.execute(sql)
        await connection.execute("UPDATE schema_version SET number = %s", (number,))
    except psycopg.Error as e:
        raise StoreError(f"migration {number} failed: {e}") from e
