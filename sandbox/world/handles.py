"""Guilds and channels as tests hold them: what a person with a mouse can do to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.errors import Refused
from sandbox.events import PATIENCE_S
from sandbox.payloads import resources
from sandbox.payloads.messages import visible_text
from sandbox.world import posting
from sandbox.world.permissions import EVERYONE, named
from sandbox.world.state import (
    KINDS,
    THREADS,
    Channel,
    Guild,
    Json,
    Member,
    Message,
    Overwrite,
    Role,
    User,
    Webhook,
)
from sandbox.world.world import World

# What the invite link of a news bot asks for.
BOT_MAY = (
    "view_channel", "send_messages", "send_messages_in_threads", "embed_links", "attach_files",
    "read_message_history", "create_public_threads", "manage_webhooks", "manage_messages",
    "manage_threads", "add_reactions", "use_application_commands",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChannelHandle:
    """A channel, thread or direct channel."""

    world: World
    channel: Channel

    @property
    def id(self) -> int:
        return self.channel.id

    @property
    def name(self) -> str:
        return self.channel.name

    @property
    def messages(self) -> list[Message]:
        """The messages everyone sees, oldest first."""
        return list(self.channel.messages.values())

    @property
    def texts(self) -> list[str]:
        """What a reader sees of each message."""
        return [visible_text(each) for each in self.messages]

    @property
    def threads(self) -> list[ChannelHandle]:
        """The threads, or a forum's posts, oldest first."""
        guild = self.world.guild_of(self.channel)
        inside = [] if guild is None else guild.threads
        return [ChannelHandle(self.world, each) for each in inside if each.parent_id == self.id]

    @property
    def webhooks(self) -> list[Webhook]:
        return [each for each in self.world.webhooks.values() if each.channel_id == self.id]

    def say(self, user: User, content: str) -> Message:
        """Let a user write here."""
        by = posting.Author(author=user)
        return posting.post(self.world, self.channel, by, {"content": content})

    def allow(self, *names: str, who: User | Role | None = None) -> None:
        """Allow the bot (or a member, or a role) something here."""
        self._overwrite(who, allow=named(*names))

    def deny(self, *names: str, who: User | Role | None = None) -> None:
        """Deny the bot (or a member, or a role) something here."""
        self._overwrite(who, deny=named(*names))

    def _overwrite(
        self,
        who: User | Role | None,
        *,
        allow: int = 0,
        deny: int = 0,
    ) -> None:
        target = who or self.world.bot
        kind = 0 if isinstance(target, Role) else 1
        old = self.channel.overwrites.get(target.id, Overwrite(id=target.id, kind=kind))
        self.channel.overwrites[target.id] = Overwrite(
            id=target.id,
            kind=kind,
            allow=(old.allow | allow) & ~deny,
            deny=(old.deny | deny) & ~allow,
        )
        self.world.tell_channel("UPDATE", self.channel)

    def rename(self, name: str) -> None:
        self.channel.name = name
        self.world.tell_channel("UPDATE", self.channel)

    def archive(self, *, locked: bool = False) -> None:
        """Archive a thread.

        Raises:
            Refused: it is none.
        """
        if self.channel.thread is None:
            raise Refused("only threads are archived")
        self.channel.thread.archived = True
        self.channel.thread.locked = locked
        self.world.tell_channel("UPDATE", self.channel)

    def delete(self) -> None:
        """Delete the channel with its threads and webhooks."""
        self.world.remove_channel(self.channel)

    def add_webhook(self, name: str) -> Webhook:
        """Make a webhook that is not the bot's own; its address is `url`."""
        return self.world.make_webhook(self.channel, name, own=False)

    def webhook_url(self, webhook: Webhook) -> str:
        url = resources.webhook(webhook, base=self.world.base)["url"]
        assert isinstance(url, str)
        return url

    def remove_webhook(self, webhook: Webhook) -> None:
        self.world.remove_webhook(webhook)

    def remove_message(self, message: Message) -> None:
        posting.delete(self.world, self.channel, message)

    async def until(self, count: int, *, seconds: float = PATIENCE_S) -> list[Message]:
        """Wait until at least `count` messages are here, and return all.

        Raises:
            TimeoutError: they did not come in time.
        """
        await self.world.events.until(lambda: len(self.channel.messages) >= count, seconds)
        return self.messages


@dataclass(frozen=True, slots=True)
class GuildHandle:
    """A guild."""

    world: World
    guild: Guild

    @property
    def id(self) -> int:
        return self.guild.id

    @property
    def name(self) -> str:
        return self.guild.name

    @property
    def owner(self) -> User:
        return self.world.users[self.guild.owner_id]

    @property
    def channels(self) -> list[ChannelHandle]:
        return [ChannelHandle(self.world, each) for each in self.guild.channels.values()]

    def channel(self, name: str) -> ChannelHandle:
        """Return a channel by its name.

        Raises:
            KeyError: there is none.
        """
        for each in self.guild.channels.values():
            if each.name == name.removeprefix("#"):
                return ChannelHandle(self.world, each)
        raise KeyError(name)

    def add_channel(
        self,
        name: str,
        kind: str = "text",
        *,
        topic: str | None = None,
        tags: Sequence[str] = (),
        require_tag: bool = False,
        parent: ChannelHandle | None = None,
    ) -> ChannelHandle:
        """Add a channel of one of the `KINDS`; `tags` are a forum's."""
        channel = Channel(
            id=self.world.ids(),
            kind=KINDS[kind],
            name=name,
            guild_id=self.guild.id,
            position=len(self.guild.channels),
            parent_id=None if parent is None else parent.id,
            topic=topic,
            tags=[self._tag(each) for each in tags],
            flags=(1 << 4) if require_tag else 0,
        )
        assert channel.kind not in THREADS
        self.guild.channels[channel.id] = channel
        self.world.tell_channel("CREATE", channel)
        return ChannelHandle(self.world, channel)

    def _tag(self, name: str) -> Json:
        return {
            "id": str(self.world.ids()),
            "name": name,
            "moderated": False,
            "emoji_id": None,
            "emoji_name": None,
        }

    def rename(self, name: str) -> None:
        self.guild.name = name
        self.world.tell("GUILD_UPDATE", resources.guild(self.guild), guild=self.guild)

    def add_role(self, name: str, *may: str, mentionable: bool = False) -> Role:
        """Add a role that grants permissions, named as in `manage_guild`."""
        role = Role(
            id=self.world.ids(),
            name=name,
            permissions=named(*may),
            position=len(self.guild.roles),
            mentionable=mentionable,
        )
        self.guild.roles[role.id] = role
        data = {"guild_id": str(self.id), "role": resources.role(role)}
        self.world.tell("GUILD_ROLE_CREATE", data, guild=self.guild)
        return role

    def override_command(self, name: str, who: User | Role, *, allowed: bool) -> None:
        """Open or close a whole command to a member or a role, as under Integrations."""
        self.guild.command_overrides.setdefault(name, {})[who.id] = allowed

    def add_member(self, user: User, *may: str) -> User:
        """Let a user in, with a role that grants what is named."""
        if user.id not in self.guild.members:
            self.guild.members[user.id] = Member(user=user, joined_at=self.world.clock())
        if may:
            role = self.add_role(f"{user.username} may", *may)
            self.guild.members[user.id].role_ids.append(role.id)
        return user

    def add_bot(self, *may: str) -> None:
        """Invite the bot, or invite it again after it has left."""
        self.add_member(self.world.bot, *(may or BOT_MAY))
        data = resources.guild_create(self.guild, self.world.bot.id)
        del data["unavailable"]  # by its absence clients know that they have just joined
        self.world.tell("GUILD_CREATE", data, guild=self.guild)

    def remove_bot(self) -> None:
        """Kick the bot out; its own commands for this guild go with it."""
        self.world.tell("GUILD_DELETE", {"id": str(self.id)}, guild=self.guild)
        del self.guild.members[self.world.bot.id]
        self.world.commands.pop(self.id, None)

    def become_unavailable(self) -> None:
        """Let the guild fail, as in an outage of Discord's."""
        self.guild.available = False
        data = {"id": str(self.id), "unavailable": True}
        self.world.tell("GUILD_DELETE", data, guild=self.guild)

    def become_available(self) -> None:
        self.guild.available = True
        data = resources.guild_create(self.guild, self.world.bot.id)
        self.world.tell("GUILD_CREATE", data, guild=self.guild)


def new_guild(
    world: World, name: str, *, owner: User, locale: str, shard: tuple[int, int]
) -> Guild:
    """Store a guild with its everyone role and its owner; the bot is invited separately."""
    guild_id = world.ids.of_shard(*shard)
    guild = Guild(id=guild_id, name=name, owner_id=owner.id, locale=locale, features=["NEWS"])
    guild.roles[guild.id] = Role(id=guild.id, name="@everyone", permissions=EVERYONE)
    guild.members[owner.id] = Member(user=owner, joined_at=world.clock())
    world.guilds[guild.id] = guild
    return guild
