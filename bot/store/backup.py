"""Copy the database into one file while the bot may be running; reads settings of nobody."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bot.errors import StoreError


def back_up(source: Path, target: Path) -> int:
    """Write a whole, compact copy that its owner alone can read; return its size in bytes.

    The copy appears under its name only when it is complete.

    Raises:
        StoreError: there is no database, the target exists, or it cannot be written.
    """
    if not source.is_file():
        raise StoreError(f"there is no database at {source}")
    if target.exists():
        raise StoreError(f"{target} exists already; a backup overwrites nothing")
    part = target.with_name(target.name + ".part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as e:
        raise StoreError(f"cannot write {part}: {e.strerror}") from e
    try:
        with closing(sqlite3.connect(f"file:{quote(str(source))}?mode=rw", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        _flush(part)
        target.hardlink_to(part)  # unlike a rename, it never replaces what is there
    except (sqlite3.Error, OSError) as e:
        raise StoreError(f"the backup failed: {e}") from e
    finally:
        part.unlink()
    return target.stat().st_size


def _flush(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
