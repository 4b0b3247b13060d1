"""What must be there before anything is sent, and how far two clocks may be apart."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.delivery.send.find_sent import says
from bot.delivery.send.sender import Sender
from bot.errors import TryLater
from bot.model import ChannelKind, DeliveryJob, DeliveryPart
from tests.delivery.builders import NOON
from tests.delivery.office import Clock, Office, open_office, parsed

FIVE_S = timedelta(seconds=5)


async def job_of(office: Office, **options: Any) -> DeliveryJob:
    news = await office.channel("news")
    await office.follow(news, **options)
    await office.receive(parsed())
    [delivery] = await office.outbox.claim_due(office.clock(), 1)
    job = await office.outbox.load(delivery)
    assert job is not None
    return job


async def test_before_the_gateway_is_there_what_needs_it_waits_five_seconds(
    office: Office,
) -> None:
    job = await job_of(office, webhook=1)
    client = discord.Client(intents=discord.Intents.none())
    sender = Sender(client, office.rest, clock=office.clock)
    forum = replace(job.target, kind=ChannelKind.FORUM)
    part = DeliveryPart(number=0, payload={}, nonce="n")

    with pytest.raises(TryLater) as unknown:
        await sender.send(job.target, part, office.outbox.recorded)
    with pytest.raises(TryLater) as tags:
        sender.require_permissions(forum)
    with pytest.raises(TryLater) as webhooks:
        await sender.webhooks(office.outbox).of(job)

    for caught in (unknown, tags, webhooks):
        assert caught.value.retry_at == NOON + FIVE_S


@pytest.mark.parametrize("apart", [-290, 290])
async def test_a_message_is_found_by_a_clock_that_is_almost_five_minutes_off(
    tmp_path: Path, apart: int
) -> None:
    discords = Clock(NOON + timedelta(seconds=apart))
    async with open_office(tmp_path / "gazette.sqlite3", discords=discords) as office:
        news = await office.channel("news")
        await office.follow(news)
        office.client.sender = None  # no echo
        office.sandbox.faults.fail_after("POST /channels/{channel_id}/messages")
        await office.receive(parsed())
        await office.run()
        office.clock.move(minutes=3)  # the nonce is forgotten
        await office.run()

        assert len(news.messages) == 1
        assert await office.states() == [("item", "sent", None)]


async def test_a_forums_archive_is_read_to_its_end_and_no_further(office: Office) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum)
    await office.receive(parsed("One"))
    await office.run()
    forum.threads[0].archive()
    office.sandbox.faults.fail_before("POST /channels/{channel_id}/threads")

    await office.receive(parsed("Two"))
    await office.run_for(seconds=20, step=5)

    assert len(forum.threads) == 2
    assert office.count("GET /channels/{channel_id}/threads/archived/public") == 1


async def test_a_webhook_speaks_in_the_thread_that_follows(office: Office) -> None:
    news = await office.channel("news")
    talk = await office.thread(news)
    await office.follow(talk, webhook=1)

    await office.receive(parsed("One"))
    await office.run()

    assert [message.author.username for message in talk.messages] == ["The Paper"]
    assert len(news.webhooks) == 1


def test_a_message_is_known_by_its_words_or_by_its_webhook_where_they_are_hidden() -> None:
    part = DeliveryPart(number=0, payload={"content": "One"}, nonce="n")
    hidden = {"content": "", "webhook_id": "5"}

    assert says({"content": "One"}, part)
    assert says(hidden, part)
    assert not says({**hidden, "content": "Two"}, part)
    assert not says({"content": ""}, part)
