"""What is written for us is written whole: each change of a row, as `written.txt` has it.

`python -m tests.store.bystanders.test_written` writes that file anew; read what is different.
"""

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.store.database import Database
from tests.store.bystanders.writes import WRITES
from tests.store.two_worlds import NOON, OURS, STRANGER, fill, table_names

GOLDEN = Path(__file__).with_name("written.txt")
NOON_S = int(NOON.timestamp())
NEAR_S = int(timedelta(days=400).total_seconds())


class Cell(NamedTuple):
    """A value, and how its column's default is written."""

    value: object
    usual: str


Rows = dict[tuple[object, ...], dict[str, Cell]]


@pytest.fixture
def engine() -> str:
    """Name the engine by which the file was written."""
    return "sqlite"


@pytest.mark.parametrize("name", WRITES)
async def test_what_is_written_for_us_is_written_whole(name: str, filled: Database) -> None:
    assert await _changes(name, filled) == _golden()[name]


async def _changes(name: str, database: Database) -> list[str]:
    before = _rows(database)
    await WRITES[name](database)
    return list(_told(before, _rows(database)))


def _rows(database: Database) -> Rows:
    """Return every row by its table and its primary key."""
    assert database.path is not None
    found: Rows = {}
    with closing(sqlite3.connect(database.path)) as connection:
        connection.row_factory = sqlite3.Row
        for table in table_names():
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            key = [row["name"] for row in columns if row["pk"]] or [row["name"] for row in columns]
            usual = {row["name"]: (row["dflt_value"] or "None").strip("'") for row in columns}
            for row in connection.execute(f"SELECT * FROM {table}"):
                name = (table, *[row[each] for each in key])
                found[name] = {each: Cell(row[each], usual[each]) for each in usual}
    return found


def _told(before: Rows, after: Rows) -> Iterator[str]:
    """Yield what rows are gone, new (but for what a column has by default), or changed."""
    for key in sorted(before.keys() | after.keys(), key=repr):
        old, new = before.get(key), after.get(key)
        name = " ".join(map(_value, key))
        if new is None:
            yield f"- {name}"
        elif old is None:
            told = [
                f"{each} {_value(cell.value)}"
                for each, cell in new.items()
                if str(cell.value) != cell.usual
            ]
            yield f"+ {name}: {', '.join(told)}"
        elif old != new:
            told = [
                f"{each} {_value(old[each].value)} > {_value(value)}"
                for each, (value, _) in new.items()
                if old[each].value != value
            ]
            yield f"  {name}: {', '.join(told)}"


def _value(value: object) -> str:
    if isinstance(value, int) and abs(value - NOON_S) < NEAR_S:
        return f"noon{value - NOON_S:+}"
    return str(value) or "''"


def _golden() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            found[line[2:]] = lines = []
        elif line:
            lines.append(line)
    return found


async def write_golden() -> None:
    """Do every write on a database of its own, and write down what came of it."""
    text = []
    for name in WRITES:
        with tempfile.TemporaryDirectory() as folder:
            async with Database.open(Path(folder) / "written.sqlite3") as database:
                await fill(database, OURS, STRANGER)
                text.append("\n".join([f"# {name}", *await _changes(name, database)]))
    GOLDEN.write_text("\n\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(write_golden())
