"""The page for everybody: a digest's pages at an address with a secret token, and its two feeds.

    /d/<token>                       the last page
    /d/<token>/<day>/<slot>          one page
    /d/<token>/feed.atom, feed.json  the last pages as a feed

What is not there (a token that died, a day without a page) is 404, whatever the reason.
"""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import Callable
from datetime import date
from functools import cache

from aiohttp import web

from bot.digest.render.html import WebLinks, render_html, style
from bot.digest.render.syndicate import FeedPage, PageFeed, write_atom, write_json_feed
from bot.digest.web_pages import WebPages, WebPlace
from bot.i18n import choose_locale
from bot.model import Digest, WebAddress
from bot.store.guilds.guilds import GuildStore
from bot.web.rendered import RenderedPages

ENTRIES = 14  # pages in a feed: two weeks
_REVALIDATE = "no-cache"  # kept, but asked for each time: a revoked address dies at once
_TOKEN = r"{token:[A-Za-z0-9_-]{20,64}}"  # noqa: S105  # a pattern
_PAGE = r"{day:\d{4}-\d{2}-\d{2}}/{slot:\d{1,6}}"


class PageSite:
    """Serves the pages of digests; `guilds` name their servers."""

    def __init__(self, pages: WebPages, guilds: GuildStore, rendered: RenderedPages) -> None:
        self._pages = pages
        self._guilds = guilds
        self._rendered = rendered

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"/d/{_TOKEN}", self.page),
            web.get(f"/d/{_TOKEN}/{_PAGE}", self.page),
            web.get(f"/d/{_TOKEN}/feed.atom", self.atom),
            web.get(f"/d/{_TOKEN}/feed.json", self.json_feed),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Answer with a page."""
        address, digest = await self._found(request)
        place = await self._pages.place(address, digest, _key_of(request))
        if place is None:
            raise web.HTTPNotFound
        links = self._links(place)
        key = (links, digest.locale, digest.grouping, digest.title)
        body = self._rendered.get(key)
        if body is None:
            page = await self._pages.page(place)
            html = await asyncio.to_thread(render_html, page, links)
            body = html.encode("utf-8", "replace")
            self._rendered.put(key, body)
        headers = {"Content-Security-Policy": content_security_policy()}
        return _answer(request, body, "text/html", address, headers)

    async def atom(self, request: web.Request) -> web.Response:
        """Answer with the last pages as Atom."""
        return await self._feed(request, write_atom, "application/atom+xml")

    async def json_feed(self, request: web.Request) -> web.Response:
        """Answer with the last pages as JSON Feed."""
        return await self._feed(request, write_json_feed, "application/feed+json")

    async def _feed(
        self, request: web.Request, write: Callable[[PageFeed], bytes], kind: str
    ) -> web.Response:
        address, digest = await self._found(request)
        pages = await self._pages.last(digest, ENTRIES)
        feed = PageFeed(
            title=await self._title(digest),
            locale=choose_locale(digest.locale),
            home=self._pages.url(address),
            atom=self._pages.url(address, file="feed.atom"),
            json_feed=self._pages.url(address, file="feed.json"),
            updated_at=pages[0][0].printed_at if pages else digest.created_at,
            pages=[
                FeedPage(
                    url=self._pages.url(address, edition), printed_at=edition.printed_at, page=page
                )
                for edition, page in pages
            ],
        )
        return _answer(request, await asyncio.to_thread(write, feed), kind, address, {})

    async def _title(self, digest: Digest) -> str:
        """Return what the feed of a digest is called: by the digest's own title, or its place."""
        guild = await self._guilds.guild(digest.guild_id)
        channel = await self._guilds.channel(digest.channel_id)
        place = channel.name if channel else ""
        names = (digest.title or place, guild.name if guild else "")
        return " · ".join(filter(None, names)) or "Gazette"

    async def _found(self, request: web.Request) -> tuple[WebAddress, Digest]:
        found = await self._pages.find(request.match_info["token"])
        if found is None:
            raise web.HTTPNotFound
        return found

    def _links(self, place: WebPlace) -> WebLinks:
        address, url = place.address, self._pages.url
        return WebLinks(
            canonical=url(address, place.edition),
            atom=url(address, file="feed.atom"),
            json_feed=url(address, file="feed.json"),
            before=url(address, place.before) if place.before else None,
            after=url(address, place.after) if place.after else None,
            indexed=address.indexed,
        )


@cache
def content_security_policy() -> str:
    """Return the policy of pages: their own style sheet, known by its hash, and nothing else."""
    digest = hashlib.sha256(f"\n{style()}".encode()).digest()
    allowed = f"'sha256-{b64encode(digest).decode()}'"
    return (
        f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    )


def _key_of(request: web.Request) -> tuple[date, int] | None:
    if "day" not in request.match_info:
        return None
    try:
        return date.fromisoformat(request.match_info["day"]), int(request.match_info["slot"])
    except ValueError:
        raise web.HTTPNotFound from None


def _answer(
    request: web.Request, body: bytes, kind: str, address: WebAddress, headers: dict[str, str]
) -> web.Response:
    """Answer with a body and its ETag, or that it is still the one that the asker has."""
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    headers = headers | {"Cache-Control": _REVALIDATE}
    if not address.indexed:
        headers["X-Robots-Tag"] = "noindex, nofollow"
    known = request.if_none_match or ()
    is_known = any(each.value in (etag, "*") for each in known)
    response = (
        web.Response(status=304, headers=headers)
        if is_known
        else web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)
    )
    response.etag = etag
    return response
