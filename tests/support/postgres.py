"""A PostgreSQL for the tests: the one that `TEST_POSTGRES` names, or one started for them.

What is started lives in a folder under the system's temporary one, is spoken to by a socket in it,
keeps nothing (no fsync), and ends with the tests.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

ADDRESS = "TEST_POSTGRES"
_OPTIONS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=16MB"
    " -c listen_addresses='' -c max_connections=60"
)
_TABLES = """
    SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      AND relname <> 'schema_version'
"""
_NUMBERS = """
    SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""


class NoPostgres(Exception):
    """There is none, and none can be started; says why."""


class PostgresServer:
    """A server whose databases are lent one at a time, each as if it were new."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._made: list[str] = []
        self._free: list[str] = []

    @contextmanager
    def database(self) -> Iterator[str]:
        """Lend the address of a database without rows; it is used again afterwards."""
        address = self._free.pop() if self._free else self._make()
        yield address
        _empty(address)
        self._free.append(address)

    @contextmanager
    def own_database(self) -> Iterator[str]:
        """Lend the address of a database that nobody else will have."""
        yield self._make()

    def close(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            for name in self._made:
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))

    def _make(self) -> str:
        name = f"gazette_test_{os.getpid()}_{len(self._made)}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self._made.append(name)
        return psycopg.conninfo.make_conninfo(self._address, dbname=name)


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
    with tempfile.TemporaryDirectory(prefix="gazette-pg-") as folder, _started(Path(folder)) as own:
        yield PostgresServer(own)


@contextmanager
def _started(folder: Path) -> Iterator[str]:
    programs = _programs()
    as_user = _user_of(folder)
    data = str(folder / "data")
    initdb, pg_ctl = str(programs / "initdb"), str(programs / "pg_ctl")
    _run([initdb, "-D", data, "-U", "gazette", "--auth=trust", "--no-sync", "--encoding=UTF8",
          "--locale=C"], as_user)  # fmt: skip
    control = [pg_ctl, "-D", data, "-w"]
    options = f"{_OPTIONS} -c unix_socket_directories={folder}"
    _run([*control, "-l", str(folder / "log"), "-o", options, "start"], as_user)
    try:
        yield f"postgresql://gazette@/postgres?host={quote(str(folder), safe='')}"
    finally:
        _run([*control, "-m", "immediate", "stop"], as_user)


def _programs() -> Path:
    """Return the folder of the newest server's programs."""
    if there := shutil.which("initdb"):
        return Path(there).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise NoPostgres(f"no PostgreSQL: install one, or name a server in {ADDRESS}")
    return found[-1].parent


def _user_of(folder: Path) -> str | None:
    """Return who runs the server: not root, whom it refuses; the folder is theirs then."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    try:
        shutil.chown(folder, "postgres", "postgres")
    except LookupError as e:
        raise NoPostgres("PostgreSQL refuses to be run by root, and nobody is `postgres`") from e
    return "postgres"


def _run(command: Sequence[str], as_user: str | None) -> None:
    groups: list[str] | None = None if as_user is None else []
    done = subprocess.run(
        command, user=as_user, group=as_user, extra_groups=groups,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, cwd="/",
        timeout=60,
    )  # fmt: skip
    if done.returncode:
        raise NoPostgres(f"PostgreSQL does not start: {done.stderr.strip()[-300:]}")


def _empty(address: str) -> None:
    """Leave a database as its migrations made it."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no triggers
        tables = [row[0] for row in connection.execute(_TABLES)]
        if not tables:
            return
        numbers = [row[0] for row in connection.execute(_NUMBERS)]
        with connection.transaction():
            for table in tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            for number in numbers:
                connection.execute(
                    sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(number))
                )
            connection.execute("INSERT INTO item_numbers (last) VALUES (0)")
