"""The time zone in commands: completion of the option, and the question where none was chosen."""

from zoneinfo import ZoneInfo

import discord
from discord.app_commands import Choice

from bot import i18n
from bot.client import Client, locale_of
from bot.i18n.zones import likely_zones, suggest_zones, with_clock, zone_label
from bot.message.limits import MAX_OPTIONS
from bot.message.message import Component, Option, Row, Select, Text
from cogs.ui.channels import guild_of

LIKELY = 9  # zones of a language in the menu


async def complete_zone(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer the zones that may be meant, with what their clocks show."""
    now = interaction.client.services.clock()
    return [Choice(name=with_clock(zone, now), value=zone) for zone in suggest_zones(current)]


async def zone_question(
    interaction: discord.Interaction[Client],
    zone: str,
    custom_id: str,
    *,
    key: str = "ask",
    channel_id: int | None = None,
) -> tuple[Component, ...]:
    """Return a question for the zone, and a menu of likely ones, where nobody has chosen any.

    `zone` is the one that holds meanwhile; that of a channel counts as chosen.
    """
    guilds = interaction.client.services.guilds
    guild = await guilds.guild(guild_of(interaction))
    channel = await guilds.channel(channel_id) if channel_id is not None else None
    if (guild and guild.zone) or (channel and channel.zone):
        return ()
    locale, now = locale_of(interaction), interaction.client.services.clock()
    clock = i18n.format_clock(locale, now.astimezone(ZoneInfo(zone)))
    menu = Select(
        custom_id=custom_id,
        options=tuple(
            [
                Option(label=with_clock(each, now), value=each)
                for each in _offered(interaction, zone)
            ]
        ),
        placeholder=i18n.text(locale, "zones.placeholder"),
    )
    text = i18n.text(locale, f"zones.{key}", clock=clock, zone=zone_label(zone))
    return (Text(text), Row((menu,)))


def _offered(interaction: discord.Interaction[Client], zone: str) -> list[str]:
    """Return the zones of a menu: of the server's language, the asker's, and the well known."""
    spoken = [interaction.locale, interaction.guild_locale or interaction.locale]
    if interaction.guild_locale is not discord.Locale.american_english:  # what Discord presumes
        spoken.reverse()
    likely = [each for locale in spoken for each in likely_zones(locale.value)[:LIKELY]]
    return list(dict.fromkeys([zone, "UTC", *likely, *suggest_zones("")]))[:MAX_OPTIONS]
