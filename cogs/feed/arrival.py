"""The question of `/feed add` in a channel with a digest: in the page, or as it comes."""

import discord

from bot import i18n
from bot.client import Client, locale_of
from bot.message.feed_title import written_title
from bot.message.message import Button, Component, Message, Row, Text
from bot.model import FollowedFeed, Mode
from cogs.feed.group import mention_of
from cogs.ui.asker.actor import actor_of
from cogs.ui.channels import guild_of
from cogs.ui.controls import OwnButton, require_own_answer
from cogs.ui.layout import show

A_BUTTON = 10  # feeds that one button changes: its custom id holds their ids


async def arrival_question(
    interaction: discord.Interaction[Client], followed: list[FollowedFeed]
) -> tuple[Component, ...]:
    """Return two buttons for feeds that a channel follows now; nothing where it has no digest.

    The one that says what holds already is marked.
    """
    if not followed:
        return ()
    subscription, reader = followed[0].subscription, interaction.client.services.feeds.reader
    if not await reader.has_digest(subscription.channel_id, guild_of(interaction)):
        return ()
    locale = locale_of(interaction)
    text = i18n.text(
        locale,
        "feeds.add.arrival",
        channel=mention_of(followed[0]),
        mode=i18n.text(locale, f"feeds.mode.{subscription.mode}"),
    )
    ids = [str(each.subscription.id) for each in followed]
    rows = [
        Row(
            tuple(
                Button(
                    label=i18n.text(locale, f"feeds.arrival.{mode}"),
                    custom_id=f"feed:come:{mode}:{'.'.join(ids[start : start + A_BUTTON])}",
                    style="primary" if mode is subscription.mode else "secondary",
                )
                for mode in (Mode.DIGEST, Mode.LIVE)
            )
        )
        for start in range(0, len(ids), A_BUTTON)
    ]
    return (Text(text), *rows)


class ArrivalButton(
    OwnButton, template=r"feed:come:(?P<mode>digest|live):(?P<ids>[0-9]{1,18}(?:\.[0-9]{1,18})*)"
):
    """Lets feeds that were just followed arrive in the digest, or as they come."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Do as asked, and say so beside the answer, whose buttons stay."""
        guild_id, mode = require_own_answer(interaction), Mode(self.match["mode"])
        ids = [int(each) for each in self.match["ids"].split(".")]
        follow = interaction.client.services.feeds.follow
        followed = await follow.set_arrival(ids, guild_id, mode, by=actor_of(interaction))
        text = i18n.text(
            locale_of(interaction),
            f"feeds.arrival.now_{mode}",
            feeds=", ".join(written_title(each.feed) for each in followed),
            channel=mention_of(followed[0]),
            n=len(followed),
        )
        await show(interaction, Message(components=(Text(text),)))
