"""What the bot may do in each channel, and what it is told where it may not, or nothing is left."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable

import discord
import pytest

from sandbox import ChannelHandle, GuildHandle, Sandbox
from tests.sandbox.clients import Probe, let_in, logged_in


@pytest.fixture
def guild(sandbox: Sandbox) -> GuildHandle:
    return sandbox.add_guild()


@pytest.fixture
def news(guild: GuildHandle) -> ChannelHandle:
    return guild.add_channel("news", "announcement")


Act = Callable[[discord.TextChannel], Awaitable[object]]


async def send(channel: discord.TextChannel) -> None:
    await channel.send("Hello")


async def send_embed(channel: discord.TextChannel) -> None:
    await channel.send(embed=discord.Embed(title="T"))


async def send_file(channel: discord.TextChannel) -> None:
    await channel.send(file=discord.File(io.BytesIO(b"x"), "x.txt"))


async def read_one(channel: discord.TextChannel) -> None:
    await channel.fetch_message(1 << 60)


async def delete_foreign(channel: discord.TextChannel) -> None:
    await channel.get_partial_message(int(channel.topic or "0")).delete()


async def open_thread(channel: discord.TextChannel) -> None:
    await channel.create_thread(name="T", type=discord.ChannelType.news_thread)


async def change(channel: discord.TextChannel) -> None:
    await channel.edit(name="other")


DENIED: list[tuple[str, Act, int]] = [
    ("view_channel", send, 50001),
    ("send_messages", send, 50013),
    ("embed_links", send_embed, 50013),
    ("attach_files", send_file, 50013),
    ("read_message_history", read_one, 50013),
    ("manage_messages", delete_foreign, 50013),
    ("create_public_threads", open_thread, 50013),
    ("manage_channels", change, 50013),
]


@pytest.mark.parametrize(("permission", "act", "code"), DENIED)
async def test_what_is_denied_in_a_channel_is_refused(
    sandbox: Sandbox, news: ChannelHandle, permission: str, act: Act, code: int
) -> None:
    said = news.say(sandbox.user("ann"), "Hi")
    news.channel.topic = str(said.id)

    async with let_in(sandbox) as client:
        channel = await client.fetch_channel(news.id)
        assert isinstance(channel, discord.TextChannel)
        news.deny(permission)
        with pytest.raises(discord.Forbidden) as caught:
            await act(channel)

    assert caught.value.code == code


async def test_history_is_empty_where_it_may_not_be_read(
    sandbox: Sandbox, news: ChannelHandle
) -> None:
    news.say(sandbox.user("ann"), "Hi")
    news.deny("read_message_history")

    async with let_in(sandbox) as client:
        found = [each async for each in client.get_partial_messageable(news.id).history()]

    assert found == []


async def test_the_client_computes_what_the_sandbox_enforces(
    sandbox: Sandbox, guild: GuildHandle, news: ChannelHandle
) -> None:
    role = guild.guild.roles[guild.id]
    news.deny("send_messages", "attach_files", who=role)
    news.allow("send_messages")

    async with logged_in(Probe(), sandbox) as client:
        channel = client.get_channel(news.id)
        assert isinstance(channel, discord.TextChannel)
        held = channel.permissions_for(channel.guild.me)

    bot = sandbox.world.bot.id
    assert held.value & (1 << 15 | 1 << 11) == 1 << 11
    assert sandbox.world.permissions(news.channel, bot) & (1 << 15 | 1 << 11) == 1 << 11


async def test_a_deleted_channel_is_unknown(sandbox: Sandbox, news: ChannelHandle) -> None:
    async with let_in(sandbox) as client:
        news.delete()
        with pytest.raises(discord.NotFound) as caught:
            await client.get_partial_messageable(news.id).send("Hello")

    assert caught.value.code == 10003


async def test_a_guild_that_was_left_is_out_of_reach(
    sandbox: Sandbox, guild: GuildHandle, news: ChannelHandle
) -> None:
    async with let_in(sandbox) as client:
        guild.remove_bot()
        with pytest.raises(discord.Forbidden) as in_channel:
            await client.get_partial_messageable(news.id).send("Hello")
        with pytest.raises(discord.Forbidden) as in_guild:
            await client.fetch_guild(guild.id)

    assert in_channel.value.code == 50001
    assert in_guild.value.code == 50001


async def test_a_wrong_token_is_not_let_in(sandbox: Sandbox) -> None:
    client = Probe()
    sandbox.world.token += "x"
    wrong = sandbox.token[:-1]
    try:
        with pytest.raises(discord.LoginFailure):
            await client.login(wrong)
    finally:
        await client.close()
