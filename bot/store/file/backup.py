"""Copy the database into one file while the bot may be running; reads settings of nobody.

A copy says of itself that it is one, and of when: whoever puts it in the place of the database,
by `restore` or by hand, then runs a database that knows what it cannot know.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from bot.errors import DatabaseDamaged, DatabaseInUse, StoreError
from bot.store.engine.sqlite_errors import translated
from bot.store.file.process_lock import hold, lock_of

COPIED_AT = "copied_at"  # key in `meta`: what happened after this moment is not in the file
_BESIDE = ("-journal", "-wal", "-shm")  # what SQLite keeps beside a file, and replays over it


def back_up(source: Path, target: Path, now: datetime) -> int:
    """Write a whole, compact copy that its owner alone can read; return its size in bytes.

    The copy is looked through, and appears under its name only when it is complete.

    Raises:
        StoreError: there is no database, the target exists, or it cannot be written.
    """
    if not source.is_file():
        raise StoreError(f"there is no database at {source}")
    if target.exists():
        raise StoreError(f"{target} exists already; a backup overwrites nothing")
    with unfinished(target, now) as part:
        try:
            with translated(source):
                _copy(source, part)
                stamp(part, now)
            look_through(part)
            flush(part)
            target.hardlink_to(part)  # unlike a rename, it never replaces what is there
            flush(target.parent)
        except (sqlite3.Error, OSError) as e:
            raise StoreError(f"the backup failed: {e}") from e
    return target.stat().st_size


@contextmanager
def unfinished(target: Path, now: datetime) -> Iterator[Path]:
    """Lend an empty file beside `target` to write it in, and take that away at the end.

    What a killed process left there is written over.

    Raises:
        StoreError: it cannot be made, or another process is writing it.
    """
    part = target.with_name(target.name + ".part")
    with ExitStack() as stack:
        try:
            stack.enter_context(hold(part, now))
            take_away(part)
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except DatabaseInUse as e:
            raise StoreError(f"{part} is being written by another process") from e
        except OSError as e:
            raise StoreError(f"cannot write {part}: {e.strerror}") from e
        try:
            yield part
        finally:
            take_away(part)
            with suppress(PermissionError):  # Windows: it is open still, and stays
                lock_of(part).unlink(missing_ok=True)


def take_away(path: Path) -> None:
    """Delete a database with what SQLite keeps beside it; a missing one too."""
    for file in (path, *beside(path)):
        file.unlink(missing_ok=True)


def beside(path: Path) -> tuple[Path, ...]:
    """Return where SQLite keeps what it would replay over a database."""
    return tuple([path.with_name(path.name + ending) for ending in _BESIDE])


def stamp(path: Path, at: datetime) -> None:
    """Let the copy at `path` know that it is one; an earlier moment that it knows stays."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone():
            connection.execute(
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
                (COPIED_AT, at.isoformat()),
            )


def look_through(path: Path) -> None:
    """Read every page of a database.

    Raises:
        DatabaseDamaged: it is not whole.
    """
    with translated(path), closing(sqlite3.connect(path)) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise DatabaseDamaged(path, found)


def flush(path: Path) -> None:
    """Let a file, or the names in a folder, reach the disk; Windows has no such for folders."""
    if path.is_dir() and os.name != "posix":
        return
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _copy(source: Path, part: Path) -> None:
    with closing(sqlite3.connect(f"file:{quote(str(source))}?mode=rw", uri=True)) as connection:
        connection.execute("PRAGMA busy_timeout = 60000")
        connection.execute("VACUUM INTO ?", (str(part),))
