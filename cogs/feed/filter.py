"""`/feed filter …` and `/feed mention`: what passes, which word decides, and whom it calls."""

from dataclasses import replace

import discord
from discord import app_commands

from bot import i18n
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import link, whole_lines
from bot.message.message import Message, Text
from bot.model import FollowedFeed, Item, Subscription
from bot.post.render import title_of
from bot.query.filters import Filters
from bot.query.match import MatchResult
from bot.query.parser import parse_filter
from cogs.feed.group import chosen_feed, complete_feed, feed_group, place_of, shown_title
from cogs.feed.panel import quoted, say_when
from cogs.ui.layout import show

TRIED = 50
SHOWN = 8  # items listed with what decided, of those that pass and of those that do not
MAX_BECAUSE = 120

_filter = app_commands.Group(name="filter", description="What passes and what does not")


def checked(query: str | None) -> str | None:
    """Return a filter that can be read; None for an empty one.

    Raises:
        UserError: it cannot; says what, and where.
    """
    if query is None or not query.strip():
        return None
    parse_filter(query)
    return query.strip()


def with_filters(was: Subscription, include: str | None, exclude: str | None) -> Subscription:
    """Return a subscription with the filters that were given; what was not given stays.

    Raises:
        UserError: one cannot be read.
    """
    return replace(
        was,
        include=was.include if include is None else checked(include),
        exclude=was.exclude if exclude is None else checked(exclude),
    )


@_filter.command(name="set")
@app_commands.describe(
    feed="The feed",
    include="Post only what matches this; see /help topic:Searching and filtering",
    exclude="Never post what matches this",
)
@app_commands.autocomplete(feed=complete_feed)
async def set_filter(
    interaction: discord.Interaction[Client],
    feed: str,
    include: str | None = None,
    exclude: str | None = None,
) -> None:
    """Filter a feed by words, phrases, author:, category:, kind: or /patterns/."""
    following = await chosen_feed(interaction, feed)
    if include is None and exclude is None:
        raise UserError("filtering.nothing_given")
    wanted = with_filters(following.subscription, include, exclude)
    await _save(interaction, wanted)
    await _tell(interaction, following, wanted, "filtering.saved")


@_filter.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def clear(interaction: discord.Interaction[Client], feed: str) -> None:
    """Post everything of a feed again."""
    following = await chosen_feed(interaction, feed)
    was = following.subscription
    await _save(interaction, replace(was, include=None, exclude=None))
    said = i18n.text(
        locale_of(interaction),
        "filtering.cleared" if was.include or was.exclude else "filtering.none_before",
        feed=shown_title(following.feed),
        channel=place_of(following),
        include=quoted(was.include or "–"),
        exclude=quoted(was.exclude or "–"),
    )
    await show(interaction, Message(components=(Text(said),)))


@_filter.command(name="test")
@app_commands.describe(
    feed="The feed",
    include="Try this instead of what is saved",
    exclude="Try this instead of what is saved",
)
@app_commands.autocomplete(feed=complete_feed)
async def try_filter(
    interaction: discord.Interaction[Client],
    feed: str,
    include: str | None = None,
    exclude: str | None = None,
) -> None:
    """Say how many of the last 50 articles pass, and which word decided."""
    following = await chosen_feed(interaction, feed)
    wanted = with_filters(following.subscription, include, exclude)
    await _tell(interaction, following, wanted, "filtering.tried")


async def _save(interaction: discord.Interaction[Client], wanted: Subscription) -> None:
    await interaction.client.services.choices.save(interaction.user.id, wanted)


async def _tell(
    interaction: discord.Interaction[Client],
    following: FollowedFeed,
    wanted: Subscription,
    key: str,
) -> None:
    """Say what the last items make of a subscription's filters."""
    services, locale = interaction.client.services, locale_of(interaction)
    items = await services.items.newest(following.feed.id, TRIED)
    _, zone = await services.guilds.locale_and_zone(wanted.channel_id)
    filters = Filters(following.feed)
    judged = [(item, filters.judge(wanted, item, zone)) for item in items]
    said = i18n.text(
        locale,
        key,
        feed=shown_title(following.feed),
        channel=place_of(following),
        passed=sum(verdict.passed for _, verdict in judged),
        n=len(judged),
    )
    shown = [
        pair
        for passed in (True, False)
        for pair in [each for each in judged if each[1].passed is passed][:SHOWN]
    ]
    lines = [said, *[_line(item, verdict, locale) for item, verdict in shown]]
    await show(interaction, Message(components=(Text(whole_lines(lines, MAX_LAYOUT_TEXT)),)))


def _line(item: Item, verdict: MatchResult, locale: str) -> str:
    why = verdict.because.replace("`", "'")[:MAX_BECAUSE]
    said = i18n.text(locale, f"filters.verdict.{verdict.reason}", words=f"`{why}`")
    mark = "✅" if verdict.passed else "⛔"
    return f"{mark} {link(title_of(item, locale), item.link)} – {said}"


@app_commands.command()
@app_commands.describe(
    feed="The feed",
    role="The role that is called; left out with `when` too, nobody is",
    when="Only for articles that match this, such as kind:article",
)
@app_commands.autocomplete(feed=complete_feed)
async def mention(
    interaction: discord.Interaction[Client],
    feed: str,
    role: discord.Role | None = None,
    when: str | None = None,
) -> None:
    """Mention a role when a feed has something new."""
    following = await chosen_feed(interaction, feed)
    if role is None and when is not None:
        role = _called(interaction, following)
    if role is not None:
        _require_call(interaction, following, role)
    look = replace(
        following.subscription.look,
        mention_role_id=role.id if role else None,
        mention_when=checked(when) if role else None,
    )
    await _save(interaction, replace(following.subscription, look=look))
    locale = locale_of(interaction)
    said = i18n.text(
        locale,
        "editing.mention_set" if role else "editing.mention_off",
        role=role.mention if role else "",
        feed=shown_title(following.feed),
        channel=place_of(following),
        when=say_when(look.mention_when, locale),
    )
    await show(interaction, Message(components=(Text(said),)))


def _called(interaction: discord.Interaction[Client], following: FollowedFeed) -> discord.Role:
    """Return the role that a feed calls already: only the condition is to change.

    Raises:
        UserError: it calls none, or one that is no more.
    """
    role_id = following.subscription.look.mention_role_id
    role = interaction.guild.get_role(role_id) if interaction.guild and role_id else None
    if role is None:
        raise UserError("editing.mention_nobody")
    return role


def _require_call(
    interaction: discord.Interaction[Client], following: FollowedFeed, role: discord.Role
) -> None:
    """Check that the asker could call a role there themselves: a webhook may call any.

    Raises:
        UserError: they could not.
    """
    assert interaction.guild is not None
    place = interaction.guild.get_channel_or_thread(following.subscription.channel_id)
    may, asker = interaction.permissions, interaction.user
    if place is not None and isinstance(asker, discord.Member):
        may = place.permissions_for(asker)
    if not (role.mentionable or may.mention_everyone):
        raise UserError("editing.mention_refused", role=role.mention)


async def setup(bot: Client) -> None:
    """Add the commands; called by discord.py."""
    group = feed_group(bot)
    group.add_command(_filter)
    group.add_command(mention)
