"""`/digest list`, `now`, `pause`, `resume` and `remove`: which digests there are, how they go."""

from dataclasses import replace

import discord
from discord import app_commands

from bot.client import Client, locale_of
from bot.digest.schedule.describe import say_schedule
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import whole_lines
from bot.message.message import Button, Message, Row, Text
from bot.model import Digest
from cogs.digest.group import (
    chosen_digest,
    complete_digest,
    digest_group,
    digests_here,
    next_page,
    place_of,
    readable,
    require_manager,
    say,
)
from cogs.ui.access import for_managers, require_access
from cogs.ui.channels import channel_of
from cogs.ui.controls import OwnButton
from cogs.ui.layout import replace_with, show

MAX_LISTED = 25


@app_commands.command(name="list")
async def list_digests(interaction: discord.Interaction[Client]) -> None:
    """Show which digests appear in this server, and your own."""
    here = await digests_here(interaction)
    own = await interaction.client.services.digests.of_member(interaction.user.id)
    own = [digest for digest in own if digest.guild_id == interaction.guild_id]
    lines = [say(interaction, "list.title")]
    lines += [await _line(interaction, digest) for digest in here[:MAX_LISTED]]
    if not here:
        lines.append(say(interaction, "list.none"))
    if own:
        lines += ["", say(interaction, "list.own")]
        lines += [await _line(interaction, digest) for digest in own]
    await show(interaction, Message(components=(Text(whole_lines(lines, MAX_LAYOUT_TEXT)),)))


async def _line(interaction: discord.Interaction[Client], digest: Digest) -> str:
    services = interaction.client.services
    schedule = say_schedule(services.printer.schedule(digest), locale_of(interaction))
    if digest.paused_at is not None:
        return say(interaction, "list.paused", channel=place_of(digest), schedule=schedule)
    (run,) = await services.printer.next_runs(digest, services.clock(), 1)
    key = "list.line" if digest.user_id is None else "list.own_line"
    soon = f"<t:{int(run.at.timestamp())}:R>"
    return say(interaction, key, channel=place_of(digest), schedule=schedule, next=soon)


@for_managers
@app_commands.command()
@app_commands.describe(digest="Which digest, where there are several")
@app_commands.autocomplete(digest=complete_digest)
@app_commands.checks.cooldown(3, 60.0)
async def now(interaction: discord.Interaction[Client], digest: str | None = None) -> None:
    """Post a page with what has come so far; the next one still appears as planned."""
    chosen = await chosen_digest(interaction, digest)
    services = interaction.client.services
    known = await services.guilds.channel(chosen.channel_id)
    require_access(interaction, known or channel_of(interaction, None))
    await interaction.response.defer(ephemeral=True)
    posted = await services.printer.print_now(chosen, services.clock())
    when = await next_page(interaction, chosen)
    key = "now.posted" if posted else await _why_nothing(interaction, chosen)
    said = say(interaction, key, channel=place_of(chosen), when=when)
    await show(interaction, Message(components=(Text(said),)))


async def _why_nothing(interaction: discord.Interaction[Client], digest: Digest) -> str:
    """Return the key of what says why there is no page."""
    services = interaction.client.services
    draft = await services.desk.draft(digest, locale_of(interaction), services.clock())
    return "now.nothing" if draft.feeds else "draft.outside"


@for_managers
@app_commands.command()
@app_commands.describe(digest="Which digest, where there are several")
@app_commands.autocomplete(digest=complete_digest)
async def pause(interaction: discord.Interaction[Client], digest: str | None = None) -> None:
    """Print no pages for a while."""
    chosen = await chosen_digest(interaction, digest)
    services = interaction.client.services
    key = "pause.already"
    if chosen.paused_at is None:
        await services.digests.save(replace(chosen, paused_at=services.clock()))
        key = "pause.paused"
    said = say(interaction, key, channel=place_of(chosen))
    await show(interaction, Message(components=(Text(said),)))


@for_managers
@app_commands.command()
@app_commands.describe(digest="Which digest, where there are several")
@app_commands.autocomplete(digest=complete_digest)
async def resume(interaction: discord.Interaction[Client], digest: str | None = None) -> None:
    """Let a paused digest go on."""
    chosen = await chosen_digest(interaction, digest)
    key = "pause.running"
    if chosen.paused_at is not None:
        chosen = await _restart(interaction, chosen)
        key = "pause.resumed"
    when = await next_page(interaction, chosen)
    said = say(interaction, key, channel=place_of(chosen), when=when)
    await show(interaction, Message(components=(Text(said),)))


@for_managers
@app_commands.command()
@app_commands.describe(digest="Which digest, where there are several")
@app_commands.autocomplete(digest=complete_digest)
async def remove(interaction: discord.Interaction[Client], digest: str | None = None) -> None:
    """End a digest; a button undoes it."""
    chosen = await chosen_digest(interaction, digest)
    services = interaction.client.services
    await services.digests.save(replace(chosen, removed_at=services.clock()))
    said = say(interaction, "remove.removed", channel=place_of(chosen))
    undo = Button(label=say(interaction, "button.undo"), custom_id=f"digest:undo:{chosen.id}")
    await show(interaction, Message(components=(Text(said), Row((undo,)))))


async def _restart(interaction: discord.Interaction[Client], digest: Digest) -> Digest:
    """Let a digest appear again from now on, with all that has come since its last page."""
    services = interaction.client.services
    at = services.clock()
    digest = replace(digest, paused_at=None, removed_at=None, planned_at=at, due_at=at)
    await services.digests.save(digest)
    services.wakes.digests.set()
    return digest


class UndoButton(OwnButton, template=r"digest:undo:(?P<id>[0-9]{1,15})"):
    """Brings a removed digest back."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Restore the digest, and say so in the place of the answer."""
        require_manager(interaction)
        digest = await readable(interaction, int(self.match["id"]))
        if digest.removed_at is not None:
            paused_at = digest.paused_at
            digest = await _restart(interaction, digest)
            if paused_at is not None:
                await interaction.client.services.digests.save(replace(digest, paused_at=paused_at))
        when = await next_page(interaction, digest)
        said = say(interaction, "remove.undone", channel=place_of(digest), when=when)
        await replace_with(interaction, Message(components=(Text(said),)))


async def setup(bot: Client) -> None:
    """Add the commands and the button; called by discord.py."""
    group = digest_group(bot)
    group.add_command(list_digests)
    group.add_command(now)
    group.add_command(pause)
    group.add_command(resume)
    group.add_command(remove)
    bot.add_dynamic_items(UndoButton)
