"""Keeps the rows of guilds and channels in step with what the gateway tells; answers nobody.

Where permissions may have changed, channels that were closed to us are looked at again.
"""

import discord
from discord.ext import commands

from bot.client import Client
from cogs.ui.channels import to_channel


class PlacesCog(commands.Cog):
    """What the bot learns without being asked."""

    def __init__(self, bot: Client) -> None:
        self.bot = bot
        self.guilds = bot.services.guilds
        self.clock = bot.services.clock
        self.unblocker = bot.services.unblocker

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Note a guild of which the bot is a member."""
        await self.guilds.record_guild(guild.id, guild.name, guild.preferred_locale.value)
        await self.unblocker.look(self.bot, guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note a guild that invited the bot, perhaps again."""
        await self.on_guild_available(guild)

    @commands.Cog.listener()
    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        """Note a new name or language."""
        if (before.name, before.preferred_locale) != (after.name, after.preferred_locale):
            await self.on_guild_available(after)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that a guild sent the bot away; its rows wait some days for it."""
        await self.guilds.mark_guild_gone(guild.id, self.clock())

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """Note the guilds of a shard that sent the bot away while it was not connected."""
        shards = self.bot.shard_count or 1
        await self.guilds.mark_absent(
            lambda: {guild.id for guild in self.bot.guilds if guild.shard_id == shard_id},
            self.clock(),
            shard_id=shard_id,
            shards=shards,
        )

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Note a channel's new name, where it is one we know."""
        changed = to_channel(after)
        if changed is not None and await self.guilds.channel(after.id) is not None:
            await self.guilds.record_channel(changed)
        await self.unblocker.look(self.bot, after.guild.id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Note that a role of ours may do more."""
        if before.permissions != after.permissions:
            await self.unblocker.look(self.bot, after.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Note that we were given another role."""
        if after.id == after.guild.me.id and before.roles != after.roles:
            await self.unblocker.look(self.bot, after.guild.id)

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """Note that a thread may have been unlocked."""
        await self.unblocker.look(self.bot, after.guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Note that a channel is gone."""
        await self.guilds.mark_channel_gone(channel.id, self.clock())

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Note that a thread is gone."""
        await self.guilds.mark_channel_gone(payload.thread_id, self.clock())


async def setup(bot: Client) -> None:
    """Add the cog; called by discord.py."""
    await bot.add_cog(PlacesCog(bot))
