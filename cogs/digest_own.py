"""`/digest me`: a member's own digest, by direct message, and the button in it that ends it.

It reads the feeds of the channels that the member can see when they ask for it; those that these
channels follow later come by themselves.
"""

from dataclasses import replace
from datetime import datetime

import discord
from discord import app_commands

from bot.client import Client, locale_of
from bot.delivery.escape import escape
from bot.delivery.message import Button, Message, Row, Text
from bot.digest.page_key import STOP_PATTERN, stop_name
from bot.digest.saying import say_run, say_schedule
from bot.digest.wishes import parse_days, parse_times, parse_zone
from bot.errors import UserError
from bot.model import Channel, ChannelKind
from bot.store.digests import Recap
from cogs.controls import OwnButton
from cogs.digest_group import digest_group, next_page, readable, say
from cogs.digests import DEFAULT_TIME, RUNS
from cogs.layout import show, to_view
from cogs.settings import complete_zone
from cogs.sight import seen_channels

CANNOT_WRITE = 50007


@app_commands.command()
@app_commands.describe(
    time="At what time, such as 8:00 or 8h, 18h30; 8:00 if left out",
    days="On which days, such as mon-fri; every day if left out",
    zone="Your time zone; this server's if left out",
    stop="Send me none any more",
)
@app_commands.autocomplete(zone=complete_zone)
@app_commands.checks.cooldown(4, 600, key=lambda interaction: interaction.user.id)
async def me(
    interaction: discord.Interaction[Client],
    time: str | None = None,
    days: str | None = None,
    zone: str | None = None,
    stop: bool = False,
) -> None:
    """Get a digest of your own by direct message, at your own time."""
    if stop:
        await _stop(interaction, interaction.guild_id)
        return
    known = await _own(interaction, interaction.guild_id)
    recap = _wished(interaction, known[0] if known else None, time, days, zone)
    channel_ids = await seen_channels(interaction)
    if not channel_ids:
        raise UserError("digests.error.nothing_to_read")
    await interaction.response.defer(ephemeral=True)
    direct = await interaction.user.create_dm()
    await _record_direct(interaction, direct)
    recap = replace(recap, channel_id=direct.id, channel_ids=channel_ids)
    if known:
        services = interaction.client.services
        await services.outbox.doors.unblock(direct.id, services.clock())
        await services.digests.save(recap)
    else:
        recap = await _begin(interaction, recap, direct)
    interaction.client.services.wakes.digests.set()
    await show(interaction, await _answer(interaction, recap.id))


def _wished(
    interaction: discord.Interaction[Client],
    known: Recap | None,
    times: str | None,
    days: str | None,
    zone: str | None,
) -> Recap:
    """Return the member's digest as they wish it, a new one where they have none."""
    now = interaction.client.services.clock()
    assert interaction.guild_id is not None
    recap = known or Recap(
        channel_id=0,
        guild_id=interaction.guild_id,
        user_id=interaction.user.id,
        times=parse_times(DEFAULT_TIME),
        days=parse_days(""),
        planned_at=now,
        due_at=now,
        created_at=now,
    )
    return replace(
        recap,
        times=parse_times(times) if times else recap.times,
        days=parse_days(days) if days else recap.days,
        zone=parse_zone(zone).key if zone else recap.zone,
        planned_at=now,
        due_at=now,
    )


async def _begin(
    interaction: discord.Interaction[Client], recap: Recap, direct: discord.DMChannel
) -> Recap:
    """Keep a new digest once a first message has shown that direct messages are open.

    Raises:
        UserError: they are closed; nothing is kept.
    """
    services = interaction.client.services
    recap = await services.digests.add(recap)
    await services.digests.save(replace(recap, paused_at=recap.created_at))
    try:
        await direct.send(view=to_view(await _welcome(interaction, recap)))
    except discord.Forbidden as e:
        await services.digests.save(replace(recap, removed_at=recap.created_at))
        if e.code != CANNOT_WRITE:
            raise
        raise UserError("digests.error.dm_closed") from e
    await services.outbox.doors.unblock(direct.id, services.clock())
    await services.digests.save(recap)
    return recap


async def _welcome(interaction: discord.Interaction[Client], recap: Recap) -> Message:
    schedule = interaction.client.services.printer.schedule(recap)
    said = say(
        interaction,
        "own.welcome",
        guild=_guild_name(interaction),
        schedule=say_schedule(schedule, locale_of(interaction)),
        when=await next_page(interaction, recap),
    )
    stop = Button(label=say(interaction, "button.stop"), custom_id=stop_name(recap.id))
    return Message(components=(Text(said), Row((stop,))))


async def _answer(interaction: discord.Interaction[Client], recap_id: int) -> Message:
    services = interaction.client.services
    recap = await services.digests.one(recap_id)
    assert recap is not None
    schedule, locale = services.printer.schedule(recap), locale_of(interaction)
    when = say_schedule(schedule, locale)
    runs = await services.printer.next_runs(recap, services.clock(), RUNS)
    lines = [
        say(interaction, "own.title", guild=_guild_name(interaction)),
        say(interaction, "own.set"),
        f"{when[0].upper()}{when[1:]}.",
        "",
        say(interaction, "set.next"),
        *(f"- {say_run(run, schedule, locale)} · {_soon(run.at)}" for run in runs),
    ]
    stop = Button(label=say(interaction, "button.stop"), custom_id=stop_name(recap.id))
    preview = Button(
        label=say(interaction, "button.preview"), custom_id=f"digest:preview:{recap.id}"
    )
    return Message(components=(Text("\n".join(lines)), Row((preview, stop))))


def _soon(when: datetime) -> str:
    return f"<t:{int(when.timestamp())}:R>"


def _guild_name(interaction: discord.Interaction[Client]) -> str:
    return escape(interaction.guild.name) if interaction.guild else "…"


async def _record_direct(
    interaction: discord.Interaction[Client], direct: discord.DMChannel
) -> None:
    """Keep the member's direct channel, with the language they speak."""
    guilds = interaction.client.services.guilds
    channel = Channel(id=direct.id, guild_id=None, kind=ChannelKind.DM, name=interaction.user.name)
    await guilds.record_channel(channel)
    await guilds.save_channel(replace(channel, locale=locale_of(interaction)))


async def _own(interaction: discord.Interaction[Client], guild_id: int | None) -> list[Recap]:
    found = await interaction.client.services.digests.of_member(interaction.user.id)
    return [recap for recap in found if recap.guild_id == guild_id]


async def _stop(interaction: discord.Interaction[Client], guild_id: int | None) -> None:
    """End the member's digest of a guild, and say so."""
    services = interaction.client.services
    running = await _own(interaction, guild_id)
    for recap in running:
        await services.digests.save(replace(recap, removed_at=services.clock()))
    said = say(interaction, "own.stopped" if running else "own.none")
    await show(interaction, Message(components=(Text(said),)))


class StopButton(OwnButton, template=STOP_PATTERN):
    """Ends a member's digest, from any of its messages however old."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """End whatever digest the member now has of the same server."""
        recap = await readable(interaction, int(self.match["digest"]))
        await _stop(interaction, recap.guild_id)


async def setup(bot: Client) -> None:
    """Add the command and the button; called by discord.py."""
    digest_group(bot).add_command(me)
    bot.add_dynamic_items(StopButton)
