"""The one value that holds everything there is, with lookups that refuse as Discord does.

Knows no HTTP and no WebSocket: what happens is published on `events`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from sandbox.errors import DiscordError
from sandbox.events import Event, EventBus
from sandbox.payloads import messages, resources
from sandbox.world.permissions import DIRECT, Permission, in_channel
from sandbox.world.session_starts import SessionStarts
from sandbox.world.snowflakes import Clock, Snowflakes, bot_token, webhook_token
from sandbox.world.state import DM, Attachment, Channel, Guild, Json, Message, User, Webhook

if TYPE_CHECKING:
    from sandbox.users.interactions import Interaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Numbers of Discord's that a test may want otherwise."""

    nonce_window: timedelta = timedelta(minutes=3)  # "the past few minutes"
    answer_within: timedelta = timedelta(seconds=3)
    token_lives: timedelta = timedelta(minutes=15)
    privileged_intents: int = 0  # bits the portal allows, none by default
    max_concurrency: int = 1
    identify_every: timedelta = timedelta()  # by each of `max_concurrency`; 5 s in life
    session_starts: int = 1000  # in a day
    shards: int = 1
    heartbeat_every: timedelta = timedelta(seconds=41.25)


class World:
    """Users, guilds, channels, webhooks, commands and interactions of one Discord."""

    def __init__(self, *, clock: Clock, dice: Random, rules: Rules, name: str) -> None:
        self.clock = clock
        self.dice = dice
        self.rules = rules
        self.name = name
        self.ids = Snowflakes(clock)
        self.events = EventBus()
        self.starts = SessionStarts(rules)
        self.base = ""  # the server's address, known once it listens
        self.bot = User(id=self.ids(), username=name, bot=True)
        self.owner = User(id=self.ids(), username="owner", global_name="Owner")
        self.users: dict[int, User] = {user.id: user for user in (self.bot, self.owner)}
        self.token = bot_token(dice, self.bot.id)
        self.guilds: dict[int, Guild] = {}
        self.directs: dict[int, Channel] = {}
        self.installed_by: set[int] = set()  # users who added the app to their account
        self.webhooks: dict[int, Webhook] = {}
        self.files: dict[int, Attachment] = {}
        self.commands: dict[int | None, dict[int, Json]] = {None: {}}
        self.commands_made: dict[int | None, int] = {}
        self.interactions: dict[str, Interaction] = {}
        self.nonces: dict[tuple[int, str | int], Message] = {}

    @property
    def application_id(self) -> int:
        return self.bot.id

    # Lookups

    def guild(self, guild_id: int) -> Guild:
        """Return a guild the bot is in.

        Raises:
            DiscordError: 10004, or 50001 for a guild the bot has left.
        """
        if guild_id not in self.guilds:
            raise DiscordError(10004)
        if self.bot.id not in self.guilds[guild_id].members:
            raise DiscordError(50001)
        return self.guilds[guild_id]

    def joined(self) -> Iterator[Guild]:
        """Yield the guilds the bot is in."""
        return (guild for guild in self.guilds.values() if self.bot.id in guild.members)

    def find_channel(self, channel_id: int) -> Channel | None:
        """Return a channel of any kind, whoever may see it."""
        for guild in self.guilds.values():
            if channel_id in guild.channels:
                return guild.channels[channel_id]
        return self.directs.get(channel_id)

    def channel(self, channel_id: int, *needs: Permission) -> Channel:
        """Return a channel in which the bot may do what is needed.

        Raises:
            DiscordError: 10003 (none such), 50001 (out of sight) or 50013 (not allowed).
        """
        channel = self.find_channel(channel_id)
        if channel is None:
            raise DiscordError(10003)
        held = self.permissions(channel, self.bot.id)
        if not held & Permission.VIEW_CHANNEL:
            raise DiscordError(50001)
        for need in needs:
            if not held & need:
                raise DiscordError(50013)
        return channel

    def permissions(self, channel: Channel, user_id: int) -> int:
        """Return what a user may do in a channel."""
        guild = self.guild_of(channel)
        return DIRECT if guild is None else in_channel(guild, user_id, channel)

    def guild_of(self, channel: Channel) -> Guild | None:
        return None if channel.guild_id is None else self.guilds[channel.guild_id]

    def guild_with(self, channel: Channel) -> Guild:
        """Return the guild of a channel that must be in one.

        Raises:
            DiscordError: 50003 for a direct channel.
        """
        guild = self.guild_of(channel)
        if guild is None:
            raise DiscordError(50003)
        return guild

    def message(self, channel: Channel, message_id: int) -> Message:
        """Return a message of a channel.

        Raises:
            DiscordError: 10008.
        """
        if message_id not in channel.messages:
            raise DiscordError(10008)
        return channel.messages[message_id]

    def user(self, user_id: int) -> User:
        """Return a user.

        Raises:
            DiscordError: 10013.
        """
        if user_id not in self.users:
            raise DiscordError(10013)
        return self.users[user_id]

    def direct(self, user: User) -> Channel:
        """Return the direct channel between the bot and a user, made at need."""
        for channel in self.directs.values():
            if channel.recipients == [user]:
                return channel
        channel = Channel(id=self.ids(), kind=DM, name=user.username, recipients=[user])
        self.directs[channel.id] = channel
        return channel

    def is_direct(self, channel: Channel) -> bool:
        """Tell the bot's own direct channels from those between users, of which it is no part."""
        return channel.id in self.directs

    # Changes that more than one place makes

    def make_webhook(self, channel: Channel, name: str, *, own: bool = True) -> Webhook:
        """Store a webhook of a channel; `own` when the bot made it."""
        webhook = Webhook(
            id=self.ids(),
            token=webhook_token(self.dice),
            name=name,
            channel_id=channel.id,
            guild_id=self.guild_with(channel).id,
            creator=self.bot if own else self.owner,
            application_id=self.application_id if own else None,
        )
        self.webhooks[webhook.id] = webhook
        self._tell_webhooks(channel)
        return webhook

    def remove_webhook(self, webhook: Webhook) -> None:
        del self.webhooks[webhook.id]
        if (channel := self.find_channel(webhook.channel_id)) is not None:
            self._tell_webhooks(channel)

    def _tell_webhooks(self, channel: Channel) -> None:
        data = {"guild_id": str(channel.guild_id), "channel_id": str(channel.id)}
        self.tell("WEBHOOKS_UPDATE", data, channel=channel)

    def remove_channel(self, channel: Channel) -> None:
        """Take a channel away, with its threads and webhooks."""
        guild = self.guild_with(channel)
        self.tell_channel("DELETE", channel)
        inside = [each.id for each in guild.threads if each.parent_id == channel.id]
        for channel_id in (channel.id, *inside):
            del guild.channels[channel_id]
        hooks = [each.id for each in self.webhooks.values() if each.channel_id == channel.id]
        for webhook_id in hooks:
            del self.webhooks[webhook_id]

    # Accounts

    def install(self, user: User) -> None:
        self.installed_by.add(user.id)
        self._tell_installed(user)

    def uninstall(self, user: User) -> None:
        self.installed_by.discard(user.id)
        self._tell_installed(user)

    def _tell_installed(self, user: User) -> None:
        is_there = user.id in self.installed_by
        self.tell("INSTALL_UPDATE", {"user_id": str(user.id), "installed": is_there}, for_bot=False)

    # Events

    def tell(
        self,
        name: str,
        data: Json,
        *,
        guild: Guild | None = None,
        channel: Channel | None = None,
        for_bot: bool = True,
    ) -> None:
        """Publish an event; with a channel, only bots that see the channel hear of it."""
        place = guild.id if guild else (channel.guild_id if channel else None)
        self.events.publish(
            Event(
                name=name,
                data=data,
                guild_id=place,
                channel_id=None if channel is None else channel.id,
                for_bot=for_bot,
            )
        )

    def tell_channel(self, name: str, channel: Channel) -> None:
        """Publish that a channel or thread was made, changed or deleted."""
        kind = "THREAD" if channel.thread else "CHANNEL"
        data = resources.channel(channel)
        if channel.thread and name == "CREATE":
            data["newly_created"] = True  # without it clients think that they were let in
        self.tell(f"{kind}_{name}", data, guild=self.guild_of(channel), channel=channel)

    def tell_message(self, name: str, channel: Channel, message: Message) -> None:
        """Publish that a message was made or changed; ephemeral ones only to users."""
        guild = self.guild_of(channel)
        data = messages.event(message, base=self.base, guild=guild)
        if message.seen_by is not None:
            data["seen_by"] = str(message.seen_by)
        seen = not message.ephemeral
        self.tell(f"MESSAGE_{name}", data, channel=channel, for_bot=seen)
