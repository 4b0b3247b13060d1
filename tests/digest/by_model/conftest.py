from collections.abc import AsyncIterator

import pytest

from tests.llm.endpoint import Endpoint, serve


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with serve() as opened:
        yield opened
