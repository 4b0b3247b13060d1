"""Each of Discord's codes that the bot knows, and what becomes of the message and its channel."""

from dataclasses import replace

from bot.message.discord_errors import CHANNEL_BLOCKED, NEVER_TAKEN, REFUSALS, WEBHOOK_GONE
from sandbox import ChannelHandle
from tests.delivery.office import Office, parsed

MESSAGES = "POST /channels/{channel_id}/messages"
EXECUTE = "POST /webhooks/{webhook_id}/{webhook_token}"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
EDIT_AS_WEBHOOK = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
CROSSPOST = "POST /channels/{channel_id}/messages/{message_id}/crosspost"
THREAD = "PATCH /channels/{channel_id}"
CLOSED = (10003, 10004, 40066, 40067, 50001, 50007, 50008, 50013, 50083, 160005)
NEVER = (10007, 10008, 20009, 30007, 40005, 40033, 50003, 50005, 50006, 50024, 50035, 50068, 50109,
         200000, 200001, 220001, 240000)  # fmt: skip
NO_WEBHOOK = (10015, 50027)
LATER = (0, 10001, 20028, 30046, 40001, 40062, 40333, 50021, 130000, 160006)


def refuse(office: Office, route: str, code: int, *, times: int = 1) -> None:
    """Let Discord answer the next request of a route with a code."""
    office.sandbox.faults.answer(route, 403, {"message": "No", "code": code}, times=times)


async def open_channel(office: Office, code: int, **options: int | str) -> ChannelHandle:
    """Make a channel named after a code that follows a feed of that name."""
    channel = await office.channel(f"c{code}")
    await office.follow(channel, f"Paper {code}", **options)
    return channel


async def outcomes(office: Office, *codes: int) -> dict[int, tuple[str, str | None, int | None]]:
    """Return for each code what became of its item, and its channel's block."""
    result = {}
    for code in codes:
        await open_channel(office, code)
        refuse(office, MESSAGES, code)
        await office.receive(parsed(), feed=f"Paper {code}")
        await office.run()
        row = await office.database.fetch_one(
            "SELECT state, reason, block_code FROM deliveries"
            " JOIN channels ON channels.id = deliveries.channel_id ORDER BY deliveries.id DESC"
        )
        assert row is not None
        result[code] = (row["state"], row["reason"], row["block_code"])
    return result


def test_every_code_that_is_a_refusal_is_tried_here() -> None:
    assert set(CLOSED) == CHANNEL_BLOCKED
    assert set(NEVER) == NEVER_TAKEN
    assert set(NO_WEBHOOK) == WEBHOOK_GONE
    assert REFUSALS.isdisjoint(LATER)


async def test_a_code_that_closes_a_channel_blocks_it_and_keeps_its_message(
    office: Office,
) -> None:
    codes = [code for code in CLOSED if code != 50083]  # that is opened again first, below

    assert await outcomes(office, *codes) == {code: ("pending", "blocked", code) for code in codes}


async def test_a_code_that_is_about_the_message_ends_it_and_closes_nothing(
    office: Office,
) -> None:
    assert await outcomes(office, *NEVER) == dict.fromkeys(NEVER, ("dead", "refused", None))


async def test_a_code_that_is_nobodys_no_means_later(office: Office) -> None:
    few = LATER[:4]  # a fifth in a row would count as an outage
    assert await outcomes(office, *few) == dict.fromkeys(few, ("pending", "uncertain", None))


async def test_a_webhook_that_is_gone_or_foreign_is_made_again(office: Office) -> None:
    for code in NO_WEBHOOK:
        news = await open_channel(office, code, webhook=1)
        refuse(office, EXECUTE, code)

        await office.receive(parsed(), feed=f"Paper {code}")
        await office.run_for(seconds=3)

        assert len(news.messages) == 1, code
    assert office.count("GET /channels/{channel_id}/webhooks") == 2 * len(NO_WEBHOOK)
    assert {state for _, state, _ in await office.states()} == {"sent"}
    row = await office.database.fetch_one("SELECT count(webhook_id) AS known FROM channels")
    assert row is not None
    assert row["known"] == len(NO_WEBHOOK)


async def test_a_thread_that_is_archived_is_opened_and_gets_its_message(office: Office) -> None:
    news = await office.channel("news")
    talk = await office.thread(news)
    await office.follow(talk)
    talk.archive()
    refuse(office, MESSAGES, 50083)

    await office.receive(parsed())
    await office.run()

    assert len(talk.messages) == 1
    [opened] = [r.body for r in office.sandbox.requests if r.key == THREAD]
    assert opened == {"archived": False}


async def test_a_thread_that_stays_archived_is_closed_to_us(office: Office) -> None:
    news = await office.channel("news")
    talk = await office.thread(news)
    await office.follow(talk)
    refuse(office, MESSAGES, 50083, times=2)

    await office.receive(parsed())
    await office.run()

    assert await office.states() == [("item", "pending", "blocked")]


async def test_a_change_in_an_archived_thread_opens_it(office: Office) -> None:
    news = await office.channel("news")
    talk = await office.thread(news)
    await office.follow(talk)
    [item] = await office.receive(parsed("Old"))
    await office.run()
    refuse(office, EDIT, 50083)

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert "New title" in talk.texts[0]
    assert office.count(THREAD) == 1


async def test_a_change_that_is_refused_leaves_the_channel_open_or_not_as_its_code_says(
    office: Office,
) -> None:
    expected = {
        10008: ("held", "out_of_reach", None),
        50005: ("dead", "refused", None),
        50001: ("pending", "blocked", 50001),
        10015: ("held", "out_of_reach", None),
    }
    result = {}
    for code in expected:
        by_webhook = code == 10015
        await open_channel(office, code, webhook=int(by_webhook))
        [item] = await office.receive(parsed("Old"), feed=f"Paper {code}")
        await office.run()
        refuse(office, EDIT_AS_WEBHOOK if by_webhook else EDIT, code)
        changed = replace(parsed("Old"), title="New title")
        await office.change(item, changed, feed=f"Paper {code}")
        await office.run()
        row = await office.database.fetch_one(
            "SELECT state, reason, block_code FROM deliveries JOIN channels"
            " ON channels.id = deliveries.channel_id WHERE deliveries.kind = 'edit'"
            " ORDER BY deliveries.id DESC"
        )
        assert row is not None
        result[code] = tuple(row)

    assert result == expected


async def test_a_message_that_may_not_be_published_ends_there_and_closes_nothing(
    office: Office,
) -> None:
    expected = {
        40033: ("sent", None),  # somebody has published it already
        10008: ("held", "out_of_reach"),
        50068: ("held", "out_of_reach"),
        50013: ("dead", "refused"),
    }
    result = {}
    for code in expected:
        news = await office.channel(f"c{code}", "announcement")
        await office.follow(news, f"Paper {code}", publish=1)
        refuse(office, CROSSPOST, code)
        await office.receive(parsed(), feed=f"Paper {code}")
        await office.run()
        result[code] = (await office.states())[-1][1:]

    assert result == expected
    blocked = await office.database.fetch_all("SELECT block_code FROM channels")
    assert {row["block_code"] for row in blocked} == {None}
