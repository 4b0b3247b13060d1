"""`/feed mention`: the role that a feed calls, and everybody only when that was asked twice."""

from dataclasses import replace

import discord
from discord import app_commands

from bot import i18n
from bot.client import Client, locale_of
from bot.errors import UserError
from bot.follow.edit.changes import with_mention
from bot.message.feed_title import written_title
from bot.message.message import Button, Message, Row, Text
from bot.model import FollowedFeed
from cogs.feed.editing.panel import say_when
from cogs.feed.group import chosen_feed, complete_feed, feed_group, mention_of
from cogs.ui.asker.actor import actor_of
from cogs.ui.asker.installs import for_servers
from cogs.ui.channels import guild_of
from cogs.ui.controls import ROW_ID, OwnButton, require_own_answer
from cogs.ui.layout import replace_with, show


@app_commands.command()
@app_commands.describe(
    feed="The feed",
    role="The role to mention; nobody if this and `when` are left out",
    when="Only for articles that match this, such as kind:article",
)
@app_commands.autocomplete(feed=complete_feed)
async def mention(
    interaction: discord.Interaction[Client],
    feed: str,
    role: discord.Role | None = None,
    when: str | None = None,
) -> None:
    """Mention a role when a feed has something new."""
    following = await chosen_feed(interaction, feed)
    if role is None and when is not None:
        role = _called(interaction, following)
    if role is not None:
        _require_call(interaction, following, role)
    if role is not None and role.is_default():
        await _ask_everybody(interaction, following, role, when)
        return
    changed = await interaction.client.services.feeds.edits.set_mention(
        following.subscription.id,
        guild_of(interaction),
        role.id if role else None,
        when,
        by=actor_of(interaction),
    )
    await show(interaction, _say_mention(interaction, changed.after))


def _say_mention(
    interaction: discord.Interaction[Client], following: FollowedFeed, key: str | None = None
) -> Message:
    """Return whom a feed calls now; or, by another sentence, whom it would."""
    look, locale = following.subscription.look, locale_of(interaction)
    role_id = look.mention_role_id
    everybody = role_id == following.subscription.guild_id
    members = interaction.guild.member_count if interaction.guild else None
    text = i18n.text(
        locale,
        key or ("editing.mention_set" if role_id else "editing.mention_off"),
        role="@everyone" if everybody else f"<@&{role_id}>",
        feed=written_title(following.feed),
        channel=mention_of(following),
        when=say_when(look.mention_when, locale),
        n=members or 0,
    )
    return Message(components=(Text(text),))


async def _ask_everybody(
    interaction: discord.Interaction[Client],
    following: FollowedFeed,
    role: discord.Role,
    when: str | None,
) -> None:
    """Ask whether everybody is meant; what is wanted is kept as the asker's draft.

    Raises:
        UserError: the bot may not call everybody there, or the condition cannot be read.
    """
    assert interaction.guild is not None
    subscription, services = following.subscription, interaction.client.services
    channel = interaction.guild.get_channel_or_thread(subscription.channel_id)
    if channel and not channel.permissions_for(interaction.guild.me).mention_everyone:
        raise UserError("editing.everyone_closed", channel=mention_of(following))
    chosen = (interaction.user.id, subscription.id, guild_of(interaction))
    await services.feeds.edits.discard(*chosen)
    draft = await services.feeds.edits.edit(
        *chosen, lambda was: with_mention(was, role.id, when), services.clock()
    )
    wanted = replace(following, subscription=draft.wanted)
    await show(interaction, _question(interaction, wanted, "ask"))


def _question(interaction: discord.Interaction[Client], wanted: FollowedFeed, step: str) -> Message:
    """Return the first or the second question whether everybody is to be called."""
    locale, subscription_id = locale_of(interaction), wanted.subscription.id
    told = _say_mention(interaction, wanted, f"editing.everyone.{step}")
    further = "sure" if step == "ask" else "yes"
    buttons = Row(
        (
            Button(
                label=i18n.text(locale, f"editing.everyone.{further}_button"),
                custom_id=f"feed:everyone:{further}:{subscription_id}",
                style="danger",
            ),
            Button(
                label=i18n.text(locale, "editing.everyone.no_button"),
                custom_id=f"feed:everyone:no:{subscription_id}",
            ),
        )
    )
    return replace(told, components=(*told.components, buttons))


class EveryoneButton(OwnButton, template=rf"feed:everyone:(?P<verb>sure|yes|no):{ROW_ID}"):
    """Asks once more whether everybody is to be called, does it, or leaves it."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Go on to the second question, save what was asked for, or forget it."""
        guild_id, subscription_id = require_own_answer(interaction), int(self.match["id"])
        services, verb = interaction.client.services, self.match["verb"]
        chosen = (interaction.user.id, subscription_id, guild_id)
        draft = await services.feeds.edits.draft(*chosen)
        if draft.wanted.look.mention_role_id != guild_id and verb != "no":
            raise UserError("editing.everyone.forgotten")
        if verb == "sure":
            wanted = replace(draft.saved, subscription=draft.wanted)
            await replace_with(interaction, _question(interaction, wanted, "again"))
        elif verb == "yes":
            _require_call(interaction, draft.saved, _everybody(interaction))
            saved = await services.feeds.edits.save(
                *chosen, services.clock(), by=actor_of(interaction)
            )
            await replace_with(interaction, _say_mention(interaction, saved))
        else:
            kept = await services.feeds.edits.discard(*chosen)
            await replace_with(
                interaction, _say_mention(interaction, kept, "editing.everyone.kept")
            )


def _everybody(interaction: discord.Interaction[Client]) -> discord.Role:
    assert interaction.guild is not None
    return interaction.guild.default_role


def _called(interaction: discord.Interaction[Client], following: FollowedFeed) -> discord.Role:
    """Return the role that a feed calls already: only the condition is to change.

    Raises:
        UserError: it calls none, or one that is no more.
    """
    role_id = following.subscription.look.mention_role_id
    role = interaction.guild.get_role(role_id) if interaction.guild and role_id else None
    if role is None:
        raise UserError("editing.mention_nobody")
    return role


def _require_call(
    interaction: discord.Interaction[Client], following: FollowedFeed, role: discord.Role
) -> None:
    """Check that the asker could call a role there themselves: a webhook may call any.

    Raises:
        UserError: they could not.
    """
    assert interaction.guild is not None
    channel = interaction.guild.get_channel_or_thread(following.subscription.channel_id)
    may, asker = interaction.permissions, interaction.user
    if channel is not None and isinstance(asker, discord.Member):
        may = channel.permissions_for(asker)
    if not (role.mentionable or may.mention_everyone):
        raise UserError("editing.mention_refused", role=role.mention)


async def setup(bot: Client) -> None:
    """Add the command and the buttons; called by discord.py."""
    feed_group(bot).add_command(for_servers(mention))
    bot.add_dynamic_items(EveryoneButton)
