"""Guilds, channels, webhooks and commands as a bot changes them over REST; ids and tokens."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from random import Random

import discord
import pytest

from sandbox import GuildHandle, Sandbox
from sandbox.events import PATIENCE_S
from sandbox.world.snowflakes import Snowflakes, bot_token, made_at, webhook_token
from tests.sandbox.clients import Probe, logged_in


@pytest.fixture
def handle(sandbox: Sandbox) -> GuildHandle:
    return sandbox.add_guild(bot_may=("administrator",))


@pytest.fixture
async def client(sandbox: Sandbox, handle: GuildHandle) -> AsyncIterator[Probe]:
    async with logged_in(Probe(), sandbox) as opened:
        yield opened


async def test_a_guild_is_read_with_its_channels_roles_and_members(
    sandbox: Sandbox, client: Probe, handle: GuildHandle
) -> None:
    handle.add_channel("news", topic="T")
    role = handle.add_role("Editors")
    ann = sandbox.user("ann", guild=handle, may=["manage_guild"])

    guild = await client.fetch_guild(handle.id)
    channels = await guild.fetch_channels()
    roles = await guild.fetch_roles()
    member = await guild.fetch_member(ann.id)
    with pytest.raises(discord.NotFound) as stranger:
        await guild.fetch_member(sandbox.user("bob").id)

    assert (guild.name, guild.approximate_member_count) == ("Readers", 3)
    assert [channel.name for channel in channels] == ["news"]
    assert role.id in [each.id for each in roles]
    assert member.name == "ann"
    assert stranger.value.code == 10007


async def test_the_bots_guilds_are_listed_and_can_be_left(
    sandbox: Sandbox, client: Probe, handle: GuildHandle
) -> None:
    joined = client.loop.create_task(client.wait_for("guild_join", timeout=PATIENCE_S))
    await client.fetch_guild(handle.id)  # by now the client waits
    other = sandbox.add_guild("Other")
    await joined
    listed = [guild.name async for guild in client.fetch_guilds(limit=1)]
    left = client.loop.create_task(client.wait_for("guild_remove", timeout=PATIENCE_S))
    guild = client.get_guild(other.id)
    assert guild is not None
    await guild.leave()

    assert listed == ["Readers"]
    assert (await left).id == other.id
    assert [each.name async for each in client.fetch_guilds()] == ["Readers"]


async def test_a_channel_is_made_changed_and_deleted(client: Probe, handle: GuildHandle) -> None:
    guild = client.get_guild(handle.id)
    assert guild is not None
    channel = await guild.create_text_channel("news")
    await channel.edit(name="other", topic="T")
    made = handle.channel("other")
    async with channel.typing():
        await channel.delete()

    assert made.channel.topic == "T"
    assert handle.channels == []


async def test_a_webhook_is_renamed_moved_and_deleted(client: Probe, handle: GuildHandle) -> None:
    news, other = handle.add_channel("news"), handle.add_channel("other")
    channel = await client.fetch_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    webhook = await channel.create_webhook(name="Courier")
    target = discord.Object(other.id)
    moved = await webhook.edit(name="Lamp", channel=target)
    fetched = await client.fetch_webhook(webhook.id)
    in_guild = await channel.guild.webhooks()
    await moved.delete()

    assert (fetched.name, fetched.channel_id) == ("Lamp", other.id)
    assert [each.id for each in in_guild] == [webhook.id]
    assert other.webhooks == []


async def test_commands_of_one_guild_are_its_own(
    sandbox: Sandbox, client: Probe, handle: GuildHandle
) -> None:
    other = sandbox.add_guild("Other")
    ann = sandbox.user("ann", guild=handle)
    sandbox.user("ann", guild=other)

    @client.tree.command(description="Here only", guild=discord.Object(handle.id))
    async def local(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("ok")

    [synced] = await client.tree.sync(guild=discord.Object(handle.id))
    news, there = handle.add_channel("news"), other.add_channel("news")

    assert (await sandbox.slash(ann, news, "local")).text == "ok"
    assert sandbox.visible_commands(ann, there) == []
    edited = await synced.edit(description="Still here only")
    fetched = await client.tree.fetch_command(edited.id, guild=discord.Object(handle.id))
    assert fetched.description == "Still here only"
    await edited.delete()
    assert sandbox.visible_commands(ann, news) == []
    with pytest.raises(discord.NotFound) as gone:
        await client.tree.fetch_command(edited.id, guild=discord.Object(handle.id))
    assert gone.value.code == 10063


def test_identifiers_rise_and_carry_their_time() -> None:
    noon = datetime(2025, 12, 9, 12, tzinfo=UTC)
    ids = Snowflakes(lambda: noon)
    made = [ids() for _ in range(3)]

    assert made == sorted(set(made))
    assert all(made_at(each) == noon for each in made)
    assert all(17 <= len(str(each)) <= 20 for each in made)


def test_tokens_have_discords_shape() -> None:
    dice = Random(1)

    assert re.fullmatch(r"[\w-]{24,28}\.[\w-]{6}\.[\w-]{38}", bot_token(dice, 1447920717004800004))
    assert re.fullmatch(r"[\w-]{68}", webhook_token(dice))
