"""Fixtures that many rooms share: few, typed, each a working object."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.store.database import Database
from sandbox import Sandbox
from sandbox.client import point_client_at
from tests.delivery.office import Office, open_office
from tests.stage import Stage
from tests.support.child import ShiftedClock, nursery
from tests.support.gazette import Gazette
from tests.support.openapi import FILE, OpenApi

# Tests speak to this machine alone, whatever the network of it is like.
for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "PROXY"):
    os.environ.pop(name, None)

# A busy machine is no failure: what must be fast is measured in `bench/`.
settings.register_profile("gazette", deadline=None)
settings.load_profile("gazette")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Lend a real database in a file of its own."""
    async with Database.open(tmp_path / "gazette.sqlite3") as opened:
        yield opened


@pytest.fixture(scope="session")
def discord_api() -> OpenApi | None:
    """Lend Discord's description of its API, or None where it is not beside the checkout."""
    return OpenApi(FILE) if FILE.exists() else None


@pytest.fixture
async def sandbox(discord_api: OpenApi | None) -> AsyncIterator[Sandbox]:
    """Lend a fresh Discord without rate limits, and point discord.py at it.

    Afterwards every request and answer must have kept Discord's own description.
    """
    async with Sandbox() as opened:
        point_client_at(opened.base)
        yield opened
    if discord_api is not None:
        assert discord_api.violations(opened.requests) == []


@pytest.fixture
async def gazette(tmp_path: Path, discord_api: OpenApi | None) -> AsyncIterator[Gazette]:
    """Lend a whole Gazette against a sandbox and a web server; its manual is
    `tests.support.gazette`.

    Afterwards every request and answer must have kept Discord's own description.
    """
    async with Gazette.open(tmp_path) as opened:
        yield opened
    if discord_api is not None:
        assert discord_api.violations(opened.sandbox.requests) == []


@pytest.fixture
async def office(tmp_path: Path, discord_api: OpenApi | None) -> AsyncIterator[Office]:
    """Lend the outbox and its deliverer against a sandbox; every request must be Discord's."""
    async with open_office(tmp_path / "gazette.sqlite3") as opened:
        yield opened
        requests = list(opened.sandbox.requests)
    if discord_api is not None:
        assert discord_api.violations(requests) == []


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    clock = ShiftedClock()
    async with Sandbox(clock=clock) as sandbox, nursery(sandbox.base, clock, tmp_path) as opened:
        yield Stage(sandbox, tmp_path, opened)
