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

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.client import Client
from bot.errors import UserError
from bot.message.markdown import cut, fit, one_line
from bot.model import Feed, FollowedFeed, Item, Subscription
from bot.post.render import MAX_SOURCE
from bot.query.filters import Filters
from bot.text.masking import mask_url, short_address
from cogs.ui.channels import mention
from cogs.ui.visibility import sees

MAX_CHOICE = 100
MAX_CHOICES = 25
LOOKED_AT = 50  # newest articles, for one that passes a filter
_MAX_PLACE = 30  # of a choice, for the channel's name


def feed_group(bot: Client) -> app_commands.Group:
    """Return the client's `/feed` group, made by whichever cog asks first."""
    known = bot.tree.get_command("feed")
    if isinstance(known, app_commands.Group):
        return known
    group = app_commands.Group(
        name="feed",
        description="The feeds that are followed here",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )
    bot.tree.add_command(group)
    return group


async def complete_feed(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer this server's feeds by name or address; the value is the subscription's id."""
    assert interaction.guild_id is not None
    found = await interaction.client.services.subscriptions.suggest(interaction.guild_id, current)
    return _choices(interaction, found)


async def complete_seen_feed(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer the same to members: only what channels follow that they see."""
    assert interaction.guild_id is not None
    store = interaction.client.services.subscriptions
    found = await store.suggest(interaction.guild_id, current, limit=None)
    return _choices(interaction, [each for each in found if _is_seen(interaction, each)])


def _choices(
    interaction: discord.Interaction[Client], found: list[FollowedFeed]
) -> list[Choice[str]]:
    return [
        Choice(name=_choice_name(interaction, each), value=str(each.subscription.id))
        for each in found[:MAX_CHOICES]
    ]


def _is_seen(interaction: discord.Interaction[Client], following: FollowedFeed) -> bool:
    return sees(interaction, following.subscription.channel_id)


def _choice_name(interaction: discord.Interaction[Client], following: FollowedFeed) -> str:
    """Return "The Courier · #news" in the length that Discord allows."""
    assert interaction.guild is not None
    place = interaction.guild.get_channel_or_thread(following.subscription.channel_id)
    where = f" · #{cut(place.name, _MAX_PLACE)}" if place is not None else ""
    return cut(plain_title(following.feed), MAX_CHOICE - len(where)) + where


async def chosen_feed(
    interaction: discord.Interaction[Client], feed: str, *, members: bool = False
) -> FollowedFeed:
    """Return the subscription that was chosen from the list, or whose name was typed in full.

    With `members`, for a command of everybody's, there are only those that the asker may know.

    Raises:
        UserError: this server has no such feed, or several of that name.
    """
    assert interaction.guild_id is not None
    store = interaction.client.services.subscriptions
    fitting = await store.suggest(interaction.guild_id, feed.strip(), limit=None)
    if feed.isascii() and feed.isdigit() and len(feed) < 19:
        found = await store.one(int(feed), interaction.guild_id)
        fitting = fitting if found is None else [found]
    fitting = [each for each in fitting if not members or _is_seen(interaction, each)]
    if len(fitting) == 1:
        return fitting[0]
    key = "feeds.unknown" if not fitting else "feeds.ambiguous"
    raise UserError(key, feed=fit(one_line(mask_url(feed)), MAX_SOURCE))


async def newest_shown(
    interaction: discord.Interaction[Client],
    following: FollowedFeed,
    subscription: Subscription,
    zone: str | None,
) -> Item | None:
    """Return the newest item that a subscription's filters let pass; the newest if none does."""
    newest = await interaction.client.services.items.newest(following.feed.id, LOOKED_AT)
    filters = Filters(following.feed)
    passing = (item for item in newest if filters.judge(subscription, item, zone).passed)
    return next(passing, newest[0] if newest else None)


def plain_title(feed: Feed) -> str:
    """Return a feed's name, or its address without what may be a key; not yet escaped."""
    return one_line(feed.title) or short_address(feed.url)


def shown_title(feed: Feed) -> str:
    """Return the same, written for Discord's markdown."""
    return fit(plain_title(feed), MAX_SOURCE)


def place_of(following: FollowedFeed) -> str:
    return mention(following.subscription.channel_id)
