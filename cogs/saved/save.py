"""The message menu "Save", and the controls that save articles of messages and digests.

What is saved is looked up anew each time: an item is kept only for who may read it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

import discord

from bot import i18n
from bot.access.home import channel_of_posts
from bot.client import Client, locale_of
from bot.digest.render.page_key import PageKey, pattern, read_name
from bot.errors import UserError
from bot.follow.lookup.articles import find_articles
from bot.follow.lookup.names import is_id
from bot.message.limits import MAX_OPTION_TEXT, MAX_OPTIONS
from bot.message.markdown import cut, link
from bot.message.message import Message, Option, Row, Select, Text
from bot.model import Item
from bot.post.title import title_of
from bot.search.service import OfferedTitle
from cogs.digest.group import readable
from cogs.saved.askers import askers_of
from cogs.summary import links_of
from cogs.ui.articles import article_options
from cogs.ui.asker.pace import paced
from cogs.ui.controls import OwnButton, OwnMenu
from cogs.ui.layout import show
from cogs.ui.message_menu import MessageMenuCog

Interaction = discord.Interaction[Client]
PICK_MENU = "saved:pick"
MAX_LINKS = 25  # of a message that are looked up
_MAX_TITLE = 200
_READ = re.compile(pattern("read"))
_paced = paced(10, timedelta(minutes=1))


class SaveCog(MessageMenuCog):
    """Brings the message menu."""

    def __init__(self, bot: Client) -> None:
        super().__init__(bot, "Save", save_message)


@_paced
async def save_message(interaction: Interaction, message: discord.Message) -> None:
    """Save the article that a message shows; of several, those that are chosen."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    if posted := await _posted(interaction, message.id):
        await _save_or_ask(interaction, posted, message.id)
        return
    if menus := [*_page_menus(message, locale_of(interaction))]:
        await _ask_which(interaction, menus)
        return
    offered = await _linked(interaction, links_of(message))
    if not offered:
        raise UserError("saved.error.nothing")
    if len(offered) == 1:
        await _save(interaction, await _seen_items(interaction, [offered[0].item_id]))
        return
    options = article_options(locale_of(interaction), offered)
    await _ask_which(interaction, [_menu(PICK_MENU, options, locale_of(interaction))])


async def _posted(interaction: Interaction, message_id: int) -> list[Item]:
    """Return the items of a message of ours in the channel where somebody is, who so sees it."""
    saved = interaction.client.services.saved
    return await saved.of_message(message_id, channel_of_posts(interaction) or 0)


async def _save_or_ask(interaction: Interaction, posted: Sequence[Item], message_id: int) -> None:
    if len(posted) == 1:
        await _save(interaction, posted)
        return
    locale = locale_of(interaction)
    options = [
        Option(label=cut(title_of(item, locale), MAX_OPTION_TEXT), value=str(item.id))
        for item in posted[:MAX_OPTIONS]
    ]
    await _ask_which(interaction, [_menu(f"saved:posted:{message_id}", options, locale)])


def _page_menus(message: discord.Message, locale: str) -> Iterator[Select]:
    """Yield the menus of a digest's page that open its items, as menus that save them."""
    for component in _walk(message.components):
        if not isinstance(component, discord.SelectMenu):
            continue
        name = _READ.fullmatch(component.custom_id or "")
        asked = read_name(name) if name else None
        if asked is None:
            continue
        options = [
            Option(label=each.label, value=each.value, description=each.description)
            for each in component.options
        ]
        yield _menu(asked.key.name("choose", asked.n), options, locale)


def _walk(components: Iterable[object]) -> Iterator[object]:
    for component in components:
        yield component
        yield from _walk(getattr(component, "children", ()))


async def _linked(interaction: Interaction, links: Sequence[str]) -> list[OfferedTitle]:
    """Return the articles behind links, in the feeds that the asker may read."""
    services = interaction.client.services
    found: dict[int, OfferedTitle] = {}
    for asker in await askers_of(interaction):
        for address in links[:MAX_LINKS]:
            for each in await find_articles(services.search, address, asker, services.clock()):
                found.setdefault(each.item_id, each)
    return list(found.values())[:MAX_OPTIONS]


async def _seen_items(interaction: Interaction, item_ids: Sequence[int]) -> list[Item]:
    """Return those of the items that are in feeds which the asker may read."""
    search = interaction.client.services.search
    items: dict[int, Item] = {}
    for asker in await askers_of(interaction):
        for item_id in item_ids:
            if item_id not in items and (known := await search.item(asker, item_id)) is not None:
                items[item_id] = known[0]
    return list(items.values())


async def _save(interaction: Interaction, items: Sequence[Item]) -> None:
    """Keep items, and say which.

    Raises:
        UserError: there is none, or they have as many as may be.
    """
    if not items:
        raise UserError("saved.error.nothing")
    services, locale = interaction.client.services, locale_of(interaction)
    kept = await services.saved.save(interaction.user.id, items, services.clock())
    key = "saved.kept" if kept.new else "saved.known"
    title = f"**{link(cut(title_of(items[0], locale), _MAX_TITLE), items[0].link)}**"
    text = i18n.text(locale, key, n=kept.new or kept.known, title=title)
    await show(interaction, Message(components=(Text(text),)))


async def _ask_which(interaction: Interaction, menus: Sequence[Select]) -> None:
    text = Text(i18n.text(locale_of(interaction), "saved.which"))
    await show(interaction, Message(components=(text, *[Row((menu,)) for menu in menus])))


def _menu(custom_id: str, options: Sequence[Option], locale: str) -> Select:
    return Select(
        custom_id=custom_id,
        options=tuple(options),
        placeholder=i18n.text(locale, "saved.which_menu"),
        max_values=len(options),
    )


async def _of_page(interaction: Interaction, key: PageKey, item_ids: Sequence[int]) -> list[Item]:
    """Return the items of a page, which the asker may read.

    Raises:
        UserError: they may not.
    """
    digest = await readable(interaction, key.digest_id)
    reader = interaction.client.services.digests.reader
    entries = [await reader.item(digest, key, item_id) for item_id in item_ids]
    return [entry[0] for entry in entries if entry is not None]


class SavePickMenu(OwnMenu, template=PICK_MENU):
    """Saves those that were chosen of a message's articles."""

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Save them."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _save(interaction, await _seen_items(interaction, _ids(values)))


class SavePostedMenu(OwnMenu, template=r"saved:posted:(?P<message>\d{15,20})"):
    """Saves those that were chosen of the articles that a message of ours shows."""

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Save them."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        wanted = _ids(values)
        posted = await _posted(interaction, int(self.match["message"]))
        await _save(interaction, [item for item in posted if item.id in wanted])


class SavePageMenu(OwnMenu, template=pattern("choose")):
    """Saves those that were chosen of a digest's page."""

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Save them."""
        asked = read_name(self.match)
        if asked is None:
            raise UserError("digests.error.gone")
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _save(interaction, await _of_page(interaction, asked.key, _ids(values)))


class SaveItemButton(OwnButton, template=pattern("save")):
    """Saves the item of a digest that is open."""

    async def used(self, interaction: Interaction) -> None:
        """Save it."""
        asked = read_name(self.match)
        if asked is None:
            raise UserError("digests.error.gone")
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _save(interaction, await _of_page(interaction, asked.key, [asked.n]))


def _ids(values: Sequence[str]) -> list[int]:
    return [int(value) for value in values if is_id(value)]


async def setup(bot: Client) -> None:
    """Add the message menu and the controls; called by discord.py."""
    bot.add_dynamic_items(SavePickMenu, SavePostedMenu, SavePageMenu, SaveItemButton)
    await bot.add_cog(SaveCog(bot))
