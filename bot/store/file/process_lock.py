"""Hold a database for one process, by an advisory lock on a file beside it; knows no SQL.

The lock file is the database's with `.lock` behind its name, and stays when its process is gone:
what counts is the lock, which ends with the process however that ends. The database itself is not
locked, because closing any handle of a file gives up the locks that SQLite has on it.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.errors import DatabaseInUse, StoreError
from bot.store.file.location import make_folder

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # what is locked there cannot be read; the words stand at the beginning

    def _try_lock(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def hold(path: Path, now: datetime) -> Iterator[None]:
    """Be the one process that changes the database at `path`, until the block ends.

    However the path is written, through links too, it is one database.

    Raises:
        StoreError: the lock file cannot be made.
        DatabaseInUse: another process has the database.
    """
    make_folder(path)
    lock = lock_of(path)
    try:
        file = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as e:
        raise StoreError(f"cannot write {lock}: {e.strerror}; is its folder writable?") from e
    try:
        try:
            _try_lock(file)
        except OSError as e:
            raise DatabaseInUse(_in_use(path, file)) from e
        _write(file, f"{os.getpid()} {now.isoformat(timespec='seconds')}")
        yield
    finally:
        os.close(file)


def lock_of(path: Path) -> Path:
    """Return the lock file of a database."""
    whole = path.resolve()
    return whole.with_name(whole.name + ".lock")


def _write(file: int, words: str) -> None:
    os.lseek(file, 0, os.SEEK_SET)
    os.truncate(file, 0)
    os.write(file, words.encode())


def _in_use(path: Path, file: int) -> str:
    os.lseek(file, 0, os.SEEK_SET)
    pid, _, since = os.read(file, 100).decode(errors="replace").partition(" ")
    who = f"process {pid}, since {since}" if since else "another process"
    return (
        f"{path} is in use by {who}. One process uses a database: stop that one first, "
        "or give this one a DATABASE of its own"
    )
