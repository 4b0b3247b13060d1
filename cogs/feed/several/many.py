"""`/feed many`: pause, resume, move, remove or set several feeds at once, or all of a channel.

It is asked once, with the feeds that are meant; done, a button undoes it.
"""

from collections.abc import Mapping, Sequence

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from bot import i18n
from bot.client import Client, locale_of
from bot.errors import Typed, UserError
from bot.follow.bulk import BulkResult
from bot.follow.edit.settings import MENTION, all_of, changes_between
from bot.follow.lookup.names import find_named
from bot.message.feed_title import feed_title, written_title
from bot.message.limits import MAX_LAYOUT_TEXT, MAX_OPTION_TEXT, MAX_OPTIONS
from bot.message.markdown import cut, mention_channel, whole_lines
from bot.message.message import Button, Component, Message, Option, Row, Select, Text
from bot.model import BulkState, BulkVerb, Channel, FollowedFeed
from cogs.feed.editing.edit import drafted
from cogs.feed.group import chosen_feed, complete_feed, feed_group
from cogs.ui.asker.access import require_access
from cogs.ui.asker.actor import actor_of
from cogs.ui.asker.direct import target_of
from cogs.ui.channels import Place, guild_of
from cogs.ui.choices import chosen_id
from cogs.ui.controls import ROW_ID, OwnButton, OwnMenu, require_own_answer
from cogs.ui.layout import replace_with, show

NAMED = 15  # feeds that a question lists
MENUS = 3  # of 25 feeds each
COPY = "copy"
ACTIONS = [
    Choice(name=locale_str("Pause"), value=BulkVerb.PAUSE.value),
    Choice(name=locale_str("Resume"), value=BulkVerb.RESUME.value),
    Choice(name=locale_str("Move to another channel"), value=BulkVerb.MOVE.value),
    Choice(name=locale_str("Remove"), value=BulkVerb.REMOVE.value),
    Choice(name=locale_str("Set like another feed"), value=COPY),
]


@app_commands.command()
@app_commands.describe(
    action="What to do with them",
    feeds="Their names, with commas between; all of the channel if left out",
    channel="The channel whose feeds are meant; this one if left out",
    to="Where they move to",
    like="The feed whose settings they get",
)
@app_commands.choices(action=ACTIONS)
@app_commands.autocomplete(like=complete_feed)
async def many(
    interaction: discord.Interaction[Client],
    action: Choice[str],
    feeds: str | None = None,
    channel: Place | None = None,
    to: Place | None = None,
    like: str | None = None,
) -> None:
    """Change several feeds at once, or all of a channel; asks first, and can be undone."""
    source = await target_of(interaction, channel)
    meant = await _meant(interaction, feeds, source, is_named=channel is not None)
    changes: Mapping[str, str | None] = {}
    if action.value == COPY:
        model = await _model(interaction, like)
        meant = [each for each in meant if each.subscription.id != model.subscription.id]
        changes = _callable(interaction, all_of(model.subscription), meant)
    if action.value == BulkVerb.MOVE:
        require_access(interaction, _target(to))
    verb = BulkVerb.CHANGE if action.value == COPY else BulkVerb(action.value)
    asked = await interaction.client.services.feeds.bulk.ask(
        guild_of(interaction),
        verb,
        meant,
        interaction.client.services.clock(),
        changes=changes,
        channel=to if verb is BulkVerb.MOVE else None,
    )
    await show(interaction, _question(asked, locale_of(interaction)))


async def _meant(
    interaction: discord.Interaction[Client], typed: str | None, source: Channel, *, is_named: bool
) -> list[FollowedFeed]:
    """Return the feeds that are named, in the channel where one is; all of it where none are.

    Raises:
        UserError: a name is none of theirs, or several feeds have it.
    """
    reader, guild_id = interaction.client.services.feeds.reader, guild_of(interaction)
    if not typed:
        return await reader.of_channel(source.id)
    known = await (reader.of_channel(source.id) if is_named else reader.of_guild(guild_id))
    meant: dict[int, FollowedFeed] = {}
    for name in filter(None, (part.strip() for part in typed.split(","))):
        named = find_named(known, name)
        if not named:
            raise UserError("bulk.unknown", given=Typed(name))
        meant |= {each.subscription.id: each for each in named}
    return list(meant.values())


async def _model(interaction: discord.Interaction[Client], like: str | None) -> FollowedFeed:
    if not like:
        raise UserError("bulk.like_whom")
    return await chosen_feed(interaction, like)


def _target(to: Channel | None) -> Channel:
    if to is None:
        raise UserError("bulk.where_to")
    return to


def _callable(
    interaction: discord.Interaction[Client],
    changes: Mapping[str, str | None],
    followed: Sequence[FollowedFeed],
) -> dict[str, str | None]:
    """Return changes without the role that the asker could not call themselves everywhere."""
    role_id, here, asker = changes.get(MENTION[0]), interaction.guild, interaction.user
    role = here.get_role(int(role_id)) if here is not None and role_id else None
    if role_id is None or (role is not None and role.mentionable):
        return dict(changes)
    assert here is not None
    channels = {each.subscription.channel_id for each in followed}
    known = [here.get_channel_or_thread(channel_id) for channel_id in channels]
    may = isinstance(asker, discord.Member) and all(
        channel is not None and channel.permissions_for(asker).mention_everyone for channel in known
    )
    if may:
        return dict(changes)
    return {name: value for name, value in changes.items() if name not in MENTION}


def _question(asked: BulkResult, locale: str) -> Message:
    """Return what would be done to which feeds, with a menu to take some of them only."""
    change = asked.change
    parts: list[Component] = [_text(asked, f"bulk.ask.{change.verb}", locale)]
    if len(asked.feeds) > 1:
        parts += [Row((menu,)) for menu in _menus(asked, locale)]
    style = "danger" if change.verb is BulkVerb.REMOVE else "success"
    do = Button(
        label=i18n.text(locale, f"bulk.button.{change.verb}"),
        custom_id=f"many:{change.id}:do",
        style=style,  # type: ignore[arg-type]  # one of Discord's, from above
    )
    leave = Button(label=i18n.text(locale, "bulk.button.leave"), custom_id=f"many:{change.id}:no")
    return Message(components=(*parts, Row((do, leave))))


def _menus(asked: BulkResult, locale: str) -> list[Select]:
    feeds = asked.feeds[: MENUS * MAX_OPTIONS]
    pages = [feeds[at : at + MAX_OPTIONS] for at in range(0, len(feeds), MAX_OPTIONS)]
    return [
        Select(
            custom_id=f"many:{asked.change.id}:some:{number}",
            options=tuple([_option(each) for each in page]),
            placeholder=i18n.text(locale, "bulk.some_only"),
            max_values=len(page),
        )
        for number, page in enumerate(pages)
    ]


def _option(each: FollowedFeed) -> Option:
    return Option(
        label=cut(feed_title(each.feed), MAX_OPTION_TEXT), value=str(each.subscription.id)
    )


def _text(result: BulkResult, key: str, locale: str) -> Text:
    change, feeds = result.change, result.feeds
    channel = "" if change.channel_id is None else mention_channel(change.channel_id)
    lines = [i18n.text(locale, key, n=_number(feeds), channel=channel)]
    lines += [_line(each) for each in feeds[:NAMED]]
    if len(feeds) > NAMED:
        lines.append(i18n.text(locale, "bulk.more", n=len(feeds) - NAMED))
    if result.left:
        lines.append(i18n.text(locale, "bulk.left", n=_number(result.left), channel=channel))
        lines += [_line(each) for each in result.left[:NAMED]]
    return Text(whole_lines(lines, MAX_LAYOUT_TEXT))


def _number(followed: Sequence[FollowedFeed]) -> int:
    """Return how many feeds these are; one in several channels counts once."""
    return len({each.feed.id for each in followed})


def _line(each: FollowedFeed) -> str:
    return f"- {written_title(each.feed)} · {mention_channel(each.subscription.channel_id)}"


class ManyButton(OwnButton, template=rf"many:{ROW_ID}:(?P<verb>do|no|undo)"):
    """Does what was asked, leaves it, or undoes it."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Do so, and say it in the place of the question."""
        guild_id, bulk_id = require_own_answer(interaction), int(self.match["id"])
        services, locale = interaction.client.services, locale_of(interaction)
        if self.match["verb"] == "no":
            left = Text(i18n.text(locale, "bulk.nothing_done"))
            await replace_with(interaction, Message(components=(left,)))
            return
        act = services.feeds.bulk.carry_out
        if self.match["verb"] == "undo":
            act = services.feeds.bulk.undo
        result = await act(bulk_id, guild_id, services.clock(), by=actor_of(interaction))
        await replace_with(interaction, _outcome(result, locale))


def _outcome(result: BulkResult, locale: str) -> Message:
    change = result.change
    if change.state is BulkState.UNDONE:
        return Message(components=(_text(result, "bulk.undone", locale),))
    text = _text(result, f"bulk.done.{change.verb}", locale)
    undo = Button(label=i18n.text(locale, "bulk.button.undo"), custom_id=f"many:{change.id}:undo")
    return Message(components=(text, Row((undo,))))


class SomeMenu(OwnMenu, template=rf"many:{ROW_ID}:some:[0-9]"):
    """Takes some of the feeds only."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Ask anew, of those."""
        guild_id = require_own_answer(interaction)
        ids = {chosen_id([value], "bulk.over") for value in values}
        asked = await interaction.client.services.feeds.bulk.choose(
            int(self.match["id"]), guild_id, ids
        )
        await replace_with(interaction, _question(asked, locale_of(interaction)))


class OthersButton(OwnButton, template=rf"fe:{ROW_ID}:others"):
    """Asks whether what was changed in the panel is to hold for all feeds of the channel."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Show the question in the place of the panel."""
        draft = await drafted(interaction, int(self.match["id"]))
        services, guild_id = interaction.client.services, guild_of(interaction)
        there = await services.feeds.reader.of_channel(draft.wanted.channel_id)
        changes = changes_between(draft.saved.subscription, draft.wanted)
        if "style" in changes and draft.wanted.look.template:
            changes["template"] = draft.wanted.look.template
        asked = await services.feeds.bulk.ask(
            guild_id, BulkVerb.CHANGE, there, services.clock(), changes=changes
        )
        await replace_with(interaction, _question(asked, locale_of(interaction)))


async def setup(bot: Client) -> None:
    """Add the command, its buttons and menus; called by discord.py."""
    feed_group(bot).add_command(many)
    bot.add_dynamic_items(ManyButton, SomeMenu, OthersButton)
