"""A web server of made-up feeds, in a process of its own; a helper of the benchmarks.

`/n` is feed number n: 30 items, 27 kB, RSS 2.0, sent gzipped and with an ETag. `/version/k` lets
each feed have k newer items. Feeds 100, 200 and 300 are not well-formed: a control character
stands in a title, as it does in one real feed of three hundred.

    python -m bench._press [ADDRESS [ITEMS]]        # prints its port
"""

import asyncio
import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from itertools import accumulate
from random import Random
from urllib.request import urlopen

from aiohttp import web

ITEMS = 30
ILL_FORMED = (100, 200, 300)
_START = datetime(2026, 11, 1, 8, tzinfo=UTC)
_SMALL = ("the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "on", "as", "with", "was")
_SYLLABLES = [c + v for c in ("b", "cr", "d", "fl", "g", "l", "m", "n", "p", "st") for v in "aeiou"]


def _lexicon() -> tuple[list[str], list[float]]:
    """Return words, as unequally frequent as a language's: few small ones make every other word."""
    dice = Random(7)
    long = ["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in range(6_000)]
    words = [*_SMALL, *dict.fromkeys(long)]
    often = [1 / len(_SMALL)] * len(_SMALL)
    return words, list(accumulate([*often, *(0.3 / (rank + 100) for rank in range(6_000))]))[
        : len(words)
    ]


_WORDS, _WEIGHTS = _lexicon()


def _said(dice: Random, count: int) -> str:
    return " ".join(dice.choices(_WORDS, cum_weights=_WEIGHTS, k=count)).capitalize()


def item(feed: int, number: int) -> str:
    """Return one item; every field real feeds usually have."""
    dice = Random(feed * 100_003 + number)
    title = _said(dice, 8)
    if feed in ILL_FORMED and number == 7:
        title += "\x0c"
    link = f"https://paper{feed}.test/{_START.year}/{number}/{title[:30].replace(' ', '-').strip()}"
    text = _html(dice, link)
    at = _START + timedelta(hours=number, seconds=feed)
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link.strip(chr(12)))}</link>"
        f'<guid isPermaLink="false">https://paper{feed}.test/?p={number}</guid>'
        f"<pubDate>{format_datetime(at)}</pubDate><dc:creator>Reporter {number % 9}</dc:creator>"
        f"<category>{_said(dice, 1)}</category><category>{_said(dice, 2)}</category>"
        f"<description>{escape(text)}</description></item>\n"
    )


def _html(dice: Random, link: str) -> str:
    """Return a text as feeds have it: a picture, two paragraphs, an emphasis, a link."""
    return (
        f'<p><img src="/pictures/{dice.randrange(10**6)}.jpg" alt="{_said(dice, 3)}" /></p>'
        f"<p>{_said(dice, 20)}, <strong>{_said(dice, 3)}</strong> {_said(dice, 6)}.</p>"
        f'<p>{_said(dice, 11)}. <a href="{link}#more">{_said(dice, 2)}</a></p>'
    )


def document(feed: int, version: int, count: int = ITEMS) -> bytes:
    """Return a feed with its newest items first."""
    items = "".join(item(feed, n) for n in range(count + version - 1, version - 1, -1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Paper {feed}</title><link>https://paper{feed}.test/</link>"
        f"<description>Made up</description><language>en</language>\n{items}</channel></rss>\n"
    ).encode()


@lru_cache(maxsize=65_536)
def _packed(feed: int, version: int, count: int) -> bytes:
    return gzip.compress(document(feed, version, count), 1)


async def _serve() -> None:
    version = 0
    count = int(sys.argv[2]) if len(sys.argv) > 2 else ITEMS

    async def answer(request: web.Request) -> web.Response:
        feed = int(request.match_info["feed"])
        etag = f'"{feed}-{version}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        headers = {
            "ETag": etag,
            "Content-Type": "application/rss+xml",
            "Content-Encoding": "gzip",
        }
        return web.Response(body=_packed(feed, version, count), headers=headers)

    async def turn(request: web.Request) -> web.Response:
        nonlocal version
        version = int(request.match_info["version"])
        return web.Response()

    app = web.Application()
    app.add_routes([web.get(r"/{feed:\d+}", answer), web.get(r"/version/{version:\d+}", turn)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    address = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1"
    await web.TCPSite(runner, address, 0, backlog=1024).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until whoever started us ends
    await runner.cleanup()


class Press:
    """The running server."""

    def __init__(self, port: int) -> None:
        self.port = port

    def turn(self, version: int) -> None:
        """Let every feed have so many newer items than at the beginning."""
        with urlopen(f"http://127.0.0.1:{self.port}/version/{version}") as answer:
            answer.read()


@contextmanager
def open_press(address: str = "127.0.0.1", items: int = ITEMS) -> Iterator[Press]:
    """Run the server at an address of this machine until the end of the block."""
    command = [sys.executable, "-m", "bench._press", address, str(items)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        try:
            yield Press(int(server.stdout.readline()))
        finally:
            server.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve())
