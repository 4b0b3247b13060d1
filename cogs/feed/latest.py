"""`/latest`: the newest articles of a server's feeds, a page at a time; posts nothing."""

import discord
from discord import app_commands

from bot import i18n
from bot.access.home import is_own
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.follow.lookup.spread import A_PAGE, OF_A_FEED, spread
from bot.message.feed_title import written_title
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import link, whole_lines
from bot.message.message import Message, Row, Text
from bot.model import Feed, Item
from bot.post.title import title_of
from cogs.feed.group import chosen_feed, complete_seen_feed
from cogs.ui.asker.installs import anywhere
from cogs.ui.asker.visibility import seen_channels
from cogs.ui.channels import guild_of
from cogs.ui.controls import OwnButton
from cogs.ui.layout import show, show_instead
from cogs.ui.pages import page_buttons

LOOKED_AT = 200  # items that the pages are made of


@anywhere
@app_commands.command()
@app_commands.describe(feed="One feed; all if left out")
@app_commands.autocomplete(feed=complete_seen_feed)
async def latest(interaction: discord.Interaction[Client], feed: str | None = None) -> None:
    """See the newest articles of this server's feeds, or of your own; only you see them."""
    chosen = await chosen_feed(interaction, feed, members=True) if feed else None
    await show(interaction, await _page(interaction, chosen.feed.id if chosen else None, 0))


class LatestButton(OwnButton, template=r"latest:(?P<feed>[0-9]{1,15}):(?P<page>[0-9]{1,4})"):
    """Turns the pages of `/latest`; no feed is 0."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Show the page in the place of the asker's own answer, else beside it."""
        feed_id = int(self.match["feed"]) or None
        page = await _page(interaction, feed_id, int(self.match["page"]))
        await show_instead(interaction, page)


async def _page(
    interaction: discord.Interaction[Client], feed_id: int | None, number: int
) -> Message:
    """Return a page of what the asker sees.

    Raises:
        UserError: there is nothing.
    """
    services, locale = interaction.client.services, locale_of(interaction)
    followed = await services.feeds.reader.of_guild(guild_of(interaction))
    channel_ids = await seen_channels(interaction)
    items = await services.feeds.reader.latest(channel_ids, feed_id, LOOKED_AT)
    if not items:
        none_own = is_own(interaction) and not followed
        raise UserError("errors.no_own_feeds" if none_own else "running.latest_none")
    of_a_feed = A_PAGE if feed_id else OF_A_FEED
    pages = spread(items, lambda item: item.feed_id, of_a_feed=of_a_feed)
    number = min(number, len(pages) - 1)
    feeds = {each.feed.id: each.feed for each in followed}
    lines = [i18n.text(locale, "running.latest_title")]
    lines += [_line(item, feeds[item.feed_id], locale) for item in pages[number]]
    buttons = page_buttons(
        locale,
        number,
        len(pages),
        lambda page: f"latest:{feed_id or 0}:{page}",
        has_next=number + 1 < len(pages),
    )
    text = Text(whole_lines(lines, MAX_LAYOUT_TEXT))
    return Message(components=(text, Row(buttons)) if buttons else (text,))


def _line(item: Item, feed: Feed, locale: str) -> str:
    return i18n.text(
        locale,
        "running.latest_line",
        when=i18n.timestamp(item.published_at),
        title=link(title_of(item, locale), item.link),
        feed=written_title(feed),
    )


async def setup(bot: Client) -> None:
    """Add the command and the button; called by discord.py."""
    bot.tree.add_command(latest)
    bot.add_dynamic_items(LatestButton)
