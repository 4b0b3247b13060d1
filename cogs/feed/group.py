"""The `/feed` group that several cogs fill, and what its commands share; holds no command.

A cog of the group has free functions instead of a `commands.Cog`, and adds them in `setup`:

    @app_commands.command()
    @app_commands.autocomplete(feed=complete_feed)
    async def pause(interaction: discord.Interaction[Client], feed: str) -> None:
        following = await chosen_feed(interaction, feed)
        ...

    async def setup(bot: Client) -> None:
        feed_group(bot).add_command(pause)

What a command needs is in `interaction.client.services`.
"""

from functools import partial

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot import i18n
from bot.access.home import is_own
from bot.client import Client, locale_of
from bot.follow.lookup.names import distinct_titles
from bot.message.feed_title import written_title
from bot.message.limits import MAX_OPTION_TEXT
from bot.message.markdown import cut, mention_channel
from bot.message.message import Message, Text
from bot.model import FollowedFeed
from cogs.ui.asker.installs import shared_group
from cogs.ui.asker.visibility import sees
from cogs.ui.channels import guild_of
from cogs.ui.choices import offer

_MAX_CHANNEL = 30  # of a choice, for the channel's name


def feed_group(bot: Client) -> app_commands.Group:
    """Return the client's `/feed` group, made by whichever cog asks first."""
    return shared_group(bot, "feed", "The feeds that are followed here", managers=True)


async def complete_feed(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer this server's feeds by name or address; the value is the subscription's id."""
    followed = interaction.client.services.feeds.reader
    fitting = await followed.suggest(
        guild_of(interaction), current, channel_id=interaction.channel_id
    )
    return _choices(interaction, fitting)


async def complete_seen_feed(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer the same to members: only what channels follow that they see."""
    followed = interaction.client.services.feeds.reader
    fitting = await followed.suggest(
        guild_of(interaction),
        current,
        channel_id=interaction.channel_id,
        sees=partial(sees, interaction),
    )
    return _choices(interaction, fitting)


def _choices(
    interaction: discord.Interaction[Client], followed: list[FollowedFeed]
) -> list[Choice[str]]:
    titles = distinct_titles([each.feed for each in followed])
    return offer(
        (_choice_name(interaction, each, titles[each.feed.id]), str(each.subscription.id))
        for each in followed
    )


def _choice_name(
    interaction: discord.Interaction[Client], following: FollowedFeed, title: str
) -> str:
    """Return "The Courier · #news" in the length that Discord allows."""
    here = None if is_own(interaction) else interaction.guild
    channel = here and here.get_channel_or_thread(following.subscription.channel_id)
    where = f" · #{cut(channel.name, _MAX_CHANNEL)}" if channel is not None else ""
    return cut(title, MAX_OPTION_TEXT - len(where)) + where


async def chosen_feed(
    interaction: discord.Interaction[Client], feed: str, *, members: bool = False
) -> FollowedFeed:
    """Return the subscription that was chosen from the list, or whose name was typed in full.

    With `members`, for a command of everybody's, there are only those that the asker may know.

    Raises:
        UserError: this server has no such feed, or several of that name.
    """
    seen = partial(sees, interaction) if members else None
    return await interaction.client.services.feeds.reader.find(
        guild_of(interaction), feed, channel_id=interaction.channel_id, sees=seen
    )


def say_of(interaction: discord.Interaction[Client], key: str, following: FollowedFeed) -> Message:
    """Return a sentence about a feed and its channel as an answer."""
    text = i18n.text(
        locale_of(interaction),
        key,
        feed=written_title(following.feed),
        channel=mention_of(following),
    )
    return Message(components=(Text(text),))


def mention_of(following: FollowedFeed) -> str:
    """Return the channel of a subscription, as a mention."""
    return mention_channel(following.subscription.channel_id)
