"""The HTTP server takes paths and bodies up to its limits, and answers what is larger shortly."""

import io
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.config import ListenAddress
from bot.web.server import serve
from tests.support.edges import EDGES

LONGEST_PATH = 2000
MAX_BODY = 6 * 1024 * 1024


async def _length(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


@pytest.fixture
async def base() -> AsyncIterator[str]:
    """Lend the address of a server that says how much it was sent."""
    routes = [web.route("*", "/{path:.*}", _length)]
    async with serve(ListenAddress("127.0.0.1", 0), routes) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("beside", EDGES)
async def test_a_path_may_be_as_long_as_any_of_ours(base: str, beside: int) -> None:
    path = "/".ljust(LONGEST_PATH + beside, "x")

    async with aiohttp.ClientSession() as session, session.get(base + path) as response:
        assert response.status == (200 if beside <= 0 else 414)


@pytest.mark.parametrize("beside", EDGES)
async def test_a_body_may_be_as_large_as_a_feed(base: str, beside: int) -> None:
    body = io.BytesIO(bytes(MAX_BODY + beside))

    async with aiohttp.ClientSession() as session, session.post(base, data=body) as response:
        assert response.status == (200 if beside <= 0 else 413)
