"""How many alerts, how long their words, how many messages a day, how much in one: at the edges."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.alerts.render import render_hits
from bot.alerts.service import AlertService, check_words, postponed
from bot.errors import Uncertain, UserError
from bot.message.payload import to_payload
from bot.model import AlertHit, AlertPlan, Channel, ChannelKind, FeedName, Guild
from bot.store.database import Database
from tests.delivery.builders import ITEM
from tests.store.two_worlds import OURS, fill
from tests.support.sentences import assert_said

MAX_LEAD = 160
MAX_TITLE = 200
SHOWN = 10
MAX_SHOWN_WORDS = 60
MAX_ALERTS = 25
MAX_WORDS = 200
PER_DAY = 20
TRIED = timedelta(days=7)

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
TODAY, TOMORROW = date(2025, 12, 9), datetime(2025, 12, 10, tzinfo=UTC)
READERS, DIRECT = Guild(id=1, name="Readers"), Channel(id=9, guild_id=None, kind=ChannelKind.DM)
PLAN = AlertPlan(user_id=7, guild_id=1, channel_id=9, locale="en", zone="UTC")


@pytest.fixture
def service(database: Database) -> AlertService:
    return AlertService(database, wake_deliveries=asyncio.Event())


async def test_a_member_has_as_many_alerts_as_may_be_in_each_server(
    service: AlertService,
) -> None:
    for n in range(MAX_ALERTS):
        await service.add(f"word{n}", PLAN, READERS, DIRECT, NOON)

    with pytest.raises(UserError) as refused:
        await service.add("one more", PLAN, READERS, DIRECT, NOON)
    elsewhere = replace(PLAN, guild_id=2)
    await service.add("one more", elsewhere, replace(READERS, id=2), DIRECT, NOON)

    assert (refused.value.key, refused.value.params) == ("alerts.error.too_many", {"n": MAX_ALERTS})
    assert len((await service.of_member(7, 1))[1]) == MAX_ALERTS


def test_words_are_as_long_as_they_may_be() -> None:
    for length in (MAX_WORDS - 1, MAX_WORDS):
        assert check_words("x" * length)

    with pytest.raises(UserError) as refused:
        check_words("x" * (MAX_WORDS + 1))

    assert_said(refused.value)
    assert (refused.value.key, refused.value.params) == ("alerts.error.too_long", {"n": MAX_WORDS})


@pytest.mark.parametrize(
    ("day", "told", "until"),
    [
        (TODAY, PER_DAY - 1, None),
        (TODAY, PER_DAY, TOMORROW),
        (TODAY, PER_DAY + 1, TOMORROW),
        (TODAY - timedelta(days=1), PER_DAY, None),
    ],
)
def test_a_day_has_so_many_messages_and_the_next_has_them_again(
    day: date, told: int, until: datetime | None
) -> None:
    assert postponed(replace(PLAN, told_day=day, told=told), NOON) == until


FEED = FeedName(id=1, title="The Courier", url="https://courier.test", site_url=None)


@pytest.mark.parametrize("count", [SHOWN - 1, SHOWN, SHOWN + 1])
def test_a_message_shows_so_many_articles_and_counts_the_rest(count: int) -> None:
    items = {n: replace(ITEM, id=n, title=f"Bridge {n} opens") for n in range(count)}
    articles = [
        [AlertHit(alert_id=1, words="bridge", item_id=n, feed=FEED, channel_ids=())] for n in items
    ]

    text = str(to_payload(render_hits(articles, items, "en")))

    assert text.count("Bridge ") == min(count, SHOWN)
    assert ("… and one more." in text) == (count > SHOWN)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_titles_leads_and_words_are_shown_up_to_their_limits(more: int) -> None:
    item = replace(ITEM, title="t" * (MAX_TITLE + more), lead="l" * (MAX_LEAD + more))
    words = "w" * (MAX_SHOWN_WORDS + more)
    hit = AlertHit(alert_id=1, words=words, item_id=1, feed=FEED, channel_ids=())

    text = str(to_payload(render_hits([[hit]], {1: item}, "en")))

    for letter, limit in (("t", MAX_TITLE), ("l", MAX_LEAD), ("w", MAX_SHOWN_WORDS)):
        shown = max(map(len, re.findall(f"{letter}+", text)))
        assert shown == (limit + more if more < 1 else limit - (letter != "w"))  # "…" takes one


async def test_words_are_tried_on_a_week_to_the_second(
    service: AlertService, database: Database
) -> None:
    await fill(database, OURS)
    async with database.transaction() as connection:
        await connection.execute("UPDATE items SET title = 'A bridge'")
    [row] = await database.fetch_all(
        "SELECT published_at FROM items ORDER BY published_at DESC LIMIT 1"
    )
    newest = datetime.fromtimestamp(row["published_at"], UTC)

    async def found(at: datetime) -> int:
        channels = (OURS.channel, OURS.other_channel)
        return len(await service.try_out("bridge", OURS.user, OURS.guild, channels, at))

    assert await found(newest + TRIED) > 0
    assert await found(newest + TRIED + timedelta(seconds=1)) == 0


async def test_what_fails_is_looked_at_again_after_five_minutes(
    service: AlertService, database: Database
) -> None:
    await fill(database, OURS)
    failures = iter((Uncertain("away"), ZeroDivisionError()))  # put off, and the end of a lease

    async def sees(*_: object) -> frozenset[int]:
        raise next(failures)

    service.sees = sees
    for _ in range(2):
        async with database.transaction() as connection:
            await connection.execute("UPDATE alert_plans SET due_at = 0")

        assert await service.run_due(NOON) == 1

        [row] = await database.fetch_all("SELECT due_at FROM alert_plans")
        assert row["due_at"] == int(NOON.timestamp()) + 300
