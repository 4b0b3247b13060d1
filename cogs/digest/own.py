"""`/page me`: a member's own digest, by direct message, and the button in it that ends it.

It reads the feeds of the channels that the member can see when they ask for it; those that these
channels follow later come by themselves.
"""

from collections.abc import Sequence
from datetime import timedelta

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot import i18n
from bot.access.home import is_own
from bot.client import Client, locale_of
from bot.digest.options import MAX_DIGEST_TITLE, DigestOptions
from bot.digest.own import Member
from bot.digest.render.page_key import STOP_PATTERN, stop_name
from bot.digest.schedule.describe import say_run, say_schedule
from bot.digest.schedule.runs import schedule_of
from bot.errors import UserError
from bot.follow.lookup.names import distinct_titles
from bot.message.feed_title import MAX_FEED_TITLE
from bot.message.markdown import escape, fit, mention_channel
from bot.message.message import Button, Component, Message, Row, Text
from bot.model import Digest, FollowedFeed
from bot.query.parser import MAX_CHARS
from bot.query.searchable import flat
from cogs.digest.group import (
    add_reading,
    next_page,
    own_digest,
    readable,
    say,
    say_model,
    say_names,
)
from cogs.digest.set import RUNS
from cogs.feed.editing.panel import quoted
from cogs.ui.asker.direct import to_direct, write_first
from cogs.ui.asker.pace import paced
from cogs.ui.asker.visibility import seen_channels, sees
from cogs.ui.channels import guild_of, place_name
from cogs.ui.choices import offer
from cogs.ui.controls import ROW_ID, OwnButton, OwnMenu
from cogs.ui.layout import replace_with, show
from cogs.ui.zones import complete_zone, zone_question


async def complete_sources(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer the feeds and channels that the asker sees, after those that are named already."""
    followed = await interaction.client.services.feeds.reader.of_guild(guild_of(interaction))
    seen = [each for each in followed if sees(interaction, each.subscription.channel_id)]
    titles = distinct_titles([each.feed for each in seen])
    named, _, typed = current.rpartition(",")
    before = f"{named.strip()}, " if named.strip() else ""
    every = [] if before else [(say(interaction, "all_feeds"), "all")]
    sources = [*_channel_names(interaction, seen), *titles.values()]
    fitting = [name for name in dict.fromkeys(sources) if flat(typed.strip()) in flat(name)]
    return offer([*every, *((f"{before}{name}", f"{before}{name}") for name in fitting)])


def _channel_names(
    interaction: discord.Interaction[Client], followed: Sequence[FollowedFeed]
) -> list[str]:
    """Return the server's channels that follow these; one's own feeds have none."""
    here = None if is_own(interaction) else interaction.guild
    ids = dict.fromkeys(each.subscription.channel_id for each in followed)
    channels = [here.get_channel_or_thread(each) for each in ids] if here else []
    return [f"#{channel.name}" for channel in channels if channel is not None]


@app_commands.command()
@app_commands.describe(
    time="At what time, such as 8:00 or 8h, 18h30; 8:00 if left out",
    days="On which days, such as mon-fri; every day if left out",
    zone="Your time zone; this server's if left out",
    feeds="Which feeds or #channels, separated by commas; all if left out, or again with all",
    words="Only what matches this, as in filters; - for everything",
    title="Its own title; - for the usual one",
    opening="Begin with a few sentences about the day, by the operator's language model",
    translate="Translate titles and leads into your language, by that language model",
    stop="Stop sending me pages",
)
@app_commands.autocomplete(zone=complete_zone, feeds=complete_sources)
@paced(4, timedelta(minutes=10), asker=lambda interaction: interaction.user.id)
async def me(
    interaction: discord.Interaction[Client],
    time: str | None = None,
    days: str | None = None,
    zone: str | None = None,
    feeds: str | None = None,
    words: app_commands.Range[str, 1, MAX_CHARS] | None = None,
    title: app_commands.Range[str, 1, MAX_DIGEST_TITLE] | None = None,
    opening: bool | None = None,
    translate: bool | None = None,
    stop: bool = False,
) -> None:
    """Get a digest of your own by direct message, at your own time."""
    if stop:
        await _stop(interaction, guild_of(interaction))
        return
    member = await _member(interaction)
    options = DigestOptions(
        times=time,
        days=days,
        zone=zone,
        feeds=feeds,
        words=words,
        title=title,
        opening=opening,
        translate=translate,
    )
    services = interaction.client.services
    known = await own_digest(interaction)
    draft = await services.digests.planner.draft_own(member, options, services.clock())
    await interaction.response.defer(ephemeral=True)
    direct = await interaction.user.create_dm()
    if known is None:
        welcome = await _welcome(interaction, draft)
        await write_first(direct, welcome, closed="digests.error.dm_closed")
    channel = to_direct(interaction, direct)
    digest = await services.digests.planner.plan_own(channel, member, options, services.clock())
    await show(interaction, await _answer(interaction, digest))


async def _member(interaction: discord.Interaction[Client]) -> Member:
    """Return who asks, with the channels whose feeds they can read.

    Raises:
        UserError: there are none.
    """
    channel_ids = await seen_channels(interaction)
    if not channel_ids:
        key = "errors.no_own_feeds" if is_own(interaction) else "digests.error.nothing_to_read"
        raise UserError(key)
    return Member(
        guild_id=guild_of(interaction),
        user_id=interaction.user.id,
        locale=locale_of(interaction),
        channel_ids=channel_ids,
    )


async def _welcome(interaction: discord.Interaction[Client], draft: Digest) -> Message:
    """Return the first message; the digest is not kept yet, so its button names the server."""
    schedule = schedule_of(draft)
    text = say(
        interaction,
        "own.welcome",
        guild=place_name(interaction),
        schedule=say_schedule(schedule, locale_of(interaction)),
        when=await next_page(interaction, draft),
    )
    stop = Button(
        label=say(interaction, "button.stop"), custom_id=f"digest:end:{guild_of(interaction)}"
    )
    return Message(components=(Text(text), Row((stop,))))


async def _answer(interaction: discord.Interaction[Client], digest: Digest) -> Message:
    digests, locale = interaction.client.services.digests.service, locale_of(interaction)
    schedule = schedule_of(digest)
    when = say_schedule(schedule, locale)
    runs = await digests.next_runs(digest, interaction.client.services.clock(), RUNS)
    lines = [
        say(interaction, "own.title", guild=place_name(interaction)),
        say(interaction, "own.set_alone" if is_own(interaction) else "own.set"),
        f"{when[0].upper()}{when[1:]}.",
        *await _contents(interaction, digest),
        "",
        say(interaction, "set.next"),
        *(f"- {say_run(run, schedule, locale)} · {i18n.timestamp(run.at)}" for run in runs),
        *say_model(interaction, digest),
    ]
    stop = Button(label=say(interaction, "button.stop"), custom_id=stop_name(digest.id))
    preview = Button(
        label=say(interaction, "button.preview"), custom_id=f"digest:preview:{digest.id}"
    )
    question: tuple[Component, ...] = ()
    if digest.zone is None:
        name = f"digest:own_zone:{digest.id}"
        question = await zone_question(interaction, digest.zone_here, name, key="ask_own")
    return Message(components=(Text("\n".join(lines)), Row((preview, stop)), *question))


async def _contents(interaction: discord.Interaction[Client], digest: Digest) -> list[str]:
    """Return a member's own digest's title, and what it is narrowed to: feeds, channels, words."""
    lines = []
    if digest.title:
        lines.append(say(interaction, "set.titled", title=escape(digest.title)))
    if digest.subscription_ids is not None:
        followed = await interaction.client.services.feeds.reader.of_guild(digest.guild_id)
        chosen = [each for each in followed if each.subscription.id in digest.subscription_ids]
        titles = distinct_titles([each.feed for each in chosen])
        names = [mention_channel(channel_id) for channel_id in sorted(digest.channel_ids)]
        names += [fit(title, MAX_FEED_TITLE) for title in titles.values()]
        lines.append(say(interaction, "own.reads", sources=say_names(interaction, names) or "–"))
    if digest.words is not None:
        lines.append(say(interaction, "own.words", words=quoted(digest.words)))
    return lines


async def _stop(interaction: discord.Interaction[Client], guild_id: int) -> None:
    """End the member's digest of a guild, and say so."""
    services = interaction.client.services
    await services.digests.planner.end_own(guild_id, interaction.user.id, services.clock())
    await show(interaction, Message(components=(Text(say(interaction, "own.stopped")),)))


class StopButton(OwnButton, template=STOP_PATTERN):
    """Ends a member's digest, from any of its pages however old."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """End whatever digest the member now has of the same server."""
        digest = await readable(interaction, int(self.match["digest"]))
        await _stop(interaction, digest.guild_id)


class OwnZoneMenu(OwnMenu, template=rf"digest:own_zone:{ROW_ID}"):
    """Chooses the zone of a member's own digest."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Keep the zone, and show in the place of the answer when the digest comes now."""
        digest = await readable(interaction, int(self.match["id"]))
        if digest.user_id != interaction.user.id:
            raise UserError("errors.not_yours")
        services, options = interaction.client.services, DigestOptions(zone=values[0])
        planned = await services.digests.planner.change(digest.id, options, services.clock())
        await replace_with(interaction, await _answer(interaction, planned.digest))


class StopServerButton(OwnButton, template=r"digest:end:(?P<guild>[0-9]{15,20})"):
    """Ends the digest that a member has of a server, from its first message."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """End it."""
        await _stop(interaction, int(self.match["guild"]))


async def setup(bot: Client) -> None:
    """Add the command and the buttons; called by discord.py."""
    add_reading(bot, me)
    bot.add_dynamic_items(StopButton, OwnZoneMenu, StopServerButton)
