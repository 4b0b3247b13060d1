"""Move a whole database from one place to another, on either engine; not while a bot runs.

Rows go in the order of their keys, many in one transaction, so what is in the target already tells
where to go on. Counts are compared before anybody is told that it is done.
"""

from collections.abc import Callable
from datetime import datetime

from bot.errors import StoreError
from bot.store.database import Connection, Database
from bot.store.file.backup import COPIED_AT
from bot.store.shape import Table, tables

MARK = "moved_from"  # key in the target's `meta` until all is there
_AT_ONCE = 500  # rows

_SET_META = """
    INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING
"""


class Mover:
    """Copies one open database into another."""

    def __init__(
        self,
        source: Database,
        target: Database,
        *,
        name: str,
        told: Callable[[str, int], None] = lambda _, __: None,
    ) -> None:
        """Move from `source`, which is called `name`; `told` hears of tables and their rows."""
        self._source = source
        self._target = target
        self._name = name
        self._told = told

    async def move(self, now: datetime) -> int:
        """Move what is not there yet; return how many rows there are.

        The source then knows that it is a copy: should it be used again, it reads its channels
        back first.

        Raises:
            StoreError: the target has rows of its own, or the counts differ in the end.
        """
        await self._begin()
        for table in tables():
            if table.key:
                await self._copy(table)
        async with self._target.transaction() as connection:
            moved = await self._compare(connection)
            await self._finish(connection)
        async with self._source.transaction() as connection:
            await connection.execute(_SET_META, (COPIED_AT, now.isoformat()))
        return moved

    async def _begin(self) -> None:
        """Mark the target as one that is being moved to.

        Raises:
            StoreError: it is another's, or holds rows.
        """
        row = await self._target.fetch_one("SELECT value FROM meta WHERE key = ?", (MARK,))
        if row is not None and row["value"] == self._name:
            return
        if row is not None:
            raise StoreError(f"a move from {row['value']} into this database has not ended")
        for table in tables():
            if table.key and await _count(self._target, table):
                raise StoreError(
                    f"the database to move to is in use: it has rows in {table.name}; "
                    "name an empty one"
                )
        async with self._target.transaction() as connection:
            await connection.execute(_SET_META, (MARK, self._name))

    async def _copy(self, table: Table) -> None:
        """Copy the rows behind the last that is there."""
        insert = _insert(table)
        after = await self._last_key(table)
        while rows := await self._source.fetch_all(_select(table, after), after):
            async with self._target.transaction() as connection:
                await connection.executemany(insert, [tuple(row) for row in rows])
            after = tuple([rows[-1][column] for column in table.key])
        self._told(table.name, await _count(self._target, table))

    async def _last_key(self, table: Table) -> tuple[object, ...]:
        if table.name == "meta":
            return ()
        backwards = ", ".join(f"{column} DESC" for column in table.key)
        row = await self._target.fetch_one(
            f"SELECT {', '.join(table.key)} FROM {table.name} ORDER BY {backwards} LIMIT 1"  # noqa: S608
        )
        return () if row is None else tuple(row)

    async def _compare(self, connection: Connection) -> int:
        """Compare the numbers of rows, and return how many there are.

        Raises:
            StoreError: they differ.
        """
        moved = 0
        for table in tables():
            ours = await _count(self._source, table)
            rows = await connection.execute_fetchall(_counting(table))
            theirs = next(iter(rows))["n"] - (table.name == "meta")
            if ours != theirs:
                raise StoreError(
                    f"{table.name} has {ours} rows here and {theirs} there: begin again with an "
                    "empty database, and let no bot run on either"
                )
            moved += ours
        return moved

    async def _finish(self, connection: Connection) -> None:
        """Let the target number its rows as the source would have, and take the mark away."""
        numbers = await self._source.last_numbers()
        for table in tables():
            if table.is_numbered:
                await self._target.set_last_number(
                    connection, table.name, numbers.get(table.name, 0)
                )
            if not table.key:
                [row] = await self._source.fetch_all(f"SELECT * FROM {table.name}")  # noqa: S608
                values = ", ".join(f"{column} = ?" for column in table.columns)
                await connection.execute(f"UPDATE {table.name} SET {values}", tuple(row))  # noqa: S608
        await connection.execute("DELETE FROM meta WHERE key = ?", (MARK,))


async def _count(database: Database, table: Table) -> int:
    row = await database.fetch_one(_counting(table))
    assert row is not None
    return int(row["n"])


def _counting(table: Table) -> str:
    return f"SELECT count(*) AS n FROM {table.name}"  # noqa: S608


def _select(table: Table, after: tuple[object, ...]) -> str:
    key = ", ".join(table.key)
    behind = f"WHERE ({key}) > ({_marks(after)})" if after else ""
    columns = ", ".join(table.columns)
    return f"SELECT {columns} FROM {table.name} {behind} ORDER BY {key} LIMIT {_AT_ONCE}"  # noqa: S608


def _insert(table: Table) -> str:
    columns = ", ".join(table.columns)
    conflict = "ON CONFLICT (key) DO NOTHING" if table.name == "meta" else ""  # it has the mark
    return f"INSERT INTO {table.name} ({columns}) VALUES ({_marks(table.columns)}) {conflict}"  # noqa: S608


def _marks(values: tuple[object, ...]) -> str:
    return ", ".join("?" * len(values))
