"""`/feed add`: follow what an address means in a channel, or offer what it may mean."""

import asyncio
from collections.abc import Sequence

import discord
from discord import app_commands

from bot import i18n
from bot.access.home import is_own
from bot.client import Client, locale_of, say_mistake, too_soon
from bot.errors import FeedError, Typed, UserError
from bot.feeds.discovery.discover import read_addresses
from bot.feeds.discovery.typed import other_words
from bot.message.limits import MAX_COMPONENTS
from bot.message.message import Button, Component, Message, Row, Text, walk
from bot.model import Channel, Mode
from cogs.feed.add_answer import AddOutcome, say_many, say_one
from cogs.feed.arrival import ArrivalButton, arrival_question
from cogs.feed.editing.panel import preview_parts
from cogs.feed.group import feed_group, mention_of
from cogs.ui.asker.access import require_access
from cogs.ui.asker.actor import actor_of
from cogs.ui.asker.direct import target_of, write_first
from cogs.ui.channels import Place, current_guild, guild_of, to_channel
from cogs.ui.controls import ROW_ID, OwnButton, OwnMenu, require_own_answer
from cogs.ui.layout import replace_with, show

AT_ONCE = 4  # addresses of a list that are looked at side by side
ALONE = 2  # components of an answer that is one menu: its words, and itself
MAX_ANSWER = 3600  # characters of one message; Discord takes 4,000 and counts some twice


@app_commands.command()
@app_commands.describe(
    url="The address of a site or of its feed; several may be pasted",
    channel="Where to post; this channel if left out",
)
async def add(
    interaction: discord.Interaction[Client], url: str, channel: Place | None = None
) -> None:
    """Follow a site or a feed: what is new is posted from now on."""
    addresses = read_addresses(url)
    target = await target_of(interaction, channel)
    require_access(interaction, target)
    await interaction.response.defer(ephemeral=True, thinking=True)
    await _greet(interaction)
    for message in await follow_all(interaction, addresses, target, other_words(url)):
        await show(interaction, message)


async def _greet(interaction: discord.Interaction[Client]) -> None:
    """Write directly to who follows a first feed of their own: what comes is to reach them.

    Raises:
        UserError: direct messages are closed.
    """
    if not is_own(interaction):
        return
    reader = interaction.client.services.feeds.reader
    if not await reader.of_guild(guild_of(interaction)):
        text = Text(i18n.text(locale_of(interaction), "feeds.own.welcome"))
        direct = await interaction.user.create_dm()
        await write_first(direct, Message(components=(text,)), closed="feeds.own.dm_closed")


async def follow_all(
    interaction: discord.Interaction[Client],
    addresses: Sequence[str],
    channel: Channel,
    left_out: Sequence[str] = (),
) -> list[Message]:
    """Follow what each address means, and say so: of one at length, of many in groups.

    Words that are no address are `left_out`, and that is said too.

    Raises:
        UserError: the server has had more addresses looked at than anybody needs.
    """
    client = interaction.client
    wait = client.looking.take(guild_of(interaction), client.services.clock(), len(addresses))
    if wait:
        raise too_soon(wait)
    turns = asyncio.Semaphore(AT_ONCE)

    async def follow_one(address: str) -> AddOutcome:
        async with turns:
            return await _follow(interaction, address, channel)

    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(follow_one(address), name=f"add {number}")
            for number, address in enumerate(addresses)
        ]
    outcomes = [task.result() for task in tasks]
    locale = locale_of(interaction)
    if len(outcomes) == 1:
        answers = [say_one(outcomes[0], locale, channel.id)]
        answers += [await _newest_as_posted(interaction, outcomes[0])]
    else:
        answers = say_many(outcomes, locale, channel.id)
    followed = [each.following for each in outcomes if each.following is not None]
    answers.append(await arrival_question(interaction, followed))
    if left_out:
        mistake = UserError("feeds.add.left_out", words=Typed(" ".join(left_out)))
        answers.append((Text(f"⚠️ {say_mistake(locale, mistake)}"),))
    return in_messages([answer for answer in answers if answer])


def in_messages(answers: Sequence[tuple[Component, ...]]) -> list[Message]:
    """Return the answers in as few messages as hold them; none is parted."""
    messages: list[tuple[Component, ...]] = [()]
    for answer in answers:
        longer = messages[-1] + answer
        fits = _length(longer) <= MAX_ANSWER and len(list(walk(longer))) <= MAX_COMPONENTS
        messages = [*messages[:-1], longer] if fits else [*messages, answer]
    return [Message(components=components) for components in messages]


def _length(components: tuple[Component, ...]) -> int:
    return sum(len(each.content) for each in walk(components) if isinstance(each, Text))


async def _follow(
    interaction: discord.Interaction[Client], address: str, channel: Channel
) -> AddOutcome:
    """Follow what one address means, and return what came of it."""
    services = interaction.client.services
    try:
        discovery = await services.feeds.discover(address, now=services.clock())
        if len(discovery.feeds) > 1:
            return AddOutcome(address=address, offers=discovery.feeds)
        offer = discovery.feeds[0]
        following = await services.feeds.follow.follow(
            offer, channel, current_guild(interaction), services.clock(), by=actor_of(interaction)
        )
    except (FeedError, UserError) as e:
        return AddOutcome(address=address, error=e)
    return AddOutcome(address=address, offers=(offer,), following=following)


async def _newest_as_posted(
    interaction: discord.Interaction[Client], outcome: AddOutcome
) -> tuple[Component, ...]:
    """Return the newest article as it will look, and a button that posts it now."""
    following, locale = outcome.following, locale_of(interaction)
    if following is None or following.subscription.mode is Mode.DIGEST:
        return ()
    reader = interaction.client.services.feeds.reader
    newest = await reader.newest_passing(following, following.subscription)
    shown = await reader.preview(following, following.subscription)
    if newest is None or not shown:
        return ()
    button = Button(
        label=i18n.text(locale, "feeds.add.post_now"),
        custom_id=f"feed:now:{following.subscription.id}:{newest.id}",
    )
    title = Text(f"-# {i18n.text(locale, 'feeds.add.looks')}")
    return (title, *preview_parts(shown, locale), Row((button,)))


class PostNowButton(OwnButton, template=rf"feed:now:{ROW_ID}:(?P<item>[0-9]{{1,18}})"):
    """Posts the newest article of a feed that was just followed."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Owe it to the channel, and say so."""
        guild_id, services = require_own_answer(interaction), interaction.client.services
        following = await services.feeds.posts.post_now(
            int(self.match["id"]), guild_id, int(self.match["item"]), services.clock()
        )
        text = i18n.text(
            locale_of(interaction), "feeds.add.posted_now", channel=mention_of(following)
        )
        await show(interaction, Message(components=(Text(text),)))


class OfferMenu(OwnMenu, template=r"feed:offer:(?P<channel_id>[0-9]{15,20}):[0-9]{1,2}"):
    """Follows what was chosen of a page's feeds; each is looked at again like a typed address."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Follow the chosen feeds, and say so in the place of the menu, if it stands alone."""
        require_own_answer(interaction)
        channel = await self._channel(interaction)
        require_access(interaction, channel)
        await interaction.response.defer()
        answers = await follow_all(interaction, values, channel)
        assert interaction.message is not None
        if len(interaction.message.components) <= ALONE:  # else it also tells of other addresses
            await replace_with(interaction, answers.pop(0))
        for message in answers:
            await show(interaction, message)

    async def _channel(self, interaction: discord.Interaction[Client]) -> Channel:
        """Return the channel for which the command was run.

        Raises:
            UserError: it is gone.
        """
        if is_own(interaction):
            return await target_of(interaction, None)
        assert interaction.guild is not None
        known = interaction.guild.get_channel_or_thread(int(self.match["channel_id"]))
        channel = to_channel(known)
        if channel is None:
            raise UserError("feeds.add.no_channel")
        return channel


async def setup(bot: Client) -> None:
    """Add the command, its menu and its buttons; called by discord.py."""
    feed_group(bot).add_command(add)
    bot.add_dynamic_items(OfferMenu, ArrivalButton, PostNowButton)
