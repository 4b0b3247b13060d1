"""`/page list`, `/digest now`, `pause`, `resume`, `remove`: what digests there are, how they go."""

from datetime import timedelta

import discord
from discord import app_commands

from bot import i18n
from bot.access.home import is_own
from bot.client import Client, locale_of
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import mention_channel, whole_lines
from bot.message.message import Button, Message, Row, Text
from bot.model import Digest
from cogs.digest.group import (
    add_reading,
    chosen_digest,
    complete_digest,
    digest_group,
    digests_here,
    next_page,
    own_digest,
    readable,
    say,
    say_feeds,
    say_which,
)
from cogs.ui.asker.access import require_access
from cogs.ui.asker.actor import actor_of
from cogs.ui.asker.installs import for_servers
from cogs.ui.asker.pace import paced
from cogs.ui.channels import channel_of
from cogs.ui.controls import ROW_ID, OwnButton, require_own_answer
from cogs.ui.layout import replace_with, show

MAX_LISTED = 25


@app_commands.command(name="list")
async def list_digests(interaction: discord.Interaction[Client]) -> None:
    """List this server's digests, and your own."""
    here = [digest for digest in await digests_here(interaction) if digest.user_id is None]
    own = await own_digest(interaction)
    lines: list[str] = []
    if not is_own(interaction):
        lines = [say(interaction, "list.title")]
        lines += [await _line(interaction, digest) for digest in here[:MAX_LISTED]]
        lines += [] if here else [say(interaction, "list.none")]
    elif not own:
        lines = [say(interaction, "own.none")]
    if own:
        lines += [""] * bool(lines)
        lines += [say(interaction, "list.own"), await _line(interaction, own)]
    await show(interaction, Message(components=(Text(whole_lines(lines, MAX_LAYOUT_TEXT)),)))


async def _line(interaction: discord.Interaction[Client], digest: Digest) -> str:
    services = interaction.client.services
    schedule = say_which(interaction, digest)
    if digest.paused_at is not None:
        return say(
            interaction,
            "list.paused",
            channel=mention_channel(digest.channel_id),
            schedule=schedule,
        )
    (run,) = await services.digests.service.next_runs(digest, services.clock(), 1)
    key = "list.line" if digest.user_id is None else "list.own_line"
    channel = mention_channel(digest.channel_id)
    return say(interaction, key, channel=channel, schedule=schedule, next=i18n.timestamp(run.at))


@app_commands.command()
@app_commands.describe(digest="Which digest, where there are several")
@app_commands.autocomplete(digest=complete_digest)
@paced(3, timedelta(minutes=1))
async def now(interaction: discord.Interaction[Client], digest: str | None = None) -> None:
    """Post a page with what has come so far; the next one still appears as planned."""
    chosen = await chosen_digest(interaction, digest)
    services = interaction.client.services
    known = await services.guilds.channel(chosen.channel_id)
    require_access(interaction, known or channel_of(interaction, None))
    await interaction.response.defer(ephemeral=True)
    posted = await services.digests.service.print_now(chosen, services.clock())
    when = await next_page(interaction, chosen)
    key = "now.posted" if posted else await _why_nothing(interaction, chosen)
    text = say(interaction, key, channel=mention_channel(chosen.channel_id), when=when)
    await show(interaction, Message(components=(Text(text),)))


async def _why_nothing(interaction: discord.Interaction[Client], digest: Digest) -> str:
    """Return the key of what says why there is no page."""
    services = interaction.client.services
    draft = await services.digests.reader.draft(digest, locale_of(interaction), services.clock())
    return "now.nothing" if draft.feeds else "draft.outside"


@app_commands.command()
@app_commands.describe(digest="Which digest, where there are several")
@app_commands.autocomplete(digest=complete_digest)
async def pause(interaction: discord.Interaction[Client], digest: str | None = None) -> None:
    """Pause a digest."""
    chosen = await chosen_digest(interaction, digest)
    services = interaction.client.services
    paused = await services.digests.planner.pause(
        chosen.id, services.clock(), by=actor_of(interaction)
    )
    text = say(interaction, "pause.paused", channel=mention_channel(paused.channel_id))
    await show(interaction, Message(components=(Text(text),)))


@app_commands.command()
@app_commands.describe(digest="Which digest, where there are several")
@app_commands.autocomplete(digest=complete_digest)
async def resume(interaction: discord.Interaction[Client], digest: str | None = None) -> None:
    """Resume a paused digest."""
    chosen = await chosen_digest(interaction, digest)
    services = interaction.client.services
    resumed = await services.digests.planner.resume(
        chosen.id, services.clock(), by=actor_of(interaction)
    )
    await show(interaction, await _appears_again(interaction, resumed, "pause.resumed"))


@app_commands.command()
@app_commands.describe(digest="Which digest, where there are several")
@app_commands.autocomplete(digest=complete_digest)
async def remove(interaction: discord.Interaction[Client], digest: str | None = None) -> None:
    """Remove a digest; a button undoes it."""
    chosen = await chosen_digest(interaction, digest)
    services = interaction.client.services
    removed = await services.digests.planner.remove(
        chosen.id, services.clock(), by=actor_of(interaction)
    )
    text = say(
        interaction,
        "remove.removed",
        channel=mention_channel(removed.channel_id),
        schedule=say_which(interaction, removed),
    )
    left = await services.feeds.reader.left_behind(removed.channel_id)
    if left:
        text += "\n" + say(interaction, "remove.left", feeds=say_feeds(interaction, left))
    undo = Button(label=say(interaction, "button.undo"), custom_id=f"digest:undo:{removed.id}")
    await show(interaction, Message(components=(Text(text), Row((undo,)))))


class UndoButton(OwnButton, template=rf"digest:undo:{ROW_ID}"):
    """Brings a removed digest back."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Restore the digest, and say so in the place of the answer."""
        require_own_answer(interaction)
        chosen = await readable(interaction, int(self.match["id"]))
        services = interaction.client.services
        restored = await services.digests.planner.restore(
            chosen.id, services.clock(), by=actor_of(interaction)
        )
        await replace_with(
            interaction, await _appears_again(interaction, restored, "remove.undone")
        )


async def _appears_again(
    interaction: discord.Interaction[Client], digest: Digest, key: str
) -> Message:
    channel, when = mention_channel(digest.channel_id), await next_page(interaction, digest)
    return Message(components=(Text(say(interaction, key, channel=channel, when=when)),))


async def setup(bot: Client) -> None:
    """Add the commands and the button; called by discord.py."""
    group = digest_group(bot)
    add_reading(bot, list_digests)
    group.add_command(for_servers(now))
    group.add_command(for_servers(pause))
    group.add_command(for_servers(resume))
    group.add_command(for_servers(remove))
    bot.add_dynamic_items(UndoButton)
