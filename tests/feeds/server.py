"""A web server on loopback that writes down every request and answers as a test says.

    server.put("/feed", "1 | First")                # 200 with this body
    server.put("/feed", answer(304))                # or any answer
    server.requests                                 # what was asked, in order

Its feeds are documents for `LineReader`: a line an entry, `guid | title | link | date`, so that a
test of polling shows the feed it polls. The lines `title: …`, `ttl: minutes` speak of the feed.
"""

import asyncio
import contextlib
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web
from multidict import CIMultiDictProxy

from bot.errors import NotAFeed
from bot.model import ParsedFeed, ParsedItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came."""

    method: str
    target: str
    headers: CIMultiDictProxy[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a path answers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    trickle_s: float = 0  # between two bytes


def answer(status: int = 200, body: str = "", /, **headers: str) -> Answer:
    """Return an answer; `Retry_After="60"` is the header Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, body=body.encode(), headers=named)


class FeedServer:
    """What is served, and what was asked."""

    def __init__(self) -> None:
        self.base = ""
        self.host = ""
        self.requests: list[Asked] = []
        self._answers: dict[str, Answer] = {}
        self.on_request: Callable[[Asked], None] = lambda asked: None

    def put(self, path: str, content: str | Answer, /, **headers: str) -> str:
        """Serve this at `path` from now on, and return its address."""
        given = content if isinstance(content, Answer) else answer(200, content, **headers)
        self._answers[path] = given
        return self.base + path

    def asked(self, path: str) -> list[Asked]:
        return [asked for asked in self.requests if asked.target == path]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(method=request.method, target=request.raw_path, headers=request.headers)
        self.requests.append(asked)
        self.on_request(asked)
        given = self._answers.get(request.path_qs, Answer(status=404))
        status = given.status
        etag = given.headers.get("ETag")
        if status == 200 and etag is not None and asked.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        if given.trickle_s:
            return await self._trickle(request, given)
        return web.Response(status=status, body=given.body, headers=given.headers)

    async def _trickle(self, request: web.Request, given: Answer) -> web.StreamResponse:
        """Answer a byte at a time, until the asker has had enough."""
        response = web.StreamResponse(status=given.status, headers=given.headers)
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            for byte in given.body:
                await response.write(bytes([byte]))
                await asyncio.sleep(given.trickle_s)
        return response


@asynccontextmanager
async def serve_feeds() -> AsyncIterator[FeedServer]:
    """Serve on a free port until the end of the block."""
    server = FeedServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.host = f"127.0.0.1:{port}"
    server.base = f"http://{server.host}"
    try:
        yield server
    finally:
        await runner.cleanup()


class LineReader:
    """Reads the documents of this module; says how often it was asked."""

    def __init__(self) -> None:
        self.read_whole: list[bool] = []

    async def read(
        self, body: bytes, *, url: str, content_type: str | None, known: bytes = b""
    ) -> ParsedFeed:
        lines = body.decode().splitlines()
        about = dict(line.split(": ", 1) for line in lines if "|" not in line and ": " in line)
        entries = [line for line in lines if "|" in line]
        if not about and not entries and body:
            raise NotAFeed("html")
        hashes = [hashlib.blake2b(line.encode(), digest_size=8).digest() for line in entries]
        seen = {known[n : n + 8] for n in range(0, len(known), 8)}
        items = [_item(line, n) for n, line in enumerate(entries)]
        self.read_whole.append(not known)
        return ParsedFeed(
            title=about.get("title", "Lines"),
            site_url=about.get("site"),
            ttl=timedelta(minutes=int(about["ttl"])) if "ttl" in about else None,
            skip_hours=frozenset(int(h) for h in about.get("skip", "").split()),
            items=tuple(i for i, h in zip(items, hashes, strict=True) if h not in seen),
            listed=len(entries),
            hashes=b"".join(hashes),
            repeated=_repeated(items),
            whole=not known,
        )


def _item(line: str, position: int) -> ParsedItem:
    guid, title, link, date = ([part.strip() for part in line.split("|")] + [""] * 4)[:4]
    return ParsedItem(
        guid=guid or None,
        title=title,
        link=link or None,
        published_at=datetime.fromisoformat(date) if date else None,
        position=position,
    )


def _repeated(items: list[ParsedItem]) -> frozenset[str]:
    names = Counter([*(item.guid for item in items), *(item.link for item in items)])
    same = {item.guid for item in items if item.guid == item.link}  # one entry's two names
    return frozenset(n for n, count in names.items() if n and count > (2 if n in same else 1))
