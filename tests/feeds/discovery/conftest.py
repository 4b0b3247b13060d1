"""What looks for feeds on a real server."""

from collections.abc import AsyncIterator

import pytest

from bot.feeds.http.fetch import Fetcher
from bot.feeds.http.ssrf_guard import SsrfGuard


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher.open(SsrfGuard(allowed_hosts=frozenset({"127.0.0.1"}))) as opened:
        yield opened
