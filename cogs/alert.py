"""`/alert`: a member's own words, told of by direct message; and the menu that ends one."""

import re
from datetime import timedelta

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot import i18n
from bot.access.home import is_own
from bot.alerts.render import STOP_MENU
from bot.alerts.service import check_words
from bot.client import Client, locale_of
from bot.digest.schedule.describe import say_clock
from bot.digest.schedule.parse import parse_times
from bot.digest.schedule.runs import time_of
from bot.errors import Typed, UserError
from bot.i18n.zones import parse_zone
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import cut, link, whole_lines
from bot.message.message import Component, Message, Text
from bot.model import AlertPlan, QuietHours
from bot.post.title import title_of
from cogs.feed.editing.panel import quoted
from cogs.ui.asker.direct import to_direct, write_first
from cogs.ui.asker.installs import anywhere
from cogs.ui.asker.pace import paced
from cogs.ui.asker.visibility import seen_channels
from cogs.ui.channels import current_guild, guild_of, place_name
from cogs.ui.choices import chosen_id, offer
from cogs.ui.controls import OwnMenu
from cogs.ui.layout import replace_with, show
from cogs.ui.pages import in_pages
from cogs.ui.zones import complete_zone, zone_question

Interaction = discord.Interaction[Client]
_BETWEEN = re.compile(
    r"\s*(?:-|–|—|→|\b(?:to|until|till|and|à|au?|et)\b|\bjusqu['’]?[àa]\b)\s*", re.IGNORECASE
)
_FROM = re.compile(r"(?:from|between|de|entre)\s+", re.IGNORECASE)
_NEVER = frozenset({"no", "none", "never", "off", "non", "aucune", "aucun", "jamais"})
_SHOWN = 5
ZONE_MENU = "alert:zone"


def _say(interaction: Interaction, key: str, **params: object) -> str:
    return i18n.text(locale_of(interaction), f"alerts.{key}", **params)


async def _tell(interaction: Interaction, text: str) -> None:
    await show(interaction, Message(components=(Text(text),)))


async def complete_alert(interaction: Interaction, current: str) -> list[Choice[str]]:
    """Offer the member's alerts; the value is the id."""
    alerts = interaction.client.services.alerts
    _, own = await alerts.of_member(interaction.user.id, guild_of(interaction))
    return offer(((alert.words, str(alert.id)) for alert in own), current)


def read_quiet(typed: str) -> QuietHours | None:
    """Return the quiet hours that somebody typed; None for a span that is empty.

    Raises:
        UserError: it is no span of the day.
    """
    if typed.strip().casefold() in _NEVER:
        return None
    ends = _BETWEEN.split(_FROM.sub("", typed.strip(), count=1))
    if len(ends) != 2:  # a beginning and an end
        raise UserError("alerts.error.quiet", given=Typed(typed))
    try:
        [begins], [stops] = parse_times(ends[0]), parse_times(ends[1])
    except (UserError, ValueError) as e:
        raise UserError("alerts.error.quiet", given=Typed(typed)) from e
    quiet = QuietHours(
        from_minute=begins.hour * 60 + begins.minute, until_minute=stops.hour * 60 + stops.minute
    )
    return None if quiet.from_minute == quiet.until_minute else quiet


@anywhere
class AlertCog(commands.GroupCog, group_name="alert", group_description="Alerts for your words"):
    """What members want to be told of, each for themselves."""

    @app_commands.command()
    @app_commands.describe(
        words="As in filters: words, phrases, title:, author:, -without",
        quiet="When not to write to you, such as 22-7; 0-0 for never",
        zone="Your time zone, for the quiet hours; this server's if left out",
    )
    @app_commands.autocomplete(zone=complete_zone)
    @paced(10, timedelta(minutes=10))
    async def add(
        self,
        interaction: Interaction,
        words: app_commands.Range[str, 1, 200],
        quiet: str | None = None,
        zone: str | None = None,
    ) -> None:
        """Get a direct message when something new matches your words."""
        check_words(words.strip())
        hours = read_quiet(quiet) if quiet else None
        now = interaction.client.services.clock()
        own_zone = parse_zone(zone, now).key if zone else None
        if not await seen_channels(interaction):
            key = "errors.no_own_feeds" if is_own(interaction) else "alerts.error.nothing_to_read"
            raise UserError(key)
        await interaction.response.defer(ephemeral=True)
        alerts, guild_id = interaction.client.services.alerts, guild_of(interaction)
        before, own = await alerts.of_member(interaction.user.id, guild_id)
        direct = await interaction.user.create_dm()
        if not own:
            welcome = _welcome(interaction, words)
            await write_first(direct, welcome, closed="alerts.error.dm_closed")
        kept = hours if quiet else (before.quiet if before else None)
        await alerts.add(
            words,
            AlertPlan(
                user_id=interaction.user.id,
                guild_id=guild_id,
                channel_id=direct.id,
                locale=locale_of(interaction),
                zone="",
                quiet=kept,
                own_zone=own_zone or (before.own_zone if before else None),
            ),
            current_guild(interaction),
            to_direct(interaction, direct),
            now,
        )
        lines = [
            _say(interaction, "added", guild=place_name(interaction), words=quoted(words.strip()))
        ]
        plan, _ = await alerts.of_member(interaction.user.id, guild_id)
        text = Text("\n".join([*lines, *_quiet_line(interaction, plan)]))
        await show(interaction, Message(components=(text, *await _ask_zone(interaction, plan))))

    @app_commands.command(name="list")
    async def list_alerts(self, interaction: Interaction) -> None:
        """Show your alerts in this server, or of your own feeds."""
        plan, own = await interaction.client.services.alerts.of_member(
            interaction.user.id, guild_of(interaction)
        )
        if not own:
            await _tell(interaction, _say(interaction, "list_none"))
            return
        lines = [
            _say(interaction, "list_title", guild=place_name(interaction)),
            *(f"- {quoted(alert.words)}" for alert in own),
            *_quiet_line(interaction, plan),
        ]
        for page in in_pages(lines):
            await _tell(interaction, page)

    @app_commands.command()
    @app_commands.describe(alert="Which alert")
    @app_commands.autocomplete(alert=complete_alert)
    async def remove(self, interaction: Interaction, alert: str) -> None:
        """Remove an alert."""
        alerts = interaction.client.services.alerts
        _, own = await alerts.of_member(interaction.user.id, guild_of(interaction))
        typed = alert.strip().casefold()
        named = [each.id for each in own if typed in (str(each.id), each.words.casefold())]
        if not named:
            raise UserError("alerts.error.unknown")
        await _end(interaction, named[0])

    @app_commands.command()
    @app_commands.describe(words="As in /alert add")
    @paced(6, timedelta(minutes=1))
    async def test(self, interaction: Interaction, words: app_commands.Range[str, 1, 200]) -> None:
        """Show what an alert with these words would have found in the last seven days."""
        services, locale = interaction.client.services, locale_of(interaction)
        check_words(words.strip())
        await interaction.response.defer(ephemeral=True)
        found = await services.alerts.try_out(
            words,
            interaction.user.id,
            guild_of(interaction),
            await seen_channels(interaction),
            services.clock(),
        )
        if not found:
            await _tell(interaction, _say(interaction, "would_none", words=quoted(words.strip())))
            return
        lines = [_say(interaction, "would", n=len(found), words=quoted(words.strip()))]
        for item in found[:_SHOWN]:
            lines.append(f"- {link(cut(title_of(item, locale), 200), item.link)}")
        await _tell(interaction, whole_lines(lines, MAX_LAYOUT_TEXT))


class StopMenu(OwnMenu, template=STOP_MENU):
    """Ends the alert that is chosen under a message."""

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """End it, if it is the asker's own."""
        await _end(interaction, chosen_id(values, "alerts.error.unknown"))


async def _end(interaction: Interaction, alert_id: int) -> None:
    removed = await interaction.client.services.alerts.remove(alert_id, interaction.user.id)
    await _tell(interaction, _say(interaction, "removed", words=quoted(removed.words)))


class ZoneMenu(OwnMenu, template=ZONE_MENU):
    """Chooses the zone of a member's quiet hours."""

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Keep it, and say in the place of the question how the hours are now."""
        services = interaction.client.services
        zone = parse_zone(values[0], services.clock()).key
        plan = await services.alerts.choose_zone(interaction.user.id, guild_of(interaction), zone)
        text = Text("\n".join(_quiet_line(interaction, plan)))
        await replace_with(interaction, Message(components=(text,)))


async def _ask_zone(interaction: Interaction, plan: AlertPlan | None) -> tuple[Component, ...]:
    """Return a question for the zone of quiet hours that nobody has chosen any for."""
    if plan is None or plan.quiet is None or plan.own_zone is not None:
        return ()
    return await zone_question(interaction, plan.zone, ZONE_MENU, key="ask_own")


def _quiet_line(interaction: Interaction, plan: AlertPlan | None) -> list[str]:
    if plan is None or plan.quiet is None:
        return []
    start, end = (
        say_clock(time_of(minute)) for minute in (plan.quiet.from_minute, plan.quiet.until_minute)
    )
    return [_say(interaction, "quiet", start=start, end=end, zone=plan.zone)]


def _welcome(interaction: Interaction, words: str) -> Message:
    """Return the first message, which shows that direct messages are open."""
    key = "welcome_own" if is_own(interaction) else "welcome"
    text = _say(interaction, key, guild=place_name(interaction), words=quoted(words.strip()))
    return Message(components=(Text(text),))


async def setup(bot: Client) -> None:
    """Add the cog and the menu; called at the start."""
    await bot.add_cog(AlertCog(bot))
    bot.add_dynamic_items(StopMenu, ZoneMenu)
