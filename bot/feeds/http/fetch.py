"""Fetch a feed over HTTP: conditional requests (ETag), redirects, timeouts, limits; parses nothing.

One request at a time per call: whose turn it is, `politeness` decides; when, `schedule`. What a
client of HTTP adds to a transport (cookies that are kept, redirects, proxies, decoded bodies) is
left out on purpose: Gazette wants it its own way.
"""

import asyncio
import contextlib
import os
import re
import ssl
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Self

import httpx

from bot import __version__
from bot.errors import AddressRefused, BadStatus, CutOff, FeedGone, TooLarge, Unreachable
from bot.feeds.document.large_feed import LargeFeed, first_json_items
from bot.feeds.http.cache_headers import fresh_for, retry_at
from bot.feeds.http.cookies import ChainCookies
from bot.feeds.http.host_headers import HostHeaders
from bot.feeds.http.inflate import Inflater
from bot.feeds.http.link_header import read_links
from bot.feeds.http.ssrf_guard import SsrfGuard
from bot.feeds.http.transport import Answer, GuardedTransport, Lookup, SystemLookup
from bot.feeds.http.url import read_url
from bot.proxy import ProxyRules

CONNECTIONS = 64
MakeRoom = Callable[[], Awaitable[object]]

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1"
)
_PERMANENT = (301, 308)
_REDIRECTS = (*_PERMANENT, 302, 303, 307)
_DOCUMENT = re.compile(rb"[^<{\w]{0,100}[<{]")
_WHOLE = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>(?:\s|<!--[^>]*-->)*\Z", re.IGNORECASE)
_END = 1024  # bytes in which a document ends
_WITH_BODY = (200, 203)  # 203: a proxy on the way has changed something


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What one request may cost us."""

    max_bytes: int = 10 * 1024 * 1024  # after decompression, and of a larger feed its newest
    largest_bytes: int = 64 * 1024 * 1024  # of a feed that is read to its end for them
    large_bytes: int = 1024 * 1024  # a body beyond it has to wait for room
    total_s: float = 30
    connect_s: float = 10
    read_s: float = 20  # between two pieces
    redirects: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer with a body (200 or 203), decoded.

    `url` is where it was found; `moved_to` the same address when there were redirects, all of
    them permanent and none from https to http, else None. `fresh_for` is what Cache-Control
    or Expires ask, None if unsaid.
    """

    body: bytes
    url: str
    moved_to: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    fresh_for: timedelta | None = None
    links: Mapping[str, str] = field(default_factory=dict)  # of its Link headers, by relation


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """A 304 answer; validators are None where the server did not send new ones."""

    url: str
    moved_to: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fresh_for: timedelta | None = None


class Fetcher:
    """The one HTTP client of feeds: connections, TLS and the SSRF guard, open."""

    def __init__(
        self,
        transport: GuardedTransport,
        guard: SsrfGuard,
        limits: FetchLimits,
        contact: str,
        host_headers: HostHeaders,
    ) -> None:
        self._transport = transport
        self._host_headers = host_headers
        self._guard = guard
        self._limits = limits
        self._contact = contact

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        guard: SsrfGuard,
        *,
        contact: str = "",
        proxies: ProxyRules | None = None,
        host_headers: HostHeaders | None = None,
        limits: FetchLimits | None = None,
        lookup: Lookup | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> AsyncIterator[Self]:
        """Open the client; `contact` is the operator's address for publishers.

        `proxies` are those of the environment where none are given. A `lookup` answers names
        instead of the system's resolver, `tls` says whom to believe.
        """
        limits = limits or FetchLimits()
        system = SystemLookup()
        transport = GuardedTransport(
            guard,
            lookup=lookup or system,
            tls=tls or ssl.create_default_context(),
            connections=CONNECTIONS,
            connect_s=limits.connect_s,
            read_s=limits.read_s,
            proxies=ProxyRules.from_env(os.environ) if proxies is None else proxies,
        )
        headers = host_headers or HostHeaders()
        try:
            yield cls(transport, guard, limits, contact, headers)
        finally:
            await transport.aclose()
            system.close()

    async def fetch(
        self,
        url: str,
        *,
        now: datetime,
        etag: str | None = None,
        last_modified: str | None = None,
        answered_url: str | None = None,
        followers: int = 0,
        make_room: MakeRoom | None = None,
    ) -> Fetched | NotModified:
        """Ask for `url`, conditionally when we hold its validators.

        They are sent only to the address that gave them: `answered_url`, or `url` without one. A
        body that becomes large waits for `make_room` before more of it is read; that takes none of
        the server's time.

        Raises:
            AddressRefused: the guard does not go there, or there are too many redirects.
            Unreachable: no usable answer, with its cause.
            FeedGone: HTTP 410.
            BadStatus: any other status that carries no feed.
            TooLarge: the body passes the limit, and is no feed.
        """
        headers = self._headers(followers)
        conditions = _conditions(etag, last_modified)
        try:
            async with asyncio.timeout(self._limits.total_s) as limit:
                if make_room is not None:
                    make_room = partial(wait_beside, limit, make_room)
                answer, final_url, moved = await self._follow(
                    url, headers, conditions, answered_url
                )
                try:
                    return await self._outcome(answer, final_url, moved, now, make_room)
                finally:
                    answer.close()
        except TimeoutError as e:
            raise Unreachable("timeout", f"not done within {self._limits.total_s:g} s") from e

    async def post_form(self, url: str, fields: Mapping[str, str]) -> int:
        """Send a form, and return the status of the answer; redirects are not followed.

        Raises:
            AddressRefused: the guard does not go there.
            Unreachable: no answer, with its cause.
        """
        target = read_url(url)
        self._guard.check_url(str(target))
        agent = {"User-Agent": self._headers(0)["User-Agent"]}
        headers = self._request_headers(target, agent)
        return await self._transport.post_form(
            target, fields, headers, within_s=self._limits.total_s
        )

    def _headers(self, followers: int) -> dict[str, str]:
        comment = ["Discord news bot", *([f"+{self._contact}"] if self._contact else [])]
        if followers:
            comment.append(f"{followers} subscriber{'s' if followers > 1 else ''}")
        return {
            "User-Agent": f"Gazette/{__version__} ({'; '.join(comment)})",
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
        }

    async def _follow(
        self,
        address: str,
        headers: dict[str, str],
        conditions: dict[str, str],
        answered_url: str | None,
    ) -> tuple[Answer, str, bool]:
        """Return the answer at the end of the redirects, where it is, and if that is for good."""
        url = read_url(address)
        cookies = ChainCookies()
        validated = str(url) if answered_url is None else answered_url
        permanent: bool | None = None  # until there was a redirect
        for _ in range(self._limits.redirects + 1):
            hop = str(url)
            self._guard.check_url(hop)
            sent = headers | conditions if hop == validated else headers
            request = self._request_headers(url, sent)
            cookies.add_to(request, url)
            answer = await self._transport.get(url, request)
            location = _location(answer)
            if location is None:
                return answer, hop, bool(permanent)
            cookies.keep(answer, url)
            answer.close()
            target = read_url(location, url)
            permanent = permanent is not False and _is_move(answer.status, url, target)
            url = target
        raise AddressRefused(f"more than {self._limits.redirects} redirects")

    def _request_headers(self, url: httpx.URL, headers: Mapping[str, str]) -> dict[str, str]:
        """Return the headers of one request: everybody's, its host's, and the address's login."""
        own = self._host_headers.for_url(str(url))
        request = {"Host": url.netloc.decode(), **headers, **own}
        if url.userinfo:
            login = b64encode(f"{url.username}:{url.password}".encode()).decode()
            request["Authorization"] = f"Basic {login}"
        return request

    async def _outcome(
        self,
        answer: Answer,
        url: str,
        permanent: bool,
        now: datetime,
        make_room: MakeRoom | None,
    ) -> Fetched | NotModified:
        headers = _plain(answer)
        moved = url if permanent else None
        etag, last_modified = _exact(answer, b"etag"), _exact(answer, b"last-modified")
        if answer.status == 304:
            return NotModified(
                url=url,
                moved_to=moved,
                etag=etag,
                last_modified=last_modified,
                fresh_for=fresh_for(headers, now),
            )
        if answer.status not in _WITH_BODY:
            wait = retry_at(headers.get("retry-after"), now)
            gone = answer.status == 410
            raise (FeedGone if gone else BadStatus)(answer.status, retry_at=wait, url=url)
        return Fetched(
            body=await self._read(answer, headers, make_room),
            url=url,
            moved_to=moved,
            etag=etag,
            last_modified=last_modified,
            content_type=headers.get("content-type"),
            fresh_for=fresh_for(headers, now),
            links=read_links(headers.get("link", ""), url),
        )

    async def _read(
        self, answer: Answer, headers: Mapping[str, str], make_room: MakeRoom | None
    ) -> bytes:
        """Return the body, decoded, never holding more than twice the limit.

        Of a length that is announced wrongly nobody is told where the document is whole.
        """
        limits = self._limits
        body = bytearray()
        try:
            async with contextlib.aclosing(self._pieces(answer, headers)) as pieces:
                async for piece in pieces:
                    body += piece
                    if len(body) > limits.max_bytes:
                        return await self._newest(body, pieces)
                    if make_room is not None and len(body) > limits.large_bytes:
                        await make_room()
                        make_room = None
        except CutOff:
            if not _WHOLE.search(body, max(0, len(body) - _END)):
                raise
        return bytes(body)

    async def _pieces(self, answer: Answer, headers: Mapping[str, str]) -> AsyncGenerator[bytes]:
        """Yield the body, decoded, in small pieces."""
        limits = self._limits
        length = headers.get("content-length", "")
        is_large = length.isdigit() and int(length) > limits.max_bytes
        inflater = Inflater(headers.get("content-encoding", ""))
        received = decoded = 0
        async for chunk in answer.chunks():
            received += len(chunk)
            for piece in inflater.feed(chunk):
                if is_large and not decoded and not _DOCUMENT.match(piece):
                    raise TooLarge(f"the server announces {length} bytes")
                decoded += len(piece)
                yield piece
            if received > decoded + limits.max_bytes:  # coded, it is much, and comes to nothing
                raise TooLarge(f"more than {limits.max_bytes} bytes")
        for piece in inflater.finish():
            yield piece

    async def _newest(self, body: bytearray, rest: AsyncIterator[bytes]) -> bytes:
        """Return of a body that passes the limit, and goes on, the newest articles as a feed.

        Raises:
            TooLarge: it is no feed, or its end is beyond all measure.
        """
        limits = self._limits
        feed = LargeFeed.of(bytes(body[: limits.max_bytes]))
        newest = None
        if feed is None:
            newest = await asyncio.to_thread(first_json_items, bytes(body[: limits.max_bytes]))
        elif not feed.is_oldest_first():
            newest = feed.first_entries()
        else:
            feed.add(body[limits.max_bytes :])
            read = len(body)
            while read <= limits.largest_bytes:
                if (piece := await anext(rest, None)) is None:
                    newest = feed.last_entries()
                    break
                feed.add(piece)
                read += len(piece)
        if newest is None:
            raise TooLarge(f"more than {limits.max_bytes} bytes")
        return newest


async def wait_beside(limit: asyncio.Timeout, wait: Callable[[], Awaitable[object]]) -> None:
    """Wait without counting it towards `limit`, whose deadline comes so much later."""
    deadline, clock = limit.when(), asyncio.get_running_loop().time
    assert deadline is not None
    began_at = clock()
    limit.reschedule(None)
    await wait()
    limit.reschedule(deadline + clock() - began_at)


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers that make a request conditional, each as the server gave it."""
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value}


def _location(answer: Answer) -> str | None:
    """Return where an answer redirects to, None where it does not."""
    if answer.status not in _REDIRECTS:
        return None
    location: str | None = httpx.Headers(answer.headers).get("location")
    return location


def _is_move(status: int, url: httpx.URL, target: httpx.URL) -> bool:
    downgrade = url.scheme == "https" and target.scheme == "http"
    return status in _PERMANENT and not downgrade


def _plain(answer: Answer) -> dict[str, str]:
    """Return the headers by their names in lower case; one that comes twice, as one list."""
    headers: dict[str, str] = {}
    for key, value in answer.headers:
        name, text = key.decode("ascii", "replace").lower(), value.decode("utf-8", "replace")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    return headers


def _exact(answer: Answer, name: bytes) -> str | None:
    """Return a validator so that it can be sent back byte for byte, None where it cannot."""
    for key, value in answer.headers:
        if key.lower() == name:
            with contextlib.suppress(UnicodeDecodeError):
                return value.decode("utf-8") or None
    return None
