"""Both engines have one schema: tables, columns, types, constraints, indexes, triggers."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg
import pytest

from bot.store.engine.migrations import migrations
from bot.store.engine.postgres.schema import statements_of, whole_schema
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.uncounted

NEWEST = migrations()[-1][0]
FIRST = 10  # scripts before it were never run on PostgreSQL
_TYPES = {"INTEGER": "bigint", "TEXT": "text", "BLOB": "bytea", "REAL": "double precision"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table as both engines tell of it, without the names of constraints."""

    columns: dict[str, tuple[str, bool, str | None]]  # type, may not be NULL, default
    key: tuple[str, ...]
    unique: frozenset[tuple[str, ...]]
    references: frozenset[tuple[str, str, str]]  # columns, table, what happens
    checks: frozenset[tuple[str, ...]]  # its column, then its literals
    indexes: dict[str, tuple[tuple[str, ...], str]]  # columns, which rows
    triggers: frozenset[str]


Schema = dict[str, Table]


@cache
def of_sqlite() -> Schema:
    with closing(sqlite3.connect(":memory:")) as connection:
        for _, script in migrations():
            connection.executescript(script)
        names = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {name: _sqlite_table(connection, name, sql) for name, sql in names}


def _sqlite_table(connection: sqlite3.Connection, name: str, sql: str) -> Table:
    def ask(query: str, *values: str) -> list[tuple[Any, ...]]:
        return connection.execute(query, values).fetchall()

    columns = connection.execute(
        'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)', (name,)
    ).fetchall()
    key = sorted((pk, column) for column, *_, pk in columns if pk)
    indexes = ask("SELECT name, origin FROM pragma_index_list(?)", name)
    of_index = {
        index: tuple(row[0] for row in ask("SELECT name FROM pragma_index_info(?)", index))
        for index, _ in indexes
    }
    where: dict[str, str] = dict(
        ask("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''")
    )
    return Table(
        columns={
            column: (_TYPES[kind], bool(notnull or pk), _plain(default))
            for column, kind, notnull, default, pk in columns
        },
        key=tuple(column for _, column in key),
        unique=frozenset(of_index[index] for index, origin in indexes if origin == "u"),
        references=frozenset(
            ask(
                """SELECT group_concat("from", ' '), "table", on_delete FROM
                (SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq) GROUP BY id""",
                name,
            )
        ),
        checks=frozenset(_checks(re.sub(r"--[^\n]*", "", sql))),
        indexes={
            index: (of_index[index], _plain(where[index].partition(" WHERE ")[2]) or "")
            for index, origin in indexes
            if origin == "c"
        },
        triggers=frozenset(
            trigger
            for (trigger,) in ask(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", name
            )
        ),
    )


def _on_delete(constraint: str) -> str:
    ways = (way for way in ("CASCADE", "SET NULL") if f"ON DELETE {way}" in constraint)
    return next(ways, "NO ACTION")


def of_postgres(address: str) -> Schema:
    with psycopg.connect(address) as connection:
        names = connection.execute(
            "SELECT relname, oid FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        return {name: _postgres_table(connection, oid) for name, oid in names}


def _postgres_table(connection: psycopg.Connection, oid: int) -> Table:
    def ask(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query, {"oid": oid}).fetchall()

    constraints = ask("""
        SELECT contype::text, pg_get_constraintdef(pg_constraint.oid),
               (SELECT string_agg(attname, ' ' ORDER BY place) FROM
                unnest(conkey) WITH ORDINALITY AS k (number, place) JOIN pg_attribute
                ON attrelid = conrelid AND attnum = number), confrelid::regclass::text
        FROM pg_constraint WHERE conrelid = %(oid)s
    """)
    return Table(
        columns={
            column: (kind, bool(notnull), _plain(default))
            for column, kind, notnull, default in ask("""
                SELECT attname, format_type(atttypid, atttypmod), attnotnull,
                       pg_get_expr(adbin, adrelid)
                FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attrelid = %(oid)s AND attnum > 0 AND NOT attisdropped
            """)
        },
        key=next((tuple(of.split()) for kind, _, of, _ in constraints if kind == "p"), ()),
        unique=frozenset(tuple(of.split()) for kind, _, of, _ in constraints if kind == "u"),
        references=frozenset(
            (of, table, _on_delete(text)) for kind, text, of, table in constraints if kind == "f"
        ),
        checks=frozenset(
            (of, *_literals(text)) for kind, text, of, _ in constraints if kind == "c"
        ),
        indexes={
            index: (tuple(of.replace('"', "").split()), _plain(where) or "")
            for index, of, where in ask("""
                SELECT indexrelid::regclass::text,
                       (SELECT string_agg(pg_get_indexdef(indexrelid, place, true), ' '
                                          ORDER BY place) FROM generate_series(1, indnatts) place),
                       pg_get_expr(indpred, indrelid)
                FROM pg_index WHERE indrelid = %(oid)s
                  AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid
                                  AND contype IN ('p', 'u'))
            """)
        },
        triggers=frozenset(
            name
            for (name,) in ask(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %(oid)s AND NOT tgisinternal"
            )
        ),
    )


def _checks(sql: str) -> Iterator[tuple[str, ...]]:
    for column, text in re.findall(r"CHECK \((\w+) (IN \([^)]*\)|BETWEEN [^)]*)\)", sql):
        yield (column, *_literals(text))


def _literals(text: str) -> list[str]:
    return sorted(re.findall(r"'[^']*'|\b\d+\b", text))


def _plain(expression: str | None) -> str | None:
    """Return an expression without casts and parentheses, on one line."""
    if expression is None:
        return None
    plain = re.sub(r"::[a-z]+", "", expression).replace(r"'\x'", "x''")
    return " ".join(re.sub(r"[()]", "", plain).split())


def make(address: str, version: int) -> None:
    """Make a schema of this version, and bring it to the newest by the scripts after it."""
    with psycopg.connect(address) as connection:
        connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
        connection.execute("CREATE SCHEMA public")
        for statement in whole_schema(version):
            connection.execute(statement)
        for number, script in migrations():
            if number > version:
                for statement in statements_of(script):
                    connection.execute(statement)


def test_a_database_made_at_any_version_has_the_schema_of_sqlite(postgres: PostgresServer) -> None:
    with postgres.own_database() as address:
        for version in range(FIRST, NEWEST + 1):
            make(address, version)

            assert of_postgres(address) == of_sqlite(), version
