"""Pages of articles, fetched from a real server and read by the real process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.http.fetch import Fetcher, FetchLimits
from bot.feeds.http.ssrf_guard import SsrfGuard
from bot.feeds.worker.article import ArticleLimits, ArticleReader, ArticleText
from bot.feeds.worker.article_process import read_page
from tests.support.gazette import NOBODY, HandClock
from tests.support.newsstand import Newsstand

NOW = datetime(2025, 12, 9, 9, tzinfo=UTC)
PARAGRAPHS = [
    "The bridge of Morlan will close for six months from the fifth of January, the town said on"
    " Tuesday, after engineers found a crack in its third pillar.",
    "Repairs will cost 4.2 million euros. The region pays one half of that, and a ferry will carry"
    " people from bank to bank for nothing in the meantime.",
    "Shopkeepers of the left bank fear for their trade; the mayor promised to meet them on Friday.",
]
PAGE = f"""<!doctype html><html lang="en"><head><title>Bridge closes</title></head><body>
<nav><a href="/">Home</a> <a href="/subscribe">Subscribe to our newsletter today</a></nav>
<article><h1>Bridge closes</h1>{"".join(f"<p>{one}</p>" for one in PARAGRAPHS)}</article>
<footer>All rights reserved by the Morlan Courier company.</footer></body></html>"""
CLOSED = f"""<!doctype html><html><head><title>Bridge closes</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "isAccessibleForFree": false}}</script>
</head><body><article><h1>Bridge closes</h1><p>{PARAGRAPHS[0]}</p></article></body></html>"""


@asynccontextmanager
async def reading(
    limits: ArticleLimits | None = None,
    hosts: frozenset[str] = frozenset({"127.0.0.1"}),
    spacing: timedelta = timedelta(),
) -> AsyncIterator[tuple[ArticleReader, Newsstand]]:
    """Lend a reader of pages, and the server they are on."""
    async with (
        Newsstand.serve(HandClock(NOW)) as papers,
        Fetcher.open(
            SsrfGuard(allowed_hosts=hosts), tls=NOBODY, limits=FetchLimits(max_bytes=200_000)
        ) as fetcher,
    ):
        patient = limits or ArticleLimits(wall_s=120)  # a process is slow to start where all is
        yield ArticleReader(fetcher, limits=patient, spacing=spacing), papers


async def read(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> ArticleText:
    async with reading() as (reader, papers):
        papers.put("/a.html", body if isinstance(body, bytes) else body.encode(), content_type)
        return await reader.read(f"{papers.base}/a.html", NOW)


async def test_the_article_is_read_and_nothing_around_it() -> None:
    page = await read(PAGE)

    assert page.state == "read"
    assert page.text.split("\n\n")[-3:] == PARAGRAPHS
    assert "newsletter" not in page.text
    assert "All rights" not in page.text


async def test_a_page_that_is_sold_is_said_to_be_so() -> None:
    assert (await read(CLOSED)).state == "paywalled"


async def test_a_page_without_an_article_is_empty() -> None:
    assert (await read("<html><body><p>Nothing.</p></body></html>")).state == "empty"


async def test_what_is_no_page_is_not_read() -> None:
    assert await read(b"%PDF-1.7", "application/pdf") == ArticleText(state="empty")


async def test_a_page_that_is_not_given_is_told_by_its_status() -> None:
    told: dict[str, list[int]] = {}
    pauses = []
    async with reading() as (reader, papers):
        for status in (401, 402, 403, 404, 407, 410, 429, 451, 500, 503):
            papers.put(f"/{status}.html", PAGE.encode(), "text/html")
            papers.fail(f"/{status}.html", status)
            text = await reader.read(f"{papers.base}/{status}.html", NOW)
            told.setdefault(text.state, []).append(status)
            pauses.append(text.pause)

    assert told == {
        "refused": [401, 402, 403, 407, 410, 451],
        "unreachable": [404, 429, 500, 503],
    }
    assert list(filter(None, pauses)) == [429, 503]


async def test_a_host_is_left_alone_after_a_page_and_no_other_waits_for_it() -> None:
    hosts = frozenset({"127.0.0.1", "localhost"})
    async with reading(hosts=hosts, spacing=timedelta(days=1)) as (reader, papers):
        for path in ("/a.html", "/b.html"):
            papers.put(path, PAGE.encode(), "text/html")
        first = await reader.read(f"{papers.base}/a.html", NOW)
        second = asyncio.ensure_future(reader.read(f"{papers.base}/b.html", NOW))
        elsewhere = papers.base.replace("127.0.0.1", "localhost")

        other = await reader.read(f"{elsewhere}/a.html", NOW)

        assert (first.state, other.state, papers.asked("/b.html")) == ("read", "read", 0)
        second.cancel()


def test_a_page_may_cost_so_much() -> None:
    assert ArticleLimits() == ArticleLimits(
        cpu_s=10, wall_s=20, memory=512 * 1024 * 1024, max_page=3 * 1024 * 1024
    )


async def test_the_guard_of_feeds_holds_for_pages() -> None:
    async with reading(hosts=frozenset()) as (reader, papers):
        papers.put("/a.html", PAGE.encode(), "text/html")

        assert await reader.read(f"{papers.base}/a.html", NOW) == ArticleText(state="refused")
        assert papers.asked("/a.html") == 0


async def test_a_page_above_the_limit_is_refused() -> None:
    assert await read("<p>" + "x" * 300_000) == ArticleText(state="refused")


@pytest.mark.uncounted  # its process has no memory left to write what was counted
async def test_a_page_that_takes_too_much_memory_costs_only_its_process() -> None:
    async with reading(ArticleLimits(memory=24 * 1024 * 1024)) as (reader, papers):
        papers.put("/a.html", PAGE.encode(), "text/html")

        assert await reader.read(f"{papers.base}/a.html", NOW) == ArticleText(state="empty")


async def test_a_page_that_takes_too_long_costs_only_its_process() -> None:
    async with reading(ArticleLimits(wall_s=0.01)) as (reader, papers):
        papers.put("/a.html", PAGE.encode(), "text/html")

        assert await reader.read(f"{papers.base}/a.html", NOW) == ArticleText(state="empty")


@pytest.mark.parametrize(
    ("letters", "mark", "state"),
    [
        (199, "", "empty"),
        (200, "", "read"),
        (1199, '"isAccessibleForFree": false', "paywalled"),
        (1200, '"isAccessibleForFree": false', "read"),
    ],
)
def test_two_hundred_letters_are_an_article_and_twelve_hundred_of_a_closed_page(
    letters: int, mark: str, state: str
) -> None:
    text = ("The bridge of Morlan will close for six months, said the town. " * 20)[: letters - 1]
    page = f"<html><body><article><p>{text}.</p></article><script>{mark}</script></body></html>"

    found, read_text = read_page(page.encode(), "https://e.test/a")

    assert (found, len(read_text)) == (state, letters)
