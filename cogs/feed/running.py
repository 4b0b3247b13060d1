"""`/feed pause`, `resume`, `move`, and `status`: what runs, where, and how it fares."""

import discord
from discord import app_commands

from bot import i18n
from bot.client import Client, locale_of
from bot.delivery.status import describe
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import whole_lines
from bot.message.message import Button, Component, Message, Row, Text
from bot.model import FollowedFeed
from cogs.feed.group import (
    chosen_feed,
    complete_feed,
    feed_group,
    say_of,
)
from cogs.ui.asker.access import require_access
from cogs.ui.asker.actor import actor_of
from cogs.ui.asker.installs import for_servers
from cogs.ui.channels import Place, guild_of
from cogs.ui.controls import ROW_ID, OwnButton, require_own_answer
from cogs.ui.layout import show


@app_commands.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def pause(interaction: discord.Interaction[Client], feed: str) -> None:
    """Stop posting a feed for a while."""
    following = await chosen_feed(interaction, feed)
    subscription, services = following.subscription, interaction.client.services
    paused = await services.feeds.follow.pause(
        subscription.id, guild_of(interaction), services.clock(), by=actor_of(interaction)
    )
    await show(interaction, say_of(interaction, "running.paused", paused))


@app_commands.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def resume(interaction: discord.Interaction[Client], feed: str) -> None:
    """Post a paused feed again."""
    following = await chosen_feed(interaction, feed)
    subscription, services = following.subscription, interaction.client.services
    resumed = await services.feeds.follow.resume(
        subscription.id, guild_of(interaction), services.clock(), by=actor_of(interaction)
    )
    await show(interaction, say_of(interaction, "running.resumed", resumed))


@app_commands.command()
@app_commands.describe(feed="The feed", channel="The channel to which it goes from now on")
@app_commands.autocomplete(feed=complete_feed)
async def move(interaction: discord.Interaction[Client], feed: str, channel: Place) -> None:
    """Move a feed to another channel."""
    following = await chosen_feed(interaction, feed)
    require_access(interaction, channel)
    follow = interaction.client.services.feeds.follow
    moved = await follow.move(
        following.subscription.id, guild_of(interaction), channel, by=actor_of(interaction)
    )
    await show(interaction, say_of(interaction, "running.moved", moved))


@app_commands.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def status(interaction: discord.Interaction[Client], feed: str) -> None:
    """Show how a feed is doing: when it was read, what came, what was posted, what is wrong."""
    services = interaction.client.services
    following = await chosen_feed(interaction, feed)
    status = await services.feeds.reader.status(following, services.clock())
    lines = describe(
        following.subscription,
        following.feed,
        status.health,
        status.events,
        locale_of(interaction),
        goes_nowhere=status.goes_nowhere,
    )
    audit = services.audit
    lines += await audit.lines(
        guild_of(interaction),
        locale_of(interaction),
        subscription_id=following.subscription.id,
    )
    text = Text(whole_lines(lines, MAX_LAYOUT_TEXT))
    held = any(event.kind == "held" for event in status.events)
    await show(interaction, Message(components=(text, *_post_held(interaction, following, held))))


def _post_held(
    interaction: discord.Interaction[Client], following: FollowedFeed, held: bool
) -> tuple[Component, ...]:
    """Return a button that posts what was held back, where anything was."""
    if not held:
        return ()
    label = i18n.text(locale_of(interaction), "running.post_held")
    custom_id = f"feed:held:{following.subscription.id}"
    return (Row((Button(label=label, custom_id=custom_id),)),)


class HeldButton(OwnButton, template=rf"feed:held:{ROW_ID}"):
    """Posts what was held back of a feed, because it looked like an archive."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Owe it to the channel, and say so."""
        guild_id = require_own_answer(interaction)
        services = interaction.client.services
        number = await services.feeds.posts.post_held(
            int(self.match["id"]), guild_id, services.clock()
        )
        text = i18n.text(locale_of(interaction), "running.held_posted", n=number)
        await show(interaction, Message(components=(Text(text),)))


async def setup(bot: Client) -> None:
    """Add the commands; called by discord.py."""
    group = feed_group(bot)
    group.add_command(pause)
    group.add_command(resume)
    group.add_command(for_servers(move))
    group.add_command(status)
    bot.add_dynamic_items(HeldButton)
