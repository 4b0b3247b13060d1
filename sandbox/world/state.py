"""What the sandbox remembers, as plain values in memory; no rules, no JSON, no network."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]

TEXT, DM, GROUP_DM, CATEGORY, ANNOUNCEMENT = 0, 1, 3, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
FORUM = 15
VOICE, STAGE, MEDIA = 2, 13, 16
KINDS = {
    "text": TEXT,
    "announcement": ANNOUNCEMENT,
    "forum": FORUM,
    "category": CATEGORY,
    "voice": VOICE,
    "stage": STAGE,
    "media": MEDIA,
}
THREADS = (ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
CROSSPOSTED, HAS_THREAD = 1 << 0, 1 << 5


@dataclass(slots=True, kw_only=True)
class User:
    id: int
    username: str
    global_name: str | None = None
    bot: bool = False
    locale: str = "en-US"
    avatar: str | None = None
    dms_open: bool = True


@dataclass(slots=True, kw_only=True)
class Role:
    id: int
    name: str
    permissions: int = 0
    position: int = 0
    color: int = 0
    managed: bool = False
    mentionable: bool = False


@dataclass(slots=True, kw_only=True)
class Member:
    user: User
    joined_at: datetime
    role_ids: list[int] = field(default_factory=list)
    nick: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overwrite:
    """What a channel allows or denies a role (`kind` 0) or a member (`kind` 1)."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, kw_only=True)
class Thread:
    """What only threads have; `applied_tags` is for posts of a forum."""

    owner_id: int
    created_at: datetime
    auto_archive_minutes: int = 1440
    archived: bool = False
    locked: bool = False
    applied_tags: list[int] = field(default_factory=list)
    sent: int = 0


@dataclass(slots=True, kw_only=True)
class Attachment:
    id: int
    filename: str
    content: bytes
    content_type: str
    description: str | None = None
    ephemeral: bool = False


@dataclass(slots=True, kw_only=True)
class Message:
    """A message; `embeds` and `components` are kept in the form of an answer."""

    id: int
    channel_id: int
    author: User
    created_at: datetime
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    flags: int = 0
    kind: int = 0
    tts: bool = False
    pinned: bool = False
    nonce: str | int | None = None
    edited_at: datetime | None = None
    webhook_id: int | None = None
    application_id: int | None = None
    reference: Json | None = None
    interaction: Json | None = None  # the metadata of the interaction it answers
    asked: Json | None = None  # the older form of the same, with the command's name
    seen_by: int | None = None  # the only user who sees it, when ephemeral
    thread: "Channel | None" = None
    reactions: dict[str, set[int]] = field(default_factory=dict)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)


@dataclass(slots=True, kw_only=True)
class Channel:
    id: int
    kind: int
    name: str
    guild_id: int | None = None
    position: int = 0
    parent_id: int | None = None
    topic: str | None = None
    nsfw: bool = False
    slowmode_s: int = 0
    tags: list[Json] = field(default_factory=list)
    flags: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    recipients: list[User] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    thread: Thread | None = None


@dataclass(slots=True, kw_only=True)
class Webhook:
    id: int
    token: str
    name: str
    channel_id: int
    guild_id: int
    creator: User
    application_id: int | None
    avatar: str | None = None


@dataclass(slots=True, kw_only=True)
class Guild:
    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    icon: str | None = None
    features: list[str] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)  # threads too
    available: bool = True
    # By a command's name: the roles and members it is opened or closed to under Integrations.
    command_overrides: dict[str, dict[int, bool]] = field(default_factory=dict)

    @property
    def threads(self) -> Iterator[Channel]:
        return (channel for channel in self.channels.values() if channel.thread)
