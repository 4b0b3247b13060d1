"""Databases with our guild alone, beside a stranger's, and with a feed of both."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.config import ServerUrl
from bot.store.database import Database
from tests.store.two_worlds import OURS, STRANGER, fill, share_feed


@pytest.fixture
async def filled(database: Database) -> Database:
    """Lend a database with both worlds in it."""
    await fill(database, OURS, STRANGER)
    return database


@pytest.fixture
async def alone(new_place: Callable[[], Path | ServerUrl]) -> AsyncIterator[Database]:
    """Lend a database with our world alone."""
    async with Database.open(new_place()) as database:
        await fill(database, OURS)
        yield database


@pytest.fixture
async def shared(filled: Database) -> Database:
    """Lend it with our feed followed by the stranger too."""
    await share_feed(filled)
    return filled
