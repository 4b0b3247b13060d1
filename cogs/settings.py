"""`/settings`: language, zone and habits of a server and of its channels."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot import i18n
from bot.client import Client, locale_of
from bot.errors import Typed, UserError
from bot.i18n.zones import is_zone, suggest_zones
from bot.message.markdown import mention_channel
from bot.model import Channel, ChannelKind, Guild
from cogs.ui.access import require_access
from cogs.ui.channels import Place, channel_of, to_channel
from cogs.ui.visibility import sees

LANGUAGES = [
    Choice(name=locale_str("Discord's own"), value="auto"),
    *[Choice(name=language.name, value=code) for code, language in i18n.languages().items()],
]


async def complete_zone(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer the zones that contain what was typed."""
    return [Choice(name=name, value=name) for name in suggest_zones(current)]


def checked_zone(zone: str | None) -> str | None:
    """Return `zone` if it is one.

    Raises:
        UserError: it is none.
    """
    if zone is not None and not is_zone(zone):
        raise UserError("settings.unknown_zone", zone=Typed(zone))
    return zone


def _locale(language: Choice[str] | None, now: str | None) -> str | None:
    if language is None:
        return now
    return None if language.value == "auto" else language.value


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class SettingsCog(
    commands.GroupCog, group_name="settings", group_description="Language, time zone and habits"
):
    """What the moderators of a server choose once."""

    def __init__(self, bot: Client) -> None:
        self.guilds = bot.services.guilds
        self.clock = bot.services.clock

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[Client]) -> None:
        """Show what holds in this server."""
        guild = await self._guild(interaction)
        await self._answer(interaction, guild)

    @app_commands.command()
    @app_commands.describe(
        language="The language of posts",
        zone="The time zone of digests, such as Europe/Paris",
        notices="The channel that is told of failures",
        no_notices="Tell nobody of failures",
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
        """Change what holds in this server."""
        if language_model and not interaction.client.services.summaries.has_model:
            raise UserError("settings.error.no_model")
        guild = await self._guild(interaction)
        if notices is not None:
            await self._record_open(interaction, notices)
        guild = replace(
            guild,
            locale=_locale(language, guild.locale),
            zone=checked_zone(zone) or guild.zone,
            notice_channel_id=notices.id if notices else guild.notice_channel_id,
            same_story=guild.same_story if same_story is None else same_story,
            summary_llm=guild.summary_llm if language_model is None else language_model,
        )
        if no_notices:
            guild = replace(guild, notice_channel_id=None)
        await self.guilds.save_guild(guild)
        await self._answer(interaction, guild)

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
        """Change what holds in one channel."""
        chosen = channel_of(interaction, channel)
        await self.guilds.record_channel(chosen)
        known = await self.guilds.channel(chosen.id)
        assert known is not None
        kept = replace(
            known,
            locale=_locale(language, known.locale),
            zone=checked_zone(zone) or known.zone,
            same_story=known.same_story if same_story is None else same_story,
        )
        await self.guilds.save_channel(kept)
        await self._answer(interaction, await self._guild(interaction), kept)

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

    async def _guild(self, interaction: discord.Interaction[Client]) -> Guild:
        assert interaction.guild_id is not None
        guild = await self.guilds.guild(interaction.guild_id)
        if guild is not None:
            return guild
        here = interaction.guild
        assert here is not None
        await self.guilds.record_guild(here.id, here.name, here.preferred_locale.value)
        return Guild(id=here.id, name=here.name, preferred_locale=here.preferred_locale.value)

    async def _answer(
        self,
        interaction: discord.Interaction[Client],
        guild: Guild,
        channel: Channel | None = None,
    ) -> None:
        locale = locale_of(interaction)
        if channel is None:
            zone = await self.guilds.zone_of(guild.id)
        else:
            _, zone = await self.guilds.locale_and_zone(channel.id)
        lines = self._lines(locale, guild, channel, zone)
        lines.append(i18n.text(locale, "settings.how"))
        await interaction.response.send_message("\n".join(lines), ephemeral=True)

    def _lines(self, locale: str, guild: Guild, channel: Channel | None, zone: str) -> list[str]:
        """Return what holds, one habit a line: of the guild, or of one of its channels."""

        def say(name: str, **values: object) -> str:
            return i18n.text(locale, f"settings.{name}", **values)

        own = channel or Channel(id=0, guild_id=guild.id, kind=ChannelKind.TEXT)
        spoken = i18n.choose_locale(own.locale, guild.locale, guild.preferred_locale)
        language = i18n.language(spoken).name
        clock = i18n.format_clock(locale, self.clock().astimezone(ZoneInfo(zone)))
        once = guild.same_story if own.same_story is None else own.same_story
        title = (
            say("channel.title", channel=mention_channel(own.id))
            if channel
            else say("server.title")
        )
        if not (own.locale or guild.locale):
            language = say("language.auto", language=language)
        lines = [
            f"**{title}**",
            say("server.language", language=language),
            say("server.zone", zone=zone, clock=clock),
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


async def setup(bot: Client) -> None:
    """Add the cog; called by discord.py."""
    await bot.add_cog(SettingsCog(bot))
