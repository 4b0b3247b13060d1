"""`/feed explain`: what became of an item, stage by stage."""

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.client import Client, locale_of
from bot.delivery.explain import explain, explain_unread
from bot.errors import UserError
from bot.feeds.items.canonical_url import canonical, site_of
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import whole_lines
from bot.message.message import Message, Text
from bot.model import FollowedFeed
from cogs.feed.group import feed_group
from cogs.ui.choices import is_id, offer
from cogs.ui.layout import show


async def complete_item(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer this server's newest items by title; the value is the item's id."""
    assert interaction.guild_id is not None
    offered = await interaction.client.services.feeds.traces.suggest(interaction.guild_id, current)
    return offer((f"{each.title} · {each.feed}", str(each.item_id)) for each in offered)


@app_commands.command(name="explain")
@app_commands.rename(item="article")
@app_commands.describe(item="An article's title, or its link")
@app_commands.autocomplete(item=complete_item)
async def explain_item(interaction: discord.Interaction[Client], item: str) -> None:
    """Say what became of an article: posted, waiting, or stopped, and why."""
    assert interaction.guild_id is not None
    services, locale = interaction.client.services, locale_of(interaction)
    now, typed = services.clock(), item.strip().strip("<>")
    if is_id(typed):
        trace = await services.feeds.traces.by_id(interaction.guild_id, int(typed), now)
    else:
        trace = await services.feeds.traces.by_link(
            interaction.guild_id, typed, canonical(typed), now
        )
    if trace is not None:
        lines = explain(trace, locale)
    else:
        followed = await services.feeds.reader.of_guild(interaction.guild_id)
        lines = [_unread(followed, typed, locale)]
    text = whole_lines(lines, MAX_LAYOUT_TEXT)
    await show(interaction, Message(components=(Text(text),)))


def _unread(followed: list[FollowedFeed], typed: str, locale: str) -> str:
    """Say which feed of the same site might have had it.

    Raises:
        UserError: none, or it was no link.
    """
    site = site_of(typed)
    for each in followed:
        feed = each.feed
        sites = (site_of(feed.url), site_of(feed.site_url))
        if site is not None and site in sites and feed.last_polled_at is not None:
            return explain_unread(feed, locale)
    raise UserError("explain.unknown")


async def setup(bot: Client) -> None:
    """Add the command; called by discord.py."""
    feed_group(bot).add_command(explain_item)
