"""Who asks the archive, and which of its feeds they may name: for `/search` and `/summary`."""

from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord.app_commands import Choice

from bot.access.home import channel_of_posts
from bot.client import Client, locale_of
from bot.follow.lookup.names import distinct_titles
from bot.search.service import Asker
from cogs.ui.asker.visibility import seen_channels
from cogs.ui.channels import guild_of
from cogs.ui.choices import offer


def member_of(interaction: discord.Interaction[Any]) -> tuple[int, int]:
    """Return the server and the member, who has an allowance and answers of their own there."""
    return guild_of(interaction), interaction.user.id


async def asker_of(interaction: discord.Interaction[Client]) -> Asker:
    """Return who asks and what they see, with the zone of the server."""
    zone = await interaction.client.services.guilds.zone_of(guild_of(interaction))
    return Asker(
        guild_id=guild_of(interaction),
        channel_ids=await seen_channels(interaction),
        locale=locale_of(interaction),
        zone=ZoneInfo(zone),
    )


async def complete_archived_feed(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer the feeds that the asker may search, this channel's first; the value is the id."""
    services = interaction.client.services
    feeds = await services.search.suggest_feeds(await asker_of(interaction), current)
    here = await services.feeds.reader.of_channel(channel_of_posts(interaction) or 0)
    followed = {each.feed.id for each in here}
    feeds.sort(key=lambda feed: feed.id not in followed)
    titles = distinct_titles(feeds)
    return offer((titles[feed.id], str(feed.id)) for feed in feeds)
