"""The HTTP server: listens where the operator says, answers nothing that nobody registered.

It runs on the bot's own event loop, so an answer from it is a sign of life. What it serves is
handed to it as routes.
"""

import logging
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.config import ListenAddress
from bot.errors import ConfigError

log = logging.getLogger(__name__)

MAX_BODY = 6 * 1024 * 1024  # of a push; a feed may be that large
LONGEST_PATH = 2000  # characters; no address of ours is longer
LONGEST_LINE = 65_536  # bytes that are read, so that a longer path can be told so
_END_WITHIN = 2.0  # seconds for answers on their way
_HEADERS = {
    "Server": "Gazette",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


@asynccontextmanager
async def serve(listen: ListenAddress, routes: Iterable[web.RouteDef]) -> AsyncIterator[int]:
    """Serve `routes` until the context ends; gives the port that is listened at.

    Raises:
        ConfigError: nothing can listen at this address.
    """
    app = web.Application(middlewares=[_guarded], client_max_size=MAX_BODY)
    app.add_routes(routes)
    runner = web.AppRunner(
        app,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=_END_WITHIN,
        max_line_size=LONGEST_LINE,
    )
    await runner.setup()
    try:
        await _listen(runner, listen)
        port: int = runner.addresses[0][1]
        log.info("listening: host=%s port=%d", listen.host, port)
        yield port
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, listen: ListenAddress) -> None:
    """Begin to listen.

    Raises:
        ConfigError: nothing can listen at this address.
    """
    try:
        await web.TCPSite(runner, listen.host, listen.port).start()
    except OSError as e:
        why = os.strerror(e.errno) if e.errno else str(e)
        raise ConfigError(f"LISTEN={listen}: nothing can listen there ({why})") from e


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every answer the headers that keep a browser from guessing; failures say nothing."""
    try:
        response = await _handled(request, handler)
    except Exception:  # row boundary: one bad request must not be told to a stranger
        log.exception("request failed: method=%s", request.method)
        response = web.Response(status=500, text="500 Internal Server Error\n")
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _handled(request: web.Request, handler: Handler) -> web.StreamResponse:
    if len(request.raw_path) > LONGEST_PATH:
        return web.Response(status=414, text="414 Request-URI Too Long\n")
    try:
        return await handler(request)
    except web.HTTPException as e:
        allowed = {"Allow": e.headers["Allow"]} if "Allow" in e.headers else None
        return web.Response(status=e.status, text=f"{e.status} {e.reason}\n", headers=allowed)
