"""What the commands are tried on."""

import pytest

from tests.cogs.newsroom import Newsroom, open_newsroom
from tests.support.gazette import Gazette


@pytest.fixture
async def newsroom(gazette: Gazette) -> Newsroom:
    """Lend two servers: one with all that can be changed, and one next door."""
    return await open_newsroom(gazette)
