"""`/summary`, the message menu "Summarize", and the button that shares an answer."""

import re
from collections.abc import Iterator
from datetime import timedelta

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import Client, locale_of
from bot.errors import UserError
from bot.follow.lookup.articles import address_of, find_archived_feed, find_articles
from bot.message.limits import MAX_OPTIONS
from bot.message.markdown import one_line
from bot.query.days import parse_day
from bot.summary.answer import Summary, SummaryRequest
from bot.summary.render import render
from cogs.ui.archive import asker_of, complete_archived_feed, member_of
from cogs.ui.articles import article_menu
from cogs.ui.asker.access import require_voice
from cogs.ui.asker.installs import anywhere
from cogs.ui.asker.pace import paced
from cogs.ui.channels import guild_of
from cogs.ui.choices import chosen_id, offer, offer_days
from cogs.ui.controls import ROW_ID, OwnButton, OwnMenu
from cogs.ui.layout import show, to_view
from cogs.ui.message_menu import MessageMenuCog

MAX_QUERY = 200

Interaction = discord.Interaction[Client]

_URL = re.compile(r"https?://[^\s<>()\[\]]+")


# One bucket for all of it, so that a member cannot have four times as much by asking otherwise.
_paced = paced(5, timedelta(minutes=1))


async def request_of(interaction: Interaction) -> SummaryRequest:
    """Return who asks and what they see, with the zone of the server."""
    asker = await asker_of(interaction)
    return SummaryRequest(
        guild_id=guild_of(interaction),
        channel_ids=asker.channel_ids or frozenset(),
        locale=asker.locale,
        now=interaction.client.services.clock(),
        zone=asker.zone,
    )


async def _think(interaction: Interaction) -> SummaryRequest:
    """Tell Discord that an answer comes, whatever it takes, before anything is looked up."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    return await request_of(interaction)


async def _answer(interaction: Interaction, summary: Summary, request: SummaryRequest) -> None:
    store = interaction.client.services.summaries.store
    answer_id = await store.keep_answer(
        request.guild_id, interaction.user.id, summary.to_json(), request.now
    )
    await show(interaction, render(summary, request.locale, answer_id=answer_id))


async def complete_article(interaction: Interaction, current: str) -> list[Choice[str]]:
    """Offer articles by title, the newest where nothing is typed; the value is the item's id."""
    services, asker = interaction.client.services, await asker_of(interaction)
    titles = await services.search.titles(current, asker, services.clock(), limit=MAX_OPTIONS)
    return offer((one_line(each.title), str(each.item_id)) for each in titles)


async def complete_day(interaction: Interaction, current: str) -> list[Choice[str]]:
    """Offer the latest days that have news."""
    request = await request_of(interaction)
    days = await interaction.client.services.summaries.days(request)
    return offer_days(days, request.locale, current)


@anywhere
class SummaryCog(
    MessageMenuCog,
    commands.GroupCog,
    group_name="summary",
    group_description="The news in a few sentences",
):
    """Summaries for whoever asks."""

    def __init__(self, bot: Client) -> None:
        super().__init__(bot, "Summarize", summarize_message)

    @app_commands.command()
    @app_commands.describe(article="Its title, or its link")
    @app_commands.autocomplete(article=complete_article)
    @_paced
    async def article(
        self, interaction: Interaction, article: app_commands.Range[str, 1, 1000]
    ) -> None:
        """Sum up an article."""
        request, services = await _think(interaction), interaction.client.services
        asker, typed = await asker_of(interaction), article.strip()
        offered = await find_articles(services.search, typed, asker, request.now)
        if len(offered) > 1:
            menu = article_menu(request.locale, typed, offered, "summary:pick")
            await show(interaction, menu)
            return
        if not offered:
            key = "unknown_link" if address_of(typed) else "unknown_article"
            raise UserError(f"summary.error.{key}")
        summary = await services.summaries.article(offered[0].item_id, request)
        await _answer(interaction, summary, request)

    @app_commands.command()
    @app_commands.describe(feed="The feed")
    @app_commands.autocomplete(feed=complete_archived_feed)
    @_paced
    async def feed(self, interaction: Interaction, feed: app_commands.Range[str, 1, 200]) -> None:
        """Sum up a feed's latest articles."""
        request = await _think(interaction)
        services = interaction.client.services
        named = await find_archived_feed(services.search, feed, await asker_of(interaction))
        await _answer(interaction, await services.summaries.feed(named.id, request), request)

    @app_commands.command()
    @app_commands.describe(query="Words, as in /search")
    @_paced
    async def topic(
        self, interaction: Interaction, query: app_commands.Range[str, 1, MAX_QUERY]
    ) -> None:
        """Sum up what the archive has on a subject."""
        request = await _think(interaction)
        summary = await interaction.client.services.summaries.topic(query, request)
        await _answer(interaction, summary, request)

    @app_commands.command()
    @app_commands.describe(date="The day, such as 2026-01-31; today if left out")
    @app_commands.autocomplete(date=complete_day)
    @_paced
    async def day(
        self, interaction: Interaction, date: app_commands.Range[str, 1, 40] | None = None
    ) -> None:
        """Sum up a day."""
        request = await _think(interaction)
        today = request.now.astimezone(request.zone).date()
        chosen = parse_day(date, today) if date else today
        summary = await interaction.client.services.summaries.day(chosen, request)
        await _answer(interaction, summary, request)


@_paced
async def summarize_message(interaction: Interaction, message: discord.Message) -> None:
    """Sum up the articles that a message links to."""
    request = await _think(interaction)
    links = links_of(message)
    if not links:
        raise UserError("summary.error.no_link")
    summary = await interaction.client.services.summaries.links(links, request)
    await _answer(interaction, summary, request)


def links_of(message: discord.Message) -> list[str]:
    """Return the addresses in a message: in its text, its embeds, and its laid-out parts."""
    texts = [message.content]
    for embed in message.embeds:
        texts += [embed.url or "", embed.description or ""]
    for component in message.components:
        texts += _texts(component)
    urls = [url.rstrip(".,;:!?'\"»*_~|") for text in texts for url in _URL.findall(text)]
    return list(dict.fromkeys(urls))


def _texts(component: object) -> Iterator[str]:
    """Yield what a part of a laid-out message says, and where its buttons lead."""
    for name in ("content", "url"):
        if isinstance(written := getattr(component, name, None), str):
            yield written
    for inner in (*getattr(component, "children", ()), getattr(component, "accessory", None)):
        if inner is not None:
            yield from _texts(inner)


class ArticleMenu(OwnMenu, template=r"summary:pick"):
    """Sums up the one that was chosen of several articles."""

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Sum it up."""
        item_id = chosen_id(values, "summary.error.unknown_article")
        request = await _think(interaction)
        summary = await interaction.client.services.summaries.article(item_id, request)
        await _answer(interaction, summary, request)


class ShareSummaryButton(OwnButton, template=rf"summary:share:{ROW_ID}"):
    """Posts an answer in the channel, as its asker read it, where they may write there."""

    async def used(self, interaction: Interaction) -> None:
        """Share it."""
        require_voice(interaction)
        store = interaction.client.services.summaries.store
        kept = await store.answer(int(self.match["id"]), *member_of(interaction))
        if kept is None:
            raise UserError("summary.error.forgotten")
        message = render(
            Summary.from_json(kept), locale_of(interaction), shared_by=interaction.user.mention
        )
        await interaction.response.send_message(
            view=to_view(message), allowed_mentions=discord.AllowedMentions.none()
        )


async def setup(bot: Client) -> None:
    """Add the commands, the menu and the button; called by discord.py."""
    bot.add_dynamic_items(ShareSummaryButton, ArticleMenu)
    await bot.add_cog(SummaryCog(bot))
