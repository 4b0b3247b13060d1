"""One process serves a database on a server, also when that went away in between."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest

from bot.config import ServerUrl
from bot.errors import DatabaseInUse
from bot.store.place import hold
from bot.worker.loop import utcnow
from tests.store.engine.postgres.test_engine import cut_off
from tests.support.postgres import PostgresServer


@pytest.fixture
def address(postgres: PostgresServer) -> Iterator[ServerUrl]:
    with postgres.database() as lent:
        yield lent


async def test_a_second_process_is_refused_until_the_first_ends(address: ServerUrl) -> None:
    async with AsyncExitStack() as first:
        await first.enter_async_context(hold(address, utcnow()))
        with pytest.raises(DatabaseInUse, match=r"served by another process .*, since 20"):
            await AsyncExitStack().enter_async_context(hold(address, utcnow()))

    async with hold(address, utcnow()):
        pass


async def test_a_lock_that_went_with_its_connection_is_taken_again(address: ServerUrl) -> None:
    async with hold(address, utcnow()) as stay:
        assert stay is not None
        await asyncio.to_thread(cut_off, address)

        await stay(utcnow())

        with pytest.raises(DatabaseInUse):
            await AsyncExitStack().enter_async_context(hold(address, utcnow()))


async def test_who_finds_another_in_its_place_ends(address: ServerUrl) -> None:
    async with hold(address, utcnow()) as stay:
        assert stay is not None
        await asyncio.to_thread(cut_off, address)
        async with hold(address, utcnow()):
            with pytest.raises(DatabaseInUse):
                await stay(utcnow())


async def test_two_databases_of_one_server_are_two(postgres: PostgresServer) -> None:
    with postgres.database() as one, postgres.database() as other:
        async with hold(one, utcnow()), hold(other, utcnow()):
            pass


@contextmanager
def closed_to_all(address: ServerUrl) -> Iterator[None]:
    """Let a database refuse connections, and end those it has."""
    parts = urlsplit(address)
    beside, name = parts._replace(path="/postgres").geturl(), parts.path.removeprefix("/")
    with psycopg.connect(beside, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def test_a_server_that_is_away_does_not_end_who_held_it(address: ServerUrl) -> None:
    async with hold(address, utcnow()) as stay:
        assert stay is not None
        with closed_to_all(address):
            assert await stay(utcnow()) == 0

        assert await stay(utcnow()) == 0
