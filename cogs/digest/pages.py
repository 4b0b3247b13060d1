"""`/page show` and `preview`, and the menus and buttons under every page: reading, for anybody.

The controls carry the page's name alone. They work on messages of months ago and after a
restart, answer the asker alone, and look up each time whether the asker may read that page.
"""

import asyncio
from datetime import timedelta
from typing import Any

import discord
from discord import app_commands, ui
from discord.app_commands import Choice

from bot import i18n
from bot.client import Client, answering, locale_of
from bot.digest.reader import OpenedPage, PageDraft
from bot.digest.render.discord import render_sheet
from bot.digest.render.item import render_summary, render_text
from bot.digest.render.page_key import Asked, pattern, read_name
from bot.digest.render.pagination import briefs_of, parts_of, parts_with
from bot.digest.render.titles import WHOLE_REST, render_titles
from bot.digest.schedule.runs import zone_of
from bot.errors import UserError
from bot.message.message import Message, Text
from bot.model import Digest, Feed, Item
from bot.query.days import parse_span, say_span
from bot.summary.answer import SummaryRequest
from cogs.digest.group import (
    add_reading,
    chosen_digest,
    complete_digest,
    digests_here,
    in_full,
    next_page,
    own_digest,
    readable,
    say,
)
from cogs.search import answer_question
from cogs.ui.asker.pace import paced
from cogs.ui.channels import guild_of
from cogs.ui.choices import chosen_id, offer_days
from cogs.ui.controls import ROW_ID, OwnButton, OwnMenu
from cogs.ui.layout import show, show_instead, think_instead

_TITLES = ("rest", "turn", "first", "last")  # lists of titles, by the button that was used
_TURNS = ("prev", "next", "page", "briefs", "draft", "text", "sum", *_TITLES)
SEARCHED = 200  # characters of a search that is typed in the form
FORM_LIVES = 840  # seconds; Discord's token of the click lives for 900


async def complete_date(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer the days that have a page, the last first."""
    chosen = getattr(interaction.namespace, "digest", None)
    try:
        digest = await chosen_digest(interaction, chosen)
    except UserError:
        return []
    days = await interaction.client.services.digests.reader.days(digest.id)
    return offer_days(days, locale_of(interaction), current)


@app_commands.command(name="show")
@app_commands.describe(
    date="The day; the last page if left out", digest="Which digest, where there are several"
)
@app_commands.autocomplete(date=complete_date, digest=complete_digest)
async def show_page(
    interaction: discord.Interaction[Client], date: str | None = None, digest: str | None = None
) -> None:
    """Read a past page; only you see it."""
    chosen = await chosen_digest(interaction, digest)
    services = interaction.client.services
    if date is None:
        edition = await services.digests.reader.latest(chosen.id)
        if edition is None:
            raise UserError("digests.error.no_pages")
    else:
        today = services.clock().astimezone(zone_of(chosen)).date()
        span = parse_span(date, today)
        edition = await services.digests.reader.last_within(chosen.id, span)
        if edition is None:
            raise UserError("digests.error.no_page", day=say_span(span, locale_of(interaction)))
    opened = await services.digests.reader.open(chosen, edition, locale_of(interaction))
    await show(interaction, render_sheet(opened.page, opened.key, 0, verb="page"))


@app_commands.command()
@app_commands.describe(digest="Which digest, where there are several")
@app_commands.autocomplete(digest=complete_digest)
@paced(5, timedelta(seconds=20))
async def preview(interaction: discord.Interaction[Client], digest: str | None = None) -> None:
    """See the next page as it stands now; only you see it."""
    chosen = await _previewed(interaction, digest)
    await interaction.response.defer(ephemeral=True)  # it is gathered and composed anew
    await show(interaction, await _draft(interaction, chosen, 0))


async def _previewed(interaction: discord.Interaction[Client], chosen: str | None) -> Digest:
    """Return the digest to preview: a channel's, or the asker's own where there is no other."""
    if chosen is None and not await digests_here(interaction):
        own = await own_digest(interaction)
        if own is not None:
            return own
    return await chosen_digest(interaction, chosen)


async def _draft(interaction: discord.Interaction[Client], digest: Digest, number: int) -> Message:
    services = interaction.client.services
    draft = await services.digests.reader.draft(digest, locale_of(interaction), services.clock())
    when = in_full(draft.due_at)
    if draft.page.is_empty:
        key = "draft.none" if draft.feeds else "draft.outside"
        return Message(components=(Text(say(interaction, key, when=when)),))
    page = render_sheet(
        draft.page,
        draft.key,
        number,
        verb="draft",
        searchable=digest.guild_id == guild_of(interaction),
    )
    note = Text(f"-# {say(interaction, _note_of(draft), when=when)}")
    return Message(components=(note, *page.components))


def _note_of(draft: PageDraft) -> str:
    return "draft.sample" if draft.sample else "draft.due"


class PreviewButton(OwnButton, template=rf"digest:preview:{ROW_ID}"):
    """Shows the page in the making, from the answers of other commands."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Show it beside the answer."""
        digest = await readable(interaction, int(self.match["id"]))
        await interaction.response.defer(ephemeral=True, thinking=True)
        await show(interaction, await _draft(interaction, digest, 0))


class TurnPageButton(
    OwnButton,
    template=pattern(*_TURNS),
):
    """Turns to another page, another sheet of it, or a part of it."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Show what was asked for: in the place of the asker's own answer, else beside the page."""
        asked = read_name(self.match)
        if asked is None:
            raise UserError("digests.error.gone")
        digest = await readable(interaction, asked.key.digest_id)
        match asked.verb:
            case "draft":
                await think_instead(interaction)
                message = await _draft(interaction, digest, asked.n)
            case "text" | "sum":
                message = await _item(interaction, digest, asked)
            case _:
                message = await _sheet(interaction, digest, asked)
        await show_instead(interaction, message)


class ReadMenu(OwnMenu, template=pattern("read")):
    """Opens an item of a page."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Show the item's text beside the page."""
        asked = read_name(self.match)
        item_id = chosen_id(values, "digests.error.item_gone")
        if asked is None:
            raise UserError("digests.error.item_gone")
        digest = await readable(interaction, asked.key.digest_id)
        chosen = Asked(verb="text", key=asked.key, n=item_id)
        await show(interaction, await _item(interaction, digest, chosen))


class DoorMenu(OwnMenu, template=pattern("door")):
    """Opens the titles of a section."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Show the titles beside the page."""
        asked = read_name(self.match)
        number = chosen_id(values, "digests.error.gone")
        if asked is None:
            raise UserError("digests.error.gone")
        digest = await readable(interaction, asked.key.digest_id)
        door = Asked(verb="rest", key=asked.key, n=number)
        await show(interaction, await _sheet(interaction, digest, door))


async def _sheet(interaction: discord.Interaction[Client], digest: Digest, asked: Asked) -> Message:
    """Return the sheet that a button leads to.

    Raises:
        UserError: there is no page before, after, or none any more.
    """
    services = interaction.client.services
    edition = await services.digests.reader.find(asked.key, asked.verb)
    if edition is None:
        raise await _no_page(interaction, digest, asked.verb)
    opened = await services.digests.reader.open(digest, edition, locale_of(interaction))
    if asked.verb in _TITLES:
        return _titles(opened, asked)
    parts = [briefs_of(opened.page, listed=False)] if asked.verb == "briefs" else None
    if opened.page.is_empty or parts == []:  # its items are kept no longer
        raise UserError("digests.error.gone")
    verb = "page" if asked.verb in ("prev", "next") else asked.verb
    return render_sheet(
        opened.page,
        opened.key,
        asked.n,
        parts=parts,
        verb=verb,
        searchable=digest.guild_id == guild_of(interaction),
    )


def _titles(opened: OpenedPage, asked: Asked) -> Message:
    """Return the titles of a section, or of all that the page's messages left away.

    Raises:
        UserError: nothing of it is kept any more.
    """
    sections = parts_of(opened.page)
    if asked.n == WHOLE_REST:
        parts = parts_with(opened.page, opened.left_away)
    else:
        parts = sections[asked.n - 1 : asked.n]
    if not parts:
        raise UserError("digests.error.gone")
    return render_titles(opened.page, opened.key, parts, asked.n, asked.m)


async def _no_page(
    interaction: discord.Interaction[Client], digest: Digest, verb: str
) -> UserError:
    if verb == "prev":
        return UserError("digests.error.no_earlier")
    if verb != "next":
        return UserError("digests.error.gone")
    if digest.paused_at is not None or digest.removed_at is not None:
        return UserError("digests.error.no_later_paused")
    return UserError("digests.error.no_later", when=await next_page(interaction, digest))


async def _item(interaction: discord.Interaction[Client], digest: Digest, asked: Asked) -> Message:
    """Return an item's text or summary.

    Raises:
        UserError: the item is not kept any more, or no part of this digest.
    """
    entry = await interaction.client.services.digests.reader.item(digest, asked.key, asked.n)
    if entry is None:
        raise UserError("digests.error.item_gone")
    item, feed = entry
    locale = locale_of(interaction)
    if asked.verb == "sum":
        return await _summary(interaction, digest, asked, item, feed)
    also = await interaction.client.services.digests.reader.mentions_of(digest, asked.key, asked.n)
    # A text may be a book, or a trap made of nothing but marks.
    return await asyncio.to_thread(render_text, item, feed, asked.key, asked.m, locale, also=also)


async def _summary(
    interaction: discord.Interaction[Client], digest: Digest, asked: Asked, item: Item, feed: Feed
) -> Message:
    """Return an item's summary; reading its page or asking a model may take its time."""
    locale, services = locale_of(interaction), interaction.client.services
    await think_instead(interaction)
    wish = SummaryRequest(guild_id=digest.guild_id, locale=locale, now=services.clock())
    summary = await services.summaries.of_item(item, wish)
    sentences = [line.text for line in summary.lines]
    notes = [i18n.text(locale, f"summary.note.{name}") for name in summary.notes]
    return render_summary(item, feed, sentences, asked.key, locale, notes=notes)


class SearchForm(ui.Modal):
    """Asks for the words to search."""

    def __init__(self, interaction: discord.Interaction[Client]) -> None:
        super().__init__(title=say(interaction, "search.title"), timeout=FORM_LIVES)
        self.words = ui.TextInput[SearchForm](custom_id="words", max_length=SEARCHED)
        label = say(interaction, "search.words")
        self.add_item(ui.Label(text=label, component=self.words))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Answer as `/search` does."""
        async with answering(interaction):
            await answer_question(interaction, self.words.value)


class SearchButton(OwnButton, template=pattern("search")):
    """Opens a form for a search in what this server follows."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Ask for the words."""
        asked = read_name(self.match)
        if asked is None:
            raise UserError("digests.error.gone")
        await readable(interaction, asked.key.digest_id)
        await interaction.response.send_modal(SearchForm(interaction))


async def setup(bot: Client) -> None:
    """Add the commands, buttons and menus; called by discord.py."""
    add_reading(bot, show_page)
    add_reading(bot, preview)
    bot.add_dynamic_items(PreviewButton, TurnPageButton, ReadMenu, DoorMenu, SearchButton)
