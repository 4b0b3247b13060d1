"""What becomes of messages while their channel is closed, and when it is lost."""

import asyncio

import pytest

from bot.access.permissions import missing_permissions
from bot.delivery.unblock import Unblocker
from bot.model import ChannelKind
from sandbox import ChannelHandle
from sandbox.world.state import Overwrite
from tests.delivery.office import Office, parsed

pytestmark = pytest.mark.uncounted

LOST = 30

MESSAGES = "POST /channels/{channel_id}/messages"


def close_unheard(office: Office, channel: ChannelHandle) -> None:
    """Let Discord close a channel to us without telling us."""
    bot_id = office.sandbox.world.bot.id
    channel.channel.overwrites[bot_id] = Overwrite(id=bot_id, kind=1, deny=1 << 11)


async def test_a_closed_channel_costs_one_error(office: Office) -> None:
    news, other = await office.channel("news"), await office.channel("other")
    await office.follow(news)
    await office.follow(other, "The Other")
    close_unheard(office, news)

    await office.receive(*[parsed(f"Item {number}") for number in range(5)])
    await office.receive(parsed(), feed="The Other")
    await office.run_for(seconds=600, step=30)

    assert sum(request.status == 403 for request in office.sandbox.requests) == 1
    assert await office.pending() == 5
    assert len(other.messages) == 1


async def test_a_channel_known_to_be_closed_costs_no_request(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.deny(news, "embed_links")

    await office.receive(parsed())
    await office.run()

    row = await office.database.fetch_one("SELECT block_code, block_missing FROM channels")
    assert row is not None
    assert tuple(row) == (50013, '["embed_links"]')
    assert office.count(MESSAGES) == 0


async def test_a_closed_channel_is_tried_again_and_gets_everything_in_order(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news, style="compact")
    close_unheard(office, news)
    await office.receive(*[parsed(f"Item {number}", position=-number) for number in range(3)])
    await office.run()
    news.channel.overwrites.clear()

    office.clock.move(minutes=50)
    await office.run()
    assert news.messages == []
    office.clock.move(minutes=11)
    await office.run()

    assert [text[1:7] for text in news.texts] == ["Item 0", "Item 1", "Item 2"]
    row = await office.database.fetch_one("SELECT block_code, refusals FROM channels")
    assert row is not None
    assert tuple(row) == (None, 0)


async def test_a_channel_that_stays_closed_is_tried_more_and_more_seldom(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    close_unheard(office, news)
    await office.receive(parsed())

    await office.run_for(seconds=2 * 24 * 3600, step=600)

    assert sum(request.status == 403 for request in office.sandbox.requests) == 4


async def test_a_closed_channel_costs_its_messages_no_attempt(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    close_unheard(office, news)
    await office.receive(parsed())

    await office.run_for(seconds=2 * 24 * 3600, step=3600)

    rows = await office.database.fetch_all("SELECT attempts, reason, state FROM deliveries")
    assert [tuple(row) for row in rows] == [(0, "blocked", "pending")]


async def test_a_permission_that_is_given_opens_the_channel_at_once(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.deny(news, "send_messages")
    await office.receive(parsed())
    await office.run()
    wake = asyncio.Event()
    unblocker = Unblocker(office.outbox, clock=office.clock, wake=wake)

    assert await unblocker.look(office.client, office.guild.id) == 0
    await office.allow(news, "send_messages")
    assert missing_permissions(office.client, news.id, ChannelKind.TEXT) == ()
    assert await unblocker.look(office.client, office.guild.id) == 1
    await office.run()

    assert wake.is_set()
    assert len(news.messages) == 1


async def test_news_that_waited_three_days_for_their_channel_are_let_go(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.deny(news, "send_messages")
    await office.receive(parsed("Old"))
    await office.run()
    office.clock.move(days=3, minutes=1)

    await office.receive(parsed("New"))
    await office.allow(news, "send_messages")
    await office.outbox.channel_state.unblock(news.id, office.clock())
    await office.run()

    assert await office.states() == [("item", "held", "late"), ("item", "sent", None)]


async def test_a_channel_that_discord_has_not_known_for_a_month_counts_as_deleted(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news)
    del office.guild.guild.channels[news.id]  # while we were away: nobody tells us
    await office.receive(parsed())
    await office.run()

    row = await office.database.fetch_one("SELECT block_code, gone_at FROM channels")
    assert row is not None
    assert tuple(row) == (10003, None)  # `/feed move` may still save it

    for day in range(LOST):
        office.clock.move(days=1)
        await office.receive(parsed(f"Item {day}"))
        await office.run()

    row = await office.database.fetch_one("SELECT gone_at FROM channels")
    assert row is not None
    assert row["gone_at"] == int(office.clock().timestamp())
    await office.outbox.channel_state.unblock(news.id, office.clock())  # it is there after all
    row = await office.database.fetch_one("SELECT block_code, gone_at FROM channels")
    assert row is not None
    assert tuple(row) == (None, None)


async def test_only_what_discord_did_not_know_counts_for_being_lost(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    close_unheard(office, news)
    for day in range(LOST):
        await office.receive(parsed(f"Item {day}"))
        await office.run()
        office.clock.move(days=1)
    del office.guild.guild.channels[news.id]

    await office.run()

    row = await office.database.fetch_one("SELECT refusals, gone_at FROM channels")
    assert row is not None
    assert tuple(row) == (1, None)


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, None), (403, None), (408, None), (403, {"message": "blocked", "code": 40333})],
)
async def test_pages_of_something_in_between_close_no_channel_and_lose_nothing(
    office: Office, status: int, body: dict[str, object] | None
) -> None:
    places = [await office.channel(f"news-{number}") for number in range(3)]
    for place in places:
        await office.follow(place, title=f"Paper {place.name}", style="compact")
    for turn in range(8):
        for place in places:
            await office.receive(parsed(f"Item {turn}"), feed=f"Paper {place.name}")
        if body is None:
            office.sandbox.faults.fail_before(MESSAGES, status=status, times=5)
        else:
            office.sandbox.faults.answer(MESSAGES, status, body, times=5)
        await office.run_for(seconds=300, step=20)

    await office.run_for(seconds=3600, step=60)

    for place in places:
        assert [f"Item {turn}" in text for turn, text in enumerate(place.texts)] == [True] * 8
    rows = await office.database.fetch_all("SELECT block_code FROM channels")
    assert {row["block_code"] for row in rows} == {None}


async def test_a_channel_that_discords_own_answer_closed_is_told_in_words(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    office.sandbox.faults.answer(MESSAGES, 403, {"message": "Missing Access", "code": 50001})

    await office.receive(parsed())
    await office.run()

    row = await office.database.fetch_one("SELECT block_code, block_missing FROM channels")
    assert row is not None
    assert tuple(row) == (50001, '["view_channel"]')
