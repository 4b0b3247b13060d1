"""`/feed edit`: one panel for everything a subscription can be, with a live preview before saving.

Nothing is kept in memory: every click reads the subscription and the asker's draft anew, so the
panel works after a restart, and what somebody else saved meanwhile stays.
"""

from dataclasses import replace

import discord
from discord import app_commands

from bot import i18n
from bot.access.home import is_own
from bot.access.permissions import missing_permissions
from bot.client import Client, locale_of
from bot.digest.options import DigestOptions
from bot.errors import UserError
from bot.follow.edit.changes import Change, switched, with_style
from bot.follow.edit.service import Draft
from bot.message.feed_title import written_title
from bot.model import ChannelKind, FollowedFeed, Mode, OnChange, Style, Subscription
from cogs.feed.editing.forms import FORMS
from cogs.feed.editing.panel import Panel, render_panel
from cogs.feed.group import chosen_feed, complete_feed, feed_group, mention_of
from cogs.ui.asker.access import require_access
from cogs.ui.asker.actor import actor_of
from cogs.ui.channels import guild_of
from cogs.ui.controls import ROW_ID, OwnButton, OwnMenu, require_own_answer
from cogs.ui.layout import replace_with, show


@app_commands.command()
@app_commands.describe(feed="The feed")
@app_commands.autocomplete(feed=complete_feed)
async def edit(interaction: discord.Interaction[Client], feed: str) -> None:
    """Change how a feed looks, when it comes, what is filtered, with a preview."""
    following = await chosen_feed(interaction, feed)
    saved = await interaction.client.services.feeds.edits.discard(
        interaction.user.id, following.subscription.id, guild_of(interaction)
    )
    panel = await panel_of(interaction, Draft(saved=saved, wanted=saved.subscription))
    await show(interaction, render_panel(panel, locale_of(interaction)))


async def panel_of(
    interaction: discord.Interaction[Client], draft: Draft, *, outcome: str | None = None
) -> Panel:
    """Return the panel of a draft, with the newest item that passes as it would look."""
    followed, feed = interaction.client.services.feeds.reader, draft.saved.feed
    channel_id, guild_id = draft.wanted.channel_id, draft.wanted.guild_id
    goes_nowhere = await followed.goes_nowhere(draft.wanted)
    has_digest = guild_id is None or await followed.has_digest(channel_id, guild_id)
    return Panel(
        feed=written_title(feed),
        draft=draft.wanted,
        kind=await followed.kind_of(channel_id),
        changed=draft.is_changed,
        full_text=await followed.has_full_text(feed.id),
        preview=await followed.preview(draft.saved, draft.wanted) or (),
        outcome=outcome,
        goes_nowhere=goes_nowhere,
        can_plan=goes_nowhere and not has_digest and not is_own(interaction),
    )


async def drafted(interaction: discord.Interaction[Client], subscription_id: int) -> Draft:
    """Return the subscription a control belongs to, and what the asker has made of it.

    Raises:
        UserError: it is not of this guild, or gone.
    """
    guild_id = require_own_answer(interaction)
    edits = interaction.client.services.feeds.edits
    return await edits.draft(interaction.user.id, subscription_id, guild_id)


async def edited(
    interaction: discord.Interaction[Client], subscription_id: int, change: Change
) -> None:
    """Change the asker's draft and show the panel anew.

    Raises:
        UserError: the change makes no sense, or the subscription is gone.
    """
    guild_id = require_own_answer(interaction)
    services = interaction.client.services
    draft = await services.feeds.edits.edit(
        interaction.user.id, subscription_id, guild_id, change, services.clock()
    )
    await _show_panel(interaction, draft)


async def _show_panel(interaction: discord.Interaction[Client], draft: Draft) -> None:
    panel = await panel_of(interaction, draft)
    await replace_with(interaction, render_panel(panel, locale_of(interaction)))


class EditMenu(OwnMenu, template=rf"fe:{ROW_ID}:(?P<name>style|mode|change)"):
    """The menus of the panel."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Put the choice into the draft."""
        changes: dict[str, Change] = {
            "style": lambda was: with_style(was, Style(values[0])),
            "mode": lambda was: replace(was, mode=Mode(values[0])),
            "change": lambda was: replace(was, on_change=OnChange(values[0])),
        }
        await edited(interaction, int(self.match["id"]), changes[self.match["name"]])


class EditSwitch(
    OwnButton,
    template=rf"fe:{ROW_ID}:(?P<name>picture|silent|webhook|publish|forum_daily"
    r"|translate)",
):
    """The switches of the panel."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Turn one over in the draft."""
        name = self.match["name"]

        def change(was: Subscription) -> Subscription:
            if name == "translate" and not was.translate:
                _require_model(interaction)
            return switched(was, name)

        await edited(interaction, int(self.match["id"]), change)


def _require_model(interaction: discord.Interaction[Client]) -> None:
    """Check that there is a model that could translate.

    Raises:
        UserError: there is none.
    """
    if not interaction.client.services.summaries.has_model:
        raise UserError("editing.no_model")


class FullTextSwitch(OwnButton, template=rf"fe:{ROW_ID}:full_text"):
    """The one switch that is the feed's: it holds at once, wherever the feed is followed."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Turn it over; off only where no other server reads the pages too."""
        subscription_id, guild_id = int(self.match["id"]), require_own_answer(interaction)
        await interaction.client.services.feeds.edits.switch_full_text(
            subscription_id, guild_id, by=actor_of(interaction)
        )
        await _show_panel(interaction, await drafted(interaction, subscription_id))


class FormButton(
    OwnButton, template=rf"fe:{ROW_ID}:(?P<name>words|filter|rhythm|kinds|tags|rename)"
):
    """Opens a form."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Show the form, filled with the draft."""
        subscription_id = int(self.match["id"])
        draft = await drafted(interaction, subscription_id)
        form = FORMS[self.match["name"]]
        await form.require(interaction, draft.saved)
        forms = interaction.client.services.feeds.typed
        typed = await forms.of(interaction.user.id, subscription_id)
        await interaction.response.send_modal(form(interaction, draft, edited, typed))


class PlanButton(OwnButton, template=rf"fe:{ROW_ID}:plan"):
    """Makes the digest that a feed for digests alone waits for."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Make it, every day at the usual time, and show the panel anew."""
        draft = await drafted(interaction, int(self.match["id"]))
        services, channel_id = interaction.client.services, draft.wanted.channel_id
        channel = await services.guilds.channel(channel_id)
        assert channel is not None
        require_access(interaction, channel)
        now, by = services.clock(), actor_of(interaction)
        await services.digests.planner.plan(channel, DigestOptions(), now, by=by)
        panel = await panel_of(interaction, draft, outcome="digest_made")
        await replace_with(interaction, render_panel(panel, locale_of(interaction)))


class SaveButton(OwnButton, template=rf"fe:{ROW_ID}:(?P<name>save|discard)"):
    """Ends a draft, one way or the other."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Save or forget the draft, and show what holds."""
        subscription_id, guild_id = int(self.match["id"]), require_own_answer(interaction)
        services, user_id = interaction.client.services, interaction.user.id
        if self.match["name"] == "save":
            now = services.clock()
            saved = await services.feeds.edits.save(
                user_id, subscription_id, guild_id, now, by=actor_of(interaction)
            )
            outcome = "saved"
        else:
            saved = await services.feeds.edits.discard(user_id, subscription_id, guild_id)
            outcome = "discarded"
        draft = Draft(saved=saved, wanted=saved.subscription)
        panel = await panel_of(interaction, draft, outcome=outcome)
        await replace_with(interaction, render_panel(panel, locale_of(interaction)))
        if outcome == "saved" and saved.subscription.webhook:
            await _warn_of_webhook(interaction, saved, panel.kind)


async def _warn_of_webhook(
    interaction: discord.Interaction[Client], saved: FollowedFeed, kind: ChannelKind
) -> None:
    """Say that the feed's own name has to wait for a permission."""
    channel_id = saved.subscription.channel_id
    if "manage_webhooks" in missing_permissions(interaction.client, channel_id, kind, webhook=True):
        warning = i18n.text(
            locale_of(interaction), "editing.not_saved_webhook", channel=mention_of(saved)
        )
        await interaction.followup.send(warning, ephemeral=True)


async def setup(bot: Client) -> None:
    """Add the command and what stands in its panel; called by discord.py."""
    feed_group(bot).add_command(edit)
    bot.add_dynamic_items(EditMenu, EditSwitch, FullTextSwitch, FormButton, PlanButton, SaveButton)
