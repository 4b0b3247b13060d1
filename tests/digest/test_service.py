"""What is printed when: items since the last page, each once, in one transaction with the next."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.digest.service import DigestService
from bot.model import Channel, Edition, Mode, WhenEmpty
from bot.store.database import Database
from bot.store.digests.digests import settle
from bot.store.guilds.guilds import GuildStore
from tests.digest.newsroom import CHANNEL, DM, GUILD, MEMBER, START, Newsroom

REACH = timedelta(days=14)
LEASE = timedelta(minutes=2)

OTHER = 13
PARIS = ZoneInfo("Europe/Paris")
DAY = timedelta(days=1)
EIGHT = datetime(2025, 12, 1, 7, tzinfo=UTC)  # 08:00 in Paris


@pytest.fixture
async def room(database: Database) -> Newsroom:
    return await Newsroom(database).open()


def titles(page: str) -> list[str]:
    return re.findall(r"\[([^\]]+)\]\(<", page)


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


async def test_a_first_page_reaches_a_day_back(room: Newsroom) -> None:
    courier = await room.follow(now=START - 2 * DAY)
    await room.receive(courier, "Older", now=START - DAY - timedelta(seconds=1))
    await room.receive(courier, "A day old", now=START - DAY)
    await room.ask()

    await room.run(EIGHT)

    assert [titles(page) for page in await room.pages()] == [["A day old"]]


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


async def test_only_feeds_followed_there_in_digest_or_both_count(room: Newsroom) -> None:
    for name, mode in (("a", Mode.DIGEST), ("b", Mode.BOTH), ("c", Mode.LIVE)):
        await room.receive(await room.follow(name, mode=mode), name.upper(), now=START)
    await room.ask()

    await room.run(EIGHT)

    assert [titles(page) for page in await room.pages()] == [["A", "B"]]


async def test_filters_and_pauses_of_subscriptions_hold_for_the_digest(room: Newsroom) -> None:
    wanted = await room.follow("a", include="bridge", exclude="/clos(ed|ing)/")
    paused = await room.follow("b", paused_at=1)
    await room.ask()
    await room.receive(wanted, "Bridge opens", "Bridge closed", "Ferry opens", now=START)
    await room.receive(paused, "Bridge opens again", now=START)

    await room.run(EIGHT)

    assert [titles(page) for page in await room.pages()] == [["Bridge opens"]]


async def test_what_a_first_poll_found_and_what_came_before_the_subscription_is_no_news(
    room: Newsroom,
) -> None:
    courier = await room.follow(now=START)
    await room.receive(courier, "Before", now=START - timedelta(minutes=1))
    await room.receive(courier, "Silent", now=START, silent=True)
    await room.receive(courier, "News", now=START)
    await room.ask()

    await room.run(EIGHT)

    assert [titles(page) for page in await room.pages()] == [["News"]]


async def test_a_digest_of_chosen_feeds_leaves_the_others_to_another(room: Newsroom) -> None:
    a, b = await room.follow("a"), await room.follow("b")
    await room.ask(subscription_ids=frozenset({a.id}))
    await room.ask(time(9), subscription_ids=frozenset({b.id}))
    await room.receive(a, "A", now=START)
    await room.receive(b, "B", now=START)

    await room.run(EIGHT)
    await room.run(EIGHT + timedelta(hours=1))

    assert [titles(page) for page in await room.pages()] == [["A"], ["B"]]


async def test_an_empty_day_is_skipped_or_says_so(room: Newsroom) -> None:
    await room.follow()
    await room.ask()
    await room.ask(when_empty=WhenEmpty.SAY)

    await room.run(EIGHT)

    (page,) = await room.pages()
    assert page == "# Received — Monday, December 1, 2025\n*Nothing new since the last page.*"
    assert len(await room.printed_days()) == 2


async def test_a_week_of_downtime_brings_one_page_that_makes_up_for_it(room: Newsroom) -> None:
    courier = await room.follow()
    await room.ask()
    await room.receive(courier, "Old", now=EIGHT - REACH)
    await room.write("subscriptions", courier.id, {"created_at": 0})
    await room.receive(courier, "One", now=EIGHT)
    await room.receive(courier, "Two", now=EIGHT + 6 * DAY)

    await room.run(EIGHT + 7 * DAY + timedelta(minutes=40))

    (page,) = await room.pages()
    assert titles(page) == ["Two", "One"]
    assert page.startswith("# Received — Dec 1 to Monday, December 8, 2025\n")
    assert "*This page makes up for those that could not appear.*" in page
    assert "1 older article is not listed here" in page


async def test_a_page_of_which_all_is_too_old_is_not_skipped_as_empty(room: Newsroom) -> None:
    courier = await room.follow(now=EIGHT - 2 * REACH)
    await room.ask()
    await room.receive(courier, "Old", now=EIGHT - timedelta(hours=23))

    await room.run(EIGHT + 2 * REACH)

    assert "1 older article is not listed here" in (await room.pages())[0]


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


@pytest.mark.parametrize(("same_story", "expected"), [(1, "-# Courier: [Quillford"), (0, "")])
async def test_a_story_of_two_feeds_stands_once_unless_the_channel_wants_both(
    room: Newsroom, same_story: int, expected: str
) -> None:
    courier, post = await room.follow("courier"), await room.follow("post")
    await room.ask()
    await room.write("channels", CHANNEL, {"same_story": same_story})
    title = "Quillford swing bridge stuck open after hydraulic failure"
    await room.receive(courier, f"{title}, ferry queues grow", now=START, lead="It is long.")
    await room.receive(post, f"{title} at Quillford", now=START)
    await room.receive(post, "Library opens late", "Otter seen at the lock", now=START)

    await room.run(EIGHT)

    (page,) = await room.pages()
    assert expected in page
    assert ("## Front page" in page) is bool(expected)
    assert page.count("### [Quillford") == (1 if expected else 2)


async def test_words_of_the_last_two_weeks_in_any_feed_tie_no_story(room: Newsroom) -> None:
    courier, post = await room.follow("courier"), await room.follow("post")
    elsewhere = await room.follow("elsewhere", mode=Mode.LIVE)
    for number in range(90):
        title = f"Regatta of Quillford: heat {number} won by crew {number}"
        await room.receive(elsewhere, title, now=START - timedelta(days=3))
    await room.ask()
    await room.receive(courier, "Quillford regatta of the century", now=START)
    await room.receive(post, "Quillford regatta: a crew is born", now=START)

    await room.run(EIGHT)

    (page,) = await room.pages()
    assert "## Front page" not in page


async def test_what_is_printed_is_found_without_reading_the_archive(database: Database) -> None:
    from bot.store.digests.digests import _NEW  # its plan is what counts

    query: dict[str, object] = dict.fromkeys(
        ("after", "up_to", "oldest", "digest_id", "channel_id", "on_demand"), 9
    )
    query |= {"feed_ids": "[1]"}
    plan = await database.fetch_all(f"EXPLAIN QUERY PLAN {_NEW}", query)

    assert any("items_to_print (feed_id=? AND id>?" in row["detail"] for row in plan)


async def test_no_page_on_demand_without_news(room: Newsroom) -> None:
    assert not await room.service.print_now(await room.ask(), START)


async def test_a_members_digest_reads_the_channels_they_chose(room: Newsroom) -> None:
    courier = await room.follow(mode=Mode.LIVE)
    await room.ask(channel_id=DM, user_id=MEMBER, channel_ids=frozenset({CHANNEL}))
    await room.receive(courier, "One", now=START)

    await room.run(EIGHT)

    (page,) = await room.owed()
    assert page.channel_id == DM
    assert titles(page.texts[0]) == ["One"]


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


async def test_an_item_id_is_never_given_twice(room: Newsroom) -> None:
    courier = await room.follow()
    await room.ask()
    await room.receive(courier, "One", "Two", now=START)
    await room.run(EIGHT)
    async with room.database.transaction() as connection:
        await connection.execute("DELETE FROM items")
    await room.receive(courier, "Three", now=EIGHT)

    await room.run(EIGHT + DAY)

    assert [titles(page) for page in await room.pages()][1] == ["Three"]


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


async def test_a_page_that_takes_long_holds_up_no_other_channel(room: Newsroom) -> None:
    guilds = GuildStore(room.database)
    await guilds.record_channel(Channel(id=OTHER, guild_id=GUILD, name="more news"))
    slow, quick = await room.ask(channel_id=CHANNEL), await room.ask(channel_id=OTHER)
    for channel_id in (CHANNEL, OTHER):
        feed = await room.follow(channel_id=channel_id)
        await room.receive(feed, f"For {channel_id}", now=START)
    quick_is_made = asyncio.Event()

    async def web_url(digest_id: int, edition: Edition) -> None:
        if digest_id == slow.id:
            await quick_is_made.wait()
        else:
            assert digest_id == quick.id
            quick_is_made.set()

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
