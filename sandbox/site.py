"""Serve the page and keep strangers' pages out of the control API; knows nothing of Discord."""

import mimetypes
from importlib import resources
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Pictures come from wherever the posts' pictures are; everything else is ours.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src * data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# What others wrote (files, feeds, papers) is shown if it must be, and runs nothing beside the page.
_FENCE = "sandbox; default-src 'none'; img-src *; style-src 'unsafe-inline'"
_HEADERS = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}


@web.middleware
async def only_own_page(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a browser that was sent here by another site, or by a name that is not loopback's."""
    if request.path.startswith("/sandbox/"):
        origin = request.headers.get("Origin")
        host = urlsplit(f"//{request.host}")
        if host.hostname not in _LOOPBACK:
            raise web.HTTPForbidden(text="not by this name")
        if origin is not None and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="not from another site")
    return await handler(request)


async def _fence(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.setdefault("Content-Security-Policy", _FENCE)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")


async def _serve(request: web.Request) -> web.Response:
    name = request.match_info.get("name", "index.html")
    file = resources.files("sandbox") / "page" / name
    if not file.is_file():
        raise web.HTTPNotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return web.Response(
        body=file.read_bytes(), content_type=kind, charset="utf-8", headers=_HEADERS
    )


def install(app: web.Application) -> None:
    """Add the page to the sandbox's application."""
    app.middlewares.append(only_own_page)
    app.on_response_prepare.append(_fence)
    app.router.add_get("/", _serve)
    app.router.add_get(r"/page/{name:[a-z]+\.[a-z]+}", _serve)
