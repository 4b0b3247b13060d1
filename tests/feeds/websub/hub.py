"""A WebSub hub of our own on loopback, with the feed that names it; it calls a Gazette back.

async with open_hub() as hub:
    hub.publish("Bridge opens")               # newest first, in hub.feed_url
    hub.wishes                                # the forms it was sent
    await hub.verify(gazette, hub.wishes[-1]) # asks back whether it was meant
    await hub.push(gazette, "Bridge opens")   # signed; `method`, `secret` and `body` can be odd
"""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiohttp import web

from sandbox.server import listen
from tests.support.gazette import Gazette
from tests.web.visitor import Answer, ask

HEAD = """<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>{title}</title><link>{base}/</link>{links}"""
LINKS = '<atom:link rel="hub" href="{base}/hub"/><atom:link rel="self" href="{topic}"/>'


@dataclass(slots=True)
class Hub:
    """The hub and its feed; `status` is what it answers to wishes."""

    base: str = ""
    status: int = 202
    in_headers: bool = False  # the feed names it by Link headers, not in its document
    lease_s: int | None = 100_000
    asks_at_once: Gazette | None = None  # whom it asks back before it answers a wish
    titles: list[str] = field(default_factory=list)
    wishes: list[dict[str, str]] = field(default_factory=list)
    polls: int = 0

    @property
    def feed_url(self) -> str:
        return f"{self.base}/feed"

    @property
    def topic(self) -> str:
        return f"{self.base}/topic?channel=1"

    def publish(self, title: str) -> None:
        self.titles.insert(0, title)

    def document(self, *titles: str, own: bool = True) -> bytes:
        """Return the feed with these entries; a push has a name of the hub's, not its `own`."""
        links = "" if self.in_headers else LINKS.format(base=self.base, topic=self.topic)
        title = "The Courier" if own else "Pushed by a hub"
        items = "".join(
            f"<item><title>{title}</title><guid>{title}</guid><link>{self.base}/{n}</link></item>"
            for n, title in enumerate(titles)
        )
        head = HEAD.format(base=self.base, links=links, title=title)
        return f"{head}{items}</channel></rss>".encode()

    async def serve_feed(self, request: web.Request) -> web.Response:
        self.polls += 1
        headers = {}
        if self.in_headers:
            headers["Link"] = f'<{self.base}/hub>; rel=hub, <{self.topic}>; rel="self"'
        body = self.document(*self.titles)
        return web.Response(body=body, content_type="application/rss+xml", headers=headers)

    async def take_wish(self, request: web.Request) -> web.Response:
        self.wishes.append({name: str(value) for name, value in (await request.post()).items()})
        if self.asks_at_once is not None:
            await self.verify(self.asks_at_once, self.wishes[-1])
        return web.Response(status=self.status)

    async def verify(self, gazette: Gazette, wish: dict[str, str], **odd: str) -> Answer:
        """Ask a subscriber whether it meant its wish."""
        asked = {
            "hub.mode": wish["hub.mode"],
            "hub.topic": wish["hub.topic"],
            "hub.challenge": "a <b>challenge</b>",
        }
        if self.lease_s is not None:
            asked["hub.lease_seconds"] = str(self.lease_s)
        asked |= {name.replace("_", ".", 1): value for name, value in odd.items()}
        return await ask(gazette, f"{wish['hub.callback']}?{urlencode(asked)}")

    async def push(
        self,
        gazette: Gazette,
        *titles: str,
        method: str = "sha256",
        secret: str | None = None,
        body: bytes | None = None,
        **headers: str,
    ) -> Answer:
        """Push entries to the last subscriber, signed."""
        wish = self.wishes[-1]
        content = self.document(*titles, own=False) if body is None else body
        key = (wish["hub.secret"] if secret is None else secret).encode()
        signed = {"X_Hub_Signature": f"{method}={hmac.new(key, content, method).hexdigest()}"}
        named = {"Content_Type": "application/rss+xml", **(signed if key else {}), **headers}
        return await ask(gazette, wish["hub.callback"], "POST", body=content, **named)


@asynccontextmanager
async def open_hub() -> AsyncIterator[Hub]:
    """Open a hub on a free port."""
    hub = Hub()
    app = web.Application()
    app.router.add_get("/feed", hub.serve_feed)
    app.router.add_post("/hub", hub.take_wish)
    runner, hub.base = await listen(app, 0)
    try:
        yield hub
    finally:
        await runner.cleanup()
