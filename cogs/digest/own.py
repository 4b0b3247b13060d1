"""`/digest me`: a member's own digest, by direct message, and the button in it that ends it.

It reads the feeds of the channels that the member can see when they ask for it; those that these
channels follow later come by themselves.
"""

from dataclasses import replace
from datetime import datetime

import discord
from discord import app_commands

from bot.client import Client, locale_of
from bot.digest.render.page_key import STOP_PATTERN, stop_name
from bot.digest.schedule.describe import say_run, say_schedule
from bot.digest.schedule.parse import parse_days, parse_times, parse_zone
from bot.errors import UserError
from bot.message.discord_errors import CANNOT_WRITE_TO_USER
from bot.message.markdown import escape
from bot.message.message import Button, Message, Row, Text
from bot.model import Channel, ChannelKind, Digest
from cogs.digest.group import digest_group, next_page, readable, say
from cogs.digest.set import DEFAULT_TIME, RUNS
from cogs.settings import complete_zone
from cogs.ui.controls import OwnButton
from cogs.ui.layout import show, to_view
from cogs.ui.visibility import seen_channels


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
    digest = _wished(interaction, known[0] if known else None, time, days, zone)
    channel_ids = await seen_channels(interaction)
    if not channel_ids:
        raise UserError("digests.error.nothing_to_read")
    await interaction.response.defer(ephemeral=True)
    direct = await interaction.user.create_dm()
    await _record_direct(interaction, direct)
    digest = replace(digest, channel_id=direct.id, channel_ids=channel_ids)
    if known:
        services = interaction.client.services
        await services.outbox.channel_state.unblock(direct.id, services.clock())
        await services.digests.save(digest)
    else:
        digest = await _begin(interaction, digest, direct)
    interaction.client.services.wakes.digests.set()
    await show(interaction, await _answer(interaction, digest.id))


def _wished(
    interaction: discord.Interaction[Client],
    known: Digest | None,
    times: str | None,
    days: str | None,
    zone: str | None,
) -> Digest:
    """Return the member's digest as they wish it, a new one where they have none."""
    now = interaction.client.services.clock()
    assert interaction.guild_id is not None
    digest = known or Digest(
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
        digest,
        times=parse_times(times) if times else digest.times,
        days=parse_days(days) if days else digest.days,
        zone=parse_zone(zone).key if zone else digest.zone,
        planned_at=now,
        due_at=now,
    )


async def _begin(
    interaction: discord.Interaction[Client], digest: Digest, direct: discord.DMChannel
) -> Digest:
    """Keep a new digest once a first message has shown that direct messages are open.

    Raises:
        UserError: they are closed; nothing is kept.
    """
    services = interaction.client.services
    digest = await services.digests.add(digest)
    await services.digests.save(replace(digest, paused_at=digest.created_at))
    try:
        await direct.send(view=to_view(await _welcome(interaction, digest)))
    except discord.Forbidden as e:
        await services.digests.save(replace(digest, removed_at=digest.created_at))
        if e.code != CANNOT_WRITE_TO_USER:
            raise
        raise UserError("digests.error.dm_closed") from e
    await services.outbox.channel_state.unblock(direct.id, services.clock())
    await services.digests.save(digest)
    return digest


async def _welcome(interaction: discord.Interaction[Client], digest: Digest) -> Message:
    schedule = interaction.client.services.printer.schedule(digest)
    said = say(
        interaction,
        "own.welcome",
        guild=_guild_name(interaction),
        schedule=say_schedule(schedule, locale_of(interaction)),
        when=await next_page(interaction, digest),
    )
    stop = Button(label=say(interaction, "button.stop"), custom_id=stop_name(digest.id))
    return Message(components=(Text(said), Row((stop,))))


async def _answer(interaction: discord.Interaction[Client], digest_id: int) -> Message:
    services = interaction.client.services
    digest = await services.digests.one(digest_id)
    assert digest is not None
    schedule, locale = services.printer.schedule(digest), locale_of(interaction)
    when = say_schedule(schedule, locale)
    runs = await services.printer.next_runs(digest, services.clock(), RUNS)
    lines = [
        say(interaction, "own.title", guild=_guild_name(interaction)),
        say(interaction, "own.set"),
        f"{when[0].upper()}{when[1:]}.",
        "",
        say(interaction, "set.next"),
        *(f"- {say_run(run, schedule, locale)} · {_soon(run.at)}" for run in runs),
    ]
    stop = Button(label=say(interaction, "button.stop"), custom_id=stop_name(digest.id))
    preview = Button(
        label=say(interaction, "button.preview"), custom_id=f"digest:preview:{digest.id}"
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


async def _own(interaction: discord.Interaction[Client], guild_id: int | None) -> list[Digest]:
    found = await interaction.client.services.digests.of_member(interaction.user.id)
    return [digest for digest in found if digest.guild_id == guild_id]


async def _stop(interaction: discord.Interaction[Client], guild_id: int | None) -> None:
    """End the member's digest of a guild, and say so."""
    services = interaction.client.services
    running = await _own(interaction, guild_id)
    for digest in running:
        await services.digests.save(replace(digest, removed_at=services.clock()))
    said = say(interaction, "own.stopped" if running else "own.none")
    await show(interaction, Message(components=(Text(said),)))


class StopButton(OwnButton, template=STOP_PATTERN):
    """Ends a member's digest, from any of its messages however old."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """End whatever digest the member now has of the same server."""
        digest = await readable(interaction, int(self.match["digest"]))
        await _stop(interaction, digest.guild_id)


async def setup(bot: Client) -> None:
    """Add the command and the button; called by discord.py."""
    digest_group(bot).add_command(me)
    bot.add_dynamic_items(StopButton)
