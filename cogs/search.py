"""`/search`: ask the archive of what this server follows; the answer is the asker's alone."""

from dataclasses import replace
from datetime import timedelta

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot import i18n
from bot.access.home import is_own
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.follow.lookup.articles import find_archived_feed
from bot.message.feed_title import feed_title
from bot.message.limits import MAX_OPTION_TEXT, MAX_OPTIONS
from bot.message.markdown import cut, mention_channel, one_line
from bot.model import Channel, Kind
from bot.query.days import parse_span
from bot.query.parser import MAX_CHARS
from bot.query.searchable import flat
from bot.search.engine import MAX_RANKED, Order
from bot.search.service import HITS, Hit, SearchOptions
from cogs.search_page import MessageLink, search_page, shared
from cogs.ui.archive import asker_of, complete_archived_feed, member_of
from cogs.ui.asker.access import require_voice
from cogs.ui.asker.installs import anywhere
from cogs.ui.asker.pace import paced
from cogs.ui.asker.visibility import sees
from cogs.ui.channels import Place
from cogs.ui.choices import chosen_id, offer
from cogs.ui.controls import OwnButton, OwnMenu
from cogs.ui.layout import replace_with, show, to_view

KINDS = [
    Choice(name=locale_str("Articles"), value=Kind.ARTICLE.value),
    Choice(name=locale_str("Briefs"), value=Kind.BRIEF.value),
]
ORDERS = [
    Choice(name=locale_str("Best first"), value=Order.RELEVANCE.value),
    Choice(name=locale_str("Newest first"), value=Order.DATE.value),
]

Interaction = discord.Interaction[Client]


async def complete_query(interaction: Interaction, current: str) -> list[Choice[str]]:
    """Offer titles that hold what is typed; the value finds just that title."""
    services = interaction.client.services
    asker = await asker_of(interaction)
    titles = await services.search.titles(current, asker, services.clock(), limit=MAX_OPTIONS)
    named = {f'title:"{_beginning(one_line(each.title))}"': one_line(each.title) for each in titles}
    return offer((title, value) for value, title in named.items() if flat(title))


def _beginning(title: str) -> str:
    """Return as many whole words of a title as fit into a choice's value, without quotes."""
    plain = "".join(" " if sign in '"“”„«»' else sign for sign in title)
    return cut(" ".join(plain.split()), MAX_OPTION_TEXT - len('title:""')).rstrip("… ")


class SearchCog(commands.Cog):
    """Questions to the archive."""

    def __init__(self, bot: Client) -> None:
        self.bot = bot

    @anywhere
    @app_commands.command()
    @app_commands.describe(
        query='Words, "a phrase", title:, -without… (/help topic:Searching and filtering)',
        feed="Only this feed",
        since="From this day on, such as 2026-01-31",
        until="Up to this day, itself included",
        kind="Only articles, or only briefs",
        channel="Only what is followed in this channel",
        order="What comes first",
    )
    @app_commands.choices(kind=KINDS, order=ORDERS)
    @app_commands.autocomplete(query=complete_query, feed=complete_archived_feed)
    @paced(6, timedelta(seconds=20))
    async def search(
        self,
        interaction: Interaction,
        query: app_commands.Range[str, 0, MAX_CHARS],
        feed: str | None = None,
        since: str | None = None,
        until: str | None = None,
        kind: Choice[str] | None = None,
        channel: Place | None = None,
        order: Choice[str] | None = None,
    ) -> None:
        """Search everything kept from the feeds of this server, or from your own."""
        if channel is not None:
            _require_sight(interaction, channel)
        asker = await asker_of(interaction)
        today = interaction.client.services.clock().astimezone(asker.zone).date()
        ask = SearchOptions(
            text=query,
            feed_id=await _feed_id(interaction, feed),
            channel_id=channel.id if channel else None,
            since=parse_span(since, today).first if since else None,
            until=parse_span(until, today).last if until else None,
            kind=Kind(kind.value) if kind else None,
            order=Order(order.value) if order else Order.RELEVANCE,
        )
        await interaction.response.defer(ephemeral=True)
        await _answer(interaction, ask, page=0)


def _require_sight(interaction: Interaction, channel: Channel) -> None:
    """Check that the member can read a channel, before its feeds are told.

    Raises:
        UserError: they cannot.
    """
    if not sees(interaction, channel.id):
        raise UserError("errors.hidden_channel", channel=mention_channel(channel.id))


async def _feed_id(interaction: Interaction, typed: str | None) -> int | None:
    """Return the feed that was chosen from the list or named.

    Raises:
        UserError: there is no such feed here, or there are several.
    """
    if typed is None or not typed.strip():
        return None
    search = interaction.client.services.search
    return (await find_archived_feed(search, typed, await asker_of(interaction))).id


async def answer_question(interaction: Interaction, text: str) -> None:
    """Answer what was typed elsewhere than in the command, as in the form under a digest."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    await _answer(interaction, SearchOptions(text=text[:MAX_CHARS]), page=0)


async def _answer(
    interaction: Interaction, ask: SearchOptions, *, page: int, ask_id: int | None = None
) -> None:
    """Show a page of the answer; one that has buttons already is replaced."""
    services, locale = interaction.client.services, locale_of(interaction)
    now, asker = services.clock(), await asker_of(interaction)
    page = min(page, MAX_RANKED // HITS - 1)
    answer = await services.search.ask(ask, asker, now, offset=page * HITS)
    if page and not answer.hits:  # fewer than there were when the page was offered
        answer = await services.search.ask(ask, asker, now)
    if not answer.feeds:
        raise _no_feeds(interaction, ask)
    kept = ask_id or await _remember(interaction, ask)
    others = [replace(ask, text=text) for text in answer.suggestions]
    if answer.corrected is not None:
        others = [replace(ask, as_typed=True)]
    meant = [(other.text, await _remember(interaction, other)) for other in others]
    message = search_page(answer, ask, kept, locale, where=_where(interaction), meant=meant)
    if ask_id is None:
        await show(interaction, message)
    else:
        await replace_with(interaction, message)


async def _remember(interaction: Interaction, ask: SearchOptions) -> int:
    services = interaction.client.services
    guild_id, user_id = member_of(interaction)
    return await services.search.places.remember(guild_id, user_id, ask.to_json(), services.clock())


def _no_feeds(interaction: Interaction, ask: SearchOptions) -> UserError:
    if is_own(interaction):
        return UserError("errors.no_own_feeds")
    if ask.channel_id is not None:
        return UserError("search.error.no_feeds_channel", channel=mention_channel(ask.channel_id))
    return UserError("search.error.no_feeds")


def _where(interaction: Interaction) -> MessageLink:
    """Return what links a hit to its message, where the asker can read that."""

    def link_to(hit: Hit) -> str | None:
        if hit.posted is None or not sees(interaction, hit.posted.channel_id):
            return None
        place, message = hit.posted.place_id, hit.posted.message_id
        guild = "@me" if is_own(interaction) else interaction.guild_id
        return f"https://discord.com/channels/{guild}/{place}/{message}"

    return link_to


class TurnButton(
    OwnButton,
    template=r"search:(?P<act>page|date|relevance):(?P<ask>\d{1,15}):(?P<page>\d{1,4})",
):
    """Shows another page of an answer, or the answer in the other order."""

    async def used(self, interaction: Interaction) -> None:
        guild_id, user_id = member_of(interaction)
        ask_id, page, act = int(self.match["ask"]), int(self.match["page"]), self.match["act"]
        places = interaction.client.services.search.places
        remembered = await places.asked(ask_id, guild_id, user_id)
        if remembered is None:
            raise UserError("search.error.forgotten")
        await interaction.response.defer()
        ask = SearchOptions.from_json(remembered)
        if act in (Order.DATE, Order.RELEVANCE):
            ask = replace(ask, order=Order(act))
            ask_id = await _remember(interaction, ask)
        await _answer(interaction, ask, page=page, ask_id=ask_id)


class LikeMenu(OwnMenu, template=r"search:like"):
    """Shows what is like one of the hits."""

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Answer beside the hits, which stay."""
        item_id = chosen_id(values, "search.error.gone")
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _answer(interaction, SearchOptions(text="", like=item_id), page=0)


class ShareButton(OwnButton, template=r"search:share:(?P<item>\d{1,18})"):
    """Posts a hit in the channel, where the member may write there."""

    async def used(self, interaction: Interaction) -> None:
        require_voice(interaction)
        services = interaction.client.services
        asker = await asker_of(interaction)
        hit = await services.search.item(asker, int(self.match["item"]))
        if hit is None:
            raise UserError("search.error.gone")
        item, feed = hit
        locale = await _spoken_here(interaction)
        message = shared(item, feed_title(feed), interaction.user.mention, locale)
        await interaction.response.send_message(
            view=to_view(message), allowed_mentions=discord.AllowedMentions.none()
        )


async def _spoken_here(interaction: Interaction) -> str:
    """Return the language of posts in this channel."""
    if interaction.channel_id is None or is_own(interaction):
        return locale_of(interaction)
    guilds = interaction.client.services.guilds
    spoken, _ = await guilds.locale_and_zone(interaction.channel_id)
    return i18n.choose_locale(spoken, interaction.guild_locale and interaction.guild_locale.value)


async def setup(bot: Client) -> None:
    """Add the cog and its buttons; called by discord.py."""
    bot.add_dynamic_items(TurnButton, LikeMenu, ShareButton)
    await bot.add_cog(SearchCog(bot))
