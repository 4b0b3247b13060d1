"""Our own message values as discord.py's views, for answers to the asker; posts go another way.

A view made here listens to nothing: buttons and menus that come back to us are dynamic items,
found by their custom ids, so that they work after a restart.
"""

from typing import Any

import discord
from discord import ui

from bot import i18n
from bot.access.home import is_own
from bot.message.direct import name_direct_in
from bot.message.message import (
    Button,
    ChannelSelect,
    Component,
    Container,
    Gallery,
    Message,
    Picture,
    Row,
    Section,
    Select,
    Separator,
    Text,
)
from cogs.ui.channels import WRITABLE

_STYLES = {
    "primary": discord.ButtonStyle.primary,
    "secondary": discord.ButtonStyle.secondary,
    "success": discord.ButtonStyle.success,
    "danger": discord.ButtonStyle.danger,
}


async def show(interaction: discord.Interaction[Any], message: Message) -> None:
    """Show a message to the asker alone, as the first answer or after it."""
    message = _named(interaction, message)
    if message.components:
        view = to_view(message)
        if interaction.response.is_done():
            await interaction.followup.send(view=view, ephemeral=True)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)
    elif interaction.response.is_done():
        await interaction.followup.send(message.content or "", ephemeral=True)
    else:
        await interaction.response.send_message(message.content, ephemeral=True)


async def replace_with(interaction: discord.Interaction[Any], message: Message) -> None:
    """Put a laid-out message in the place of the answer whose button or menu was used."""
    view = to_view(_named(interaction, message))
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view)
    else:
        await interaction.response.edit_message(view=view)


def _named(interaction: discord.Interaction[Any], message: Message) -> Message:
    """Return an answer about one's own with words for the direct channel, which has no mention."""
    if not is_own(interaction):
        return message
    return name_direct_in(message, i18n.choose_locale(interaction.locale.value))


async def think_instead(interaction: discord.Interaction[Any]) -> None:
    """Tell Discord that `show_instead` follows, where it may take more than three seconds."""
    if _is_own_answer(interaction):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


async def show_instead(interaction: discord.Interaction[Any], message: Message) -> None:
    """Put a message in the place of the asker's own answer; under anybody's, show it beside."""
    if _is_own_answer(interaction):
        await replace_with(interaction, message)
    else:
        await show(interaction, message)


def _is_own_answer(interaction: discord.Interaction[Any]) -> bool:
    """Say whether the control that was used is under an answer that its asker alone sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def to_view(message: Message) -> ui.LayoutView:
    """Return a laid-out message as a view that nobody waits for."""
    view = ui.LayoutView(timeout=None)
    for component in message.components:
        view.add_item(_item(component))
    view.stop()  # not kept by discord.py: see above
    return view


def _item(component: Component) -> ui.Item[Any]:
    match component:
        case Text(content=content):
            return ui.TextDisplay(content)
        case Section(texts=texts, accessory=accessory):
            return ui.Section(*[text.content for text in texts], accessory=_accessory(accessory))
        case Gallery(pictures=pictures):
            return ui.MediaGallery(
                *[
                    discord.MediaGalleryItem(picture.url, description=picture.alt)
                    for picture in pictures
                ]
            )
        case Separator(line=line, large=large):
            spacing = discord.SeparatorSpacing.large if large else discord.SeparatorSpacing.small
            return ui.Separator(visible=line, spacing=spacing)
        case Row(children=children):
            return ui.ActionRow(*[_control(child) for child in children])
        case Container(children=children, colour=colour):
            return ui.Container(*[_item(child) for child in children], accent_colour=colour)


def _accessory(accessory: Picture | Button) -> ui.Item[Any]:
    if isinstance(accessory, Picture):
        return ui.Thumbnail(accessory.url, description=accessory.alt)
    return _control(accessory)


def _control(control: Button | Select | ChannelSelect) -> ui.Item[Any]:
    if isinstance(control, Button):
        return ui.Button(
            style=discord.ButtonStyle.link if control.url else _STYLES[control.style],
            label=control.label,
            url=control.url,
            custom_id=control.custom_id,
            emoji=control.emoji,
            disabled=control.disabled,
        )
    if isinstance(control, ChannelSelect):
        return ui.ChannelSelect(
            custom_id=control.custom_id,
            placeholder=control.placeholder,
            channel_types=list(WRITABLE),
        )
    return ui.Select(
        custom_id=control.custom_id,
        placeholder=control.placeholder,
        min_values=control.min_values,
        max_values=control.max_values,
        options=[
            discord.SelectOption(
                label=option.label,
                value=option.value,
                description=option.description,
                default=option.default,
            )
            for option in control.options
        ],
    )
