"""`/feed filter …`: what passes, and which word decides."""

from collections.abc import Iterator, Sequence

import discord
from discord import app_commands

from bot import i18n
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.follow.edit.changes import with_filters
from bot.message.feed_title import written_title
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import cut, link, whole_lines
from bot.message.message import Message, Text
from bot.model import FollowedFeed, Item, Subscription
from bot.post.title import title_of
from bot.query.match import MatchResult
from cogs.feed.editing.panel import quoted
from cogs.feed.group import chosen_feed, complete_feed, feed_group, mention_of
from cogs.ui.asker.actor import actor_of
from cogs.ui.channels import guild_of
from cogs.ui.layout import show

SHOWN = 3  # items listed with one reason
MAX_BECAUSE = 120

_filter = app_commands.Group(name="filter", description="What passes and what does not")


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
    changed = await interaction.client.services.feeds.edits.set_filters(
        following.subscription.id,
        guild_of(interaction),
        include=include,
        exclude=exclude,
        by=actor_of(interaction),
    )
    await _tell(interaction, following, changed.after.subscription, "filtering.saved")


@_filter.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def clear(interaction: discord.Interaction[Client], feed: str) -> None:
    """Post everything of a feed again."""
    following = await chosen_feed(interaction, feed)
    changed = await interaction.client.services.feeds.edits.set_filters(
        following.subscription.id,
        guild_of(interaction),
        include="",
        exclude="",
        by=actor_of(interaction),
    )
    was = changed.before.subscription
    text = i18n.text(
        locale_of(interaction),
        "filtering.cleared" if was.include or was.exclude else "filtering.none_before",
        feed=written_title(following.feed),
        channel=mention_of(following),
        include=quoted(was.include or "–"),
        exclude=quoted(was.exclude or "–"),
    )
    await show(interaction, Message(components=(Text(text),)))


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
    """Show how many of the last 50 articles pass, and which word decided."""
    following = await chosen_feed(interaction, feed)
    wanted = with_filters(following.subscription, include, exclude)
    await _tell(interaction, following, wanted, "filtering.tried")


async def _tell(
    interaction: discord.Interaction[Client],
    following: FollowedFeed,
    wanted: Subscription,
    key: str,
) -> None:
    """Say what the last items make of a subscription's filters."""
    locale = locale_of(interaction)
    judged = await interaction.client.services.feeds.reader.try_filters(following, wanted)
    title = i18n.text(
        locale,
        key,
        feed=written_title(following.feed),
        channel=mention_of(following),
        passed=sum(verdict.passed for _, verdict in judged),
        n=len(judged),
    )
    lines = [title, i18n.text(locale, "filtering.sample", n=len(judged))]
    for reason, items in _grouped(judged, locale):
        lines.append(f"{reason} · {len(items)}" if len(items) > 1 else reason)
        lines += [f"- {link(title_of(item, locale), item.link)}" for item in items[:SHOWN]]
        if len(items) > SHOWN:
            lines.append(f"- {i18n.text(locale, 'delivery.more', n=len(items) - SHOWN)}")
    await show(interaction, Message(components=(Text(whole_lines(lines, MAX_LAYOUT_TEXT)),)))


def _grouped(
    judged: Sequence[tuple[Item, MatchResult]], locale: str
) -> Iterator[tuple[str, list[Item]]]:
    """Yield what was said of items, with those of which it was said; what passes comes first."""
    groups: dict[str, list[Item]] = {}
    for item, verdict in sorted(judged, key=lambda pair: not pair[1].passed):
        groups.setdefault(say_verdict(verdict, locale), []).append(item)
    yield from groups.items()


def say_verdict(verdict: MatchResult, locale: str) -> str:
    """Return why an item passes or not, as a line begins."""
    true, untrue = (
        i18n.text(locale, f"filters.why.{name}", words=_quoted(words)) if words else ""
        for name, words in (("holds", verdict.holds), ("lacks", verdict.lacks))
    )
    why = true or untrue
    if true and untrue:
        why = i18n.text(locale, "filters.why.both", holds=true, lacks=untrue)
    words = _quoted(verdict.holds)
    reason = i18n.text(locale, f"filters.verdict.{verdict.reason}", why=why, words=words)
    return f"{'✅' if verdict.passed else '⛔'} {reason}"


def _quoted(words: Sequence[str]) -> str:
    return f"`{cut(', '.join(words).replace('`', chr(39)), MAX_BECAUSE)}`"


async def setup(bot: Client) -> None:
    """Add the commands; called by discord.py."""
    feed_group(bot).add_command(_filter)
