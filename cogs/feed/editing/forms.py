"""The forms that the panel of `/feed edit` opens: each checks what was typed, and keeps a draft.

A form that cannot be read says why and changes nothing; the panel stays as it was.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import discord
from discord import ui

from bot import i18n
from bot.access.home import is_own
from bot.client import Client, answering, locale_of
from bot.errors import Typed, UserError
from bot.feeds.items.kinds import MAX_TEXT, read_rules, write_rules
from bot.follow.edit.changes import Change, with_filters, with_words
from bot.follow.edit.colour import read_colour
from bot.follow.edit.rename import MAX_NAME
from bot.follow.edit.service import Draft
from bot.follow.edit.settings import MAX_BURST, MAX_INTERVAL
from bot.model import FollowedFeed, Subscription
from bot.post.forum_tags import TagRule, read_tag_rules, rule_lines, write_tag_rules
from bot.post.template import MAX_TEMPLATE
from bot.query.parser import MAX_CHARS, parse_filter
from cogs.ui.asker.actor import actor_of
from cogs.ui.channels import guild_of

LIVES = 840  # seconds; Discord's token of the panel lives for 900

# Changes the draft of a subscription, and shows the panel anew.
Edit = Callable[[discord.Interaction[Client], int, Change], Awaitable[None]]


class PanelForm(ui.Modal):
    """A form over one draft; subclasses say its fields and what is made of them."""

    name: ClassVar[str]

    def __init__(
        self,
        interaction: discord.Interaction[Client],
        draft: Draft,
        edit: Edit,
        typed: Mapping[str, str],
    ) -> None:
        self.locale = locale_of(interaction)
        self._typed = typed
        super().__init__(title=i18n.text(self.locale, f"editing.modal.{self.name}"), timeout=LIVES)
        self.following = draft.saved
        self.fastest = interaction.client.services.feeds.follow.fastest
        self._edit = edit
        self.fields: dict[str, ui.TextInput[Any]] = {}
        self.fill(draft.wanted)

    @classmethod
    async def require(
        cls, interaction: discord.Interaction[Client], following: FollowedFeed
    ) -> None:
        """Check that the form makes sense here.

        Raises:
            UserError: it does not.
        """

    def fill(self, draft: Subscription) -> None:
        """Add the fields, with what the draft says."""
        raise NotImplementedError

    def field(self, name: str, default: str | None, *, limit: int, long: bool = False) -> None:
        """Add one optional field with an example; what was typed and refused still stands in it."""
        style = discord.TextStyle.paragraph if long else discord.TextStyle.short
        field = ui.TextInput[Any](
            custom_id=name,
            style=style,
            default=self._typed.get(name, default),
            placeholder=i18n.text(self.locale, f"editing.example.{name}"),
            required=False,
            max_length=limit,
        )
        self.fields[name] = field
        text = i18n.text(self.locale, f"editing.modal.{name}")
        self.add_item(ui.Label(text=text, component=field))

    def typed(self, name: str) -> str | None:
        """Return what stands in a field; None where it is empty."""
        return self.fields[name].value.strip() or None

    def change(self, was: Subscription) -> Subscription:
        """Return the draft with what was typed.

        Raises:
            UserError: something cannot be read.
        """
        raise NotImplementedError

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Keep the draft, or say why not and what was typed for the next time."""
        async with answering(interaction):
            try:
                await self.keep(interaction)
            except UserError:
                await interaction.client.services.feeds.typed.keep(
                    interaction.user.id,
                    self.following.subscription.id,
                    guild_of(interaction),
                    {name: field.value for name, field in self.fields.items()},
                    interaction.client.services.clock(),
                )
                raise

    async def keep(self, interaction: discord.Interaction[Client]) -> None:
        """Keep the draft.

        Raises:
            UserError: something cannot be read, or the subscription is gone.
        """
        await self._edit(interaction, self.following.subscription.id, self.change)


class WordsForm(PanelForm):
    """Colour and template."""

    name = "words"

    def fill(self, draft: Subscription) -> None:
        """Add the fields."""
        colour = draft.look.colour
        self.field("colour", None if colour is None else f"#{colour:06x}", limit=20)
        self.field("template", draft.look.template, limit=MAX_TEMPLATE, long=True)

    def change(self, was: Subscription) -> Subscription:
        """Return the draft with colour and template, both optional; a new template is chosen."""
        return with_words(was, read_colour(self.typed("colour")), self.typed("template"))


class FilterForm(PanelForm):
    """What passes, and what never does."""

    name = "filter"

    def fill(self, draft: Subscription) -> None:
        """Add the fields."""
        self.field("include", draft.include, limit=MAX_CHARS, long=True)
        self.field("exclude", draft.exclude, limit=MAX_CHARS, long=True)

    def change(self, was: Subscription) -> Subscription:
        """Return the draft with both filters, each checked."""
        return with_filters(was, self.typed("include") or "", self.typed("exclude") or "")


class RhythmForm(PanelForm):
    """How many make a burst, and how often to look."""

    name = "rhythm"

    def fill(self, draft: Subscription) -> None:
        """Add the fields."""
        self.field("burst", str(draft.burst), limit=3)
        minutes = None if draft.interval is None else str(draft.interval // timedelta(minutes=1))
        self.field("interval", minutes, limit=4)

    def change(self, was: Subscription) -> Subscription:
        """Return the draft with both numbers."""
        minute = timedelta(minutes=1)
        burst = read_number(self.typed("burst") or "8", 1, MAX_BURST)
        minutes = self.typed("interval")
        interval = (
            None
            if minutes is None
            else timedelta(
                minutes=read_number(minutes, self.fastest // minute, MAX_INTERVAL // minute)
            )
        )
        return replace(was, burst=burst, interval=interval)


class KindsForm(PanelForm):
    """What is a brief; the feed's own, so it holds at once wherever the feed is followed."""

    name = "kinds"

    @classmethod
    async def require(
        cls, interaction: discord.Interaction[Client], following: FollowedFeed
    ) -> None:
        """Check that no other guild follows the feed: its kinds are theirs as well."""
        followed = interaction.client.services.feeds.reader
        await followed.require_unshared(following, guild_of(interaction))

    def fill(self, draft: Subscription) -> None:
        """Add the field, with the rules that hold."""
        rules = read_rules(self.following.feed.kind_rules)
        self.field("kind_rules", write_rules(rules, self.locale), limit=MAX_TEXT, long=True)

    async def keep(self, interaction: discord.Interaction[Client]) -> None:
        """Keep the rules, and show the panel anew."""
        services, subscription_id = interaction.client.services, self.following.subscription.id
        rules = self.typed("kind_rules")
        await services.feeds.edits.set_kind_rules(
            subscription_id, guild_of(interaction), rules, by=actor_of(interaction)
        )
        await self._edit(interaction, subscription_id, lambda was: was)


class NameForm(PanelForm):
    """What the feed is called; the server's own, so it holds at once in all its channels."""

    name = "rename"

    def fill(self, draft: Subscription) -> None:
        """Add the field, with the name that was chosen."""
        self.field("called", self.following.feed.name, limit=MAX_NAME)

    async def keep(self, interaction: discord.Interaction[Client]) -> None:
        """Keep the name, and show the panel anew."""
        subscription_id = self.following.subscription.id
        names = interaction.client.services.feeds.names
        await names.rename(
            subscription_id, guild_of(interaction), self.typed("called"), by=actor_of(interaction)
        )
        await self._edit(interaction, subscription_id, lambda was: was)


class TagsForm(PanelForm):
    """Which posts of a forum get which of its tags."""

    name = "tags"

    def __init__(
        self,
        interaction: discord.Interaction[Client],
        draft: Draft,
        edit: Edit,
        typed: Mapping[str, str],
    ) -> None:
        self._tags = tags_of(interaction, draft.saved.subscription.channel_id)
        super().__init__(interaction, draft, edit, typed)

    @classmethod
    async def require(
        cls, interaction: discord.Interaction[Client], following: FollowedFeed
    ) -> None:
        """Check that the forum has tags."""
        if not tags_of(interaction, following.subscription.channel_id):
            raise UserError("editing.no_tags_here")

    def fill(self, draft: Subscription) -> None:
        """Add the field: a line a rule, by the tag's name."""
        names = {tag_id: name for name, tag_id in self._tags.items()}
        lines = rule_lines(read_tag_rules(draft.forum_tags), names)
        self.field("tag_rules", "\n".join(lines) or None, limit=MAX_TEXT, long=True)

    def change(self, was: Subscription) -> Subscription:
        """Return the draft with the rules that were typed."""
        lines = (self.typed("tag_rules") or "").splitlines()
        rules = [self._rule(line) for line in lines if line.strip()]
        return replace(was, forum_tags=write_tag_rules(rules))

    def _rule(self, line: str) -> TagRule:
        name, _, when = line.partition(":")
        known = {known.casefold(): tag_id for known, tag_id in self._tags.items()}
        tag_id = known.get(name.strip().casefold())
        if tag_id is None:
            raise UserError(
                "editing.no_tag", given=Typed(name.strip()), tags=Typed(", ".join(self._tags))
            )
        parse_filter(when.strip())
        return TagRule(tag_id=tag_id, when=when.strip())


def tags_of(interaction: discord.Interaction[Client], channel_id: int) -> dict[str, int]:
    """Return the tags of a forum by their names; any other channel has none."""
    here = None if is_own(interaction) else interaction.guild
    forum = here and here.get_channel(channel_id)
    if not isinstance(forum, discord.ForumChannel):
        return {}
    return {tag.name: tag.id for tag in forum.available_tags}


def read_number(typed: str, least: int, most: int) -> int:
    """Return a whole number within bounds.

    Raises:
        UserError: it is none, or out of bounds.
    """
    if not (typed.isascii() and typed.isdigit() and least <= int(typed) <= most):
        raise UserError("editing.no_number", given=Typed(typed), least=least, most=most)
    return int(typed)


FORMS: dict[str, type[PanelForm]] = {
    form.name: form for form in (WordsForm, FilterForm, RhythmForm, KindsForm, NameForm, TagsForm)
}
