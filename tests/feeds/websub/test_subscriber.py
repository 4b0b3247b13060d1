"""What a hub grants is believed within reason: leases at their edges, and when they are renewed."""

from datetime import timedelta

import pytest

from bot.feeds.websub.subscriber import HubSubscriber
from bot.store.database import Database
from tests.store.two_worlds import NOON, OURS, fill

LONGEST_LEASE = timedelta(days=90)
SHORTEST_LEASE = timedelta(minutes=5)
WANTED_LEASE = timedelta(days=10)

SHORTEST, LONGEST = (int(lease.total_seconds()) for lease in (SHORTEST_LEASE, LONGEST_LEASE))
WANTED = int(WANTED_LEASE.total_seconds())


@pytest.mark.parametrize(
    ("said", "granted"),
    [
        ("0", SHORTEST),
        (str(SHORTEST - 1), SHORTEST),
        (str(SHORTEST), SHORTEST),
        (str(SHORTEST + 1), SHORTEST + 1),
        (str(LONGEST - 1), LONGEST - 1),
        (str(LONGEST), LONGEST),
        (str(LONGEST + 1), LONGEST),
        ("9" * 99, LONGEST),
        ("", WANTED),
        ("-1", WANTED),
        ("soon", WANTED),
    ],
)
async def test_a_lease_is_what_the_hub_says_within_reason(
    database: Database, said: str, granted: int
) -> None:
    await fill(database, OURS)
    asker = HubSubscriber(database, None, public_url=None)  # type: ignore[arg-type]  # nobody is asked
    [topic] = await database.fetch_all("SELECT topic_url FROM hub_subscriptions")
    asked = {"hub.mode": "subscribe", "hub.topic": topic["topic_url"], "hub.challenge": "c"}

    answer = await asker.confirm("token of ours", asked | {"hub.lease_seconds": said}, NOON)

    row = await database.fetch_one("SELECT lease_ends_at, due_at FROM hub_subscriptions")
    assert answer == "c"
    assert row is not None
    assert row["lease_ends_at"] == int(NOON.timestamp()) + granted
    assert row["due_at"] == int((NOON + timedelta(seconds=granted) * 0.8).timestamp())


class Answering:
    """A hub that has one answer to every wish."""

    def __init__(self, status: int) -> None:
        self.status = status

    async def post_form(self, url: str, form: dict[str, str]) -> int:
        return self.status


class Failing:
    """A fetcher with a fault of its own."""

    async def post_form(self, url: str, form: dict[str, str]) -> int:
        raise RuntimeError


async def _let_be_due(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE hub_subscriptions SET attempts = 0, due_at = ?,"
            " callback = 'https://news.test/websub/' || token",
            (int(NOON.timestamp()),),
        )
        await connection.execute(
            "UPDATE feeds SET ended_at = NULL, (hub_url, topic_url) ="
            " (SELECT hub_url, topic_url FROM hub_subscriptions WHERE feed_id = feeds.id)"
        )
        await connection.execute("UPDATE subscriptions SET paused_at = NULL")


async def test_a_fault_while_a_hub_is_asked_ends_neither_the_step_nor_the_process(
    database: Database,
) -> None:
    await fill(database, OURS)
    await _let_be_due(database)
    asker = HubSubscriber(database, Failing(), public_url="https://news.test")  # type: ignore[arg-type]  # of a fetcher it posts alone

    assert await asker.run_due(NOON) == 1
    assert await asker.run_due(NOON) == 0  # its lease holds
    assert await asker.run_due(NOON + timedelta(minutes=5)) == 1


@pytest.mark.parametrize(
    ("status", "minutes"),
    [
        (199, [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]),  # a day at the most
        (300, [10, 20]),
        (200, [30, 60, 120, 240, 480, 960, 960]),  # of half an hour each, it doubles five times
        (299, [30, 60]),
    ],
)
async def test_a_hub_that_does_not_ask_back_is_asked_later_and_later(
    database: Database, status: int, minutes: list[int]
) -> None:
    await fill(database, OURS)
    hub = Answering(status)
    asker = HubSubscriber(database, hub, public_url="https://news.test")  # type: ignore[arg-type]  # of a fetcher it posts alone
    await _let_be_due(database)
    waits, now = [], NOON

    for _ in minutes:
        await asker.run_due(now)
        row = await database.fetch_one("SELECT due_at FROM hub_subscriptions")
        assert row is not None
        waits.append((row["due_at"] - int(now.timestamp())) // 60)
        now += timedelta(minutes=waits[-1])

    assert waits == minutes
