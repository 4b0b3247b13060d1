"""What is printed when: items since the last page, each once, in one transaction with the next."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.digest.service import DigestService
from bot.model import Channel, Edition, WhenEmpty
from bot.store.database import Database
from bot.store.digests.digests import settle
from bot.store.guilds.guilds import GuildStore
from tests.digest.newsroom import CHANNEL, GUILD, START, Newsroom, titles
from tests.support.edges import EDGES

LEASE = timedelta(minutes=2)
OTHER = 13
DAY = timedelta(days=1)
EIGHT = datetime(2025, 12, 1, 7, tzinfo=UTC)  # 08:00 in Paris


@pytest.fixture
async def room(database: Database) -> Newsroom:
    return await Newsroom(database).open()


async def test_a_page_has_what_came_since_the_last_one_whenever_it_was_published(
    room: Newsroom,
) -> None:
    courier = await room.follow()
    await room.ask()
    await room.receive(courier, "One", "Two", now=START)
    await room.run(EIGHT)
    await room.receive(courier, "Three", now=EIGHT)

    await room.run(EIGHT + DAY)

    assert [titles(page) for page in await room.pages()] == [["One", "Two"], ["Three"]]
    assert (await room.pages())[1].startswith("# Received — Tuesday, December 2, 2025\n")


async def test_nothing_is_printed_before_its_minute_or_twice(room: Newsroom) -> None:
    courier = await room.follow()
    await room.ask()
    await room.receive(courier, "One", now=START)

    await room.run(EIGHT - timedelta(seconds=1))
    assert await room.pages() == []
    await room.run(EIGHT)
    room.service = room.restarted()
    await room.run(EIGHT)

    assert len(await room.pages()) == 1


async def test_a_clock_that_went_back_neither_loses_nor_repeats_an_item(room: Newsroom) -> None:
    courier = await room.follow()
    await room.ask()
    await room.receive(courier, "One", now=EIGHT + 5 * DAY)
    await room.run(EIGHT + 5 * DAY)  # the clock is wrong by five days
    await room.receive(courier, "Two", now=EIGHT + timedelta(hours=1))

    for day in range(1, 8):
        await room.run(EIGHT + day * DAY)

    assert [titles(page) for page in await room.pages()] == [["One"], ["Two"]]
    assert await room.printed_days() == [date(2025, 12, day) for day in (6, 2, 3, 4, 5, 7, 8)]


async def test_a_clock_that_went_back_prints_no_day_from_before_the_digest(room: Newsroom) -> None:
    courier = await room.follow()
    await room.ask()
    await room.run(EIGHT + DAY)  # the clock is wrong by a day
    await room.receive(courier, "One", now=EIGHT + DAY)

    await room.run(START + timedelta(minutes=5))
    await room.run(EIGHT)

    assert await room.printed_days() == [date(2025, 12, 2), date(2025, 12, 1)]


async def test_an_empty_day_is_skipped_or_says_so(room: Newsroom) -> None:
    await room.follow()
    await room.ask()
    await room.ask(when_empty=WhenEmpty.SAY)

    await room.run(EIGHT)

    (page,) = await room.pages()
    assert page == "# Received — Monday, December 1, 2025\n*Nothing new since the last page.*"
    assert len(await room.printed_days()) == 2


async def test_a_page_that_is_an_hour_late_says_so(room: Newsroom) -> None:
    courier = await room.follow()
    await room.ask()
    await room.receive(courier, "One", now=START)

    await room.run(EIGHT + timedelta(hours=1))

    assert "*This page was due at 08:00.*" in (await room.pages())[0]


async def test_after_a_start_a_page_comes_when_the_polls_that_were_due_are_in(
    room: Newsroom,
) -> None:
    courier = await room.follow()
    await room.ask()
    started = EIGHT + timedelta(hours=1)
    room.service = DigestService(room.database)
    await room.write("feeds", courier.feed_id, {"due_at": int(started.timestamp()) - 60})

    await room.service.note_start(started)
    await room.write(
        "feeds", courier.feed_id, {"due_at": int(started.timestamp()) + 300}
    )  # claimed
    await room.run(started)
    assert await room.pages() == []
    await room.receive(courier, "Came while I was away", now=started + timedelta(seconds=4))
    await room.write("feeds", courier.feed_id, {"last_polled_at": int(started.timestamp()) + 4})
    await room.run(started + timedelta(seconds=5))

    assert [titles(page) for page in await room.pages()] == [["Came while I was away"]]


@pytest.mark.parametrize("beside", EDGES)
async def test_after_a_start_a_poll_counts_from_its_very_second_on(
    room: Newsroom, beside: int
) -> None:
    courier = await room.follow()
    await room.ask()
    await room.receive(courier, "One", now=START)
    await room.write("feeds", courier.feed_id, {"due_at": int(EIGHT.timestamp())})
    room.service = DigestService(room.database)
    await room.service.note_start(EIGHT)

    polled_at = int(EIGHT.timestamp()) + beside
    await room.write("feeds", courier.feed_id, {"last_polled_at": polled_at})
    await room.run(EIGHT + timedelta(seconds=2))

    assert bool(await room.pages()) == (beside >= 0)


async def test_what_is_due_is_noted_at_the_first_look_and_again_where_the_clock_went_back(
    room: Newsroom,
) -> None:
    courier = await room.follow()
    digest = await room.ask()
    room.service = DigestService(room.database)
    await room.write("feeds", courier.feed_id, {"due_at": int(START.timestamp())})

    for now in (EIGHT + DAY, EIGHT):  # the clock is wrong by a day
        await room.receive(courier, f"Before {now}", now=START)
        await room.run(now)
        assert await room.pages() == []
        looked_at = await room.digests.one(digest.id)
        assert looked_at is not None
        assert looked_at.due_at == now + timedelta(seconds=2)


@pytest.mark.parametrize(("due_in_s", "after_s"), [(-60, 180), (600, 0)])
async def test_after_a_start_a_page_waits_for_due_polls_alone_and_not_for_ever(
    room: Newsroom, due_in_s: int, after_s: int
) -> None:
    courier = await room.follow()
    await room.ask()
    await room.receive(courier, "Came before", now=EIGHT - timedelta(hours=1))
    started = EIGHT + timedelta(hours=1)
    due_at = int(started.timestamp()) + due_in_s
    await room.write("feeds", courier.feed_id, {"due_at": due_at})
    room.service = DigestService(room.database)
    await room.service.note_start(started)

    for second in range(0, after_s, 30):
        await room.run(started + timedelta(seconds=second))
    assert await room.pages() == []
    await room.run(started + timedelta(seconds=after_s))

    assert [titles(page) for page in await room.pages()] == [["Came before"]]


@pytest.mark.parametrize(
    ("table", "column"), [("feeds", "ended_at"), ("subscriptions", "paused_at")]
)
async def test_after_a_start_no_page_waits_for_a_feed_that_ended_or_is_paused(
    room: Newsroom, table: str, column: str
) -> None:
    courier, herald = await room.follow(), await room.follow("herald")
    await room.ask()
    await room.receive(courier, "Came before", now=EIGHT - timedelta(hours=1))
    for feed in (courier, herald):
        await room.write("feeds", feed.feed_id, {"due_at": int(EIGHT.timestamp())})
    await room.write("feeds", courier.feed_id, {"last_polled_at": int(EIGHT.timestamp()) + 1})
    await room.write(
        table,
        herald.feed_id if table == "feeds" else herald.id,
        {column: int(EIGHT.timestamp()) - 1},
    )
    room.service = DigestService(room.database)
    await room.service.note_start(EIGHT)

    await room.run(EIGHT + timedelta(seconds=2))

    assert [titles(page) for page in await room.pages()] == [["Came before"]]


async def test_a_digest_moves_with_the_zone_of_its_channel(room: Newsroom) -> None:
    courier = await room.follow()
    digest = await room.ask(now=START - timedelta(hours=1))
    await room.receive(courier, "One", now=START)
    await room.run(START - timedelta(minutes=1))
    guilds = GuildStore(room.database)
    channel = await guilds.channel(CHANNEL)
    assert channel is not None
    await guilds.save_channel(replace(channel, zone="Europe/Athens"))

    await room.run(START)  # 08:00 in Athens

    assert len(await room.pages()) == 1
    moved = await room.digests.one(digest.id)
    assert moved is not None
    assert moved.due_at == START + DAY


async def test_the_zone_of_the_guild_counts_where_nothing_else_is_said(room: Newsroom) -> None:
    digest = await room.ask()
    await room.run(START)
    guilds = GuildStore(room.database)
    guild = await guilds.guild(GUILD)
    assert guild is not None
    await guilds.save_guild(replace(guild, zone="America/New_York"))

    await room.run(START)

    moved = await room.digests.one(digest.id)
    assert moved is not None
    assert moved.due_at == datetime(2025, 12, 1, 13, tzinfo=UTC)


async def test_a_blocked_channel_owes_one_page_until_it_opens_again(room: Newsroom) -> None:
    courier = await room.follow()
    await room.ask()
    await room.write("channels", CHANNEL, {"block_code": 50013})
    for day in range(5):
        await room.receive(courier, f"News {day}", now=EIGHT + day * DAY - timedelta(hours=1))
        await room.run(EIGHT + day * DAY)
    assert [titles(page) for page in await room.pages()] == [["News 0"]]

    await room.write("channels", CHANNEL, {"block_code": None})
    await room.run(EIGHT + 5 * DAY)

    assert titles((await room.pages())[1]) == ["News 4", "News 3", "News 2", "News 1"]


async def test_a_digest_that_is_changed_while_it_is_printed_is_not_printed_as_it_was(
    room: Newsroom,
) -> None:
    digest = await room.ask()
    (claim,) = await room.digests.claim_due(EIGHT, limit=1, lease=timedelta(minutes=2))
    await room.save(replace(digest, times=(time(9),), planned_at=EIGHT, due_at=EIGHT))

    async with room.database.transaction() as connection:
        settled = await settle(
            connection,
            claim.digest,
            mark=claim.digest.mark + 1,
            planned_at=EIGHT,
            due_at=EIGHT + DAY,
        )

    assert not settled


async def test_a_page_on_demand_does_not_consume_the_schedule(room: Newsroom) -> None:
    courier = await room.follow()
    digest = await room.ask()
    await room.receive(courier, "One", now=START)

    assert await room.service.print_now(digest, START)
    await room.run(EIGHT)

    assert [titles(page) for page in await room.pages()] == [["One"], ["One"]]


async def test_two_pages_on_demand_in_one_second_are_two_pages(room: Newsroom) -> None:
    courier = await room.follow()
    digest = await room.ask()
    await room.receive(courier, "One", now=START)

    assert await room.service.print_now(digest, START)
    assert await room.service.print_now(digest, START)

    assert len(await room.pages()) == 2


async def test_no_page_on_demand_without_news(room: Newsroom) -> None:
    assert not await room.service.print_now(await room.ask(), START)


async def test_paused_and_removed_digests_print_nothing(room: Newsroom) -> None:
    courier = await room.follow()
    for change in ("paused_at", "removed_at"):
        digest = await room.ask()
        await room.save(replace(digest, **{change: START}))  # type: ignore[arg-type]
    await room.receive(courier, "One", now=START)

    await room.run(EIGHT)

    assert await room.pages() == []


async def test_ten_thousand_due_at_once_are_claimed_in_batches_in_a_fixed_order(
    room: Newsroom,
) -> None:
    asked = [(await room.ask()).id for _ in range(120)]

    claimed: list[int] = []
    while batch := await room.digests.claim_due(EIGHT, limit=50, lease=timedelta(minutes=2)):
        claimed += [claim.digest.id for claim in batch]

    assert claimed == asked


async def test_a_digest_that_fails_leaves_the_others_and_is_tried_again(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    courier = await room.follow()
    broken, _ = await room.ask(), await room.ask()
    await room.receive(courier, "One", now=START)
    await room.write("digests", broken.id, {"zone": "Mars/Olympus"})

    await room.run(EIGHT)
    first = [page.slot for page in await room.owed()]
    await room.write("digests", broken.id, {"zone": None})
    await room.run(EIGHT + LEASE)

    assert len(first) == 1
    assert len(await room.owed()) == 2
    assert f"digest failed: id={broken.id}" in caplog.text


async def test_fifty_digests_are_looked_at_in_one_step(room: Newsroom) -> None:
    for _ in range(51):
        await room.ask()

    assert [await room.service.run_due(EIGHT) for _ in range(3)] == [50, 1, 0]


async def test_a_page_that_is_owed_wakes_the_outbox(room: Newsroom) -> None:
    wake = asyncio.Event()
    courier = await room.follow()
    digest = await room.ask()
    room.service = DigestService(room.database, patience=START - START, wake=wake)
    await room.receive(courier, "One", now=START)

    await room.run(EIGHT - timedelta(seconds=1))
    assert not wake.is_set()
    await room.run(EIGHT)
    assert wake.is_set()
    wake.clear()
    await room.receive(courier, "Two", now=EIGHT)
    assert await room.service.print_now(digest, EIGHT)
    assert wake.is_set()


async def test_a_page_that_takes_long_holds_up_no_other_channel(room: Newsroom) -> None:
    guilds = GuildStore(room.database)
    await guilds.record_channel(Channel(id=OTHER, guild_id=GUILD, name="more news"))
    slow, _ = await room.ask(channel_id=CHANNEL), await room.ask(channel_id=OTHER)
    for channel_id in (CHANNEL, OTHER):
        feed = await room.follow(channel_id=channel_id)
        await room.receive(feed, f"For {channel_id}", now=START)

    async def web_url(digest_id: int, edition: Edition) -> None:
        while digest_id == slow.id and not await room.owed():
            continue

    room.service = DigestService(room.database, patience=START - START, web_url=web_url)
    await room.run(EIGHT)

    assert [page.channel_id for page in await room.owed()] == [OTHER, CHANNEL]


async def test_pages_of_one_channel_come_in_the_order_of_their_digests(room: Newsroom) -> None:
    feeds = [await room.follow(name) for name in "abc"]
    first, *others = [await room.ask(subscription_ids=frozenset({each.id})) for each in feeds]
    for feed in feeds:
        await room.receive(feed, f"Of {feed.id}", now=START)
    asked: list[int] = []

    async def web_url(digest_id: int, edition: Edition) -> None:
        for _ in range(20 * (digest_id == first.id)):  # who does not wait for it is before it
            await room.database.fetch_one("SELECT 1")
        asked.append(digest_id)

    room.service = DigestService(room.database, patience=START - START, web_url=web_url)
    await room.run(EIGHT)

    assert asked == [first.id, *(other.id for other in others)]
    assert [titles(page) for page in await room.pages()] == [[f"Of {feed.id}"] for feed in feeds]


async def test_a_clock_that_went_back_by_more_than_a_minute_plans_anew(room: Newsroom) -> None:
    await room.ask()
    await room.run(EIGHT)
    later = EIGHT + timedelta(hours=1)

    claimed = [await room.service.run_due(later - timedelta(seconds=back)) for back in (0, 60, 121)]

    assert claimed == [0, 0, 1]
