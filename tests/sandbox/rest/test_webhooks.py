"""Webhooks: made, found, executed, edited, limited and gone; through the real client."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest

from sandbox import ChannelHandle, GuildHandle, Sandbox
from tests.sandbox.clients import Probe, let_in


@pytest.fixture
def guild(sandbox: Sandbox) -> GuildHandle:
    return sandbox.add_guild()


@pytest.fixture
def news(guild: GuildHandle) -> ChannelHandle:
    return guild.add_channel("news")


@pytest.fixture
async def client(sandbox: Sandbox, news: ChannelHandle) -> AsyncIterator[Probe]:
    async with let_in(sandbox) as opened:
        yield opened


async def channel_of(client: Probe, handle: ChannelHandle) -> discord.TextChannel:
    channel = await client.fetch_channel(handle.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_a_webhook_speaks_under_another_name_and_is_edited(
    client: Probe, news: ChannelHandle
) -> None:
    webhook = await (await channel_of(client, news)).create_webhook(name="Courier")
    sent = await webhook.send("one", username="The Courier", wait=True)
    with_file = await webhook.send(file=discord.File(io.BytesIO(b"x"), "x.txt"), wait=True)
    await sent.edit(content="two")
    fetched = await webhook.fetch_message(sent.id)
    await with_file.delete()

    assert fetched.content == "two"
    [message] = news.messages
    assert message.author.username == "The Courier"
    assert message.webhook_id == webhook.id


async def test_a_webhook_says_nothing_back_unless_it_is_asked_to_wait(
    sandbox: Sandbox, client: Probe, news: ChannelHandle
) -> None:
    webhook = await (await channel_of(client, news)).create_webhook(name="Courier")

    await webhook.send("one")

    assert news.texts == ["one"]
    sent = sandbox.requests[-1]
    assert (sent.route, sent.status, sent.answer) == (
        "/webhooks/{webhook_id}/{webhook_token}",
        204,
        None,
    )


async def test_a_webhooks_address_is_enough_to_post(client: Probe, news: ChannelHandle) -> None:
    webhook = news.add_webhook("Courier")

    async with aiohttp.ClientSession() as session:
        by_url = discord.Webhook.from_url(
            f"https://discord.com/api/webhooks/{webhook.id}/{webhook.token}", session=session
        )
        await by_url.send("one")

    assert news.texts == ["one"]


async def test_webhooks_are_listed_and_only_ones_own_tokens_are_shown(
    client: Probe, news: ChannelHandle
) -> None:
    channel = await channel_of(client, news)
    own = await channel.create_webhook(name="Mine")
    foreign = news.add_webhook("Theirs")

    listed = {each.id: each.token for each in await channel.webhooks()}

    assert listed == {own.id: own.token, foreign.id: None}


@pytest.mark.parametrize("name", ["", "n" * 81, "My Discord", "clyde two"])
async def test_a_name_that_discord_refuses_is_refused(
    client: Probe, news: ChannelHandle, name: str
) -> None:
    channel = await channel_of(client, news)
    with pytest.raises(discord.HTTPException) as caught:
        await channel.create_webhook(name=name)

    assert caught.value.code == 50035


async def test_a_channel_has_fifteen_webhooks_at_most(client: Probe, news: ChannelHandle) -> None:
    for number in range(15):
        news.add_webhook(str(number))
    with pytest.raises(discord.HTTPException) as caught:
        await (await channel_of(client, news)).create_webhook(name="16")

    assert caught.value.code == 30007


async def test_webhooks_need_their_permission(client: Probe, news: ChannelHandle) -> None:
    news.deny("manage_webhooks")
    with pytest.raises(discord.Forbidden) as caught:
        await (await channel_of(client, news)).create_webhook(name="Courier")

    assert caught.value.code == 50013


async def test_a_webhook_that_was_removed_or_whose_token_is_wrong_is_refused(
    client: Probe, news: ChannelHandle
) -> None:
    webhook = await (await channel_of(client, news)).create_webhook(name="Courier")
    wrong = discord.Webhook.partial(webhook.id, "t" * 68, client=client)
    with pytest.raises(discord.HTTPException) as wrong_token:
        await wrong.send("one")
    news.remove_webhook(news.webhooks[0])
    with pytest.raises(discord.NotFound) as gone:
        await webhook.send("one")

    assert wrong_token.value.code == 50027
    assert gone.value.code == 10015


async def test_a_webhook_posts_into_forums_by_a_name_or_into_threads(
    client: Probe, guild: GuildHandle
) -> None:
    forum = guild.add_channel("reads", "forum")
    stored = forum.add_webhook("Courier")
    webhook = discord.Webhook.partial(stored.id, stored.token, client=client)

    first = await webhook.send("one", thread_name="A post", wait=True)
    await webhook.send("two", thread=discord.Object(first.channel.id))
    with pytest.raises(discord.HTTPException) as nameless:
        await webhook.send("three")

    [post] = forum.threads
    assert (post.name, post.texts) == ("A post", ["one", "two"])
    assert nameless.value.code == 220001


async def test_a_text_channel_takes_no_thread_name(client: Probe, news: ChannelHandle) -> None:
    stored = news.add_webhook("Courier")
    webhook = discord.Webhook.partial(stored.id, stored.token, client=client)
    with pytest.raises(discord.HTTPException) as caught:
        await webhook.send("one", thread_name="A post")

    assert caught.value.code == 220003
    assert news.messages == []


async def test_a_webhook_has_no_nonce(client: Probe, news: ChannelHandle) -> None:
    stored = news.add_webhook("Courier")
    path = f"/webhooks/{stored.id}/{stored.token}"
    for _ in range(2):
        body = {"content": "one", "nonce": "same", "enforce_nonce": True}
        await client.http.request(discord.http.Route("POST", path), json=body)

    assert news.texts == ["one", "one"]
