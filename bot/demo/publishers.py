"""Two made-up newspapers as RSS on loopback, an item every few seconds; knows no bot.

Each paper is a TOML file in `press/`. What is published at an instant follows from the time
since the press was started, so that any number of requests see the same paper. When its stories
have been told, a paper goes on with bulletins: short notes with values that vary.
"""

import asyncio
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from importlib import resources
from random import Random

from aiohttp import web

from bot.demo.pictures import landscape

PAPERS = ("riverside", "etangs")
LISTED = 30  # items in a feed, as papers do: older ones fall out
_FIRST = 2  # items that are there before anybody follows


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedItem:
    """One item as its newsroom wrote it; what has a body is an article, with a picture."""

    title: str
    category: str
    lead: str
    kicker: str = ""
    body: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A short note with gaps, and what may stand in each."""

    title: str
    lead: str
    values: Mapping[str, tuple[str, ...]]

    def filled(self, number: int, category: str) -> PublishedItem:
        """Return the note as it is printed under a number."""
        dice = Random(number)
        chosen = {name: dice.choice(values) for name, values in self.values.items()}
        texts = [re.sub(r"\{(\w+)\}", lambda m: chosen[m[1]], one) for one in self._texts]
        return PublishedItem(title=texts[0], lead=texts[1], category=category)

    @property
    def _texts(self) -> tuple[str, str]:
        return self.title, self.lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One newspaper and everything it will ever print."""

    name: str
    title: str
    description: str
    language: str
    items: tuple[PublishedItem, ...]
    bulletins: tuple[Bulletin, ...]

    def story(self, number: int) -> PublishedItem:
        """Return the item that is printed under a number."""
        if number < len(self.items):
            return self.items[number]
        brief = next(story.category for story in self.items if not story.body)
        return self.bulletins[number % len(self.bulletins)].filled(number, brief)


def load_paper(name: str) -> Publisher:
    """Read one paper of `press/`."""
    path = resources.files("bot.demo") / "press" / f"{name}.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    items = [
        PublishedItem(**{**item, "body": tuple(item.get("body", ()))}) for item in table["items"]
    ]
    return Publisher(
        name=name,
        title=table["title"],
        description=table["description"],
        language=table["language"],
        items=tuple(items),
        bulletins=tuple(_bulletin(each) for each in table["bulletins"]),
    )


def _bulletin(table: Mapping[str, str | list[str]]) -> Bulletin:
    values = {name: tuple(each) for name, each in table.items() if isinstance(each, list)}
    return Bulletin(title=str(table["title"]), lead=str(table["lead"]), values=values)


class Publishers:
    """What the papers have published by now: one more item of each after every `every`."""

    def __init__(
        self,
        papers: Sequence[Publisher],
        *,
        clock: Callable[[], datetime],
        every: timedelta,
    ) -> None:
        self._papers = {paper.name: paper for paper in papers}
        self._clock = clock
        self._every = every
        self._started_at = clock()

    def published(self, paper: Publisher) -> list[tuple[int, PublishedItem, datetime]]:
        """Return number, story and date of what the feed lists, oldest first."""
        passed = (self._clock() - self._started_at) // self._every
        out = _FIRST + passed
        return [(n, paper.story(n), self._date(n)) for n in range(max(0, out - LISTED), out)]

    def _date(self, number: int) -> datetime:
        return self._started_at + self._every * (number - _FIRST + 1)

    def app(self) -> web.Application:
        """Return the web server: a home page, a feed, articles and pictures for each paper."""
        app = web.Application()
        app.router.add_get("/{paper}/", self._home)
        app.router.add_get("/{paper}/feed.xml", self._feed)
        app.router.add_get("/{paper}/{number:[0-9]+}", self._article)
        app.router.add_get("/{paper}/{number:[0-9]+}.png", self._picture)
        return app

    def _paper(self, request: web.Request) -> Publisher:
        try:
            return self._papers[request.match_info["paper"]]
        except KeyError:
            raise web.HTTPNotFound from None

    async def _home(self, request: web.Request) -> web.Response:
        paper = self._paper(request)
        listed = "".join(
            f'<li><a href="{number}">{escape(story.title)}</a></li>'
            for number, story, _ in reversed(self.published(paper))
        )
        about = f"<h1>{escape(paper.title)}</h1><p>{escape(paper.description)}</p>"
        return _page(paper, f"{about}<ul>{listed}</ul>")

    async def _article(self, request: web.Request) -> web.Response:
        paper, number = self._paper(request), int(request.match_info["number"])
        story = paper.story(number)
        picture = f'<img src="{number}.png" alt="">' if story.body else ""
        return _page(paper, f"<h1>{escape(story.title)}</h1>{picture}{_content(story)}")

    async def _picture(self, request: web.Request) -> web.Response:
        paper, number = self._paper(request), int(request.match_info["number"])
        seed = number + 100 * list(self._papers).index(paper.name)
        png = await asyncio.to_thread(landscape, seed)
        return web.Response(body=png, content_type="image/png")

    async def _feed(self, request: web.Request) -> web.Response:
        paper = self._paper(request)
        base = str(request.url.with_query(None)).removesuffix("/feed.xml")
        published = self.published(paper)
        etag = f'"{paper.name}-{published[-1][0]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(
            text=_rss(paper, base, published),
            content_type="application/rss+xml",
            charset="utf-8",
            headers={"ETag": etag},
        )


def _page(paper: Publisher, body: str) -> web.Response:
    return web.Response(
        text=f'<!doctype html><html lang="{paper.language}"><head><meta charset="utf-8">'
        f"<title>{escape(paper.title)}</title>"
        f'<link rel="alternate" type="application/rss+xml" title="{escape(paper.title)}"'
        f' href="feed.xml"></head><body><main>{body}</main></body></html>',
        content_type="text/html",
    )


def _content(story: PublishedItem) -> str:
    parts = [f"<p><em>{escape(story.kicker)}</em></p>"] if story.kicker else []
    parts.append(f"<p><strong>{escape(story.lead)}</strong></p>")
    for paragraph in story.body:
        if paragraph.startswith("## "):
            parts.append(f"<h2>{escape(paragraph[3:])}</h2>")
        else:
            parts.append(f"<p>{escape(paragraph)}</p>")
    return "\n".join(parts)


def _rss(
    paper: Publisher, base: str, published: Sequence[tuple[int, PublishedItem, datetime]]
) -> str:
    items = "\n".join(_item(paper, base, *each) for each in reversed(published))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:media="http://search.yahoo.com/mrss/"><channel>'
        f"<title>{escape(paper.title)}</title><link>{base}/</link>"
        f"<description>{escape(paper.description)}</description>"
        f"<language>{paper.language}</language>\n{items}\n</channel></rss>\n"
    )


def _item(paper: Publisher, base: str, number: int, story: PublishedItem, date: datetime) -> str:
    picture = f'<media:content url="{base}/{number}.png" medium="image" type="image/png"/>'
    return (
        f"<item><title>{escape(story.title)}</title><link>{base}/{number}</link>"
        f'<guid isPermaLink="false">{paper.name}-{number}</guid>'
        f"<pubDate>{format_datetime(date)}</pubDate>"
        f"<category>{escape(story.category)}</category>{picture if story.body else ''}"
        f"<description>{escape(escape(story.lead))}</description>"
        f"<content:encoded>{escape(_content(story))}</content:encoded></item>"
    )
