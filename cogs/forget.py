"""`/forget`: a member erases what is kept of them, asked once."""

import discord
from discord import app_commands
from discord.ext import commands

from bot import i18n
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.message.message import Button, Message, Row, Text
from cogs.ui.asker.installs import anywhere
from cogs.ui.controls import OwnButton
from cogs.ui.layout import replace_with, show


class ForgetCog(commands.Cog):
    """What a person may always do, anywhere."""

    def __init__(self, bot: Client) -> None:
        self.bot = bot

    @anywhere
    @app_commands.command()
    async def forget(self, interaction: discord.Interaction[Client]) -> None:
        """Erase what I keep about you: feeds, digests, alerts, saved articles, searches."""
        kept = await self.bot.services.erasure.of_person(interaction.user.id)
        locale = locale_of(interaction)
        if kept.is_nothing:
            text = i18n.text(locale, "forgetting.nothing")
            await show(interaction, Message(components=(Text(text),)))
            return
        lines = [i18n.text(locale, "forgetting.ask")]
        counted = {
            "feeds": kept.feeds,
            "digests": kept.digests,
            "alerts": kept.alerts,
            "told": kept.told,
            "saved": kept.saved,
            "muted": kept.muted,
            "settings": kept.settings,
            "answers": kept.questions + kept.answers,
            "drafts": kept.drafts,
            "changes": kept.changes,
        }
        lines += [
            f"- {i18n.text(locale, f'forgetting.{name}', n=n)}" for name, n in counted.items() if n
        ]
        button = Button(
            label=i18n.text(locale, "forgetting.button"),
            custom_id=f"forget:{interaction.user.id}",
            style="danger",
        )
        await show(interaction, Message(components=(Text("\n".join(lines)), Row((button,)))))


class ForgetButton(OwnButton, template=r"forget:(?P<user>[0-9]{15,20})"):
    """Erases whoever clicks it, if it was shown to them."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        if int(self.match["user"]) != interaction.user.id:
            raise UserError("errors.not_yours")
        await interaction.response.defer()  # feeds of their own go with all their articles
        await interaction.client.services.erasure.erase_person(interaction.user.id)
        text = i18n.text(locale_of(interaction), "forgetting.done")
        await replace_with(interaction, Message(components=(Text(text),)))


async def setup(bot: Client) -> None:
    """Add the cog and its button; called at the start."""
    await bot.add_cog(ForgetCog(bot))
    bot.add_dynamic_items(ForgetButton)
