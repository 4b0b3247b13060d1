"""What becomes of messages when Discord, a channel, the disk or the process does not play along."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.send.posting import Posting
from bot.delivery.service import Deliverer
from bot.message.message import Container, Gallery, Message, Picture, Text
from bot.message.nonce import nonce_of
from bot.message.payload import to_payload
from bot.model import DeliveryEvent, DeliveryKind, Owed
from bot.store.outbox.enqueue import insert_messages
from bot.worker.stats import Stats
from sandbox import REAL, Limit, Limits
from sandbox.faults import Fault, Hold, When
from sandbox.world.state import CROSSPOSTED
from tests.delivery.office import Office, full_disk, parsed

MAX_ATTEMPTS = 12

MESSAGES = "POST /channels/{channel_id}/messages"
CROSSPOST = "POST /channels/{channel_id}/messages/{message_id}/crosspost"
LONG = "\n\n".join(["Words and words. " * 200] * 3)


def hold_one(office: Office, when: When) -> Hold:
    """Keep the next message, or the answer to it, waiting."""
    hold = Hold()
    office.sandbox.faults._order(Fault(route=MESSAGES, when=when, times=1, hold=hold))
    return hold


async def test_a_slow_channel_holds_up_no_other(office: Office) -> None:
    slow, quick = await office.channel("slow"), await office.channel("quick")
    await office.follow(slow)
    await office.follow(quick, "The Other")
    hold = hold_one(office, "before")

    await office.receive(parsed("One"), parsed("Two"))
    await office.deliverer.run_due(office.clock())
    await hold.arrived.wait()
    await office.receive(parsed("Three"), feed="The Other")
    await office.deliverer.run_due(office.clock())
    await quick.until(1)

    assert slow.messages == []
    hold.released.set()
    await office.run()
    assert len(slow.messages) == 2


async def test_a_crash_between_the_messages_of_a_text_resumes_in_the_middle(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news, style="full")
    await office.receive(parsed("Long", body=LONG))
    hold = hold_one(office, "after")
    await office.deliverer.run_due(office.clock())
    await hold.arrived.wait()
    office.sandbox.faults.drop_before(MESSAGES)
    hold.released.set()
    await office.deliverer.drain()
    assert len(news.messages) == 1

    await office.run_for(seconds=10)

    assert len(news.messages) == 3
    nonces = [r.body["nonce"] for r in office.sandbox.requests if r.key == MESSAGES]
    assert len(set(nonces)) == len(nonces) == 3
    parts = await office.database.fetch_all("SELECT started_at, asked_at FROM delivery_parts")
    assert all(None not in tuple(part) for part in parts)


async def test_ten_messages_an_hour_are_published_and_the_rest_wait_their_turn(
    office: Office,
) -> None:
    office.sandbox.limits = Limits(crossposts=REAL.crossposts)
    news = await office.channel("news", "announcement")
    await office.follow(news, publish=1, burst=20)
    await office.receive(*[parsed(f"Item {number}", position=number) for number in range(12)])

    await office.run_for(seconds=60, step=20)

    def published() -> list[bool]:
        return [bool(message.flags & CROSSPOSTED) for message in news.messages]

    assert published() == [True] * 10 + [False] * 2
    await office.run_for(seconds=3700, step=100)
    assert published() == [True] * 12
    assert office.count(CROSSPOST) == 12
    assert all(request.status != 429 for request in office.sandbox.requests)


async def test_a_message_published_twice_is_published(office: Office) -> None:
    news = await office.channel("news", "announcement")
    await office.follow(news, publish=1)
    office.sandbox.faults.fail_after(CROSSPOST)

    await office.receive(parsed())
    await office.run_for(seconds=10)

    assert await office.states() == [("item", "sent", None), ("publish", "sent", None)]


async def test_the_bots_own_rights_decide_about_publishing_alone(office: Office) -> None:
    news = await office.channel("news", "announcement")
    await office.follow(news, publish=1)
    news.channel.kind = 0  # a text channel by now: nothing can be published
    await office.receive(parsed())

    await office.run()

    assert (await office.states())[1] == ("publish", "held", "out_of_reach")
    assert len(news.messages) == 1


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_a_digest_is_sent_as_it_was_written(office: Office, kind: str) -> None:
    news = await office.channel("news", kind)
    pages = [Message(components=(Text(f"## Page {number}"),)) for number in (1, 2)]
    owed = Owed(kind=DeliveryKind.DIGEST, channel_id=news.id, slot="digest:1")
    async with office.database.transaction() as connection:
        payloads = [to_payload(page) for page in pages]
        await insert_messages(connection, owed, payloads, nonce_of, office.clock())

    await office.run()

    place = news if kind == "text" else news.threads[0]
    assert place.texts == ["## Page 1", "## Page 2"]
    assert place.name == ("news" if kind == "text" else "Page 1")


async def test_what_discord_will_not_have_is_given_up_and_the_next_is_posted(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news)
    owed = Owed(
        kind=DeliveryKind.NOTICE, channel_id=news.id, slot="notice:1", rank_at=office.clock.now
    )
    async with office.database.transaction() as connection:
        await insert_messages(connection, owed, [{"content": "x" * 2001}], nonce_of, office.clock())
    office.clock.move(seconds=1)

    await office.receive(parsed())
    await office.run()

    states = await office.states()
    assert [(kind, state) for kind, state, _ in states] == [("notice", "dead"), ("item", "sent")]


async def test_a_message_whose_picture_is_not_wanted_comes_without(office: Office) -> None:
    news = await office.channel("news")
    picture = Gallery((Picture(""),))
    page = Message(components=(Container((Text("Words"), picture)),))
    owed = Owed(kind=DeliveryKind.DIGEST, channel_id=news.id, slot="digest:1")
    async with office.database.transaction() as connection:
        await insert_messages(connection, owed, [to_payload(page)], nonce_of, office.clock())

    await office.run()

    assert news.texts == ["Words"]
    assert await office.states() == [("digest", "sent", None)]


async def test_an_outage_of_an_hour_loses_and_doubles_nothing(office: Office) -> None:
    channels = [await office.channel(f"c{number}") for number in range(12)]
    for channel in channels:
        await office.follow(channel)
    office.sandbox.faults.outage = True

    await office.receive(parsed("One"))
    await office.run_for(seconds=1800, step=60)
    await office.receive(parsed("Two"))
    await office.run_for(seconds=1800, step=60)
    asked = len(office.sandbox.requests)
    office.sandbox.faults.clear()
    await office.run_for(seconds=1000, step=30)

    assert [["One" in text for text in c.texts] for c in channels] == [[True, False]] * 12
    assert await office.pending() == 0
    assert len(office.sandbox.requests) - asked < 12 * 2 * 3


async def test_after_a_global_limit_everything_waits_and_nothing_is_lost(office: Office) -> None:
    channels = [await office.channel(f"c{number}") for number in range(6)]
    for channel in channels:
        await office.follow(channel)
    office.sandbox.limits = Limits(overall=Limit(times=2, seconds=120))

    await office.receive(parsed())
    await office.run_for(seconds=100, step=10)
    refused = sum(request.status == 429 for request in office.sandbox.requests)
    office.sandbox.limits = Limits()
    await office.run_for(seconds=60, step=10)

    assert refused <= 4  # those that were on their way
    assert [len(channel.messages) for channel in channels] == [1] * 6


async def test_a_backlog_drains_at_the_pace(office: Office) -> None:
    channels = [await office.channel(f"c{number}") for number in range(50)]
    for channel in channels:
        await office.follow(channel)
    await office.receive(parsed("One"), parsed("Two"))
    began = office.clock.now

    await office.run()

    length = office.clock.now - began
    assert [len(channel.messages) for channel in channels] == [2] * 50
    assert timedelta(seconds=98 / 45) <= length < timedelta(seconds=3)


async def test_five_messages_in_five_seconds_are_no_429(office: Office) -> None:
    office.sandbox.limits = REAL
    news = await office.channel("news")
    await office.follow(news, burst=50)

    await office.receive(*[parsed(f"Item {number}", position=number) for number in range(12)])
    await office.run_for(seconds=20)

    assert len(news.messages) == 12
    assert all(request.status != 429 for request in office.sandbox.requests)


async def test_a_token_that_was_revoked_gives_nothing_up(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    office.sandbox.world.token = "another"

    await office.receive(parsed())
    await office.run_for(seconds=300, step=60)

    assert await office.states() == [("item", "pending", "waiting")]
    assert office.count(MESSAGES) == 1


async def test_a_stop_gives_back_what_was_not_begun(office: Office) -> None:
    channels = [await office.channel(f"c{number}") for number in range(40)]
    for channel in channels:
        await office.follow(channel)
    await office.receive(parsed())
    async with office.sandbox.faults.hold(MESSAGES) as hold:
        await office.deliverer.run_due(office.clock())
        await hold.arrived.wait()
        ending = asyncio.ensure_future(office.deliverer.finish())
        await asyncio.sleep(0)
    await ending

    states = [state for _, state, _ in await office.states()]
    assert states.count("sent") == 32
    rows = await office.database.fetch_all(
        "SELECT attempts, due_at FROM deliveries WHERE state = 'pending'"
    )
    assert [tuple(row) for row in rows] == [(0, int(office.clock().timestamp()))] * 8


async def test_a_full_disk_stops_sending_and_it_resumes_by_itself(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.receive(parsed("One"), parsed("Two"))

    with full_disk():
        await office.run_for(seconds=10)
    sent_on_a_full_disk = office.count(MESSAGES)
    await office.run_for(seconds=120, step=30)

    assert sent_on_a_full_disk == 0
    assert len(news.messages) == 2
    waiting = [each.message for each in caplog.records if "deliveries wait" in each.message]
    assert len(waiting) == 1


async def test_a_message_that_could_not_be_recorded_is_there_once(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.receive(parsed("One"), parsed("Two"))
    hold = hold_one(office, "after")

    await office.deliverer.run_due(office.clock())
    await hold.arrived.wait()
    with full_disk():
        hold.released.set()
        await office.deliverer.drain()
    await office.run_for(seconds=120, step=30)

    assert ["One" in text for text in news.texts] == [True, False]


async def test_a_row_that_always_fails_alone_lets_the_next_pass_and_is_never_dead(
    office: Office,
) -> None:
    bad, good = await office.channel("bad", "forum"), await office.channel("good")
    await office.follow(bad)
    await office.follow(good, "The Other")
    office.sandbox.faults.fail_before("POST /channels/{channel_id}/threads", times=1000)
    await office.receive(parsed("One"))

    for number in range(60):
        await office.receive(parsed(f"Good {number}"), feed="The Other")
        await office.run_for(seconds=120, step=60)

    states = await office.states()
    assert states[0] == ("item", "pending", "uncertain")
    assert {state for _, state, _ in states[1:]} == {"sent"}


async def test_what_one_message_always_fails_at_does_not_keep_its_own_channel(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news, style="compact")
    page = {"message": "internal network error", "code": 40333}
    office.sandbox.faults.answer(MESSAGES, 403, page, times=MAX_ATTEMPTS)
    await office.receive(parsed("One"))
    await office.run_for(seconds=4 * 3600, step=60)
    assert await office.pending() == 0  # it came with the thirteenth
    office.sandbox.faults.answer(MESSAGES, 403, page, times=MAX_ATTEMPTS + 1)
    await office.receive(parsed("Two"))
    await office.run_for(seconds=6000, step=60)

    await office.receive(parsed("Three"))
    await office.run()

    assert ["One" in news.texts[0], "Three" in news.texts[1]] == [True, True]
    await office.run_for(seconds=1800, step=60)
    assert "Two" in news.texts[2]


async def test_an_item_that_changes_while_it_is_being_written_is_written_anew(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news)
    [item] = await office.receive(parsed("Old"))
    [delivery] = await office.outbox.claim_due(office.clock(), 1)
    job = await office.outbox.load(delivery)
    assert job is not None

    await office.change(item, replace(parsed("Old"), title="New title"))
    await Posting(office.outbox, office.sender, clock=office.clock).post(job)

    assert "New title" in news.texts[0]


async def test_a_fault_of_our_own_is_logged_and_tried_again(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    news = await office.channel("news")
    owed = Owed(kind=DeliveryKind.NOTICE, channel_id=news.id, slot="notice:1")
    async with office.database.transaction() as connection:
        payload = {"content": "a", "components": "no list"}
        await insert_messages(connection, owed, [payload], nonce_of, office.clock())
        await connection.execute("UPDATE delivery_parts SET payload = '[]'")
    await office.run()

    assert (await office.states())[0][1:] == ("pending", "internal")
    assert "delivery failed" in caplog.text


async def test_a_notice_without_words_is_let_go(office: Office) -> None:
    news = await office.channel("news")
    owed = Owed(kind=DeliveryKind.NOTICE, channel_id=news.id, slot="notice:1")
    async with office.database.transaction() as connection:
        await insert_messages(connection, owed, [], nonce_of, office.clock())

    await office.run()

    assert await office.states() == [("notice", "held", "item_gone")]


async def test_in_a_busy_channel_many_pages_are_read_back(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    office.client.sender = None  # no echo
    ann = office.sandbox.user("ann", guild=office.guild)
    for number in range(150):
        news.say(ann, f"chat {number}")
    office.sandbox.faults.fail_after(MESSAGES)
    await office.receive(parsed())
    await office.run()
    for number in range(150):
        news.say(ann, f"chat {number}")

    office.clock.move(minutes=4)
    await office.run()

    assert len(news.messages) == 301
    assert office.count("GET /channels/{channel_id}/messages") == 2


async def test_what_became_of_deliveries_is_counted(office: Office) -> None:
    stats, wake = Stats(), asyncio.Event()
    news = await office.channel("news")
    await office.follow(news)
    async with Deliverer(
        office.outbox, office.sender, clock=office.clock, wake=wake, stats=stats
    ) as deliverer:
        await office.receive(parsed("One"))
        await deliverer.run_due(office.clock())
        await deliverer.drain()
        await office.receive(parsed("Two"))
        office.clock.move(days=4)
        await deliverer.run_due(office.clock())
        await deliverer.drain()

    assert stats.deliveries == {DeliveryEvent.SEND: 1, DeliveryEvent.HOLD: 1}
