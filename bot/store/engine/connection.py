"""What a statement needs of an engine: a connection, its cursors and rows; runs nothing itself.

Statements are written once, in the subset of SQL that both engines share, in SQLite's spelling
(`docs/decisions/0018-two-engines.md` lists it). aiosqlite's connection is one as it is, so that
nothing stands between SQLite and a statement.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

Parameters = Mapping[str, object] | Sequence[object]


class Row(Protocol):
    """One row: its values by name or by place, in order."""

    def __getitem__(self, key: int | str, /) -> Any: ...  # noqa: ANN401  # of any column's type

    def __iter__(self) -> Iterator[Any]: ...

    def __len__(self) -> int: ...

    def keys(self) -> Iterable[str]: ...


class Cursor(Protocol):
    """What a statement did."""

    @property
    def rowcount(self) -> int: ...


class Connection(Protocol):
    """Runs statements inside one transaction."""

    def execute(self, sql: str, parameters: Parameters = ..., /) -> Awaitable[Cursor]: ...

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Awaitable[Cursor]: ...

    def execute_fetchall(
        self, sql: str, parameters: Parameters = ..., /
    ) -> Awaitable[Iterable[Row]]: ...


class SnapshotCursor(Protocol):
    """The rows of a query within a snapshot."""

    def __iter__(self) -> Iterator[Any]: ...

    def fetchone(self) -> Any: ...  # noqa: ANN401  # a row, or None

    def fetchall(self) -> list[Any]: ...


class SnapshotConnection(Protocol):
    """Reads in a thread of its own, within one snapshot of the whole."""

    def execute(self, sql: str, parameters: Parameters = ..., /) -> SnapshotCursor: ...


# Reads rows beside the writer, or as they are inside a transaction of it.
Fetch = Callable[[str, Parameters], Awaitable[Iterable[Row]]]
