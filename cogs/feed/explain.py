"""`/feed explain`: what became of an item, stage by stage."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.client import Client, locale_of
from bot.delivery.explain import explain, explain_unread
from bot.errors import UserError
from bot.feeds.items.canonical_url import site_of
from bot.follow.lookup.articles import address_of, find_articles
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import whole_lines
from bot.message.message import Message, Text
from bot.model import FollowedFeed
from cogs.feed.group import feed_group
from cogs.ui.archive import asker_of
from cogs.ui.articles import article_menu
from cogs.ui.channels import guild_of
from cogs.ui.choices import chosen_id, offer
from cogs.ui.controls import OwnMenu, require_own_answer
from cogs.ui.layout import replace_with, show


async def complete_item(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer this server's newest items by title; the value is the item's id."""
    traces = interaction.client.services.feeds.traces
    offered = await traces.suggest(guild_of(interaction), current)
    return offer((f"{each.title} · {each.feed}", str(each.item_id)) for each in offered)


@app_commands.command(name="explain")
@app_commands.rename(item="article")
@app_commands.describe(item="An article's title, or its link")
@app_commands.autocomplete(item=complete_item)
async def explain_item(interaction: discord.Interaction[Client], item: str) -> None:
    """Explain what happened to an article: posted, waiting or stopped, and why."""
    services, locale, typed = interaction.client.services, locale_of(interaction), item.strip()
    asker = replace(await asker_of(interaction), channel_ids=None)  # a manager asks
    offered = await find_articles(services.search, typed, asker, services.clock())
    if len(offered) > 1:
        await show(interaction, article_menu(locale, typed, offered, "explain:pick"))
    elif offered:
        await show(interaction, await _explanation(interaction, offered[0].item_id))
    else:
        followed = await services.feeds.reader.of_guild(guild_of(interaction))
        await show(interaction, Message(components=(Text(_unread(followed, typed, locale)),)))


async def _explanation(interaction: discord.Interaction[Client], item_id: int) -> Message:
    """Return what became of an item.

    Raises:
        UserError: this server follows no feed that has it.
    """
    services = interaction.client.services
    trace = await services.feeds.traces.by_id(guild_of(interaction), item_id, services.clock())
    if trace is None:
        raise UserError("explain.unknown")
    own_mutes = await services.feeds.mutes.of_person(interaction.user.id)
    text = whole_lines(explain(trace, locale_of(interaction), own_mutes), MAX_LAYOUT_TEXT)
    return Message(components=(Text(text),))


def _unread(followed: list[FollowedFeed], typed: str, locale: str) -> str:
    """Say which feed of the same site might have had it.

    Raises:
        UserError: none, or it was no address.
    """
    site = site_of(address_of(typed))
    for each in followed:
        feed = each.feed
        sites = (site_of(feed.url), site_of(feed.site_url))
        if site is not None and site in sites and feed.last_polled_at is not None:
            return explain_unread(feed, locale)
    raise UserError("explain.unknown")


class ExplainMenu(OwnMenu, template=r"explain:pick"):
    """Explains the one that was chosen of several articles."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Show what became of it in the place of the question."""
        require_own_answer(interaction)
        item_id = chosen_id(values, "explain.unknown")
        await replace_with(interaction, await _explanation(interaction, item_id))


async def setup(bot: Client) -> None:
    """Add the command and its menu; called by discord.py."""
    feed_group(bot).add_command(explain_item)
    bot.add_dynamic_items(ExplainMenu)
