"""`/feed pause`, `resume`, `move`, `status` and `/latest`: what runs, where, and how it fares."""

import discord
from discord import app_commands

from bot import i18n
from bot.client import Client, locale_of
from bot.delivery.status import describe
from bot.errors import UserError
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import link, whole_lines
from bot.message.message import Message, Text
from bot.model import Feed, FollowedFeed, Item
from bot.post.render import title_of
from cogs.feed.group import (
    chosen_feed,
    complete_feed,
    complete_seen_feed,
    feed_group,
    place_of,
    shown_title,
)
from cogs.ui.access import require_access
from cogs.ui.channels import Place, mention
from cogs.ui.layout import show
from cogs.ui.visibility import seen_channels

LATEST = 10


async def say(interaction: discord.Interaction[Client], key: str, following: FollowedFeed) -> None:
    """Answer with a sentence about a feed and its channel."""
    said = i18n.text(
        locale_of(interaction),
        key,
        feed=shown_title(following.feed),
        channel=place_of(following),
    )
    await show(interaction, Message(components=(Text(said),)))


@app_commands.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def pause(interaction: discord.Interaction[Client], feed: str) -> None:
    """Stop posting a feed for a while."""
    services = interaction.client.services
    following = await chosen_feed(interaction, feed)
    if following.subscription.paused_at is not None:
        await say(interaction, "running.paused_already", following)
        return
    await services.choices.pause(following.subscription.id, services.clock())
    await say(interaction, "running.paused", following)


@app_commands.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def resume(interaction: discord.Interaction[Client], feed: str) -> None:
    """Post a paused feed again."""
    services = interaction.client.services
    following = await chosen_feed(interaction, feed)
    if following.subscription.paused_at is None:
        await say(interaction, "running.running_already", following)
        return
    await services.choices.pause(following.subscription.id, None)
    await services.subscriptions.wake(following.feed.id, services.clock())
    services.wakes.polls.set()
    await say(interaction, "running.resumed", following)


@app_commands.command()
@app_commands.describe(feed="The feed", channel="The channel to which it goes from now on")
@app_commands.autocomplete(feed=complete_feed)
async def move(interaction: discord.Interaction[Client], feed: str, channel: Place) -> None:
    """Let a feed go to another channel."""
    services = interaction.client.services
    following = await chosen_feed(interaction, feed)
    require_access(interaction, channel)
    if channel.id == following.subscription.channel_id:
        await say(interaction, "running.moved_here", following)
        return
    await services.guilds.record_channel(channel)
    if not await services.choices.move(following.subscription.id, channel.id):
        raise UserError(
            "running.followed_there",
            feed=shown_title(following.feed),
            channel=mention(channel.id),
        )
    moved = await services.subscriptions.one(following.subscription.id)
    assert moved is not None
    services.wakes.deliveries.set()
    await say(interaction, "running.moved", moved)


@app_commands.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def status(interaction: discord.Interaction[Client], feed: str) -> None:
    """Say how a feed fares: when it was read, what came, what was posted, what is wrong."""
    services = interaction.client.services
    following = await chosen_feed(interaction, feed)
    health = await services.health.of(following.subscription.id, services.clock())
    if health is None:
        raise UserError("feeds.already_gone")
    events = await services.feeds.events(following.feed.id)
    lines = describe(following.subscription, following.feed, health, events, locale_of(interaction))
    await show(interaction, Message(components=(Text(whole_lines(lines, MAX_LAYOUT_TEXT)),)))


@app_commands.command()
@app_commands.guild_only()
@app_commands.describe(feed="One feed; all of this server if left out")
@app_commands.autocomplete(feed=complete_seen_feed)
async def latest(interaction: discord.Interaction[Client], feed: str | None = None) -> None:
    """Show you alone the newest articles of this server's feeds."""
    assert interaction.guild_id is not None
    services, locale = interaction.client.services, locale_of(interaction)
    chosen = await chosen_feed(interaction, feed, members=True) if feed else None
    followed = await services.subscriptions.of_guild(interaction.guild_id)
    channel_ids = await seen_channels(interaction)
    items = await services.health.latest(channel_ids, chosen.feed.id if chosen else None, LATEST)
    if not items:
        raise UserError("running.latest_none")
    feeds = {each.feed.id: each.feed for each in followed}
    lines = [i18n.text(locale, "running.latest_title")]
    lines += [_line(item, feeds[item.feed_id], locale) for item in items]
    await show(interaction, Message(components=(Text(whole_lines(lines, MAX_LAYOUT_TEXT)),)))


def _line(item: Item, feed: Feed, locale: str) -> str:
    return i18n.text(
        locale,
        "running.latest_line",
        when=f"<t:{int(item.published_at.timestamp())}:R>",
        title=link(title_of(item, locale), item.link),
        feed=shown_title(feed),
    )


async def setup(bot: Client) -> None:
    """Add the commands; called by discord.py."""
    group = feed_group(bot)
    group.add_command(pause)
    group.add_command(resume)
    group.add_command(move)
    group.add_command(status)
    bot.tree.add_command(latest)
