"""The post office, open."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.delivery.office import Office, open_office
from tests.openapi import OpenApi


@pytest.fixture
async def office(tmp_path: Path, discord_api: OpenApi | None) -> AsyncIterator[Office]:
    """Lend a post office; every request it made must have been one that Discord knows."""
    async with open_office(tmp_path / "gazette.sqlite3") as opened:
        yield opened
        requests = list(opened.sandbox.requests)
    if discord_api is not None:
        assert discord_api.violations(requests) == []
