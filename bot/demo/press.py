"""Two made-up newspapers as RSS on loopback, an item every few seconds; knows no bot.

Each paper is a TOML file in `press/`. What is published at an instant follows from the time
since the press was started, so that any number of requests see the same paper.
"""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from importlib import resources

from aiohttp import web

PAPERS = ("riverside", "etangs")
_FIRST = 2  # items that are there before anybody follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One item as its newsroom wrote it."""

    title: str
    category: str
    lead: str
    kicker: str = ""
    body: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One newspaper and everything it will ever print."""

    name: str
    title: str
    description: str
    language: str
    items: tuple[Story, ...]


def load_paper(name: str) -> Paper:
    """Read one paper of `press/`."""
    path = resources.files("bot.demo") / "press" / f"{name}.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Paper(
        name=name,
        title=table["title"],
        description=table["description"],
        language=table["language"],
        items=tuple(
            Story(**{**item, "body": tuple(item.get("body", ()))}) for item in table["items"]
        ),
    )


class Press:
    """What the papers have published by now: one more item of each after every `every`."""

    def __init__(
        self,
        papers: Sequence[Paper],
        *,
        clock: Callable[[], datetime],
        every: timedelta,
    ) -> None:
        self._papers = {paper.name: paper for paper in papers}
        self._clock = clock
        self._every = every
        self._started_at = clock()

    def published(self, paper: Paper) -> list[tuple[int, Story, datetime]]:
        """Return number, story and date of what is out, oldest first.

        After its last story a paper prints the first again as a new one.
        """
        passed = (self._clock() - self._started_at) // self._every
        return [
            (n, paper.items[n % len(paper.items)], self._date(n)) for n in range(_FIRST + passed)
        ]

    def _date(self, number: int) -> datetime:
        return self._started_at + self._every * (number - _FIRST + 1)

    def app(self) -> web.Application:
        """Return the web server: a home page, a feed and article pages for each paper."""
        app = web.Application()
        app.router.add_get("/{paper}/", self._home)
        app.router.add_get("/{paper}/feed.xml", self._feed)
        app.router.add_get("/{paper}/{number:[0-9]+}", self._article)
        return app

    def _paper(self, request: web.Request) -> Paper:
        try:
            return self._papers[request.match_info["paper"]]
        except KeyError:
            raise web.HTTPNotFound from None

    async def _home(self, request: web.Request) -> web.Response:
        paper = self._paper(request)
        return _page(
            paper,
            f"<h1>{escape(paper.title)}</h1><p>{escape(paper.description)}</p>",
        )

    async def _article(self, request: web.Request) -> web.Response:
        paper = self._paper(request)
        for number, story, _ in self.published(paper):
            if number == int(request.match_info["number"]):
                return _page(paper, f"<h1>{escape(story.title)}</h1>{_content(story)}")
        raise web.HTTPNotFound

    async def _feed(self, request: web.Request) -> web.Response:
        paper = self._paper(request)
        base = f"http://{request.host}/{paper.name}"
        published = self.published(paper)
        etag = f'"{paper.name}-{len(published)}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(
            text=_rss(paper, base, published),
            content_type="application/rss+xml",
            charset="utf-8",
            headers={"ETag": etag},
        )


def _page(paper: Paper, body: str) -> web.Response:
    return web.Response(
        text=f'<!doctype html><html lang="{paper.language}"><head><meta charset="utf-8">'
        f"<title>{escape(paper.title)}</title>"
        f'<link rel="alternate" type="application/rss+xml" title="{escape(paper.title)}"'
        f' href="/{paper.name}/feed.xml"></head><body>{body}</body></html>',
        content_type="text/html",
    )


def _content(story: Story) -> str:
    parts = [f"<p><em>{escape(story.kicker)}</em></p>"] if story.kicker else []
    parts.append(f"<p><strong>{escape(story.lead)}</strong></p>")
    for paragraph in story.body:
        if paragraph.startswith("## "):
            parts.append(f"<h2>{escape(paragraph[3:])}</h2>")
        else:
            parts.append(f"<p>{escape(paragraph)}</p>")
    return "\n".join(parts)


def _rss(paper: Paper, base: str, published: Sequence[tuple[int, Story, datetime]]) -> str:
    items = "\n".join(
        f"<item><title>{escape(story.title)}</title><link>{base}/{number}</link>"
        f'<guid isPermaLink="false">{paper.name}-{number}</guid>'
        f"<pubDate>{format_datetime(date)}</pubDate>"
        f"<category>{escape(story.category)}</category>"
        f"<description>{escape(escape(story.lead))}</description>"
        f"<content:encoded>{escape(_content(story))}</content:encoded></item>"
        for number, story, date in reversed(published)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(paper.title)}</title><link>{base}/</link>"
        f"<description>{escape(paper.description)}</description>"
        f"<language>{paper.language}</language>\n{items}\n</channel></rss>\n"
    )
