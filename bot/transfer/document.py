"""What a file of feeds says, whatever its form: servers, folders, feeds, digests; holds no logic.

Settings are flat mappings of texts. Those of a feed are named as in `bot.follow.edit.settings`, and
besides them `paused_at`, `full_text`, `name` and `kind_rules`, not one subscription's look.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A feed that is to be followed; `settings` are those that the file says.

    `is_read` where it was asked already, and what it holds is recorded next.
    """

    url: str
    title: str = ""
    site_url: str | None = None
    settings: Attributes = field(default_factory=dict)
    is_read: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestEntry:
    """A channel's digest; `feeds` are the addresses of those that it reads, None for all."""

    settings: Attributes
    feeds: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Feeds that belong together: a reader's folder, or a channel (`channel_id`) of ours.

    The folder of what is in none has no name.
    """

    name: str = ""
    channel_id: int | None = None
    settings: Attributes = field(default_factory=dict)
    feeds: tuple[FeedEntry, ...] = ()
    digests: tuple[DigestEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole file. Ours names the server (`guild_id`) that it was made of.

    `left_out` is what was no feed, as it stood there, and `unreadable` the settings that were
    none.
    """

    title: str = ""
    guild_id: int | None = None
    settings: Attributes = field(default_factory=dict)
    folders: tuple[Folder, ...] = ()
    left_out: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def is_ours(self) -> bool:
        return self.guild_id is not None

    @property
    def entry_count(self) -> int:
        return sum(len(folder.feeds) for folder in self.folders)

    @property
    def feed_count(self) -> int:
        """Return how many feeds there are; one in several folders counts once."""
        return len({entry.url for folder in self.folders for entry in folder.feeds})
