"""`/page mute`: words that a member wants nothing of, for themselves alone.

What moderators mute for everybody is `/mute`; this decides only what is written to its member.
"""

import hashlib

import discord
from discord import app_commands

from bot import i18n
from bot.alerts.service import MAX_WORDS
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.message.limits import MAX_LAYOUT_TEXT, MAX_OPTION_TEXT
from bot.message.markdown import cut, one_line, whole_lines
from bot.message.message import Message, Option, Row, Select, Text
from cogs.digest.group import page_group
from cogs.feed.editing.panel import quoted
from cogs.ui.channels import personal_guild
from cogs.ui.controls import OwnMenu
from cogs.ui.layout import show

Interaction = discord.Interaction[Client]
UNMUTE = "page:unmute"


@app_commands.command(name="mute")
@app_commands.describe(words="As in filters; left out, what you have muted is shown")
async def mute_own(
    interaction: Interaction, words: app_commands.Range[str, 1, MAX_WORDS] | None = None
) -> None:
    """Mute words for you alone: in your own page, your alerts, and what you follow yourself."""
    mutes = interaction.client.services.feeds.mutes
    if words is None:
        muted = await mutes.of_person(interaction.user.id)
        await show(interaction, _list(muted, locale_of(interaction)))
        return
    await mutes.add(words, personal_guild(interaction), None)
    await _tell(interaction, "own_added", words.strip())


def _list(muted: tuple[str, ...], locale: str) -> Message:
    if not muted:
        return Message(components=(Text(i18n.text(locale, "muting.own_none")),))
    lines = [i18n.text(locale, "muting.own_title"), *(f"- {quoted(words)}" for words in muted)]
    options = tuple(
        [Option(label=cut(one_line(words), MAX_OPTION_TEXT), value=_name(words)) for words in muted]
    )
    placeholder = i18n.text(locale, "muting.own_menu")
    menu = Select(custom_id=UNMUTE, options=options, placeholder=placeholder)
    return Message(components=(Text(whole_lines(lines, MAX_LAYOUT_TEXT)), Row((menu,))))


def _name(words: str) -> str:
    """Return what stands for words in a menu, where they may be too long."""
    return hashlib.sha256(words.encode()).hexdigest()[:32]


async def _tell(interaction: Interaction, key: str, words: str) -> None:
    text = i18n.text(locale_of(interaction), f"muting.{key}", words=quoted(words))
    await show(interaction, Message(components=(Text(text),)))


class UnmuteMenu(OwnMenu, template=UNMUTE):
    """Lets pass again what is chosen of what the asker has muted for themselves."""

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """Do so, and say it."""
        mutes, user_id = interaction.client.services.feeds.mutes, interaction.user.id
        for words in await mutes.of_person(user_id):
            if _name(words) in values:
                await mutes.remove(words, user_id, None)
                await _tell(interaction, "own_removed", words)
                return
        raise UserError("muting.own_gone")


async def setup(bot: Client) -> None:
    """Add the command and its menu; called by discord.py."""
    page_group(bot).add_command(mute_own)
    bot.add_dynamic_items(UnmuteMenu)
