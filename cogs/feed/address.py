"""`/feed address`: a feed that moved is read at its new address, with its history."""

import discord
from discord import app_commands

from bot import i18n
from bot.client import Client, locale_of, too_soon
from bot.errors import FeedError, UserError
from bot.feeds.discovery.discover import read_addresses
from bot.i18n.causes import say_cause
from bot.message.feed_title import written_title
from bot.message.message import Message, Text
from cogs.feed.add_answer import shown_address
from cogs.feed.group import chosen_feed, complete_feed, feed_group, mention_of
from cogs.ui.asker.actor import actor_of
from cogs.ui.channels import guild_of
from cogs.ui.layout import show

NAMED = 5  # feeds that are named where a page offers several


@app_commands.command()
@app_commands.describe(feed="The feed", url="Where it is now: the address of the feed, or its site")
@app_commands.autocomplete(feed=complete_feed)
async def address(interaction: discord.Interaction[Client], feed: str, url: str) -> None:
    """Change the address of a feed that moved; its articles stay."""
    following, guild_id = await chosen_feed(interaction, feed), guild_of(interaction)
    typed, *others = read_addresses(url)
    if others:
        raise UserError("feeds.address.one")
    await interaction.response.defer(ephemeral=True, thinking=True)
    services, locale = interaction.client.services, locale_of(interaction)
    wait = interaction.client.looking.take(guild_id, services.clock(), 1)
    if wait:
        raise too_soon(wait)
    try:
        discovery = await services.feeds.discover(typed, now=services.clock())
    except FeedError as e:
        cause = say_cause(locale, e.cause, retry_at=e.retry_at)
        raise UserError("feeds.add.unread", address=shown_address(typed), cause=cause) from e
    if len(discovery.feeds) > 1:
        named = " ".join(shown_address(each.url) for each in discovery.feeds[:NAMED])
        raise UserError("feeds.address.several", address=shown_address(typed), addresses=named)
    changed = await services.feeds.addresses.change(
        following.subscription.id,
        guild_id,
        discovery.feeds[0],
        services.clock(),
        by=actor_of(interaction),
    )
    text = i18n.text(
        locale,
        f"feeds.address.{changed.history}",
        feed=written_title(changed.following.feed),
        channel=mention_of(changed.following),
        address=shown_address(changed.following.feed.url),
    )
    await show(interaction, Message(components=(Text(text),)))


async def setup(bot: Client) -> None:
    """Add the command; called by discord.py."""
    feed_group(bot).add_command(address)
