"""Imports: a file of feeds that is brought into a guild, entry by entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.model.guilds.guild import Channel


class ImportState(StrEnum):
    """How far an import is; a draft is a dry run that nobody has started."""

    DRAFT = "draft"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class EntryState(StrEnum):
    """What became of an entry."""

    WAITING = "waiting"
    FOLLOWED = "followed"
    KNOWN = "known"
    OVER = "over"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An import of a guild; `file_guild_id` is the server that our own file was made of.

    `left_out` was no feed, and `dropped` settings cannot be kept here.
    """

    id: int
    guild_id: int
    channel_id: int
    state: ImportState
    file_guild_id: int | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEntry:
    """A feed of an import, and the channel that it goes to."""

    id: int
    import_id: int
    guild_id: int
    channel: Channel
    is_ours: bool
    url: str
    host: str
    title: str = ""
    site_url: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    state: EntryState = EntryState.WAITING
    cause: str | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFolder:
    """A folder of an import: the channel that it becomes, and what the file says of it.

    `file_id` is the channel that it was, None for a folder of another program's; `digests` are
    settings with the addresses of the feeds chosen (None: all).
    """

    channel: Channel
    file_id: int | None
    settings: Mapping[str, str]
    digests: tuple[tuple[Mapping[str, str], tuple[str, ...] | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderCount:
    """A folder of an import, what it becomes, and how many feeds of it are new there."""

    place: int
    name: str
    channel_id: int
    feeds: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """An import with its numbers; `unreachable` names the first ones, with their causes.

    An entry is a feed in a channel, so a feed may have several: `counts` are of entries, all else
    is of feeds. `new` ones are not followed in a channel that they are for, `unknown` ones in none
    of the server's.
    """

    job: Import
    counts: Mapping[EntryState, int]
    feed_counts: Mapping[EntryState, int]
    feeds: int
    new: int
    unknown: int
    folders: tuple[FolderCount, ...] = ()
    unreachable: tuple[ImportEntry, ...] = ()
    followed_here: int = 0  # feeds that the guild follows

    @property
    def entries(self) -> int:
        return sum(self.counts.values())
