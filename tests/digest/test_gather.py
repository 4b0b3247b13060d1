"""What goes into a page: the feeds that are followed, since the last page, as far as it reaches."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.digest.reader import DigestReader
from bot.model import Mode
from bot.store.database import Database
from tests.digest.newsroom import CHANNEL, DM, MEMBER, START, Newsroom, titles

REACH = timedelta(days=14)
DAY = timedelta(days=1)
EIGHT = datetime(2025, 12, 1, 7, tzinfo=UTC)  # 08:00 in Paris


@pytest.fixture
async def room(database: Database) -> Newsroom:
    return await Newsroom(database).open()


async def test_a_first_page_reaches_a_day_back(room: Newsroom) -> None:
    courier = await room.follow(now=START - 2 * DAY)
    await room.receive(courier, "Older", now=START - DAY - timedelta(seconds=1))
    await room.receive(courier, "A day old", now=START - DAY)
    await room.ask()

    await room.run(EIGHT)

    assert [titles(page) for page in await room.pages()] == [["A day old"]]


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


async def test_a_members_digest_reads_the_channels_they_chose(room: Newsroom) -> None:
    courier = await room.follow(mode=Mode.LIVE)
    await room.ask(channel_id=DM, user_id=MEMBER, channel_ids=frozenset({CHANNEL}))
    await room.receive(courier, "One", now=START)

    await room.run(EIGHT)

    (page,) = await room.owed()
    assert page.channel_id == DM
    assert titles(page.texts[0]) == ["One"]


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


@pytest.mark.parametrize(("newer", "found"), [(199, ["Bridge opens"]), (200, [])])
async def test_two_hundred_of_the_newest_articles_are_looked_through(
    room: Newsroom, newer: int, found: list[str]
) -> None:
    courier = await room.follow(include="bridge")
    await room.receive(courier, "Bridge opens", now=START)
    await room.receive(courier, *["Rain"] * newer, now=START + timedelta(seconds=1))
    digest = await room.ask()
    gatherer = room.service.gatherer
    gathered = await gatherer.gather(digest, START + DAY)

    items = await gatherer.newest(digest, gathered, 12)

    assert [item.title for item in items] == found


@pytest.mark.parametrize(("count", "shown"), [(11, 11), (12, 12), (13, 12)])
async def test_a_sample_has_twelve_articles(room: Newsroom, count: int, shown: int) -> None:
    courier = await room.follow(now=START - 40 * DAY)
    await room.receive(courier, *[f"Bridge {n}" for n in range(count)], now=START - 30 * DAY)
    reader = DigestReader(room.database, room.service)

    draft = await reader.draft(await room.ask(), "en", START)

    assert draft.sample
    assert len(list(draft.page.entries())) == shown
