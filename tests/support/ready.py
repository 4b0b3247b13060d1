"""A migrated database without rows, copied: a test then waits for no migration."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from bot.config import ServerUrl
from bot.store.database import Database

T = TypeVar("T", bound=Path | ServerUrl)


def lay_ready(place: T) -> T:
    """Put a migrated database at a path where none is, and return where it is."""
    if isinstance(place, Path) and not place.exists():
        place.write_bytes(_migrated())
    return place


@cache
def _migrated() -> bytes:
    """Return the file as `Database.open` makes it, made once in this process."""
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside_a_running_loop:
        path = Path(folder) / "gazette.sqlite3"
        beside_a_running_loop.submit(asyncio.run, _migrate(path)).result()
        return path.read_bytes()


async def _migrate(path: Path) -> None:
    async with Database.open(path):
        pass
