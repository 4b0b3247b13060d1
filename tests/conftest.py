"""Fixtures that many rooms share: few, typed, each a working object."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Lend a real database in a file of its own."""
    async with Database.open(tmp_path / "gazette.sqlite3") as opened:
        yield opened
