"""The way every test goes: log in, post, run a command."""

import discord
from discord import app_commands

from sandbox import Sandbox
from tests.sandbox.clients import Probe, logged_in


async def test_a_client_logs_in_and_sees_its_guild(sandbox: Sandbox) -> None:
    guild = sandbox.add_guild("Readers")
    news = guild.add_channel("news")

    async with logged_in(Probe(), sandbox) as client:
        seen = client.get_guild(guild.id)

        assert seen is not None
        assert seen.name == "Readers"
        assert [channel.name for channel in seen.text_channels] == ["news"]
        assert seen.me.id == client.application_id
        assert seen.get_channel(news.id) is not None


async def test_a_message_with_an_embed_arrives(sandbox: Sandbox) -> None:
    news = sandbox.add_guild().add_channel("news")
    embed = discord.Embed(title="Title", description="Lead", url="https://e.test/1")

    async with logged_in(Probe(), sandbox) as client:
        channel = client.get_channel(news.id)
        assert isinstance(channel, discord.TextChannel)
        sent = await channel.send("Hello", embed=embed)

    assert [message.id for message in news.messages] == [sent.id]
    assert news.texts == ["Hello\nTitle\nLead"]


async def test_a_slash_command_is_answered_ephemerally(sandbox: Sandbox) -> None:
    guild = sandbox.add_guild()
    news = guild.add_channel("news")
    ann = sandbox.user("ann", guild=guild, locale="fr")
    client = Probe()
    group = app_commands.Group(name="feed", description="Feeds")

    @group.command(name="add", description="Follow a feed")
    async def add(interaction: discord.Interaction, url: str, where: discord.TextChannel) -> None:
        told = f"{interaction.locale} {url} {where.name}"
        await interaction.response.send_message(told, ephemeral=True)

    client.tree.add_command(group)

    async with logged_in(client, sandbox):
        reply = await sandbox.slash(ann, news, "feed add", url="https://e.test", where=news)

    assert reply.ephemeral
    assert reply.text == "fr https://e.test news"
    assert news.messages == []


async def test_an_option_is_completed(sandbox: Sandbox) -> None:
    guild = sandbox.add_guild()
    news = guild.add_channel("news")
    ann = sandbox.user("ann", guild=guild)
    client = Probe()

    @client.tree.command(name="remove", description="Unfollow")
    async def remove(interaction: discord.Interaction, feed: str) -> None:
        await interaction.response.send_message(feed)

    @remove.autocomplete("feed")
    async def complete(
        interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}t", value="1")]

    async with logged_in(client, sandbox):
        choices = await sandbox.autocomplete(ann, news, "remove", "feed", "nex")

    assert choices == [{"name": "next", "value": "1"}]
