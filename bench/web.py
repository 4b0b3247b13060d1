"""Serve the page for everybody: pages a second on one core, from the database, and 304s beside.

A digest with pages of 40 articles and 20 briefs from ten feeds, each with a body of 4 kB. The bot's
own server, asked over loopback by a client in a process of its own: with every page composed and
rendered anew from the database, and as it serves them, with what it rendered within a minute kept.
Beside them the same server that answers with one body, which is what aiohttp itself takes.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import process_time

from aiohttp import web

from bench._items import insert_items
from bot.config import ListenAddress
from bot.digest.service import DigestService
from bot.digest.web_pages import WebPages
from bot.model import Channel, DecidedItem, Digest, Kind, Mode, ParsedItem
from bot.store.database import Database
from bot.store.digests.digest_edits import insert_digest
from bot.store.guilds.guilds import GuildStore
from bot.web.pages import PageSite
from bot.web.rendered import KEPT_FOR, RenderedPages
from bot.web.server import serve
from bot.worker.loop import utcnow

GOAL = 200  # pages a second
FEEDS, ARTICLES, BRIEFS, DAYS = 10, 40, 20, 10
REQUESTS, AT_ONCE = 1500, 8
EIGHT = datetime(2025, 12, 9, 8, tzinfo=UTC)
ANYWHERE = ListenAddress("127.0.0.1", 0)
WORDS = ("bridge", "council", "harbour", "winter", "budget", "school", "river", "ferry", "market")
CLIENT = """
import asyncio, sys, time, aiohttp
async def main(url, count, at_once, etag):
    headers = {"If-None-Match": etag} if etag else {}
    async with aiohttp.ClientSession() as session:
        async def work():
            for _ in range(count // at_once):
                async with session.get(url, headers=headers) as answer:
                    await answer.read()
                    assert answer.status == (304 if etag else 200), answer.status
        began = time.perf_counter()
        await asyncio.gather(*[work() for _ in range(at_once)])
        print(time.perf_counter() - began)
asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
"""


def words(dice: Random, count: int) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(count)).capitalize() + "."


async def fill(database: Database) -> Digest:
    """Print a page on each of some days, and return the digest."""
    dice, guilds = Random(1), GuildStore(database)
    await guilds.record_guild(1, "Readers", "en")
    await guilds.record_channel(Channel(id=2, guild_id=1, name="news"))
    feed_ids = await follow_feeds(database)
    service = DigestService(database, patience=timedelta())
    draft = Digest(
        channel_id=2, guild_id=1, times=(EIGHT.time(),), days=frozenset(range(7)),
        planned_at=EIGHT - timedelta(days=DAYS + 1), due_at=EIGHT, created_at=EIGHT,
    )  # fmt: skip
    async with database.transaction() as connection:
        digest = await insert_digest(connection, draft)
    for day in range(DAYS):
        now = EIGHT - timedelta(days=DAYS - day)
        for number in range(ARTICLES + BRIEFS):
            item = DecidedItem(
                parsed=ParsedItem(
                    guid=f"{day}.{number}", link=f"https://paper.test/{day}/{number}",
                    title=words(dice, 8), lead=words(dice, 40), body=words(dice, 600),
                ),
                kind=Kind.ARTICLE if number < ARTICLES else Kind.BRIEF,
                published_at=now - timedelta(hours=1),
            )  # fmt: skip
            async with database.transaction() as connection:
                feed_id = feed_ids[number % FEEDS]
                await insert_items(connection, feed_id, [item], now - timedelta(hours=1))
        while await service.run_due(now):
            pass
    return digest


async def follow_feeds(database: Database) -> list[int]:
    from tests.support.following import follow  # a builder of the tests'

    following = [
        await follow(
            database, 2, f"https://paper{n}.test/feed", EIGHT - timedelta(days=DAYS + 2),
            title=f"Paper {n}", mode=Mode.DIGEST,
        )
        for n in range(FEEDS)
    ]  # fmt: skip
    return [each.feed.id for each in following]


async def ask(url: str, etag: str = "") -> float:
    """Ask many times from another process; return the seconds it took."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CLIENT, url, str(REQUESTS), str(AT_ONCE), etag,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    return float(said)


@asynccontextmanager
async def in_memory(body: bytes) -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=body, content_type="text/html")

    async with serve(ANYWHERE, [web.get("/", answer)]) as port:
        yield f"http://127.0.0.1:{port}/"


async def measure() -> None:
    """Print pages a second, of the wall clock and of a processor."""
    print(f"{REQUESTS} requests, {AT_ONCE} at once\n\n{'what':<26} a second  of one core")
    with tempfile.TemporaryDirectory() as folder:
        async with Database.open(Path(folder) / "gazette.sqlite3") as database:
            digest = await fill(database)
            pages = WebPages(database, public_url="http://news.test")
            address = await pages.allow(digest.id, EIGHT, indexed=False)
            for what, kept_for in (("from the database", timedelta()), ("as served", KEPT_FOR)):
                rendered = RenderedPages(utcnow, kept_for=kept_for)
                site = PageSite(pages, GuildStore(database), rendered)
                async with serve(ANYWHERE, site.routes()) as port:
                    url = pages.url(address).replace("http://news.test", f"http://127.0.0.1:{port}")
                    body, etag = await first(url)
                    await report(what, url)
                    await report(f"{what}, 304", url, etag)
            async with in_memory(body) as url:
                await report("held in memory", url)


async def first(url: str) -> tuple[bytes, str]:
    import aiohttp

    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return await answer.read(), answer.headers["ETag"]


async def report(what: str, url: str, etag: str = "") -> None:
    before = process_time()
    seconds = await ask(url, etag)
    processor = process_time() - before
    print(f"{what:<24} {REQUESTS / seconds:10.0f} {REQUESTS / processor:12.0f}", flush=True)


def main() -> None:
    """Measure, and print the goal beside it."""
    asyncio.run(measure())
    print(f"\ngoal: {GOAL} pages a second of one core")


if __name__ == "__main__":
    main()
