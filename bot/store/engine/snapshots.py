"""Threads that read the database beside the event loop, each within one snapshot; none writes."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_THREADS = 2  # a long build of the index, and a search beside it


class Snapshots:
    """Threads that read, each with a connection opened at its first work."""

    def __init__(self, path: Path, pragmas: str) -> None:
        self._path = path
        self._pragmas = pragmas
        self._own = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="snapshot")

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> Future[T]:
        return self._pool.submit(self._run, work)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        for connection in self._opened:
            connection.close()

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            return work(connection)
        finally:
            connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "connection"):
            connection = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False
            )  # the pool's end is its own thread's business, the closing ours
            connection.row_factory = sqlite3.Row
            connection.executescript(self._pragmas)
            self._own.connection = connection
            self._opened.append(connection)
        found: sqlite3.Connection = self._own.connection
        return found
