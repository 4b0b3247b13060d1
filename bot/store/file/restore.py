"""Put a backup in the place of the database: checked before, what was there is kept aside.

The write-ahead log and the journal of the old database are never left beside the new one: SQLite
would replay them over it. At no moment is there no database.
"""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import DatabaseDamaged, DatabaseInUse, StoreError
from bot.store.database import Database
from bot.store.engine.sqlite_errors import is_busy, translated
from bot.store.file.backup import COPIED_AT, beside, flush, look_through, stamp, unfinished
from bot.store.file.process_lock import hold
from bot.store.times import from_unix, from_unix_or_none

_HEADER = b"SQLite format 3\0"
# What files begin with that hold a backup without being one.
_PACKED = {
    b"PK": "zip",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7z",
}
_TABLES = frozenset({"meta", "guilds", "channels", "feeds", "items", "seen", "subscriptions"})
_KNOWN_UNTIL = """
    SELECT max(at) FROM (
        SELECT max(last_polled_at) AS at FROM feeds
        UNION ALL SELECT max(received_at) FROM items
        UNION ALL SELECT max(coalesce(done_at, created_at)) FROM deliveries
        UNION ALL SELECT max(asked_at) FROM delivery_parts)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What the database holds now; `newest` None: no article, `aside` None: there was none."""

    copied_at: datetime
    feeds: int
    items: int
    newest: datetime | None
    aside: Path | None


def restore(backup: Path, database: Path, now: datetime) -> Restored:
    """Let the database at `database` be what `backup` holds; not for within an event loop.

    Raises:
        DatabaseInUse: a process uses the database.
        StoreError: the backup is missing, damaged, newer than this program or not Gazette's.
    """
    database = database.resolve()  # a link to it stays one
    if not backup.is_file():
        raise StoreError(f"there is no backup at {backup}")
    if database.exists() and backup.samefile(database):
        raise StoreError(f"{backup} is the database itself")
    with hold(database, now), unfinished(database, now) as part:
        _require_database(backup)
        _read_in(backup, part)
        _require_gazette(part, backup)
        asyncio.run(_bring_up_to_date(part))
        held = _look(part, now)
        stamp(part, held.copied_at)
        flush(part)
        _require_alone(database)
        aside = _keep_aside(database, now)
        part.replace(database)
        flush(database.parent)
    return Restored(
        copied_at=held.copied_at,
        feeds=held.feeds,
        items=held.items,
        newest=held.newest,
        aside=aside,
    )


def _require_database(backup: Path) -> None:
    """Look at how a file begins: people hand in what they packed, or another file altogether."""
    try:
        with backup.open("rb") as file:
            begin = file.read(len(_HEADER))
    except OSError as e:
        raise StoreError(f"{backup} cannot be read: {e.strerror}") from e
    for mark, kind in _PACKED.items():
        if begin.startswith(mark):
            raise StoreError(f"{backup} is packed ({kind}): unpack it, and restore what is in it")
    if begin and begin != _HEADER:
        raise StoreError(f"{backup} is no database")


def _read_in(backup: Path, part: Path) -> None:
    """Copy a backup with what belongs to it, and make one whole file of that."""
    try:
        shutil.copyfile(backup, part)
        for source, target in zip(beside(backup)[:2], beside(part)[:2], strict=True):
            if source.exists():
                shutil.copyfile(source, target)
    except OSError as e:
        raise StoreError(f"{backup} cannot be copied beside the database: {e.strerror}") from e
    try:
        with translated(backup), closing(sqlite3.connect(part)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        look_through(part)
    except DatabaseDamaged as e:
        raise StoreError(f"the backup is damaged, take another one: {backup}") from e


def _require_gazette(part: Path, backup: Path) -> None:
    with closing(sqlite3.connect(part)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        missing = _TABLES - {row[0] for row in rows}
    if missing:
        raise StoreError(f"{backup} is no backup of Gazette: it has no table {min(missing)}")


async def _bring_up_to_date(part: Path) -> None:
    async with Database.open(part):
        pass


def _look(part: Path, now: datetime) -> Restored:
    with closing(sqlite3.connect(part)) as connection:

        def one(sql: str, *values: object) -> str | int | None:
            row = connection.execute(sql, values).fetchone()
            return None if row is None else row[0]

        stamped = one("SELECT value FROM meta WHERE key = ?", COPIED_AT)
        known = one(_KNOWN_UNTIL)
        newest = one("SELECT max(published_at) FROM items")
        copied_at = datetime.fromisoformat(str(stamped)) if stamped else None
        if copied_at is None:
            copied_at = now if known is None else from_unix(int(known))
        return Restored(
            copied_at=min(copied_at, now),
            feeds=int(one("SELECT count(*) FROM feeds") or 0),
            items=int(one("SELECT count(*) FROM items") or 0),
            newest=from_unix_or_none(None if newest is None else int(newest)),
            aside=None,
        )


def _require_alone(database: Path) -> None:
    """Fold the log of the present database into its file, which only its last user can.

    A damaged one has no log to fold and is kept as it is.
    """
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(database, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.DatabaseError as e:
        if is_busy(e):
            raise DatabaseInUse(f"{database} is in use by another process: end it first") from e


def _keep_aside(database: Path, now: datetime) -> Path | None:
    """Give the present database a second name; its logs, which nothing else may find, move there.

    The database keeps its own name as well, until the backup takes that.
    """
    aside = database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%S}")
    number = 1
    while aside.exists():
        number += 1
        aside = database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%S}-{number}")
    for file, kept in zip(beside(database)[:2], beside(aside)[:2], strict=True):
        if file.exists():
            file.rename(kept)
    is_there = database.exists()
    if is_there:
        try:
            aside.hardlink_to(database)
        except OSError:  # a file system without links
            shutil.copy2(database, aside)
    beside(database)[2].unlink(missing_ok=True)
    return aside if is_there else None
