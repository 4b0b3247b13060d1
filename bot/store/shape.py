"""The tables as the migrations make them, each behind those it refers to; reads no database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from bot.store.engine.migrations import migrations


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of both engines; without a `key` it has one row."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    refers_to: frozenset[str]

    @property
    def is_numbered(self) -> bool:
        """Say whether the database numbers its rows."""
        return self.key == ("id",)


def tables() -> list[Table]:
    """Return all tables: whoever fills them in this order finds what each row refers to."""
    with closing(sqlite3.connect(":memory:")) as reference:
        for _, script in migrations():
            reference.executescript(script)
        found = list(_tables(reference))
    ordered: list[Table] = []
    while found:
        there = {table.name for table in ordered}
        ready = [table for table in found if table.refers_to <= there]
        ordered += ready
        found = [table for table in found if table not in ready]
    return ordered


def _tables(reference: sqlite3.Connection) -> Iterator[Table]:
    names = reference.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    for (name,) in names:
        columns = reference.execute(
            "SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (name,)
        ).fetchall()
        others = reference.execute(
            'SELECT DISTINCT "table" FROM pragma_foreign_key_list(?)', (name,)
        ).fetchall()
        key = sorted((place, column) for column, place in columns if place)
        yield Table(
            name=name,
            columns=tuple([column for column, _ in columns]),
            key=tuple([column for _, column in key]),
            refers_to=frozenset([other for (other,) in others]) - {name},
        )
