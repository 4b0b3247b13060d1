"""A database that cannot hold a store is refused at the start, with what has to be changed."""

from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

import psycopg
import pytest
from psycopg import AsyncConnection

from bot.config import ServerUrl
from bot.errors import StoreError
from bot.store.database import Database
from bot.store.engine.postgres.requirements import require_usable
from bot.store.place import check_up, hold
from bot.worker.loop import utcnow
from tests.support.postgres import PostgresServer

NAME = "gazette_odd"


@pytest.fixture
def beside(postgres: PostgresServer) -> Iterator[psycopg.Connection]:
    """Lend a connection that may make databases and roles."""
    with postgres.database() as address, psycopg.connect(address, autocommit=True) as connection:
        yield connection


@contextmanager
def odd_database(
    beside: psycopg.Connection, form: str = "", *further: str, of: str = ""
) -> Iterator[ServerUrl]:
    """Lend the address of a database made otherwise, for a role of that name if there is one."""
    made = f"CREATE DATABASE {NAME} TEMPLATE template0 {form}"
    roles = [f"CREATE ROLE {of} LOGIN"] if of else []
    for statement in (made, *roles, *further):
        beside.execute(statement.encode())
    info = beside.info
    try:
        yield ServerUrl(f"postgresql://{of or info.user}@/{NAME}?host={info.host}&port={info.port}")
    finally:
        beside.execute(f"DROP DATABASE {NAME} WITH (FORCE)".encode())
        if of:
            beside.execute(f"DROP ROLE {of}".encode())


async def refused(address: ServerUrl) -> str:
    """Return what the start and the doctor say alike of a database that they refuse."""
    with pytest.raises(StoreError) as error:
        await AsyncExitStack().enter_async_context(hold(address, utcnow(), 2))
    with pytest.raises(StoreError, match="cannot be used"):
        await AsyncExitStack().enter_async_context(Database.open(address))
    assert (await check_up(address)).problem == str(error.value)
    return str(error.value)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
async def test_an_encoding_that_cannot_hold_every_text_is_refused(
    beside: psycopg.Connection, encoding: str
) -> None:
    with odd_database(beside, f"ENCODING '{encoding}' LOCALE 'C'") as address:
        assert "encoding cannot hold every text: make one with UTF-8" in await refused(address)


async def test_a_user_who_may_make_no_tables_is_told_what_is_missing(
    beside: psycopg.Connection,
) -> None:
    with odd_database(beside, of="gazette_poor") as address:
        assert "GRANT CREATE ON SCHEMA public" in await refused(address)


async def test_a_pooler_that_keeps_our_settings_back_is_refused(
    postgres: PostgresServer,
) -> None:
    with postgres.database() as address:
        async with await AsyncConnection.connect(address) as connection:  # as through one
            with pytest.raises(StoreError, match="a pooler's"):
                await require_usable(connection)


async def test_times_that_a_role_has_for_statements_do_not_hold_for_ours(
    beside: psycopg.Connection,
) -> None:
    hasty = "gazette_hasty"
    with odd_database(
        beside,
        "",
        f"ALTER ROLE {hasty} SET statement_timeout = '1ms'",
        f"ALTER ROLE {hasty} SET lock_timeout = '1ms'",
        f"ALTER DATABASE {NAME} OWNER TO {hasty}",
        f"ALTER DATABASE {NAME} SET timezone = 'America/St_Johns'",
        of=hasty,
    ) as address:
        async with Database.open(f"{address}&options=-c%20work_mem%3D8MB") as database:
            [[memory]] = await database.fetch_all(
                "SELECT current_setting('work_mem') FROM pg_sleep(0.01)"
            )

    assert memory == "8MB"


async def test_a_database_that_takes_no_writes_is_said_to_be_one(
    beside: psycopg.Connection,
) -> None:
    read_only = f"ALTER DATABASE {NAME} SET default_transaction_read_only = on"
    with odd_database(beside, "", read_only) as address:
        with pytest.raises(StoreError, match="takes writes: a standby, or read-only"):
            await AsyncExitStack().enter_async_context(hold(address, utcnow()))
        assert "takes writes" in ((await check_up(address)).problem or "")


@pytest.mark.parametrize("password", ["secret@word", "secret%word", "sec/ret@word"])
async def test_a_password_that_is_not_written_as_one_is_not_told(password: str) -> None:
    with pytest.raises(StoreError, match="@ is written %40") as error:
        await AsyncExitStack().enter_async_context(
            hold(f"postgresql://me:{password}@127.0.0.1:1/gazette", utcnow())
        )

    assert "word" not in str(error.value).replace("password", "")
