"""Catch up a database whose early migrations were edited after they had run on it.

Migrations 1 to 9 were edited while Gazette was young, and two of them came after others of a
higher number. So files of one and the same version differ. Here such a file is given what the
scripts up to its version hold now: tables, columns, indexes, triggers. Later ones are frozen.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

LAST_EDITED = 9
_MADE = "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL"
_FILLS = re.compile(r"\s*INSERT INTO (\w+)", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*")


def missing_statements(path: Path, scripts: Sequence[str]) -> list[str]:
    """Return what makes the schema of a file that of `scripts`; empty where it is.

    The file is only read; a table that is missing comes with the rows that a script puts in it.
    """
    with closing(sqlite3.connect(path)) as there, closing(sqlite3.connect(":memory:")) as wanted:
        for script in scripts:
            wanted.executescript(script)
        return [*_tables(there, wanted, scripts), *_rest(there, wanted)]


def _tables(
    database: sqlite3.Connection, reference: sqlite3.Connection, scripts: Sequence[str]
) -> Iterator[str]:
    there = _made(database, "table")
    new = {name: sql for name, sql in _made(reference, "table").items() if name not in there}
    yield from new.values()
    for statement in (each for script in scripts for each in _statements(script)):
        fills = _FILLS.match(_COMMENT.sub("", statement))
        if fills is not None and fills[1] in new:
            yield statement
    for table in there.keys() & _made(reference, "table").keys():
        known = {column["name"] for column in _columns(database, table)}
        for column in _columns(reference, table):
            if column["name"] not in known:
                yield f"ALTER TABLE {table} ADD COLUMN {_definition(column)}"


def _rest(database: sqlite3.Connection, reference: sqlite3.Connection) -> Iterator[str]:
    """Yield what makes indexes and triggers those of the reference."""
    for kind in ("trigger", "index"):
        there, wanted = _made(database, kind), _made(reference, kind)
        yield from (f"DROP {kind} {name}" for name in there if wanted.get(name) != there[name])
        yield from (sql for name, sql in wanted.items() if there.get(name) != sql)


def _made(database: sqlite3.Connection, kind: str) -> dict[str, str]:
    rows = database.execute(_MADE, (kind,)).fetchall()
    return {name: sql for name, sql in rows if not name.startswith("sqlite_")}


def _columns(database: sqlite3.Connection, table: str) -> list[dict[str, str | int | None]]:
    rows = database.execute("SELECT * FROM pragma_table_info(?)", (table,)).fetchall()
    names = ("cid", "name", "type", "notnull", "default", "pk")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _definition(column: dict[str, str | int | None]) -> str:
    default = "" if column["default"] is None else f" DEFAULT {column['default']}"
    return f"{column['name']} {column['type']}{' NOT NULL' if column['notnull'] else ''}{default}"


def _statements(script: str) -> Iterator[str]:
    begun = ""
    for line in script.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            yield begun
            begun = ""
