"""Guilds and channels: where messages go, and what moderators chose there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChannelKind(StrEnum):
    """The kinds of channel that can be written to."""

    TEXT = "text"
    ANNOUNCEMENT = "announcement"
    THREAD = "thread"
    FORUM = "forum"
    DM = "dm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guild:
    """A Discord server and what its moderators chose; `gone_at` is None while we are a member.

    What a member follows themselves is `personal`: a guild of one, by the id of the member.
    """

    id: int
    name: str = ""
    preferred_locale: str | None = None
    locale: str | None = None
    zone: str | None = None
    notice_channel_id: int | None = None
    same_story: bool = True
    summary_llm: bool = False
    personal: bool = False
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelBlock:
    """Why nothing may be posted in a channel: Discord's error code, and what would open it.

    `missing` are the permissions that are known to be missing, by their names in the API.
    """

    code: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place for messages; None in `locale`, `zone`, `same_story` means: as the guild has it."""

    id: int
    guild_id: int | None
    kind: ChannelKind = ChannelKind.TEXT
    name: str = ""
    locale: str | None = None
    zone: str | None = None
    same_story: bool | None = None
    gone_at: datetime | None = None
