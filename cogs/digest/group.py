"""The `/digest` and `/page` groups, and what their commands, buttons and menus share.

Discord grants permissions by whole commands (Server Settings, Integrations). So what changes a
channel's digest is in `/digest`, for those who manage the server, and what everybody may read is
in `/page`. Until 2.0.0 the reading commands keep their old places in `/digest` besides:

    async def setup(bot: Client) -> None:
        digest_group(bot).add_command(for_servers(pause))
        add_reading(bot, preview)

Reading is for accounts too, about one's own digest; the rest is refused there. Everybody only ever
sees digests of channels that they can see.
"""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot import i18n
from bot.access.home import is_own
from bot.client import Client, locale_of
from bot.digest.schedule.describe import say_clock, say_days, say_list, say_schedule
from bot.digest.schedule.runs import schedule_of
from bot.errors import UserError
from bot.follow.lookup.names import distinct_titles
from bot.message.feed_title import MAX_FEED_TITLE, title_order
from bot.message.markdown import escape, fit
from bot.model import Digest, FollowedFeed
from cogs.ui.asker.installs import OLD_PLACE, shared_group
from cogs.ui.asker.visibility import sees
from cogs.ui.channels import guild_of, place_name
from cogs.ui.choices import offer

NAMED = 15  # feeds and channels of a digest that an answer names


def digest_group(bot: Client) -> app_commands.Group:
    """Return the client's `/digest` group, made by whichever cog asks first."""
    return shared_group(bot, "digest", "One page of news at the hour you choose", managers=True)


def page_group(bot: Client) -> app_commands.Group:
    """Return the client's `/page` group, made by whichever cog asks first."""
    return shared_group(bot, "page", "The digests' pages, and one of your own")


def add_reading(bot: Client, command: app_commands.Command[Any, ..., Any]) -> None:
    """Add a command for everybody to `/page`, and to `/digest`, where it once was."""
    old = copy(command)
    old.extras = {**command.extras, OLD_PLACE: True}
    digest_group(bot).add_command(old)
    page_group(bot).add_command(command)


def say(interaction: discord.Interaction[Any], key: str, **values: object) -> str:
    return i18n.text(locale_of(interaction), f"digests.{key}", **values)


def say_model(interaction: discord.Interaction[Client], digest: Digest) -> list[str]:
    """Return what a language model adds to a digest's pages, or would where there is none."""
    unheard = "" if interaction.client.services.digests.planner.has_model else "_unheard"
    wanted = {"opening": digest.opening, "translate": digest.translate}
    return [say(interaction, f"set.{name}{unheard}") for name, is_on in wanted.items() if is_on]


def in_full(when: datetime) -> str:
    """Return an instant as Discord shows it: in full, and how far away it is."""
    return f"{i18n.timestamp(when, 'F')} ({i18n.timestamp(when)})"


async def next_page(interaction: discord.Interaction[Client], digest: Digest) -> str:
    """Return when a digest's next page appears."""
    services = interaction.client.services
    (run,) = await services.digests.service.next_runs(digest, services.clock(), 1)
    return in_full(run.at)


def can_see(interaction: discord.Interaction[Any], digest: Digest) -> bool:
    """Say whether the asker may read a digest: their own, or one of a channel that they see."""
    if digest.user_id is not None:
        return digest.user_id == interaction.user.id
    return digest.guild_id == guild_of(interaction) and sees(interaction, digest.channel_id)


async def readable(interaction: discord.Interaction[Client], digest_id: int) -> Digest:
    """Return the digest that a button or menu names, removed ones too.

    Raises:
        UserError: there is none that the asker may read.
    """
    digest = await interaction.client.services.digests.reader.digest(digest_id)
    if digest is None or not can_see(interaction, digest):
        raise UserError("digests.error.unknown")
    return digest


async def digests_here(interaction: discord.Interaction[Client]) -> list[Digest]:
    """Return the digests of this server's channels that the asker can see."""
    in_guild = await interaction.client.services.digests.reader.of_guild(guild_of(interaction))
    return [digest for digest in in_guild if can_see(interaction, digest)]


async def own_digest(interaction: discord.Interaction[Client]) -> Digest | None:
    """Return the digest that the asker has of this server for themselves."""
    pages = interaction.client.services.digests.reader
    return await pages.of_member(guild_of(interaction), interaction.user.id)


async def chosen_digest(interaction: discord.Interaction[Client], chosen: str | None) -> Digest:
    """Return the digest that was chosen; if none was, that of this channel, or the only one.

    Raises:
        UserError: there is none, or it is not clear which.
    """
    here = await digests_here(interaction)
    if chosen is not None:
        by_id = {str(digest.id): digest for digest in here}
        if chosen not in by_id:
            raise UserError("digests.error.unknown")
        return by_id[chosen]
    in_channel = [digest for digest in here if digest.channel_id == interaction.channel_id]
    fitting = in_channel or here
    if len(fitting) > 1:
        raise UserError("digests.error.several")
    if not fitting:
        raise UserError("digests.error.none_here")
    return fitting[0]


async def complete_digest(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer the digests that the asker can see; the value is the id."""
    here = await digests_here(interaction)
    named = [(choice_name(interaction, digest), str(digest.id)) for digest in here]
    return offer(named, current)


def choice_name(interaction: discord.Interaction[Any], digest: Digest) -> str:
    """Return "#news · The Morning Read · 08:00 and 18:30 · every day"."""
    locale = locale_of(interaction)
    own = is_own(interaction)
    here = None if own else interaction.guild
    channel = here and here.get_channel_or_thread(digest.channel_id)
    name = f"#{channel.name}" if channel else place_name(interaction) if own else "#…"
    times = say_list([say_clock(at) for at in digest.times], locale)
    title = (digest.title,) if digest.title else ()
    return " · ".join((name, *title, times, say_days(digest.days, locale)))


def say_which(interaction: discord.Interaction[Client], digest: Digest) -> str:
    """Return when a digest appears, after its title where it has one of its own."""
    schedule = say_schedule(schedule_of(digest), locale_of(interaction))
    if digest.title is None:
        return schedule
    return say(interaction, "named", title=escape(digest.title), schedule=schedule)


def say_feeds(interaction: discord.Interaction[Any], followed: Sequence[FollowedFeed]) -> str:
    """Return the names of feeds in their order, the first ones and how many more there are."""
    feeds = sorted((each.feed for each in followed), key=title_order)
    titles = distinct_titles(feeds)
    return say_names(interaction, [fit(titles[feed.id], MAX_FEED_TITLE) for feed in feeds])


def say_names(interaction: discord.Interaction[Any], names: Sequence[str]) -> str:
    """Return the first names in one line, and how many more there are."""
    shown = list(names[:NAMED])
    if len(names) > NAMED:
        shown.append(say(interaction, "set.more", n=len(names) - NAMED))
    return ", ".join(shown)
