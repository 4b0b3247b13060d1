"""A small web server on loopback whose feeds a test writes while it runs.

    paper = stand.open("courier", title="The Courier")
    paper.publish("Bridge opens", lead="It is open.")     # newest first, as feeds have it
    paper.edit("Bridge opens", title="Bridge reopens")
    stand.put("/odd.xml", b"…", "text/xml")               # anything else, byte for byte
    stand.fail("/courier/feed.xml", 503, headers={"Retry-After": "60"})
    stand.asked("/courier/feed.xml")                      # how often, 304s included

A paper has a feed at `paper.url` and a home page at `paper.home` that names it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from aiohttp import web

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a paper, as its newsroom wrote it; `content` is HTML."""

    guid: str
    title: str
    lead: str = ""
    content: str = ""
    categories: tuple[str, ...] = ()
    author: str = ""
    image_url: str | None = None
    published_at: datetime


@dataclass(slots=True, kw_only=True)
class Paper:
    """One feed; `entries` are oldest first."""

    name: str
    title: str
    language: str
    base: str
    clock: Clock
    entries: list[Entry] = field(default_factory=list)
    printed: int = 0

    @property
    def home(self) -> str:
        return f"{self.base}/{self.name}/"

    @property
    def url(self) -> str:
        return f"{self.home}feed.xml"

    def publish(
        self,
        title: str,
        *,
        lead: str = "",
        content: str = "",
        categories: tuple[str, ...] = (),
        author: str = "",
        image_url: str | None = None,
        published_at: datetime | None = None,
    ) -> Entry:
        """Add an item on top of the feed, dated now if nothing else is said."""
        self.printed += 1
        entry = Entry(
            guid=f"{self.name}-{self.printed}",
            title=title,
            lead=lead,
            content=content,
            categories=categories,
            author=author,
            image_url=image_url,
            published_at=published_at or self.clock() - timedelta(seconds=1),
        )
        self.entries.append(entry)
        return entry

    def edit(self, title: str, /, **changes: object) -> None:
        """Change the item of this title."""
        for place, entry in enumerate(self.entries):
            if entry.title == title:
                self.entries[place] = replace(entry, **changes)  # type: ignore[arg-type]  # a test names fields

    def link(self, entry: Entry) -> str:
        return f"{self.home}{entry.guid}"

    def rss(self) -> bytes:
        """Return the feed's document as it is now."""
        items = "\n".join(self._item(entry) for entry in reversed(self.entries))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:media="http://search.yahoo.com/mrss/"><channel>'
            f"<title>{escape(self.title)}</title><link>{self.home}</link>"
            f"<description>{escape(self.title)}</description><language>{self.language}</language>"
            f"\n{items}\n</channel></rss>\n"
        ).encode()

    def _item(self, entry: Entry) -> str:
        picture = entry.image_url and f'<media:content url="{entry.image_url}" medium="image"/>'
        return "".join(
            [
                f"<item><title>{escape(entry.title)}</title><link>{self.link(entry)}</link>",
                f'<guid isPermaLink="false">{entry.guid}</guid>',
                f"<pubDate>{format_datetime(entry.published_at)}</pubDate>",
                *[f"<category>{escape(one)}</category>" for one in entry.categories],
                f"<dc:creator>{escape(entry.author)}</dc:creator>" if entry.author else "",
                f"<description>{escape(entry.lead)}</description>" if entry.lead else "",
                f"<content:encoded>{escape(entry.content)}</content:encoded>"
                if entry.content
                else "",
                picture or "",
                "</item>",
            ]
        )

    def page(self) -> bytes:
        """Return the home page, which says where the feed is."""
        return (
            f"<!doctype html><html><head><title>{escape(self.title)}</title>"
            f'<link rel="alternate" type="application/rss+xml" title="{escape(self.title)}"'
            f' href="feed.xml"></head><body><h1>{escape(self.title)}</h1></body></html>'
        ).encode()


@dataclass(slots=True, kw_only=True)
class Hold:
    """A request kept waiting: `arrived` is set when one is there, `released` lets it go on."""

    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    status: int
    headers: Mapping[str, str]


class Newsstand:
    """All papers and pages of one server."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._papers: dict[str, Paper] = {}
        self._pages: dict[str, tuple[bytes, str]] = {}
        self._failures: dict[str, _Failure] = {}
        self._asked: Counter[str] = Counter()
        self._holds: dict[str, Hold] = {}
        self._answered: dict[str, asyncio.Event] = {}
        self.base = ""

    @classmethod
    @asynccontextmanager
    async def serve(cls, clock: Clock) -> AsyncIterator[Newsstand]:
        """Serve on a free port of 127.0.0.1 until the block ends."""
        stand = cls(clock)
        app = web.Application()
        app.router.add_get("/{path:.*}", stand._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        stand.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield stand
        finally:
            await runner.cleanup()

    def open(self, name: str, *, title: str = "", language: str = "en") -> Paper:
        """Found a paper; it has printed nothing yet."""
        paper = Paper(
            name=name,
            title=title or name.capitalize(),
            language=language,
            base=self.base,
            clock=self._clock,
        )
        self._papers[name] = paper
        return paper

    def put(self, path: str, body: bytes, content_type: str = "application/rss+xml") -> str:
        """Serve `body` at `path`, and return its address."""
        self._pages[path] = (body, content_type)
        return self.base + path

    def fail(self, path: str, status: int, *, headers: Mapping[str, str] | None = None) -> None:
        """Answer with an error at `path` until `mend`."""
        self._failures[path] = _Failure(status=status, headers=headers or {})

    def mend(self, path: str) -> None:
        self._failures.pop(path, None)

    def asked(self, path: str) -> int:
        """Return how often `path` was asked for."""
        return self._asked[path]

    @asynccontextmanager
    async def hold(self, path: str) -> AsyncIterator[Hold]:
        """Keep everybody who asks for `path` waiting, until released or the block ends."""
        hold = self._holds[path] = Hold()
        try:
            yield hold
        finally:
            del self._holds[path]
            hold.released.set()

    def answered(self, path: str) -> asyncio.Event:
        """Return an event that is set when the next answer for `path` has been sent."""
        return self._answered.setdefault(path, asyncio.Event())

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self._asked[request.path] += 1
        if (hold := self._holds.get(request.path)) is not None:
            hold.arrived.set()
            await hold.released.wait()
        answer = self._content(request)
        with contextlib.suppress(ConnectionError):  # whoever asked may be no more
            await answer.prepare(request)
            await answer.write_eof()
        if (sent := self._answered.pop(request.path, None)) is not None:
            sent.set()
        return answer

    def _content(self, request: web.Request) -> web.Response:
        if (failure := self._failures.get(request.path)) is not None:
            return web.Response(status=failure.status, headers=failure.headers)
        found = self._find(request.path)
        if found is None:
            return web.Response(status=404)
        body, content_type = found
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=body, headers={"ETag": etag, "Content-Type": content_type})

    def _find(self, path: str) -> tuple[bytes, str] | None:
        if path in self._pages:
            return self._pages[path]
        name, _, rest = path.strip("/").partition("/")
        paper = self._papers.get(name)
        if paper is None:
            return None
        if rest == "feed.xml":
            return paper.rss(), "application/rss+xml; charset=utf-8"
        return (paper.page(), "text/html; charset=utf-8") if not rest else None
