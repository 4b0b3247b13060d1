"""Claims of feeds: who is asked, in which order, and who is not."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Channel, Feed, FeedEvent
from bot.store.database import Database
from bot.store.feeds.feed_names import set_feed_name
from bot.store.feeds.feeds import (
    FeedStore,
    HostState,
    claim_due,
    move_feed,
    record_events,
    record_hosts,
    record_polls,
    release,
)
from bot.store.guilds.guilds import GuildStore
from tests.support.following import follow
from tests.support.stored import fetch_known, mark_seen

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LEASE = timedelta(minutes=5)


class Office:
    """Feeds in a database, and a hand that claims them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.feeds = FeedStore(database)

    async def follow(self, url: str, host: str, channel_id: int = 1) -> int:
        await GuildStore(self.database).record_channel(Channel(id=channel_id, guild_id=None))
        return (await follow(self.database, channel_id, url, NOW, host=host)).feed.id

    async def claim(
        self, now: datetime = NOW, limit: int = 9, busy: Collection[str] = ()
    ) -> list[Feed]:
        async with self.database.transaction() as connection:
            return await claim_due(connection, now, limit=limit, lease=LEASE, busy=busy)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


async def test_a_claim_takes_one_feed_of_each_host(office: Office) -> None:
    for n in range(3):
        await office.follow(f"http://a.test/{n}", "a.test")
    await office.follow("http://b.test/", "b.test")

    claims = [[feed.url for feed in await office.claim()] for _ in range(3)]

    assert claims == [
        ["http://a.test/0", "http://b.test/"],
        ["http://a.test/1"],
        ["http://a.test/2"],
    ]


async def test_busy_and_resting_hosts_are_passed_over(office: Office) -> None:
    for host in ("a.test", "b.test", "c.test"):
        await office.follow(f"http://{host}/", host)
    async with office.database.transaction() as connection:
        rest = HostState(name="b.test", wait_until=NOW + timedelta(hours=1), failures=1)
        await record_hosts(connection, [rest])

    claimed = await office.claim(busy=["a.test"])

    assert [feed.host for feed in claimed] == ["c.test"]
    assert await office.feeds.host("b.test") == rest


async def test_the_longest_due_are_taken_first(office: Office) -> None:
    ids = [await office.follow(f"http://{n}.test/", f"{n}.test") for n in range(4)]
    async with office.database.transaction() as connection:
        await connection.executemany(
            "UPDATE feeds SET due_at = due_at - ? WHERE id = ?",
            [(10 * (n % 3), feed_id) for n, feed_id in enumerate(ids)],
        )

    claimed = await office.claim(limit=2)

    assert [feed.id for feed in claimed] == [ids[2], ids[1]]


async def test_a_claim_counts_followers_and_their_shortest_wish(office: Office) -> None:
    for channel in range(3):
        await office.follow("http://a.test/", "a.test", channel)
    async with office.database.transaction() as connection:
        await connection.execute(
            "UPDATE subscriptions SET interval_s = 600 + 300 * channel_id WHERE channel_id > 0"
        )

    [feed] = await office.claim()

    assert (feed.followers, feed.min_interval) == (3, timedelta(minutes=15))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE subscriptions SET paused_at = 0",
        "UPDATE channels SET gone_at = 0",
        "DELETE FROM subscriptions",
    ],
)
async def test_a_feed_for_which_nothing_would_be_delivered_is_not_asked(
    change: str, office: Office
) -> None:
    await office.follow("http://a.test/", "a.test")
    async with office.database.transaction() as connection:
        await connection.execute(change)

    assert await office.claim() == []
    row = await office.database.fetch_one("SELECT due_at FROM feeds")
    assert row is not None
    assert row["due_at"] == int((NOW + timedelta(days=1)).timestamp())


async def test_what_is_due_in_more_than_nine_days_is_due_now(office: Office) -> None:
    await office.follow("http://a.test/", "a.test")

    claimed = []
    for seconds in (0, 1):
        async with office.database.transaction() as connection:
            late = int((NOW + timedelta(days=9)).timestamp()) + seconds
            await connection.execute("UPDATE feeds SET due_at = ?", (late,))
        claimed.append(len(await office.claim()))

    assert claimed == [0, 1]


async def test_what_was_given_back_is_due_again(office: Office) -> None:
    feed_id = await office.follow("http://a.test/", "a.test")
    await office.claim()
    async with office.database.transaction() as connection:
        await release(connection, [feed_id])

    assert [feed.id for feed in await office.claim()] == [feed_id]


async def test_what_is_recorded_is_read_back_as_it_was(office: Office) -> None:
    feed_id = await office.follow("http://a.test/", "a.test")
    polled = Feed(
        id=feed_id,
        url="http://a.test/",
        host="a.test",
        title="A",
        site_url="http://a.test/home",
        icon_url="http://a.test/icon",
        language="fr",
        etag='W/"é"',
        last_modified="yesterday",
        body_hash=b"hash",
        identity="guid",
        due_at=NOW,
        interval=timedelta(minutes=20),
        rate=2.5,
        hours=bytes(range(24)),
        failures=2,
        failing_since=NOW,
        error="dns",
        first_polled_at=NOW,
        last_polled_at=NOW,
        newest_item_at=NOW,
        moved_to="http://b.test/",
        moved_seen=2,
        gone_seen=1,
        entry_hashes=b"12345678",
        read_whole_at=NOW,
        answered_url="http://c.test/",
        ttl=timedelta(hours=1),
        skip_hours=frozenset({0, 23}),
        skip_days=frozenset({6}),
        ended_at=NOW,
    )
    async with office.database.transaction() as connection:
        await record_polls(connection, [polled])

    assert await office.feeds.feed(feed_id) == polled


async def test_a_merged_feed_leaves_its_followers_marks_and_items_to_the_other(
    office: Office,
) -> None:
    old = await office.follow("http://old.test/", "old.test", 1)
    await office.follow("http://old.test/", "old.test", 2)
    new = await office.follow("http://new.test/", "new.test", 2)
    feed = await office.feeds.feed(old)
    assert feed is not None
    await GuildStore(office.database).record_guild(9, "Readers", "en")
    async with office.database.transaction() as connection:
        await mark_seen(connection, old, {b"one": None}, NOW)
        await set_feed_name(connection, 9, old, "Ours")
        into = await move_feed(connection, feed.id, "http://new.test/", "new.test")
        known = await fetch_known(connection, new, [b"one"])

    rows = await office.database.fetch_all("SELECT feed_id, channel_id FROM subscriptions")
    assert into == new
    assert sorted(tuple(row) for row in rows) == [(new, 1), (new, 2)]
    assert known.keys == {b"one": None}
    named = await office.database.fetch_all("SELECT feed_id, name FROM feed_names")
    assert [tuple(row) for row in named] == [(new, "Ours")]


async def test_a_gap_is_noted_once_a_week_and_a_move_each_time(office: Office) -> None:
    feed_id = await office.follow("http://a.test/", "a.test")
    async with office.database.transaction() as connection:
        for day in (0, 3, 8):
            at = NOW + timedelta(days=day)
            for kind in ("gap", "moved"):
                await record_events(connection, [FeedEvent(feed_id=feed_id, kind=kind, at=at)])

    kinds = [event.kind for event in await office.feeds.events(feed_id)]

    assert sorted(kinds) == ["gap", "gap", "moved", "moved", "moved"]
