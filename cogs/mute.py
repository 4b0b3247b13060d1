"""`/mute`: words that nobody wants to hear of, in a channel or in the whole server."""

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot import i18n
from bot.client import Client, locale_of
from bot.follow.mutes import Mutes
from bot.message.limits import MAX_OPTION_TEXT
from bot.message.markdown import mention_channel
from bot.message.message import Message, Text
from cogs.feed.editing.panel import quoted
from cogs.ui.asker.actor import actor_of
from cogs.ui.asker.installs import in_servers
from cogs.ui.channels import Place, current_guild, guild_of
from cogs.ui.choices import offer
from cogs.ui.layout import show
from cogs.ui.pages import in_pages


async def complete_muted(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer what is muted; the value is its beginning, by which it is found."""
    mutes = await interaction.client.services.feeds.mutes.of_guild(guild_of(interaction))
    channel_id = getattr(interaction.namespace.channel, "id", None)
    words = mutes.everywhere if channel_id is None else mutes.channels.get(channel_id, ())
    return offer(((each, each[:MAX_OPTION_TEXT]) for each in words), current)


@in_servers
@app_commands.default_permissions(manage_guild=True)
class MuteCog(commands.GroupCog, group_name="mute", group_description="Words to hear nothing of"):
    """What holds for every feed, before the filters of each."""

    @app_commands.command()
    @app_commands.describe(
        words="As in filters: words, phrases, author:, category:, kind: or /patterns/",
        channel="Only there; in the whole server if left out",
    )
    async def add(
        self, interaction: discord.Interaction[Client], words: str, channel: Place | None = None
    ) -> None:
        """Post nothing that matches this, whichever feed it comes from."""
        mutes = interaction.client.services.feeds.mutes
        await mutes.add(words, current_guild(interaction), channel, by=actor_of(interaction))
        where = mention_channel(channel.id) if channel else None
        await self._tell(interaction, "added", words.strip(), where)

    @app_commands.command()
    @app_commands.describe(
        words="What is muted", channel="Where; what is muted in the whole server if left out"
    )
    @app_commands.autocomplete(words=complete_muted)
    async def remove(
        self, interaction: discord.Interaction[Client], words: str, channel: Place | None = None
    ) -> None:
        """Unmute something that was muted."""
        mutes = interaction.client.services.feeds.mutes
        removed = await mutes.remove(
            words, guild_of(interaction), channel, by=actor_of(interaction)
        )
        where = mention_channel(channel.id) if channel else None
        await self._tell(interaction, "removed", removed, where)

    @app_commands.command(name="list")
    async def list_muted(self, interaction: discord.Interaction[Client]) -> None:
        """Show what is muted here, and where."""
        mutes = await interaction.client.services.feeds.mutes.of_guild(guild_of(interaction))
        for page in in_pages(_lines(mutes, locale_of(interaction))):
            await show(interaction, Message(components=(Text(page),)))

    @staticmethod
    async def _tell(
        interaction: discord.Interaction[Client], what: str, words: str, channel: str | None
    ) -> None:
        locale = locale_of(interaction)
        where = channel or i18n.text(locale, "muting.everywhere")
        text = i18n.text(locale, f"muting.{what}", words=quoted(words), where=where)
        await show(interaction, Message(components=(Text(text),)))


def _lines(mutes: Mutes, locale: str) -> list[str]:
    """Return what is muted, place by place."""
    if not mutes.everywhere and not mutes.channels:
        return [i18n.text(locale, "muting.none")]
    lines = []
    if mutes.everywhere:
        lines.append(i18n.text(locale, "muting.in_server"))
        lines += [f"- {quoted(words)}" for words in mutes.everywhere]
    for channel_id, muted in mutes.channels.items():
        lines.append(i18n.text(locale, "muting.in_channel", channel=mention_channel(channel_id)))
        lines += [f"- {quoted(words)}" for words in muted]
    return lines


async def setup(bot: Client) -> None:
    """Add the cog; called by discord.py."""
    await bot.add_cog(MuteCog(bot))
