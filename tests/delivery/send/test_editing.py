"""Edits and publishing: what must be there first, and how many an hour are published."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.send.editing import Editing
from bot.errors import TryLater
from bot.model import DeliveryJob, DeliveryPart, DeliveryState
from tests.delivery.builders import NOON
from tests.delivery.office import Office, parsed


async def owed(office: Office) -> DeliveryJob:
    news = await office.channel("news", "announcement")
    await office.follow(news)
    await office.receive(parsed())
    [delivery] = await office.outbox.claim_due(office.clock(), 1)
    job = await office.outbox.load(delivery)
    assert job is not None
    return job


async def test_what_is_not_sent_yet_is_published_a_minute_later(office: Office) -> None:
    editing = Editing(office.outbox, office.sender, clock=office.clock)

    with pytest.raises(TryLater) as caught:
        await editing.publish(await owed(office))

    assert caught.value.retry_at == NOON + timedelta(minutes=1)


async def test_the_eleventh_of_an_hour_is_published_an_hour_after_the_first(
    office: Office,
) -> None:
    job = await owed(office)
    part = DeliveryPart(number=0, payload={}, nonce="n", message_id=5)
    sent = replace(job, state=DeliveryState.SENT, parts=(part,))
    async with office.database.transaction() as connection:
        await connection.executemany(
            "INSERT INTO deliveries (channel_id, kind, slot, rank, state, created_at, due_at,"
            " done_at) VALUES (?, 'publish', ?, 0, 'sent', 0, 0, ?)",
            [(job.target.id, f"publish:{n}", int(NOON.timestamp()) + n) for n in range(10)],
        )
    office.clock.move(minutes=1)

    with pytest.raises(TryLater) as caught:
        await Editing(office.outbox, office.sender, clock=office.clock).publish(sent)

    assert caught.value.retry_at == NOON + timedelta(hours=1)


async def test_what_a_webhook_wrote_that_we_forgot_is_out_of_reach(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, webhook=1)
    [item] = await office.receive(parsed("One"))
    await office.run()
    await office.outbox.channel_state.save_webhook(news.id, None)

    await office.change(item, parsed("One, changed"))
    await office.run()

    assert await office.states() == [("item", "sent", None), ("edit", "held", "out_of_reach")]


async def test_a_found_message_that_says_it_already_is_left_as_it_is(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    [item] = await office.receive(parsed("One"))
    await office.run()
    async with office.database.transaction() as connection:
        await connection.execute("UPDATE delivery_parts SET nonce = '', revisions = NULL")

    await office.change(item, parsed("One"))
    await office.run()

    assert await office.states() == [("item", "sent", None), ("edit", "sent", None)]
    assert office.count("PATCH /channels/{channel_id}/messages/{message_id}") == 0


async def test_a_post_is_renamed_once_a_title(office: Office) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum)
    [item] = await office.receive(parsed("One"))
    await office.run()

    for lead in ("First words.", "Other words."):
        await office.change(item, parsed("Two", guid=item.guid, link=item.link, lead=lead))
        await office.run()
        office.clock.move(hours=1)

    assert [thread.name for thread in forum.threads] == ["Two"]
    assert office.count("PATCH /channels/{channel_id}") == 1


async def test_a_webhook_that_was_forgotten_is_found_again_and_no_other_made(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news, webhook=1)
    await office.receive(parsed("One"))
    await office.run()
    await office.outbox.channel_state.save_webhook(news.id, None)

    await office.receive(parsed("Two"))
    await office.run()

    assert [message.author.username for message in news.messages] == ["The Paper"] * 2
    assert office.count("POST /channels/{channel_id}/webhooks") == 1
