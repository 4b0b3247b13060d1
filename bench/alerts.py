"""Note what 10,000 alerts find in 100 new items, beside asking each alert of each item.

Words are made up, some common and most rare, as in news (Zipf). Both ways must find the same.
"""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench._items import insert_items
from bot.alerts.keys import keys_of_query
from bot.alerts.note_hits import note_hits
from bot.model import (
    AlertPlan,
    Channel,
    ChannelKind,
    DecidedItem,
    Feed,
    Guild,
    Item,
    Kind,
    News,
    ParsedItem,
)
from bot.query.filters import Filters, read_filter
from bot.query.match import matches
from bot.query.parser import parse_filter
from bot.store.database import Connection, Database
from bot.store.feeds.feeds import FeedStore
from bot.store.guilds.guilds import upsert_channel, upsert_guild
from bot.store.members.alerts import insert_alert, save_plan

ALERTS, ITEMS, BODY = 10_000, 100, 300
WORDS = 20_000
NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
GUILD = Guild(id=1, name="Readers", preferred_locale="en-US")
NEWS = Channel(id=2, guild_id=1, kind=ChannelKind.TEXT, name="news")


def word(dice: Random) -> str:
    return f"w{min(WORDS, int(dice.paretovariate(0.9)))}x"


def sentence(dice: Random, length: int) -> str:
    return " ".join(word(dice) for _ in range(length))


async def fill(connection: Connection, dice: Random) -> list[str]:
    """Follow a feed, and let members ask; return what they ask."""
    await upsert_guild(connection, GUILD)
    await upsert_channel(connection, NEWS)
    await connection.execute(
        "INSERT INTO feeds (id, url, due_at, interval_s) VALUES (1, 'https://a.test/', 0, 3600)"
    )
    await connection.execute(
        "INSERT INTO subscriptions (feed_id, channel_id, created_at) VALUES (1, 2, 0)"
    )
    asked = []
    for number in range(ALERTS):
        words = " ".join(f"w{dice.randint(200, WORDS)}x" for _ in range(dice.randint(1, 2)))
        user = 1_000 + number
        plan = AlertPlan(user_id=user, guild_id=1, channel_id=user, locale="en", zone="UTC")
        await upsert_channel(
            connection, Channel(id=user, guild_id=None, kind=ChannelKind.DM, name="m")
        )
        await save_plan(connection, plan)
        keys = keys_of_query(parse_filter(words).root)
        assert keys is not None
        await insert_alert(connection, plan, words, keys, NOON)
        asked.append(words)
    return asked


def decided(dice: Random, number: int) -> DecidedItem:
    parsed = ParsedItem(
        guid=str(number),
        link=f"https://a.test/{number}",
        title=sentence(dice, 9),
        body=sentence(dice, BODY),
    )
    return DecidedItem(
        parsed=parsed, kind=Kind.ARTICLE, published_at=NOON, keys=(str(number).encode(),)
    )


def one_by_one(feed: Feed, items: list[Item], asked: list[str]) -> int:
    """Return the number of hits, found by asking each alert of each item."""
    filters = Filters(feed)
    queries = [query for words in asked if (query := read_filter(words)) is not None]
    return sum(
        matches(query, filters.searchable(item, "UTC")).passed
        for item in items
        for query in queries
    )


async def measure() -> None:
    dice = Random(1)
    with TemporaryDirectory() as folder:
        async with Database.open(Path(folder) / "alerts.sqlite3") as database:
            async with database.transaction() as connection:
                asked = await fill(connection, dice)
            feed = await FeedStore(database).feed(1)
            assert feed is not None
            async with database.transaction() as connection:
                begun = time.process_time()
                items = await insert_items(
                    connection, 1, [decided(dice, number) for number in range(ITEMS)], NOON
                )
                stored = time.process_time()
                found = await note_hits(connection, [News(feed=feed, new=tuple(items))], NOON)
                noted = time.process_time()
    baseline = one_by_one(feed, items, asked)
    ended = time.process_time()
    assert found == baseline
    print(f"{ALERTS:,} alerts, {ITEMS} items of {BODY} words: {found:,} hits")
    print(f"storing the items       {1000 * (stored - begun):7.0f} ms")
    print(f"noting their hits       {1000 * (noted - stored):7.0f} ms")
    print(f"each alert of each item {1000 * (ended - noted):7.0f} ms")
    print(f"ratio {(noted - stored) / (ended - noted):.3f} of asking one by one")


def main() -> None:
    asyncio.run(measure())
