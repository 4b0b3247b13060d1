"""`/feed edit`: one panel for everything a subscription can be, with a live preview before saving.

Nothing is kept in memory: every click reads the subscription and the asker's draft anew, so the
panel works after a restart, and what somebody else saved meanwhile stays.
"""

from collections.abc import Callable
from dataclasses import replace

import discord
from discord import app_commands

from bot import i18n
from bot.access.permissions import missing_permissions
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.model import ChannelKind, FollowedFeed, Mode, OnChange, Style, Subscription
from bot.post.preview import preview
from cogs.feed.forms import FORMS
from cogs.feed.group import (
    chosen_feed,
    complete_feed,
    feed_group,
    newest_shown,
    place_of,
    shown_title,
)
from cogs.feed.panel import Panel, render_panel
from cogs.ui.controls import OwnButton, OwnMenu, require_own_answer
from cogs.ui.layout import replace_with, show

_TURN: dict[str, Callable[[Subscription], Subscription]] = {
    "picture": lambda was: replace(was, look=replace(was.look, picture=not was.look.picture)),
    "silent": lambda was: replace(was, look=replace(was.look, silent=not was.look.silent)),
    "webhook": lambda was: replace(was, webhook=not was.webhook),
    "publish": lambda was: replace(was, publish=not was.publish),
    "forum_daily": lambda was: replace(was, forum_daily=not was.forum_daily),
}


@app_commands.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def edit(interaction: discord.Interaction[Client], feed: str) -> None:
    """Change how a feed looks, when it comes, what is filtered, with a preview."""
    following = await chosen_feed(interaction, feed)
    await interaction.client.services.choices.drop_draft(
        interaction.user.id, following.subscription.id
    )
    panel = await panel_of(interaction, following, following.subscription)
    await show(interaction, render_panel(panel, locale_of(interaction)))


async def panel_of(
    interaction: discord.Interaction[Client],
    following: FollowedFeed,
    draft: Subscription,
    *,
    said: str | None = None,
) -> Panel:
    """Return the panel of a draft, with the newest item that passes as it would look."""
    services = interaction.client.services
    channel = await services.guilds.channel(draft.channel_id)
    spoken, zone = await services.guilds.locale_and_zone(draft.channel_id)
    newest = await newest_shown(interaction, following, draft, zone)
    shown = newest and preview(draft, following.feed, newest, locale=spoken, zone=zone)
    return Panel(
        feed=shown_title(following.feed),
        draft=draft,
        kind=channel.kind if channel is not None else ChannelKind.TEXT,
        changed=draft != following.subscription,
        full_text=await services.choices.has_full_text(following.feed.id),
        preview=shown or (),
        said=said,
    )


async def drafted(
    interaction: discord.Interaction[Client], subscription_id: int
) -> tuple[FollowedFeed, Subscription]:
    """Return the subscription a control belongs to, and what the asker has made of it.

    Raises:
        UserError: it is not of this guild, or gone.
    """
    guild_id = require_own_answer(interaction)
    services = interaction.client.services
    following = await services.subscriptions.one(subscription_id, guild_id)
    if following is None:
        raise UserError("feeds.already_gone")
    draft = await services.choices.draft(interaction.user.id, following.subscription)
    return following, draft


async def keep(
    interaction: discord.Interaction[Client], following: FollowedFeed, draft: Subscription
) -> None:
    """Keep a changed draft and show the panel anew."""
    services = interaction.client.services
    await services.choices.put_draft(
        interaction.user.id, following.subscription, draft, services.clock()
    )
    panel = await panel_of(interaction, following, draft)
    await replace_with(interaction, render_panel(panel, locale_of(interaction)))


class EditMenu(OwnMenu, template=r"fe:(?P<id>[0-9]{1,18}):(?P<name>style|mode|change)"):
    """The menus of the panel."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Put the choice into the draft."""
        following, draft = await drafted(interaction, int(self.match["id"]))
        match self.match["name"]:
            case "style":
                style = Style(values[0])
                if style is Style.TEMPLATE and not draft.look.template:
                    raise UserError("editing.template_missing")
                draft = replace(draft, look=replace(draft.look, style=style))
            case "mode":
                draft = replace(draft, mode=Mode(values[0]))
            case _:
                draft = replace(draft, on_change=OnChange(values[0]))
        await keep(interaction, following, draft)


class EditSwitch(
    OwnButton,
    template=r"fe:(?P<id>[0-9]{1,18}):(?P<name>picture|silent|webhook|publish|forum_daily)",
):
    """The switches of the panel."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Turn one over in the draft."""
        following, draft = await drafted(interaction, int(self.match["id"]))
        await keep(interaction, following, _TURN[self.match["name"]](draft))


class FullTextSwitch(OwnButton, template=r"fe:(?P<id>[0-9]{1,18}):full_text"):
    """The one switch that is the feed's: it holds at once, wherever the feed is followed."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Turn it over; off only where no other server reads the pages too."""
        following, draft = await drafted(interaction, int(self.match["id"]))
        choices, feed_id = interaction.client.services.choices, following.feed.id
        has_it = await choices.has_full_text(feed_id)
        if has_it and await choices.is_shared(feed_id, interaction.guild_id):
            raise UserError("editing.shared_pages", feed=shown_title(following.feed))
        await choices.set_full_text(feed_id, wanted=not has_it)
        panel = await panel_of(interaction, following, draft)
        await replace_with(interaction, render_panel(panel, locale_of(interaction)))


class FormButton(
    OwnButton, template=r"fe:(?P<id>[0-9]{1,18}):(?P<name>words|filter|rhythm|kinds|tags)"
):
    """Opens a form."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Show the form, filled with the draft."""
        following, draft = await drafted(interaction, int(self.match["id"]))
        form = FORMS[self.match["name"]]
        await form.require(interaction, following)
        await interaction.response.send_modal(form(interaction, following, draft, keep))


class SaveButton(OwnButton, template=r"fe:(?P<id>[0-9]{1,18}):(?P<name>save|discard)"):
    """Ends a draft, one way or the other."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Save or forget the draft, and show what holds."""
        following, draft = await drafted(interaction, int(self.match["id"]))
        services, locale = interaction.client.services, locale_of(interaction)
        said = "discarded"
        if self.match["name"] == "save":
            await services.choices.save(interaction.user.id, draft)
            await services.subscriptions.wake(following.feed.id, services.clock())
            services.wakes.polls.set()
            said = "saved"
        else:
            await services.choices.drop_draft(interaction.user.id, draft.id)
        kept = await services.subscriptions.one(draft.id)
        assert kept is not None
        panel = await panel_of(interaction, kept, kept.subscription, said=said)
        await replace_with(interaction, render_panel(panel, locale))
        if said == "saved" and kept.subscription.webhook:
            await _warn_of_voice(interaction, kept, panel.kind)


async def _warn_of_voice(
    interaction: discord.Interaction[Client], kept: FollowedFeed, kind: ChannelKind
) -> None:
    """Say that the feed's own name has to wait for a permission."""
    channel_id = kept.subscription.channel_id
    if "manage_webhooks" in missing_permissions(interaction.client, channel_id, kind, webhook=True):
        said = i18n.text(
            locale_of(interaction), "editing.not_saved_webhook", channel=place_of(kept)
        )
        await interaction.followup.send(said, ephemeral=True)


async def setup(bot: Client) -> None:
    """Add the command and what stands in its panel; called by discord.py."""
    feed_group(bot).add_command(edit)
    bot.add_dynamic_items(EditMenu, EditSwitch, FullTextSwitch, FormButton, SaveButton)
