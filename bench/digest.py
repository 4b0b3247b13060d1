"""Print a large day, and a thousand digests that are due at once; how long, and the loop held.

A day of 2,000 items from 100 feeds, in a real database, with the headlines of the evaluation data
where they are there, so that there are stories to find. Beside the service stands what a plain
bot does: the same page made inside the event loop, with a lookup for each item.
"""

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from bench._collections import rows
from bench._items import insert_items
from bot.digest.background import MAX_HEADLINES, REACH
from bot.digest.compose import Occasion, Page, compose
from bot.digest.render.discord import render_discord
from bot.digest.render.page_key import PageKey
from bot.digest.service import DigestService
from bot.model import Channel, DecidedItem, Digest, Feed, Item, Kind, Mode, ParsedItem
from bot.store.database import Database
from bot.store.digests.digest_edits import insert_digest
from bot.store.feeds.feeds import FeedStore
from bot.store.feeds.items import ItemStore
from bot.store.feeds.subscriptions import insert_subscription
from bot.store.guilds.guilds import GuildStore
from bot.text.similarity.rarity import WordCounts, count_words
from bot.text.similarity.stories import find_stories
from bot.worker.interpreter import tune_interpreter

FEEDS, ITEMS, DIGESTS = 100, 2000, 1000
EIGHT = datetime(2025, 12, 9, 8, tzinfo=UTC)
EARLIER = EIGHT - timedelta(hours=6)
GUILD, CHANNEL = 1, 2
ROUNDS = 5
WORDS = """
    bridge council harbour winter budget school river ferry station market library museum strike
    energy forest machine village doctor summer archive network railway garden theatre factory
"""
KEY = PageKey(digest_id=1, day=date(2025, 12, 9), slot=480)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds: of the whole, of the processor, and that the loop answered nobody at most."""

    whole: float
    processor: float
    held: float

    def __str__(self) -> str:
        return f"{self.whole:8.0f} {self.processor:12.0f} {self.held:10.1f}"


async def measured(work: Callable[[], Awaitable[object]]) -> Cost:
    """Do `work` while something else wants its turn every millisecond."""
    longest = 0.0
    done = asyncio.Event()

    async def heartbeat() -> None:
        nonlocal longest
        last = perf_counter()
        while not done.is_set():
            await asyncio.sleep(0.001)
            now = perf_counter()
            longest = max(longest, now - last - 0.001)
            last = now

    beating = asyncio.create_task(heartbeat())
    await asyncio.sleep(0.01)
    begun, spent = perf_counter(), process_time()
    await work()
    whole, spent = perf_counter() - begun, process_time() - spent
    done.set()
    await beating
    return Cost(whole * 1000, spent * 1000, longest * 1000)


def sentence(dice: Random, words: int) -> str:
    return " ".join(dice.choices(WORDS.split(), k=words)).capitalize() + "."


def headlines(dice: Random) -> Iterator[str]:
    """Yield real headlines, else made-up ones of few words."""
    titles = [str(row["title"]) for row in rows("stories")]
    dice.shuffle(titles)
    yield from titles
    while True:
        yield sentence(dice, 9)[:-1]


def story(dice: Random, number: int, title: str) -> DecidedItem:
    parsed = ParsedItem(
        guid=str(number),
        link=f"https://paper.test/2025/12/09/{number}-{'-'.join(WORDS.split()[:8])}",
        title=title,
        kicker=sentence(dice, 4) if number % 2 else None,
        lead=sentence(dice, 38),
        body="\n\n".join(sentence(dice, 60) for _ in range(6)),
        language="en",
    )
    kind = Kind.BRIEF if number % 4 == 0 else Kind.ARTICLE
    return DecidedItem(parsed=parsed, kind=kind, published_at=EARLIER + timedelta(seconds=number))


@asynccontextmanager
async def newsroom(feeds: int, items: int) -> AsyncIterator[Database]:
    """Open a database in which a channel follows feeds, with items of this morning."""
    dice = Random(1)
    titles = headlines(dice)
    with tempfile.TemporaryDirectory() as folder:
        async with Database.open(Path(folder) / "bench.sqlite3") as database:
            guilds = GuildStore(database)
            await guilds.record_guild(GUILD, "Readers", "en")
            await guilds.record_channel(Channel(id=CHANNEL, guild_id=GUILD, name="news"))
            for number in range(feeds):
                async with database.transaction() as connection:
                    following = await insert_subscription(
                        connection,
                        CHANNEL,
                        url=f"https://paper{number}.test/feed",
                        host=f"paper{number}.test",
                        title=f"Paper {number}",
                        now=EARLIER,
                        mode=Mode.DIGEST,
                    )
                assert following is not None
                judged = [
                    story(dice, number * 10_000 + n, next(titles)) for n in range(items // feeds)
                ]
                async with database.transaction() as connection:
                    await insert_items(connection, following.feed.id, judged, EARLIER)
            yield database


async def ask(database: Database, count: int) -> None:
    for _ in range(count):
        digest = Digest(
            channel_id=CHANNEL,
            guild_id=GUILD,
            times=(time(8),),
            days=frozenset(range(7)),
            planned_at=EARLIER,
            due_at=EARLIER,
            created_at=EARLIER,
        )
        async with database.transaction() as connection:
            await insert_digest(connection, digest)


async def drain(service: DigestService, now: datetime) -> None:
    while await service.run_due(now):
        pass


async def large_day() -> None:
    async with newsroom(FEEDS, ITEMS) as database:
        ours, plain, composed = [], [], []
        items, feeds = await contents(database)
        for _ in range(ROUNDS):
            await ask(database, 1)
            service = DigestService(database, patience=timedelta())
            await drain(service, EARLIER)
            ours.append(await measured(lambda: drain(service, EIGHT)))  # noqa: B023 # awaited here
            plain.append(await measured(lambda: plain_page(database)))
            composed.append(await measured(lambda: asyncio.to_thread(page, items, feeds)))
    print(f"{ITEMS} items of {FEEDS} feeds, one page (median of {ROUNDS})")
    print(f"  {'ms':28}   whole    processor  loop held")
    for name, costs in (
        ("composing alone", composed),
        ("the service, written down", ours),
        ("plain, not written down", plain),
    ):
        print(f"  {name:28}{sorted(costs, key=lambda cost: cost.whole)[ROUNDS // 2]}")


async def plain_page(database: Database) -> None:
    """Make the same page as a plain bot does: an item at a time, then all of it in the loop."""
    render_discord(page(*await contents(database)), KEY)


def page(items: Sequence[Item], feeds: Mapping[int, Feed]) -> Page:
    occasion = Occasion(day=EIGHT.date(), zone=ZoneInfo("UTC"), locale="en")
    return compose(items, feeds, occasion, partial(find_stories, counts=background()))


@cache
def background() -> WordCounts:
    """Count the words of two weeks' headlines, as the service keeps them."""
    titles = itertools.islice(headlines(Random(2)), MAX_HEADLINES)
    return count_words(
        (title, "en", EIGHT - n * REACH / MAX_HEADLINES) for n, title in enumerate(titles)
    )


async def contents(database: Database) -> tuple[list[Item], dict[int, Feed]]:
    items: list[Item] = []
    feeds: dict[int, Feed] = {}
    rows = await database.fetch_all("SELECT id, feed_id FROM items")
    for row in rows:
        items += (await ItemStore(database).items([row["id"]])).values()
        if row["feed_id"] not in feeds:
            feed = await FeedStore(database).feed(row["feed_id"])
            assert feed is not None
            feeds[feed.id] = feed
    return items, feeds


async def many_digests() -> None:
    async with newsroom(5, 20) as database:
        await ask(database, DIGESTS)
        service = DigestService(database, patience=timedelta())
        await drain(service, EARLIER)
        cost = await measured(lambda: drain(service, EIGHT))
    print(f"{DIGESTS} digests due at one minute, 20 items each")
    print(f"  {'all printed':28}{cost}")


async def run() -> None:
    await large_day()
    await many_digests()


def main() -> None:
    """Print both."""
    tune_interpreter()
    asyncio.run(run())
