"""`/feed list`, `/feed remove` and `/feed test`: what is followed here, and how it looks."""

from collections.abc import Collection, Sequence
from itertools import groupby

import discord
from discord import app_commands

from bot import i18n
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.follow.lookup.names import distinct_titles
from bot.i18n.causes import say_cause
from bot.message.feed_title import MAX_FEED_TITLE, written_title
from bot.message.markdown import cut, link, mention_channel
from bot.message.message import Button, Message, Row, Text
from bot.model import Feed, FollowedFeed, Mode
from bot.text.urls.masking import has_secret
from cogs.feed.group import (
    chosen_feed,
    complete_feed,
    feed_group,
    mention_of,
    say_of,
)
from cogs.ui.asker.actor import actor_of
from cogs.ui.channels import guild_of
from cogs.ui.controls import ROW_ID, OwnButton, require_own_answer
from cogs.ui.layout import replace_with, show
from cogs.ui.pages import page_buttons, part_of

PAGE = 10  # feeds on one page of the list: each takes up to some 350 characters of 4,000
MAX_LINKED = 120  # an address is left out of the list only when it is longer


@app_commands.command(name="list")
async def list_feeds(interaction: discord.Interaction[Client]) -> None:
    """List the feeds that are followed here, and how they are doing."""
    await show(interaction, await _page(interaction, guild_of(interaction), 0))


async def _page(interaction: discord.Interaction[Client], guild_id: int, page: int) -> Message:
    reader = interaction.client.services.feeds.reader
    followed, nowhere = await reader.of_guild(guild_id), await reader.going_nowhere(guild_id)
    return list_page(locale_of(interaction), followed, page, nowhere=nowhere)


@app_commands.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def remove(interaction: discord.Interaction[Client], feed: str) -> None:
    """Stop following a feed; asks before it does."""
    following = await chosen_feed(interaction, feed)
    locale, name = locale_of(interaction), written_title(following.feed)
    asked = i18n.text(locale, "feeds.remove.ask", feed=name, channel=mention_of(following))
    subscription_id = following.subscription.id
    stop = Button(
        label=i18n.text(locale, "feeds.remove.stop"),
        custom_id=f"feed:stop:{subscription_id}",
        style="danger",
    )
    keep = Button(
        label=i18n.text(locale, "feeds.remove.keep"), custom_id=f"feed:keep:{subscription_id}"
    )
    await show(interaction, Message(components=(Text(asked), Row((stop, keep)))))


@app_commands.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def test(interaction: discord.Interaction[Client], feed: str) -> None:
    """See the newest article just as it is posted; only you see it."""
    following = await chosen_feed(interaction, feed)
    followed = interaction.client.services.feeds.reader
    shown = await followed.preview(following, following.subscription)
    if shown is None:
        raise UserError("feeds.nothing_yet", feed=written_title(following.feed))
    for message in shown:
        await show(interaction, message)


def list_page(
    locale: str,
    followed: Sequence[FollowedFeed],
    page: int,
    *,
    nowhere: Collection[int] = (),
) -> Message:
    """Return one page of the list, with buttons to the pages beside it.

    `nowhere` are the subscriptions that are for digests alone, and that no digest reads.
    """
    if not followed:
        return Message(components=(Text(i18n.text(locale, "feeds.list.empty")),))
    here, page, pages = part_of(followed, page, PAGE)
    feeds = {each.feed.id for each in followed}
    lines = [i18n.text(locale, "feeds.list.title", n=len(feeds))]
    titles = distinct_titles([each.feed for each in followed])
    for channel_id, group in groupby(here, key=lambda each: each.subscription.channel_id):
        lines.append(mention_channel(channel_id))
        lines += [_line(locale, each, titles[each.feed.id], nowhere) for each in group]
    buttons = page_buttons(
        locale, page, pages, lambda number: f"feed:list:{number}", has_next=page + 1 < pages
    )
    row = (Row(buttons),) if buttons else ()
    return Message(components=(Text("\n".join(lines)), *row))


def _line(locale: str, following: FollowedFeed, title: str, nowhere: Collection[int]) -> str:
    """Return a feed's name, as a link where its address is no secret, and how it fares."""
    feed = following.feed
    address = feed.site_url or feed.url
    is_shown = len(address) <= MAX_LINKED and not has_secret(address)
    name = link(cut(title, MAX_FEED_TITLE), address if is_shown else None)
    return " · ".join(
        [i18n.text(locale, "feeds.list.line", feed=name), *_states(locale, following, nowhere)]
    )


def _states(locale: str, following: FollowedFeed, nowhere: Collection[int]) -> list[str]:
    subscription, feed = following.subscription, following.feed
    states = []
    if subscription.mode is not Mode.LIVE:
        states.append(i18n.text(locale, f"feeds.mode.{subscription.mode}"))
    if subscription.paused_at is not None:
        states.append(i18n.text(locale, "feeds.list.paused"))
    if subscription.id in nowhere:
        states.append(i18n.text(locale, "feeds.list.no_digest"))
    return [*states, _health(locale, feed)]


def _health(locale: str, feed: Feed) -> str:
    if feed.ended_at is not None:
        return i18n.text(locale, "feeds.list.ended")
    if feed.failing_since is not None:
        since = i18n.timestamp(feed.failing_since)
        cause = say_cause(locale, feed.error or "unknown")
        return i18n.text(locale, "feeds.list.failing", cause=cause, since=since)
    if feed.last_polled_at is None:
        return i18n.text(locale, "feeds.list.fresh")
    read = i18n.timestamp(feed.last_polled_at)
    return i18n.text(locale, "feeds.list.fine", read=read)


class ListPageButton(OwnButton, template=r"feed:list:(?P<page>[0-9]{1,4})"):
    """Turns the pages of the list."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Show the other page in the place of this one."""
        guild_id = require_own_answer(interaction)
        page = await _page(interaction, guild_id, int(self.match["page"]))
        await replace_with(interaction, page)


class RemoveButton(OwnButton, template=rf"feed:(?P<verb>stop|keep):{ROW_ID}"):
    """Ends a subscription of this guild, or leaves it."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Do as asked, and say so in the place of the question."""
        guild_id, subscription_id = require_own_answer(interaction), int(self.match["id"])
        services = interaction.client.services
        if self.match["verb"] == "stop":
            following = await services.feeds.follow.unfollow(
                subscription_id, guild_id, by=actor_of(interaction)
            )
            key = "feeds.remove.stopped"
        else:
            following = await services.feeds.reader.one(subscription_id, guild_id)
            key = "feeds.remove.kept"
        await replace_with(interaction, say_of(interaction, key, following))


async def setup(bot: Client) -> None:
    """Add the commands and buttons; called by discord.py."""
    group = feed_group(bot)
    group.add_command(list_feeds)
    group.add_command(remove)
    group.add_command(test)
    bot.add_dynamic_items(ListPageButton, RemoveButton)
