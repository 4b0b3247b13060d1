"""A PostgreSQL for the tests: the one that `TEST_POSTGRES` names, or one started for them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from bot.config import ServerUrl
from bot.demo.cluster import Cluster, started

ADDRESS = "TEST_POSTGRES"
_EMPTY = """
    DO $$ DECLARE name text; BEGIN
        SET LOCAL session_replication_role = replica;  -- no triggers, no cascades
        FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
                    AND relkind = 'r' AND relname <> 'schema_version' LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
        FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
                    AND relkind = 'S' LOOP
            PERFORM setval(name::regclass, 1, false);
        END LOOP;
        IF to_regclass('item_numbers') IS NOT NULL THEN
            INSERT INTO item_numbers (last) VALUES (0);
        END IF;
    END $$
"""


class PostgresServer:
    """A server whose databases are lent one at a time, each as if it were new."""

    def __init__(self, address: str, cluster: Cluster | None = None) -> None:
        self._address = address
        self._cluster = cluster  # None: it is somebody else's
        self._made: list[str] = []
        self._free: list[ServerUrl] = []
        self._emptied_by: dict[str, psycopg.Connection] = {}  # each costs the server a process

    @property
    def is_ours(self) -> bool:
        """Say whether it was started here, and may be harmed."""
        return self._cluster is not None

    @contextmanager
    def database(self) -> Iterator[ServerUrl]:
        """Lend the address of a database without rows; it is used again afterwards."""
        address = self._free.pop() if self._free else self._make()
        yield address
        self._empty(address)
        self._free.append(address)

    @contextmanager
    def own_database(self) -> Iterator[ServerUrl]:
        """Lend the address of a database that nobody else will have."""
        yield self._make()

    def restart(self) -> None:
        """End every connection at once, as a crash would, and start again."""
        if self._cluster is None:
            pytest.skip("the server that is named is not ours to restart")
        self._cluster.stop()
        self._cluster.start()

    def let_go(self) -> None:
        """Close what stays connected between tests."""
        while self._emptied_by:
            self._emptied_by.popitem()[1].close()

    def close(self) -> None:
        """Leave nothing on a server that is somebody else's."""
        self.let_go()
        with psycopg.connect(self._address, autocommit=True) as connection:
            for name in self._made:
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))

    def _make(self) -> ServerUrl:
        name = f"gazette_test_{os.getpid()}_{len(self._made)}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self._made.append(name)
        return ServerUrl(urlsplit(self._address)._replace(path=f"/{name}").geturl())

    def _empty(self, address: str) -> None:
        """Leave a database as its migrations made it."""
        try:
            self._emptying(address).execute(_EMPTY)
        except psycopg.OperationalError:  # a test ended every connection
            self.let_go()
            self._emptying(address).execute(_EMPTY)

    def _emptying(self, address: str) -> psycopg.Connection:
        if address not in self._emptied_by:
            self._emptied_by[address] = psycopg.connect(address, autocommit=True)
        return self._emptied_by[address]


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Lend a server.

    Raises:
        NoPostgres: there is none.
    """
    if address := os.environ.get(ADDRESS):
        server = PostgresServer(address)
        yield server
        server.close()
        return
    with started() as cluster:
        server = PostgresServer(cluster.address, cluster)
        yield server
        server.let_go()


@contextmanager
def closed_to_all(address: ServerUrl) -> Iterator[psycopg.Connection]:
    """Let a database refuse connections, and end those it has; lend one beside it."""
    parts = urlsplit(address)
    beside, name = parts._replace(path="/postgres").geturl(), parts.path.removeprefix("/")
    with psycopg.connect(beside, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            (name,),
        )
        try:
            yield connection
        finally:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
