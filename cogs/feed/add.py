"""`/feed add`: follow what an address means in a channel, or offer what it may mean."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import discord
from discord import app_commands

from bot import i18n
from bot.client import Client, locale_of, say_mistake, too_soon
from bot.errors import FeedError, Typed, UserError
from bot.feeds.discovery.candidates import OfferedFeed
from bot.feeds.discovery.discover import Discovery, read_addresses
from bot.feeds.discovery.typed import other_words
from bot.i18n.causes import say_cause
from bot.message.feed_title import MAX_FEED_TITLE, feed_title, written_title
from bot.message.limits import MAX_COMPONENTS, MAX_OPTION_TEXT, MAX_OPTIONS
from bot.message.markdown import cut, link, one_line
from bot.message.message import Component, Message, Option, Row, Select, Text, walk
from bot.model import Channel, FollowedFeed, Mode
from bot.text.masking import has_secret, mask_url
from cogs.feed.arrival import ArrivalButton, arrival_question
from cogs.feed.group import feed_group, mention_of
from cogs.ui.access import require_access
from cogs.ui.channels import Place, channel_of, to_channel, told_guild
from cogs.ui.controls import OwnMenu, require_own_answer
from cogs.ui.layout import replace_with, show

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 4  # addresses of a list that are looked at side by side
ALONE = 2  # components of an answer that is one menu: its words, and itself
MAX_SHOWN = 200  # characters of an address in an answer
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
    target = channel_of(interaction, channel)
    require_access(interaction, target)
    addresses = read_addresses(url)
    await interaction.response.defer(ephemeral=True, thinking=True)
    for message in await follow_all(interaction, addresses, target, other_words(url)):
        await show(interaction, message)


async def follow_all(
    interaction: discord.Interaction[Client],
    addresses: Sequence[str],
    channel: Channel,
    left_out: Sequence[str] = (),
) -> list[Message]:
    """Follow what each address means; return a line, or a menu, for each of them.

    Words that are no address are `left_out`, and that is said too.

    Raises:
        UserError: the server has had more addresses looked at than anybody needs.
    """
    assert interaction.guild_id is not None
    client = interaction.client
    wait = client.looking.take(interaction.guild_id, client.services.clock(), len(addresses))
    if wait:
        raise too_soon(wait)
    turns = asyncio.Semaphore(AT_ONCE)

    followed: list[FollowedFeed] = []

    async def follow_one(address: str, number: int) -> tuple[Component, ...]:
        async with turns:
            menu_id = f"feed:offer:{channel.id}:{number}"
            return await _follow(interaction, address, channel, menu_id, followed)

    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(follow_one(address, number), name=f"add {number}")
            for number, address in enumerate(addresses)
        ]
    answers = [task.result() for task in tasks]
    if question := await arrival_question(interaction, followed):
        answers.append(question)
    if left_out:
        mistake = UserError("feeds.add.left_out", words=Typed(" ".join(left_out)))
        answers.append((Text(f"⚠️ {say_mistake(locale_of(interaction), mistake)}"),))
    return in_messages(answers)


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
    interaction: discord.Interaction[Client],
    address: str,
    channel: Channel,
    menu_id: str,
    followed: list[FollowedFeed],
) -> tuple[Component, ...]:
    """Follow what one address means, note it in `followed`, and say so, or why not."""
    services, locale = interaction.client.services, locale_of(interaction)
    try:
        discovery = await services.feeds.discover(address, now=services.clock())
        if len(discovery.feeds) > 1:
            return _menu(locale, discovery, address, menu_id)
        offer = discovery.feeds[0]
        followed.append(await _followed(interaction, offer, channel))
        return (Text(_say_followed(interaction, offer, followed[-1])),)
    except FeedError as e:
        cause = say_cause(locale, e.cause, retry_at=e.retry_at)
        refusal = i18n.text(locale, "feeds.add.unread", address=shown_address(address), cause=cause)
    except UserError as e:
        refusal = say_mistake(locale, e)
    return (Text(f"⚠️ {refusal}"),)


async def _followed(
    interaction: discord.Interaction[Client], offer: OfferedFeed, channel: Channel
) -> FollowedFeed:
    """Let a channel follow a feed that was read.

    Raises:
        UserError: it does already, or the server follows as much as it may.
    """
    services = interaction.client.services
    return await services.feeds.follow.follow(
        offer, channel, told_guild(interaction), services.clock()
    )


def _say_followed(
    interaction: discord.Interaction[Client], offer: OfferedFeed, following: FollowedFeed
) -> str:
    """Return what to say of a feed that is followed now."""
    names = {"feed": written_title(offer), "channel": mention_of(following)}
    locale = locale_of(interaction)
    key = "in_digest" if following.subscription.mode is Mode.DIGEST else "followed"
    lines = [i18n.text(locale, f"feeds.add.{key}", **names), f"-# {_newest(locale, offer)}"]
    lines.append(f"-# {i18n.text(locale, 'feeds.add.next')}")
    if has_secret(offer.url):
        lines.append(f"-# 🔑 {i18n.text(locale, 'feeds.add.private', **names)}")
    return "\n".join(lines)


def _newest(locale: str, offer: OfferedFeed) -> str:
    """Say what the feed's newest article is, so that nobody wonders whether it lives."""
    items = offer.parsed.items if offer.parsed else ()
    if not items:
        return i18n.text(locale, "feeds.add.empty")
    newest = max(items, key=lambda item: (item.published_at or LONG_AGO, -item.position))
    title = link(cut(one_line(newest.title or newest.lead), MAX_FEED_TITLE), newest.link) or "…"
    line = i18n.text(locale, "feeds.add.newest", title=title)
    if newest.published_at is None:
        return line
    return f"{line} · {i18n.timestamp(newest.published_at)}"


def _menu(locale: str, discovery: Discovery, address: str, menu_id: str) -> tuple[Component, ...]:
    """Return the feeds of a page as a menu; addresses that no menu can hold as text."""
    fitting = [each for each in discovery.feeds if len(each.url) <= MAX_OPTION_TEXT][:MAX_OPTIONS]
    others = [shown_address(each.url) for each in discovery.feeds if each not in fitting]
    lines = [i18n.text(locale, "feeds.add.choose", address=shown_address(address))]
    if others:
        lines.append(i18n.text(locale, "feeds.add.others", addresses=" ".join(others[:5])))
    if not fitting:
        return (Text("\n".join(lines)),)
    options = tuple([_option(each) for each in fitting])
    menu = Select(
        custom_id=menu_id,
        options=options,
        placeholder=i18n.text(locale, "feeds.add.placeholder"),
        max_values=len(options),
    )
    return (Text("\n".join(lines)), Row((menu,)))


def _option(offer: OfferedFeed) -> Option:
    return Option(
        label=cut(feed_title(offer), MAX_OPTION_TEXT),
        value=offer.url,
        description=cut(mask_url(offer.url), MAX_OPTION_TEXT),
    )


def shown_address(url: str) -> str:
    """Return an address without its keys, as a link without a preview."""
    return f"<{cut(mask_url(url), MAX_SHOWN)}>"


class OfferMenu(OwnMenu, template=r"feed:offer:(?P<channel_id>[0-9]{15,20}):[0-9]{1,2}"):
    """Follows what was chosen of a page's feeds; each is looked at again like a typed address."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Follow the chosen feeds, and say so in the place of the menu, if it stands alone."""
        require_own_answer(interaction)
        assert interaction.guild is not None
        known = interaction.guild.get_channel_or_thread(int(self.match["channel_id"]))
        channel = to_channel(known)
        if channel is None:
            raise UserError("feeds.add.no_channel")
        require_access(interaction, channel)
        await interaction.response.defer()
        answers = await follow_all(interaction, values, channel)
        assert interaction.message is not None
        if len(interaction.message.components) <= ALONE:  # else it also tells of other addresses
            await replace_with(interaction, answers.pop(0))
        for message in answers:
            await show(interaction, message)


async def setup(bot: Client) -> None:
    """Add the command, its menu and its buttons; called by discord.py."""
    feed_group(bot).add_command(add)
    bot.add_dynamic_items(OfferMenu, ArrivalButton)
