"""What is written for us is written whole: each change of a row, as `written.txt` has it.

`python -m tests.store.bystanders.test_written` writes that file anew; read what is different.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.store.bystanders.writes import WRITES
from tests.store.two_worlds import NOON, OURS, STRANGER, fill, table_names

GOLDEN = Path(__file__).with_name("written.txt")
NOON_S = int(NOON.timestamp())
NEAR_S = int(timedelta(days=400).total_seconds())

Key = tuple[str, *tuple[object, ...]]
Rows = dict[Key, dict[str, object]]


@pytest.fixture
def engine() -> str:
    """Name the engine by which the file was written."""
    return "sqlite"


@pytest.mark.parametrize("name", WRITES)
async def test_what_is_written_for_us_is_written_whole(name: str, filled: Database) -> None:
    assert await _changes(name, filled) == _golden()[name]


async def _changes(name: str, database: Database) -> list[str]:
    before = await _rows(database)
    await WRITES[name](database)
    return list(_told(before, await _rows(database)))


async def _rows(database: Database) -> Rows:
    """Return every row by its table and its primary key."""
    found: Rows = {}
    for table in table_names():
        columns = await database.fetch_all(f"PRAGMA table_info({table})")
        key = [row["name"] for row in columns if row["pk"]] or [row["name"] for row in columns]
        for row in await database.fetch_all(f"SELECT * FROM {table}"):
            found[(table, *[row[name] for name in key])] = dict(row)
    return found


def _told(before: Rows, after: Rows) -> Iterator[str]:
    for key in sorted(before.keys() | after.keys(), key=repr):
        old, new = before.get(key), after.get(key)
        name = " ".join(map(_value, key))
        if new is None:
            yield f"- {name}"
        elif old is None:
            yield f"+ {name}: {_columns({k: v for k, v in new.items() if v is not None})}"
        elif old != new:
            different = {
                k: f"{_value(old[k])} > {_value(v)}" for k, v in new.items() if old[k] != v
            }
            yield f"  {name}: {_columns(different)}"


def _columns(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in values.items())


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
