"""A PostgreSQL for a benchmark: the one that the tests use, with a database of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.config import ServerUrl
from tests.support.postgres import PostgresServer, postgres_server


@contextmanager
def own_server() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@contextmanager
def own_postgres() -> Iterator[ServerUrl]:
    with own_server() as server, server.own_database() as address:
        yield address
