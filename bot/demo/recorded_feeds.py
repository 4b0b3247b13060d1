"""Serve feeds that are files on this machine, read anew at each request; parses nothing."""

from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

_KINDS = {".json": "application/feed+json", ".atom": "application/atom+xml"}


class RecordedFeeds:
    """The files that were named with `--feed`, and no other."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files

    def path(self, number: int) -> str:
        """Return where a file is served, below the shelf."""
        return f"/{number}/{self._files[number].name}"

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{number:[0-9]+}/{name}", self._serve)
        return app

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        number = int(request.match_info["number"])
        if number >= len(self._files) or not self._files[number].is_file():
            raise web.HTTPNotFound
        file = self._files[number]
        kind = _KINDS.get(file.suffix, "application/rss+xml")
        # A FileResponse brings ETag and Last-Modified, and answers 304 to who holds them.
        return web.FileResponse(file, headers={"Content-Type": kind, "Cache-Control": "no-cache"})
