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
