"""`/settings`: language, zone and habits of a server and of its channels."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot import i18n
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.i18n.zones import parse_zone, zone_label
from bot.message.markdown import mention_channel
from bot.message.message import Message, Text
from bot.model import Channel, ChannelKind, Guild
from cogs.ui.asker.access import require_access
from cogs.ui.asker.actor import actor_of
from cogs.ui.asker.installs import in_servers
from cogs.ui.asker.visibility import sees
from cogs.ui.channels import Place, channel_of, current_guild, to_channel
from cogs.ui.controls import OwnMenu, require_own_answer
from cogs.ui.layout import replace_with, show
from cogs.ui.pages import in_pages
from cogs.ui.zones import complete_zone, zone_question

LANGUAGES = [
    Choice(name=locale_str("Discord's own"), value="auto"),
    *[Choice(name=language.name, value=code) for code, language in i18n.languages().items()],
]


def _locale(language: Choice[str] | None, now: str | None) -> str | None:
    if language is None:
        return now
    return None if language.value == "auto" else language.value


@in_servers
@app_commands.default_permissions(manage_guild=True)
class SettingsCog(
    commands.GroupCog, group_name="settings", group_description="Language, time zone and habits"
):
    """What the moderators of a server choose once."""

    def __init__(self, bot: Client) -> None:
        self.guilds = bot.services.guilds
        self.settings = bot.services.settings
        self.clock = bot.services.clock

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[Client]) -> None:
        """Show this server's settings."""
        guild, locale = await _guild(interaction), locale_of(interaction)
        await show(interaction, await _message(interaction, guild))
        audit = interaction.client.services.audit
        if lines := await audit.lines(guild.id, locale):
            for page in in_pages([f"**{i18n.text(locale, 'audit.title')}**", *lines]):
                await show(interaction, Message(components=(Text(page),)))

    @app_commands.command()
    @app_commands.describe(
        language="The language of posts",
        zone="The time zone of digests, such as Europe/Paris",
        notices="The channel where failures are reported",
        no_notices="Report failures to nobody",
        same_story="Post an article of several feeds once (one link, or nearly one title and text)",
        language_model="Let the operator's language model write summaries",
    )
    @app_commands.choices(language=LANGUAGES)
    @app_commands.autocomplete(zone=complete_zone)
    async def server(
        self,
        interaction: discord.Interaction[Client],
        language: Choice[str] | None = None,
        zone: str | None = None,
        notices: discord.TextChannel | None = None,
        no_notices: bool = False,
        same_story: bool | None = None,
        language_model: bool | None = None,
    ) -> None:
        """Change this server's settings."""
        if language_model and not interaction.client.services.summaries.has_model:
            raise UserError("settings.error.no_model")
        if notices is not None:
            await self._record_open(interaction, notices)
        now = self.clock()
        chosen = parse_zone(zone, now).key if zone else None

        def change(was: Guild) -> Guild:
            notified = notices.id if notices else was.notice_channel_id
            return replace(
                was,
                locale=_locale(language, was.locale),
                zone=chosen or was.zone,
                notice_channel_id=None if no_notices else notified,
                same_story=was.same_story if same_story is None else same_story,
                summary_llm=was.summary_llm if language_model is None else language_model,
            )

        guild = await self.settings.change_guild(
            current_guild(interaction), change, now, by=actor_of(interaction)
        )
        await show(interaction, await _message(interaction, guild))

    @app_commands.command()
    @app_commands.describe(
        channel="The channel; this one if left out",
        language="The language of posts there",
        zone="The time zone of digests there",
        same_story="Post an article of several feeds once there (one link, or nearly one text)",
    )
    @app_commands.choices(language=LANGUAGES)
    @app_commands.autocomplete(zone=complete_zone)
    async def channel(
        self,
        interaction: discord.Interaction[Client],
        channel: Place | None = None,
        language: Choice[str] | None = None,
        zone: str | None = None,
        same_story: bool | None = None,
    ) -> None:
        """Change a channel's settings."""
        now = self.clock()
        chosen = parse_zone(zone, now).key if zone else None

        def change(was: Channel) -> Channel:
            return replace(
                was,
                locale=_locale(language, was.locale),
                zone=chosen or was.zone,
                same_story=was.same_story if same_story is None else same_story,
            )

        kept = await self.settings.change_channel(
            channel_of(interaction, channel), change, now, by=actor_of(interaction)
        )
        guild = await _guild(interaction)
        await show(interaction, await _message(interaction, guild, kept))

    async def _record_open(
        self, interaction: discord.Interaction[Client], given: discord.TextChannel
    ) -> None:
        """Keep a channel's row, so that it can be owed messages.

        Raises:
            UserError: the bot may not post there.
        """
        channel = to_channel(given)
        assert channel is not None
        if not sees(interaction, channel.id):
            raise UserError("errors.hidden_channel", channel=mention_channel(channel.id))
        require_access(interaction, channel)
        await self.guilds.record_channel(channel)


async def _guild(interaction: discord.Interaction[Client]) -> Guild:
    told = current_guild(interaction)
    return await interaction.client.services.guilds.guild(told.id) or told


async def _message(
    interaction: discord.Interaction[Client], guild: Guild, channel: Channel | None = None
) -> Message:
    """Return what holds in a guild, or in one of its channels, with what may be asked of it."""
    services, locale = interaction.client.services, locale_of(interaction)
    if channel is None:
        zone = await services.guilds.zone_of(guild.id)
    else:
        _, zone = await services.guilds.locale_and_zone(channel.id)
    lines = _lines(locale, guild, channel, zone, services.clock())
    lines.append(i18n.text(locale, "settings.how"))
    question = await zone_question(
        interaction, zone, "zone:server", channel_id=channel.id if channel else None
    )
    return Message(components=(Text("\n".join(lines)), *question))


def _lines(
    locale: str, guild: Guild, channel: Channel | None, zone: str, now: datetime
) -> list[str]:
    """Return what holds, one habit a line: of the guild, or of one of its channels."""

    def say(name: str, **values: object) -> str:
        return i18n.text(locale, f"settings.{name}", **values)

    own = channel or Channel(id=0, guild_id=guild.id, kind=ChannelKind.TEXT)
    spoken = i18n.choose_locale(own.locale, guild.locale, guild.preferred_locale)
    language = i18n.language(spoken).name
    clock = i18n.format_clock(locale, now.astimezone(ZoneInfo(zone)))
    once = guild.same_story if own.same_story is None else own.same_story
    title = (
        say("channel.title", channel=mention_channel(own.id)) if channel else say("server.title")
    )
    if not (own.locale or guild.locale):
        language = say("language.auto", language=language)
    lines = [
        f"**{title}**",
        say("server.language", language=language),
        say("server.zone", zone=zone_label(zone), clock=clock),
        say("server.same_story_on" if once else "server.same_story_off"),
    ]
    if channel is None:
        notified = guild.notice_channel_id
        lines += [
            say("server.notices", channel=mention_channel(notified))
            if notified
            else say("server.no_notices"),
            say("server.llm_on" if guild.summary_llm else "server.llm_off"),
        ]
    return lines


class ServerZoneMenu(OwnMenu, template=r"zone:server"):
    """Chooses the zone of a server that has none."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Keep the zone, and show what holds now in the place of the answer."""
        require_own_answer(interaction)
        services = interaction.client.services
        now = services.clock()
        zone = parse_zone(values[0], now).key
        guild = await services.settings.choose_zone(
            current_guild(interaction), zone, now, by=actor_of(interaction)
        )
        await replace_with(interaction, await _message(interaction, guild))


async def setup(bot: Client) -> None:
    """Add the cog and its menu; called by discord.py."""
    bot.add_dynamic_items(ServerZoneMenu)
    await bot.add_cog(SettingsCog(bot))
