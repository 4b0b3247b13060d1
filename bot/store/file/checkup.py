"""Look at a database without changing it: is it there, whole, of our version, writable."""

import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from bot.model.vitals import Operations
from bot.store.engine.connection import Parameters, Row
from bot.store.engine.migrations import migrations
from bot.store.feeds.failing import IS_FAILING
from bot.store.file.location import problem_of
from bot.store.upkeep.vitals import read_operations

_COUNT_FAILING = f"SELECT count(*) FROM feeds WHERE {IS_FAILING}"  # noqa: S608
_RESTORE = "restore a backup (python -m bot restore FILE)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What was found; `problem` is a sentence for the operator, None where all is well."""

    version: int = 0
    size: int = 0
    feeds: int = 0
    failing: int = 0
    items: int = 0
    engine: str = f"SQLite {sqlite3.sqlite_version}"
    problem: str | None = None


def check_up(path: Path) -> Checkup:
    """Look at the file, or at the place where it will be made."""
    if (problem := problem_of(path)) is not None:
        return Checkup(problem=problem)
    if not path.exists():
        return Checkup()
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True)) as connection:
            return _look(connection, path)
    except sqlite3.Error as e:
        return Checkup(problem=f"{path} cannot be read: {e}; {_RESTORE}")


def sqlite_version() -> str:
    return sqlite3.sqlite_version


def known_version() -> int:
    """Return the version of the schema that this program writes."""
    return migrations()[-1][0]


async def operations_of(path: Path, state: Checkup, now: datetime) -> Operations | None:
    """Read what an operator should know, beside whoever uses the file; None where it cannot be."""
    if state.problem is not None or state.version != known_version():
        return None
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row

        async def fetch(sql: str, parameters: Parameters = ()) -> list[Row]:
            return connection.execute(sql, parameters).fetchall()

        return await read_operations(fetch, state.size, now)


def is_open_to_others(path: Path) -> bool:
    """Say whether users other than its owner and group can read a file, where there are such."""
    return os.name == "posix" and bool(path.stat().st_mode & stat.S_IROTH)


def read_meta(path: Path, key: str) -> str | None:
    """Read one fact of `MetaStore` without opening the database for writing; None if unsaid."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def _look(connection: sqlite3.Connection, path: Path) -> Checkup:
    def one(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    version, size = one("PRAGMA user_version"), path.stat().st_size
    known = known_version()
    if version > known:
        problem = (
            f"{path} was written by a newer Gazette (version {version}, not {known}): "
            f"install that again, or {_RESTORE}"
        )
        return Checkup(version=version, size=size, problem=problem)
    damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if damage != "ok":
        return Checkup(
            version=version, size=size, problem=f"{path} is damaged: {damage}; {_RESTORE}"
        )
    if version == 0:
        return Checkup(size=size)
    return Checkup(
        version=version,
        size=size,
        feeds=one("SELECT count(*) FROM feeds"),
        failing=one(_COUNT_FAILING),
        items=one("SELECT count(*) FROM items"),
    )
