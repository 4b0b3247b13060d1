"""Each order that somebody is shown: rows written in another one come in the one that is promised.

The order in which work is claimed is in `test_leases`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.model import Channel, Delivery, DeliveryKind, Edition
from bot.store.database import Database
from bot.store.digests.digests import DigestStore
from bot.store.digests.editions import EditionStore
from bot.store.feeds.feeds import FeedStore
from bot.store.feeds.health import HealthStore
from bot.store.feeds.items import ItemStore
from bot.store.feeds.subscriptions import SubscriptionStore
from bot.store.guilds.guilds import GuildStore
from bot.store.guilds.notices import NoticeStore
from bot.store.outbox.explain import ExplainStore
from bot.store.outbox.jobs import Jobs
from bot.store.outbox.outbox import Outbox
from bot.store.search.places import Scope, SearchPlaceStore
from bot.store.summaries import SummaryStore

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
GUILD, CHANNEL, OTHER = 1, 11, 12
B, A = 21, 22  # feeds, by the titles that they have
DIGEST, SUBSCRIPTION, DELIVERY = 31, 41, 51
# Item, feed, days of publication and arrival, position; the last two tie but for their position.
ITEMS = ((1, B, 3, 1, 0), (2, A, 1, 3, 0), (3, B, 2, 2, 2), (4, A, 2, 2, 1))
EDITIONS = ((61, 3, "2025-12-03"), (63, 1, "2025-12-01"), (62, 2, "2025-12-02"))


@pytest.fixture
async def shelf(database: Database) -> Database:
    """Lend a database with feeds, items, a digest and a message, all written out of order."""
    guilds = GuildStore(database)
    await guilds.record_guild(GUILD, "Readers", "en")
    for channel in (CHANNEL, OTHER):
        await guilds.record_channel(Channel(id=channel, guild_id=GUILD))
    async with database.transaction() as connection:

        async def insert(table: str, **values: object) -> None:
            marks = ", ".join("?" * len(values))
            sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"
            await connection.execute(sql, tuple(values.values()))

        for number, (feed, title) in enumerate(((B, "Bugle"), (A, "Argus"))):
            await insert(
                "feeds", id=feed, url=title, title=title, due_at=0, interval_s=1,
                failing_since=stamp(-feed),
            )  # fmt: skip
            await insert(
                "subscriptions", id=SUBSCRIPTION + number, feed_id=feed, channel_id=CHANNEL,
                mode="both", created_at=0,
            )  # fmt: skip
        for item, feed, published, received, position in ITEMS:
            await insert(
                "items", id=item, feed_id=feed, guid=item, canonical_link=f"x/{item}",
                title="Bridge", kind="article", published_at=stamp(published),
                received_at=stamp(received), position=position,
            )  # fmt: skip
        for kind, at in (("gone", 3), ("failing", 1), ("recovered", 2)):
            await insert("feed_events", feed_id=B, kind=kind, at=stamp(at))
        await insert(
            "digests", id=DIGEST, channel_id=CHANNEL, guild_id=GUILD, times="[0]", days="[0]",
            mark=0, all_feeds=1, planned_at=0, due_at=0, created_at=0,
        )  # fmt: skip
        for edition, due, day in EDITIONS:
            await insert(
                "editions", id=edition, digest_id=DIGEST, local_date=day, slot=0,
                due_at=stamp(due), printed_at=0, zone="UTC",
            )  # fmt: skip
            await insert("edition_items", edition_id=edition, item_id=3)
        await insert(
            "deliveries", id=DELIVERY, kind="group", channel_id=CHANNEL,
            subscription_id=SUBSCRIPTION, slot="x", rank=0, state="pending", due_at=0, created_at=0,
        )  # fmt: skip
        for place, item in ((2, 1), (1, 4), (0, 3)):
            await insert("delivery_items", delivery_id=DELIVERY, item_id=item, place=place)
        for part in (2, 0, 1):
            await insert(
                "delivery_parts", delivery_id=DELIVERY, part=part, payload="{}", nonce=part,
                message_id=100 + part, place_id=200 + part,
            )  # fmt: skip
    return database


def stamp(days: int) -> int:
    return int((NOON + days * DAY).timestamp())


def ids(rows: Any) -> list[int]:
    return [row.id for row in rows]


def edition(number: int, due: int) -> Edition:
    return Edition(
        id=number, digest_id=DIGEST, day=date(2025, 12, due), slot=0, due_at=NOON + due * DAY,
        printed_at=NOON, zone="UTC",
    )  # fmt: skip


async def _unprinted(database: Database) -> object:
    digest = await DigestStore(database).one(DIGEST)
    assert digest is not None
    items, _ = await DigestStore(database).unprinted(digest, [A, B], up_to=9, oldest=NOON)
    return ids(items)


async def _sources(database: Database) -> object:
    digest = await DigestStore(database).one(DIGEST)
    assert digest is not None
    sources = await DigestStore(database).sources(replace(digest, subscription_ids=None))
    return [source.feed.id for source in sources]


async def _claimed(database: Database) -> object:
    [delivery] = await Outbox(database).claim_due(NOON, 9)
    return list(delivery.item_ids)


async def _job(database: Database) -> object:
    job = await Jobs(database).load(
        Delivery(
            id=DELIVERY, kind=DeliveryKind.GROUP, channel_id=CHANNEL, subscription_id=SUBSCRIPTION,
            edition_id=None, item_ids=(), attempts=1, due_at=NOON, created_at=NOON,
        )
    )  # fmt: skip
    assert job is not None
    return ids(job.items), [part.number for part in job.parts]


async def _explained(database: Database) -> object:
    trace = await ExplainStore(database).by_id(GUILD, 3, NOON)
    assert trace is not None
    return [(each.message_id, each.place_id) for each in trace.deliveries]


Read = Callable[[Database], Awaitable[object]]


def reading(work: Callable[[Database], Awaitable[Any]], then: Callable[[Any], object]) -> Read:
    async def run(database: Database) -> object:
        return then(await work(database))

    return run


def feeds(rows: Any) -> list[int]:
    return [row.feed.id for row in rows]


PROMISED: dict[str, tuple[Read, object]] = {
    "a day's articles, the newest first": (
        reading(lambda db: SummaryStore(db).published([CHANNEL], NOON, NOON + 9 * DAY, 9), ids),
        [1, 3, 4, 2],
    ),
    "articles at addresses, the newest first": (
        reading(lambda db: SummaryStore(db).items_at([CHANNEL], ["x/2", "x/1", "x/4", "x/3"]), ids),
        [1, 3, 4, 2],
    ),
    "days with articles, the last first": (
        lambda db: SummaryStore(db).days([CHANNEL], NOON, timedelta()),
        [date(2025, 12, 12), date(2025, 12, 11), date(2025, 12, 10)],
    ),
    "a digest's newest, by arrival": (
        reading(lambda db: DigestStore(db).newest([A, B], 9), ids),
        [2, 4, 3, 1],
    ),
    "a digest's new articles, as they came": (_unprinted, [1, 2, 4]),
    "a digest's feeds, by name": (_sources, [A, B]),
    "a feed's newest": (reading(lambda db: ItemStore(db).newest(B, 9), ids), [3, 1]),
    "the latest, by their dates": (
        reading(lambda db: HealthStore(db).latest([CHANNEL], None, 9), ids),
        [1, 4, 3, 2],
    ),
    "the latest two, those that came last": (
        reading(lambda db: HealthStore(db).latest([CHANNEL], None, 2), ids),
        [4, 2],
    ),
    "feeds that ail, the longest first": (
        reading(
            lambda db: NoticeStore(db).ailing_feeds(GUILD, NOON),
            lambda rows: [row.feed_id for row in rows],
        ),
        [A, B],
    ),
    "what happened to a feed, oldest first": (
        reading(lambda db: FeedStore(db).events(B), lambda rows: [row.kind for row in rows]),
        ["failing", "recovered", "gone"],
    ),
    "a server's feeds, by name": (
        reading(lambda db: SubscriptionStore(db).of_guild(GUILD), feeds),
        [A, B],
    ),
    "a channel's feeds, by name": (
        reading(lambda db: SubscriptionStore(db).of_channel(CHANNEL), feeds),
        [A, B],
    ),
    "feeds that may be searched, by name": (
        reading(lambda db: SearchPlaceStore(db).feeds(Scope(guild_id=GUILD)), ids),
        [A, B],
    ),
    "articles that are offered, the newest first": (
        reading(
            lambda db: ExplainStore(db).suggest(GUILD, "bridge"),
            lambda rows: [row.item_id for row in rows],
        ),
        [4, 3, 2, 1],
    ),
    "days with pages, the last first": (
        lambda db: EditionStore(db).days(DIGEST, 9),
        [date(2025, 12, 3), date(2025, 12, 2), date(2025, 12, 1)],
    ),
    "the last page": (
        reading(lambda db: EditionStore(db).latest(DIGEST), lambda found: found.id),
        61,
    ),
    "the page before": (
        reading(lambda db: EditionStore(db).before(edition(61, 3)), lambda found: found.id),
        62,
    ),
    "the page after": (
        reading(lambda db: EditionStore(db).after(edition(63, 1)), lambda found: found.id),
        62,
    ),
    "a claimed group's articles, by place": (_claimed, [3, 4, 1]),
    "an article's message, the first of several": (_explained, [(100, 200)]),
    "a group's articles and messages, by place": (_job, ([3, 4, 1], [0, 1, 2])),
}


@pytest.mark.parametrize("name", PROMISED)
async def test_what_is_shown_has_the_order_that_is_promised(name: str, shelf: Database) -> None:
    read, promised = PROMISED[name]

    assert await read(shelf) == promised
