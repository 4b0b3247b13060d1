"""A migrated database without rows, copied: a test then waits for no migration."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.store.database import Database


def lay_ready(path: Path) -> Path:
    """Put a migrated database at `path` where none is, and return `path`."""
    if not path.exists():
        path.write_bytes(_migrated())
    return path


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
