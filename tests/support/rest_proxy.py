"""A small foreign REST proxy, such as bots put before Discord: it forwards, and writes down what.

async with serve_rest_proxy(sandbox.base) as proxy:
    proxy.url        # http://127.0.0.1:…, for DISCORD_API_BASE
    proxy.asked      # ["GET /api/v10/users/@me", …]
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

_OF_ONE_HOP = frozenset({"host", "connection", "transfer-encoding", "content-length"})


@dataclass(kw_only=True)
class RestProxy:
    """The proxy, and what it was asked."""

    url: str = ""
    asked: list[str] = field(default_factory=list)


@asynccontextmanager
async def serve_rest_proxy(before: str) -> AsyncIterator[RestProxy]:
    """Run a proxy that stands before the API at `before`, until the end of the block."""
    proxy = RestProxy()

    async def forward(request: web.Request) -> web.Response:
        proxy.asked.append(f"{request.method} {request.path}")
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _OF_ONE_HOP}
        async with session.request(
            request.method,
            before + request.raw_path,
            headers=headers,
            data=await request.read(),
            allow_redirects=False,
        ) as answer:
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in _OF_ONE_HOP}
            return web.Response(status=answer.status, headers=kept, body=await answer.read())

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", forward)
    runner = web.AppRunner(app)
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield proxy
        finally:
            await runner.cleanup()
