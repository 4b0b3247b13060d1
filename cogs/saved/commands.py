"""`/saved`: list, search, export, import and remove what the asker has saved for themselves."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot import i18n
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.message.limits import MAX_OPTIONS
from bot.message.message import Message, Text
from bot.post.title import title_of
from bot.query.parser import MAX_CHARS
from bot.saved.article import to_item
from bot.saved.json_feed import MAX_READ, read_document, write_files
from bot.saved.markdown import write_markdown
from bot.saved.service import A_PAGE, MAX_SAVED
from bot.search.service import SearchOptions
from cogs.saved.pages import (
    OPEN_MENU,
    article_page,
    found_page,
    list_page,
    removal_question,
    removed,
)
from cogs.ui.archive import asker_of, member_of
from cogs.ui.asker.installs import anywhere
from cogs.ui.asker.pace import paced
from cogs.ui.choices import chosen_id, offer
from cogs.ui.controls import ROW_ID, OwnButton, OwnMenu
from cogs.ui.files import content_of
from cogs.ui.layout import show, show_instead

Interaction = discord.Interaction[Client]
FORMATS = [
    Choice(name=locale_str("Markdown, to read"), value="md"),
    Choice(name=locale_str("JSON, to bring back"), value="json"),
]


async def complete_saved(interaction: Interaction, current: str) -> list[Choice[str]]:
    """Offer what the asker has saved by its title, what was saved last first."""
    articles = await interaction.client.services.saved.heads(interaction.user.id)
    locale = locale_of(interaction)
    named = [(title_of(to_item(each), locale), str(each.id)) for each in articles]
    return offer(named, current)[:MAX_OPTIONS]


@anywhere
class SavedCog(commands.GroupCog, group_name="saved", group_description="What you have saved"):
    """What members keep for themselves."""

    @app_commands.command(name="list")
    async def list_saved(self, interaction: Interaction) -> None:
        """Show the articles that you have saved."""
        await show(interaction, await _list(interaction, 0))

    @app_commands.command()
    @app_commands.describe(query="Words, as in /search")
    @paced(6, timedelta(seconds=20))
    async def search(
        self, interaction: Interaction, query: app_commands.Range[str, 1, MAX_CHARS]
    ) -> None:
        """Search what you have saved."""
        await interaction.response.defer(ephemeral=True)
        await show(interaction, await _found(interaction, SearchOptions(text=query), 0))

    @app_commands.command()
    @app_commands.describe(format="For reading, or to bring it back with /saved import")
    @app_commands.choices(format=FORMATS)
    @paced(4, timedelta(minutes=5))
    async def export(
        self, interaction: Interaction, format: Choice[str]
    ) -> None:  # its name in Discord
        """Get all that you have saved as a file."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        locale = locale_of(interaction)
        articles = await interaction.client.services.saved.all(interaction.user.id)
        if not articles:
            raise UserError("saved.none")
        if format.value == "md":
            files = [await asyncio.to_thread(write_markdown, articles, locale)]
        else:
            title = i18n.text(locale, "saved.title", n=len(articles))
            files = await asyncio.to_thread(lambda: list(write_files(articles, title)))
        text = i18n.text(locale, f"saved.exported_{format.value}", n=len(articles))
        for number, written in enumerate(files, start=1):
            suffix = f"-{number}" if len(files) > 1 else ""
            file = discord.File(BytesIO(written), f"saved{suffix}.{format.value}")
            await interaction.followup.send(text, file=file, ephemeral=True)

    @app_commands.command(name="import")
    @app_commands.describe(file="JSON, as /saved export writes it, or a JSON Feed")
    @paced(4, timedelta(minutes=5))
    async def import_saved(self, interaction: Interaction, file: discord.Attachment) -> None:
        """Bring back what you have exported; nothing is saved twice."""
        if file.size > MAX_READ:
            raise UserError("saved.error.too_large", n=MAX_READ // 1024 // 1024)
        await interaction.response.defer(ephemeral=True, thinking=True)
        services, locale = interaction.client.services, locale_of(interaction)
        body = await content_of(file)
        articles = await asyncio.to_thread(read_document, body, services.clock())
        kept = await services.saved.add_all(interaction.user.id, articles)
        key = "saved.imported" if kept.new else "saved.imported_none"
        lines = [i18n.text(locale, key, n=kept.new)]
        if kept.known:
            lines.append(i18n.text(locale, "saved.imported_known", n=kept.known))
        if kept.left_out:
            lines.append(i18n.text(locale, "saved.imported_left", n=kept.left_out, most=MAX_SAVED))
        await show(interaction, Message(components=(Text("\n".join(lines)),)))

    @app_commands.command()
    @app_commands.describe(article="Which article")
    @app_commands.autocomplete(article=complete_saved)
    async def remove(self, interaction: Interaction, article: str) -> None:
        """Remove an article that you have saved."""
        saved = interaction.client.services.saved
        article_id = chosen_id([article.strip()], "saved.error.unknown")
        chosen = await saved.article(interaction.user.id, article_id)
        await show(interaction, removal_question(chosen, locale_of(interaction)))


async def _list(interaction: Interaction, number: int) -> Message:
    page = await interaction.client.services.saved.page(interaction.user.id, number)
    return list_page(page, locale_of(interaction))


async def _found(interaction: Interaction, ask: SearchOptions, number: int) -> Message:
    """Answer a question, with buttons that ask it again for another page, or otherwise."""
    services, user_id = interaction.client.services, interaction.user.id
    asker, now = await asker_of(interaction), services.clock()
    number = min(number, MAX_SAVED // A_PAGE)
    answer = await services.saved.search(user_id, ask, asker, now, offset=number * A_PAGE)
    if number and not answer.hits:
        answer = await services.saved.search(user_id, ask, asker, now)
    others = [replace(ask, text=text) for text in answer.suggestions]
    if answer.corrected is not None:
        others = [replace(ask, as_typed=True)]
    ask_id = await _remember(interaction, ask)
    meant = [(each.text, f"saved:found:{await _remember(interaction, each)}:0") for each in others]
    return found_page(
        answer, ask.text, asker.locale, lambda page: f"saved:found:{ask_id}:{page}", meant=meant
    )


async def _remember(interaction: Interaction, ask: SearchOptions) -> int:
    services = interaction.client.services
    guild_id, user_id = member_of(interaction)
    return await services.search.places.remember(guild_id, user_id, ask.to_json(), services.clock())


class SavedPageButton(OwnButton, template=r"saved:page:(?P<page>\d{1,4})"):
    """Turns the pages of the clicker's own list."""

    async def used(self, interaction: Interaction) -> None:
        await show_instead(interaction, await _list(interaction, int(self.match["page"])))


class SavedFoundButton(OwnButton, template=rf"saved:found:{ROW_ID}:(?P<page>\d{{1,4}})"):
    """Asks the clicker's own question again, for another page."""

    async def used(self, interaction: Interaction) -> None:
        guild_id, user_id = member_of(interaction)
        places = interaction.client.services.search.places
        remembered = await places.asked(int(self.match["id"]), guild_id, user_id)
        if remembered is None:
            raise UserError("search.error.forgotten")
        await interaction.response.defer()
        ask = SearchOptions.from_json(remembered)
        await show_instead(interaction, await _found(interaction, ask, int(self.match["page"])))


class SavedOpenMenu(OwnMenu, template=OPEN_MENU):
    """Opens an article of the asker's."""

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Show it beside the list."""
        saved = interaction.client.services.saved
        article_id = chosen_id(values, "saved.error.unknown")
        article = await saved.article(interaction.user.id, article_id)
        await show(interaction, article_page(article, 0, locale_of(interaction)))


class SavedTextButton(OwnButton, template=rf"saved:text:{ROW_ID}:(?P<page>\d{{1,4}})"):
    """Turns the sheets of an article of the asker's."""

    async def used(self, interaction: Interaction) -> None:
        saved = interaction.client.services.saved
        article = await saved.article(interaction.user.id, int(self.match["id"]))
        page = article_page(article, int(self.match["page"]), locale_of(interaction))
        await show_instead(interaction, page)


class SavedRemoveButton(OwnButton, template=rf"saved:(?P<act>remove|gone):{ROW_ID}"):
    """Asks whether an article of the asker's is to be removed, and removes it."""

    async def used(self, interaction: Interaction) -> None:
        saved, locale = interaction.client.services.saved, locale_of(interaction)
        user_id, article_id = interaction.user.id, int(self.match["id"])
        if self.match["act"] == "remove":
            answer = removal_question(await saved.article(user_id, article_id), locale)
        else:
            answer = removed(await saved.remove(user_id, article_id), locale)
        await show_instead(interaction, answer)


async def setup(bot: Client) -> None:
    """Add the commands and their controls; called by discord.py."""
    bot.add_dynamic_items(
        SavedPageButton, SavedFoundButton, SavedOpenMenu, SavedTextButton, SavedRemoveButton
    )
    await bot.add_cog(SavedCog(bot))
