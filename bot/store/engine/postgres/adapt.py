"""Values and rows on their way to PostgreSQL and back: integers are int8, rows are as SQLite's."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, ClassVar, SupportsIndex

from psycopg import AsyncCursor, Cursor
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Loader
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper
from psycopg.types.string import StrBinaryDumper, StrDumper


class PostgresRow(tuple[Any, ...]):
    """A row of a query: its values by name or by place, in order."""

    __slots__ = ()
    _places: ClassVar[dict[str, int]] = {}

    def __getitem__(self, key: SupportsIndex | slice | str, /) -> Any:  # noqa: ANN401
        if isinstance(key, str):
            return tuple.__getitem__(self, self._places[key])
        return tuple.__getitem__(self, key)

    def keys(self) -> Iterable[str]:
        return self._places.keys()


def row_factory(
    cursor: AsyncCursor[Any] | Cursor[Any],
) -> Callable[[Sequence[Any]], PostgresRow]:
    """Return what makes rows of this cursor's result."""
    return _row_class(tuple([column.name for column in cursor.description or ()]))


@lru_cache(maxsize=512)
def _row_class(names: tuple[str, ...]) -> type[PostgresRow]:
    places = {name: place for place, name in reversed([*enumerate(names)])}  # the first of a name
    return type("PostgresRow", (PostgresRow,), {"__slots__": (), "_places": places})


class _WholeLoader(Loader):
    """Reads `numeric`, which is what a sum of int8 is: ours are whole."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


def register(context: AdaptContext) -> None:
    """Let a connection take and give values as the store has them."""
    adapters = context.adapters
    for dumper in (Int8Dumper, Int8BinaryDumper):
        adapters.register_dumper(int, dumper)  # one type, so one plan of a statement
    for text in (StrBinaryDumper, StrDumper):
        adapters.register_dumper(str, text)
    adapters.register_loader("numeric", _WholeLoader)
