"""Translate SQLite's result codes into who must act; knows no statements."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from bot.errors import DatabaseDamaged, StoreError

log = logging.getLogger(__name__)

T = TypeVar("T")

_BETWEEN_TRIES_S = 0.1  # beside the `busy_timeout` of the connection itself
_PRIMARY = 0xFF  # the low byte of a result code; of SQLITE_IOERR alone there are thirty kinds

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_OUT_OF_REACH = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Let errors of SQLite leave as what they mean for the database at `path`.

    Raises:
        DatabaseDamaged: it is no database, or its pages are broken.
        StoreError: the disk is full or the file can no longer be used.
    """
    try:
        yield
    except sqlite3.Error as e:
        if _code(e) in _DAMAGED:
            raise DatabaseDamaged(path, str(e)) from e
        if _code(e) in _OUT_OF_REACH:
            raise StoreError(str(e)) from e
        raise


def is_busy(error: sqlite3.Error) -> bool:
    """Say whether a lock of another program stands in the way."""
    return _code(error) == sqlite3.SQLITE_BUSY


class ForeignLock:
    """Waits while another program holds the database locked, and tells of it once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_told = False

    async def outwait(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Do `attempt`, again and again while the lock lasts."""
        while True:
            try:
                result = await attempt()
            except sqlite3.Error as e:
                if not is_busy(e):
                    raise
                self._tell_once()
                await asyncio.sleep(_BETWEEN_TRIES_S)
            else:
                if self._is_told:
                    log.info("the database is free again: %s", self._path)
                self._is_told = False
                return result

    def _tell_once(self) -> None:
        if not self._is_told:
            log.warning("another program holds the database locked, waiting: %s", self._path)
        self._is_told = True


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & _PRIMARY
