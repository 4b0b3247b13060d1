"""Threads that read PostgreSQL beside the event loop, each within one snapshot; none writes."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from psycopg import RawCursor

from bot.store.engine.connection import Parameters, SnapshotConnection, SnapshotCursor
from bot.store.engine.postgres.adapt import PostgresRow, register, row_factory
from bot.store.engine.postgres.dialect import statement

T = TypeVar("T")

_THREADS = 2  # a long build of the index, and a search beside it


class _Snapshot:
    """Reads of the shared subset within one snapshot."""

    def __init__(self, connection: psycopg.Connection[PostgresRow], zone: str) -> None:
        self._connection = connection
        self._zone = zone

    def execute(self, sql: str, parameters: Parameters = (), /) -> SnapshotCursor:
        asked = statement(sql, self._zone)
        return self._connection.execute(asked.sql, asked.bind(parameters))


class PostgresSnapshots:
    """Threads that read, each with a connection opened at its first work."""

    def __init__(self, parameters: dict[str, Any], zone: str) -> None:
        self._parameters = parameters
        self._zone = zone
        self._own = threading.local()
        self._opened: list[psycopg.Connection[PostgresRow]] = []
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="snapshot")

    def submit(self, work: Callable[[SnapshotConnection], T]) -> Future[T]:
        return self._pool.submit(self._run, work)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        for connection in self._opened:
            connection.close()

    def _run(self, work: Callable[[SnapshotConnection], T]) -> T:
        connection = self._connection()
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            return work(_Snapshot(connection, self._zone))
        finally:
            if not connection.broken:
                connection.execute("ROLLBACK")

    def _connection(self) -> psycopg.Connection[PostgresRow]:
        known: psycopg.Connection[PostgresRow] | None = getattr(self._own, "connection", None)
        if known is None or known.closed:
            known = psycopg.Connection.connect(
                **self._parameters,
                autocommit=True,
                cursor_factory=RawCursor,
                row_factory=row_factory,
            )
            register(known)
            self._own.connection = known
            self._opened.append(known)
        return known
