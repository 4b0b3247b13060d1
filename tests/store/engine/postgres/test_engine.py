"""A PostgreSQL database in use: what it takes and gives, and what helps when it goes away."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from bot.errors import StoreError, TransactionLost
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.meta import MetaStore
from tests.support.postgres import PostgresServer

# All are told before any is waited for, as a server that stops does it.
_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM unnest(ARRAY(
        SELECT pid FROM pg_stat_activity WHERE datname = current_database()
        AND CASE WHEN pid <> pg_backend_pid() THEN pg_terminate_backend(pid) END)) AS others (pid)
"""
_ADD = "UPDATE meta SET value = value || 'x' WHERE key = ?"


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    async with Database.open(address) as opened:
        yield opened


def cut_off(address: str) -> None:
    """End every connection to a database but this one."""
    with psycopg.connect(address) as connection:
        connection.execute(_OTHERS)


async def test_nul_never_reaches_a_text(database: Database) -> None:
    await MetaStore(database).put("k\0ey", "val\0ue")

    assert await MetaStore(database).get("key") == "value"


async def test_whole_numbers_of_any_size_come_back_as_they_went(database: Database) -> None:
    numbers = [0, 1, 2**15, 2**31, 2**63 - 1, -(2**63)]
    async with database.transaction() as connection:
        await connection.executemany(
            "INSERT INTO story_marks (mark, item_id, at) SELECT ?, 1, 0 WHERE 1 = 0",
            [(number,) for number in numbers],
        )
    found = [await database.fetch_one("SELECT ? + 0 AS n", (number,)) for number in numbers]

    assert [row["n"] for row in found if row] == numbers


async def test_an_address_that_is_none_and_a_server_that_is_away_are_told() -> None:
    for place, told in (
        ("postgresql://host/gazette?speed=1", "DATABASE is no address that PostgreSQL knows"),
        ("postgresql://127.0.0.1:1/gazette", "the database cannot be used"),
    ):
        with pytest.raises(StoreError, match=told):
            async with Database.open(place):
                pass


async def test_a_transaction_whose_server_went_away_is_lost_whole(
    database: Database, address: str
) -> None:
    async def write() -> None:
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO meta VALUES ('a', 'x')")
            await asyncio.to_thread(cut_off, address)
            await connection.execute("INSERT INTO meta VALUES ('b', 'x')")

    with pytest.raises(TransactionLost):
        await write()

    assert await database.fetch_all("SELECT * FROM meta") == []


async def test_what_was_lost_is_done_again(database: Database, address: str) -> None:
    tries = 0

    @retried
    async def write() -> None:
        nonlocal tries
        tries += 1
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO meta VALUES ('a', 'x')")
            if tries == 1:
                await asyncio.to_thread(cut_off, address)
            await connection.execute("INSERT INTO meta VALUES ('b', 'x')")

    await write()

    assert tries > 1
    assert len(await database.fetch_all("SELECT * FROM meta")) == 2


async def test_of_two_transactions_that_wait_for_each_other_both_come_to_their_end(
    database: Database, address: str
) -> None:
    both_hold_one = asyncio.Barrier(2)
    tries: list[str] = []

    @retried
    async def write(own: Database, first: str, second: str) -> None:
        tries.append(first)
        async with own.transaction() as connection:
            await connection.execute(_ADD, (first,))
            if tries.count(first) == 1:
                await both_hold_one.wait()
            await connection.execute(_ADD, (second,))

    for key in ("a", "b"):
        await MetaStore(database).put(key, "")
    async with Database.open(address) as other:
        await asyncio.gather(write(database, "a", "b"), write(other, "b", "a"))

    assert [await MetaStore(database).get(key) for key in ("a", "b")] == ["xx", "xx"]
    assert len(tries) > 2


async def test_a_server_that_is_the_primary_no_more_is_left_for_another(
    database: Database,
) -> None:
    pids: list[int] = []

    @retried
    async def write() -> None:
        async with database.transaction() as connection:
            [row] = await connection.execute_fetchall("SELECT pg_backend_pid() AS pid")
            pids.append(row["pid"])
            if len(pids) == 1:
                await connection.execute("SET TRANSACTION READ ONLY")
            await connection.execute("INSERT INTO meta VALUES ('a', 'x')")

    await write()

    assert len(set(pids)) == 2
    assert await MetaStore(database).get("a") == "x"


async def test_without_a_primary_a_write_waits_for_one_while_reads_go_on(
    database: Database, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    meta = MetaStore(database)
    await meta.put("a", "before")
    with no_primary(address):
        writing = asyncio.create_task(meta.put("a", "after"))
        while "the database is away, waiting for it" not in caplog.text:
            assert await meta.get("a") == "before"
        assert not writing.done()
    await writing

    assert await meta.get("a") == "after"


@contextmanager
def no_primary(address: str) -> Iterator[None]:
    """Let a database take no writes, as the standby of a primary that is gone."""
    with psycopg.connect(address, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        connection.execute(_OTHERS)
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")


async def test_a_server_that_restarts_is_waited_for(
    database: Database, postgres: PostgresServer
) -> None:
    meta = MetaStore(database)
    await meta.put("a", "before")
    assert await database.read(lambda snapshot: snapshot.execute("SELECT 1").fetchone()[0]) == 1

    restarting = asyncio.create_task(asyncio.to_thread(postgres.restart))
    while not restarting.done():
        assert await meta.get("a") == "before"
    await restarting
    await meta.put("b", "after")

    assert await meta.get("b") == "after"
    assert await database.read(lambda snapshot: snapshot.execute("SELECT 1").fetchone()[0]) == 1
