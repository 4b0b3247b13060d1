"""How long an import holds an entry, and when one that failed is asked again, to the second."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import BadStatus, FeedError, Unreachable
from bot.feeds.discovery.candidates import OfferedFeed
from bot.feeds.discovery.discover import Discover, Discovery
from bot.follow.limits import FollowLimits
from bot.model import Channel, FollowedFeed, Guild
from bot.store.database import Database
from bot.transfer.bring_in import ImportRules
from bot.transfer.document import Document, FeedEntry, Folder
from bot.transfer.importer import Importer
from bot.transfer.service import ImportService
from tests.support.following import follow

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
READERS = Guild(id=1, name="Readers")
NEWS = Channel(id=11, guild_id=1, name="news")
RULES = ImportRules(limits=FollowLimits(server=10, member=10), fastest=timedelta(minutes=10))
URL = "https://a.test/feed"


async def begin(database: Database) -> None:
    """Begin an import of one feed."""
    file = Document(folders=(Folder(feeds=(FeedEntry(url=URL),)),))
    importer = Importer(database, RULES)
    draft = await importer.draft(file, READERS, NEWS, [], frozenset(), NOON)
    await importer.start(draft.job.id, READERS.id, NOON)


async def record_nothing(followed: FollowedFeed, offer: OfferedFeed, now: datetime) -> None:
    """Stand for what keeps a first reading."""


def service(database: Database, discover: Discover, rules: ImportRules = RULES) -> ImportService:
    return ImportService(
        database,
        discover,
        record_nothing,
        rules=rules,
        wake=asyncio.Event(),
        wake_deliveries=asyncio.Event(),
    )


async def claimed(database: Database, discover: Discover, after: timedelta) -> int:
    """Return how many entries a process that comes then takes in hand; wait until they are done."""
    async with service(database, discover) as importing:
        number = await importing.run_due(NOON + after)
        await importing.drain()
    return number


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (BadStatus(404), None),
        (BadStatus(407), None),
        (BadStatus(499), None),
        *[(BadStatus(status), MINUTE) for status in (408, 425, 429, 500, 503)],
        (Unreachable("dns"), MINUTE),
        (BadStatus(503, retry_at=NOON + 59 * SECOND), MINUTE),
        (BadStatus(503, retry_at=NOON + 61 * SECOND), 61 * SECOND),
        (BadStatus(429, retry_at=NOON + HOUR), HOUR),
        (BadStatus(429, retry_at=NOON + HOUR + SECOND), HOUR),
    ],
    ids=str,
)
async def test_what_may_pass_is_asked_again_when_it_says_but_within_the_hour(
    error: FeedError, wait: timedelta | None, database: Database
) -> None:
    await begin(database)

    async def refuse(typed: str, *, now: datetime) -> Discovery:
        raise error

    assert await claimed(database, refuse, timedelta()) == 1
    rows = await database.fetch_all("SELECT state, due_at FROM import_feeds")
    [(state, due_at)] = [(row["state"], row["due_at"]) for row in rows]

    if wait is None:
        assert state == "unreachable"
    else:
        assert (state, due_at) == ("waiting", int((NOON + wait).timestamp()))


async def test_the_third_failure_is_the_last(database: Database) -> None:
    await begin(database)
    asked: list[datetime] = []

    async def refuse(typed: str, *, now: datetime) -> Discovery:
        asked.append(now)
        raise Unreachable("timeout")

    for after in (0, 1, 5, 6, 60):
        await claimed(database, refuse, after * MINUTE)

    assert asked == [NOON, NOON + MINUTE, NOON + 6 * MINUTE]


async def test_an_entry_in_hand_is_nobody_elses_for_three_minutes(database: Database) -> None:
    await begin(database)
    is_answered = asyncio.Event()

    async def keep_waiting(typed: str, *, now: datetime) -> Discovery:
        await is_answered.wait()
        raise BadStatus(404)

    async def refuse(typed: str, *, now: datetime) -> Discovery:
        raise BadStatus(404)

    async with service(database, keep_waiting) as slow:
        assert await slow.run_due(NOON) == 1
        early = await claimed(database, refuse, 3 * MINUTE - SECOND)
        then = await claimed(database, refuse, 3 * MINUTE)
        is_answered.set()

    assert (early, then) == (0, 1)


async def test_what_is_in_hand_at_the_end_is_the_next_ones_at_once(database: Database) -> None:
    await begin(database)

    async def keep_waiting(typed: str, *, now: datetime) -> Discovery:
        await asyncio.Event().wait()
        raise BadStatus(404)

    async def refuse(typed: str, *, now: datetime) -> Discovery:
        raise BadStatus(404)

    async with service(database, keep_waiting) as ending:
        assert await ending.run_due(NOON) == 1
        await ending.finish(timedelta())

    assert await claimed(database, refuse, timedelta()) == 1


async def test_a_feed_that_was_not_read_is_due_at_once(database: Database) -> None:
    await begin(database)

    async def offer(typed: str, *, now: datetime) -> Discovery:
        return Discovery(feeds=(OfferedFeed(url=URL, title="The Paper"),))

    await claimed(database, offer, timedelta())

    rows = await database.fetch_all("SELECT title, due_at FROM feeds")
    assert [tuple(row) for row in rows] == [("The Paper", int(NOON.timestamp()))]


@pytest.mark.parametrize(("meanwhile", "state"), [(URL, "known"), ("https://b.test/other", "over")])
async def test_what_was_followed_while_the_feed_was_asked_counts(
    database: Database, meanwhile: str, state: str
) -> None:
    await begin(database)
    one = replace(RULES, limits=FollowLimits(server=1, member=1))

    async def offer(typed: str, *, now: datetime) -> Discovery:
        await follow(database, NEWS.id, meanwhile, NOON)
        return Discovery(feeds=(OfferedFeed(url=URL, title="The Paper"),))

    async with service(database, offer, one) as importing:
        await importing.run_due(NOON)
        await importing.drain()

    [entry] = await database.fetch_all("SELECT state FROM import_feeds")
    followed = await database.fetch_all(
        "SELECT url FROM subscriptions JOIN feeds ON feeds.id = feed_id"
    )
    assert (entry["state"], [row["url"] for row in followed]) == (state, [meanwhile])
